"""Which versions of a pack, or of the program, a manifest asks for: `city-services >= 1.2`, `>= 0.1, < 1`.

Comes in: what is written. Goes out: the name and its bounds, and whether a version keeps to them. A version is numbers with dots between
them; what follows them (`1.2.0-rc.1`) makes it no other version.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt

from kpi_rules.structs import Struct

_COMPARED: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": ge,
    "<=": le,
    "==": eq,
    ">": gt,
    "<": lt,
}
_BOUND = re.compile(r"\s*(>=|<=|==|>|<)\s*([0-9]+(?:\.[0-9]+)*)\s*")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_LONGEST = 6
"""Numbers of a version that are compared."""


class Wanted(Struct):
    """A reference to a pack without its bounds, and these: each an operator and a version."""

    reference: str
    bounds: tuple[tuple[str, str], ...] = ()

    def allows(self, version: str) -> bool:
        """Whether a version keeps to all bounds."""
        return all(_COMPARED[operator](_numbers(version), _numbers(bound)) for operator, bound in self.bounds)

    @property
    def written(self) -> str:
        """The bounds as they are written."""
        return ", ".join(f"{operator} {bound}" for operator, bound in self.bounds)


def wanted(text: str) -> Wanted | None:
    """What a reference asks for; nothing where what stands behind the name is no bound."""
    found = re.search("[<>=]", text)
    if found is None:
        return Wanted(text)
    bounds = [_BOUND.fullmatch(part) for part in text[found.start() :].split(",")]
    if None in bounds:
        return None
    return Wanted(text[: found.start()].strip(), tuple((bound[1], bound[2]) for bound in bounds if bound is not None))


def _numbers(version: str) -> tuple[int, ...]:
    found = _NUMBERS.match(version)
    numbers = tuple(map(int, (found[0] if found else "0").split(".")))[:_LONGEST]
    return numbers + (0,) * (_LONGEST - len(numbers))
