"""Tables in which a row is a time or a place, and each KPI has a column or two: `NPS`, `NPS target`, `Revenue`, `Revenue target`.

Comes in: a frame with the contents of its columns. Goes out: what each column is, or nothing where it is another table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.map import Column
from kpi_rules.registers.tables.contents import Contents
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.guessing.asking import Assigned
from kpi_rules.registers.tables.guessing.years import is_part_of_year
from kpi_rules.registers.tables.headings import read_heading, unit_in, without_unit
from kpi_rules.registers.tables.naming import id_of
from kpi_rules.registers.tables.periods import is_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_SIDES: Final = ("target", "actual")
_EDGES: Final = " -–—:/()[]_"


def value_columns(frame: Frame, contents: Mapping[int, Contents]) -> Assigned | None:
    """What the columns are, where most of them are pairs."""
    pairs = {at: found for at, heading in frame.headings.items() if (found := side_of(heading)) is not None}
    bases = {plainly(without_unit(heading)): at for at, heading in frame.headings.items()}
    matched = {at: (base, side) for at, (base, side) in pairs.items() if plainly(base) in bases or _other(pairs, at)}
    alone = {
        at
        for at, heading in frame.headings.items()
        if any(plainly(without_unit(heading)) == plainly(base) for base, _ in matched.values())
    }
    first = min(frame.headings, default=0)
    called = {guess.field for guess in read_heading(frame.headings.get(first, ""), "kpi", "words").guesses}
    if (
        not matched
        or not called.isdisjoint(("name", "objective"))
        or first in alone | set(matched)
        or len(alone | set(matched)) < 0.6 * (len(frame.headings) - 1)
    ):
        return None
    assigned = Assigned()
    for at, heading in frame.headings.items():
        if at in matched:
            base, side = matched[at]
            assigned.columns[at] = Column("targets" if side == "target" else "actuals", kpi=_as_written(frame, base))
        elif at in alone:
            assigned.columns[at] = Column("actuals", kpi=without_unit(heading), unit=unit_in(heading))
        elif at == first:
            assigned.columns[at] = Column("on" if _are_times(contents[at]) else "segment")
        else:
            assigned.columns[at] = Column("x-" + id_of(heading))
    return assigned


def _as_written(frame: Frame, base: str) -> str:
    return next(
        (without_unit(each) for each in frame.headings.values() if plainly(without_unit(each)) == plainly(base)), base
    )


def _other(pairs: Mapping[int, tuple[str, str]], at: int) -> bool:
    base, side = pairs[at]
    return any(plainly(other) == plainly(base) and each != side for other, each in pairs.values())


def side_of(heading: str) -> tuple[str, str] | None:
    """The KPI of a heading, and whether it is its target or its actual: a word for that at either end."""
    return next(_sides(heading), None)


def _sides(heading: str) -> Iterator[tuple[str, str]]:
    words = re.split(r"[\s_/()\[\]–—:-]+", heading.strip(_EDGES))
    for end, rest in ((words[-1:], words[:-1]), (words[:1], words[1:]), (words[-2:], words[:-2])):
        base = " ".join(rest)
        if not base or is_time(base) or is_part_of_year(base) or not base.strip(_EDGES):
            continue
        meant = [guess.field for guess in read_heading(" ".join(end), "kpi", "1").guesses if guess.sure]
        known = [guess.field for guess in read_heading(base, "kpi", "words").guesses]
        if meant and meant[0] in _SIDES and not known:
            yield base, meant[0]


def _are_times(contents: Contents) -> bool:
    import datetime

    dates = [
        isinstance(cell.value, datetime.date) or is_time(text)
        for cell, text in zip(contents.cells, contents.texts, strict=True)
    ]
    return bool(dates) and sum(dates) >= 0.5 * len(dates)
