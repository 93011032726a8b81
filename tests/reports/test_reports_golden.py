"""Every format over the same few reports, byte for byte. `UPDATE_GOLDEN=1 pytest tests/reports` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sample_reports import REPORTS

from kpi_rules.engine.gate import exit_code
from kpi_rules.reports import FORMATS, Options
from kpi_rules.structs import replace

GOLDEN = Path(__file__).parent / "golden"
OPTIONS = {"text": Options(width=88, statistics=True)}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format_name", FORMATS)
def test_format_renders_as_agreed(format_name: str, name: str) -> None:
    options = replace(OPTIONS.get(format_name, Options()), exit_code=exit_code(REPORTS[name]))
    rendered = FORMATS[format_name].render(REPORTS[name], options).encode()
    golden = GOLDEN / f"{name}.{format_name}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(rendered)
    assert rendered == golden.read_bytes()


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.{format_}" for name in REPORTS for format_ in FORMATS}


def test_colour_changes_nothing_but_colour() -> None:
    import re

    coloured = FORMATS["text"].render(REPORTS["ordinary"], Options(color=True, width=88))
    plain = FORMATS["text"].render(REPORTS["ordinary"], Options(width=88))
    assert "\x1b[1;31mviolation" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
