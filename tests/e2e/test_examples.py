"""The examples are what they claim to be: the good plan is silent, the bad ones are told all that is wrong with them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from kpi_rules.engine.check import check
from kpi_rules.engine.discover import discover
from kpi_rules.engine.findings import Report
from kpi_rules.engine.inputs import read_plan
from kpi_rules.packs import bundled_packs, load_policy

EXAMPLES = Path(__file__).parents[2] / "examples"


def checked(example: str, pack: str, today: datetime.date = datetime.date(2026, 3, 1)) -> Report:
    policy, problems = load_policy([pack])
    assert policy is not None, problems
    files, problems = discover([str(EXAMPLES / example)])
    assert not problems
    return check(map(read_plan, files), policy, today)


@pytest.mark.parametrize("pack", sorted({"core", "content-marketing"} & set(bundled_packs())))
@pytest.mark.parametrize("today", [datetime.date(2026, 3, 1), datetime.date(2031, 12, 24)])
def test_the_good_plan_gives_no_finding(pack: str, today: datetime.date) -> None:
    assert checked("content-marketing/good.kpi.yaml", pack, today).findings == ()


@pytest.mark.parametrize(
    ("example", "rules"),
    [
        (
            "content-marketing/bad.kpi.yaml",
            "no-mission no-metric-survey no-review-interval too-many-kpis overloaded-owner role-without-scope "
            "kpi-without-rationale undefined-metric no-data-source unknown-objective placeholder unknown-owner "
            "kpi-without-objective kpi-without-owner target-on-wrong-side target-outside-range "
            "thresholds-out-of-order kpi-without-target target-equals-baseline",
        ),
        (
            "arabic/content-marketing.kpi.yaml",
            "dropped-without-reason unknown-objective placeholder unknown-owner undefined-metric "
            "target-on-wrong-side review-too-rare",
        ),
    ],
)
def test_what_is_wrong_with_the_others_is_found(example: str, rules: str) -> None:
    found = {finding.rule.partition("/")[2] for finding in checked(example, "core").findings}
    assert set(rules.split()) <= found
