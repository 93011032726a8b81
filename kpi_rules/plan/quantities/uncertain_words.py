"""Words that are a number for certain, and it is not certain which: `two thirds`, `hundreds of users`, `two hundred and fifty`, `one in ten`.

What comes in: a phrase without a digit, in small letters, and a `Lexicon`. What goes out: whether it is such a one. Reads no number.
"""

from __future__ import annotations

import re

from kpi_rules.plan.quantities.comparisons import AND_MORE, CHANGE_ENDS
from kpi_rules.plan.quantities.lexicon import Lexicon
from kpi_rules.plan.quantities.parts import word_starts
from kpi_rules.plan.words import first_phrase, last_phrase, phrases_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_JOINTS: Final = ("out of", "of", "to", "through", "and", "alternatives")
_PARTS: Final = ("a", "half", "medio", "media", "mezzo", "meio", "demi", "halbe", "نصف")
_HAN: Final = "[〇零一二两兩三四五六七八九十百千万萬億亿兆]{2,}[成割%％円元回次件本名人個个社天家项項位つ개건명회번]?"
_HAN_RANGE: Final = r"[一二三四五六七八九十百千万]+[到至][一二三四五六七八九十百千万]+"


def plain_number(low: str, words: Lexicon) -> tuple[str, int]:
    """The digits of the number in words that a text begins with, and how long its words are."""
    word = first_phrase(low, words["numbers"])
    one = "" if word else first_phrase(low, words["one"])
    return (words["numbers"].get(word, "1"), len(word or one)) if word or one else ("", 0)


def is_part(low: str, words: Lexicon) -> bool:
    """Whether it is a part of something, `two thirds of the stores`, `increase by a third`: a percentage, or so many of them."""
    rest = low[len(first_phrase(low, words["before"])) :].strip()
    if part := first_phrase(rest, words["fractions"]):
        rest = rest[len(part) :].strip()
        if not rest or any(first_phrase(rest, words[name]) for name in ("of", "up", "down")) or rest.startswith("ال"):
            return True
    if any(part in low for part in phrases_of(words["fractions"]).unspaced if len(part) > 1):
        return True
    low = low.removesuffix(last_phrase(low, words["up"]) or last_phrase(low, words["down"])).rstrip()
    part = last_phrase(low, words["fractions"])
    lead = low.removesuffix(part).rstrip() if part else ""
    return lead[-2:] == "d'" or (lead != "" and lead.rsplit(maxsplit=1)[-1] in CHANGE_ENDS)


def is_vague(low: str, words: Lexicon) -> bool:
    """Whether words are so many that nobody counted: `hundreds of users`, `near zero`."""
    if first_phrase(low, words["vague"]):
        return True
    near = first_phrase(low, words["near"]) or first_phrase(low, words["about"])
    return bool(near) and plain_number(low[len(near) :].strip(), words)[1] > 0


def has_percentage(low: str, words: Lexicon) -> bool:
    """Whether there is a percentage in words among others: `sell ninety percent of them`."""
    for start in (0, *word_starts(low)):
        number = first_phrase(low[start:], words["numbers"]) or first_phrase(low[start:], words["scales"])
        if number and first_phrase(low[start + len(number) :].lstrip(), words["percent"]):
            return True
    return False


def is_sum(low: str, words: Lexicon) -> bool:
    """Whether words are a number that nobody reads here: `two hundred and fifty`."""
    rest = low[len(first_phrase(low, words["before"])) :].strip()
    below = rest.removeprefix("minus ").removeprefix("negative ")
    if below != rest and plain_number(below, words)[1]:
        return True
    parts = [part for part in re.split(r"[ -]", rest)[:5] if part not in words["and"]][:4]
    numbers = [part in words["numbers"] or int(words["scales"].get(part, 1)) >= 12 for part in parts]
    if len(parts) > 1 and parts[0] in words["numbers"] and parts[1] in words["numbers"]:
        return True
    begun = bool(parts) and (parts[0] in words["numbers"] or parts[0] in _PARTS)
    return begun and (
        sum(numbers) > 1
        or (len(parts) <= 4 and all(one or part in _PARTS for one, part in zip(numbers, parts, strict=True)))
    )


def goes_on(low: str, words: Lexicon) -> bool:
    """Whether it is a number in Arabic that has more than one word, or signs of the East: `مليون ونصف`, `一万二千`."""
    rest = low[len(first_phrase(low, words["before"])) :].strip()
    word = first_phrase(rest, words["numbers"]) or first_phrase(rest, words["scales"])
    if word and "\u0600" <= word[0] <= "\u06ff":
        return word[-1] == "ا" or bool(re.match(AND_MORE, rest[len(word) :].strip()))
    return rest != "万一" and re.fullmatch(f"{_HAN}|{_HAN_RANGE}", rest) is not None


def are_two(low: str, words: Lexicon) -> bool:
    """Whether words are two numbers that nobody joins here: `one in ten`, `two out of three`, `five or six`."""
    between = first_phrase(low, words["between"]) or first_phrase(low, words["from"])
    rest = low[len(between) :].strip()
    rest = rest[plain_number(rest, words)[1] :].strip() if plain_number(rest, words)[1] else ""
    joints = ("in",) if rest.startswith("in ") else (first_phrase(rest, words[name]) for name in _JOINTS)
    joint = max(joints, key=len)
    return bool(joint) and bool(first_phrase(rest[len(joint) :].strip(), words["numbers"]))
