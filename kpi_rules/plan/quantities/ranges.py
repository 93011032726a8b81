"""Two numbers that are one quantity: `10 → 20`, `5–10 %`, `between 5 and 10`, `>= 5 and <= 10`.

What comes in: a phrase without its date. What goes out: a range, or a start and a target; nothing where it is neither.
"""

from __future__ import annotations

import re

from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities import doubts
from kpi_rules.plan.quantities.comparisons import fits, has_any, leftover
from kpi_rules.plan.quantities.lexicon import Lexicon
from kpi_rules.plan.quantities.parts import MONEY, Doubtful, Number, Piece, Quantity, word_starts
from kpi_rules.plan.quantities.single import is_name, numbers_in, single
from kpi_rules.plan.quantities.units import behind, scaled
from kpi_rules.plan.words import is_unspaced, last_phrase
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_TOWARDS: Final = r"([^\d]{0,6}?)(?:へ|に|으로|로)"
"""What says behind a number that it is one to get to: `60%から80%へ`."""


def ranged(text: str, words: Lexicon, conventions: Conventions) -> Quantity | None:
    """`10 → 20`, `from 10 to 20`, `5–10 %`, `between 5 and 10`, `>= 5 and <= 10`."""
    runs = [run for run in numbers_in(text) if not is_name(text, run, words)]
    if len(runs) != 2:
        return None
    one, other = runs
    middle = text[one.end() : other.start()]
    return _bounded(text, one, other, words, conventions) or _joined(text, one, other, middle, words, conventions)


def _bounded(
    text: str, one: re.Match[str], other: re.Match[str], words: Lexicon, conventions: Conventions
) -> Quantity | None:
    """Two comparisons, or one sign on each side of a name: `5 <= x <= 10`."""
    middle = text[one.end() : other.start()]
    if chain := re.fullmatch(r"\s*([^<>≤≥]*)(<=?|≤)[^<>≤≥]*(<=?|≤)\s*", middle):
        low, high = (
            behind(text[: one.end()] + chain[1], words, one, conventions),
            behind(text, words, other, conventions),
        )
        return _range(low, high, text[: one.start()])
    for start in word_starts(text[: other.start()]):
        if start <= one.end() - 1:
            continue
        left, right = text[:start].rstrip(" ,;"), text[start:]
        joined = last_phrase(left.lower(), words["alternatives"]) or last_phrase(left.lower(), words["and"])
        left = (
            left.removesuffix(left[len(left) - len(joined) :]).rstrip(" ,")
            if joined and not joined[0].isdigit()
            else left
        )
        if not left or not any(sign.isdigit() for sign in left):
            continue
        try:
            first, second = single(left, words, conventions, level=True), single(right, words, conventions, level=True)
        except Doubtful:
            continue
        if first is not None and second is not None and (found := _between(first, second)):
            return found
    return None


def _between(one: Quantity, other: Quantity) -> Quantity | None:
    """What lies between two bounds, whichever comes first."""
    signs = f"{one.operator}"[0] + f"{other.operator}"[0]
    low, high = (other, one) if signs == "<>" else (one, other)
    if signs not in ("<>", "><") or low.value is None or high.value is None:
        return None
    if low.value >= high.value or low.unit not in (None, high.unit):
        return None
    return Quantity(low=low.value, high=high.value, unit=high.unit, per=high.per)


def _joined(
    text: str, one: re.Match[str], other: re.Match[str], middle: str, words: Lexicon, conventions: Conventions
) -> Quantity | None:
    head = re.sub(f"(?:{MONEY})$", "", text[: one.start()].lower().rstrip()).rstrip()
    low = middle.lower()
    for start in range(len(low)):
        rest = low[start:]
        kind = _joint(rest.strip(), head, words)
        if (
            kind == "range"
            and rest.strip() in ("から", "에서")
            and (towards := re.match(_TOWARDS, text[other.end() :]))
        ):
            kind = "from"
            text = text[: other.end()] + towards[1] + text[other.end() + towards.end() :]
        if kind is None or _splits_word(low, start):
            continue
        left = behind(text[: one.end() + start].rstrip(), words, one, conventions)
        right = behind(text, words, other, conventions)
        if re.fullmatch(f" ?[-–] ?(?:{MONEY})? ?", rest):
            right = replace(right, sign="")  # it stands between them
        return _two(kind, left, right, head, words)
    return None


def _splits_word(low: str, at: int) -> bool:
    return bool(at) and low[at - 1].isalpha() and low[at].isalpha() and not is_unspaced(low[at])


def _joint(joint: str, head: str, words: Lexicon) -> str | None:
    """What stands between two numbers makes of them: `from`, `range`, or neither."""
    joint = re.sub(f"^(.*?)(?: ?(?:{MONEY}))$", r"\1", joint).strip()
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
    if joint in words["to"] and head.split()[-1:] in (["by"], ["um"]):
        return None  # increase by 10 to 15%: so much more, and from nowhere
    if joint in words["to"] and (has_any(head, words["up"]) or has_any(head, words["down"])):
        return "from"
    if joint in words["through"] and not between:
        return "range"
    return None


def _two(kind: str, left: Piece, right: Piece, head: str, words: Lexicon) -> Quantity:
    scale = right.scale if left.scale == 1 else 1
    before, after = scaled(left.value, scale), right.value
    if left.sign in ("-", "-$") and kind == "range" and not head:
        before = -before
    elif left.sign not in ("", "-") or right.sign not in ("", "-") or (left.sign == "-" and kind == "range"):
        raise Doubtful
    if kind == "from" and left.sign == "-":
        before = -before
    if right.sign == "-":
        after = -after
    if left.unit and right.unit and left.unit != right.unit and not _is_one_of(left.unit, right.unit):
        raise Doubtful
    if left.per and right.per and left.per != right.per:
        raise Doubtful  # from 3 per week to 3 per day
    unit, per = right.unit or left.unit or None, right.per or left.per or None
    said = right.words or None
    if kind == "from":
        return Quantity(after, unit=unit, per=per, start=before, words=said)
    if unit and not fits(unit, words):
        raise Doubtful
    if before >= after or (not unit and after in range(2020, 2050)) or _are_years(before, after, unit):
        raise Doubtful(doubts.two_numbers(f"{before}", f"{after}"))
    begun = last_phrase(head, words["between"]) or last_phrase(head, words["from"])
    if leftover(re.sub("^[^:]*:", "", head.removesuffix(begun)).strip(), words):
        raise Doubtful
    return Quantity(low=before, high=after, unit=unit, per=per, words=said)


def _is_one_of(one: str, other: str) -> bool:
    """Whether two units differ in their number alone: from 4 days to 1 day."""
    return f"{one}s" == other or f"{other}s" == one


def _are_years(before: Number, after: Number, unit: str | None) -> bool:
    return not unit and all(1900 <= each <= 2199 for each in (before, after))


def _range(low: Piece, high: Piece, head: str) -> Quantity:
    if head.strip() or low.value >= high.value:
        raise Doubtful
    return Quantity(low=low.value, high=high.value, unit=high.unit or low.unit or None)
