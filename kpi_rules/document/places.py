"""Where each key and value of a document stands.

Found only when somebody asks: a plan without findings never pays for it. `Flat` holds the places of a text whose keys
stand in the order of the data (YAML, JSON) in three arrays of numbers; `Tree` holds those of a text whose parts may be
scattered (TOML). Paths come in, spans go out; knows nothing of formats.
"""

from __future__ import annotations

from array import array

from kpi_rules.source import Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Places(Protocol):
        """Something that knows the place of every path."""

        def find(self, path: Path, data: object) -> Place:
            """The place of the longest part of the path that is there."""


Path = tuple[str | int, ...]


class Place(Struct):
    """What a path leads to: the value's span, the key's where a key leads to it, and how many steps of the path exist.

    `written` is where an alias leads to; the value's own span where it is none.
    """

    value: Span
    key: Span | None
    steps: int
    written: Span


class Flat:
    """The places of a text in its own order: every key and value is a number, those inside it are the next ones."""

    def __init__(self) -> None:
        self.starts = array("I")
        self.ends = array("I")
        self._after = array("I")
        self._last = 0
        self._open: list[int] = []
        self._targets: dict[int, int] = {}
        self._children: dict[int, dict[str | int, tuple[int, int]]] = {}

    def scalar(self, start: int, end: int) -> None:
        """A key or a value with nothing inside."""
        self.starts.append(start)
        self.ends.append(end)
        self._after.append(len(self.starts))
        self._last = end

    def alias(self, start: int, end: int, target: int) -> None:
        """A value that stands elsewhere, at number `target`."""
        self._targets[len(self.starts)] = target
        self.scalar(start, end)

    def enter(self, start: int) -> int:
        """A list or mapping begins; its number."""
        number = len(self.starts)
        self._open.append(number)
        self.scalar(start, start)
        return number

    def leave(self, end: int | None = None) -> None:
        """It ends: there, or where the last thing inside it ends."""
        number = self._open.pop()
        self._last = max(self._last if end is None else end, self.starts[number])
        self.ends[number] = self._last
        self._after[number] = len(self.starts)

    def find(self, path: Path, data: object) -> Place:
        """The place of the longest part of the path that is there."""
        number, key, steps = 0, None, 0
        for step in path:
            inside = self._inside(number, data)
            if step not in inside:
                break
            key, number = inside[step]
            data = data[step]  # type: ignore[index]  # `step` is in what is inside of it
            steps += 1
        key_span = self._span(key) if key is not None and key != number else None
        return Place(self._span(number), key_span, steps, self._span(self._targets.get(number, number)))

    def _span(self, number: int) -> Span:
        return Span(self.starts[number], self.ends[number])

    def _inside(self, number: int, data: object) -> dict[str | int, tuple[int, int]]:
        number = self._targets.get(number, number)
        if number not in self._children:
            self._children[number] = self._entries(number + 1, data)
        return self._children[number]

    def _entries(self, number: int, data: object) -> dict[str | int, tuple[int, int]]:
        entries: dict[str | int, tuple[int, int]] = {}
        if isinstance(data, dict):
            for key in data:
                entries[key] = number, number + 1
                number = self._after[number + 1]
        elif isinstance(data, list):
            for index in range(len(data)):
                entries[index] = number, number
                number = self._after[number]
        return entries


class Tree(Struct, frozen=False):
    """The place of one value, and of what is inside it."""

    value: Span
    key: Span | None = None
    inside: dict[str | int, Tree] = field(default_factory=dict)

    def find(self, path: Path, data: object = None) -> Place:
        """The place of the longest part of the path that is there."""
        here, steps = self, 0
        for step in path:
            if step not in here.inside:
                break
            here = here.inside[step]
            steps += 1
        return Place(here.value, here.key, steps, here.value)
