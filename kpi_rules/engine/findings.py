"""Findings and the report: what a check of plans gives, frozen and free of the plans themselves.

Everything here is plain data that can be pickled, sorted and compared; a report format needs nothing else. Lines and
columns count from 1, columns in code points; `Region.excerpt` holds the lines that a format needs, so none opens a file.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from kpi_rules.source import Location, Origin, Position, Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Level: TypeAlias = 'Literal["must", "should", "could"]'
"""must = violation, should = recommendation, could = hint."""

Verdict: TypeAlias = 'Literal["passed", "failed", "not applicable", "waived"]'

Change: TypeAlias = 'Literal["new", "unchanged", "fixed"]'

INVALID_PLAN = "invalid-plan"
"""The rule of ours that every file is put to: that it is a plan."""
OWN_WORDS = "own-words"
"""The rule of ours that every plan is put to: that it says what it says in the schema's words."""
UNCHECKED_PLAN = "gate/unchecked-plan"
"""The rule of ours that every plan of a base is put to: that it is looked at."""
UNREADABLE = "gate/unreadable-value"
"""The rule of ours that what a change writes is put to: that it can be read where the base could, and where a rule needs it that must be kept."""
GATE_RULES = (UNCHECKED_PLAN, UNREADABLE)
"""The rules of ours that are put to a change, and can be waived."""

MOST_SIGNS = 8_000_000
"""Characters that the findings of a plan, or of a run, may hold in all; more are counted and not kept."""

MAX_EXCERPT_LINES = 3
MAX_EXCERPT_COLUMNS = 1_000
"""A minified plan is one line of megabytes: no finding carries all of it."""


class Region(Struct, order=True):
    """A place in a file, made concrete: offsets are code points, half-open.

    `excerpt` is the first `MAX_EXCERPT_LINES` lines it covers and, where it goes on, the one it ends on. Lines are cut
    at `MAX_EXCERPT_COLUMNS`; `skipped` is how much was cut off the front of the first, so that the region's start is
    seen. `utf16` are the start and end columns in UTF-16 code units. In a `register` the file and its lines are what the plan was
    made of, and the offsets are those of the plan's text; in a workbook a line is a row, and `sheet` and `cell` name the place.
    """

    file: str
    start: Position
    end: Position
    offset: int
    end_offset: int
    excerpt: tuple[str, ...]
    utf16: tuple[int, int]
    skipped: int = 0
    register: bool = False
    sheet: str = ""
    cell: str = ""

    @classmethod
    def of(cls, location: Location) -> Region:
        """The region of a location; of a plan that was made of a register, there."""
        source, span = location.source, location.span
        if (origin := source.origin(span)) is not None:
            return cls._in_register(origin, span)
        start, end = location.start, location.end
        last = min(end.line, start.line + MAX_EXCERPT_LINES - 1)
        numbers = [*range(start.line, last + 1)] + ([end.line] if end.line > last else [])
        skipped = 0 if start.column <= MAX_EXCERPT_COLUMNS // 2 else start.column - MAX_EXCERPT_COLUMNS // 4
        lines = tuple(
            source.line(number, skipped if number == start.line else 0, MAX_EXCERPT_COLUMNS) for number in numbers
        )
        columns = (source.utf16_column(span.start), source.utf16_column(span.end))
        return cls(source.name, start, end, span.start, span.end, lines, columns, skipped)

    @classmethod
    def _in_register(cls, origin: Origin, span: Span) -> Region:
        start, end = Position(origin.line, origin.start + 1), Position(origin.line, origin.end + 1)
        skipped = 0 if start.column <= MAX_EXCERPT_COLUMNS // 2 else start.column - MAX_EXCERPT_COLUMNS // 4
        columns = (start.column, end.column)
        if not origin.text.isascii():
            line = Source(origin.file, origin.text)
            columns = (line.utf16_column(origin.start), line.utf16_column(origin.end))
        excerpt = (origin.text[skipped : skipped + MAX_EXCERPT_COLUMNS],)
        place = (origin.file, start, end, span.start, span.end, excerpt, columns, skipped)
        return cls(*place, register=True, sheet=origin.sheet, cell=origin.cell)


class Related(Struct):
    """A second place that a finding speaks of."""

    label: str
    region: Region


class Waived(Struct):
    """Why a finding does not count, who answers for that, and until when. `in_source`: in a comment of the plan."""

    reason: str
    owner: str | None
    until: datetime.date | None
    in_source: bool = False


class Edit(Struct):
    """A replacement of the text of a region."""

    region: Region
    text: str


class Fix(Struct):
    """A mechanical remedy. `safe` keeps the meaning of everything else."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class Finding(Struct):
    """A plan falls short of a rule at a place.

    `rule` is the full id `pack/rule`, or `invalid-plan`. `subject` is what it speaks of (`kpi leads`, `plan`). `why`
    holds the values that decided it (`8 <= 6`). `fingerprint` survives reformatting, reordering and renaming.
    """

    rule: str
    level: Level
    message: str
    remedy: str | None
    why: tuple[str, ...]
    subject: str
    plan: str
    region: Region
    related: tuple[Related, ...]
    fingerprint: str
    likeness: str = ""
    """The fingerprint without the plan: what stays when a plan is retitled, or a KPI moves to another plan."""
    namesake: str = ""
    """The likeness by names in the place of ids: what stays when an id is changed."""
    holder: str = ""
    """The innermost record with an id that it stands on, as findings call it, where that is not what it speaks of."""
    waived: Waived | None = None
    baselined: bool = False
    change: Change | None = None
    fix: Fix | None = None
    gap: str = ""
    """What tells a finding that speaks for others from all others of its report."""
    told_by: tuple[str, ...] = ()
    """The `gap`s of the findings that speak for this one."""
    weight: Level | None = None
    """The level that a condition of the rule gives it, where one does."""

    @property
    def record(self) -> str:
        """The record that it goes with."""
        return self.holder or self.subject

    @property
    def signs(self) -> int:
        """About how many characters it holds."""
        texts = (self.message, self.remedy or "", *self.why, *self.region.excerpt, *self.related_excerpts)
        return 500 + sum(map(len, texts))

    @property
    def related_excerpts(self) -> tuple[str, ...]:
        """The lines of the other places that it speaks of."""
        return tuple(line for one in self.related for line in one.region.excerpt)


class Tally(Struct):
    """How often a rule gave each verdict in a run."""

    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    waived: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed,
            self.failed + other.failed,
            self.not_applicable + other.not_applicable,
            self.waived + other.waived,
        )

    @property
    def applied(self) -> int:
        """How often it applied at all."""
        return self.passed + self.failed + self.waived


class RuleInfo(Struct):
    """A rule of the run, for people: `level` is the one in force."""

    id: str
    level: Level
    title: str
    rationale: str | None
    source: str | None
    pack: str
    file: str
    line: int
    waivable: bool = True
    plans: tuple[str, ...] | None = None
    """The files of the plans that it is a rule of, where other plans of the run have another rule of this id."""
    tally: Tally | None = None
    """How often it gave each verdict, where that is not what all rules of this id gave."""


def rule_of_ours(
    id_: str, level: Level, title: str, rationale: str, pack: str = "", waivable: bool = False
) -> RuleInfo:
    """A rule of the program's own, which stands in no file."""
    return RuleInfo(id_, level, title, rationale, None, pack, "", 0, waivable)


class PackInfo(Struct):
    """A pack of the run."""

    name: str
    version: str


class Remark(Struct):
    """A comment in a plan that speaks to this program: `# kpi-rules: …`. `text` is what follows; `lines` are those it is about."""

    text: str
    region: Region
    lines: tuple[int, ...]
    closes: int | None = None
    """Where what is above it ends, for one that is the last line of that: an offset."""


class Unread(Struct):
    """What stands in a plan and cannot be read: its `id` and the `record` it is in, as findings call them, and the `field` of that.
    `unjudged`: it keeps a rule from being judged that must be kept. `gap` is what findings about it know it by."""

    id: str
    record: str
    field: str
    message: str
    remedy: str | None
    region: Region
    unjudged: bool
    gap: str


class PlanInfo(Struct):
    """A plan of the run; `title` and `identity` are missing where it could not be read. `whole`: all of it could."""

    file: str
    title: str | None
    identity: str | None = None
    remarks: tuple[Remark, ...] = ()
    whole: bool = True
    idle: tuple[str, ...] = ()
    """What of it is not in force, as findings call it, so that most rules pass it by."""
    unread: tuple[Unread, ...] = ()
    """What of it cannot be read; known only where a run has a base."""
    register: str = ""
    """The file that it was made of, where that is a register: of one may be made several plans."""

    @property
    def path(self) -> str:
        """The file that holds it."""
        return self.register or self.file


class Gate(Struct):
    """The least level of a finding that fails the run, for all files or for some: a project below may have its own."""

    usual: Level = "must"
    of_files: Mapping[str, Level] = field(default_factory=dict)

    def of(self, finding: Finding) -> Level:
        """The least level that fails the run in the file of a finding."""
        return self.of_files.get(finding.region.file, self.usual)

    @property
    def levels(self) -> frozenset[Level]:
        """All that there are."""
        return frozenset((self.usual, *self.of_files.values()))


class Report(Struct):
    """What a check found. Findings are in the order of plans, then of places, then of rules.

    `fixed` are findings of the base revision that are gone. `base` names that revision.
    """

    version: str
    today: datetime.date
    packs: tuple[PackInfo, ...]
    rules: tuple[RuleInfo, ...]
    plans: tuple[PlanInfo, ...]
    findings: tuple[Finding, ...]
    tallies: Mapping[str, Tally]
    fixed: tuple[Finding, ...] = ()
    base: str | None = None
    notices: tuple[str, ...] = ()
    """Sentences for people about the run itself (findings beyond the limit left out, …)."""
    left_out: Mapping[Level, int] = field(default_factory=dict)
    """How many findings of each level the report does not hold; the tallies count them all the same."""
    gate: Gate = Gate()
    spoken_for: tuple[Finding, ...] = ()
    """Findings that are not among the others because another rule tells the same gap."""

    @property
    def never_applied(self) -> tuple[str, ...]:
        """The ids of rules that applied to nothing in this run."""
        return tuple(rule.id for rule in self.rules if not self.tally(rule).applied)

    def tally(self, rule: RuleInfo) -> Tally:
        """How often a rule of the run gave each verdict."""
        return rule.tally or self.tallies.get(rule.id, Tally())
