"""What is known to be present where a condition is true, and where it is false.

A fact is the key of a path (`("kpi", "target", "value")`); whoever has it knows the path, and each of its beginnings,
to be present. A path may begin with a call or a division: the same one gives the same value, for nothing here has side effects.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.language import tree
from kpi_rules.structs import Struct, fields

Key = tuple[str, ...]
Facts = frozenset[Key]
NONE: Facts = frozenset()


class Known(Struct):
    """The facts that hold where a condition is true, and where it is false."""

    true: Facts = NONE
    false: Facts = NONE

    @property
    def turned(self) -> Known:
        """The same for the opposite condition."""
        return Known(self.false, self.true)


NOTHING_KNOWN = Known()


def key_of(expression: tree.Expression) -> Key | None:
    """The key of a path, a call or a division; nothing for what is never missing or is put together otherwise."""
    names: list[str] = []
    while isinstance(expression, (tree.FieldOf, tree.Indexed)):
        step = expression.field.name if isinstance(expression, tree.FieldOf) else _asked(expression.key)
        if step is None:
            return None
        names.append(step)
        expression = expression.base if isinstance(expression, tree.FieldOf) else expression.list
    if isinstance(expression, tree.Name):
        return expression.name, *reversed(names)
    if isinstance(expression, tree.Call) or (isinstance(expression, tree.Arithmetic) and expression.operator == "/"):
        return _as_written(expression), *reversed(names)
    return None


def _as_written(part: object) -> str:
    """The same for expressions that say the same, wherever they stand and with types or without."""
    if isinstance(part, tree.Name):
        return part.name
    if isinstance(part, tree.Node):
        inner = (getattr(part, name) for name in fields(part) if name not in ("span", "type"))
        return f"{type(part).__name__}({','.join(map(_as_written, inner))})"
    return f"[{','.join(map(_as_written, part))}]" if isinstance(part, tuple) else repr(part)


def _asked(key: tree.Expression) -> str | None:
    """What a list is asked for, as a step of a path: a path of its own, or a text."""
    if isinstance(key, tree.Text):
        return (
            None
            if any(isinstance(part, tree.Expression) for part in key.parts)
            else f'["{"".join(map(str, key.parts))}"]'
        )
    path = key_of(key)
    return f"[{'.'.join(path)}]" if path else None


def told_present(expression: tree.Expression) -> Facts:
    """What is present where this is: the path, its beginnings, and what its lists are asked for."""
    key = key_of(expression)
    facts = prefixes(key) if key else NONE
    while isinstance(expression, (tree.FieldOf, tree.Indexed)):
        if isinstance(expression, tree.Indexed):
            facts |= told_present(expression.key)
        expression = expression.base if isinstance(expression, tree.FieldOf) else expression.list
    return facts


def prefixes(key: Key) -> Facts:
    """A path and its beginnings: where the whole is present, so are they."""
    return frozenset(key[:length] for length in range(1, len(key) + 1))


def known(condition: tree.Expression, names: Mapping[str, Known]) -> Known:
    """What a condition tells; `names` says what conditions that were named with `let` tell."""
    match condition:
        case tree.Presence(value=value, present=present):
            told = Known(told_present(value))
            return told if present else told.turned
        case tree.Not(operand=operand):
            return known(operand, names).turned
        case tree.Logic(operator=operator, left=left, right=right):
            one, other = known(left, names), known(right, names)
            if operator == "and":
                return Known(one.true | other.true, one.false & other.false)
            return Known(one.true & other.true, one.false | other.false)
        case tree.If(condition=test, yes=yes, no=no):
            return _either(known(test, names), known(yes, names), known(no, names))
        case tree.Name(name=name):
            return names.get(name, NOTHING_KNOWN)
        case _:
            return NOTHING_KNOWN


def _either(test: Known, yes: Known, no: Known) -> Known:
    return Known((test.true | yes.true) & (test.false | no.true), (test.true | yes.false) & (test.false | no.false))
