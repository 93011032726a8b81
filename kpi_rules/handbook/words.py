"""The words that every format of a document shares. Wording here, layout in the formats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.handbook.book import Book, Excerpt, FieldEntry, Prose, RuleEntry
from kpi_rules.i18n import ntr, tr
from kpi_rules.packs import LevelInForce
from kpi_rules.structs import Struct

LEVELS: tuple[LevelInForce, ...] = ("must", "should", "could", "off")
_CODE = re.compile(r"[\u2066-\u2068]?`([^`\n]+)`\u2069?")


def level_name(level: LevelInForce) -> str:
    """What a level is called."""
    match level:
        case "must":
            return tr("Violation")
        case "should":
            return tr("Recommendation")
        case "could":
            return tr("Hint")
        case "off":
            return tr("Off")


def level_meaning(level: LevelInForce) -> str:
    """What it means for a plan to fall short of a rule of this level."""
    match level:
        case "must":
            return tr("has to be put right: the plan does not pass")
        case "should":
            return tr("ought to be put right, unless there is a good reason")
        case "could":
            return tr("is worth a thought")
        case "off":
            return tr("is not checked")


def notes(rule: RuleEntry) -> list[str]:
    """What is said of a decision on a rule besides who took it, where there is something to say."""
    decision = rule.decision
    said = [tr("was: {level}", level=level_name(decision.was))] if decision.was is not None else []
    if decision.reason:
        said.append(tr("“{text}”", text=decision.reason))
    return said if decision.waivable or rule.level == "off" else [*said, tr("no team may be excused")]


def counts(book: Book) -> str:
    """How many rules there are, and of which levels."""
    number = {level: sum(rule.level == level for rule in book.rules) for level in LEVELS}
    parts = [
        ntr("{count} violation", "{count} violations", number["must"]),
        ntr("{count} recommendation", "{count} recommendations", number["should"]),
        ntr("{count} hint", "{count} hints", number["could"]),
    ]
    if number["off"]:
        parts.append(ntr("{count} off", "{count} off", number["off"]))
    rules = ntr("{count} rule", "{count} rules", len(book.rules))
    return tr("{rules}: {counts}", rules=rules, counts=tr(", ").join(parts))


def caption(failing: bool, circumstances: tuple[str, ...]) -> str:
    """What an example shows."""
    text = tr("This falls short") if failing else tr("This is in order")
    if not circumstances:
        return text
    return tr("{what} ({circumstances})", what=text, circumstances=tr(", ").join(circumstances))


def file_name(excerpt: Excerpt) -> str:
    """The file of an excerpt, from its pack's folder."""
    _, tests, rest = excerpt.file.rpartition("tests/")
    name = tests + rest
    return tr("{file}, the earlier version", file=name) if excerpt.earlier else name


def kind_of(field: FieldEntry) -> str:
    """What a field holds, as people write it."""
    named = type_name(field.type)
    kind = tr("{type}, required", type=named) if field.required else named
    if field.minimum and field.maximum:
        return tr("{type}, {minimum} to {maximum}", type=kind, minimum=field.minimum, maximum=field.maximum)
    if field.minimum:
        return tr("{type}, at least {minimum}", type=kind, minimum=field.minimum)
    if field.maximum:
        return tr("{type}, at most {maximum}", type=kind, maximum=field.maximum)
    if field.pattern:
        return tr("{type} like {pattern}", type=kind, pattern=field.pattern)
    return tr("{type}: one of {values}", type=kind, values=", ".join(field.values)) if field.values else kind


def type_name(type_: str) -> str:
    """What a kind of value is called by people who write plans; a record that a pack declares keeps its name."""
    if type_.startswith("list of "):
        return tr("list of {values}", values=type_name(type_.removeprefix("list of ")))
    match type_:
        case "text":
            return tr("text")
        case "number":
            return tr("number")
        case "truth":
            return tr("yes or no")
        case "date":
            return tr("date")
        case "duration":
            return tr("length of time")
        case _:
            return type_


class Piece(Struct):
    """A part of a text: words, or code between backticks."""

    text: str
    code: bool


def pieces(prose: Prose) -> Iterator[Piece]:
    """The words and the code of a text. Isolates around code go: a format sets it apart by its own means."""
    at = 0
    for found in _CODE.finditer(prose.text):
        if found.start() > at:
            yield Piece(prose.text[at : found.start()], False)
        yield Piece(_bare(found[1]), True)
        at = found.end()
    if at < len(prose.text):
        yield Piece(prose.text[at:], False)


def _bare(code: str) -> str:
    return re.sub("[\u2066-\u2069]", "", code)
