"""Results of plans ↔ bytes, so that they travel between processes and into the cache: plain data, written by `marshal`."""

from __future__ import annotations

import datetime
import marshal
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kpi_rules.engine.check import PlanResult
from kpi_rules.engine.findings import Edit, Finding, Fix, PlanInfo, Region, Related, Remark, Tally, Waived
from kpi_rules.source import Position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FINDING = (
    "rule",
    "level",
    "message",
    "remedy",
    "why",
    "subject",
    "plan",
    "fingerprint",
    "likeness",
    "namesake",
    "holder",
    "baselined",
    "change",
    "gap",
    "told_by",
    "weight",
)


def encode(results: Iterable[PlanResult]) -> bytes:
    """Results as bytes. They hold no plans."""
    return marshal.dumps([_result(result) for result in results])


def decode(stored: bytes) -> Sequence[PlanResult] | None:
    """The results again; nothing for bytes of another kind. Whoever kept the bytes answers for them."""
    try:
        return [_read_result(*one) for one in marshal.loads(stored)]  # noqa: S302  # sealed by the cache, or a process of ours
    except (ValueError, TypeError, EOFError):
        return None


def _result(result: PlanResult) -> tuple[Any, ...]:
    info = result.info
    remarks = [(remark.text, _region(remark.region), remark.lines, remark.closes) for remark in info.remarks]
    tallies = {rule: (it.passed, it.failed, it.not_applicable, it.waived) for rule, it in result.tallies.items()}
    about = (info.file, info.title, info.identity, remarks, info.whole, info.idle, info.register)
    return about, [_finding(finding) for finding in result.findings], tallies, dict(result.left_out)


def _read_result(about: Any, findings: Any, tallies: Any, left_out: Any) -> PlanResult:
    file, title, identity, written, whole, idle, register = about
    remarks = tuple(Remark(text, _read_region(region), *lines) for text, region, *lines in written)
    return PlanResult(
        PlanInfo(file, title, identity, remarks, whole, idle, register=register),
        tuple(map(_read_finding, findings)),
        {rule: _tally(*counts) for rule, counts in tallies.items()},
        left_out,
    )


@lru_cache(maxsize=1024)
def _tally(passed: int, failed: int, not_applicable: int, waived: int) -> Tally:
    return Tally(passed, failed, not_applicable, waived)


def _finding(finding: Finding) -> tuple[Any, ...]:
    related = [(one.label, _region(one.region)) for one in finding.related]
    own = tuple(getattr(finding, name) for name in _FINDING)
    return own, _region(finding.region), related, _waived(finding.waived), _fix(finding.fix)


def _read_finding(written: Any) -> Finding:
    own, region, related, waived, fix = written
    return Finding(
        **dict(zip(_FINDING, own, strict=True)),
        region=_read_region(region),
        related=tuple(Related(label, _read_region(one)) for label, one in related),
        waived=None if waived is None else Waived(waived[0], waived[1], _read_day(waived[2]), waived[3]),
        fix=None if fix is None else _read_fix(*fix),
    )


def _region(region: Region) -> tuple[Any, ...]:
    start, end = region.start, region.end
    places = (start.line, start.column, end.line, end.column, region.offset, region.end_offset)
    return region.file, places, region.excerpt, region.utf16, region.skipped, region.register, region.sheet, region.cell


def _read_region(written: Any) -> Region:
    file, (line, column, end_line, end_column, offset, end_offset), *rest = written
    start, end = Position(line, column), Position(end_line, end_column)
    return Region(file, start, end, offset, end_offset, *rest)


def _waived(waived: Waived | None) -> tuple[Any, ...] | None:
    if waived is None:
        return None
    until = None if waived.until is None else waived.until.isoformat()
    return waived.reason, waived.owner, until, waived.in_source


def _read_day(written: str | None) -> datetime.date | None:
    return None if written is None else datetime.date.fromisoformat(written)


def _fix(fix: Fix | None) -> tuple[Any, ...] | None:
    return None if fix is None else (fix.title, [(_region(edit.region), edit.text) for edit in fix.edits], fix.safe)


def _read_fix(title: str, edits: Any, safe: bool) -> Fix:
    return Fix(title, tuple(Edit(_read_region(region), text) for region, text in edits), safe)
