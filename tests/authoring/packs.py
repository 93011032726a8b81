"""A small pack on disk, to try things on."""

from __future__ import annotations

from pathlib import Path

MANIFEST = (
    "name: little\nversion: 1.0.0\nsettings:\n  most: {type: number, default: 2, description: At most so many KPIs.}\n"
)
RULES = """\
rule too-many "Few KPIs"
  must count(plan.kpis) <= settings.most
  at plan.kpis
  say "{count(plan.kpis)} KPIs"

rule without-owner "A KPI has an owner"
  for each kpi in plan.kpis
  when kpi.status != "retired"
  should kpi.owner is present and kpi.owner != "nobody"
  at kpi
"""
FEW = "title: T\nkpis: [{id: a, owner: me}, {id: b, owner: me}]\n"
MANY = """\
title: T
kpis:  # expect: too-many [must]
  - {id: a, owner: me}
  - {id: b}  # expect: without-owner [should]
  # expect: without-owner
  - {id: c, owner: nobody}
  - {id: d, status: retired}
"""


def little_pack(folder: Path, tests: dict[str, str] | None = None, rules: str = RULES) -> Path:
    """The pack in a folder, with these files among its tests."""
    pack = folder / "little"
    (pack / "tests").mkdir(parents=True)
    (pack / "pack.yaml").write_text(MANIFEST, "utf-8")
    (pack / "few.rules").write_text(rules, "utf-8")
    for name, text in ({"few.yaml": FEW, "many.yaml": MANY} if tests is None else tests).items():
        path = pack / "tests" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return pack
