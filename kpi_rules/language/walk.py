"""Going through a tree."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.language import tree
from kpi_rules.structs import fields

_CHILDREN: dict[type[tree.Node], tuple[str, ...]] = {}


def _children(node_type: type[tree.Node]) -> tuple[str, ...]:
    if node_type not in _CHILDREN:
        _CHILDREN[node_type] = tuple(name for name in fields(node_type) if name not in ("span", "type"))
    return _CHILDREN[node_type]


def children(node: tree.Node) -> Iterator[tree.Node]:
    """The nodes right below one."""
    for name in _children(node.__class__):
        value = getattr(node, name)
        if isinstance(value, tree.Node):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, tree.Node))


def walk(node: object) -> Iterator[tree.Node]:
    """A node and all below it, in the order of the text, without recursion."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, tuple):
            stack.extend(reversed(current))
        elif isinstance(current, tree.Node):
            yield current
            stack.extend(getattr(current, name) for name in reversed(_children(current.__class__)))


def mentions(node: object, name: str) -> bool:
    """Whether a name is used anywhere in a tree."""
    return any(isinstance(part, tree.Name) and part.name == name for part in walk(node))
