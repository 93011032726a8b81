"""`kpi-rules explain PLAN [RULE]`: every verdict on a plan with its condition, part by part, and the lines that were read."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, wants_color, write
from kpi_rules.cli.options import OneOf, color_option, format_option, policy_options, today_option
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import one_or_unusable, options_of, the_policy
from kpi_rules.i18n import tr
from kpi_rules.packs import Policy, PolicyRule, find_rule
from kpi_rules.reports.ink import Ink, colours
from kpi_rules.reports.safe import one_line

if TYPE_CHECKING:
    from kpi_rules.language.outcome import Inputs, Place
    from kpi_rules.language.unfolding import Part, Told
    from kpi_rules.plan import Plan
    from kpi_rules.source import Location

MOST_LINES = 12
_ROLES = {"failed": "must", "passed": "good", "not applicable": "quiet"}
_EPILOG = """\b
Examples:
  kpi-rules explain team.kpi.yaml                     every rule of the project, else of core
  kpi-rules explain team.kpi.yaml too-many-kpis       one rule: why it passed, failed or did not apply
  kpi-rules explain team.kpi.yaml --verdict failed --pack okr
  cat plan.yaml | kpi-rules explain -                 standard input
"""


@click.command("explain", cls=Command, epilog=_EPILOG)
@click.argument("plan_file", metavar="PLAN", type=click.Path())
@click.argument("rule_id", metavar="[RULE]", required=False)
@policy_options
@today_option
@click.option("--previous", metavar="FILE", type=click.Path(), help="The plan's previous version.")
@click.option("--verdict", type=OneOf(["failed", "passed", "not-applicable"]), help="Only verdicts of one kind.")
@format_option
@color_option
def command(**given: Any) -> int:
    """Explain a plan's verdicts: the condition as a tree with the value of each part, and what decided it.

    PLAN is a file; - is standard input.
    """
    if given["plan_file"] == given["previous"] == "-":
        raise Unusable.because(tr("only one plan can come in on standard input"))
    policy = the_policy(options_of(given), given["plan_file"])
    rules = _rules(policy, given["rule_id"])
    plan = _plan(given["plan_file"], policy)
    before = _plan(given["previous"], policy) if given["previous"] else None
    today = given["today"] or datetime.date.today()
    wanted = (given["verdict"] or "").replace("-", " ")
    found = [(rule, told) for rule in rules for told in _told(rule, plan, before, policy, today, wanted)]
    if given["format_"] == "json":
        from kpi_rules.reports.json_text import dumps

        put_out(dumps([_object(rule, told, plan) for rule, told in found]) + "\n")
        return 0
    ink = colours(wants_color(given["color"], sys.stdout))
    write("\n".join(_text(found, plan, ink)) + "\n")
    return 0


def _rules(policy: Policy, wanted: str | None) -> Sequence[PolicyRule]:
    rules = [rule for rule in policy.rules if rule.active]
    if wanted is None:
        return rules
    by_id = {rule.id: rule for rule in policy.rules}
    return [by_id[one_or_unusable(*find_rule(wanted, by_id, None))]]


def _plan(name: str, policy: Policy) -> Plan:
    from kpi_rules.cli.plans import one_plan

    plan, problems = one_plan(name, policy)
    if plan is None:
        raise Unusable(problems)
    return plan


def _told(
    rule: PolicyRule, plan: Plan, before: Plan | None, policy: Policy, today: datetime.date, wanted: str
) -> Iterator[Told]:
    from kpi_rules.language.unfolding import unfold

    for told in unfold(rule.checked, _inputs(rule, plan, before, policy, today)):
        if wanted in ("", told.verdict):
            yield told


def _inputs(rule: PolicyRule, plan: Plan, before: Plan | None, policy: Policy, today: datetime.date) -> Inputs:
    """A rule about all plans of a run sees a run of this one."""
    from kpi_rules.language.outcome import Inputs

    if rule.checked.scope == "portfolio":
        return Inputs(None, None, {"plans": [plan.values]}, policy.values, today)
    return Inputs(plan.values, before.values if before else None, None, policy.values, today)


# text


def _text(found: Sequence[tuple[PolicyRule, Told]], plan: Plan, ink: Ink) -> Iterator[str]:
    last = None
    for rule, told in found:
        if rule.id != last:
            if last is not None:
                yield ""
            yield f"{ink('strong', rule.id)}  {one_line(rule.checked.title)}"
            last = rule.id
        yield from _verdict(told, plan, ink)
    if not found:
        yield tr("there is no such verdict")


def _verdict(told: Told, plan: Plan, ink: Ink) -> Iterator[str]:
    subject = " · ".join(_labels(told)) or tr("plan")
    yield f"  {ink(_ROLES[told.verdict], verdict_word(told.verdict))}  {one_line(subject)}"
    yield from _part(told.condition, 2, ink, told.clause)
    if told.decided:
        yield f"    {ink('quiet', tr('decided by'))}  {one_line('; '.join(told.decided))}"
    for location in _lines(told, plan):
        text = location.source.line(location.start.line).strip()
        place = f"{location.source.name}:{location.start.line}"
        yield f"    {ink('quiet', tr('read'))}  {place}  {one_line(text[:100])}"


def verdict_word(verdict: str) -> str:
    """A verdict in the reader's language."""
    return {"failed": tr("failed"), "passed": tr("passed"), "not applicable": tr("not applicable")}[verdict]


def _part(part: Part, depth: int, ink: Ink, clause: str = "") -> Iterator[str]:
    word = f"{clause} " if clause and clause != "for each" else ""
    mark = ink("must", " ←") if part.decided else ""
    yield f"{'  ' * depth}{word}{one_line(part.text)}  {ink('strong', one_line(part.value))}{mark}"
    for inner in part.parts:
        yield from _part(inner, depth + 1, ink)


def _labels(told: Told) -> list[str]:
    from kpi_rules.language.explanation import display

    return [display(element, None) for element in told.elements]


def _lines(told: Told, plan: Plan) -> list[Location]:
    """The lines of the plan that were read, each once, in order."""
    by_line: dict[int, Location] = {}
    for place in told.read:
        location = _location(place, plan)
        if location is not None:
            by_line.setdefault(location.start.line, location)
    return [by_line[line] for line in sorted(by_line)][:MOST_LINES]


def _location(place: Place, plan: Plan) -> Location | None:
    """Where something stands that was there to read."""
    present = place.record.get(place.fields[0]) is not None if place.fields else True
    return plan.locate(place.record, place.fields) if plan.owns(place.record) and present else None


# json


def _object(rule: PolicyRule, told: Told, plan: Plan) -> dict[str, object]:
    return {
        "rule": rule.id,
        "level": rule.level,
        "verdict": told.verdict,
        "elements": _labels(told),
        "clause": told.clause,
        "condition": _part_object(told.condition),
        "decided_by": list(told.decided),
        "read": [_location_object(location) for location in _lines(told, plan)],
    }


def _part_object(part: Part) -> dict[str, object]:
    found: dict[str, object] = {"text": part.text, "value": part.value, "decided": part.decided}
    return {**found, "parts": [_part_object(inner) for inner in part.parts]} if part.parts else found


def _location_object(location: Location) -> dict[str, object]:
    start = location.start
    text = location.source.line(start.line).strip()[:200]
    return {"file": location.source.name, "line": start.line, "column": start.column, "text": text}
