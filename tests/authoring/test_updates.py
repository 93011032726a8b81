"""`pack test --update`: comments are written, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.authoring.suite import Bench, try_pack
from kpi_rules.authoring.update import updated

CASES = yaml.safe_load((Path(__file__).parent / "updates.yaml").read_text("utf-8"))


def update(pack: Path) -> dict[str, str]:
    suite, problems = try_pack(str(pack))
    assert suite is not None, problems
    bench = Bench(str(pack), suite.policy)
    texts: dict[str, str] = {}
    for trial in suite.trials:
        if not trial.passed:
            texts |= updated(trial, suite.policy.schema, bench.tried) or {}
    return texts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case(case: dict[str, Any], make: Any) -> None:
    pack = make({"x.yaml": case["before"]})
    texts = update(pack)
    assert list(texts.values()) == ([case["after"]] if "after" in case else [])
    for text in texts.values():
        (pack / "tests" / "x.yaml").write_bytes(text.encode("utf-8"))
    suite, _ = try_pack(str(pack))
    assert suite is not None
    assert suite.passed
    assert update(pack) == {}


def test_where_no_comment_can_stand_nothing_is_written(make: Any) -> None:
    pack = make({"x.json": '{"title": "T", "kpis": [{"id": "a"}]}'})
    assert update(pack) == {}
