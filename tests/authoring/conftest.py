"""The pack that the tests of this folder work on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MANIFEST = "name: little\nversion: 1.0.0\nsettings:\n  most: {type: number, default: 2, description: Most KPIs.}\n"
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
FEW = "title: T\nkpis: [{id: a, owner: me}, {id: b, status: retired}]\n"
MANY = """\
title: T
kpis:
  - {id: a, owner: me}  # expect: too-many [must]
  - {id: b}  # expect: without-owner [should]
  # expect: without-owner
  - {id: c, owner: nobody}
"""

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the pack with these files among its tests; without any, with those that cover it."""

    def _make(tests: dict[str, str] | None = None, rules: str = RULES) -> Path:
        pack = tmp_path / "little"
        files = {"few.yaml": FEW, "many.yaml": MANY} if tests is None else tests
        for name, text in {
            "pack.yaml": MANIFEST,
            "few.rules": rules,
            **{f"tests/{k}": v for k, v in files.items()},
        }.items():
            path = pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        return pack

    return _make
