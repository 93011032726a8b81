"""A quantity in any of the ways that people write one → `Quantity`, or why it is none, or nothing.

A phrase is taken apart from its ends: brackets and emoji, a date, words before the number (what it is of, an operator, a change), and words
behind it (scale, unit, rate, operator). A number is only certain when all of the phrase is accounted for: whatever digits are
left over are a doubt. The words are data (`lexicon`). The time is bounded: no text of more
than `LONGEST` signs or `MOST_NUMBERS` numbers is looked at.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities import doubts
from kpi_rules.plan.quantities.comparisons import has_about
from kpi_rules.plan.quantities.deadlines import dated_words, take_date
from kpi_rules.plan.quantities.lexicon import Lexicon, lexicon
from kpi_rules.plan.quantities.number_words import without_digits, without_restating
from kpi_rules.plan.quantities.parts import LARGEST, LONGEST, Doubtful, Number, Quantity, has_number, plainly
from kpi_rules.plan.quantities.ranges import ranged
from kpi_rules.plan.quantities.single import single
from kpi_rules.plan.quantities.spellings import plain_spelling
from kpi_rules.plan.words import first_phrase, last_phrase
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias


Found: TypeAlias = "Quantity | Doubt | None"

_SHARE: Final = r"([0-9,]{1,12}) ?(?:of|out of|/|von|sur|de|di|van|из|من) ?([0-9,]{1,12})(?: [^\d]*)?"
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
        return without_digits(text, words, level=level)
    if alone := _alone(text, conventions):
        return alone
    if dated := dated_words(text, conventions):
        fold = words["fold"].get(first_phrase(text.lower(), words["fold"]))
        return replace(dated, change=int(fold), unit="percent") if fold else dated
    text, kept = _without_brackets(without_restating(text, words) if "(" in text else text, words)
    asides = [each for each in kept if _is_aside(each, text, words)]
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


def _is_aside(bracket: str, text: str, words: Lexicon) -> bool:
    """Whether brackets hold another value than the one that is meant: `(was 62%)`, `(stretch 120)`, `(2025: 80)`, `80% (112 of 140)`."""
    inner = bracket.strip(" .")[1:-1].strip().lower()
    if not has_number(inner):
        return inner in words["numbers"] and _repeats(text, words["numbers"][inner])
    share = re.fullmatch(_SHARE, inner)
    if share and (percent := re.search(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?%$", text)):
        part, whole = (int(each.replace(",", "")) for each in share.groups())
        return whole > 0 and abs(Decimal(percent[1]) - Decimal(100 * part) / whole) < 1
    if first_phrase(inner, words["aside"]) or re.match(r"(?:19|20)[0-9]{2}(?:: ?| [^\W\d_]{4,}$)", inner):
        return True
    return _is_sum(inner, text) or _is_of_a_part(inner, text, words)


def _is_sum(inner: str, text: str) -> bool:
    """Whether brackets hold the parts of the number: `60 (30 f / 30 m)`."""
    parts = re.findall(r"([0-9]{1,9}) ?[^\W\d_]+", inner)
    if len(parts) < 2 or not re.fullmatch(r"(?:[0-9]{1,9} ?[^\W\d_]+(?: ?[/,;+&] ?| and )?)+", inner):
        return False
    return re.match(rf"[^0-9]*{sum(map(int, parts))}(?![0-9.,])", text) is not None


def _is_of_a_part(inner: str, text: str, words: Lexicon) -> bool:
    """Whether brackets hold the percentage of something else: `95% (90% for region B)`, `80% (national average 76%)`."""
    share = re.search(r"[0-9]{1,3}(?:\.[0-9]{1,2})? ?%", inner)
    if share is None or len(re.findall("[0-9.]+", inner)) > 1 or not re.search(r"[0-9] ?%$", text):
        return False
    rest = f"{inner[: share.start()]} {inner[share.end() :]}".strip()
    said = any(first_phrase(rest, words[table]) for table in ("before", "after", "about"))
    return not said and re.search(r"[^\W\d_]{4,}", rest) is not None


def _repeats(text: str, number: str) -> bool:
    """Whether a text has a number that is said again in words; `Doubtful` where that is another."""
    if not re.search(rf"(?<![0-9.,]){number}(?![0-9.,])", text):
        raise Doubtful
    return True


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
