"""What the readers of phrases share: a number with what stands around it, and plain text.

What comes in: a text as it was typed. What goes out: one with one kind of space, digit and sign; `Doubtful` is raised where it may be two
numbers. Knows no words.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.words import is_unspaced
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias


Number: TypeAlias = "int | Decimal"


LONGEST: Final = 200
LARGEST: Final = 10**30

RUN: Final = r"[0-9](?:[0-9]|[.,'_٬٫،](?=[0-9])| (?=[0-9]))*(?:[eE][+-]?[0-9]{1,2}(?![0-9A-Za-z]))?"


MONEY: Final = (
    r"(?:us|a|c|hk|s|nt|nz)\$|[$€£¥₹₩₽₺₫₦₱₵₴₪₡₲₸₾৳฿﷼]|(?<![a-z])(?:"
    "usd|eur|gbp|chf|jpy|cny|inr|brl|cad|aud|sar|aed|egp|qar|kwd|sek|nok|dkk|pln|rub|krw|mxn|zar|rmb|hkd|sgd|nzd|"
    "try|jod|mad|omr|bhd|kes|ksh|ngn|ghs|ugx|tzs|etb|rwf|xof|xaf|fcfa|zmw|mwk|pkr|bdt|lkr|npr|idr|thb|vnd|myr|"
    "huf|czk|ron|bgn|uah|kzt|ars|clp|cop|cdf|ils|lbp|iqd|dzd|tnd|lyd|sdg|yer|twd|"
    r"rs\.?|r\$|kr\.?|bs\.?|s/\.?)(?![a-z])"
)


FRACTIONS: Final = {
    "½": "0.5",
    "¼": "0.25",
    "¾": "0.75",
    "⅓": "",
    "⅔": "",
    "⅛": "0.125",
    "⅕": "0.2",
    "⅖": "0.4",
    "⅗": "0.6",
    "⅘": "0.8",
    "⅜": "0.375",
    "⅝": "0.625",
    "⅞": "0.875",
}


_SIGNS: Final = str.maketrans(
    {
        "−": "-",
        "‐": "-",
        "‑": "-",
        "’": "'",
        "‘": "'",
        "＋": "+",
        "％": "%",
        "٪": "%",
        "：": ":",
        "，": ",",
        "．": ".",
        "／": "/",
        "（": "(",
        "）": ")",
        "＜": "<",
        "＞": ">",
        "＝": "=",
        "\u200e": None,
        "\u200f": None,
        "\u061c": None,
        "\ufe0f": None,
        "\u20e3": None,
        "\u200d": None,
        "‚": ",",
    }
)


class Quantity(Struct):
    """What a text was read into. `start` is the baseline of `10 → 20`; `words` are what the other fields do not say."""

    value: int | Decimal | None = None
    operator: str | None = None
    unit: str | None = None
    by: datetime.date | None = None
    per: str | None = None
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    change: int | Decimal | None = None
    start: int | Decimal | None = None
    words: str | None = None


class Piece(Struct):
    """A number with what stands around it. `sign` is what is written before it."""

    value: Number
    sign: str = ""
    unit: str = ""
    per: str = ""
    scale: int = 1
    times: bool = False
    words: str = ""


class Doubtful(Exception):
    """What is written may be two numbers, or a number and something that is not understood."""

    def __init__(self, refusal: Doubt | None = None) -> None:
        self.refusal = refusal


def plainly(text: str) -> str | None:
    """One kind of space, digit and sign; nothing where digits of two scripts stand together."""
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    if re.search(r"[0-9][٠-٩۰-۹]|[٠-٩۰-۹][0-9]|[0-9A-Za-z][²³¹⁰⁴-⁹]{1,}$|[0-9][²³¹⁰⁴-⁹]", text) and re.search(
        r"[0-9][٠-٩۰-۹²³¹⁰⁴-⁹]|[٠-٩۰-۹][0-9]", text
    ):
        return None
    digits = {ord(sign): str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal()}
    letters = {ord(sign): chr(ord(sign) - 0xFEE0) for sign in text if "Ａ" <= sign <= "ｚ" and sign.isalpha()}
    text = "".join(" " if _is_picture(sign) else sign for sign in text.translate(digits | letters))
    return re.sub("(?<=[0-9]) (?=[½¼¾⅓⅔⅛⅕⅖⅗⅘⅜⅝⅞])", "", " ".join(text.split()))


def _is_picture(sign: str) -> bool:
    return (
        unicodedata.category(sign) == "So"
        and ("\u2300" <= sign <= "\u2bff" or sign >= "\U0001f000")
        and sign not in "▲▼"
    )


def may_be_year(digits: str, unit: str, lead: str = "") -> bool:
    """Whether a number is a year, and no number of things: `2026 strategy`, `the 2026 reports`, but not `2026 leads`, `2026 EUR`."""
    if len(digits) != 4 or digits[:3] not in ("202", "203") or not unit[:1].isalpha() or unit.isupper():
        return False
    return "percent" not in unit and (lead.endswith("the") or not unit.endswith("s"))


def has_number(text: str) -> bool:
    """Whether there is a digit in it."""
    return any(sign.isdigit() or sign in FRACTIONS for sign in text)


def only_names(text: str) -> bool:
    """Whether all digits of a text are part of names, such as `P1` and `CO2`, and of no word that might be a number."""
    return not re.search(r"(?<![A-Za-z0-9])[0-9]", text) and not re.search(r"(?<![A-Za-z])[OoIl]+[0-9]", text)


def word_starts(text: str) -> list[int]:
    """Where words begin, from the left; between signs of scripts without spaces too."""
    return [
        at
        for at in range(1, len(text))
        if text[at] != " "
        and (
            text[at - 1] == " "
            or (is_unspaced(text[at]) and not is_unspaced(text[at - 1]))
            or is_unspaced(text[at - 1])
        )
    ]
