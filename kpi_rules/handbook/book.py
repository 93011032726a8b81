"""What a document of a pack says, as plain data: nothing here knows how it is laid out.

Texts are raw: each format makes them harmless in its own way.
"""

from __future__ import annotations

from typing import Literal

from kpi_rules.engine.findings import Level
from kpi_rules.packs import LevelInForce
from kpi_rules.structs import Struct


class Prose(Struct):
    """A text of the pack and the language that it is written in; words in backticks are code."""

    text: str
    language: str


class Line(Struct):
    """A line of a plan. `marked` is the part that a finding points at; `skipped`: lines before it are left out."""

    text: str
    marked: tuple[int, int] | None = None
    skipped: bool = False


class Excerpt(Struct):
    """Lines of a plan; `cut`: more follow. `earlier`: it is the plan's previous version."""

    file: str
    lines: tuple[Line, ...]
    cut: bool = False
    earlier: bool = False


class Said(Struct):
    """What the program says about an example: of a failing one the finding, of a passing one what decided."""

    level: Level
    message: Prose | None
    remedy: Prose | None
    decided: tuple[str, ...]


class Example(Struct):
    """A test of the pack, as far as it matters for a rule. `circumstances` are what the test sets apart from the plan."""

    excerpts: tuple[Excerpt, ...]
    said: Said
    circumstances: tuple[str, ...]


class SettingEntry(Struct):
    """A setting with its value. `pack` declares it; `changed`: this pack gives it another value.

    `kind` is how the value is shown: `plain` as it is written, `words` (a duration) in the document's language, `code` (lists, tables, patterns)
    to those who write rules alone. `was` is the value that it was declared with, where that is another; `bounds` what it may be at all.
    """

    name: str
    value: str
    description: Prose
    pack: str
    changed: bool
    kind: Literal["plain", "words", "code"] = "plain"
    was: str | None = None
    bounds: str | None = None


class Decision(Struct):
    """Who decided how much a rule weighs, by the title of the pack or the name of the file. `was` is the level it was written with,
    where that is another, `reason` why it is."""

    who: Prose
    was: LevelInForce | None
    waivable: bool
    reason: str | None = None


class RuleEntry(Struct):
    """A rule. `sentence` says what it asks in plain words; `inherited`: its examples are in another pack's tests."""

    id: str
    level: LevelInForce
    title: Prose
    condition: str
    defines: tuple[str, ...]
    rationale: Prose | None
    source: Prose | None
    settings: tuple[SettingEntry, ...]
    failing: Example | None
    passing: Example | None
    sentence: Prose | None
    decision: Decision
    inherited: bool = False


class Topic(Struct):
    """The rules of one file."""

    name: str
    title: Prose
    intro: Prose | None
    rules: tuple[RuleEntry, ...]


class InheritedRule(Struct):
    """A rule of a pack that this one builds on; `was` is its own level where another is in force."""

    id: str
    level: LevelInForce
    was: LevelInForce | None
    title: Prose


class InheritedPack(Struct):
    """A pack that this one builds on, with its rules."""

    name: str
    version: str
    title: Prose
    rules: tuple[InheritedRule, ...]


class FieldEntry(Struct):
    """A field that the pack adds to plans."""

    record: str
    name: str
    type: str
    required: bool
    values: tuple[str, ...]
    description: Prose | None
    minimum: str = ""
    maximum: str = ""
    pattern: str = ""


class Book(Struct):
    """All that a document says of a pack, in one language."""

    name: str
    version: str
    language: str
    title: Prose
    description: Prose | None
    topics: tuple[Topic, ...]
    settings: tuple[SettingEntry, ...]
    fields: tuple[FieldEntry, ...]
    inherited: tuple[InheritedPack, ...]

    @property
    def rules(self) -> tuple[RuleEntry, ...]:
        """The pack's own rules, in order."""
        return tuple(rule for topic in self.topics for rule in topic.rules)
