"""How a finding is waived: by a comment above its line, or by an entry of the waivers file; what is left to write is why.

Comes in: a finding, the text it is in, the waivers file, the last day. Goes out: a text, and where its reader has to write the reason. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.document import load
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.engine.findings import Finding
from kpi_rules.engine.waivers.file import with_entry
from kpi_rules.engine.waivers.written import FILE
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct


class Waiving(Struct):
    """`text` goes in at `span` of the file `name`; the reason is missing at `reason`, an offset into `text`."""

    name: str
    span: Span
    text: str
    reason: int


def in_a_comment(plan: PlanText, finding: Finding, until: str) -> Waiving | None:
    """A comment above the line that the finding points at; nothing where the format has none, or where it would be part of a text."""
    if plan.format == "json" or finding.region.file != plan.source.name:
        return None
    offset = finding.region.offset
    line = plan.source.offset(plan.source.position(min(offset, len(plan.text))).line)
    indent = plan.text[line:][: len(plan.text[line:]) - len(plan.text[line:].lstrip(" \t"))]
    newline = "\r\n" if "\r\n" in plan.text else "\n"
    words = f"{indent}# kpi-rules: waive {finding.rule} until {until} -- "
    after = plan.text[:line] + words + newline + plan.text[line:]
    if not _reads_the_same(plan, after):
        return None
    return Waiving(plan.source.name, Span(line, line), words + newline, len(words))


def _reads_the_same(plan: PlanText, after: str) -> bool:
    old, _ = load(plan.source)
    new, _ = load(Source(plan.source.name, after))
    return old is not None and new is not None and old.data == new.data


def as_an_entry(waivers: Source | None, name: str, finding: Finding, title: str | None, until: str) -> Waiving | None:
    """An entry more in the waivers file, which is made where there is none; nothing where that is not ours to edit."""
    plan = {"plan": title} if title else {}
    subject = {"subject": finding.subject} if finding.subject and finding.subject != "plan" else {}
    entry: Mapping[str, str] = {"rule": finding.rule, **plan, **subject, "reason": "", "owner": "", "until": until}
    text = with_entry(waivers, entry)
    if text is None:
        return None
    old = waivers.text if waivers is not None else ""
    start = _common(old, text)
    end = len(old) - min(_common(old[start:][::-1], text[start:][::-1]), len(old) - start)
    new = text[start : len(text) - (len(old) - end)]
    return Waiving(waivers.name if waivers else name, Span(start, end), new, new.rindex('reason: "') + len('reason: "'))


def _common(one: str, other: str) -> int:
    """How many signs two texts begin with alike."""
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    return next(number for number in range(length) if one[number] != other[number])


__all__ = ["FILE", "Waiving", "as_an_entry", "in_a_comment"]
