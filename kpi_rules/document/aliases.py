"""Anchors and aliases while a YAML text is read: what they stand for, how much they repeat, how deep that reaches.

Names and values come in; values come out, or the reason why there is none. Knows nothing of events.
"""

from __future__ import annotations

from kpi_rules.diagnostics import did_you_mean
from kpi_rules.document.limits import Limits
from kpi_rules.document.scalars import Refused
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct

_NAMES_COMPARED = 100  # comparing is slow, and a name that is meant is rarely far away


class Anchor(Struct, frozen=False):
    """A named value: how many keys and values it holds, and how many levels."""

    value: object
    size: int
    depth: int
    height: int = 0
    open: bool = False


class Aliases:
    """The anchors seen so far."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._anchors: dict[str, Anchor] = {}
        self._repeated = 0
        self.open: list[Anchor] = []

    def scalar(self, name: str, value: object) -> None:
        """A value with nothing inside is named."""
        self._anchors[name] = Anchor(value, 1, 0)

    def enter(self, name: str, value: object, nodes: int, depth: int) -> Anchor:
        """A list or mapping that begins here, as number `nodes` at this depth, is named."""
        anchor = self._anchors[name] = Anchor(value, nodes - 1, depth - 1, open=True)
        self.open.append(anchor)
        return anchor

    def reach(self, depth: int) -> None:
        """Something inside the innermost open anchor stands at this depth."""
        innermost = self.open[-1]
        innermost.height = max(innermost.height, depth - innermost.depth)

    def leave(self, anchor: Anchor, nodes: int) -> None:
        """The named list or mapping ends."""
        self.open.pop()
        anchor.size = nodes - anchor.size
        anchor.open = False
        if self.open:
            self.reach(anchor.depth + anchor.height)

    def follow(self, name: str, depth: int) -> Anchor:
        """What an alias at this depth stands for; raises `Refused` where that cannot be."""
        anchor = self._anchors.get(name)
        if anchor is None:
            raise Refused(
                tr("nothing above is named `&{name}`", name=name),
                did_you_mean(name, list(self._anchors)[-_NAMES_COMPARED:]),
            )
        if anchor.open:
            raise Refused(
                tr("`*{name}` stands inside the very value that it repeats, so it would never end", name=name),
                tr("write the value out where it is needed"),
            )
        self._repeated += anchor.size
        if self._repeated > self._limits.repeated or depth + anchor.height > self._limits.depth:
            raise TooMuch
        if self.open:
            self.reach(depth + anchor.height)
        return anchor


class TooMuch(Exception):
    """The aliases of a file repeat more, or nest deeper, than any plan needs."""
