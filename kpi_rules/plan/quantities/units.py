"""What stands behind a number: scale, currency, unit, rate. `1.2M €/month` → 1200000, €, month.

What comes in: a text and the number in it. What goes out: a `Piece`; `Doubtful` is raised where anything is left over. Knows nothing of
operators and dates.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities import doubts
from kpi_rules.plan.quantities.comparisons import fits, has_any
from kpi_rules.plan.quantities.lexicon import Lexicon
from kpi_rules.plan.quantities.numerals import read_numeral
from kpi_rules.plan.quantities.parts import FRACTIONS, LARGEST, MONEY, Doubtful, Number, Piece, only_names
from kpi_rules.plan.words import first_phrase, is_unspaced, last_phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_LETTERS: Final = {
    "k": 10**3,
    "K": 10**3,
    "M": 10**6,
    "bn": 10**9,
    "mn": 10**6,
    "B": 10**9,
    "Mn": 10**6,
    "Bn": 10**9,
    "BN": 10**9,
}


_RUPEES: Final = "₹"
_LETTERS_OF_MONEY: Final = {
    (_RUPEES, "cr"): "crore", (_RUPEES, "l"): "lakh", ("r$", "mi"): "million", ("r$", "bi"): "bn", ("r$", "tri"): "trillion",
}  # fmt: skip


_MONEY_LETTERS: Final = {"m": 10**6, "b": 10**9}


_LONG_SCALE: Final = r"(?:b|tr)illions?\b"
"""What is a thousand times or a million times more in other languages than in English: `1 Billion` in German."""
_SCALED_MONEY: Final = r"(bn|mn|[kKMBmb])(us\$|[$€£¥₹]|eur|usd|gbp|chf)(?![a-z])"


def behind(text: str, words: Lexicon, run: re.Match[str], conventions: Conventions) -> Piece:
    """The number that `run` is, with its scale, unit and rate."""
    before, rest = text[: run.start()].rstrip(), text[run.end() :]
    percent_before = before.endswith("%")
    money = re.search(f"(?:{MONEY})$", before.lower())
    currency = before[money.start() :] if money else ""
    written = text[run.start() : run.end()]
    fraction = rest[:1] if rest[:1] in FRACTIONS else ""
    rest = rest[len(fraction) :]
    sign = before[: money.start() if money else None].rstrip()[-1:]
    glued = not rest.startswith(" ")
    rest = rest.strip()
    _check_ending(written, rest, glued=glued, money=bool(currency))
    if currency and re.fullmatch(r"\.?[-–—]+|,[-–—]+", rest):
        rest = ""
    rest = _spelled_out(rest, currency.lower())
    if conventions.language not in ("", "en") and re.match(_LONG_SCALE, rest.lower()):
        raise Doubtful
    is_money = bool(currency) or bool(re.match(rf"m ?(?:{MONEY}|pounds|euros?|dollars)(?![a-z])", rest.lower()))
    scale, rest = _scale(rest, words, glued=glued, money=is_money)
    percent = percent_before or rest.startswith("%") or bool(first_phrase(rest.lower(), words["percent"]))
    if scale == 1000 and _is_english_mil(text[run.end() :], currency, rest):
        raise Doubtful
    value = _value(written, fraction, text, run, conventions, percent=percent)
    if not currency and (behind := re.match(f"(?:{MONEY})", rest.lower())):
        currency, rest = rest[: behind.end()], rest[behind.end() :].strip()
    unit, per, said, times = _tail(("%" if percent_before else "") + rest, words, currency)
    return Piece(scaled(value, scale), sign if sign in "+-–" else "", unit, per, scale, times, said)


def _spelled_out(rest: str, currency: str) -> str:
    """The scale in full that letters stand for in a country's money: crores and lakhs of rupees, `R$ 5 mi`."""
    letters = re.match(r"(cr|l|mi|bi|tri)\b\.?", rest.lower())
    if letters is None:
        return rest
    full = _LETTERS_OF_MONEY.get((_RUPEES if currency in ("₹", "inr", "rs", "rs.") else currency, letters[1]))
    if full is None and (currency or letters[1] in ("cr", "bi", "tri")):
        raise Doubtful
    return full + rest[letters.end() :] if full else rest


def _value(
    written: str, fraction: str, text: str, run: re.Match[str], conventions: Conventions, *, percent: bool
) -> Number:
    if text[run.start()] in FRACTIONS:
        written, fraction = "0", text[run.start()]
    point = text[: run.start()][-1:]
    if point in (".", ",") and text[: run.start()][-2:] != "..":
        if point == "," or re.search(r"\w\.$", text[: run.start()]):
            raise Doubtful
        written = "." + written
    value = read_numeral(written, conventions, percent=percent)
    if value is None:
        raise Doubtful(doubts.ambiguous(written))
    if not fraction:
        return value
    if not FRACTIONS[fraction] or isinstance(value, Decimal):
        raise Doubtful
    return value + Decimal(FRACTIONS[fraction])


def _check_ending(written: str, rest: str, *, glued: bool, money: bool) -> None:
    """Signs that touch a number and may be one of its digits: `5OO`, `460!`, `500*`."""
    if not glued or not rest:
        return
    if re.fullmatch("[1-9]00+", written) and rest == "s":
        raise Doubtful  # hundreds, or seconds
    if re.match("[SZ] ?%", rest):
        raise Doubtful  # 9S%
    word = re.match(r"\w+", rest)
    if (
        word
        and word[0].isascii()
        and (re.search("[0-9]", word[0]) or re.fullmatch(r"[OoIlQ]+[OoIlSBZ]*|[SBZ]*[OI][OISBZ]*", word[0]))
    ):
        raise Doubtful
    if rest[0] in "!@#^&*¡|_;\\?=)]}\"'`~" or re.match(r"[.,](?![-–—]|$| )", rest):
        raise Doubtful


def _scale(rest: str, words: Lexicon, *, glued: bool, money: bool) -> tuple[int, str]:
    """What scale words multiply by, and what follows them."""
    scale, found = 1, ""
    low = rest.lower()
    if scaled := re.match(_SCALED_MONEY, rest, re.IGNORECASE):
        letter = scaled[1]
        return (_LETTERS | _MONEY_LETTERS).get(letter) or 10**6, scaled[2] + rest[scaled.end() :]
    word = re.match(r"[A-Za-z]+(?![^\W\d_])\.?", rest)
    if word and (word[0].rstrip(".") == "MM" or (money and word[0].rstrip(".").lower() in ("t", "tn"))):
        raise Doubtful
    if word and (letters := word[0].rstrip(".")) in _LETTERS and (glued or money or letters not in ("Mn", "Bn", "BN")):
        following = rest[word.end() :].strip()
        if not glued and not money and letters in ("M", "B") and not re.match(f"{MONEY}", following.lower()):
            raise Doubtful
        return _LETTERS[letters], following
    if word and money and word[0].rstrip(".") in _MONEY_LETTERS:
        return _MONEY_LETTERS[word[0].rstrip(".")], rest[word.end() :].strip()
    while scaled_word := first_phrase(low, words["scales"]):
        scale *= int(words["scales"][scaled_word])
        found = scaled_word
        rest = rest[len(scaled_word) :].lstrip(" ")
        currency = scaled_word[-1] == "€" or (scaled_word.endswith("eur") and scaled_word != "eur")
        rest = "€ " + rest if currency else rest
        low = rest.lower()
        if scale > LARGEST:
            raise Doubtful
    if found and (of := first_phrase(low, words["of"])):
        rest = rest[len(of) :].lstrip()  # dos millones de clientes
    return scale, rest


def _is_english_mil(behind: str, currency: str, unit: str) -> bool:
    """Whether `mil` may be a million, as in `1.2 mil`, and not a thousand, as in `2 mil clientes`, `R$ 5 mil`."""
    if not re.match(r" ?mil\b", behind.lower()) or currency.lower() == "r$":
        return False
    spanish = (
        re.search(r"(?:[ao]s|ntes|dades|dores|iones|ões|gares|lares|leres|reais|de)$", unit.lower().split(" ")[0])
        if unit
        else None
    )
    return bool(currency) or not behind.startswith(" ") or spanish is None


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
            raise Doubtful
        return currency, per, unit, False
    return unit, per, "", False


def _percent(unit: str, rest: str, words: Lexicon) -> tuple[str, str, str, bool]:
    rest = rest.strip()
    said, per = _rate(rest, words)
    if rest[:1] in ("%", "!", "?", "=") or not only_names(said) or re.search(r"[A-Za-z]{2}[ '-]?[0-9]{2}", said):
        raise Doubtful
    return unit, per, said, False


def _times(rest: str, words: Lexicon) -> tuple[str, str, str, bool]:
    word = rest[: len(first_phrase(rest.lower(), words["times"]))]
    left, per = _rate(rest[len(word) :].strip(), words)
    if left and (has_any(left.lower(), words["against"]) or re.search("[0-9%]|^baseline", left.lower())):
        raise Doubtful
    return word, per, left, True


def _rate(rest: str, words: Lexicon) -> tuple[str, str]:
    """What is counted, and per what: `leads per week`, `/week`, `leads monthly`."""
    low = rest.lower()
    if "/" in last_phrase(low, words["against"]):
        return rest, ""  # 10% y/y
    if period := last_phrase(low, words["rates"]):
        left = rest[: len(rest) - len(period)].rstrip(" ,/")
        return left.strip(" ,"), words["rates"][period]
    for start in range(len(low)):
        if start and low[start - 1] not in " " and low[start] != "/" and not is_unspaced(low[start]):
            continue
        per = first_phrase(low[start:], words["per"])
        period = low[start + len(per) :].strip() if per else ""
        if not period or (low[start] == "/" and start == 1 and period not in words["periods"]):
            continue  # A/B tests
        if period.startswith("rapport"):
            raise Doubtful  # par rapport à 2025: against, and no date
        if period in words["periods"]:
            return rest[:start].strip(), words["periods"][period]
        if per in ("per", "/", "pro", "par", "por", "لكل", "je") and re.fullmatch(r"[^\W\d_][^\d<>=≥≤%]*", period):
            return rest[:start].strip(), rest[start + len(per) :].strip()
    return rest, ""


def scaled(value: Number, scale: int) -> Number:
    """The number times its scale, without a decimal point where it is whole."""
    if scale == 1:
        return value
    product = value * scale
    return int(product) if product == int(product) else product.normalize() if isinstance(product, Decimal) else product


def rating(
    text: str, runs: list[re.Match[str]], words: Lexicon, conventions: Conventions
) -> tuple[Piece, str | None] | None:
    """`4.5/5`, `3:1`, `8 out of 10`: a number of so many."""
    if len(runs) != 2:
        return None
    one, other = runs
    middle, rest = text[one.end() : other.start()].strip().lower(), text[other.end() :]
    written, least_of = text[one.start() : one.end()], text[other.start() : other.end()]
    if re.fullmatch("[0-9],[0-9]{1,2}", written) and least_of in ("4", "5", "6", "7", "10"):
        written = written.replace(",", ".")
    value, most = read_numeral(written, conventions), read_numeral(least_of, conventions)
    if value is None or most is None or any(re.match("0[0-9]", run[0]) for run in runs):
        return None
    if middle == ":" and most == 1 and not rest.strip():
        return Piece(value, per="1"), None
    if part := _part_of_many(text, runs, value, most, words):
        return part, None
    after = ">=" if rest.strip() == "+" else None
    rest = "" if after else rest
    said = (middle in words["out of"] or middle in words["of"] or middle in _OF_SCALE) and value != int(value)
    of = middle == "/" or said
    if of and value <= most and _is_scale(value, most):
        unit, _ = _rate(rest.strip(), words)
        if not unit or fits(unit):
            return Piece(value, unit=unit, per=f"{Decimal(most).normalize():f}"), after
    if _is_so_many_of(value, most, middle, rest.strip(), words):
        raise Doubtful(doubts.so_many_of(text[one.start() : other.end()], value, most))
    return None


def _is_so_many_of(value: Number, most: Number, middle: str, rest: str, words: Lexicon) -> bool:
    """Whether it is `36 of 40`, `1 in 8 patients`, `9 von 10`: a count, or the share that it makes."""
    is_of = middle in words["out of"] or middle in words["of"] or middle in _OF_SCALE or middle in _OF_EACH
    is_one = middle == "in" and value == 1 and rest not in words["periods"]
    whole = value == int(value) and most == int(most)
    return (is_of or is_one) and middle != "/" and whole and 0 < value <= most and not 1900 <= most <= 2199


def _part_of_many(text: str, runs: list[re.Match[str]], value: Number, most: Number, words: Lexicon) -> Piece | None:
    """`110 of 140 villages`: so many of what is counted; of ten or a hundred it may be a share, as it is without a unit."""
    one, other = runs
    middle, unit = text[one.end() : other.start()].strip().lower(), text[other.end() :].strip()
    is_of = middle in words["out of"] or middle in words["of"] or middle in _OF_SCALE
    if middle == "/" or not is_of or not unit or not fits(unit, words):
        return None
    whole = value == int(value) and most == int(most)
    if not whole or not 0 < value <= most or most <= 10 or most in (20, 100, 1000):
        return None
    return Piece(value, unit=unit, words=f"{middle} {text[other.start() : other.end()]}")


_OF_EACH: Final = (
    "de cada",
    "em cada",
    "su ogni",
    "van de",
    "von je",
    "out of every",
    "of every",
    "out of each",
    "sur un total de",
    "von insgesamt",
    "من كل",
)
_OF_SCALE: Final = ("sur", "de", "di", "van", "von", "su", "из", "من", "em")


def _is_scale(value: Number, most: Number) -> bool:
    """Whether `8/10` is eight of ten, and neither a date nor a part of something."""
    whole = value == int(value)
    return (
        (most in (5, 10) and (not whole or value * 2 > most))
        or (most in (4, 6, 7, 100) and not whole)
        or (most == 100 and value > 31)
    )
