"""Built-ins over where a field leads from record to record, again and again."""

from __future__ import annotations

from kpi_rules.language.builtins.declaration import builtin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.language.ways import Record, Way


@builtin(
    "reach(start: any, by: list of any) -> list of any",
    ("[k.id for k in plan.kpis where reach(k, by parent in plan.kpis) is present]", ["customers"]),
    form="reach(a record, by its field in a list)",
)
def reach(start: Record, by: Way) -> list[Record]:
    """The records of a list that the field leads to, step by step and the nearest first; where it comes from only if it leads back."""
    return by.reached(by.onward(start))


@builtin(
    "reaching(start: any, by: list of any) -> list of any",
    ("[k.id for k in plan.kpis where reaching(k, by parent in plan.kpis) is present]", ["leads"]),
    form="reaching(a record, by its field in a list)",
)
def reaching(start: Record, by: Way) -> list[Record]:
    """The records of a list whose field leads there, step by step and the nearest first."""
    return by.reaching(by.called(start))


@builtin(
    "circular(by: list of any) -> list of any",
    ("circular(by parent in plan.kpis).id", []),
    form="circular(by a field in a list)",
)
def circular(by: Way) -> list[Record]:
    """The records of a list whose field leads back to them, step by step."""
    return by.circular()


CLOSURE = (reach, reaching, circular)
