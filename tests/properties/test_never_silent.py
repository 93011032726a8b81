"""Never silent: whatever is done to a field of a plan, no finding goes away without a reason that the report or the rule gives.

For every field of every specimen, with F the findings before and G those after, by rule, element and field:

1. A misspelt key, or a value of another kind, is always told: G is `invalid-plan`, at that key or value.
2. `key:` (null) is the same as no key: G is the same for both; and blank text is either the same or told as (1).
3. What a rule says depends only on the fields that it names: after deleting a field, each finding in F without G comes from a rule
   that names this field (or, where a KPI takes over its metric's fields, one of those), or the plan is told to be invalid.
4. The gate never opens by what is left out: where a run failed, and does not after deleting, blanking or misspelling the value of a
   field, the field is one of `WITHDRAWN`: a statement that no rule of the pack demands, and what was wrong was that statement.
5. No rule ever passes because something is missing: in every evaluation, of every part of every rule, a value is missing only where
   its type says so; and the types let nothing but `is present`, `is missing`, `otherwise` and texts look at what may be missing.

A bounded sample runs in the suite, the same one each time; all of them with `--hypothesis-profile=long`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from conforming import Conforming
from faults import Fault, faults
from specimens import SETS, Specimen, specimens_of

from kpi_rules.document import Document, load
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.gate import exit_code
from kpi_rules.engine.invalid import INVALID_PLAN
from kpi_rules.language import tree
from kpi_rules.language.interpreter import Inputs, states
from kpi_rules.language.review.coverage import called
from kpi_rules.language.walk import walk
from kpi_rules.plan import load_plan
from kpi_rules.source import Source

SAMPLE = 1 / 100

WITHDRAWN = {
    "baseline": "no rule of core demands one; smart/no-baseline does",
    "category": "a free word; which words a pack knows is its business",
    "definition": "placeholder speaks of what is written; undefined-metric, a should, of what is not",
    "direction": "no rule demands one; conflicting directions and the wrong side need one to be told",
    "level": "individual-level speaks of plans that say that they are an individual's",
    "metric": "a KPI need not be in the survey; unknown-metric and conflicting-kpis speak of those that say they are",
    "mission": "a placeholder is known by its words; other words are a mission",
    "objective": "okr and public-sector ask which KPIs serve an objective; core/kpi-without-objective asks whether one does",
    "objectives": "as objective; portfolio rules speak of the objectives that are there",
    "id": "as objective: an objective under another id has no key results",
    "owner": "engineering/individual-level speaks of owners that are named; core/kpi-without-owner of the others",
    "priority": "public-sector asks priority goals for a leader",
    "scope": "KPIs of different scopes do not conflict",
    "status": "the default is active, the strictest; a proposed or retired one becomes active, and its absence was the fault",
    "supports": "dangling-support speaks of support that is claimed",
    "unit": "numbers of different units are not compared",
}  # fmt: skip
DEMANDED = {"title", "kpis", "mission", "objective", "owner", "target", "review", "interval", "id"}
"""What core (with what it needs) always asks for: leaving it out never opens the gate of core or of a pack on it."""


def marks(report: Report) -> frozenset[tuple[str, str]]:
    """Findings by rule, elements and field; whatever the plan is called."""
    return frozenset((finding.rule, finding.likeness) for finding in report.findings)


def invalid(report: Report) -> tuple[Finding, ...]:
    return tuple(finding for finding in report.findings if finding.rule == INVALID_PLAN)


def chosen(pack: str, whole: bool, *kinds: str) -> Iterator[tuple[Specimen, Fault]]:
    for specimen in specimens_of(pack):
        chance = specimen.chance
        for fault in faults(specimen.data):
            if fault.kind in kinds and (whole or chance.random() < SAMPLE):
                yield specimen, fault


@cache
def before(specimen: Specimen) -> Report:
    return specimen.check_data(specimen.data)


def described(specimen: Specimen, fault: Fault) -> str:
    return f"{specimen.name}: {fault.kind} {fault.path}"


@pytest.mark.parametrize("pack", SETS)
def test_misspelt_keys_and_other_types_are_told_at_their_place(pack: str, whole: bool) -> None:
    for specimen, fault in chosen(pack, whole, "misspelt key", "retyped"):
        found = invalid(specimen.check_data(fault.data))
        assert found, described(specimen, fault)
        document = reread(specimen, fault)
        assert any(_told_at(document, fault, finding) for finding in found), described(specimen, fault)


def reread(specimen: Specimen, fault: Fault) -> Document:
    from specimens import as_json

    document, _ = load(Source(specimen.source.name, as_json(fault.data)))
    assert document is not None
    return document


def _told_at(document: Document, fault: Fault, finding: Finding) -> bool:
    """At the misspelt key itself; of another kind: at the value, or at what is inside it."""
    if fault.kind == "retyped":
        span = document.span(fault.path)
        return span.start <= finding.region.offset and finding.region.end_offset <= span.end
    old, new = fault.path[-1], _new_key(document, fault)
    span = document.key_span((*fault.path[:-1], new)) or document.span(fault.path[:-1])
    return finding.region.offset == span.start and f"`{new}`" in finding.message and old != new


def _new_key(document: Document, fault: Fault) -> str:
    from faults import at

    known = at(fault.data, fault.path[:-1])
    return next(key for key in known if key not in fault.siblings)


@pytest.mark.parametrize("pack", SETS)
def test_nothing_is_the_same_as_no_key(pack: str, whole: bool) -> None:
    for specimen, fault in chosen(pack, whole, "null", "blank"):
        report, deleted = specimen.check_data(fault.data), specimen.check_data(fault.deleted)
        if invalid(deleted):
            assert invalid(report), described(specimen, fault)
        elif fault.kind == "null" or not invalid(report):
            assert marks(report) == marks(deleted), described(specimen, fault)


@pytest.mark.parametrize("pack", SETS)
def test_a_rule_depends_on_what_it_names(pack: str, whole: bool) -> None:
    for specimen, fault in chosen(pack, whole, "deleted"):
        report = specimen.check_data(fault.data)
        gone = marks(before(specimen)) - marks(report)
        if gone and not invalid(report):
            touched = reached(specimen, fault)
            for rule, _ in gone:
                assert touched & named(specimen, rule), (described(specimen, fault), rule)


def reached(specimen: Specimen, fault: Fault) -> set[str]:
    """The fields that change with one: itself, those around it that are left empty, those that a KPI takes over through it."""
    from faults import at

    touched = {fault.field}
    path = fault.path[:-1]
    while path and not at(fault.data, path):
        touched |= {step for step in path[-1:] if isinstance(step, str)}
        path = path[:-1]
    if fault.field in ("metric", "metrics"):
        touched |= specimen.policy.schema.inherited
    return touched


def named(specimen: Specimen, rule_id: str) -> set[str]:
    """The fields that a rule names, itself or through its defines."""
    checked = next(rule.checked for rule in specimen.policy.rules if rule.id == rule_id)
    trees = (checked.tree, *(define.value for define in called(checked)))
    return {node.field.name for top in trees for node in walk(top) if isinstance(node, tree.FieldOf)}


@pytest.mark.parametrize("pack", SETS)
def test_the_gate_does_not_open_by_what_is_left_out(pack: str, whole: bool) -> None:
    for specimen, fault in chosen(pack, whole, "deleted", "blank", "misspelt value", "renamed id"):
        if exit_code(before(specimen), "must") and not exit_code(specimen.check_data(fault.data), "must"):
            assert fault.field in WITHDRAWN, described(specimen, fault)
            on_core = any(each.name == "core" for each in specimen.policy.packs)
            left_out = fault.kind in ("deleted", "blank")
            assert not (on_core and left_out and fault.field in DEMANDED), described(specimen, fault)


@pytest.mark.parametrize("pack", SETS)
def test_what_is_missing_is_typed_so(pack: str, whole: bool) -> None:
    for specimen, fault in chosen(pack, whole, "deleted", "misspelt value", "null"):
        plan, _ = load_plan(reread(specimen, fault).source, specimen.policy.schema)
        if plan is not None:
            inputs = Inputs(plan.values, None, {"plans": [plan.values]}, specimen.policy.values, specimen.today)
            for part in (part for rule in specimen.policy.rules for part in rule.checked.parts):
                evaluation = Conforming(inputs, part.records, part.defines)
                for state in states(part, evaluation):
                    if state is not None:
                        evaluation.value(part.tree.condition, state.names)
