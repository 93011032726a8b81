"""`kpi-rules pack docs` from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Kpi

PACK = str(Path(__file__).parents[1] / "handbook" / "pack")


def test_markdown_unless_the_file_says_html(kpi: Kpi) -> None:
    assert kpi("pack", "docs", PACK).out.startswith("# Harbour\n")
    for name, start in (("a.md", "# Harbour"), ("a.html", "<!DOCTYPE html>"), ("a.HTM", "<!DOCTYPE html>")):
        ran = kpi("pack", "docs", PACK, "--output", name)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert Path(name).read_text("utf-8").startswith(start)
    assert kpi("pack", "docs", PACK, "--format", "html", "-o", "-").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("tag", "language"), [("ar", "ar"), ("ar-EG", "ar"), ("en-GB", "en")])
def test_a_language_of_the_pack(tag: str, language: str, kpi: Kpi) -> None:
    ran = kpi("pack", "docs", PACK, "--format", "html", "--lang", tag)
    assert f'<html lang="{language}"' in ran.out


def test_a_language_that_it_has_not(kpi: Kpi) -> None:
    ran = kpi("pack", "docs", PACK, "--lang", "fr")
    assert ran.code == 2
    assert "the pack `harbour` has no texts in `fr`" in ran.err
    assert "it has `en`, `ar`; `locales/fr.yaml` adds one" in ran.err


def test_the_environment_asks_politely(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert kpi("pack", "docs", PACK).out.startswith("# Harbour\n")
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    assert "الميناء" in kpi("pack", "docs", PACK).out


def test_a_file_that_cannot_be_written(kpi: Kpi) -> None:
    ran = kpi("pack", "docs", PACK, "--output", "no/such/folder.md")
    assert ran.code == 2
    assert "cannot write" in ran.err
