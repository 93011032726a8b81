"""Quantities without a digit: `double`, `zero incidents`, `five to ten days`, `half a million`, `under an hour`.

What comes in: a phrase in plain signs, and a `Lexicon`. What goes out: the quantity that it surely is; `Doubtful` is raised where words are a
number and it is not certain which; or nothing, as most words are just words. Numbers in words are read as their digits are.
"""

from __future__ import annotations

import re

from kpi_rules.plan.conventions import PLAIN
from kpi_rules.plan.quantities import doubts
from kpi_rules.plan.quantities.comparisons import AND_MORE
from kpi_rules.plan.quantities.lexicon import Lexicon
from kpi_rules.plan.quantities.parts import Doubtful, Piece, Quantity
from kpi_rules.plan.quantities.ranges import ranged
from kpi_rules.plan.quantities.uncertain_words import (
    are_two,
    goes_on,
    has_percentage,
    is_part,
    is_sum,
    is_vague,
    plain_number,
)
from kpi_rules.plan.quantities.units import behind
from kpi_rules.plan.words import first_phrase, is_unspaced, last_phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_PLACES: Final = (
    "within", "inside", "in", "innerhalb", "binnen", "dans", "sous", "en", "dentro de", "entro", "from", "ab", "à partir de", "a partir de",
    "up to", "bis", "bis zu", "jusqu'à", "hasta", "até", "fino a", "tot", "до", "от",
)  # fmt: skip
"""Operators that stand before a place or a thing as well."""
_ARTICLES: Final = {"a": "one", "an": "one"}
_NO_FOLD: Final = r"-| ?(?:opt|check|blind|play|entry|book|click|bottom|time|digit|sided|standard|jeopardy|shift|a\b)"
"""What makes a name of double and triple: `double opt-in`."""
_COUNTED: Final = "回次件本名人個个社天家项項位つ개건명회번"
_COMPOUND: Final = r"(?:quarter|hal(?:f|ve)|third|fifth|tenth)s?\b|(?:day|week|month|year) [a-z]{3}"
"""What makes a name of a number in words: `three quarters`, `Three Year Plan`."""
_ZERO_BEHIND: Final = r"[\u3040-\u30ff\u4e00-\u9fff]{1,12}(?<!ほぼ)ゼロ"
_LOOKS_LIKE_DIGITS: Final = r"[<>=≥≤ ]*[$€£]?[OolI][OolI.,]*( ?%)?"
_DIGITS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def without_digits(text: str, words: Lexicon, *, level: bool) -> Quantity | None:
    """`double`, `zero incidents`, `two releases a month`; most often just words."""
    low = text.lower().strip(" .")
    if not level and low in words["none"]:
        raise Doubtful(doubts.none(text))
    if re.search(r"[OolI][OolI]|[OolI][.,]", text) and re.fullmatch(_LOOKS_LIKE_DIGITS, text):
        raise Doubtful
    if re.fullmatch(_ZERO_BEHIND, text):
        return Quantity(0, words=text)
    if low == "null" or not _may_count(low, words):
        return None
    if counted := _counted(low, words):
        return counted
    fold = first_phrase(low, words["fold"])
    if (change := words["fold"].get(fold)) and not re.match(_NO_FOLD, low[len(fold) :]):
        return Quantity(change=int(change), unit="percent", words=text)
    if is_part(low, words):
        raise Doubtful(doubts.part(text))
    return _read(text.strip(" ."), low, words)


def _may_count(low: str, words: Lexicon) -> bool:
    """Whether a text has any word that is part of a number; most have none. Where words are not parted by spaces it may be anywhere."""
    return any(sign >= "\u0600" for sign in low) or not words["counting"].keys().isdisjoint(re.findall(r"[^\W_]+", low))


def _read(text: str, low: str, words: Lexicon) -> Quantity | None:
    """The number in words, in what is around it as it was typed."""
    text = text if len(text) == len(low) else low
    if found := _two(text, low, words):
        return found
    try:
        found = _one(text, low, words)
    except Doubtful:
        if first_phrase(low, words["bare"]):
            raise  # mil: a thousand, or a million in somebody's English
        found = None
    if found is None and is_vague(low, words):
        raise Doubtful(doubts.about(text))
    if found is None and any(tells(low, words) for tells in (is_sum, are_two, goes_on, has_percentage)):
        raise Doubtful
    return found


# -- one number


def _one(text: str, low: str, words: Lexicon) -> Quantity | None:
    """A number in words, at the beginning, or behind an operator and words that lead up to it."""
    start = _lead(low, words)
    operator = first_phrase(low[start:], words["before"])
    start += len(operator)
    start += len(low[start:]) - len(low[start:].lstrip())
    number, length = _number(low[start:], operator, words)
    rest = text[start + length :].strip()
    if not number or _is_name(rest.lower(), words):
        return None
    piece = _piece(number, rest, words)
    if re.match(AND_MORE, piece.unit) or (number == "1" and not length and rest.split()[0].endswith("ا")):
        return None  # ثلاثة وعشرون; ألفا ريال, which is one or two thousand
    if piece.unit in ("nines", "nine"):
        raise Doubtful
    is_counted = re.fullmatch(f"[{_COUNTED}]", piece.unit + piece.words)
    if length and low[start] > "\u2e80" and is_unspaced(low[start]) and piece.unit and not is_counted:
        return None  # 三月, 九州, 二人三脚
    return _quantity(piece, operator, words)


def _quantity(piece: Piece, operator: str, words: Lexicon) -> Quantity | None:
    low = piece.unit.lower()
    if after := last_phrase(low, words["after"]):
        if operator:
            return None
        unit = piece.unit[: len(piece.unit) - len(after)].strip()
        return Quantity(piece.value, words["after"][after], unit or None, per=piece.per or None)
    if any(first_phrase(low, words[name]) for name in ("alternatives", "of", "between", "to")):
        return None
    said = piece.words or None
    return Quantity(piece.value, words["before"].get(operator), piece.unit or None, per=piece.per or None, words=said)


def _lead(low: str, words: Lexicon) -> int:
    """How far the words go that lead up to a number: `reach`, `target:`."""
    at = 0
    while (found := first_phrase(low[at:], words["lead"])) and not _begins(low[at:], len(found), words):
        at += len(found)
        at += len(low[at:]) - len(low[at:].lstrip(" :"))
    return at


def _begins(low: str, length: int, words: Lexicon) -> bool:
    """Whether a text begins with a number or an operator, and not with words of some length that may lead up to one."""
    own = (first_phrase(low, words[name]) for name in ("before", "one", "numbers"))
    return low[:length] in _ARTICLES or max(map(len, own)) >= length


def _number(low: str, operator: str, words: Lexicon) -> tuple[str, int]:
    """The digits of the number that a text begins with, and how long its words are; empty where it begins with none."""
    word = first_phrase(low, words["numbers"])
    if word:
        return words["numbers"][word], len(word)
    if one := _one_behind(operator, low, words):
        return "1", len(one)
    one = first_phrase(low, words["one"]) or first_phrase(low, _ARTICLES)
    rest = low[len(one) :].strip()
    if one and (first_phrase(rest, words["scales"]) or (operator and first_phrase(rest, words["periods"]))):
        return "1", len(one)
    bare = first_phrase(low, words["bare"])
    if bare or (operator and re.match("[\u0400-\u06ff]", low) and first_phrase(low, words["periods"])):
        return "1", 0  # mil clientes, مليون ريال, менее часа
    return "", 0


def _one_behind(operator: str, rest: str, words: Lexicon) -> str:
    """The word for one, where it is a number and no article: `no more than one incident`, `within one week`, but not `under one roof`."""
    one = first_phrase(rest, words["one"])
    if one and not operator:
        piece = _piece("1", rest[len(one) :].strip(), words)
        return one if piece.per in words["periods"].values() else ""
    limits = words["before"].get(operator) in (">=", "<=") and operator not in _PLACES
    return one if one and (limits or first_phrase(rest[len(one) :].strip(), words["periods"])) else ""


def _is_name(rest: str, words: Lexicon) -> bool:
    """Whether what follows a number in words makes a name of it, or another number: `three-tier support`, `three quarters`."""
    if rest.startswith("-") or re.match(_COMPOUND, rest):
        return True
    return any(part and first_phrase(part, words["numbers"]) == part for part in re.split(r"[ -]", rest))


def _piece(number: str, rest: str, words: Lexicon) -> Piece:
    """A number with what stands behind it."""
    run = _DIGITS.match(number)
    assert run is not None
    return behind(f"{number} {rest}".strip(), words, run, PLAIN)


def _counted(low: str, words: Lexicon) -> Quantity | None:
    """`twice a month`, `einmal pro Woche`: so many times in a time."""
    word = first_phrase(low, words["counts"])
    if not word:
        return None
    piece = _piece("1", low[len(word) :].strip(), words)
    return Quantity(int(words["counts"][word]), per=piece.per, words=low) if piece.per and not piece.unit else None


# -- two numbers


def _two(text: str, low: str, words: Lexicon) -> Quantity | None:
    """`five to ten days`, `between five and ten`: read as in digits."""
    if "\u0600" <= low[:1] <= "\u06ff":
        text = low = re.sub(r"(?<= )و(?=\w)", "و ", low)  # بين خمسة وعشرة
    start = len(begun := first_phrase(low, words["between"]) or first_phrase(low, words["from"]))
    start += len(low[start:]) - len(low[start:].lstrip())
    one, length = plain_number(low[start:], words)
    middle = low[start + length :].lstrip()
    joint = max((first_phrase(middle, words[name]) for name in ("to", "through", "and")), key=len)
    other, last = plain_number(middle[len(joint) :].lstrip(), words)
    if not one or not other or not joint or one == other or (not begun and joint in words["and"]):
        return None
    at = len(low) - len(middle[len(joint) :].lstrip()) + last
    return ranged(f"{begun} {one} {joint} {other} {text[at:].strip()}".strip(), words, PLAIN)


# -- a number in words and in digits


def without_restating(text: str, words: Lexicon) -> str:
    """`five (5) days`, `5 (five)`: said once; `Doubtful` where one is another than the other."""
    found = re.search(r" \(([0-9]{1,9}) ?(%?)\)", text)
    if found is None:
        return text
    head, low = text[: found.start()], text[: found.start()].lower()
    percent = last_phrase(low, words["percent"])
    said = low.removesuffix(percent).rstrip()
    word = last_phrase(said, words["numbers"]) or last_phrase(said, words["one"])
    if not word or (found[2] and not percent):
        return text
    if words["numbers"].get(word, "1") != found[1]:
        raise Doubtful
    return f"{head[: len(said) - len(word)]}{found[1]}{head[len(said) :]}{text[found.end() :]}"
