"""Waivers as they are written: in `kpi-rules.waivers.yaml`, and as remarks in plans.

Comes in: the text of that file, and the remarks of plans. Goes out: `Waiver`s, and findings for what cannot be read or is not
explained; such an entry excuses nothing, and the others still do. Knows nothing of what a waiver meets.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document, load
from kpi_rules.document.shape import Doubt, Refusal
from kpi_rules.engine.findings import Finding, PlanInfo, Region, Remark
from kpi_rules.engine.waivers.rules import WaiverRule, waiver_finding
from kpi_rules.i18n import ntr, tr
from kpi_rules.plan.calendar.dates import read_date
from kpi_rules.plan.convert import CONVERSIONS
from kpi_rules.resources import bundled
from kpi_rules.seen import is_empty
from kpi_rules.source import Location, Position, Source
from kpi_rules.structs import Struct

if TYPE_CHECKING:
    from kpi_rules.document.shape import Shape

FILE = "kpi-rules.waivers.yaml"
MOST_MISREAD = 1_000
"""Comments that are not understood are told one by one up to here."""
_WAIVE = re.compile(
    r"waive\s+(?P<rules>[^\s,]+(?:\s*,\s*[^\s,]+)*)\s+until\s+(?P<until>\S+)\s*(?:(?:--|–|—)\s*(?P<reason>.*))?",
    re.IGNORECASE | re.DOTALL,
)


class Waiver(Struct):
    """An exception: `rule`, `plan` and `subject` as they are written. `lines` and `closes` are those of a remark in a plan."""

    rule: str
    plan: str | None
    subject: str | None
    reason: str
    owner: str | None
    until: date
    region: Region
    lines: tuple[int, ...] | None = None
    closes: int | None = None
    entry: int | None = None
    rule_region: Region | None = None
    until_region: Region | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """What tells it from others."""
        if self.lines is None:
            return (self.rule, self.plan or "", self.subject or "")
        return (self.rule, self.reason)

    @property
    def plan_file(self) -> str | None:
        """The file that `plan` names, were it one: relative to the waivers' own folder."""
        folder = posixpath.dirname(self.region.file)
        return None if self.plan is None else posixpath.normpath(posixpath.join(folder, self.plan))


Read = tuple[tuple[Waiver, ...], tuple[Finding, ...]]


def read_waivers(source: Source) -> Read:
    """The waivers of a file; one of comments alone has none."""
    if says_nothing(source.text):
        return (), ()
    document, diagnostics = load(source)
    if document is None:
        return (), tuple(_malformed(source, diagnostic) for diagnostic in diagnostics)
    found = _shape().read(document)
    vague = tuple(_vague(document))
    bad: set[int] = set()
    problems = [_malformed(source, diagnostic) for diagnostic in (*found[1], *vague)]
    if problems:
        bad, found = _without_bad(document, (*found[1], *vague))
    waivers, unexplained = [], []
    entries = (found[0] or {}).get("waivers", [])
    numbers = (number for number in range(_count(document)) if number not in bad)
    for number, entry in zip(numbers, entries, strict=False):
        if entry.get("reason"):
            waivers.append(_waiver(entry, document, number))
        else:
            unexplained.append(_unexplained(entry["rule"], _region(document, number)))
    return tuple(waivers), (*problems, *unexplained)


def _vague(document: Document) -> Iterator[Diagnostic]:
    """Texts in the place of a plan's name or a subject's in which nothing can be seen: to leave them out is to mean everything."""
    for number in range(_count(document)):
        entry: object = cast("Any", document.data)["waivers"][number]
        for name in ("plan", "subject"):
            if isinstance(entry, dict) and isinstance(entry.get(name), str) and is_empty(entry[name]):
                place = Location(document.source, document.span(("waivers", number, name)))
                help_ = tr(
                    "say which one is meant; leave `{name}` out only where the waiver is about all of them", name=name
                )
                yield Diagnostic(tr("`{name}` is empty", name=name), place, help_)


def says_nothing(text: str) -> bool:
    """Whether there are only comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def remark_waivers(plans: Iterable[PlanInfo]) -> Read:
    """The waivers among the remarks in plans."""
    waivers: list[Waiver] = []
    findings: list[Finding] = []
    more: list[Remark] = []
    for remark in (remark for plan in plans for remark in plan.remarks):
        if len(findings) >= MOST_MISREAD and _WAIVE.fullmatch(remark.text.strip()) is None:
            more.append(remark)
            continue
        for read in _read_remark(remark):
            if isinstance(read, Waiver):
                waivers.append(read)
            else:
                findings.append(read)
    return tuple(waivers), (*findings, *_more(more))


def _more(remarks: Sequence[Remark]) -> Iterator[Finding]:
    """What is said of very many comments that are not understood, after the first of them."""
    if remarks:
        message = ntr(
            "{count} more comment like these is not understood",
            "{count} more comments like these are not understood",
            len(remarks),
        )
        form = tr("write `# kpi-rules: waive rule-id until 2026-06-30 -- reason`")
        yield _finding("waivers/malformed", message, form, remarks[0].region, "more")


def _read_remark(remark: Remark) -> Iterator[Waiver | Finding]:
    match = _WAIVE.fullmatch(remark.text.strip())
    until = read_date(match["until"]) if match else None
    if match is None or not isinstance(until, date):
        yield _misread(remark, until)
        return
    reason = (match["reason"] or "").strip()
    explained = not is_empty(reason)
    for rule in re.split(r"\s*,\s*", match["rules"]):
        if explained:
            yield Waiver(rule, None, None, reason, None, until, remark.region, remark.lines, remark.closes)
        else:
            yield _unexplained(rule, remark.region)


def _misread(remark: Remark, until: object) -> Finding:
    """A remark that is not understood: someone believes that it does something."""
    form = tr("write `# kpi-rules: waive rule-id until 2026-06-30 -- reason`")
    if isinstance(until, (Refusal, Doubt)):
        return _finding("waivers/malformed", until.message, until.help or form, remark.region, remark.text)
    message = tr("`{text}` is not understood", text=f"kpi-rules: {remark.text}"[:200])
    return _finding("waivers/malformed", message, form, remark.region, remark.text)


def _unexplained(rule: str, region: Region) -> Finding:
    message = tr("the waiver of `{rule}` does not say why", rule=rule)
    remedy = tr("add the reason: `reason: …`, in a comment `-- reason` at its end")
    return _finding("waivers/unexplained", message, remedy, region, rule)


def _malformed(source: Source, diagnostic: Diagnostic) -> Finding:
    """What is wrong with the file, as a finding at its place."""
    start = Position(1, 1)
    region = (
        Region.of(diagnostic.location) if diagnostic.location else Region(source.name, start, start, 0, 0, (), (1, 1))
    )
    return _finding("waivers/malformed", diagnostic.message, diagnostic.help, region, diagnostic.message)


def _finding(rule: WaiverRule, message: str, remedy: str | None, region: Region, about: str) -> Finding:
    return waiver_finding(rule, message, remedy, region, (about,), about.partition("\n")[0][:80])


def _without_bad(document: Document, diagnostics: Iterable[Diagnostic]) -> tuple[set[int], tuple[Any, Any]]:
    """The file once more without the entries that something is wrong with; nothing if it is not they."""
    data = document.data
    spans = [document.span(("waivers", number)) for number in range(_count(document))]
    starts = sorted(diagnostic.location.span.start for diagnostic in diagnostics if diagnostic.location)
    bad = {
        number
        for number, span in enumerate(spans)
        if bisect_left(starts, span.start) < bisect_left(starts, max(span.end, span.start + 1))
    }
    if not bad or not isinstance(data, dict):
        return bad, (None, ())
    good = [entry for number, entry in enumerate(data["waivers"]) if number not in bad]
    return bad, _shape().read(Document(document.source, {**data, "waivers": good}, document.format))


def _count(document: Document) -> int:
    entries = document.data.get("waivers") if isinstance(document.data, dict) else None
    return len(entries) if isinstance(entries, list) else 0


def _region(document: Document, *path: int | str) -> Region:
    return Region.of(Location(document.source, document.span(("waivers", *path))))


def _waiver(entry: dict[str, Any], document: Document, number: int) -> Waiver:
    return Waiver(
        rule=entry["rule"],
        plan=entry.get("plan"),
        subject=entry.get("subject"),
        reason=entry["reason"],
        owner=entry["owner"],
        until=entry["until"],
        region=_region(document, number),
        entry=number,
        rule_region=_region(document, number, "rule"),
        until_region=_region(document, number, "until"),
    )


@cache
def _shape() -> Shape:
    """The reader of the file. A missing reason is let through: it has a finding of its own."""
    import json

    from kpi_rules.document.shape import Shape

    schema = json.loads((bundled("schemas") / "waivers.schema.json").read_text("utf-8"))
    waiver = schema["$defs"]["waiver"]
    waiver["required"].remove("reason")
    waiver["properties"]["reason"]["type"] = ["string", "null"]
    return Shape(schema, CONVERSIONS)
