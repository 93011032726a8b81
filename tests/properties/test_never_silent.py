"""Never silent: whatever is done to a field of a plan, no finding goes away without a reason that the report or the rule gives.

For every field of every specimen, and every entry of its lists that is no record, deleted, emptied, retyped, misspelt or under another
field's name, with F the findings before and G those after, by rule, element and field:

1. A misspelt key, or a value of another kind, is always told: G has `invalid-plan` at that key or value; or, of a key that is like no field's and
   stands beside fields, `own-words` that names it, and then law 4 holds.
2. `key:` (null) is the same as no key: G is the same for both; and blank text, and an entry that is null, is either the same or told.
3. What a rule says depends only on the fields that it names: each finding in F without G comes from a rule that names the field (or,
   where a KPI takes over its metric's fields, one of those), or the plan is told to be invalid.
4. The gate never opens by what is left out: where a run failed, and does not after deleting, blanking, renaming or misspelling a
   field, the field is one of `WITHDRAWN`: a statement that no rule of the pack demands, and what was wrong was that statement, told by
   the rules that stand there and no others. Or the field's new name is what was asked for, or its value is told to be in doubt.
5. No rule ever passes because something is missing: in every evaluation, of every part of every rule that names the field, a value is missing
   only where its type says so; and the types let nothing but `is present`, `is missing`, `otherwise` and texts look at what may be missing.

A bounded sample runs in the suite, the same one each time; all of them with `--hypothesis-profile=long`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from conforming import Conforming
from faults import Fault, at, faults
from specimens import SETS, Specimen, as_json, specimens_of

from kpi_rules.document import Document, Path, load
from kpi_rules.engine.findings import OWN_WORDS, Finding, Report
from kpi_rules.engine.gate import counts, exit_code
from kpi_rules.engine.invalid import INVALID_PLAN
from kpi_rules.language import tree
from kpi_rules.language.interpreter import states
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.review.coverage import called
from kpi_rules.language.walk import walk
from kpi_rules.plan import load_plan
from kpi_rules.source import Source

SAMPLE = 1 / 100

WITHDRAWN: dict[str, tuple[str, set[str]]] = {
    "baseline": ("no rule of core demands one; smart/no-baseline does", {"core/target-on-wrong-side"}),
    "category": ("a free word; which words a pack knows is its business", {"engineering/unbalanced-dora"}),
    "definition": ("placeholder speaks of what is written; undefined-metric, a should, of what is not", {"core/placeholder"}),
    "direction": (
        "no rule demands one; conflicting directions and the wrong side need one to be told, and what is kept needs no deadline",
        {"core/conflicting-kpis", "core/target-on-wrong-side", "smart/no-deadline"},
    ),
    "id": ("what has none is called by its name: another", {"core/circular-parents", "okr/too-many-key-results"}),
    "kpis": (
        "a plan without KPIs is an inventory; what was wrong was in them",
        {
            "core/circular-parents", "core/target-outside-green", "core/unknown-owner", "engineering/individual-level",
            "engineering/unbalanced-dora", "guardrails/paired-with-itself", "okr/too-many-key-results", "smart/no-deadline",
            "smart/not-assignable", "smart/unquantified-target",
        },
    ),
    "level": ("individual-level speaks of plans that say that they are an individual's", {"engineering/individual-level"}),
    "metric": ("a KPI need not be in the survey", {"core/conflicting-kpis", "core/unknown-metric"}),
    "mission": ("a placeholder is known by its words; other words are a mission", {"core/placeholder"}),
    "name": ("engineering knows the keys of DORA by their names", {"engineering/unbalanced-dora"}),
    "objective": ("core/kpi-without-objective asks whether a KPI serves one; okr counts those that do", {"okr/too-many-key-results"}),
    "objectives": (
        "as objective; portfolio and public-sector speak of the objectives that are there",
        {"okr/too-many-key-results", "okr/too-many-objectives", "portfolio/dangling-support", "public-sector/no-goal-leader"},
    ),
    "owner": ("of a person that is named; core/kpi-without-owner speaks of the others", {"engineering/individual-level"}),
    "parent": ("a circle is made of parents that are claimed", {"core/circular-parents"}),
    "priority": ("public-sector asks priority goals for a leader", {"public-sector/no-goal-leader"}),
    "roles": ("where no role is described none is unknown; owners-without-roles says so", {"core/unknown-owner"}),
    "scope": ("KPIs of different scopes do not conflict", {"core/conflicting-kpis"}),
    "status": (
        "the default is active, the strictest; a proposed or retired one becomes active, and its absence was the fault",
        {"engineering/unbalanced-dora", "portfolio/dangling-support"},
    ),
    "supports": ("dangling-support speaks of support that is claimed", {"portfolio/dangling-support"}),
    "target": ("where there are traffic lights a target may be left out, and no words stand for one", {"smart/unquantified-target"}),
    "unit": ("numbers of different units are not compared", {"core/target-on-wrong-side"}),
}  # fmt: skip
"""Fields whose absence takes something back: why nobody is told, and the rules whose findings end with it, which are no others."""
DEMANDED = {"title", "mission", "objective", "owner", "target", "review", "interval"}
"""What core (with what it needs) always asks for: leaving it out never opens the gate of core or of a pack on it."""


tried: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print("\n" + ", ".join(f"{many:,} × {kind}" for kind, many in tried.items()))


def marks(report: Report) -> frozenset[tuple[str, str]]:
    """Findings by rule, elements and field; whatever the plan is called."""
    return frozenset((finding.rule, finding.likeness) for finding in report.findings)


def invalid(report: Report) -> tuple[Finding, ...]:
    return tuple(finding for finding in report.findings if finding.rule == INVALID_PLAN)


def chosen(specimen: Specimen, whole: bool) -> Iterator[Fault]:
    chance = specimen.chance
    for fault in faults(specimen.data, specimen.policy.schema.records):
        if whole or chance.random() < SAMPLE:
            yield fault


@cache
def before(specimen: Specimen) -> Report:
    return specimen.check_data(specimen.data)


def described(specimen: Specimen, fault: Fault) -> str:
    return f"{specimen.name}: {fault.kind} {fault.path}"


@pytest.mark.parametrize("pack", SETS)
def test_no_fault_turns_a_finding_into_silence(pack: str, whole: bool) -> None:
    for specimen in specimens_of(pack):
        for fault in chosen(specimen, whole):
            report = specimen.check_data(fault.data)
            if fault.kind == "deleted":
                keep_without(specimen, fault, report)
            for law in LAWS[fault.kind]:
                law(specimen, fault, report)
            tried[fault.kind] += 1


def told_at_its_place(specimen: Specimen, fault: Fault, report: Report) -> None:
    found = invalid(report)
    if not found and fault.kind == "misspelt key":
        own = [finding for finding in report.findings if finding.rule == OWN_WORDS]
        assert any(new_key(fault) in finding.message for finding in own), described(specimen, fault)
        the_gate_stays_shut(specimen, fault, report)
        return
    assert found, described(specimen, fault)
    document = reread(specimen, fault)
    assert any(_told_at(document, fault, finding) for finding in found), described(specimen, fault)


def reread(specimen: Specimen, fault: Fault) -> Document:
    document, _ = load(Source(specimen.source.name, as_json(fault.data)))
    assert document is not None
    return document


def _told_at(document: Document, fault: Fault, finding: Finding) -> bool:
    """At the misspelt key itself; of another kind: at the value, or at what is inside it."""
    if fault.kind == "retyped":
        span = document.span(fault.path)
        return span.start <= finding.region.offset and finding.region.end_offset <= span.end
    old, new = fault.path[-1], new_key(fault)
    span = document.key_span((*fault.path[:-1], new)) or document.span(fault.path[:-1])
    return finding.region.offset == span.start and f"`{new}`" in finding.message and old != new


def new_key(fault: Fault) -> str:
    known = at(fault.data, fault.path[:-1])
    return next(key for key in known if key not in fault.siblings)


def the_same_as_without(specimen: Specimen, fault: Fault, report: Report) -> None:
    deleted = without(specimen, fault)
    if invalid(deleted) or fault.path == ("title",):
        assert invalid(report), described(specimen, fault)
    elif not invalid(report) or (fault.kind == "null" and isinstance(fault.path[-1], str)):
        assert marks(report) == marks(deleted), described(specimen, fault)


_without: dict[tuple[Specimen, Path], Report] = {}


def without(specimen: Specimen, fault: Fault) -> Report:
    """The report with the field left out; that of the last field is kept."""
    if (specimen, fault.path) not in _without:
        keep_without(specimen, fault, specimen.check_data(fault.deleted))
    return _without[specimen, fault.path]


def keep_without(specimen: Specimen, fault: Fault, report: Report) -> None:
    _without.clear()
    _without[specimen, fault.path] = report


def gone_by_its_name(specimen: Specimen, fault: Fault, report: Report) -> None:
    if not invalid(report) and fault.field != "id":  # without one, what is called by it is called by its name
        touched = reached(specimen, fault)
        for rule, _ in marks(before(specimen)) - marks(report):
            assert touched & named(specimen, rule), (described(specimen, fault), rule)


def reached(specimen: Specimen, fault: Fault) -> set[str]:
    """The fields that change with one: itself, those around it that are left empty, those that a KPI takes over through it."""
    touched = {fault.field}
    if fault.kind == "renamed key":
        touched.add(new_key(fault))
    path = fault.path[:-1]
    while path and not at(fault.data, path):
        touched |= {step for step in path[-1:] if isinstance(step, str)}
        path = path[:-1]
    if touched & {"metric", "metrics"}:
        touched |= specimen.policy.schema.inherited
    return touched


def named(specimen: Specimen, rule_id: str) -> frozenset[str]:
    """The fields that a rule names, itself or through its defines."""
    rule = next(rule for rule in specimen.policy.rules if rule.id == rule_id)
    if id(rule) not in _named:
        trees = (rule.checked.tree, *(define.value for define in called(rule.checked)))
        _named[id(rule)] = frozenset(
            node.field.name for top in trees for node in walk(top) if isinstance(node, tree.FieldOf)
        )
    return _named[id(rule)]


_named: dict[int, frozenset[str]] = {}
"""By the identity of the rule: policies live as long as the specimens."""


def the_gate_stays_shut(specimen: Specimen, fault: Fault, report: Report) -> None:
    if exit_code(before(specimen)) and not exit_code(report):
        if fault.kind == "renamed key" and answered(specimen, fault, report):
            return
        if fault.kind == "misspelt value" and in_doubt(specimen, fault, report):
            return
        assert fault.field in WITHDRAWN, described(specimen, fault)
        assert failing(before(specimen)) <= WITHDRAWN[fault.field][1], described(specimen, fault)
        on_core = any(each.name == "core" for each in specimen.policy.packs)
        left_out = fault.kind in ("deleted", "blank")
        assert not (on_core and left_out and fault.field in DEMANDED), described(specimen, fault)


def failing(report: Report) -> set[str]:
    """The rules whose findings fail a run."""
    return {finding.rule for finding in report.findings if counts(finding, report.gate)}


def in_doubt(specimen: Specimen, fault: Fault, report: Report) -> bool:
    """Whether it is told of the value that nobody can read it."""
    span = reread(specimen, fault).span(fault.path)
    return any(
        finding.rule == "core/unread-value" and finding.region.offset == span.start for finding in report.findings
    )


def answered(specimen: Specimen, fault: Fault, report: Report) -> bool:
    """Whether all that was found asked for the field that stands there now."""
    gone = {rule for rule, _ in marks(before(specimen)) - marks(report)}
    return all(new_key(fault) in named(specimen, rule) for rule in gone)


def missing_where_its_type_says_so(specimen: Specimen, fault: Fault, report: Report) -> None:
    plan, _ = load_plan(reread(specimen, fault).source, specimen.policy.schema)
    if plan is not None:
        inputs = Inputs(plan.values, None, {"plans": [plan.values]}, specimen.policy.values, specimen.today)
        touched = reached(specimen, fault)
        for part in (
            part for rule in specimen.policy.rules if touched & named(specimen, rule.id) for part in rule.checked.parts
        ):
            evaluation = Conforming(inputs, part.records, part.defines)
            for state in states(part, evaluation):
                if state is not None:
                    evaluation.value(part.tree.condition, state.names)


Law = Callable[[Specimen, Fault, Report], None]
LAWS: dict[str, tuple[Law, ...]] = {
    "misspelt key": (told_at_its_place,),
    "retyped": (told_at_its_place,),
    "null": (the_same_as_without,),
    "blank": (the_same_as_without, the_gate_stays_shut),
    "deleted": (gone_by_its_name, the_gate_stays_shut, missing_where_its_type_says_so),
    "misspelt value": (gone_by_its_name, the_gate_stays_shut),
    "renamed id": (the_gate_stays_shut,),
    "renamed key": (gone_by_its_name, the_gate_stays_shut),
}
