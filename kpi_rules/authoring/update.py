"""Expectations written into test plans: what was found becomes what is expected; every other byte stays.

A trial comes in; new texts go out, by file. What is expected and was found stays as it is written. A new comment goes to the end of
its line; where that would not be a comment (within a text over several lines), above it. Each new text is tried before
it is handed out: what does not give exactly the findings it expects is no update.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kpi_rules.authoring.remarks import Remark
from kpi_rules.authoring.runs import Run, TestPlan, run_of
from kpi_rules.authoring.trial import Trial
from kpi_rules.document import load
from kpi_rules.engine.findings import Finding
from kpi_rules.packs import Policy
from kpi_rules.packs.names import meant
from kpi_rules.plan import PlanSchema
from kpi_rules.source import Source
from kpi_rules.structs import Struct, replace

WIDEST = 120
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
Try = Callable[[Run], Trial]


def updated(trial: Trial, schema: PlanSchema, again: Try) -> Mapping[str, str] | None:
    """The new texts of the plans that change, by name; nothing where no way of writing them holds."""
    texts = {plan.name: _rewritten(plan, trial) for plan in trial.run.plans if isinstance(plan.source, Source)}
    sources = tuple(
        (plan.path, replace(plan.source, text=texts[plan.name]) if isinstance(plan.source, Source) else plan.source)
        for plan in trial.run.plans
    )
    second = again(run_of(trial.run.name, sources, schema))
    if not (second.passed and _same(trial.findings, second.findings)):
        return None
    written = [plan.source for plan in trial.run.plans if isinstance(plan.source, Source)]
    return {source.name: texts[source.name] for source in written if texts[source.name] != source.text}


def _same(one: tuple[Finding, ...], other: tuple[Finding, ...]) -> bool:
    """Whether comments were all that changed."""
    return [(it.rule, it.fingerprint, it.message) for it in one] == [
        (it.rule, it.fingerprint, it.message) for it in other
    ]


def _rewritten(plan: TestPlan, trial: Trial) -> str:
    """A plan's text with the expectations that hold."""
    assert isinstance(plan.source, Source)
    wanted = _wanted(plan, trial)
    changed = {mismatch.line for mismatch in trial.mismatches if mismatch.file == plan.name}
    known = [one.written for one in trial.expected]
    changed |= {one.line for one in plan.remarks.expectations if one not in known}
    text = _Text(plan.source, _LINES.findall(plan.source.text))
    for number in sorted(changed):
        words = ", ".join(wanted.get(number, ()))
        there = [remark for remark in plan.remarks.remarks if remark.line == number]
        for remark in there:
            text.write_in_place(remark, words)
            words = ""
        if words:
            text.add(number, words)
    return text.joined()


def _wanted(plan: TestPlan, trial: Trial) -> dict[int, list[str]]:
    """What each line is to expect, as it was written where it was, with its level where it is new."""
    wanted: dict[int, list[str]] = {}
    left = [finding for finding in trial.findings if finding.plan == plan.name]
    for one in trial.expected:
        if one.written.place.source.name != plan.name:
            continue
        line = one.written.line
        answer = next((it for it in left if it.rule == one.rule and it.region.start.line == line), None)
        if answer is not None:
            left.remove(answer)
            level = f" [{answer.level}]" if one.written.level else ""
            wanted.setdefault(line, []).append(one.written.rule + level)
    for it in left:
        wanted.setdefault(it.region.start.line, []).append(f"{_short(it.rule, trial.policy)} [{it.level}]")
    return wanted


def _short(rule: str, policy: Policy) -> str:
    """A rule's id as people write it."""
    short = rule.rpartition("/")[2]
    return short if len(meant(short, [other.id for other in policy.rules])) <= 1 else rule


class _Text(Struct, frozen=False):
    """The lines of a text as they change; those of the original keep their numbers."""

    source: Source
    lines: list[str]

    def joined(self) -> str:
        return "".join(self.lines)

    def write_in_place(self, remark: Remark, words: str) -> None:
        """Write words into a comment that is there; without words it goes."""
        start = self.source.position(remark.span.start)
        line = self.lines[start.line - 1]
        at = line.index(self.source.slice(remark.span))
        before, after = line[:at], line[at + remark.span.end - remark.span.start :]
        if words:
            self.lines[start.line - 1] = f"{before}# expect: {words}{after}"
        else:
            self.lines[start.line - 1] = "" if remark.own else before.rstrip(" \t") + after.lstrip(" \t")

    def add(self, number: int, words: str) -> None:
        """Write a new comment: at the end of the line if it can stand there, else above it."""
        line = self.lines[number - 1] if number <= len(self.lines) else ""
        body = line.rstrip("\r\n")
        end = "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"
        indent = body[: len(body) - len(body.lstrip(" \t"))]
        comment = f"# expect: {words}"
        beside = f"{body}  {comment}{line[len(body) :]}"
        fits = bool(body) and "#" not in body and len(body) + len(comment) + 2 <= WIDEST
        if fits and self.holds(number, beside):
            self.lines[number - 1] = beside
        elif number <= len(self.lines):
            self.lines[number - 1] = f"{indent}{comment}{end}{line}"
        else:
            self.lines.append(f"{comment}{end}")

    def holds(self, number: int, line: str) -> bool:
        """Whether the text still says the same with this line."""
        text = "".join([*self.lines[: number - 1], line, *self.lines[number:]])
        before, _ = load(replace(self.source, text=self.joined()))
        after, _ = load(replace(self.source, text=text))
        if before is None or after is None:
            return before is after
        return before.data == after.data and len(after.comments()) > len(before.comments())
