"""Words around a number that say more than its unit: a change, a comparison, an alternative.

What comes in: words and a `Lexicon`. What goes out: which way they lead, and whether they are a unit at all. Knows nothing of digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from kpi_rules.plan.quantities.lexicon import Lexicon
from kpi_rules.plan.quantities.parts import Doubtful
from kpi_rules.plan.words import first_phrase, is_unspaced, last_phrase, phrases_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_UNIT: Final = r"(?:[^\W\d_]|[$£¥\u20a0-\u20cf৳฿﷼°‰№])(?:[^\W\d_]|[-'./&’· ³²°$£¥\u20a0-\u20cf%#]|(?<=[^\W\d_])[0-9]{1,2}(?![0-9]))*"


_MISSPELT_SCALE: Final = r"(?:m|b|tr|quadr)il(?:l|j|h)?i?(?:on|ón|ao|ão|oe|õe|ar)"
"""What begins so is a great number in somebody's spelling."""


AND_MORE: Final = r"و ?(?:نصف|ربع|ثلث|واحد|اثن|عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع|مئ?ا?ئ?[ةت]|[أا]لف|مليون)"
"""What a number in Arabic goes on with: three *and twenty*, a million *and a half*."""


CHANGE_ENDS: Final = ("by", "um", "de", "en", "em", "di", "del", "met", "на", "بنسبة", "of", "بمقدار", "ب", "to", "d'")


def has_about(said: str, words: Lexicon) -> bool:
    """Whether words say that a number is not exact."""
    low = said.lower()
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low) for word in words["about"] if word in low)


def change_in(lead: str, words: Lexicon, operator: str | None) -> int:
    """What the words before a number say of a change: 1 more, -1 less, 2 that it is a level to get to, 0 nothing."""
    way = 1 if has_any(lead, words["up"]) else -1 if has_any(lead, words["down"]) else 0
    if not way:
        return 0
    ending = lead.rsplit(maxsplit=1)[-1] if lead else ""
    if (last_phrase(lead, words["to"]) or ending == "tot") and ending not in ("by", "um"):
        return 2
    if ending in CHANGE_ENDS or last_phrase(lead, words["up"]) or last_phrase(lead, words["down"]):
        return way
    return 2 if operator else 3 * way


def has_any(text: str, table: Mapping[str, object]) -> bool:
    """Whether one of a table's words is in a text."""
    parts = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[↑↓▲▼]", text)
    return any(part in table for part in parts) or any(
        len(word) > 1 and word in text for word in phrases_of(table).unspaced
    )


def leftover(lead: str, words: Lexicon) -> bool:
    """Whether words before a number are others than those that lead up to one."""
    while lead:
        known = (
            first_phrase(lead, words["lead"])
            or first_phrase(lead, words["to"])
            or first_phrase(lead, words["up"])
            or first_phrase(lead, words["down"])
            or first_phrase(lead, words["of"])
            or first_phrase(lead, words["against"])
        )
        if not known:
            return True
        lead = lead[len(known) :].strip(" :")
    return False


def mentions(said: str, words: Lexicon) -> bool:
    """Whether words behind a number open an alternative: `95% or 90`, `5% to be confirmed`."""
    return (
        re.search(r"\bunacceptable|\binsufficient|\bnot (?:acceptable|accepted|allowed|enough|sufficient)", said)
        is not None
        or first_phrase(said, words["alternatives"]) in ("or", "oder", "ou", "o", "или", "أو", "或")
        or "tbc" in said.split()
        or "tbd" in said.split()
    )


def way_behind(said: str, words: Lexicon) -> int:
    """Which way the words behind a number lead: 1 up, -1 down, 0 nowhere."""
    up, down = (
        first_phrase(said.strip(), words[name]) or last_phrase(said.strip(), words[name]) for name in ("up", "down")
    )
    if not up and not down and has_against(said, words):
        up, down = (has_any(said, words[name]) for name in ("up", "down"))  # type: ignore[assignment]
    if up and down:
        raise Doubtful
    return 1 if up else -1 if down else 0


def has_against(said: str, words: Lexicon) -> bool:
    """Whether words compare with another time."""
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) or (is_unspaced(word[0]) and word in said)
        for word in words["against"]
        if word in said
    )


def without_way(unit: str, words: Lexicon) -> tuple[str, str]:
    """`more leads` → `leads`; what compares is kept apart."""
    low = unit.lower()
    for name in ("up", "down"):
        if word := first_phrase(low, words[name]):
            return unit[len(word) :].strip(), word
        if word := last_phrase(low, words[name]):
            return unit[: len(unit) - len(word)].strip(), word
    return ("", unit) if has_against(low, words) else (unit, "")


def _without_marks(unit: str) -> str:
    """Words without what is written over and under their letters, in Arabic, Hindi, Hebrew, Thai."""
    if unit.isascii():
        return unit
    return "".join(sign for sign in unit if unicodedata.category(sign)[0] != "M")


def fits(unit: str, words: Lexicon | None = None) -> bool:
    """Whether words are the unit of a number, and nothing that may be part of it."""
    if (
        unit[:1] in "成割一二三四五六七八九十百千余多几"
        or unit == "T"
        or unit.lower() in ("am", "pm", "a.m", "p.m", "cr", "cr.", "tn")
    ):
        return False
    if unit in tuple("kKmMbBxXOolIeE") or re.match(
        r"(?:[kKMBTmb]|KK|kk|nines|[OI]*O[OI]*|[Bb]io|[°oO]/[oO])(?: |$)", unit
    ):
        return False
    if re.match(rf"{AND_MORE}|(?:y|e|o|u|и|с) |-fold", unit):  # 5 millones y medio
        return False
    if not re.fullmatch(_UNIT, _without_marks(unit)) or re.search(r"(?<!\w)(?:[QqHh][1-4]|FY[0-9]*)(?!\w)", unit):
        return False
    if words is None:
        return True
    low = unit.lower()
    if any(word in low for word in phrases_of(words["about"]).unspaced if len(word) > 1):
        return False  # 50件程度
    unfit = ("alternatives", "about", "numbers", "after", "against", "scales", "negations", "of", "to")
    if any(len(first_phrase(low, words[name])) > 1 for name in unfit) or re.match(_MISSPELT_SCALE, low):
        return False
    parts = low.split()
    return (
        not any(part in words[name] for part in parts for name in ("numbers", "about", "up", "down"))
        and not any(
            part
            in (
                "or",
                "than",
                "vs",
                "versus",
                "compared",
                "tbd",
                "tbc",
                "pending",
                "by",
                "until",
                "oder",
                "als",
                "и",
                "или",
                "أو",
            )
            for part in parts
        )
        and not set(parts[1:]) & {"max", "min", "max.", "min.", "maximum", "minimum"}
        and not re.match(r"(?:st|nd|rd|th|er|re|ère|e|ème|eme|ste)\b", low)
    )
