"""Each adapter on files of our own: what it reads becomes the plan beside it, every value of it has its place, and none of it is no plan.

`examples/<map>….<ending>` and `examples/<the same>.plan.yaml`; `UPDATE_GOLDEN=1` writes the plans anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpi_rules.plan.plan import load_plan
from kpi_rules.plan.schema import plan_schema
from kpi_rules.registers.documents.adapters import built_in, fits, recognised
from kpi_rules.registers.documents.opening import open_tree
from kpi_rules.registers.documents.reading import read_tree
from kpi_rules.registers.draft import Drawn, draw
from kpi_rules.source import Source, Span

EXAMPLES = Path(__file__).parent / "examples"
SCHEMA = plan_schema()
FILES = sorted(path.name for path in EXAMPLES.iterdir() if not path.name.endswith(".plan.yaml"))


def _tree(name):
    tree, diagnostics = open_tree(Source(name, (EXAMPLES / name).read_text("utf-8")))
    assert tree is not None, list(map(str, diagnostics))
    return tree


def _drawn(name) -> Drawn:
    tree = _tree(name)
    map_ = recognised(tree)
    assert map_ is not None
    (draft,) = read_tree(tree, map_).drafts
    return draw(draft, name)


@pytest.mark.parametrize("name", FILES)
def test_the_plan_of_an_example(name):
    golden = EXAMPLES / f"{name}.plan.yaml"
    text = _drawn(name).text
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_its_own_map_alone_recognises_a_document(name):
    tree = _tree(name)
    known = [map_.name for map_ in built_in() if fits(map_, tree)]
    assert len(known) == 1
    assert name.startswith(known[0])


@pytest.mark.parametrize("map_", built_in(), ids=lambda map_: map_.name)
def test_every_map_says_what_it_reads_and_has_an_example(map_):
    assert map_.reads
    assert map_.example
    assert any(name.startswith(map_.name) for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_what_was_read_is_a_plan(name):
    plan, problems = load_plan(_drawn(name), SCHEMA)
    assert plan is not None, list(map(str, problems))


@pytest.mark.parametrize("name", FILES)
def test_every_value_knows_where_it_was_taken_from(name):
    drawn, source = _drawn(name), Source(name, (EXAMPLES / name).read_text("utf-8"))
    some = 0
    for number, place in enumerate(drawn.places, 1):
        origin = drawn.origin(Span(drawn.offset(number), drawn.offset(number))) if place else None
        if origin is not None:
            some += 1
            assert origin.text == source.line(origin.line)
            assert 0 <= origin.start <= origin.end <= len(origin.text), drawn.line(number)
    assert some > 3
