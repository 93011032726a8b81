"""A quantity in any of the ways that people write one → `Quantity`, or why it is none, or nothing.

A phrase is taken apart from its ends: brackets and emoji, a date, words before the number (what it is of, an operator, a change), and words
behind it (scale, unit, rate, operator). A number is only certain when all of the phrase is accounted for: whatever digits are
left over are a doubt. The words are data (`lexicon`). The time is bounded: no text of more
than `LONGEST` signs or `MOST_NUMBERS` numbers is looked at.
"""

from __future__ import annotations

import re

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities import doubts
from kpi_rules.plan.quantities.comparisons import AND_MORE, has_about
from kpi_rules.plan.quantities.deadlines import dated_words, take_date
from kpi_rules.plan.quantities.lexicon import Lexicon, lexicon
from kpi_rules.plan.quantities.parts import LARGEST, LONGEST, Doubtful, Number, Quantity, has_number, plainly
from kpi_rules.plan.quantities.ranges import ranged
from kpi_rules.plan.quantities.single import single
from kpi_rules.plan.quantities.spellings import plain_spelling
from kpi_rules.plan.quantities.units import behind
from kpi_rules.plan.words import first_phrase, is_unspaced, last_phrase
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias


Found: TypeAlias = "Quantity | Doubt | None"

MOST_NUMBERS: Final = 12
"""Numbers in a text that may be one quantity: two bounds and their dates are eight."""


def read_phrase(text: str, conventions: Conventions, *, level: bool = False) -> Found:
    """The quantity, why there is none, or nothing where there are only words."""
    if len(text) > LONGEST:
        return doubts.too_long(text) if re.match(r"\s*[<>=≥≤~]*\s*[0-9]", text[:LONGEST]) else None
    plain = plainly(text)
    if plain is None:
        return doubts.unclear(text)
    if len(re.findall(r"(?<![A-Za-z])[0-9]+", plain)) > MOST_NUMBERS:
        return doubts.unclear(text)
    plain, per = plain_spelling(plain)
    words = lexicon(plain)
    known = first_phrase(plain.lower(), words["words"])
    if known and not has_number(plain[len(known) :]):
        return None
    try:
        found = _whole(plain, words, conventions, level=level)
    except Doubtful as doubtful:
        return doubtful.refusal or doubts.unclear(text)
    if per is not None and isinstance(found, Quantity):
        if found.per is not None or found.start is not None:
            return doubts.unclear(text)
        found = replace(found, per=per)
    return doubts.unclear(text) if isinstance(found, Quantity) and _too_large(found) else found


def _too_large(found: Quantity) -> bool:
    numbers: tuple[Number | None, ...] = (found.value, found.low, found.high, found.change, found.start)
    return any(number is not None and not -LARGEST <= number <= LARGEST for number in numbers)


def _whole(text: str, words: Lexicon, conventions: Conventions, *, level: bool) -> Found:
    if not has_number(text):
        return _without_digits(text, words, level=level)
    if alone := _alone(text, conventions):
        return alone
    if dated := dated_words(text, conventions):
        fold = words["fold"].get(first_phrase(text.lower(), words["fold"]))
        return replace(dated, change=int(fold), unit="percent") if fold else dated
    text, kept = _without_brackets(text, words)
    asides = [each for each in kept if _is_aside(each, words)]
    text, by, bracketed = take_date(text, conventions, [each for each in kept if each not in asides])
    kept = [each for each in kept if each != bracketed]
    text = text.strip().removesuffix(".")
    if not text:
        raise Doubtful
    text, window = _without_window(text, words)
    found = ranged(text, words, conventions) or single(text, words, conventions, level=level)
    if found is None:
        return None
    if has_about(" ".join(filter(None, (found.words, *(each for each in kept if each not in asides)))), words):
        raise Doubtful(doubts.about(text))
    said = " ".join(filter(None, (found.words, window, *kept)))
    return replace(found, by=by, words=said or None)


def _is_aside(bracket: str, words: Lexicon) -> bool:
    """Whether brackets hold another value than the one that is meant: `(was 62%)`, `(stretch 120)`, `(2025: 80)`."""
    inner = bracket.strip(" .")[1:-1].strip().lower()
    return has_number(inner) and bool(first_phrase(inner, words["aside"]) or re.match("(?:19|20)[0-9]{2}: ?", inner))


def _without_window(text: str, words: Lexicon) -> tuple[str, str]:
    """A share without the time that it is looked at in, and that: `99% over 28 days`, `80% of calls within 20 seconds`."""
    found = re.match(r"[^0-9%]{0,40}[0-9.]+ ?%(?=[^0-9]+[0-9]+[ -]?[^\W\d_]+\.?(?: [^\W\d_]+)*$)", text)
    if found is None:
        return text, ""
    number = re.search("[0-9]", text[found.end() :])
    before = text[: found.end() + number.start()].rstrip() if number else ""
    word = last_phrase(
        re.sub(r"(?: (?:an?|the|any|last|past|rolling|each|every|less than|under|24/7))+$", "", before.lower()),
        words["window"],
    )
    at = before.lower().rfind(word) if word else -1
    return (text[:at].rstrip(" ,"), text[at:]) if at >= found.end() else (text, "")


def _without_digits(text: str, words: Lexicon, *, level: bool) -> Found:
    """`double`, `zero incidents`, `two releases a month`; most often just words."""
    low = text.lower().strip(" .")
    if not level and low in words["none"]:
        raise Doubtful(doubts.none(text))
    if counted := _counted(low, words):
        return counted
    behind_operator = low[len(first_phrase(low, words["before"])) :].strip()
    if part := first_phrase(behind_operator, words["fractions"]):
        _check_fraction(behind_operator[len(part) :].strip(), words)
    fold = first_phrase(low, words["fold"])
    if (change := words["fold"].get(fold)) and not re.match(_NO_FOLD, low[len(fold) :]):
        return Quantity(change=int(change), unit="percent", words=text)
    if low == "null":
        return None
    if not re.search(r"[OolI][OolI]|[OolI][.,]", text) or not re.fullmatch(
        r"[<>=≥≤ ]*[$€£]?[OolI][OolI.,]*( ?%)?", text
    ):
        try:
            found = _spelled(low, words)
        except Doubtful:
            found = None
        if found is None and (_is_sum(low, words) or _are_two(low, words) or _goes_on(low, words)):
            raise Doubtful
        return found
    raise Doubtful


def _is_sum(low: str, words: Lexicon) -> bool:
    """Whether words are a number that nobody reads here: `half a million users`, `twenty-five`, `a hundred`."""
    parts = re.split(r"[ -]", low)[:3]
    numbers = [part for part in parts if part in words["numbers"] or int(words["scales"].get(part, 1)) >= 12]
    if about := first_phrase(low, words["about"]):
        rest = low[len(about) :].strip()
        return bool(first_phrase(rest, words["numbers"]))  # nearly zero
    begun = parts[0] in words["numbers"] or parts[0] in _PARTS
    if len(parts) > 1 and parts[0] in words["numbers"] and parts[1] in words["numbers"]:
        return True  # twenty-five percent
    return begun and bool(numbers) and len(numbers) + sum(part in _PARTS for part in parts) == min(len(parts), 3)


def _goes_on(low: str, words: Lexicon) -> bool:
    """Whether it is a number in Arabic that has more than one word, or signs of the East: `مليون ونصف`, `一万二千`."""
    rest = low[len(first_phrase(low, words["before"])) :].strip()
    word = first_phrase(rest, words["numbers"]) or first_phrase(rest, words["scales"])
    if word and "\u0600" <= word[0] <= "\u06ff":
        return word[-1] == "ا" or bool(re.match(AND_MORE, rest[len(word) :].strip()))
    return (
        bool(re.fullmatch(f"[〇一二三四五六七八九十百千万萬億亿兆]{{2,}}[成割%％円元{_COUNTED}]?", rest))
        and rest != "万一"
    )


def _are_two(low: str, words: Lexicon) -> bool:
    """Whether words are two numbers that nobody joins here: `one in ten`, `two out of three`, `between five and ten`."""
    between = first_phrase(low, words["between"]) or first_phrase(low, words["from"])
    rest = low[len(between) :].strip()
    one = first_phrase(rest, words["numbers"]) or first_phrase(rest, words["one"])
    rest = rest[len(one) :].strip()
    joints = ("in",) if rest.startswith("in ") else (first_phrase(rest, words[name]) for name in _JOINTS)
    joint = max(joints, key=len) if one else ""
    return bool(joint) and bool(first_phrase(rest[len(joint) :].strip(), words["numbers"]))


def _spelled(low: str, words: Lexicon) -> Found:
    """A number in words, at the beginning or behind an operator."""
    operator = first_phrase(low, words["before"])
    rest = low[len(operator) :].strip()
    word = first_phrase(rest, words["numbers"])
    if not word:
        word = _one_behind(operator, rest, words)
    if not word:
        one = first_phrase(rest, words["one"]) or first_phrase(rest, _ARTICLES)
        word = one if one and first_phrase(rest[len(one) :].strip(), words["scales"]) else ""
    if not word and re.match("[\u0600-\u06ff]", rest) and first_phrase(rest, words["scales"]):
        word, rest = "1", f"1{rest}"  # مليون ريال
    if not word:
        return None
    if re.match(r"(?:quarter|hal(?:f|ve)|third|fifth|tenth)s?\b", rest[len(word) :].strip(" -")):
        return None  # three quarters
    number = words["numbers"].get(word, "1")
    rest = rest[len(word) :].strip()
    if any(part and first_phrase(part, words["numbers"]) == part for part in re.split(r"[ -]", rest)):
        return None
    piece = behind(f"{number} {rest}".strip(), words, PLAIN_RUN.match(number), Conventions())  # type: ignore[arg-type]  # it is a number
    if re.match(AND_MORE, piece.unit) or (word == "1" and rest[1:].split()[0].endswith("ا")):
        return None  # ثلاثة وعشرون; ألفا ريال, which is one or two thousand
    if rest.startswith("-") or piece.unit in ("nines", "nine"):
        return None  # three-tier support, five nines
    if (
        not word[0].isascii()
        and is_unspaced(word[0])
        and piece.unit
        and not re.fullmatch(f"[{_COUNTED}]", piece.unit + piece.words)
    ):
        return None  # 三月, 九州, 二人三脚
    if after := last_phrase(piece.unit.lower(), words["after"]):
        if operator:
            return None
        unit = piece.unit[: len(piece.unit) - len(after)].strip()
        return Quantity(piece.value, words["after"][after], unit or None, per=piece.per or None)
    if any(first_phrase(piece.unit, words[name]) for name in ("alternatives", "of", "between", "to")):
        return None
    return Quantity(piece.value, words["before"].get(operator), piece.unit or None, per=piece.per or None)


def _one_behind(operator: str, rest: str, words: Lexicon) -> str:
    """The word for one, where it is a number and no article: `no more than one incident`, `within one week`, but not `under one roof`."""
    one = first_phrase(rest, words["one"])
    if one and not operator:
        piece = behind(f"1 {rest[len(one) :].strip()}", words, PLAIN_RUN.match("1"), Conventions())  # type: ignore[arg-type]  # it is a number
        return one if piece.per in words["periods"].values() else ""
    limits = words["before"].get(operator) in (">=", "<=") and operator not in _PLACES
    return one if one and (limits or first_phrase(rest[len(one) :].strip(), words["periods"])) else ""


def _counted(low: str, words: Lexicon) -> Quantity | None:
    """`twice a month`, `einmal pro Woche`: so many times in a time."""
    word = first_phrase(low, words["counts"])
    if not word:
        return None
    piece = behind(f"1 {low[len(word) :].strip()}", words, PLAIN_RUN.match("1"), Conventions())  # type: ignore[arg-type]  # it is a number
    return Quantity(int(words["counts"][word]), per=piece.per, words=low) if piece.per and not piece.unit else None


def _check_fraction(rest: str, words: Lexicon) -> None:
    """Doubt a part of something, `two thirds of the stores`: a percentage, or so many of them."""
    if not rest or first_phrase(rest, words["of"]) or rest.startswith("ال"):
        raise Doubtful


_JOINTS: Final = ("out of", "of", "to", "through", "and", "alternatives")
_PLACES: Final = (
    "within", "inside", "in", "innerhalb", "binnen", "dans", "sous", "en", "dentro de", "entro", "from", "ab", "à partir de", "a partir de",
    "up to", "bis", "bis zu", "jusqu'à", "hasta", "até", "fino a", "tot", "до", "от",
)  # fmt: skip
"""Operators that stand before a place or a thing as well."""
_ARTICLES: Final = {"a": "one", "an": "one"}
_NO_FOLD: Final = r"-| ?(?:opt|check|blind|play|entry|book|click|bottom|time|digit|sided|standard|jeopardy|shift|a\b)"
"""What makes a name of double and triple: `double opt-in`."""
_COUNTED: Final = "回次件本名人個个社天家项項位つ개건명회번"
_PARTS: Final = ("a", "half", "medio", "media", "mezzo", "meio", "demi", "halbe", "نصف")
PLAIN_RUN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def _alone(text: str, conventions: Conventions) -> Found:
    """A date that stands for itself is a day to meet, and no number."""
    if re.fullmatch(r"[0-9]+", text) or not re.search("[0-9]", text):
        return None
    if re.fullmatch(r"[0-9]{1,3}(?:[.,' ][0-9]{3})+|[0-9]+[.,][0-9]+|[0-9]+:[0-9]+|[0-9]{1,2}/[0-9]+", text):
        return None
    if re.fullmatch(r"(?i)[QH][1-4]|[0-9]+ ?h ?[0-9]+(?: ?min)?", text):
        return None
    date = parse_date(text, conventions)
    if isinstance(date, Doubt):
        raise Doubtful(date)
    return Quantity(by=date, words=text) if date else None


def _without_brackets(text: str, words: Lexicon) -> tuple[str, list[str]]:
    """The text without what stands in brackets behind it, and that."""
    kept: list[str] = []
    while match := re.search(r" ?[(\[]([^()\[\]]*)[)\]]\.?$", text):
        if not match.start():
            break
        kept.insert(0, match[0].strip())
        text = text[: match.start()]
    return text, kept
