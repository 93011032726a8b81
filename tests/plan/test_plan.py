"""Plans as they are read: values, places, identity, and what is wrong with those that do not fit."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import kpi_rules.plan
from kpi_rules.document import Limits
from kpi_rules.document.misfits import MOST
from kpi_rules.language.durations import Duration
from kpi_rules.plan import Plan, load_plan, plan_schema
from kpi_rules.plan.plan import load_what_fits
from kpi_rules.source import Source
from kpi_rules.structs import replace

PROBLEMS = yaml.safe_load((Path(__file__).parent / "problems.yaml").read_text("utf-8"))


def plan_of(text: str, name: str = "plan.yaml") -> Plan:
    plan, problems = load_plan(Source(name, text), plan_schema())
    assert problems == ()
    assert plan is not None
    return plan


def field_of(line: str) -> Any:
    """What a line of the plan is read into."""
    values = plan_of(f"title: T\nkpis: []\n{line}").values
    return {key: value for key, value in values.items() if key not in ("title", "kpis")}


def kpi_of(line: str) -> Any:
    (kpi,) = plan_of(f"title: T\nkpis:\n- id: k\n  {line}").values["kpis"]
    return {key: value for key, value in kpi.items() if key != "id"}


@pytest.mark.parametrize("case", PROBLEMS, ids=lambda case: case["plan"][:40])
def test_problems(case: dict[str, Any]) -> None:
    plan, found = load_plan(Source("p.yaml", case["plan"]), plan_schema())
    assert plan is None
    assert [f"{each.location.text.strip(chr(10))} | {each.message} | {each.help}" for each in found] == case["problems"]


PLAN_LINES = {
    "mission: Help": {"mission": {"statement": "Help"}},
    "mission: {statement: Help, changed_on: 2026-01}": {
        "mission": {"statement": "Help", "changed_on": date(2026, 1, 31)}
    },
    "mission: '  '": {},
    "mission: {statement: ' '}": {},
    "mission:": {},
    "roles:": {},
    "roles: []": {"roles": []},
    "review: quarterly": {"review": {"interval": Duration(3)}},
    "review: {history: [2025, {on: 2026-01-15, outcome: Fewer}]}": {
        "review": {"history": [{"on": date(2025, 12, 31)}, {"on": date(2026, 1, 15), "outcome": "Fewer"}]}
    },
    "period: {start: 2026, end: 2026}": {"period": {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}},
    "period: FY26": {"period": {"label": "FY26"}},
    "period: Spring": {"period": {"label": "Spring"}},
    "organization: 1.10": {"organization": "1.10"},
    "budget: {paid_media: '12,000'}": {"budget": {"paid_media": {"value": 12000}}},
    "budget: {paid_media: 12000}": {"budget": {"paid_media": {"value": 12000}}},
    "budget: {paid_media: none}": {"budget": {"paid_media": {"text": "none"}}},
    "x-note: [1, {a: b}]": {},
    'vision: "Cafe\\u0301"': {"vision": "Café"},
}
KPI_LINES = {
    "owner: [sales]": {"owner": "sales"},
    "owner: [sales, sales]": {"owner": "sales"},
    "owner: 007": {"owner": "007"},
    "owner: [0x1F, 2]": {"owner": "0x1F", "contributors": ["2"]},
    "objective: 1.0": {"objective": "1.0"},
    "contributors: [1, 2]": {"contributors": ["1", "2"]},
    "contributors: 3": {"contributors": ["3"]},
    "scope: 2026": {"scope": {"content": "2026"}},
    "data_source: 365": {"data_source": {"system": "365"}},
    "owner: []": {},
    "owner: [' ']": {},
    "target: 500": {"target": {"value": 500}},
    "target: '>= 500 leads by 2026'": {
        "target": {"value": 500, "operator": ">=", "unit": "leads", "by": date(2026, 12, 31)}
    },
    "target: TBD": {"target": {"text": "TBD"}},
    "target: {value: 5 days, unit: workdays}": {"target": {"value": 5, "unit": "workdays"}},
    "target: {value: See dashboard, by: 2026-Q1}": {"target": {"text": "See dashboard", "by": date(2026, 3, 31)}},
    "targets: [100, 200 by 2026]": {"targets": [{"value": 100}, {"value": 200, "by": date(2026, 12, 31)}]},
    "baseline: {value: '65'}": {"baseline": {"value": 65}},
    "baseline: 9.5%": {"baseline": {"value": Decimal("9.5"), "unit": "percent"}},
    "baseline: '> 300'": {"baseline": {"text": "> 300"}},
    "baseline: {value: Pending, status: open}": {"baseline": {"text": "Pending", "status": "open"}},
    "baseline: {value: ' '}": {},
    "actual: '43,632'": {"actual": {"value": 43632}},
    "actual: 0": {"actual": {"value": 0}},
    "actual: Pending": {"actual": {"text": "Pending"}},
    "actual: {value: 12 of 20, on: 2026-06}": {"actual": {"text": "12 of 20", "on": date(2026, 6, 30)}},
    "actuals: [5, {value: 6, on: 2026-06}]": {"actuals": [{"value": 5}, {"value": 6, "on": date(2026, 6, 30)}]},
    "actual: '< 5'": {"actual": {"text": "< 5"}},
    "thresholds: {green: '>= 95%', red: 80}": {
        "thresholds": {"green": {"value": 95, "operator": ">=", "unit": "percent"}, "red": {"value": 80}}
    },
    "range: {min: 0, max: 100%}": {"range": {"min": {"value": 0}, "max": {"value": 100, "unit": "percent"}}},
    "contributors: analyst": {"contributors": ["analyst"]},
    "contributors: [a, ' ', null]": {"contributors": ["a"]},
    "acknowledged_by: [Amal, {member: Jo, on: 2026}]": {
        "acknowledged_by": [{"member": "Amal"}, {"member": "Jo", "on": date(2026, 12, 31)}]
    },
    "data_source: CRM": {"data_source": {"system": "CRM"}},
    "scope: White paper": {"scope": {"content": "White paper"}},
    "collection_frequency: P1W": {"collection_frequency": Duration(days=7)},
    "status: ''": {},
}


@pytest.mark.parametrize(("line", "meant"), PLAN_LINES.items())
def test_fields_of_a_plan(line: str, meant: Any) -> None:
    assert field_of(line) == meant


@pytest.mark.parametrize(("line", "meant"), KPI_LINES.items())
def test_fields_of_a_kpi(line: str, meant: Any) -> None:
    assert kpi_of(line) == meant


INHERITING = """\
title: T
metrics:
  - {id: m, name: Metric, unit: leads, scope: {content: Guide}, definition: Counted}
  - {id: m, name: Second}
kpis:
  - {id: k, metric: m, definition: Own, unit: "  ", target: ">= 5 by 2026"}
  - {id: l, metric: gone}
"""


def test_a_kpi_takes_over_what_its_metric_says() -> None:
    plan = plan_of(INHERITING)
    kpi, other = plan.values["kpis"]
    assert (kpi["id"], kpi["name"], kpi["unit"], kpi["definition"]) == ("k", "Metric", "leads", "Own")
    assert kpi["scope"] is plan.values["metrics"][0]["scope"]
    assert other == {"id": "l", "metric": "gone"}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (("name",), "Metric"),
        (("unit",), "leads"),
        (("definition",), "Own"),
        (("scope", "content"), "Guide"),
        (("scope", "team"), "{content: Guide}"),
        (("target",), '">= 5 by 2026"'),
        (("target", "by"), '">= 5 by 2026"'),
        (("metric",), "m"),
        (("owner",), '{id: k, metric: m, definition: Own, unit: "  ", target: ">= 5 by 2026"}'),
        (("baseline", "value"), '{id: k, metric: m, definition: Own, unit: "  ", target: ">= 5 by 2026"}'),
    ],
)
def test_places(fields: tuple[str, ...], text: str) -> None:
    plan = plan_of(INHERITING)
    kpi = plan.values["kpis"][0]
    assert plan.locate(kpi, fields).text == text


def test_types_and_paths() -> None:
    plan = plan_of(INHERITING)
    kpi = plan.values["kpis"][0]
    assert plan.type_of(plan.values) == "plan"
    assert (plan.type_of(kpi), plan.path_of(kpi)) == ("kpi", ("kpis", 0))
    assert (plan.type_of(kpi["scope"]), plan.path_of(kpi["scope"])) == ("scope", ("metrics", 0, "scope"))
    assert plan.locate(kpi["scope"], ("content",)).text == "Guide"
    assert plan.locate(plan.values, ("title",)).text == "T"


def test_identity_is_the_same_in_another_spelling() -> None:
    one = plan_of("title: Content  Plan\norganization: ACME\nperiod: FY26\nkpis: []")
    two = plan_of(
        '{"period": {"label": "fy26"}, "kpis": [], "organization": "Acme", "title": "content plan"}', "p.json"
    )
    assert one.identity == two.identity == "content plan · acme · fy26"
    assert plan_of("title: T\nkpis: []").identity == "t"


def test_problems_are_counted_beyond_the_limit() -> None:
    text = "title: T\nkpis:\n" + "- {}\n" * 3000
    _, found = load_plan(Source("p.yaml", text), plan_schema())
    assert len(found) == MOST + 1
    assert found[-1].message == f"{3000 - MOST} more problems of this kind"


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "a", "3", "null"])
def test_what_is_no_plan_at_all(text: str) -> None:
    plan, found = load_plan(Source("p.yaml", text), plan_schema())
    assert plan is None
    assert found


def test_the_package_has_the_names_that_it_tells_and_no_others() -> None:
    assert all(hasattr(kpi_rules.plan, name) for name in kpi_rules.plan.__all__)
    assert not hasattr(kpi_rules.plan, "load_plans")


@pytest.mark.parametrize(("kpis", "refused"), [(3, False), (4, True)])
def test_lists_that_kpis_share_are_bounded(kpis: int, refused: bool) -> None:
    """Each KPI has its metric's list, and a rule goes through it once for each."""
    metrics = (
        f"metrics:\n  - {{id: short, name: S}}\n  - {{id: long, name: L, counter_metrics: [{', '.join('m' * 30)}]}}\n"
    )
    text = f"title: A\n{metrics}kpis:\n" + "".join(f"  - {{id: k{n}, metric: long}}\n" for n in range(kpis))
    plan, diagnostics = load_plan(Source("a.kpi.yaml", text), plan_schema(), Limits(nodes=100))
    assert (plan is None) == refused
    assert [str(one) for one in diagnostics] == refused * [
        "a.kpi.yaml:4:5: KPIs take over more than 100 values in lists of their metrics "
        "(shorten the lists of this metric, the longest, or split the plan)"
    ]


def test_lists_within_what_kpis_share_are_bounded() -> None:
    """As long as they are, whatever record of the metric holds them."""
    schema = plan_schema({"scope": {"regions": {"type": "list of text", "description": "Where"}}})
    text = f"title: A\nmetrics: [{{id: m, name: M, scope: {{regions: [{', '.join('r' * 30)}]}}}}]\nkpis:\n"
    for kpis, refused in ((3, False), (4, True)):
        source = Source("a.kpi.yaml", text + "".join(f"  - {{id: k{n}, metric: m}}\n" for n in range(kpis)))
        assert (load_plan(source, schema, Limits(nodes=100))[0] is None) == refused


def test_a_plan_says_how_it_is_written() -> None:
    text = "title: T\nlocale: de\nperiod: {end: 05.06.2026, year_ends: June}\nkpis:\n- {id: k, target: 1.000 Kunden bis FY26, actual: '12,5'}"
    values = plan_of(text).values
    assert values["period"] == {"end": date(2026, 6, 5), "year_ends": "06-30"}
    assert values["kpis"][0]["target"] == {"value": 1000, "unit": "Kunden", "by": date(2026, 6, 30)}
    assert values["kpis"][0]["actual"] == {"value": Decimal("12.5")}


def test_a_project_says_how_its_plans_are_written() -> None:
    schema = replace(plan_schema(), locale="de")
    text = "title: T\n{}kpis:\n- {{id: k, baseline: '1.500'}}"
    for own, value in (("", 1500), ("locale: en\n", Decimal("1.500"))):
        plan, problems = load_plan(Source("p.yaml", text.format(own)), schema)
        assert plan is not None and not problems
        assert plan.values["kpis"][0]["baseline"] == {"value": value}


def test_a_target_from_a_start_has_a_baseline() -> None:
    assert kpi_of("target: 10 → 20 days") == {
        "target": {"value": 20, "unit": "days"}, "baseline": {"value": 10, "unit": "days"},
    }  # fmt: skip
    assert kpi_of("target: 10 → 20\n  baseline: 12") == {"target": {"value": 20}, "baseline": {"value": 12}}


def test_of_several_owners_the_first_answers_and_nobody_is_lost() -> None:
    text = "title: T\nobjectives: [{title: O, owners: [a, b]}]\nkpis:\n- {id: k, owner: [a, b, c, a], contributors: [c, d]}\n"
    plan, problems = load_what_fits(Source("p.yaml", text), plan_schema())
    assert plan is not None
    (kpi,), (objective,) = plan.values["kpis"], plan.values["objectives"]
    assert (kpi["owner"], kpi["contributors"]) == ("a", ["b", "c", "d"])
    assert (objective["owner"], objective["contributors"]) == ("a", ["b"])
    assert [one.message for one in problems] == ["unknown field `owners` in objective"]
    told = [(one["of"], one["text"], plan.locate(one).text) for one in plan.values["unread"]]
    assert told == [("objective O", "a, b", "[a, b]"), ("kpi k", "a, b, c, a", "[a, b, c, a]")]
