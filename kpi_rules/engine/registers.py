"""What the bytes of a file stand for: a plan, or the plans that a register holds, as they are made of it by a map.

Comes in: a name, bytes, and the maps that count there. Goes out: sources, and sentences on what was left aside. A file whose name does not
say what it is is a register where it holds no `kpis` and a map or an adapter knows it. Knows nothing of where files lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kpi_rules.document.limits import Limits
from kpi_rules.engine.discover import may_be_register
from kpi_rules.engine.inputs import Unreadable, source_of
from kpi_rules.engine.top_level import holds_kpis
from kpi_rules.i18n import tr
from kpi_rules.registers import FOREIGN, MOST_BYTES, is_table
from kpi_rules.source import Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.registers.map import Map
    from kpi_rules.registers.opening import Opened

    Maps: TypeAlias = Callable[[], Sequence[Map]]


class Held(Struct):
    """The plans in a file. `told` are sentences for people: what of a register was left aside."""

    sources: tuple[Source | Unreadable, ...]
    told: tuple[str, ...] = ()


def most_bytes(name: str, limits: Limits) -> int:
    """How much of a file is read: tables are packed, or wide."""
    return max(MOST_BYTES, limits.size) if is_table(name) else limits.size


def held_in(name: str, data: bytes, maps: Maps, limits: Limits) -> Held:
    """The plans in the bytes of a file."""
    if not is_table(name) and (not may_be_register(name) or holds_kpis(data)):
        return Held((source_of(name, data, limits),))
    from kpi_rules.registers.opening import open_register

    opened = open_register(name, data, maps(), limits)
    if opened.sources and not (opened.document and opened.guessed and _is_plan(name, data, limits)):
        return Held(opened.sources, tuple(_told(name, opened)))
    if not is_table(name) and not name.lower().endswith(FOREIGN):
        return Held((_as_plan(name, data, limits),))
    return Held((Unreadable(name, opened.diagnostics),))


def _as_plan(name: str, data: bytes, limits: Limits) -> Source | Unreadable:
    """A file that is no register, to be told what is wrong with it as a plan; one that surely is none is told that alone."""
    source = source_of(name, data, limits)
    if isinstance(source, Source):
        from kpi_rules.plan.strangers import no_plan

        told = no_plan(source, limits)
        return source if told is None else Unreadable(name, (told,))
    return source


def _is_plan(name: str, data: bytes, limits: Limits) -> bool:
    """Whether a document says of itself, in whatever words, what its mission, objectives or KPIs are: then it is a plan, and is told so."""
    from kpi_rules.plan import load_what_fits, plan_schema

    source = source_of(name, data, limits)
    plan = load_what_fits(source, plan_schema(), limits)[0] if isinstance(source, Source) else None
    return plan is not None and bool(plan.values.get("kpis"))


def _told(name: str, opened: Opened) -> Iterator[str]:
    yield from opened.remarks
    if opened.guessed and opened.document:
        yield tr(
            "what the fields of `{name}` mean is guessed: `kpi-rules import {name}` shows it, and writes a map that you can correct",
            name=name,
        )
    elif opened.guessed:
        yield tr(
            "what the columns of `{name}` mean is guessed: `kpi-rules import {name}` shows it, and writes a map that you can correct; a field such as `definition:` is a column there, and what is said of the whole plan, such as `mission:`, stands in the map",
            name=name,
        )
