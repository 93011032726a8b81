"""Built-ins over text. Texts are compared as they are; `lower` both sides to leave case aside."""

from __future__ import annotations

import unicodedata
from collections import Counter
from decimal import Decimal
from functools import lru_cache

from kpi_rules.language.builtins.declaration import builtin
from kpi_rules.language.values import Number, divide, normal
from kpi_rules.seen import as_seen

NEAR = Decimal("0.6")
MAX_COMPARED = 200
"""Similarity looks at so many code points of each text, so that its time is bounded."""


@builtin("length(text: text) -> number", ('length("é")', 1))
def length(text: str) -> int:
    """How many code points a text has."""
    return len(text)


@builtin("lower(text: text) -> text", ('lower("STRASSE") == lower("straße")', True))
def lower(text: str) -> str:
    """The text with case left aside (Unicode case folding)."""
    return normal(text.lower() if text.isascii() else text.casefold())


@builtin("upper(text: text) -> text", ('upper("kpi")', "KPI"))
def upper(text: str) -> str:
    """The text in capitals."""
    return normal(text.upper())


@builtin("trim(text: text) -> text", ('trim("  a b ")', "a b"))
def trim(text: str) -> str:
    """The text without the white space at both ends."""
    return text.strip()


@builtin("plain(text: text) -> text", ('plain("to  be ｓet")', "to be set"))
def plain(text: str) -> str:
    """The text as it looks: one blank between words, nothing unseen, and other forms of a sign as the usual one."""
    return normal(as_seen(text))


@builtin("words(text: text) -> list of text", ('words("Sales  leads")', ["Sales", "leads"]))
def words(text: str) -> list[str]:
    """The parts of a text between white space."""
    return text.split()


@builtin(
    "split(text: text, signs: text) -> list of text",
    ('split("orders / (visits - tests)", " /()")', ["orders", "visits", "-", "tests"]),
    ('split("", ",")', []),
)
def split(text: str, signs: str) -> list[str]:
    """The parts of a text between any of these signs, without those in which nothing is."""
    if not signs:
        return [text] if text else []
    apart = text.translate(dict.fromkeys(map(ord, signs), signs[0]))
    return [part for part in apart.split(signs[0]) if part]


@builtin("contains(text: text, part: text) -> truth", ('contains(plan.title, "team")', True))
def contains(text: str, part: str) -> bool:
    """Whether the part stands anywhere in the text."""
    return part in text


@builtin("starts_with(text: text, part: text) -> truth", ('starts_with("quarterly", "quart")', True))
def starts_with(text: str, part: str) -> bool:
    """Whether the text begins with the part."""
    return text.startswith(part)


@builtin("ends_with(text: text, part: text) -> truth", ('ends_with("quarterly", "ly")', True))
def ends_with(text: str, part: str) -> bool:
    """Whether the text ends with the part."""
    return text.endswith(part)


def _likeness(one: str, other: str) -> Number:
    """Twice the signs in common over the signs of both (Ratcliff and Obershelp), the same either way round."""
    from difflib import SequenceMatcher

    if one == other:
        return 1
    one, other = sorted((one[:MAX_COMPARED], other[:MAX_COMPARED]))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    return divide(2 * common, len(one) + len(other)) or 0


@builtin(
    "similarity(one: text, other: text) -> number",
    ('similarity("lead", "leads") > 0.8', True),
    ('similarity("a", "a")', 1),
)
def similarity(one: str, other: str) -> Number:
    """How alike two texts are, from 0 to 1."""
    return _likeness(one, other)


@builtin(
    "nearest(text: text, options: list of text) -> text?",
    ('nearest("grow-pipline", plan.objectives.id)', "grow-pipeline"),
    ('nearest("zzz", plan.objectives.id)', None),
)
def nearest(text: str, options: list[str]) -> str | None:
    """The most similar option (the first of equals); missing when none is at least 0.6 alike."""
    return _among(tuple(dict.fromkeys(options))).nearest(text)


class _Options:
    """Texts that others are looked for in: a finding asks for the nearest in its words, its remedy and its replacement."""

    def __init__(self, options: tuple[str, ...]) -> None:
        self._options = [(option, Counter(option[:MAX_COMPARED])) for option in options]
        self._found: dict[str, str | None] = {}

    def nearest(self, text: str) -> str | None:
        """The most similar of them."""
        if text not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[text] = self._search(text)
        return self._found[text]

    def _search(self, text: str) -> str | None:
        best, best_likeness = None, NEAR
        letters, length = Counter(text[:MAX_COMPARED]), min(len(text), MAX_COMPARED)
        for option, other_letters in self._options:
            both = length + min(len(option), MAX_COMPARED)
            if 2 * min(length, both - length) < best_likeness * both:
                continue  # too different in length to be that much alike
            common = sum([min(count, letters.get(sign, 0)) for sign, count in other_letters.items()])
            if 2 * common < best_likeness * both:
                continue  # too few signs in common, wherever they stand
            likeness = _likeness(text, option)
            if likeness > best_likeness or (best is None and likeness == best_likeness):
                best, best_likeness = option, Decimal(likeness)
        return best


@builtin(
    "mentioned(text: text, phrases: list of text) -> text?",
    ('mentioned("Head of Sales and Marketing", ["head of", "lead"])', "head of"),
    ('mentioned("Leadership", ["lead"])', None),
    ('mentioned("Finanzkennzahlen", ["financ*", "finanz*"])', "finanz"),
)
def mentioned(text: str, phrases: list[str]) -> str | None:
    """The first of the phrases that stands in the text as whole words, in capitals or not; `lead*` is any word that begins so."""
    text = lower.body(text)  # type: ignore[assignment]
    return next((phrase.text for phrase in _phrases(tuple(phrases)) if phrase.stands_in(text)), None)


class _Phrase:
    """A phrase, and whether a word may go on before and after it: where it says so, and in scripts that leave no space."""

    def __init__(self, written: str) -> None:
        self.text = written.strip("*")
        self._folded = str(lower.body(self.text))
        self._free_before = written.startswith("*") or not _divides(self._folded[:1])
        self._free_after = written.endswith("*") or not _divides(self._folded[-1:]) or _is_hangul(self._folded[-1:])

    def stands_in(self, text: str) -> bool:
        """Whether it stands in a text in lower case."""
        at = text.find(self._folded) if self._folded else -1
        while at >= 0:
            end = at + len(self._folded)
            if (self._free_before or not _is_part(text[at - 1 : at])) and (
                self._free_after or not _is_part(text[end : end + 1])
            ):
                return True
            at = text.find(self._folded, at + 1)
        return False


def _is_part(sign: str) -> bool:
    """Whether a sign is part of a word."""
    return sign.isalnum() or (sign > "\u02ff" and bool(unicodedata.combining(sign)))


def _divides(sign: str) -> bool:
    """Whether a word ends where this sign has no other behind it: not so in scripts without spaces, nor of a mark such as `%`."""
    return _is_part(sign) and not any(least <= sign <= most for least, most in _UNSPACED)


def _is_hangul(sign: str) -> bool:
    """Whether a sign is Korean: its words have spaces between them, and endings of many kinds."""
    return "\uac00" <= sign <= "\ud7a3"


_UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
)
"""Thai and Lao, Burmese, Khmer, Japanese, Chinese: first and last sign."""
_phrases = lru_cache(maxsize=64)(lambda phrases: tuple(map(_Phrase, phrases)))

_MOST_REMEMBERED = 20_000
_among = lru_cache(maxsize=16)(_Options)


TEXTS = (
    length,
    lower,
    upper,
    trim,
    plain,
    words,
    split,
    contains,
    starts_with,
    ends_with,
    similarity,
    nearest,
    mentioned,
)
