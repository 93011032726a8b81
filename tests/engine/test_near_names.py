"""Names that are nearly those of plans: few for each, and looked for on the disk a few times for each file: counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpi_rules.engine import discover
from kpi_rules.engine.near_names import names_meant

NAMES = ("a.kpis.yaml", "a-kpi.yaml", "a.kpi.yaml~", "a kip (1).json", "a.KPI.yml.bak", "a.yaml", "a.kpi.yam")


@pytest.mark.parametrize("name", NAMES)
def test_few_names_are_meant(name: str) -> None:
    assert 0 < len(list(names_meant(name))) <= 5


@pytest.mark.parametrize("name", [".a.kpi.yaml", "#a.kpi.yaml#", "notes.md", "kpi.png", "skipper.txt"])
def test_none_is_meant(name: str) -> None:
    assert not list(names_meant(name))


def test_long_names_are_looked_at_as_quickly() -> None:
    for name in ("kpi" * 80, ".kpi" * 60, "a.kpi" + " " * 200 + "yaml", "k.kpi" + "(1)" * 80):
        assert len(list(names_meant(name + ".yaml"))) <= 5


def test_each_near_miss_is_looked_for_a_few_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 60
    for number in range(count):
        (tmp_path / f"p{number}.kpi.yaml").write_text("title: T", "utf-8")
        (tmp_path / f"p{number}.kpis.yaml").write_text("title: T", "utf-8")
        (tmp_path / f"q{number}-kpi.yaml").write_text("title: T", "utf-8")
    asked: list[str] = []
    lexists = os.path.lexists
    monkeypatch.setattr(os.path, "lexists", lambda path: (asked.append(str(path)), lexists(path))[1])
    monkeypatch.setattr(discover, "read_bytes", lambda *_: pytest.fail("what is passed by is not read"))
    monkeypatch.chdir(tmp_path)
    found = discover.find(())
    assert len(found.files) == count
    assert len(found.nearly) == count  # for the others there is a plan of that name
    assert len(asked) <= 3 * count
