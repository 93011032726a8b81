"""Files of a pack that are nearly read are told, by a run and by `pack check`; documents and tests are nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_rules.packs.load import load_policy
from kpi_rules.packs.overlooked import unread_names

UNREAD = (
    "x.rule", "x.RULES", "x.rules.txt", "rules/x.rules", "a/b/x.rules", "pack.yml", "Pack.yaml", "pack.json", "locales/arabic.yaml",
    "locales/AR.yaml", "locales/ar.yml", "locales/ar_EG.yaml", "locale/ar.yaml", "Locales/ar.yaml", "locales/ar/ar.yaml",
)  # fmt: skip
READ = (
    "y.rules", "locales/ar.yaml", "locales/pt-BR.yaml", "README.md", "tests/x.rules", "docs/a.yaml", ".git/x.rules", "x.rules~",
    "inner/pack.yaml", "locales/README.md", "handbook.html",
)  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "pack.yaml").write_text("name: own\nversion: 1.0.0\n")
    return tmp_path


def put(pack: Path, name: str) -> None:
    path = pack / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_nearly_read_is_told(pack: Path, name: str) -> None:
    put(pack, name)
    _, problems = load_policy([str(pack)])
    told = [one for one in problems if f"{name}`" in one.message]
    assert [one.warning for one in told] == [True]


@pytest.mark.parametrize("name", READ)
def test_what_is_read_or_nobodys_business_is_not(pack: Path, name: str) -> None:
    put(pack, name)
    assert unread_names(str(pack)) == []


def test_the_rules_of_a_pack_in_it_are_that_ones(pack: Path) -> None:
    put(pack, "inner/pack.yaml")
    put(pack, "inner/x.rules")
    assert unread_names(str(pack)) == []
