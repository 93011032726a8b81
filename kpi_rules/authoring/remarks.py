"""Comments of a test plan that say what is to be found, and how to run it.

    # today: 2026-03-01            the day of the run
    # set: max_kpis=5              a setting
    # previous: last-year.yaml     the plan's previous version, a file beside it
    # rules: own                   only this pack's rules; those that it inherits are left aside
    # expect: rule-id [must]       found on this line; where the comment has the line to itself, on the next one
    # say: no KPI … (0 active)     what a finding of that line says; `…` stands for anything
    # fix: Add …                   what it says is to be done
    # say ar: لا مؤشر …            the same in another language
    # example: rule-id             what documents show of the rule; without an id, of every rule that is found

A source and its comments come in; expectations by line and the header go out, with a diagnostic for each comment that cannot be
meant. Rule ids are looked up later.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document
from kpi_rules.document.comments import Comment, comments_between
from kpi_rules.i18n import normal_tag, tr
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, field

KEYS = ("expect", "today", "set", "previous", "rules", "say", "fix", "example")
PARTS = {"say": "message", "fix": "remedy"}
EVERY = "*"
"""What stands for every rule."""
OWN = "own"
SLIP = 0.8
"""How alike two words are of which one may be the other misspelt: `result` is not yet `rules`."""
_KEY = re.compile(r"([A-Za-z]+):\s*(.*)")
_WITHOUT_COLON = re.compile(
    r"(expect|today|set|previous|rules)\s*[=\s]\s*((?<!\w)(?:[a-z0-9]+(?:[-/][a-z0-9]+)*(?:\s*\[\w+\])?(?:,\s*)?)|\d{4}-\d\d-\d\d|\w+\s*=\s*\S+|own|\S+\.ya?ml)"
)
"""What was to be one of them, and has no colon: one word after it, as a rule is called."""
_IN_LANGUAGE = re.compile(r"(say|fix)\s+([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*):\s*(.*)")
_ONE = re.compile(r"(?P<rule>[^\s\[\],]+)(?:\s*\[(?P<level>must|should|could)\])?")
_BLANK_LINE = re.compile(r"\s*(?:#.*)?")


class Expectation(Struct):
    """A finding that is to be there: the rule as it is written, its level where that is said, the line."""

    rule: str
    level: str | None
    line: int
    place: Location


class Wording(Struct):
    """What a finding of a line is to say (`message`) or to advise (`remedy`), in a language where that is said."""

    part: str
    language: str | None
    text: str
    line: int
    place: Location


class Remark(Struct):
    """An `# expect:` comment: the line that it speaks of, and where it stands."""

    span: Span
    line: int
    own: bool


class Remarks(Struct, frozen=False):
    """All that the comments of a test plan say."""

    expectations: list[Expectation] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    today: datetime.date | None = None
    settings: dict[str, str] = field(default_factory=dict)
    previous: str | None = None
    own_rules: bool = False
    wordings: list[Wording] = field(default_factory=list)
    examples: list[tuple[str, Location]] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def _alike(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one.casefold(), other, autojunk=False).ratio() >= SLIP


def read_remarks(source: Source, document: Document | None) -> Remarks:
    """The remarks of a plan; of a text that is no plan at all, of whatever looks like a comment."""
    found = document.comments() if document is not None else comments_between(source.text, ())
    reader = _Reader(source)
    reader.read(found)
    return reader.remarks


def read_expectations(cells: Mapping[str, str], place: Location, line: int) -> Remarks:
    """What a row of a table expects, as comments would say it."""
    reader = _Reader(place.source)
    for name, value in cells.items():
        match name:
            case "expect":
                reader.expected(value, place, line)
            case "say" | "fix" if value:
                reader.remarks.wordings.append(Wording(PARTS[name], None, value, line, place))
            case "today" if value:
                reader.today(value, place)
            case _ if name.startswith("set ") and value:
                reader.remarks.settings[name.removeprefix("set ").strip()] = value
    return reader.remarks


class _Reader(Struct, frozen=False):
    source: Source
    remarks: Remarks = field(default_factory=Remarks)

    def read(self, comments: Iterable[Comment]) -> None:
        for comment in comments:
            matched = _KEY.fullmatch(comment.text)
            if comment.text.strip() == "example":
                self.remarks.examples.append((EVERY, Location(self.source, comment.span)))
            elif in_language := _IN_LANGUAGE.fullmatch(comment.text):
                part, tag, text = in_language.groups()
                self.wording(part, text.strip(), Location(self.source, comment.span), normal_tag(tag))
            elif without := _WITHOUT_COLON.fullmatch(comment.text):
                place = Location(self.source, comment.span)
                help_ = tr("write `{better}`", better=f"# {without[1]}: {without[2].strip()}")
                self.problem(tr("`# {word}` means nothing to a test without a colon", word=without[1]), place, help_)
            elif matched is not None:
                self.take(matched[1], matched[2].strip(), Location(self.source, comment.span))

    def take(self, key: str, value: str, place: Location) -> None:
        """One comment that may speak to the test."""
        match key:
            case "expect":
                self.expect(value, place)
            case "today":
                self.today(value, place)
            case "set":
                self.set(value, place)
            case "previous":
                self.remarks.previous = value
            case "rules":
                self.rules(value, place)
            case "say" | "fix":
                self.wording(key, value, place, None)
            case "example":
                named = [one.strip() for one in value.split(",") if one.strip()]
                self.remarks.examples += [(one, place) for one in named or [EVERY]]
            case _:
                self.misspelt(key, value, place)

    def misspelt(self, key: str, value: str, place: Location) -> None:
        """A word that is nearly one of ours: left alone, it would be a test of something else."""
        near = next((word for word in KEYS if _alike(key, word)), None)
        if near is not None and value:
            help_ = tr("did you mean `# {word}:`?", word=near)
            self.problem(tr("`# {word}:` means nothing to a test", word=key), place, help_)

    def rules(self, value: str, place: Location) -> None:
        """`# rules: own`."""
        if value == OWN:
            self.remarks.own_rules = True
        else:
            help_ = tr("write `# rules: own` for the rules of this pack alone; without it those it inherits count too")
            self.problem(tr("`{text}` does not say whose rules", text=value), place, help_)

    def wording(self, part: str, text: str, place: Location, language: str | None) -> None:
        """`# say: …`, `# fix ar: …`."""
        line, _ = self.line_of(place)
        self.remarks.wordings.append(Wording(PARTS[part], language, text, line, place))

    def line_of(self, place: Location) -> tuple[int, bool]:
        """The line that a comment speaks of, and whether it has a line to itself."""
        number = place.start.line
        own = not self.source.line(number)[: place.start.column - 1].strip()
        return (self.next_line(number) if own else number), own

    def expect(self, value: str, place: Location) -> None:
        """`rule-id [level], …`."""
        line, own = self.line_of(place)
        self.remarks.remarks.append(Remark(place.span, line, own))
        self.expected(value, place, line)

    def expected(self, value: str, place: Location, line: int) -> None:
        for part in filter(None, (part.strip() for part in value.split(","))):
            one = _ONE.fullmatch(part)
            if one is None:
                help_ = tr("write `# expect: rule-id` or `# expect: rule-id [must]`, several with commas between")
                self.problem(tr("`{text}` is no rule that could be expected", text=part), place, help_)
            else:
                self.remarks.expectations.append(Expectation(one["rule"], one["level"], line, place))

    def next_line(self, number: int) -> int:
        """The next line that holds more than a comment."""
        last = self.source.position(len(self.source.text)).line
        for line in range(number + 1, last + 1):
            if not _BLANK_LINE.fullmatch(self.source.line(line)):
                return line
        return number

    def today(self, value: str, place: Location) -> None:
        try:
            self.remarks.today = datetime.date.fromisoformat(value)
        except ValueError:
            self.problem(tr("`{text}` is not a date", text=value), place, tr("write it as in `# today: 2026-03-01`"))

    def set(self, value: str, place: Location) -> None:
        name, equals, text = value.partition("=")
        if equals and name.strip():
            self.remarks.settings[name.strip()] = text.strip()
        else:
            help_ = tr("write it as in `# set: max_kpis=5`")
            self.problem(tr("`{text}` is not a setting and its value", text=value), place, help_)

    def problem(self, message: str, place: Location, help_: str) -> None:
        self.remarks.problems.append(Diagnostic(message, place, help_))
