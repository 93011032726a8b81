"""What a rules file consists of, and what can be done about what is wrong at a place in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.editing.rules.rules_text import RulesText
from kpi_rules.i18n import tr
from kpi_rules.source import Location, Span
from kpi_rules.structs import Struct


class Symbol(Struct):
    """A rule or a define."""

    name: str
    kind: str
    detail: str
    span: Span
    name_span: Span


class Action(Struct):
    """A change that would put something right."""

    title: str
    place: Location
    text: str
    diagnostic: Diagnostic


def symbols(text: RulesText) -> tuple[Symbol, ...]:
    """Its rules and defines in order."""
    return tuple(
        Symbol(one.name or one.kind.lower(), one.kind.lower(), _title(text, one.first), one.span, one.name_span)
        for one in text.declarations
    )


def _title(text: RulesText, first: int) -> str:
    if text.kind(first) == "RULE" and text.kind(first + 3) == "TEXT_PART":
        return str(text.lexemes[first + 3].value)
    return ""


def folds(text: RulesText) -> tuple[tuple[int, int], ...]:
    """The first and last lines, from 1, of what can be folded."""
    lines = ((text.place(one.span).start.line, text.source.position(one.span.end).line) for one in text.declarations)
    return tuple((first, last) for first, last in lines if last > first)


def actions(diagnostics: Iterable[Diagnostic]) -> Iterator[Action]:
    """What the helps of diagnostics would write in place of what is wrong."""
    for one in diagnostics:
        if one.location is None:
            continue
        if one.edit is not None:
            yield Action(_replace(one.edit.location.text, one.edit.text), one.edit.location, one.edit.text, one)
        elif (meant := _meant(one)) is not None:
            yield Action(_replace(one.location.text, meant), one.location, meant, one)


def _replace(old: str, new: str) -> str:
    return tr("replace {old} with {new}", old=f"`{old}`", new=f"`{new}`")


def _meant(one: Diagnostic) -> str | None:
    """The word that a help asks for, where it takes the place of the one that is wrong."""
    template = tr("did you mean `{name}`?", name="\ufff9")
    before, _, after = template.partition("\ufff9")
    found = re.search(re.escape(before) + "(.+?)" + re.escape(after), one.help or "")
    assert one.location is not None
    written = one.location.text
    if found is None or not written or "\n" in written:
        return None
    meant = found[1]
    if written.startswith('"') and not meant.startswith('"'):
        return f'"{meant}"'
    return meant if re.fullmatch(r"[\w.-]+", written) else None
