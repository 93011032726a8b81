"""Like findings as a few lines: what they say once, where each stands, and what to do.

recommendation[core/no-data-source]: nothing says where the values of “…” come from — 16 KPIs
  --> plan.kpi.yaml:14 Followers, :19 Likes, :24 Posts published, … and 13 more
  = fix: Add `data_source:` with the system that holds them, such as `data_source: CRM`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kpi_rules.engine.findings import Finding
from kpi_rules.i18n import isolated, ntr, tr
from kpi_rules.reports import Options
from kpi_rules.reports.excerpt import Frame
from kpi_rules.reports.folding import Entry, Fold
from kpi_rules.reports.heading import header
from kpi_rules.reports.ink import Ink
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.width import LEFT_TO_RIGHT_MARK, has_right_to_left, text_width
from kpi_rules.reports.words import subjects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LINES: Final = 2
"""Of places, for each message and file."""
_FILES: Final = 4
_SUBJECT: Final = 48
"""Characters of what a finding speaks of."""
_ENTRIES: Final = {"must": 10, "should": 4, "could": 4}
"""Messages of one rule that are told, by level."""


def folded(fold: Fold, title: str, options: Options, ink: Ink) -> Iterator[str]:
    """The lines of findings that are told together; `title` is the rule's, for those that say different things."""
    frame = Frame(1, options.width, ink)
    findings = fold.findings
    if len(fold.entries) == 1:
        (entry,) = fold.entries
        yield header(fold.first, _counted(entry.message, findings), ink)
        yield from _places(entry, frame)
    else:
        yield header(fold.first, _counted(title, findings), ink)
        most = _ENTRIES[fold.first.level]
        for entry in fold.entries[:most]:
            yield from _entry(entry, frame)
        if left := sum(len(entry.findings) for entry in fold.entries[most:]):
            yield "  " + _more(left)
    remedies = dict.fromkeys(finding.remedy for finding in findings if finding.remedy)
    if remedies:
        label = tr("fix") if len(remedies) == 1 else tr("fix, for the first")
        yield from frame.note(label, [next(iter(remedies))], "good")


def _counted(message: str, findings: Sequence[Finding]) -> str:
    return tr("{message} — {count}", message=message, count=subjects(findings))


def _entry(entry: Entry, frame: Frame) -> Iterator[str]:
    """A message of its own, behind each place; where several say the same of something, once and with what it is said of."""
    if entry.subjects:
        yield f"  {one_line(_counted(entry.message, entry.findings))}"
        yield from _places(entry, frame)
        return
    region = entry.findings[0].region
    place = f"{visible(region.file)}:{region.start.line}:{region.start.column}"
    yield f"{frame.ink('frame', '  --> ')}{place}: {one_line(entry.message)}"


def _places(entry: Entry, frame: Frame) -> Iterator[str]:
    """Where each finding stands, with what it speaks of: a line or two for each file."""
    named = zip(entry.findings, entry.subjects or [""] * len(entry.findings), strict=True)
    files = [(file, list(some)) for file, some in groupby(named, key=lambda one: one[0].region.file)]
    for file, some in files[:_FILES]:
        yield from _in_file(file, [(finding.region.start.line, subject) for finding, subject in some], frame)
    if (left := len(files) - _FILES) > 0:
        more = ntr("… and {count} more file", "… and {count} more files", left)
        yield "      " + more


def _in_file(file: str, places: Iterable[tuple[int, str]], frame: Frame) -> Iterator[str]:
    texts = [_place(line, subject) for line, subject in places]
    lines: list[str] = []
    line = visible(file)
    width = frame.width - 6
    told = 0
    for number, text in enumerate(texts):
        joined = f"{line}{text}" if number == 0 else f"{line}, {text}"
        if number and text_width(joined) > width - (24 if len(lines) == _LINES - 1 else 1):
            if len(lines) == _LINES - 1:
                break
            lines.append(f"{line},")
            line = text
        else:
            line = joined
        told += 1
    lines.append(line if told == len(texts) else f"{line} {_more(len(texts) - told)}")
    first, *rest = lines
    yield f"{frame.ink('frame', '  --> ')}{first}"
    yield from (f"      {one}" for one in rest)


def _place(line: int, subject: str) -> str:
    """A line's number with what stands there; a mark keeps the next number apart from a name that runs from the right."""
    if not subject:
        return f":{line}"
    shown = one_line(subject)
    shown = shown if len(shown) <= _SUBJECT else shown[: _SUBJECT - 1] + "…"
    return f":{line} {isolated(shown)}{LEFT_TO_RIGHT_MARK if has_right_to_left(shown) else ''}"


def _more(count: int) -> str:
    return ntr("… and {count} more", "… and {count} more", count)
