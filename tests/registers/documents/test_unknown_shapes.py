"""Documents of unknown shapes: the map that is made of them, and the plan that it makes; what is no register is none.

`shapes/<name>`, `shapes/<name>.map.yaml`, `shapes/<name>.plan.yaml`; `UPDATE_GOLDEN=1` writes the last two anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpi_rules.document import load
from kpi_rules.plan.plan import load_plan
from kpi_rules.plan.schema import plan_schema
from kpi_rules.registers.documents.map import read_maps
from kpi_rules.registers.documents.opening import read_document
from kpi_rules.registers.draft import draw
from kpi_rules.source import Source

SHAPES = Path(__file__).parent / "shapes"
FILES = sorted(path.name for path in SHAPES.iterdir() if not path.name.endswith((".plan.yaml", ".map.yaml")))
NO_REGISTERS = {
    "compose.yaml": "services:\n  web: {image: nginx, ports: [80]}\n  db: {image: postgres, ports: [5432]}\n",
    "package.json": '{"name": "shop", "version": "1.0.0", "scripts": {"test": "x"}, "dependencies": {"a": "1"}}',
    "ci.yml": "on: push\njobs:\n  test:\n    runs-on: linux\n    steps:\n      - {name: Test, run: make}\n      - {name: Lint, run: lint}\n",
    "users.json": '[{"id": 1, "name": "Ann", "title": "CEO", "owner": true}, {"id": 2, "name": "Bob", "title": "CFO", "owner": false}]',
    "pyproject.toml": '[project]\nname = "x"\n[tool.a]\ntarget = "py311"\n[tool.b]\ntarget = "x"\n',
    "build.json": '{"builds": [{"name": "a", "target": "es2020", "source": "a.ts"}, {"name": "b", "target": "es5", "source": "b.ts"}]}',
    "comment.yaml": "# nothing\n- 1\n",
    "text.yaml": "only words\n",
}


def _read(name):
    reading, diagnostics = read_document(Source(name, (SHAPES / name).read_text("utf-8")))
    assert reading is not None, list(map(str, diagnostics))
    return reading


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["map", "plan"])
def test_the_map_and_the_plan_of_a_shape(name, kind):
    reading = _read(name)
    assert reading.guessed
    text = reading.map.source.text if kind == "map" else draw(reading.drafts[0], name).text
    golden = SHAPES / f"{name}.{kind}.yaml"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_what_was_guessed_is_a_plan(name):
    plan, problems = load_plan(draw(_read(name).drafts[0], name), plan_schema())
    assert plan is not None, list(map(str, problems))


@pytest.mark.parametrize("name", FILES)
def test_a_map_that_was_written_is_used_again_and_gives_the_same(name):
    guessed = _read(name)
    document, _ = load(guessed.map.source)
    maps, problems = read_maps(document)
    assert not problems
    again, _ = read_document(Source(f"folder/{name}", (SHAPES / name).read_text("utf-8")), maps)
    assert not again.guessed
    assert again.drafts[0].plan == guessed.drafts[0].plan


@pytest.mark.parametrize("name", NO_REGISTERS)
def test_what_is_no_register(name):
    assert read_document(Source(name, NO_REGISTERS[name])) == (None, ())


def test_what_does_not_fit_a_plan_is_kept_beside_it():
    text = "indicators:\n  - {name: Sales, target: 5, review: {a: 1}, period: [1, 2], unit: {a: 1}}\n"
    reading, _ = read_document(Source("r.yaml", text))
    plan, problems = load_plan(draw(reading.drafts[0], "r.yaml"), plan_schema())
    assert plan is not None, list(map(str, problems))
    assert "x-unit" in draw(reading.drafts[0], "r.yaml").text


def test_a_wrong_map_is_told_at_its_line():
    document, _ = load(
        Source(
            "kpi-rules.map.yaml", "documents:\n  - name: a\n    records: []\n  - name: b\n    records: [{from: a..b}]\n"
        )
    )
    _, problems = read_maps(document)
    assert [each.location.start.line for each in problems] == [3, 5]
