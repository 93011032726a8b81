"""The bundled packs to the standard that every pack is held to: tests exact, nothing unseen, no mutant alive, one layout."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from kpi_rules.api import check, load_policy
from kpi_rules.authoring.review import review
from kpi_rules.authoring.suite import Suite, try_pack
from kpi_rules.language.formatting.formatter import format_rules
from kpi_rules.packs import bundled_packs
from kpi_rules.plan import Plan, load_plan
from kpi_rules.source import Source

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=bundled_packs())
def suite(request: pytest.FixtureRequest) -> Suite:
    suite, problems = try_pack(request.param)
    assert suite is not None, problems
    return suite


def test_every_test_finds_exactly_what_it_expects(suite: Suite) -> None:
    assert suite.trials
    failed = [trial for trial in suite.trials if not trial.passed]
    assert [(trial.run.name, trial.mismatches, trial.problems) for trial in failed] == []


def test_every_verdict_and_branch_is_seen(suite: Suite) -> None:
    missing, excuses = suite.unseen()
    assert [(one.rule, one.missing, str(one.place)) for one in missing] == []
    assert [str(excuse.place) for excuse in excuses.unused("untested")] == []


def test_no_change_of_a_rule_goes_unnoticed(suite: Suite) -> None:
    hunt = suite.hunt()
    assert [f"{one.place}: {one.mutant.line}" for one in hunt.survivors()] == []
    assert [str(excuse.place) for excuse in hunt.excuses.unused("mutant")] == []


def test_there_is_nothing_to_be_said(suite: Suite) -> None:
    usable, found = review(suite.pack.name)
    assert usable
    assert [str(one) for one in found] == []


def test_the_layout_is_the_one_layout(suite: Suite) -> None:
    for source in suite.pack.rule_sources:
        assert format_rules(source) == (source.text, ())


def test_one_name_and_names_alike_are_told_apart() -> None:
    names = ("Visits", "Visits", "The visit", "Leads")
    kpis = "".join(f"- {{id: k{number}, name: {name}}}\n" for number, name in enumerate(names, 1))
    report = check([Source("a.kpi.yaml", f"title: A\nkpis:\n{kpis}")], today=datetime.date(2026, 3, 1))
    told = [finding.message for finding in report.findings if finding.rule == "core/similar-names"]
    assert told == [
        "“Visits” has the same name as `k1`",
        "“The visit” can hardly be told by its name from “Visits” (`k1`), “Visits” (`k2`)",
    ]


@pytest.mark.parametrize("language", [None, "ar"])
@pytest.mark.parametrize("pack", bundled_packs())
def test_every_message_names_what_it_speaks_of(pack: str, language: str | None) -> None:
    """Readers of SARIF pair results by rule and message alone."""
    policy = load_policy(pack, language=language)
    for source in _plans_of(pack):
        plan, _ = load_plan(source, policy.schema)
        names = _names(plan) if plan else {}
        for finding in check([source], policy, today=datetime.date(2026, 3, 1)).findings:
            known = names.get(finding.subject, ()) if finding.rule != "invalid-plan" else ()
            assert not known or any(name in finding.message for name in known), (finding.rule, finding.message)


def _plans_of(pack: str) -> list[Source]:
    folder = ROOT / "policies" / pack / "tests"
    files = [*sorted(folder.rglob("*.yaml")), *sorted((ROOT / "examples").rglob("*.kpi.yaml"))]
    return [Source(file.name, file.read_text("utf-8")) for file in files]


def _names(plan: Plan) -> dict[str, set[str]]:
    """By subject, what its records are called: two may have one id."""
    names: dict[str, set[str]] = {}
    for kind in ("kpi", "objective", "role", "metric"):
        for record in plan.values.get(f"{kind}s", ()):
            own = names.setdefault(f"{kind} {record.get('id')}", set())
            own.update(str(record[key]) for key in ("id", "name", "title") if key in record)
    return names
