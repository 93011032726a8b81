"""How often, in people's own words → a duration: `every other Monday`, `vierteljährlich`, `2 раза в год`, `3か月ごと`.

What comes in: a text that is none of the plain forms. What goes out: the duration, or why it is none that can be told for certain.
Words are data, the section `cadences` of `locales/<language>.json`; each is of a kind (a letter), and an interval is a row of kinds. Every
sign of a text has to be understood, in one language, and all languages that understand it have to agree. Knows nothing of plans.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from kpi_rules.language.durations import UNITS, Duration
from kpi_rules.plan.calendar.days import ASCII_DIGITS
from kpi_rules.plan.words import languages_of, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    Word: TypeAlias = "tuple[str, Any]"
    Vocabulary: TypeAlias = "dict[str, Word]"

LONGEST: Final = 120
"""Characters of a text that can say how often."""
MOST_NUMBERS: Final = 8
MOST_WORDS: Final = 8
_ASIDE: Final = r"(?P<head>[^,،;–—]{{2,40}}?)(?:\s*[,،;–—]|\s+-\s|(?=\s(?:{})\s))\s*(?P<rest>.+)"
"""An interval, and words beside it: after a sign, or after a word of a list."""
_PLAIN_KINDS: Final = {"each": "E", "other": "O", "sign": "X", "weekdays": "W", "days": "D", "of": "B", "ends": "Z"}
_UNIT_KINDS: Final = {"intervals": "A", "units": "U", "counted": "C", "named": "V"}
_NUMBER_KINDS: Final = {"numbers": "N", "times": "T", "ordinals": "R"}
_HALF: Final = Duration(6)
_WEEK: Final = UNITS["week"]
_ROWS: Final = (
    r"E?(?P<i>A)(?:R[UDW]{0,2}|W|[DU]N|N[UD])?",  # monthly; weekly on Fridays; monthly on day 5
    r"(?P<n>N)(?P<i>A)",  # 3-monthly
    r"E?(?P<i>U)(?:R[UDW]{1,2}|W|N[UD])?",  # every quarter, per quarter, quarter
    r"E(?P<i>U)R[UDW]{0,2}",  # every month on the 1st
    r"E(?P<i>V)",  # every fiscal year
    r"E(?P<i>J)|(?P<y>A)[BE]?J",  # every January, annually in March
    r"E?(?P<n>N)(?P<i>[UC])",  # every 2 weeks, 90 d
    r"E?(?P<n>O)(?P<i>[UACW])",  # every other Monday
    r"E(?P<n>R)(?P<i>[UC])",  # every third month
    r"E?(?P<i>W)",  # every Monday
    r"E?(?:R[WDU]{1,2}[BE]*|R[BE]+|[DU]N[BE]+)(?P<i>[UVC])",  # first Monday of the month, day 5 of each month
    r"Z[BE]*(?P<i>[UVCA])",  # end of month
    r"E?(?P<i>[UA])Z",  # month end
    r"(?P<k>T)[BE]*(?P<n>N)?(?P<i>[UCA])",  # twice a year
    r"(?P<k>N)(?:X[BE]*|E)(?P<n>N)?(?P<i>[UCA])",  # 4 times a year, 4/year
    r"E?(?P<n>N)?(?P<i>[UA])(?P<k>N)X",  # 年2回
    r"E?(?P<i>U)(?P<k>T)",
)
_MARKS: Final = r"[\u0300-\u036f\u064b-\u065f\u0670\u0640]"
_BRACKETS: Final = r"\(([^()]*)\)|\[([^\[\]]*)\]|（([^（）]*)）"
_HOUR: Final = r"(?:\bat )?(?<![\d-])(?:\d{1,2}:\d\d(?: ?[ap]m)?|\d{1,2} ?[ap]m)\b"
_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th|ste|e|er|ere|eme|re|o|a|ª|º)\b"


class Unclear(Struct):
    """What is no interval: shorter than a day, or with the intervals that it may mean, if that is why."""

    shorter: bool = False
    meanings: tuple[Duration, ...] = ()


def cadence(text: str) -> Duration | Unclear:
    """The interval that a text names for certain."""
    if len(text) > LONGEST or len(re.findall(r"\d+", text)) > MOST_NUMBERS or re.match(r"\s*[-−–]\s*\d", text):
        return Unclear()
    found = _plainly_said(_written(text))
    if found != Unclear():
        return found
    found = _before_aside(text)
    return _behind_comma(text) if found == Unclear() else found


def _behind_comma(text: str) -> Duration | Unclear:
    """The interval behind who or what: `steering board, twice a year`."""
    head, comma, rest = text.partition(",")
    words = _written(head).split()
    if not comma or "," in rest or len(words) > MOST_WORDS or re.search(r"\d", head) or any(map(_is_of_time, words)):
        return Unclear()
    unless = {_written(word) for one in languages_of(text) for word in section(one, "cadences").get("unless", ())}
    return _plainly_said(_written(rest)) if unless.isdisjoint(words) else Unclear()


def _plainly_said(text: str) -> Duration | Unclear:
    """What a text says of which every word is understood; words in brackets may be others, where they speak of no interval."""
    inside = [next(filter(None, part), "") for part in re.findall(_BRACKETS, text)]
    outside = re.sub(_BRACKETS, " ", text)
    found = _understood(outside) if outside.strip() else Unclear()
    if not outside.strip() and len(inside) == 1:
        return _understood(inside[0])
    same = all(_understood(aside) == found or not _speaks_of_intervals(aside) for aside in inside)
    return found if same else Unclear()


def _before_aside(text: str) -> Duration | Unclear:
    """What begins a text that goes on with where, by whom or after what: `monthly, quality committee`; `annually after the exam boards`."""
    spoken = [section(language, "cadences") for language in languages_of(text)]
    unless = {_written(word) for words in spoken for word in words.get("unless", ())}
    for words in spoken:
        parts = re.match(_ASIDE.format("|".join(map(re.escape, words.get("aside", ())))), text.strip().casefold())
        if parts is None or re.search(r"\d", parts["rest"]) or len(parts["rest"].split()) > MOST_WORDS:
            continue
        rest = set(_written(parts["rest"]).split())
        if rest.isdisjoint(unless) and not any(map(_is_of_time, rest)):
            found = _plainly_said(_written(parts["head"]))
            if isinstance(found, Duration):
                return found
    return Unclear() if re.search(r"[()\[\]/（）]|\w-\w", text) else _before_who(_written(text).split(), unless)


def _before_who(words: list[str], unless: set[str]) -> Duration | Unclear:
    """What begins with a word for an interval and goes on with what happens then: `monthly service review with the business`."""
    said = " ".join(words[1:])
    is_plain = 2 < len(words) <= MOST_WORDS and not re.search(r"\d|\bper\b|\bpro\b|\bpar\b|\bpor\b", said)
    if not is_plain or not unless.isdisjoint(words) or any(map(_is_of_time, words[1:])):
        return Unclear()
    found = _plainly_said(words[0])
    return found if isinstance(found, Duration) and words[0] in _adverbs(words[0]) else Unclear()


def _adverbs(word: str) -> set[str]:
    """The words for intervals that stand for themselves, as `weekly` does, and `week` does not."""
    listed = (section(language, "cadences").get("intervals", {}).values() for language in languages_of(word))
    return {_written(one) for words in listed for each in words for one in each}


def _is_of_time(word: str) -> bool:
    """Whether a word speaks of an interval, a day or a number in any language that it may be of."""
    return any(_vocabulary(language)[0].get(word, "F")[0] not in "FBEXZ" for language in languages_of(word))


def _understood(text: str) -> Duration | Unclear:
    """What all languages that understand the text take it for."""
    readings = [_read(text, language) for language in languages_of(text)]
    durations = {(one.months, one.days, one.seconds): one for one in readings if isinstance(one, Duration)}
    unclear = [one for one in readings if isinstance(one, Unclear)]
    told = next((one for one in unclear if one.meanings or one.shorter), Unclear())
    return next(iter(durations.values())) if len(durations) == 1 and not unclear else told


def _read(text: str, language: str) -> Duration | Unclear | None:
    """What it says in one language; nothing where not every word is one of it."""
    tokens = _tokens(text, *_vocabulary(language))
    if tokens is None:
        return None
    doubted = [token[1] for token in tokens if token[0] == "?"]
    if doubted:
        return doubted[0]  # type: ignore[no-any-return]  # the value of such a token
    tokens = [token for token in tokens if token[0] != "F"]
    if re.fullmatch(r"[ETNBXO]*H(?:[NH]*H)?", "".join(kind for kind, _ in tokens)):
        return Unclear(shorter=True)
    return _interval(tokens)


def _speaks_of_intervals(text: str) -> bool:
    """Whether any word of a text is one for an interval: `quarterly for the board`."""
    words = text.split()
    return any(_vocabulary(language)[0].get(word, "F")[0] in "A?" for language in languages_of(text) for word in words)


def _interval(tokens: list[Word]) -> Duration | None:
    """The interval that a row of words is; nothing where it is none."""
    kinds = "".join(kind for kind, _ in tokens)
    for row in _ROWS:
        if (match := re.fullmatch(row, kinds)) is None:
            continue
        said = {name: tokens[match.start(name)][1] for name in match.groupdict() if match.start(name) >= 0}
        if "y" in said:
            return UNITS["year"] if said["y"] == UNITS["year"] else None
        every = said["i"] * said.get("n", 1)
        first_only = kinds.startswith("ER") and said.get("n") in (0, 1)  # every first month of what?
        none = not every > Duration() or first_only or (kinds.endswith("AW") and every < _WEEK)
        return None if none else _part(every, said.get("k", 1))
    return None


def _part(whole: Duration, times: int) -> Duration | None:
    """How often, where it is so many times in a while: months, days and seconds that come out even."""
    if times < 1 or whole.months % times or whole.days % times or whole.seconds % times:
        return None
    return Duration(whole.months // times, whole.days // times, whole.seconds // times)


# words


def _written(text: str) -> str:
    """Small letters without marks, ASCII digits, one space between words; signs that part words are spaces."""
    text = unicodedata.normalize("NFKD", text.casefold()).translate(ASCII_DIGITS)
    text = unicodedata.normalize("NFC", re.sub(_MARKS, "", text))
    text = re.sub(_HOUR, " ", text)
    text = re.sub(r"(?<=\d)\s*[-–—]\s*(?=\d)", "…", text)  # a range is no number
    text = re.sub(r"(?<!\d)[.,،、]|[.,،、](?!\d)|[-_–—:;|'’\"“”]", " ", text)
    text = text.replace("ة", "ه").replace("ى", "ي").replace("/", " / ")
    return " ".join(re.sub(r"\bال(?=\w{3})", "", text).split())


def _tokens(text: str, words: Vocabulary, longest: int) -> list[Word] | None:
    """The words of a text, the longest first; nothing where one is none."""
    found: list[Word] = []
    at, end = 0, len(text)
    while at < end:
        if text[at] == " ":
            at += 1
            continue
        if ordinal := re.compile(_ORDINAL).match(text, at):
            found.append(("R", int(ordinal[1])))
            at = ordinal.end()
            continue
        if number := re.compile(r"\d{1,6}(?![\d.,])").match(text, at):
            found.append(("N", int(number[0])))
            at = number.end()
            continue
        stop = next(
            (stop for stop in range(min(end, at + longest), at, -1) if text[at:stop] in words and _ends(text, stop)), 0
        )
        if not stop:
            return None
        found.append(words[text[at:stop]])
        at = stop
    return found


def _ends(text: str, stop: int) -> bool:
    """Whether a word may end here: not within a word of a script that has spaces between them."""
    if stop == len(text) or not text[stop].isalpha():
        return True
    return not (_spaced(text[stop]) and _spaced(text[stop - 1]))


def _spaced(sign: str) -> bool:
    return sign.isalpha() and ord(sign) < 0x1100


@cache
def _vocabulary(language: str) -> tuple[Vocabulary, int]:
    """The words of a language, each with its kind and value, and the length of the longest."""
    given = section(language, "cadences")
    words: Vocabulary = {}

    def put(texts: list[str], kind: str, value: Any = None) -> None:
        for text in texts:
            words.setdefault(_written(text) or text, (kind, value))

    for meanings, texts in given.get("ambiguous", {}).items():
        put(texts, "?", _may_mean(meanings))
    for name, kind in _UNIT_KINDS.items():
        for unit, texts in given.get(name, {}).items():
            put(texts, kind, _named(unit))
    for name, kind in _NUMBER_KINDS.items():
        for number, texts in given.get(name, {}).items():
            put(texts, kind, int(number))
    for name, kind in _PLAIN_KINDS.items():
        put(given.get(name, []), kind, 2 if kind == "O" else _WEEK)
    put(given.get("shorter", []), "H")
    for texts in section(language, "dates").get("months", {}).values():
        put(texts, "J", UNITS["year"])
    put(given.get("beside", []), "F")
    return words, max(map(len, words), default=0)


def _may_mean(written: str) -> Unclear:
    """What `6 months or 2 years` says that a word may mean; `unclear` says nothing."""
    return Unclear(meanings=() if written == "unclear" else tuple(map(_named, written.split(" or "))))


def _named(text: str) -> Duration:
    """`2 weeks`, `quarter`, `half`, as the files have it."""
    number, _, unit = text.rpartition(" ")
    return _HALF if unit == "half" else UNITS[unit.removesuffix("s")] * int(number or 1)


def misspelt(text: str) -> str | None:
    """The word for an interval that a text is surely a slip of; nothing where words for others are as near."""
    from kpi_rules.spelling import is_slip

    near: dict[str, str] = {}
    letters = _letters(text)
    for language in languages_of(text) if letters else ():
        begun = _by_first_letter(language)
        maybe = (*begun.get(letters[0], ()), *begun.get(letters[1:2], ()))  # the first two may be swapped
        for _, meaning, word, length in sorted(maybe):
            if meaning not in near and abs(length - len(letters)) <= 1 and is_slip(text.strip(), word, ()):
                near[meaning] = word
    only = next(iter(near), "unclear")
    return near[only] if len(near) == 1 and only != "unclear" and " or " not in only else None


@cache
def _by_first_letter(language: str) -> Mapping[str, Sequence[tuple[int, str, str, int]]]:
    """Words for intervals by their first letter: in which order, with what they mean and how many letters they have."""
    given = section(language, "cadences")
    found: dict[str, list[tuple[int, str, str, int]]] = {}
    meanings = (*given.get("intervals", {}).items(), *given.get("ambiguous", {}).items())
    for number, (meaning, word) in enumerate((meaning, word) for meaning, words in meanings for word in words):
        letters = _letters(word)
        found.setdefault(letters[:1], []).append((number, meaning, word, len(letters)))
    return found


def _letters(text: str) -> str:
    """A text as spelling is compared: without what parts words."""
    return re.sub(r"[\s_\-./]+", "", unicodedata.normalize("NFKC", text[:200]).casefold())
