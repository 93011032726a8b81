"""What is understood of registers of our own making without a map: nearly all, and nothing wrong without a word."""

from __future__ import annotations

import pytest

from kpi_rules.plan import load_what_fits, plan_schema
from kpi_rules.registers.draft import draw
from kpi_rules.registers.map import read_map
from kpi_rules.registers.tables.guessing import guess_register
from kpi_rules.registers.tables.map_text import map_text
from kpi_rules.registers.tables.reading import Reading, read_workbook
from kpi_rules.source import Source
from tests.registers.made import MADE, fields, truth, workbook


def read(name: str) -> tuple[Reading, str]:
    book = workbook(name)
    text = map_text((guess_register(book, book.file),))
    map_, problems = read_map(Source("m.yaml", text))
    assert map_ is not None, (problems, text)
    return read_workbook(book, map_.registers[0], map_), text


@pytest.mark.parametrize("name", MADE)
def test_cells_are_taken_for_what_a_person_would_take_them_for(name: str) -> None:
    reading, text = read(name)
    assert not reading.diagnostics
    became = fields(reading.drafts)
    wanted = truth(name)
    wrong, missed = [], []
    for place, field in wanted.items():
        found = {each for each in became.get(place, ()) if not each.rpartition(".")[2].startswith("x-")}
        found -= {"kpi.id", "objective.id", "objective.title", "role.id", "role.title"} - {field}
        if field == "kpi.date":
            found = {field} if found <= {"kpi.actuals.on", "kpi.targets.by"} and found else found
        if found - {field} and (field == "x" or field not in found):
            wrong.append((place, field, found))
        elif field not in ("x", *found):
            missed.append((place, field))
    assert not wrong, text
    assert len(missed) <= 0.1 * len(wanted), (missed, text)


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_is_a_plan(name: str) -> None:
    reading, _ = read(name)
    assert reading.drafts
    for draft in reading.drafts:
        source = draw(draft, name)
        plan, problems = load_what_fits(source, plan_schema())
        assert plan is not None and not problems, (list(map(str, problems)), source.text)


@pytest.mark.parametrize("name", [name for name, said in MADE.items() if "asked" in said])
def test_what_cannot_be_decided_is_asked(name: str) -> None:
    book = workbook(name)
    questions = guess_register(book, book.file).questions
    for words in MADE[name]["asked"]:
        assert any(words in question for question in questions), questions


@pytest.mark.parametrize("name", [name for name, said in MADE.items() if "asked" not in said])
def test_little_is_asked(name: str) -> None:
    book = workbook(name)
    assert len(guess_register(book, book.file).questions) <= 2
