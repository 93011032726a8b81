"""Maps of registers: what they say, and what they are told."""

from __future__ import annotations

import pytest

from kpi_rules.registers.map import Column, read_map
from kpi_rules.source import Source

MAP = """
registers:
  - file: "KPIs*.xlsx"
    locale: de
    one_plan_per: sheet
    tables:
      - sheet: KPIs
        header: 3
        skip: [7, Summe*]
        columns:
          Ziel: target
          Wer: objective.owner
          2024: {field: targets, period: 2024}
          Ampel: {field: health, values: {grün: green}}
          "[D]": x-budget
          Rest: ignore
"""


def test_says_how_tables_are_read() -> None:
    map_, problems = read_map(Source("m.yaml", MAP))
    assert map_ is not None and not problems
    register = map_.register("team/kpis 2026.XLSX")
    assert register is not None and map_.register("other.csv") is None
    (table,) = register.tables
    assert (table.header, table.skip, register.one_plan_per) == ((3,), ("7", "Summe*"), "sheet")
    assert table.columns["2024"] == Column("targets", "2024")
    assert table.columns["Ampel"] == Column("health", values={"grün": "green"})


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("field: health", "field: helth", "m.yaml:14:26: `helth` is no field of a `kpi` (did you mean `health`?)"),
        ("Ziel: target", "Ziel: target.buy", "m.yaml:11:17: `target.buy` is no field of a `kpi` (did you mean `target.by`?)"),
        ("one_plan_per", "one_plan_pro", "m.yaml:5:5: unknown field `one_plan_pro` in register (did you mean `one_plan_per`?)"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_map_is_told_at_its_place(old: str, new: str, told: str) -> None:
    map_, problems = read_map(Source("m.yaml", MAP.replace(old, new)))
    assert map_ is None
    assert list(map(str, problems)) == [told]
