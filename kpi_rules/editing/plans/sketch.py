"""What a text that is being written holds, as far as its lines tell: records, lists and values with their places.

A sketch is made of any text, also of one that no reader would take; where one does, it is the document's tree, as the tests ask. `yaml_sketch` and
`toml_sketch` make it. Knows nothing of KPIs.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.document.places import Path
from kpi_rules.source import Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Kind: TypeAlias = 'Literal["record", "list", "value", "nothing"]'


class Node(Struct, frozen=False, eq=False):
    """A record, a list, a value, or nothing yet. `key` is what leads to it in a record, as it is read.

    `column` is where the entries of a block stand; none of what is written in brackets. `lead` is where its own entry begins: at its key, or at
    its dash. `quote` is what a value opens with; `closed`: its end is written, too. `target` is
    where an alias leads to.
    """

    kind: Kind
    start: int
    end: int
    parent: Node | None = None
    key: str | None = None
    key_span: Span | None = None
    lead: int = 0
    colon: bool = True
    text: str = ""
    quote: str = ""
    column: int | None = None
    closed: bool = True
    target: Node | None = None
    entries: list[Node] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """Where its value stands."""
        return Span(self.start, self.end)

    @property
    def whole(self) -> Span:
        """Where it stands, with the key or dash that leads to it."""
        return Span(min(self.lead, self.start), max(self.start, self.end))

    @property
    def in_block(self) -> bool:
        """Whether its entries stand on lines of their own."""
        return self.column is not None

    @property
    def path(self) -> Path:
        """The steps that lead to it."""
        steps: list[str | int] = []
        here = self
        while here.parent is not None:
            steps.append(here.key if here.key is not None else here.parent.entries.index(here))
            here = here.parent
        return tuple(reversed(steps))

    def get(self, name: str) -> Node | None:
        """What stands under a key; the first of several."""
        return next((one for one in self.entries if one.key == name), None) if self.kind == "record" else None

    def walk(self) -> Iterator[Node]:
        """It and all inside it, in the order of the text."""
        waiting = [self]
        while waiting:
            here = waiting.pop()
            yield here
            waiting += reversed(here.entries)

    def at(self, offset: int) -> Node:
        """The innermost node whose key or value an offset touches."""
        here = self
        while True:
            inner = next((one for one in here.entries if one.whole.start <= offset <= one.whole.end), None)
            if inner is None:
                return here
            here = inner


def find(root: Node, path: Path) -> Node | None:
    """What a path leads to."""
    here: Node | None = root
    for step in path:
        if here is None:
            return None
        if isinstance(step, int):
            here = here.entries[step] if here.kind == "list" and step < len(here.entries) else None
        else:
            here = here.get(step)
    return here
