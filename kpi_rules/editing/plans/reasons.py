"""Why rules passed a record, or not: a page of Markdown, each verdict with its condition part by part.

Comes in: a plan, a policy, a day, a subject as findings name it. Goes out: the page. Worked out when somebody asks for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kpi_rules.engine.fingerprint import label
from kpi_rules.i18n import ntr, tr
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.unfolding import Part, Told, unfold
from kpi_rules.packs.policy import Policy, PolicyRule
from kpi_rules.plan import Plan
from kpi_rules.reports.markdown_text import code, escape
from kpi_rules.reports.safe import readable

MOST = 200
"""Verdicts on a page."""
_ORDER = ("failed", "passed", "not applicable")


def reasons(plan: Plan, policy: Policy, today: datetime.date, subject: str = "plan") -> str:
    """The page of a subject, `plan` or `kpi leads`: what failed first."""
    found = sorted(_told(plan, policy, today, subject), key=lambda one: _ORDER.index(one[1].verdict))
    lines = [f"# {escape(subject if subject != 'plan' else plan.title)}", ""]
    for rule, told in found[:MOST]:
        lines += [f"## {_mark(told.verdict)} {escape(rule.title)} · `{rule.id}`", "", "```text"]
        lines += [readable(line).replace("```", "'''") for line in _part(told.condition, 0, told.clause)]
        lines += ["```", ""]
        if told.decided:
            lines += [tr("Decided by: {parts}", parts=code("; ".join(told.decided))), ""]
    if not found:
        lines.append(tr("No rule looks at it by itself."))
    if (more := len(found) - MOST) > 0:
        lines.append(ntr("… and {count} more", "… and {count} more", more))
    return "\n".join(lines) + "\n"


def _mark(verdict: str) -> str:
    return {"failed": "✗", "passed": "✓"}.get(verdict, "–")


def _told(plan: Plan, policy: Policy, today: datetime.date, subject: str) -> Iterator[tuple[PolicyRule, Told]]:
    """The verdicts on a subject."""
    for rule in policy.plan_rules:
        inputs = Inputs(plan.values, None, None, policy.values, today)
        for told in unfold(rule.checked, inputs):
            if _subject(plan, told) == subject:
                yield rule, told


def _subject(plan: Plan, told: Told) -> str:
    """What a verdict speaks of, as findings name it."""
    record = told.elements[-1] if told.elements else told.place.record
    if not isinstance(record, dict) or not plan.owns(record):
        return "plan"
    kind = plan.type_of(record)
    return "plan" if kind == "plan" else f"{kind} {label(record)}"


def _part(part: Part, depth: int, clause: str = "") -> Iterator[str]:
    """A condition with the values of its parts; an arrow at the one that decided."""
    word = f"{clause} " if clause and clause != "for each" else ""
    yield f"{'  ' * depth}{word}{part.text}  =  {part.value}{'  ←' if part.decided else ''}".replace("\n", " ")
    for inner in part.parts:
        yield from _part(inner, depth + 1)
