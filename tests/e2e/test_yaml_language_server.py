"""VS Code's YAML extension with our schema: at every field of a plan, what it inserts is read as what it says.

Run by `.ci/integrations`, which installs it from npm; skipped where it is missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from yaml_server import YamlServer, inserted

from kpi_rules.document.shape import flatten
from kpi_rules.plan import load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

COMMAND = shutil.which("yaml-language-server")
pytestmark = pytest.mark.skipif(COMMAND is None, reason="yaml-language-server (npm) is not installed")

SCHEMA = Path(__file__).parents[2] / "schemas" / "plan.schema.json"
BEGUN = ("is missing", "this entry of the list is empty")
"""What is told of a record or a list that is begun and goes on."""
_KPI = "title: T\nkpis:\n  - id: a\n"
RECORDS = {
    "plan": "title: T\n",
    "period": "title: T\nperiod:\n  ",
    "mission": "title: T\nmission:\n  ",
    "budget": "title: T\nbudget:\n  ",
    "role": "title: T\nroles:\n  - id: a\n    ",
    "contribution": "title: T\nroles:\n  - id: a\n    contributions:\n      - kpi: k\n        ",
    "objective": "title: T\nobjectives:\n  - id: a\n    ",
    "milestone": "title: T\nobjectives:\n  - id: a\n    milestones:\n      - title: M\n        ",
    "metric": "title: T\nmetrics:\n  - id: a\n    ",
    "kpi": _KPI + "    ",
    "range": _KPI + "    range:\n      ",
    "scope": _KPI + "    scope:\n      ",
    "data_source": _KPI + "    data_source:\n      ",
    "quantity": _KPI + "    weight:\n      ",
    "baseline": _KPI + "    baseline:\n      ",
    "target": _KPI + "    target:\n      ",
    "actual": _KPI + "    actual:\n      ",
    "thresholds": _KPI + "    thresholds:\n      ",
    "interim_target": _KPI + "    targets:\n      - value: 5\n        ",
    "dated_actual": _KPI + "    actuals:\n      - value: 5\n        ",
    "acknowledgement": _KPI + "    acknowledged_by:\n      - member: M\n        ",
    "translated_name": _KPI + "    names:\n      - language: de\n        ",
    "review": "title: T\nreview:\n  ",
    "past_review": "title: T\nreview:\n  history:\n    - on: 2026-01-01\n      ",
    "link": "title: T\nlinks:\n  - url: https://example.org\n    ",
}


@pytest.fixture(scope="module")
def server() -> Iterator[YamlServer]:
    assert COMMAND is not None
    server = YamlServer(COMMAND, SCHEMA)
    yield server
    server.close()


def places(record: str, text: str) -> Iterator[str]:
    """A record, and each of its fields with nothing in it yet: on the line, below it, and as a list."""
    yield text
    column = " " * (len(text) - text.rfind("\n") - 1)
    for name in flatten({"$ref": f"#/$defs/{record}"}, plan_schema().json)["properties"]:
        if f"{name}:" not in text.partition("kpis:\n" if record != "plan" else "title")[2] and name != "title":
            yield f"{text}{name}: "
            yield f"{text}{name}:\n{column}  "
            yield f"{text}{name}:\n{column}  - "


def problems(text: str) -> set[str]:
    _, found = load_what_fits(Source("a.kpi.yaml", text), plan_schema())
    return {each.message for each in found if not any(word in each.message for word in BEGUN)}


def test_every_record_is_tried() -> None:
    definitions = plan_schema().json["$defs"]
    named = {name for name, one in definitions.items() if "properties" in one} - {"measure", "magnitude"}
    assert named <= RECORDS.keys()


@pytest.mark.parametrize("record", RECORDS)
def test_what_is_inserted_reads(server: YamlServer, record: str) -> None:
    offered = 0
    for text in places(record, RECORDS[record]):
        before = problems(text)
        for item in server.complete(text, len(text)):
            offered += 1
            after = inserted(text, item)
            assert "[object" not in after, (text, item["label"])
            assert problems(after) <= before, (text, after)
    assert offered
