"""What differs between two policies, and what that does to plans, as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.comparing.difference import Difference, Entry
from kpi_rules.comparing.impact import Counts, Impact
from kpi_rules.comparing.in_words import MOST_SIGNS, heading, line
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.reports.ink import Ink
from kpi_rules.reports.safe import one_line

MOST_ROWS = 20
"""Plans, and rules, that are shown one by one."""
_ROLES = {"easier": "should", "either": "should", "harder": "must"}


def difference_lines(difference: Difference, ink: Ink, indent: str = "") -> Iterator[str]:
    """Each entry, and below it what of it has changed."""
    for entry in difference.entries:
        yield indent + ink(_ROLES.get(entry.effect or "", "strong"), one_line(heading(entry)))
        yield from (f"{indent}  {text}" for text in _lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    if entry.subject in ("rule", "setting", "field") and entry.kind in ("added", "removed"):
        return
    yield from (one_line(line(aspect, shown)) for aspect in entry.aspects)


def shown(kind: str, text: str) -> str:
    """A value in a line: words of the language between backticks, prose between quotes and cut where it is long."""
    text = " ".join(text.split())
    if kind == "code":
        return f"`{text}`"
    cut = text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1] + "…"
    return f"“{cut}”" if kind == "text" else cut


def impact_lines(impact: Impact, ink: Ink) -> Iterator[str]:
    """How many findings there are more and less: in all, by rule, by plan."""
    yield ink("strong", impact_sentence(impact))
    for table in (impact.by_rule, impact.by_plan):
        ordered = sorted(table.items(), key=lambda entry: (-entry[1].total, entry[0]))
        yield from (f"  {one_line(row(name, counts))}" for name, counts in ordered[:MOST_ROWS])
        left = len(ordered) - MOST_ROWS
        if left > 0:
            yield "  " + ntr("… and {count} more", "… and {count} more", left)
    if not impact.whole:
        yield tr("note: there were more findings than can be compared: these are the least that differ")


def impact_sentence(impact: Impact) -> str:
    """The whole in one sentence."""
    plans = ntr("{count} plan", "{count} plans", impact.plans)
    if not impact.rows:
        return tr("in {plans} nothing else is found", plans=plans)
    return tr("{changes}, in {touched} of {plans}", changes=counted(impact.counts), touched=impact.touched, plans=plans)


def counted(counts: Counts) -> str:
    """What differs, in words."""
    parts = (
        (counts.more, ntr("{count} finding more", "{count} findings more", counts.more)),
        (counts.less, ntr("{count} finding less", "{count} findings less", counts.less)),
        (counts.reweighed, ntr("{count} at another level", "{count} at another level", counts.reweighed)),
    )
    return listed(text for count, text in parts if count)


def row(name: str, counts: Counts) -> str:
    """One rule or plan."""
    return tr("{name}: {changes}", name=name, changes=counted(counts))
