"""Like findings as a few lines: what they say once, where each stands, and what to do.

recommendation[core/no-data-source]: nothing says where the values of “…” come from — 16 KPIs
  --> plan.kpi.yaml:14 Followers, :19 Likes, :24 Posts published, … and 13 more
  = fix: Add `data_source:` with the system that holds them, such as `data_source: CRM`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kpi_rules.bidi import balanced, without_isolates
from kpi_rules.engine.findings import Edit, Finding
from kpi_rules.i18n import isolated, ntr, tr
from kpi_rules.reports import Options
from kpi_rules.reports.excerpt import Frame
from kpi_rules.reports.folding import Entry, Fold
from kpi_rules.reports.heading import header
from kpi_rules.reports.ink import Ink
from kpi_rules.reports.places import lead, place_of
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.width import LEFT_TO_RIGHT_MARK, has_right_to_left, text_width
from kpi_rules.reports.words import subjects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LINES: Final = {"must": 2, "should": 2, "could": 1}
"""Lines of places, for each message and file, by level."""
_FILES: Final = 4
_SUBJECT: Final = 48
"""Characters of what a finding speaks of."""
_MANY: Final = 8
"""Places of which not all find room."""
_ENTRIES: Final = {"must": 10, "should": 4, "could": 4}
"""Messages of one rule that are told, by level."""


def folded(fold: Fold, options: Options, ink: Ink) -> Iterator[str]:
    """The lines of findings that are told together: what most of them say, and below it what the others say."""
    frame = Frame(1, options.width, ink)
    first, *others = fold.entries
    yield header(fold.first, _counted(first), ink)
    yield from _places(first, frame)
    most = _ENTRIES[fold.first.level] - 1
    for entry in others[:most]:
        yield from _entry(entry, frame)
    if left := sum(len(entry.findings) for entry in others[most:]):
        yield "  " + _more(left)
    remedies = dict.fromkeys(finding.remedy for finding in fold.findings if finding.remedy)
    if len(remedies) == 1:
        yield from frame.note(tr("fix"), remedies, "good")
    elif remedies and not all(finding.fix for finding in fold.findings):
        yield from frame.note(tr("fix, for the first"), [next(iter(remedies))], "good")


def _counted(entry: Entry) -> str:
    if len(entry.findings) == 1:
        return _mended(entry)
    return tr("{message} — {count}", message=_mended(entry), count=subjects(entry.findings))


def _mended(entry: Entry) -> str:
    """The message, and what the fix would write, where that is the same for all."""
    edits = [finding.fix.edits for finding in entry.findings if finding.fix]
    texts = {one[0].text for one in edits if len(one) == 1}
    if entry.subjects or len(edits) < len(entry.findings) or len(texts) != 1:
        return entry.message
    text = texts.pop()
    return entry.message if "\n" in text else f"{entry.message} → {isolated(_short(text))}"


def _entry(entry: Entry, frame: Frame) -> Iterator[str]:
    """A message of its own, behind its place; where several say the same, once and with what it is said of."""
    if len(entry.findings) > 1:
        yield f"  {one_line(_counted(entry))}"
        yield from _places(entry, frame)
        return
    region = entry.findings[0].region
    yield f"{frame.ink('frame', '  --> ')}{place_of(region)}: {one_line(_mended(entry))}"


def _places(entry: Entry, frame: Frame) -> Iterator[str]:
    """Where each finding stands, with what it speaks of: a line or two for each file, and for many files with one finding each."""
    named = _new_first(list(zip(entry.findings, entry.subjects or [()] * len(entry.findings), strict=True)))
    room, most = frame.width - 6, _LINES[entry.findings[0].level]
    files = [(file, list(some)) for file, some in groupby(named, key=lambda one: lead(one[0].region))]
    if len(files) > 1 and all(len(some) == 1 for _, some in files):
        first, *others = [file + _place(*some[0]) for file, some in files]
        files = files[:1]
        rows = [_packed(first, others, room, most, ", ")]
    else:
        rows = [_packed(file, [_place(*one) for one in some], room, most) for file, some in files[:_FILES]]
    for line, *rest in rows:
        yield f"{frame.ink('frame', '  --> ')}{line}"
        yield from (f"      {more}" for more in rest)
    if (left := len(files) - _FILES) > 0:
        yield "      " + ntr("… and {count} more file", "… and {count} more files", left)


def _new_first(named: list[tuple[Finding, tuple[str, ...]]]) -> Sequence[tuple[Finding, tuple[str, ...]]]:
    """Of many places that name few things over and over, those first where each is named first: the others may not find room."""
    first: dict[tuple[str, tuple[str, ...]], Finding] = {}
    for finding, subject in named:
        first.setdefault((finding.region.file, subject), finding)
    if len(named) <= _MANY or len(first) * 2 > len(named):
        return named
    new = set(map(id, first.values()))
    return sorted(named, key=lambda one: (one[0].region.file, id(one[0]) not in new))


def _packed(line: str, places: Sequence[str], room: int, most: int, separator: str = "") -> Iterator[str]:
    """A file's name and the places in it, as many as the lines for them hold, and how many more there are."""
    lines = 1
    for number, place in enumerate(places):
        kept_free = len(_more(len(places))) + 1 if lines == most else 1
        if (number or separator) and text_width(without_isolates(f"{line}, {place}")) > room - kept_free:
            if lines == most:
                yield f"{line} {_more(len(places) - number)}"
                return
            yield f"{line},"
            line, separator, lines = "", "", lines + 1
        line, separator = f"{line}{separator}{place}", ", "
    yield line


def _place(finding: Finding, subject: Sequence[str]) -> str:
    """A line's number with what stands there, and what a fix would write: `:53 Page views (web-team)`."""
    region = finding.region
    line = region.cell if region.sheet else f":{region.start.line}" if region.excerpt[:1] != ("",) else ""
    if not subject:
        return line
    texts = list(map(_short, subject))
    if finding.fix and len(finding.fix.edits) == 1:
        edit = finding.fix.edits[0]
        number = subject.index(written) if (written := _written(edit)) in subject else len(texts) - 1
        texts[number] += f" → {_short(edit.text)}"
    is_number = not any(map(str.isalpha, subject[0]))
    named, rest = ([], texts) if is_number and len(texts) == 1 else (texts[:1], texts[1:])
    shown = " ".join([*named, f"({', '.join(rest)})"] if rest else named)
    # A mark keeps the next number apart from a name that runs from the right.
    return f"{line} {isolated(shown)}{LEFT_TO_RIGHT_MARK if has_right_to_left(shown) else ''}"


def _written(edit: Edit) -> str:
    """What stands where a fix would write, where that is one line."""
    region = edit.region
    if region.start.line != region.end.line or not region.excerpt:
        return ""
    first = region.start.column - 1 - region.skipped
    return region.excerpt[0][first : region.end.column - 1 - region.skipped].strip("\"'")


def _short(text: str) -> str:
    """A text for a place, cut where it is long; what set it apart in its message is not cut in two."""
    text = one_line(without_isolates(text) if balanced(text) else text)
    return text if len(text) <= _SUBJECT else text[: _SUBJECT - 1] + "…"


def _more(count: int) -> str:
    return ntr("… and {count} more", "… and {count} more", count)
