"""Rules over one plan, or over all plans of a run: failures in, findings out.

Evaluation itself is one function, `EVALUATE`: compiled rules and their inputs give an outcome each. Knows nothing of files, of waivers
or of what becomes of a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from kpi_rules.bidi import END, open_isolates
from kpi_rules.engine.budget import outcomes
from kpi_rules.engine.findings import MOST_SIGNS, Finding, Level, Region, Related, Tally
from kpi_rules.engine.gate import GRAVITY
from kpi_rules.language.compiler import CompiledRules
from kpi_rules.language.outcome import Bounds, Failure, Inputs, Outcome, Room, Steps, parts
from kpi_rules.plan.unread import UNREAD
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kpi_rules.language.checked import CheckedRule
    from kpi_rules.language.holes import Hole
    from kpi_rules.packs import Policy, PolicyRule
    from kpi_rules.plan import Plan
    from kpi_rules.source import Location

    Values: TypeAlias = dict[str, Any]

EVALUATE: Callable[[CompiledRules, Inputs, Bounds], Sequence[Outcome]] = CompiledRules.run
LONG_SETTING = 200
LONGEST_TEXT = 2_000
"""Characters of a message, remedy or value in a finding: a plan may hold a text of megabytes."""
_MARKS = ("-", ",", ":", "[", "،", "؛", ";")
"""What an element of a list has before or after it, in every format and in short forms."""
STEPS = 2_000_000
"""Steps of the interpreter that the words of all findings of a plan may take, a second or so."""
STEPS_OF_ANY, STEPS_A_SIGN = 100_000, 20
"""What they may take of a plan however small, and more for each character of it."""


class Judgement(Struct, frozen=False):
    """What rules said: findings up to a limit for each level and up to so many characters, and counts of all."""

    findings: list[Finding] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    left_out: dict[Level, int] = field(default_factory=dict)
    signs: int = 0
    unjudged: set[Hole] = field(default_factory=set)
    """What says nothing, and keeps rules that must be kept from being judged."""

    def leave_out(self, level: Level, count: int = 1) -> None:
        """Count findings that are not kept."""
        self.left_out[level] = self.left_out.get(level, 0) + count

    def keep(self, finding: Finding) -> None:
        """Keep a finding, if there is room for its words."""
        self.findings.append(finding)
        self.signs += finding.signs


def judge_plan(plan: Plan, previous: Mapping[str, object] | None, policy: Policy, today: date, most: int) -> Judgement:
    """Every rule that speaks of one plan."""
    before = None if previous is None else dict(previous)
    inputs = Inputs(plan=plan.values, previous=before, portfolio=None, settings=policy.values, today=today)
    size = _size(plan) + parts(before, *_long(policy.values))
    bounds = _bounds(policy.plan_rules, most, size)
    unjudged: set[Hole] = set()
    must = next(
        (room for rule, room in zip(policy.plan_rules, bounds.rooms, strict=True) if rule.level == "must"), None
    )
    said = outcomes(
        policy.plan_rules,
        policy.compiled_plan_rules,
        policy.safe_sizes["plan"],
        size,
        inputs,
        bounds,
        _evaluate((plan,), must, unjudged),
        policy.most_steps,
    )
    judgement = _judge(policy.plan_rules, said, lambda failure: plan, policy.stand_ins)
    judgement.unjudged = unjudged
    return judgement


def judge_portfolio(plans: Sequence[Plan], policy: Policy, today: date, most: int) -> Judgement:
    """Every rule that speaks of all plans of the run."""
    portfolio: dict[str, object] = {"plans": [plan.values for plan in plans]}
    inputs = Inputs(plan=None, previous=None, portfolio=portfolio, settings=policy.values, today=today)
    by_record = {id(plan.values): plan for plan in plans}
    safe, size = policy.safe_sizes["portfolio"], sum(map(_size, plans)) + parts(*_long(policy.values))
    bounds, evaluate = _bounds(policy.portfolio_rules, most, size), _evaluate(plans, None, set())
    said = outcomes(
        policy.portfolio_rules, policy.compiled_portfolio_rules, safe, size, inputs, bounds, evaluate, policy.most_steps
    )
    return _judge(policy.portfolio_rules, said, lambda failure: _owner(failure, plans, by_record), policy.stand_ins)


def _evaluate(
    plans: Sequence[Plan], must: Room | None, unjudged: set[Hole]
) -> Callable[[CompiledRules, Inputs, Bounds], Sequence[Outcome]]:
    """How rules are put to plans: what could not be read in them is no reason to find anything. What keeps one from being judged that must be
    kept, whose failures have their room in `must`, is added to `unjudged`."""
    holed = [plan for plan in plans if plan.reading.unfit or plan.reading.doubts]
    if not holed:
        return EVALUATE
    from kpi_rules.language.holes import Holes, standing
    from kpi_rules.plan.finding_holes import holes_of

    holes = Holes()
    for plan in holed:
        holes |= holes_of(plan)

    def evaluate(compiled: CompiledRules, inputs: Inputs, bounds: Bounds) -> Sequence[Outcome]:
        said, steps = list(EVALUATE(compiled, inputs, bounds)), Steps(STEPS)
        for number, rule in enumerate(compiled.rules):
            if said[number].failures:
                said[number], met = standing(rule, said[number], inputs, holes, steps)
                unjudged.update(met if bounds.rooms[number] is must else ())
        return said

    return evaluate


def _bounds(rules: Sequence[PolicyRule], most: int, size: int) -> Bounds:
    """What may be told of the failures of these rules: so many of each level, with words in proportion to what is judged."""
    levels = [_level(rule) for rule in rules]
    rooms = {level: Room(most) for level in set(levels)}
    steps = min(STEPS, STEPS_OF_ANY + STEPS_A_SIGN * size)
    return Bounds([rooms[level] for level in levels], Steps(steps, reserve=steps // 2))


def _long(settings: Mapping[str, object]) -> list[object]:
    """The lists among the settings that count as lists (`cost.SHORT`)."""
    return [value for value in settings.values() if isinstance(value, list) and len(value) > LONG_SETTING]


def _size(plan: Plan) -> int:
    """More than any list of a plan holds: every element has a mark of its own, unless aliases repeat it or KPIs take it over."""
    text = plan.document.source.text
    if "*" in text or "metrics" in plan.values:
        return parts(plan.values)
    return 2 * sum(map(text.count, _MARKS)) + text.count("\n")


def _judge(
    rules: Sequence[PolicyRule],
    said: Sequence[Outcome],
    owner: Callable[[Failure], Plan],
    stand_ins: Mapping[str, tuple[str, ...]],
) -> Judgement:
    judgement = Judgement()
    gaps = Gaps(stand_ins)
    for rule, outcome in zip(rules, said, strict=True):
        applied = bool(outcome.passed or outcome.failed)
        judgement.tallies[rule.id] = Tally(outcome.passed, outcome.failed, int(not applied))
        if outcome.untold:
            judgement.leave_out(_loudest(rule), outcome.untold)
        for failure in outcome.failures:
            if judgement.signs < MOST_SIGNS:
                judgement.keep(_finding(rule, failure, owner(failure)))
                gaps.found(rule.id, failure, len(judgement.findings) - 1)
            else:
                judgement.leave_out(_level(rule, failure))
    gaps.settle(judgement.findings)
    judgement.findings.sort(key=lambda finding: (finding.plan, finding.region.offset, finding.rule))
    return judgement


class Gaps:
    """Which findings are about one gap: of rules that stand in for one another, about the same thing, at the same place or around it."""

    def __init__(self, stand_ins: Mapping[str, tuple[str, ...]]) -> None:
        self._stand_ins = stand_ins
        self._speakers = {speaker for speakers in stand_ins.values() for speaker in speakers}
        self._found: dict[tuple[str, object, int], list[tuple[tuple[str, ...], int]]] = {}
        self._asking: list[tuple[str, Failure, int]] = []

    def found(self, rule: str, failure: Failure, number: int) -> None:
        """A rule's finding, by its number."""
        if rule in self._speakers:
            self._found.setdefault((rule, *_thing(failure)), []).append((failure.place.fields, number))
        if rule in self._stand_ins:
            self._asking.append((rule, failure, number))

    def settle(self, findings: list[Finding]) -> None:
        """Let each finding know by which others the same gap is told."""
        for rule, failure, number in self._asking:
            fields = failure.place.fields
            speaking = [
                other
                for speaker in self._stand_ins[rule]
                for around, other in self._found.get((speaker, *_thing(failure)), ())
                if around[: len(fields)] == fields[: len(around)]
            ]
            for other in speaking:
                findings[other] = replace(findings[other], gap=f"{findings[other].plan}#{other}")
            if speaking:
                told = tuple(findings[other].gap for other in speaking)
                findings[number] = replace(findings[number], told_by=(*findings[number].told_by, *told))


def _thing(failure: Failure) -> tuple[object, int]:
    """What a failure speaks of and the record that it points into: the very ones, whatever their ids are."""
    element = failure.elements[-1] if failure.elements else None
    return (id(element) if isinstance(element, dict) else element), id(failure.place.record)


def _owner(failure: Failure, plans: Sequence[Plan], by_record: Mapping[int, Plan]) -> Plan:
    """The plan that a failure across plans points into; the first one where it speaks of the portfolio itself."""
    records = (failure.place.record, *reversed(failure.elements))
    looped = next((by_record[id(record)] for record in records if id(record) in by_record), None)
    if looped is not None and looped.owns(failure.place.record):  # a loop over plans says it, without a search
        return looped
    return next((plan for record in records for plan in plans if plan.owns(record)), plans[0])


def _level(rule: PolicyRule, failure: Failure | None = None) -> Level:
    """What a finding weighs. Whoever gave the rule another level than its own decided for all its findings."""
    if rule.level == "off":
        raise ValueError(f"{rule.id} is off and yet was evaluated")
    return failure.level if failure is not None and failure.level and not rule.relevelled else rule.level


def _loudest(rule: PolicyRule) -> Level:
    """The most that a finding of a rule may weigh, of which nothing more is known."""
    weights = () if rule.relevelled else (one.level for part in rule.checked.parts for one in part.tree.weights)
    return max((_level(rule), *weights), key=GRAVITY.__getitem__)


def _finding(rule: PolicyRule, failure: Failure, plan: Plan) -> Finding:
    """A failure made concrete in the plan that it points into."""
    from kpi_rules.engine.fingerprint import fingerprint, likeness, namesake
    from kpi_rules.engine.remedies import fix_of

    record, fields = failure.place.record, failure.place.fields
    if not plan.owns(record):  # the portfolio itself
        record, fields = plan.values, ()
    location = plan.locate(record, fields)
    remedy = None if failure.remedy is None else _clipped(failure.remedy)
    part = rule.checked.parts[failure.part]
    # What follows `also` may stand on another kind of record, and ids are told apart within a kind alone.
    turn = (_kind(part, failure, plan),) if failure.part else ()
    told = (*turn, *failure.elements)
    subject = _subject(part, failure, plan)
    return Finding(
        rule=rule.id,
        level=_level(rule, failure),
        weight=_level(rule, failure) if failure.level else None,
        message=_clipped(failure.message),
        remedy=remedy,
        why=tuple(map(_clipped, failure.why)),
        subject=subject,
        plan=plan.document.source.name,
        region=Region.of(location),
        told_by=told_by(plan, failure.elements[-1]) if failure.elements else (),
        related=_related(part, failure, location, plan),
        fingerprint=fingerprint(rule.id, plan.identity, told, fields),
        likeness=likeness(rule.id, told, fields),
        namesake=namesake(rule.id, (*turn, *(_by_name(element, plan) for element in failure.elements)), fields),
        holder=_holder(failure, subject, plan),
        fix=fix_of(failure.replacement, plan),
    )


def _subject(rule: CheckedRule, failure: Failure, plan: Plan) -> str:
    """What a finding speaks of: what the innermost loop of the rule stood on, else the record that it points at."""
    return _called(_kind(rule, failure, plan), _spoken_of(failure))


def _holder(failure: Failure, subject: str, plan: Plan) -> str:
    """The innermost record with an id that a failure stands on, as findings call it; nothing where that is the subject."""
    for number, record in enumerate(reversed(failure.elements)):
        if isinstance(record, dict) and "id" in record and plan.owns(record):
            holder = _called(plan.type_of(record), record) if number else subject  # mostly it is what is spoken of
            return "" if holder == subject else holder
    return ""


def told_by(plan: Plan, element: object) -> tuple[str, ...]:
    """What would speak for a finding about what could not be read: that it could be read in the base (`doubts`)."""
    if not (plan.owns(element) and plan.type_of(element) == UNREAD):
        return ()
    return (f"{plan.document.source.name}#{UNREAD} {element['id']}",)


def _by_name(element: object, plan: Plan) -> object:
    """What could not be read, as a record called by the name of the one that it stands in; all else as it is."""
    if not (plan.owns(element) and plan.type_of(element) == UNREAD):
        return element
    return {"id": element["id"], "name": _name_around(element, plan)}


def _name_around(record: Values, plan: Plan) -> str | None:
    """The name of the KPI, metric or role that something stands in, with the field."""
    from kpi_rules.engine.fingerprint import called_by_name

    name = called_by_name(plan.record_at(plan.path_of(record)[:2]))
    return None if name is None else f"{name} {record['field']}"


def _called(kind: str, subject: object) -> str:
    from kpi_rules.engine.fingerprint import label

    if kind == UNREAD and isinstance(subject, dict):
        return _clipped(str(subject["of"]), 200)
    name = None if kind in ("plan", "portfolio") else label(subject)
    return kind if name is None else _clipped(f"{kind} {name}", 200)


def idle(plan: Plan) -> tuple[str, ...]:
    """What of a plan is not in force, as findings call it: a draft, what has been retired."""
    kpis = [kpi for kpi in plan.values.get("kpis", ()) if kpi.get("status", "active") != "active"]
    own = () if plan.values.get("status", "active") == "active" else ("plan",)
    return (*own, *(_called("kpi", kpi) for kpi in kpis))


def records(plan: Plan) -> Iterator[tuple[str, Values]]:
    """Every record that findings in a plan may speak of, with what they call it."""
    return ((_called(kind, record), record) for kind, record in plan.records() if kind != UNREAD)


def _spoken_of(failure: Failure) -> object:
    return failure.elements[-1] if failure.elements else failure.place.record


def _kind(rule: CheckedRule, failure: Failure, plan: Plan) -> str:
    """What kind of thing a finding speaks of: `kpi`, `plan`."""
    from kpi_rules.language.tree import ForEach

    subject = _spoken_of(failure)
    if plan.owns(subject):
        return plan.type_of(subject)
    loops = [step.variable.name for step in rule.tree.steps if isinstance(step, ForEach)]
    return loops[-1] if failure.elements else rule.scope  # a text, a plan's previous version; the run


def _related(rule: CheckedRule, failure: Failure, location: Location, plan: Plan) -> tuple[Related, ...]:
    """The record that a finding speaks of, where it points somewhere else (a KPI's metric)."""
    record = failure.elements[-1] if failure.elements else None
    if not plan.owns(record):
        return ()
    whole = plan.locate(record)
    if whole.span.start <= location.span.start and location.span.end <= whole.span.end:
        return ()
    place = plan.locate(record, ("id",)) if "id" in record else whole
    return (Related(_subject(rule, failure, plan), Region.of(place)),)


def _clipped(text: str, most: int = LONGEST_TEXT) -> str:
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return cut + "…" + END * len(open_isolates(cut) or ())
