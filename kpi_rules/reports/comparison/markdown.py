"""What differs between two policies, and what that does to plans, for a pull request: every sign of a pack or plan dead."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.bidi import runs_right_to_left
from kpi_rules.comparing.difference import Aspect, Difference
from kpi_rules.comparing.impact import Impact
from kpi_rules.comparing.in_words import heading, line, summary
from kpi_rules.i18n import ntr, spoken, tr
from kpi_rules.reports.comparison.text import impact_sentence, shown
from kpi_rules.reports.markdown_text import code, escape, prose

MAX_ROWS = 200
"""A comment has a limited size; the rest is counted."""


def page(lines: Iterator[str]) -> str:
    """The lines as one text; the page is told which way its language runs."""
    text = "\n".join(lines) + "\n"
    return f'<div dir="rtl">\n\n{text}\n</div>\n' if runs_right_to_left(spoken()) else text


def difference_lines(difference: Difference) -> Iterator[str]:
    """Each entry, with what of it has changed."""
    yield f"## {tr('Packs and settings')}"
    yield ""
    if told := summary(difference):
        yield f"**{escape(told)}**"
        yield ""
    for entry in difference.entries[:MAX_ROWS]:
        yield f"- **{escape(heading(entry))}**"
        if entry.kind not in ("added", "removed") or entry.subject == "pack":
            yield from (f"  - {_line(aspect)}" for aspect in entry.aspects)
    yield from _left(len(difference.entries))


def _line(aspect: Aspect) -> str:
    return prose(line(aspect, _shown))


def _shown(kind: str, text: str) -> str:
    """A value; words of the language stay apart from prose by marks that `prose` reads."""
    return shown(kind, text.replace("`", "'")) if kind == "code" else shown(kind, text)


def impact_lines(impact: Impact) -> Iterator[str]:
    """A table of rules and plans."""
    yield f"## {tr('Findings')}"
    yield ""
    yield f"**{escape(impact_sentence(impact))}**"
    if not impact.rows:
        return
    yield ""
    yield _row((tr("Rule"), tr("Plan"), tr("More"), tr("Less"), tr("Another level")))
    yield _row(("---", "---", "--:", "--:", "--:"))
    for row in impact.rows[:MAX_ROWS]:
        counts = (row.counts.more, row.counts.less, row.counts.reweighed)
        yield _row((code(row.rule), escape(row.plan), *map(str, counts)))
    yield from _left(len(impact.rows))


def _left(count: int) -> Iterator[str]:
    left = count - MAX_ROWS
    if left > 0:
        yield ""
        yield ntr("… and {count} more", "… and {count} more", left)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
