"""Forms that a sign gives away which is none of the language: braces of blocks, quotes of other kinds, arrows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_rules.i18n import tr
from kpi_rules.language.habits import Habit
from kpi_rules.language.habits.clauses import HEADS
from kpi_rules.language.habits.forms import FORMS

TELLING = frozenset("~!$^&|{}'\\=?;@%€£¥≠→⇒")
"""Signs that are looked at as a part of a form; others are told by themselves."""


def _unescaped(found: re.Match[str]) -> Sequence[str]:
    return (found[0].replace('\\"', '"'),)


def _no_escapes() -> str:
    return tr("within braces a text has plain quotes")


def _no_braces() -> str:
    return tr("no braces stand around it")


SIGNS = (
    Habit(r"\{\s*([^\W\d][\w.]*)\s*\|\s*(\w+)\s*\}", r"{\2(\1)}"),
    Habit(r'\{[^{}\n]*\\"[^{}\n]*\}', _unescaped, _no_escapes),
    *FORMS,
    *HEADS,
    Habit(r"\{\s*([^{}\n\"]+?)\s*\}", r"\1", _no_braces),
)
