"""Setting values: from what a manifest or `--set` holds to the language's values.

Comes in: plain data and a type. Goes out: a value, or what is wrong with it in words. Knows nothing of places or packs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kpi_rules.diagnostics import did_you_mean
from kpi_rules.document.shape import Doubt, Refusal
from kpi_rules.i18n import spoken, tr
from kpi_rules.language.types import DATE, DURATION, NUMBER, PATTERN, TEXT, TRUTH, Enum, ListOf, Type, is_text
from kpi_rules.language.values import show
from kpi_rules.plan.calendar.dates import read_date
from kpi_rules.plan.calendar.durations import read_duration
from kpi_rules.plan.words import LANGUAGES
from kpi_rules.seen import is_empty

_SIMPLE: Final = {
    "text": TEXT,
    "number": NUMBER,
    "truth": TRUTH,
    "date": DATE,
    "duration": DURATION,
    "pattern": PATTERN,
}
_NUMBER = re.compile(r"[+-]?[0-9]+(_[0-9]+)*(\.[0-9]+)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ANY_LANGUAGE: Final = "und"
"""The tag of words that are of no language in particular."""
_GREATEST = 10**30


class WrongValueError(Exception):
    """A value that does not fit: what is wrong, what would be right, and which entry of a list."""

    def __init__(self, message: str, help_: str | None = None, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.help = help_
        self.path = path


def setting_type(word: str, values: Sequence[str] | None) -> Type:
    """The type of a declaration: its word, narrowed to a set of texts where there is one."""
    listed = word.startswith("list of ")
    base: Type = _SIMPLE[word.removeprefix("list of ")]
    if values is not None and base == TEXT:
        base = Enum(frozenset(unicodedata.normalize("NFC", value) for value in values))
    return ListOf(base) if listed else base


def to_value(raw: object, type_: Type) -> Any:
    """The language's value of plain data."""
    if isinstance(type_, ListOf):
        return _by_language(raw, type_.element) if isinstance(raw, dict) else _list(raw, type_.element)
    if is_text(type_):
        return _text(raw)
    if type_ == PATTERN:
        return _pattern(raw)
    if type_ == NUMBER:
        return _number(raw)
    if type_ == TRUTH:
        if isinstance(raw, bool):
            return raw
        raise _wrong(raw, tr("true or false"))
    if type_ == DATE:
        return _read(raw, read_date, tr("a date such as `2026-12-31`"))
    return _read(raw, read_duration, tr("a duration such as `30 days`, `1 quarter` or `monthly`"))


def from_argument(text: str, type_: Type) -> object:
    """What `--set name=text` holds, as a manifest would: numbers, `true`, and lists with commas between their entries."""
    if isinstance(type_, ListOf):
        return [from_argument(part.strip(), type_.element) for part in text.split(",") if part.strip()]
    if type_ == TRUTH and text in ("true", "false"):
        return text == "true"
    if type_ == NUMBER and _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text[:100])
    return text


def check_allowed(value: Any, allowed: Sequence[str]) -> None:
    """Refuse texts, alone or in a list, that are not among those allowed."""
    for index, text in enumerate(value if isinstance(value, list) else [value]):
        if text not in allowed:
            path = (index,) if isinstance(value, list) else ()
            raise WrongValueError(tr("`{value}` is not allowed here", value=text), did_you_mean(text, allowed), path)


def check_bounds(value: Any, minimum: Any, maximum: Any) -> None:
    """Refuse a value that is below or above its bounds."""
    if minimum is not None and value < minimum:
        raise WrongValueError(tr("the least that is allowed here is {minimum}", minimum=show(minimum, spoken())))
    if maximum is not None and value > maximum:
        raise WrongValueError(tr("the most that is allowed here is {maximum}", maximum=show(maximum, spoken())))


def is_by_language(raw: Mapping[str, object]) -> bool:
    """Whether these are words by their languages, and not the parts of a declaration."""
    return bool(raw) and all(map(_LANGUAGE.fullmatch, raw))


def _by_language(raw: Mapping[str, object], element: Type) -> list[object]:
    """The words of all languages, each once."""
    values: dict[object, None] = {}
    for language, words in raw.items():
        _refuse_unknown(language)
        try:
            values |= dict.fromkeys(_list(words, element))
        except WrongValueError as wrong:
            raise WrongValueError(wrong.message, wrong.help, (language, *wrong.path)) from None
    return list(values)


def _refuse_unknown(language: str) -> None:
    """No words of a language that there is not: the slip in its name would leave those that they were to replace."""
    if language == ANY_LANGUAGE or language in LANGUAGES:
        return
    from kpi_rules.plan.conventions import known_tags

    known = set(known_tags())
    if language not in known:
        near = did_you_mean(language, (*LANGUAGES, *sorted(known)))
        raise WrongValueError(tr("there is no language `{tag}`", tag=language), near, (language,))


def _list(raw: object, element: Type) -> list[object]:
    """A list, each entry converted; the language never changes it."""
    if not isinstance(raw, list):
        raise _wrong(raw, tr("a list"))
    values = []
    for index, entry in enumerate(raw):
        try:
            values.append(to_value(entry, element))
        except WrongValueError as wrong:
            raise WrongValueError(wrong.message, wrong.help, (index,)) from None
    return values


def _text(raw: object) -> str:
    if not isinstance(raw, str) or is_empty(raw):
        raise _wrong(raw, tr("a text"))
    return unicodedata.normalize("NFC", raw)


def _pattern(raw: object) -> str:
    """A pattern that compiles, without the slashes that it has in rules."""
    from kpi_rules.language import messages, patterns, regex

    if not isinstance(raw, str) or is_empty(raw):
        raise _wrong(raw, tr("a pattern such as `^[a-z]+-[0-9]+$`"))
    pattern = unicodedata.normalize("NFC", raw)
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        raise WrongValueError(
            tr("the slashes would be part of the pattern"),
            tr("write it without them: `{pattern}`", pattern=pattern[1:-1]),
        )
    wrong = regex.problem(pattern)
    if wrong is not None:
        said = messages.bad_regex(*wrong, patterns.unknown_part(wrong[1], pattern))
        raise WrongValueError(said.message, said.help)
    if (odd := patterns.refused(pattern)) is not None:
        raise WrongValueError(odd[0].message, odd[0].help)
    return pattern


def _number(raw: object) -> int | Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        raise _wrong(raw, tr("a number"))
    if not -_GREATEST <= raw <= _GREATEST:
        raise WrongValueError(tr("this number is beyond 10^30"))
    return raw


def _read(raw: object, read: Callable[[str], object], wanted: str) -> Any:
    """A date or duration, as plans write them."""
    if not isinstance(raw, str) or is_empty(raw):
        raise _wrong(raw, wanted)
    value = read(raw)
    if isinstance(value, (Refusal, Doubt)):
        raise WrongValueError(value.message, value.help)
    return value


def _wrong(raw: object, wanted: str) -> WrongValueError:
    """The value is of another kind."""
    message = tr("`{value}` is not {wanted}", value=plainly(raw), wanted=wanted)
    return WrongValueError(message, tr("write {wanted}", wanted=wanted))


def plainly(raw: object) -> str:
    """Plain data as a manifest shows it, for a message."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, list):
        return "[" + ", ".join(plainly(entry) for entry in raw[:20]) + ("]" if len(raw) <= 20 else ", …]")
    if isinstance(raw, dict):
        return "{…}"
    text = "null" if raw is None else str(raw)
    return text if len(text) <= 80 else text[:79] + "…"
