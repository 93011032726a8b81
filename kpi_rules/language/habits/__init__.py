"""What people write as they know it from elsewhere (Excel, SQL, JavaScript, Python, plain English, …), and how it is written here.

A place where a rule is wrong comes in, with the text around it; what was most likely meant goes out, spelled out. Only looked at where something
is wrong already, so a habit may be recognized by little. The tables are `forms.py`, `quantities.py` and `calls.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kpi_rules.i18n import tr
from kpi_rules.language.lexer import CLAUSE_WORDS, KEYWORDS
from kpi_rules.language.syntax_messages import Said
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

MOST_LOOKED_AT = 240
"""Code points before and after a place in which a habit is looked for."""
Better = str | Callable[["re.Match[str]"], Sequence[str]]

_NO_VALUES = ("be", "been", "has", "have", "does", "are", "the", "there", "too", "than")
NAME = rf"(?<![\w.])(?!(?:{'|'.join([*sorted(KEYWORDS), *_NO_VALUES])})\b)[^\W\d]\w*"
PATH = rf"{NAME}(?:\.[^\W\d]\w*)*"
CALL = rf"{PATH}(?:\([^()\n]*\))?(?:\.[^\W\d]\w*)*"
TEXT = r'"[^"\n]*"'
NUMBER = r"(?<![\w.])\d[\w.-]*(?: (?:day|week|month|quarter|year|hour|minute)s?\b)?"
VALUE = rf"(?:{CALL}|{TEXT}|{NUMBER})"
_MACROS = {"<name>": NAME, "<path>": PATH, "<text>": TEXT, "<number>": NUMBER, "<value>": VALUE}


_CLAUSES = [word.lower() for word in CLAUSE_WORDS]


class Habit(Struct):
    """A form that is none here: how it looks, how it is written here (a template, or what makes it), and why it is no form where that helps."""

    looks: str
    here: Better
    why: Callable[[], str] | None = None

    def better(self, found: re.Match[str]) -> tuple[str, ...]:
        """How it is written here, in one way or several."""
        made = (found.expand(self.here),) if isinstance(self.here, str) else tuple(self.here(found))
        return tuple(" ".join(one.split()) for one in made)


def meant(table: Sequence[Habit], source: Source, span: Span) -> tuple[Said, Span] | None:
    """What was most likely meant by what stands at a place, and all that belongs to it."""
    start, end = _line_before(source.text, span.start), min(len(source.text), span.end + MOST_LOOKED_AT)
    window = source.text[start:end]
    first, last = _widened(source.text, span)
    for habit in table:
        for found in _compiled(habit.looks).finditer(window):
            if start + found.start() > last:
                break
            if start + found.end() < first or found.end() == found.start() or _clauses_on(found[0]):
                continue
            better = habit.better(found)
            if better and better[0] != " ".join(found[0].split()):
                whole = Span(start + found.start(), start + found.end())
                return _said(habit, found[0], better), whole
    return None


def _clauses_on(text: str) -> bool:
    """Whether a text goes on into another clause."""
    return "\n" in text and re.search(rf"\n\s*(?:{'|'.join(_CLAUSES)})\b", text) is not None


def _said(habit: Habit, written: str, better: Sequence[str]) -> Said:
    written = " ".join(written.split())
    message = (
        habit.why() if habit.why else tr("`{written}` is not expected here: it is written otherwise", written=written)
    )
    if len(better) == 1:
        return Said(message, tr("write `{better}`", better=better[0]))
    return Said(message, tr("write `{better}`, or `{other}`", better=better[0], other=better[1]))


def _line_before(text: str, at: int) -> int:
    """Where the line before the one of a place begins: a condition may go over two."""
    least = max(0, at - MOST_LOOKED_AT)
    line = text.rfind("\n", least, at)
    before = text.rfind("\n", least, max(least, line)) if line > least else -1
    return max(least, before + 1)


def _widened(text: str, span: Span) -> tuple[int, int]:
    """A place with the blanks on both sides."""
    first, last = span.start, span.end
    while first > 0 and text[first - 1] in " \t":
        first -= 1
    while last < len(text) and text[last] in " \t":
        last += 1
    return first, last


def _compiled(looks: str) -> re.Pattern[str]:
    for macro, pattern in _MACROS.items():
        looks = looks.replace(macro, pattern)
    return re.compile(looks)
