"""A quantity in any of the ways that people write one → `Quantity`, or why it is none, or nothing.

A phrase is taken apart from its ends: brackets and emoji, a date, words before the number (what it is of, an operator, a change), and words
behind it (scale, unit, rate, operator). A number is only certain when all of the phrase is accounted for: whatever digits are
left over are a doubt. The words are data (`lexicon`). Time is linear in the text, which is looked at up to `LONGEST` signs.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from kpi_rules.document.shape import Refusal
from kpi_rules.plan import doubts
from kpi_rules.plan.dates import parse_date
from kpi_rules.plan.dates_in_words import opening_words
from kpi_rules.plan.habits import Habits
from kpi_rules.plan.lexicon import Lexicon, first_phrase, is_unspaced, last_phrase, lexicon
from kpi_rules.plan.numerals import read_numeral
from kpi_rules.plan.quantity import LARGEST, LONGEST, Quantity
from kpi_rules.plan.words import languages_of
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

Number: TypeAlias = "int | Decimal"
Found: TypeAlias = "Quantity | Refusal | None"

_RUN: Final = r"[0-9](?:[0-9]|[.,'_٬٫،](?=[0-9])| (?=[0-9]))*(?:[eE][+-]?[0-9]{1,2}(?![0-9A-Za-z]))?"
_MONEY: Final = r"us\$|[$€£¥₹₩₽₺₫₦﷼]|(?:usd|eur|gbp|chf|jpy|cny|inr|brl|cad|aud|sar|aed|egp|qar|kwd|sek|nok|dkk|pln|rub|krw|mxn|zar|rs\.?|r\$|kr\.?|rmb|hkd|sgd|nzd|try|jod|mad|omr|bhd)(?![a-z])"
_LETTERS: Final = {"k": 10**3, "K": 10**3, "M": 10**6, "bn": 10**9, "mn": 10**6, "B": 10**9, "Mn": 10**6, "Bn": 10**9, "BN": 10**9, "MM": None}
_MONEY_LETTERS: Final = {"m": 10**6, "b": 10**9}
_SCALED_MONEY: Final = r"(bn|mn|[kKMBmb])(us\$|[$€£¥₹]|eur|usd|gbp|chf)(?![a-z])"
_FRACTIONS: Final = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "", "⅔": "", "⅛": "0.125", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875"}
_SIGNS: Final = str.maketrans(
    {"−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "＋": "+", "％": "%", "٪": "%", "：": ":", "，": ",", "．": ".", "／": "/", "（": "(", "）": ")", "＜": "<", "＞": ">", "＝": "=", "\u200e": None, "\u200f": None, "\u061c": None, "\ufe0f": None, "\u20e3": None, "\u200d": None, "‚": ","}
)
_UNIT: Final = r"(?:[^\W\d_]|[$€£¥₹°‰№])(?:[^\W\d_]|[-'./&’· ³²°$€£¥₹%#]|(?<=[^\W\d_])[0-9]{1,2}(?![0-9]))*"
_SEMICOLONS: Final = ";|"
_CHANGE_ENDS: Final = ("by", "um", "de", "en", "em", "di", "del", "met", "на", "بنسبة", "of", "بمقدار", "ب", "to", "d'")


class _Piece(Struct):
    """A number with what stands around it. `sign` is what is written before it."""

    value: Number
    sign: str = ""
    unit: str = ""
    per: str = ""
    scale: int = 1
    times: bool = False
    words: str = ""


def read_phrase(text: str, habits: Habits, *, level: bool = False) -> Found:
    """The quantity, why there is none, or nothing where there are only words."""
    if len(text) > LONGEST:
        return doubts.too_long(text) if re.match(r"\s*[<>=≥≤~]*\s*[0-9]", text[:LONGEST]) else None
    plain = _plain(text)
    if plain is None:
        return doubts.unclear(text)
    words = lexicon(plain)
    if plain.lower() in words["words"]:
        return None
    try:
        found = _whole(plain, words, habits, level=level)
    except _Doubtful as doubtful:
        return doubtful.refusal or doubts.unclear(text)
    if isinstance(found, Quantity) and any(abs(each) > LARGEST for each in (found.value, found.low, found.high, found.change, found.start) if each is not None):
        return doubts.unclear(text)
    return found


class _Doubtful(Exception):
    """What is written may be two numbers, or a number and something that is not understood."""

    def __init__(self, refusal: Refusal | None = None) -> None:
        self.refusal = refusal


def _plain(text: str) -> str | None:
    """One kind of space, digit and sign; nothing where digits of two scripts stand together."""
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    if re.search(r"[0-9][٠-٩۰-۹]|[٠-٩۰-۹][0-9]|[0-9A-Za-z][²³¹⁰⁴-⁹]{1,}$|[0-9][²³¹⁰⁴-⁹]", text) and re.search(r"[0-9][٠-٩۰-۹²³¹⁰⁴-⁹]|[٠-٩۰-۹][0-9]", text):
        return None
    digits = {ord(sign): str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal()}
    letters = {ord(sign): chr(ord(sign) - 0xFEE0) for sign in text if "Ａ" <= sign <= "ｚ" and sign.isalpha()}
    text = "".join(" " if _is_picture(sign) else sign for sign in text.translate(digits | letters))
    return " ".join(text.split())


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) == "So" and ("\u2300" <= sign <= "\u2bff" or sign >= "\U0001f000") and sign not in "▲▼"


# -- the whole


def _whole(text: str, words: Lexicon, habits: Habits, *, level: bool) -> Found:
    if not _has_number(text):
        return _without_digits(text, words)
    if alone := _alone(text, habits):
        return alone
    text, kept = _without_brackets(text, words)
    text, by, bracketed = _take_date(text, habits, kept)
    kept = [each for each in kept if each != bracketed]
    text = text.strip().rstrip(".").rstrip(" ,;")
    if not text:
        raise _Doubtful
    found = _ranged(text, words, habits) or _single(text, words, habits, level=level)
    if found is None:
        return None
    said = " ".join(filter(None, (found.words, *kept)))
    if _has_about(said, words):
        raise _Doubtful(doubts.about(text))
    return replace(found, by=by, words=said or None)


def _has_number(text: str) -> bool:
    return any(sign.isdigit() or sign in _FRACTIONS for sign in text)


def _without_digits(text: str, words: Lexicon) -> Found:
    """`double`, `zero incidents`, `two releases a month`; most often just words."""
    low = text.lower().strip(" .")
    if change := words["fold"].get(first_phrase(low, words["fold"])):
        return Quantity(change=int(change), unit="percent", words=text)
    if not re.search(r"[OolI][OolI]|[OolI][.,]", text) or not re.fullmatch(r"[<>=≥≤ ]*[$€£]?[OolI][OolI.,]*( ?%)?", text):
        try:
            return _spelled(low, words)
        except _Doubtful:
            return None
    raise _Doubtful


def _spelled(low: str, words: Lexicon) -> Found:
    """A number in words, at the beginning or behind an operator."""
    operator = first_phrase(low, words["before"])
    rest = low[len(operator) :].strip()
    word = first_phrase(rest, words["numbers"])
    if not word:
        one = first_phrase(rest, words["one"])
        word = one if one and first_phrase(rest[len(one) :].strip(), words["scales"]) else ""
    if not word:
        return None
    number = "1" if word in words["one"] else words["numbers"][word]
    rest = rest[len(word) :].strip()
    if any(first_phrase(part, words["numbers"]) == part for part in re.split(r"[ -]", rest)):
        return None
    piece = _behind(number + " " + rest, words, PLAIN_RUN.match(number), Habits())  # type: ignore[arg-type]  # it is a number
    if any(first_phrase(piece.unit, words[name]) for name in ("alternatives", "of", "between", "to")):
        return None
    return Quantity(piece.value, words["before"].get(operator), piece.unit or None, per=piece.per or None)


PLAIN_RUN: Final = re.compile("[0-9]+")


def _alone(text: str, habits: Habits) -> Found:
    """A date that stands for itself is a day to meet, and no number."""
    if re.fullmatch(r"[0-9]+", text) or not re.search("[0-9]", text):
        return None
    if re.fullmatch(r"[0-9]{1,3}(?:[.,' ][0-9]{3})+|[0-9]+[.,][0-9]+|[0-9]+:[0-9]+|[0-9]{1,2}/[0-9]+", text):
        return None
    date = parse_date(text, habits)
    if isinstance(date, Refusal):
        raise _Doubtful(date)
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


def _take_date(text: str, habits: Habits, kept: list[str]) -> tuple[str, datetime.date | None, str]:
    """The text without its date, and the date; it may stand in the brackets."""
    for bracket in kept:
        inner = bracket.strip(".")[1:-1].strip()
        if _has_number(inner) and not _only_names(inner):
            if (date := _date_in(inner, habits)) is None:
                raise _Doubtful
            return _plus(text, date, habits, bracket)
    if opened := re.match(r"(.{4,40}?)[:,] (?=.*[0-9])", text):
        date = _date_in(opened[1], habits)
        if date is not None:
            return text[opened.end() :], date, ""
    return (*_date_behind(text, habits), "")


def _plus(text: str, date: datetime.date, habits: Habits, bracket: str) -> tuple[str, datetime.date | None, str]:
    rest, other = _date_behind(text, habits)
    if other is not None:
        raise _Doubtful
    return rest, date, bracket


def _only_names(text: str) -> bool:
    """Whether all digits of a text are part of names, such as `P1` and `CO2`, and of no word that might be a number."""
    return not re.search(r"(?<![A-Za-z0-9])[0-9]", text) and not re.search(r"(?<![A-Za-z])[OoIl]+[0-9]", text)


def _date_in(text: str, habits: Habits) -> datetime.date | None:
    """The date that a whole text is, with or without a word such as `by`."""
    opening = first_phrase(text.lower(), opening_words(languages_of(text)))
    for written in filter(None, (text, text[len(opening) :].strip() if opening else "")):
        date = None if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]+)?|[0-9]+:[0-9]+", written) else parse_date(written, habits)
        if isinstance(date, Refusal):
            raise _Doubtful(date)
        if date is not None:
            return date
    return None


def _date_behind(text: str, habits: Habits) -> tuple[str, datetime.date | None]:
    """The text without the date at its end. It stands behind the number: what comes before it must hold one."""
    opening = opening_words(languages_of(text))
    low = text.lower()
    refused: Refusal | None = None
    for start in _word_starts(text):
        head, written = text[:start].rstrip(" ,;-–"), text[start:]
        if not _has_number(head) or len(written) < 4 or len(written) > 60:
            continue
        word = first_phrase(low[start:], opening)
        rest = written[len(word) :].strip()
        date = parse_date(rest, habits) if word and rest else None
        if date is None and (not word or not rest):
            date = _unopened(head, written, habits)
        if isinstance(date, datetime.date):
            return _without_opening(head, opening), date
        refused = refused or date
    ending = last_phrase(low, opening)
    if ending and is_unspaced(ending[0]) and (found := _date_before(text.removesuffix(text[len(text) - len(ending) :]), habits)):
        return found
    if refused is not None:
        raise _Doubtful(refused)
    return text, None


def _without_opening(head: str, opening: object) -> str:
    word = last_phrase(head.lower(), opening)  # type: ignore[arg-type]
    spaced = word and len(head) > len(word) and (head[-len(word) - 1] == " " or is_unspaced(word[0]))
    return head[: -len(word)].rstrip(" ,;") if spaced and word else head


def _date_before(text: str, habits: Habits) -> tuple[str, datetime.date] | None:
    """`2026年12月31日までに95%` has its date first: what is left is the number."""
    return None


def _unopened(head: str, written: str, habits: Habits) -> datetime.date | Refusal | None:
    """A date without a word before it: more than a year, or a year that cannot be part of a number."""
    if re.fullmatch(r"[0-9]{4}", written) and head[-1:].isdigit():
        return None
    if not re.match(r"[A-Za-z0-9\u0600-\u06ff\u0400-\u04ff\u2e80-\u9fff\uac00-\ud7af]", written) or re.fullmatch(r"[0-9]{1,3}(?:[ .,][0-9]{3})*\D*|[0-9]+[.,/:][0-9]{1,3}", written):
        return None
    if not re.search("[0-9]", written):
        return None
    found = parse_date(written, habits)
    return found


def _word_starts(text: str) -> list[int]:
    """Where words begin, from the left; between signs of scripts without spaces too."""
    return [at for at in range(1, len(text)) if text[at] != " " and (text[at - 1] == " " or is_unspaced(text[at]) and not is_unspaced(text[at - 1]) or is_unspaced(text[at - 1]))]


def _has_about(said: str, words: Lexicon) -> bool:
    low = said.lower()
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low) for word in words["about"] if word in low)


# -- two numbers


def _ranged(text: str, words: Lexicon, habits: Habits) -> Quantity | None:
    """`10 → 20`, `from 10 to 20`, `5–10 %`, `between 5 and 10`, `>= 5 and <= 10`."""
    runs = [run for run in _runs(text) if not _is_name(text, run, words)]
    if len(runs) != 2:
        return None
    one, other = runs
    middle = text[one.end() : other.start()]
    return _bounded(text, one, other, words, habits) or _joined(text, one, other, middle, words, habits)


def _bounded(text: str, one: re.Match[str], other: re.Match[str], words: Lexicon, habits: Habits) -> Quantity | None:
    """Two comparisons, or one sign on each side of a name: `5 <= x <= 10`."""
    middle = text[one.end() : other.start()]
    if chain := re.fullmatch(r"\s*([^<>≤≥]*)(<=?|≤)[^<>≤≥]*(<=?|≤)\s*", middle):
        low, high = _behind(text[: one.end()] + chain[1], words, one, habits), _behind(text, words, other, habits)
        return _range(low, high, text[: one.start()])
    for start in _word_starts(text[: other.start()]):
        if start <= one.end() - 1:
            continue
        left, right = text[:start].rstrip(" ,;"), text[start:]
        joined = last_phrase(left.lower(), words["alternatives"]) or last_phrase(left.lower(), words["and"])
        left = left.removesuffix(left[len(left) - len(joined) :]).rstrip(" ,") if joined and not joined[0].isdigit() else left
        if not left or not any(sign.isdigit() for sign in left):
            continue
        try:
            first, second = _single(left, words, habits, level=True), _single(right, words, habits, level=True)
        except _Doubtful:
            continue
        if first is None or second is None or first.value is None or second.value is None or not first.operator or not second.operator:
            continue
        if first.operator[0] + second.operator[0] == "<>":
            first, second = second, first
        if first.operator[0] + second.operator[0] == "><" and first.value < second.value and first.unit in (None, second.unit):  # type: ignore[operator]
            return Quantity(low=first.value, high=second.value, unit=second.unit, per=second.per)
    return None


def _joined(text: str, one: re.Match[str], other: re.Match[str], middle: str, words: Lexicon, habits: Habits) -> Quantity | None:
    head = text[: one.start()].lower().rstrip()
    low = middle.lower()
    for start in range(len(low)):
        rest = low[start:]
        kind = _joint(rest.strip(), head, words)
        if kind is None or (start and low[start - 1].isalnum() and not is_unspaced(low[start])):
            continue
        money = re.match(f" ?(?:{_MONEY}) ?$", low)
        left = _behind(text[: one.end() + start].rstrip(), words, one, habits)
        right = _behind(text, words, other, habits)
        if rest.strip() in ("-", "–"):
            right = replace(right, sign="")  # it stands between them
        if money:
            continue
        return _two(kind, left, right, head, words)
    return None


def _joint(joint: str, head: str, words: Lexicon) -> str | None:
    """What stands between two numbers makes of them: `from`, `range`, or neither."""
    joint = re.sub(f"^(.*?)(?: ?(?:{_MONEY}))$", r"\1", joint).strip()
    if joint in ("→", "->", "=>", "⇒", "➔", "➜", "-->", "⟶"):
        return "from"
    begun = last_phrase(head, words["from"])
    between = last_phrase(head, words["between"])
    if between and joint in words["and"] | words["to"]:  # type: ignore[operator]
        return "range"
    if begun and joint in words["to"]:
        return "from"
    if begun and joint in words["through"]:
        return "range"
    if joint in words["through"] and not between:
        return "range"
    if joint in words["to"] and (_has_any(head, words["up"]) or _has_any(head, words["down"])):
        return "from"
    return None


def _two(kind: str, left: _Piece, right: _Piece, head: str, words: Lexicon) -> Quantity:
    scale = right.scale if left.scale == 1 else 1
    before, after = left.value * scale, right.value
    if left.sign in ("-", "-$") and kind == "range" and not head:
        before = -before
    elif left.sign not in ("", "-") or right.sign not in ("", "-") or (left.sign == "-" and kind == "range"):
        raise _Doubtful
    if kind == "from" and left.sign == "-":
        before = -before
    if right.sign == "-":
        after = -after
    if left.unit and right.unit and left.unit != right.unit:
        raise _Doubtful
    unit, per = right.unit or left.unit or None, right.per or left.per or None
    said = right.words or None
    if kind == "from":
        return Quantity(after, unit=unit, per=per, start=before, words=said)
    if before >= after or all(1900 <= each <= 2199 and not unit for each in (before, after)):
        raise _Doubtful(doubts.two_numbers(f"{before}", f"{after}"))
    if _leftover(head.removesuffix(last_phrase(head, words["between"]) or last_phrase(head, words["from"])).strip(), words):
        raise _Doubtful
    return Quantity(low=before, high=after, unit=unit, per=per, words=said)


def _range(low: _Piece, high: _Piece, head: str) -> Quantity:
    if head.strip() or low.value >= high.value:
        raise _Doubtful
    return Quantity(low=low.value, high=high.value, unit=high.unit or low.unit or None)


# -- one number


def _single(text: str, words: Lexicon, habits: Habits, *, level: bool) -> Quantity | None:
    runs = _runs(text)
    named = [run for run in runs if _is_name(text, run, words)]
    runs = [run for run in runs if run not in named]
    if not runs:
        if named or _only_names(text):
            return _fraction_alone(text, words)
        raise _Doubtful
    rated = _rated(text, runs, words, habits)
    if rated is None and (len(runs) > 1 or named):
        raise _Doubtful(doubts.two_numbers(*(text[run.start() : run.end()] for run in (runs + named)[:2])))
    run = runs[0]
    head, sign = _head(text[: run.start()], words)
    operator, lead, change, negated = _before(head, words)
    piece, after = rated or _behind_with_operator(text, words, run, habits)
    sign = sign or piece.sign
    if operator and after and operator != after:
        raise _Doubtful
    return _made(piece, operator or after, lead, change, sign, words, level=level, negated=negated)


def _fraction_alone(text: str, words: Lexicon) -> Quantity | None:
    if any(sign in text for sign in _FRACTIONS):
        raise _Doubtful
    return None


def _runs(text: str) -> list[re.Match[str]]:
    """The numbers in a text, as they are written; not the digits of words such as `CO2`."""
    text = re.sub(r"(?<![0-9.,])([½¼¾⅓⅔⅛⅕⅖⅗⅘⅜⅝⅞])", r"0", text) if any(sign in _FRACTIONS for sign in text) else text
    return [run for run in re.finditer(_RUN, text) if not _is_in_word(text, run)]


def _is_in_word(text: str, run: re.Match[str]) -> bool:
    before = text[: run.start()]
    if not before:
        return False
    if re.search(f"(?:{_MONEY})-?$", before.lower()) and not re.search(r"[a-z]{4}$", before.lower()):
        return False
    glued = re.search(r"[^\W\d_][-/]?$", before)
    if glued is None or is_unspaced(before[-1]) or "\u0600" <= before[-1] <= "\u06ff":
        return False
    word = re.search(r"[^\W_]+[-/]?$", before)
    if word and re.fullmatch(r"[OoIl]+", word[0]):
        raise _Doubtful
    return before[-1] != "/"


def _is_name(text: str, run: re.Match[str], words: Lexicon) -> bool:
    """Whether a number is part of a name: `ISO 27001`, `Tier 1`."""
    before = text[: run.start()].rstrip().lower()
    return bool(before) and bool(last_phrase(before, words["names"])) and run[0].replace(".", "").isdigit()


def _head(head: str, words: Lexicon) -> tuple[str, str]:
    """What stands before a number, without the signs that belong to it: `-$`, `±`, `~`."""
    head = head.rstrip()
    if head.lower().endswith(("%", "% ")):
        head = head[:-1]
    low = head.lower()
    if about := last_phrase(low, words["about"]):
        raise _Doubtful(doubts.about(head + about[:0]))
    if money := re.search(f"(?:{_MONEY})$", low):
        head = head[: money.start()].rstrip()
        if about := last_phrase(head.lower(), words["about"]):
            raise _Doubtful(doubts.about(head))
    sign = head[-1:] if head[-1:] in ("+", "-", "–") and head else ""
    if sign and len(head) > 1 and not re.search(r"(?:^|[\s<>=≥≤:])[+–-]$", head):
        raise _Doubtful
    return head.removesuffix(sign).rstrip(), sign.replace("–", "-")


def _before(head: str, words: Lexicon) -> tuple[str | None, str, int, bool]:
    """Operator, words that lead up to it, and whether they speak of a change (1 up, -1 down, 2 to a level)."""
    low = head.lower().rstrip(" :")
    found = last_phrase(low, words["before"])
    if found and low.removesuffix(found)[-1:] in ("<", ">", "=", "!", "≥", "≤"):
        raise _Doubtful
    operator = words["before"].get(found) if found else None
    lead = low.removesuffix(found).strip(" :,") if found else low
    if _has_about(lead, words) or (operator is None and lead and head.rstrip().endswith(("(", "[", "!", "~"))):
        raise _Doubtful(doubts.about(head) if _has_about(lead, words) else None)
    if last_phrase(lead, words["negations"]) or (lead and lead.split()[-1] in ("<", ">", "=")):
        raise _Doubtful
    change = _change_in(lead, words, operator)
    if change == 0 and operator is None and not head.rstrip().endswith(":") and _leftover(lead, words):
        raise _Doubtful(doubts.behind_words(head))
    return operator, lead, change, False


def _change_in(lead: str, words: Lexicon, operator: str | None) -> int:
    """What the words before a number say of a change: 1 more, -1 less, 2 that it is a level to get to, 0 nothing."""
    way = 1 if _has_any(lead, words["up"]) else -1 if _has_any(lead, words["down"]) else 0
    if not way:
        return 0
    ending = lead.split()[-1] if lead else ""
    if last_phrase(lead, words["to"]) and ending not in ("by", "um"):
        return 2
    if ending in _CHANGE_ENDS or last_phrase(lead, words["up"]) or last_phrase(lead, words["down"]):
        return way
    return 2 if operator else 3 * way


def _has_any(text: str, table: object) -> bool:
    parts = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[↑↓▲▼]", text)
    return any(part in table for part in parts) or any(is_unspaced(word[0]) and len(word) > 1 and word in text for word in table if word)  # type: ignore[operator, attr-defined]


def _leftover(lead: str, words: Lexicon) -> bool:
    """Whether words before a number are others than those that lead up to one."""
    while lead:
        known = first_phrase(lead, words["lead"]) or first_phrase(lead, words["up"]) or first_phrase(lead, words["down"]) or first_phrase(lead, words["of"])
        if not known:
            return True
        lead = lead[len(known) :].strip(" :")
    return False


def _behind_with_operator(text: str, words: Lexicon, run: re.Match[str], habits: Habits) -> tuple[_Piece, str | None]:
    """The number with what stands behind it, without an operator at the end: `5 days or less`, `90%+`, `95%以上`."""
    rest = text[run.end() :]
    if rest.endswith("+") and rest.strip() != "+" and "+" in rest[:-1]:
        raise _Doubtful
    if rest.endswith("+"):
        return _behind(text[:-1].rstrip(), words, run, habits), ">="
    found = last_phrase(rest.lower(), words["after"])
    if found:
        return _behind(text[: len(text) - len(found)].rstrip(" ,"), words, run, habits), words["after"][found]
    for word, operator in words["after"].items():
        at = rest.lower().find(word) if is_unspaced(word[0]) else -1
        if at >= 0:
            raise _Doubtful if operator is None else _Doubtful(None)
    return _behind(text, words, run, habits), None


# -- what stands behind a number


def _behind(text: str, words: Lexicon, run: re.Match[str], habits: Habits) -> _Piece:
    """The number that `run` is, with its scale, unit and rate."""
    before, rest = text[: run.start()].rstrip(), text[run.end() :]
    percent_before = before.endswith("%")
    money = re.search(f"(?:{_MONEY})$", before.lower())
    currency = before[money.start() :] if money else ""
    written = text[run.start() : run.end()]
    fraction = rest[:1] if rest[:1] in _FRACTIONS else ""
    rest = rest[len(fraction) :]
    sign = before[: money.start() if money else None].rstrip()[-1:]
    glued = not rest.startswith(" ")
    rest = rest.strip()
    _check_ending(written, rest, glued=glued, money=bool(currency))
    if currency and re.fullmatch(r"\.?[-–—]+|,[-–—]+", rest):
        rest = ""
    scale, rest, pieces = _scale(rest, words, glued=glued, money=bool(currency))
    percent = percent_before or rest.startswith("%") or bool(first_phrase(rest.lower(), words["percent"]))
    indian = currency.lower() in ("₹", "inr", "rs", "rs.") or bool(pieces & {"lakh", "lakhs", "crore", "crores"}) or rest.lower() in ("inr", "₹")
    value = _value(written, fraction, text, run, habits, percent=percent, indian=indian)
    if not currency and (behind := re.match(f"(?:{_MONEY})", rest.lower())):
        currency, rest = rest[: behind.end()], rest[behind.end() :].strip()
    unit, per, said, times = _tail(("%" if percent_before else "") + rest, words, currency)
    return _Piece(_scaled(value, scale), sign if sign in "+-–" else "", unit, per, scale, times, said)


def _value(written: str, fraction: str, text: str, run: re.Match[str], habits: Habits, *, percent: bool, indian: bool) -> Number:
    if text[run.start()] in _FRACTIONS:
        written, fraction = "0", text[run.start()]
    point = text[: run.start()][-1:]
    if point in (".", ","):
        if point == "," or len(text[: run.start()].rstrip(".")) and text[run.start() - 2 : run.start() - 1].isalnum():
            raise _Doubtful
        written = "." + written
    value = read_numeral(written, habits, percent=percent, indian=indian)
    if value is None:
        raise _Doubtful(doubts.ambiguous(written))
    if not fraction:
        return value
    if not _FRACTIONS[fraction] or isinstance(value, Decimal):
        raise _Doubtful
    return value + Decimal(_FRACTIONS[fraction])


def _check_ending(written: str, rest: str, *, glued: bool, money: bool) -> None:
    """Signs that touch a number and may be one of its digits: `5OO`, `460!`, `500*`."""
    if not glued or not rest:
        return
    word = re.match(r"\w+", rest)
    if word and word[0].isascii() and (re.search("[0-9]", word[0]) or re.fullmatch(r"[OoIlQ]+[OoIlSBZ]*|[SBZ]*[OI][OISBZ]*", word[0])):
        raise _Doubtful
    if rest[0] in "!@#^&*¡|_;\\?=)]}\"'`~" or re.match(r"[.,](?![-–—]|$| )", rest):
        raise _Doubtful


def _scale(rest: str, words: Lexicon, *, glued: bool, money: bool) -> tuple[int, str, set[str]]:
    """What scale words multiply by, and what follows them."""
    scale, found = 1, set[str]()
    low = rest.lower()
    if scaled := re.match(_SCALED_MONEY, rest if not rest.isascii() else rest[:3] + rest[3:].lower(), re.IGNORECASE):
        letter = scaled[1]
        return (_LETTERS | _MONEY_LETTERS).get(letter) or 10**6, scaled[2] + rest[scaled.end() :], found
    word = re.match(r"[A-Za-z]+\.?", rest)
    if word and (letters := word[0].rstrip(".")) in _LETTERS and (glued or money or letters in ("M", "bn", "mn", "B")):
        if _LETTERS[letters] is None:
            raise _Doubtful
        following = rest[word.end() :].strip()
        if not glued and not money and letters in ("M", "B") and not re.match(f"{_MONEY}", following.lower()):
            raise _Doubtful
        return _LETTERS[letters], following, found
    if word and money and word[0].rstrip(".") in _MONEY_LETTERS:
        return _MONEY_LETTERS[word[0].rstrip(".")], rest[word.end() :].strip(), found
    while scaled_word := first_phrase(low, words["scales"]):
        if scaled_word in ("mi", "bi", "cr", "mm") and not (glued or money):
            pass
        scale *= int(words["scales"][scaled_word])
        found.add(scaled_word)
        rest = rest[len(scaled_word) :].lstrip(" ")
        low = rest.lower()
        if scale > LARGEST:
            raise _Doubtful
    if found and (of := first_phrase(low, words["of"])):
        rest = rest[len(of) :].lstrip()  # dos millones de clientes
    return scale, rest, found


def _tail(rest: str, words: Lexicon, currency: str) -> tuple[str, str, str, bool]:
    """Unit, rate, words that are kept beside them, and whether it counts times."""
    low = rest.lower()
    if point := first_phrase(low, words["points"]):
        return _percent("percentage points", rest[len(point) :], words)
    if percent := first_phrase(low, words["percent"]):
        return _percent("percent", rest[len(percent) :], words)
    if first_phrase(low, words["times"]) and not currency:
        return _times(rest, words)
    if not rest:
        return currency, "", "", False
    unit, per = _rate(rest, words)
    if currency:
        if re.search("[0-9]", unit):
            raise _Doubtful
        return currency, per, unit, False
    return unit, per, "", False


def _percent(unit: str, rest: str, words: Lexicon) -> tuple[str, str, str, bool]:
    rest = rest.strip()
    said, per = _rate(rest, words)
    if rest[:1] in ("%", "!", "?", "=") or not _only_names(said):
        raise _Doubtful
    return unit, per, said, False


def _times(rest: str, words: Lexicon) -> tuple[str, str, str, bool]:
    word = rest[: len(first_phrase(rest.lower(), words["times"]))]
    left, per = _rate(rest[len(word) :].strip(), words)
    if left and (_has_any(left.lower(), words["against"]) or re.search("[0-9]", left)):
        raise _Doubtful
    return word, per, left, True


def _rate(rest: str, words: Lexicon) -> tuple[str, str]:
    """What is counted, and per what: `leads per week`, `/week`, `leads monthly`."""
    low = rest.lower()
    if period := last_phrase(low, words["rates"]):
        left = rest[: len(rest) - len(period)].rstrip(" ,/")
        return left.strip(" ,"), words["rates"][period]
    for start in range(len(low)):
        if start and low[start - 1] not in " " and low[start] != "/" and not is_unspaced(low[start]):
            continue
        per = first_phrase(low[start:], words["per"])
        period = low[start + len(per) :].strip() if per else ""
        if not period or (low[start] == "/" and start and low[start - 1 : start].isdigit()):
            continue
        if period in words["periods"]:
            return rest[:start].strip(), words["periods"][period]
        if per in ("per", "/", "pro", "par", "por", "لكل", "je") and re.fullmatch(r"[^\W\d_][^\d<>=≥≤%]*", period):
            return rest[:start].strip(), rest[start + len(per) :].strip()
    return rest, ""


def _scaled(value: Number, scale: int) -> Number:
    if scale == 1:
        return value
    product = value * scale
    return int(product) if product == int(product) else product.normalize() if isinstance(product, Decimal) else product


def _rated(text: str, runs: list[re.Match[str]], words: Lexicon, habits: Habits) -> tuple[_Piece, str | None] | None:
    """`4.5/5`, `3:1`, `8 out of 10`: a number of so many."""
    if len(runs) != 2:
        return None
    one, other = runs
    middle, rest = text[one.end() : other.start()].strip().lower(), text[other.end() :]
    value, most = read_numeral(text[one.start() : one.end()], habits), read_numeral(text[other.start() : other.end()], habits)
    if value is None or most is None:
        return None
    if middle == ":" and most == 1 and not rest.strip():
        return _Piece(value, per="1"), None
    after = ">=" if rest.strip() == "+" else None
    rest = "" if after else rest
    if (middle == "/" or (middle in words["out of"] and middle not in words["of"])) and value <= most:
        if most in (5, 10) or (most in (4, 6, 7, 100) and isinstance(value, Decimal) and value != int(value)) or (most == 100 and value > 31):
            unit, per = _rate(rest.strip(), words)
            if not _fits(unit) and unit:
                return None
            return _Piece(value, unit=unit, per=f"{most:f}".rstrip("0").rstrip(".") if isinstance(most, Decimal) else str(most)), after
    return None


# -- what it all means


def _made(piece: _Piece, operator: str | None, lead: str, change: int, sign: str, words: Lexicon, *, level: bool, negated: bool) -> Quantity:
    """One number with its words: a level, or a change."""
    said, unit = piece.words, piece.unit
    behind = f"{said} {unit}" if unit not in ("percent", "percentage points") else said
    way = _way_behind(behind.lower(), words)
    is_percent = unit in ("percent", "percentage points")
    if change == 2:
        change = 0
    elif abs(change) == 3:
        if not is_percent:
            raise _Doubtful
        change //= 3
    if change and way and change != way:
        raise _Doubtful
    way = change or way
    if way or (sign and not level and (is_percent or sign == "+")) or (is_percent and _has_against(behind.lower(), words)):
        if piece.times or (sign == "-" and way == 1) or (sign == "+" and way == -1):
            raise _Doubtful
        unit, rest = _without_way(unit, words) if not is_percent else (unit, said)
        number = -piece.value if sign == "-" or way == -1 else piece.value
        kept = " ".join(filter(None, (lead, rest)))
        return Quantity(change=number, operator=operator, unit=unit or None, per=piece.per or None, words=kept or None)
    if unit and not is_percent and not piece.times and not _fits(unit, words):
        raise _Doubtful
    if said and _mentions(said.lower(), words):
        raise _Doubtful
    value = -piece.value if sign == "-" else piece.value
    return Quantity(value, operator, unit or None, per=piece.per or None, words=said or None)


def _mentions(said: str, words: Lexicon) -> bool:
    """Whether words behind a number open an alternative: `95% or 90`, `5% to be confirmed`."""
    return first_phrase(said, words["alternatives"]) in ("or", "oder", "ou", "o", "или", "أو", "或") or "tbc" in said.split() or "tbd" in said.split()


def _way_behind(said: str, words: Lexicon) -> int:
    up, down = (first_phrase(said.strip(), words[name]) or last_phrase(said.strip(), words[name]) for name in ("up", "down"))
    if not up and not down and _has_against(said, words):
        up, down = (_has_any(said, words[name]) for name in ("up", "down"))  # type: ignore[assignment]
    if up and down:
        raise _Doubtful
    return 1 if up else -1 if down else 0


def _has_against(said: str, words: Lexicon) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) or (is_unspaced(word[0]) and word in said) for word in words["against"] if word in said)


def _without_way(unit: str, words: Lexicon) -> tuple[str, str]:
    """`more leads` → `leads`; what compares is kept apart."""
    low = unit.lower()
    for name in ("up", "down"):
        if word := first_phrase(low, words[name]):
            return unit[len(word) :].strip(), word
        if word := last_phrase(low, words[name]):
            return unit[: len(unit) - len(word)].strip(), word
    return "", unit


def _fits(unit: str, words: Lexicon | None = None) -> bool:
    """Whether words are the unit of a number, and nothing that may be part of it."""
    if len(unit) == 1 and unit in "kKmMbBxXOolI":
        return False
    if not re.fullmatch(_UNIT, unit) or re.search(r"(?<!\w)(?:[QqHh][1-4]|FY[0-9]*)(?!\w)", unit):
        return False
    if words is None:
        return True
    low = unit.lower()
    unfit = ("alternatives", "about", "numbers", "before", "after", "between", "against", "scales", "negations", "of", "to", "from")
    if any(first_phrase(low, words[name]) for name in unfit if not _is_unit_word(first_phrase(low, words[name]))):
        return False
    parts = low.split()
    return not any(part in words[name] for part in parts for name in ("numbers", "about", "up", "down")) and not any(
        part in ("or", "than", "vs", "versus", "compared", "tbd", "tbc", "pending", "by", "until", "oder", "als", "и", "или", "أو") for part in parts
    ) and not set(parts[1:]) & {"max", "min", "max.", "min.", "maximum", "minimum"} and not re.match(r"(?:st|nd|rd|th)\b", low)


def _is_unit_word(word: str) -> bool:
    return word == "min"  # minutes
