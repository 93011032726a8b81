"""One number with its words: operator, change, unit. `Churn <= 3 %`, `increase by at least 10%`, `5 days or less`.

What comes in: a phrase without its date. What goes out: a `Quantity`; `Doubtful` is raised where another number is left over.
"""

from __future__ import annotations

import re

from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities import doubts
from kpi_rules.plan.quantities.comparisons import (
    CHANGE_ENDS,
    change_in,
    fits,
    has_about,
    has_against,
    has_any,
    leftover,
    mentions,
    way_behind,
    without_way,
)
from kpi_rules.plan.quantities.lexicon import Lexicon
from kpi_rules.plan.quantities.parts import FRACTIONS, MONEY, RUN, Doubtful, Piece, Quantity, may_be_year, word_starts
from kpi_rules.plan.quantities.units import behind, rating
from kpi_rules.plan.words import first_phrase, is_unspaced, last_phrase, phrases_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_UNTIL: Final = ("до", "até", "hasta", "fino a", "jusqu'à", "حتى", "up to", "bis zu", "tot")
_NEGATED: Final = {"<": ">=", ">": "<="}
"""What a comparison in words means behind a negation: `must not be below 95%`."""
_COMPARED: Final = "(?!を(?:達成|維持|確保|目指す))(?:を|が|より|보다|를 |을 ).|.*(?:ない|않)"
"""What compares behind a number, in words that are not known."""
_TOWARDS: Final = r"(?:まで|까지) ?(?=[^\W\d])(?!に)"
"""What says that a number behind it is gone up or down to: `5%まで削減`."""
_LEVELS: Final = (
    "above",
    "über",
    "oberhalb",
    "au-dessus de",
    "por encima de",
    "por encima del",
    "acima de",
    "sopra",
    "oltre",
    "boven",
    "выше",
    "فوق",
)
_SIGNED_SCORE: Final = r"\be?nps\b|net promoter"
_BY: Final = ("um", "на", "by")
_COMPARATIVES: Final = (
    "más",
    "mas",
    "menos",
    "mais",
    "più",
    "meno",
    "plus",
    "moins",
    "more",
    "less",
    "mehr",
    "weniger",
    "больше",
    "меньше",
)
_CLOCK: Final = r"(?<![0-9.,:])[0-9]{1,3}:[0-5][0-9](?![0-9.,:])"
_METRES: Final = r"[0-9] ?(?:م|كم|سم|متر|كيلومتر)$"
"""What `2` and `3` belong to in Arabic, as in `620 م3`; behind other letters of it a number may begin."""
_LESS: Final = ("less", "moins", "menos", "meno", "weniger", "minder", "меньше", "أقل")


def single(text: str, words: Lexicon, conventions: Conventions, *, level: bool) -> Quantity | None:
    """One number and all that stands around it; nothing where the digits are part of names."""
    runs = numbers_in(text)
    named = [run for run in runs if is_name(text, run, words)]
    runs = [run for run in runs if run not in named]
    if not runs:
        return _fraction_alone(text, words)
    rated = rating(text, runs, words, conventions)
    if rated is None and len(runs) == 2 and (time := re.search(_CLOCK, text)):
        raise Doubtful(doubts.clock(time[0]))
    if rated is None and (len(runs) > 1 or named):
        raise Doubtful(doubts.two_numbers(*(text[run.start() : run.end()] for run in (runs + named)[:2])))
    run = runs[0]
    head, sign = _head(text[: run.start()], words)
    operator, lead, change, negated = _before(head, words)
    piece, after = rated or _behind_with_operator(text, words, run, conventions)
    sign = sign or piece.sign
    if (operator and after and operator != after) or (
        after and way_behind(f"{piece.words} {piece.unit}".lower(), words)
    ):
        raise Doubtful
    if not (operator or after) and may_be_year(run[0], piece.unit, lead):
        raise Doubtful
    return _made(piece, operator or after, lead, change, sign, words, level=level, negated=negated)


def _fraction_alone(text: str, words: Lexicon) -> Quantity | None:
    if any(sign in text for sign in FRACTIONS):
        raise Doubtful
    return None


def numbers_in(text: str) -> list[re.Match[str]]:
    """The numbers in a text, as they are written; not the digits of words such as `CO2`."""
    text = re.sub(r"(?<![0-9.,])([½¼¾⅓⅔⅛⅕⅖⅗⅘⅜⅝⅞])", r"0", text) if any(sign in FRACTIONS for sign in text) else text
    found, at = [], 0
    while run := re.compile(RUN).search(text, at):
        in_word = _is_in_word(text, run)
        at = run.start() + len(run[0].split(" ")[0]) if in_word else run.end()
        if not in_word:
            found.append(run)
    return found


def _is_in_word(text: str, run: re.Match[str]) -> bool:
    before = text[: run.start()]
    if not before:
        return False
    if re.search(f"(?:{MONEY})-?$", before.lower()) and not re.search(r"[a-z]{4}$", before.lower()):
        return False
    if run[0] in "23" and re.search(_METRES, before):
        return True
    glued = re.search(r"[^\W\d_][-/]?$", before)
    if glued is None or is_unspaced(glued[0][0]) or "\u0600" <= before[-1] <= "\u06ff":
        return False
    word = re.search(r"[^\W_]+[-/]?$", before)
    if word and word[0][0].isdigit():
        return False  # 10k-20k
    if word and (re.fullmatch(r"[OoIl]+|[xX]", word[0]) or (word[0] in "SBZ" and re.fullmatch("00+%?", run[0]))):
        raise Doubtful
    return before[-1] != "/"


def is_name(text: str, run: re.Match[str], words: Lexicon) -> bool:
    """Whether a number is part of a name: `ISO 27001`, `ISO 27001:2022`, `Tier 1`."""
    before = text[: run.start()].rstrip().lower()
    before = re.sub(r" ?[0-9]{3,5}(?:-[0-9])?:$", "", before) if len(run[0]) == 4 else before
    return bool(before) and bool(last_phrase(before, words["names"])) and run[0].replace(".", "").isdigit()


def _head(head: str, words: Lexicon) -> tuple[str, str]:
    """What stands before a number, without the signs that belong to it: `-$`, `±`, `~`."""
    head = head.rstrip().removesuffix("%").removesuffix(".") if head[-1:] in "%. " else head
    head = head.rstrip()
    low = head.lower()
    if about := last_phrase(low, words["about"]):
        raise Doubtful(doubts.about(head + about[:0]))
    if money := re.search(f"(?:{MONEY})$", low):
        head = head[: money.start()].rstrip()
        if about := last_phrase(head.lower(), words["about"]):
            raise Doubtful(doubts.about(head))
    sign = head[-1:] if head[-1:] in ("+", "-", "–") and head else ""
    stands_alone = len(head) == 1 or re.search(r"(?:^|[\s<>=≥≤:])[+–-]$", head)
    if sign and not stands_alone and not last_phrase(low[:-1], words["against"]):  # 前年比+10%
        raise Doubtful
    return head.removesuffix(sign).rstrip(), sign.replace("–", "-")


def _before(head: str, words: Lexicon) -> tuple[str | None, str, int, bool]:
    """Operator, words that lead up to it, and whether they speak of a change (1 up, -1 down, 2 to a level)."""
    low = head.lower().rstrip(" :")
    found = last_phrase(low, words["before"])
    if found and low.removesuffix(found).rstrip()[-1:] in ("<", ">", "=", "!", "≥", "≤"):
        raise Doubtful
    operator = words["before"].get(found) if found else None
    lead = low.removesuffix(found).strip(" :,") if found else low
    if has_about(lead, words) or (operator is None and lead and head.rstrip().endswith(("(", "[", "!", "~"))):
        raise Doubtful(doubts.about(head) if has_about(lead, words) else None)
    if operator and found and found[0].isalpha():
        operator, lead = _unless_negated(operator, lead, words)
    if last_phrase(lead, words["negations"]) or (lead and lead.split()[-1] in ("<", ">", "=")):
        raise Doubtful
    if (
        not operator
        and len(ending := lead.split()[-2:]) == 2
        and ending[0] in _COMPARATIVES
        and ending[1] in CHANGE_ENDS
    ):
        raise Doubtful  # menos del 5%: less than that, and no change by so much
    if lead in _LESS:
        raise Doubtful  # less 5%: minus, or less than
    change = change_in(lead, words, operator)
    if found and abs(change) == 1 and _is_level(found, operator, lead, change):
        raise Doubtful  # reduce below 5%: to that level, or by less
    if change and found in _UNTIL and lead.split()[-1] not in ("by", "на"):
        if found != "до":
            raise Doubtful  # increase up to 5: to a level of five, or by no more than five
        return None, head.lower(), 2, False
    if change == 0 and operator is None and not head.rstrip().endswith(":") and leftover(lead, words):
        raise Doubtful(doubts.behind_words(head))
    return operator, lead, change, False


def _is_level(found: str, operator: str | None, lead: str, change: int) -> bool:
    """Whether a comparison behind a word of change may be with the level to get to."""
    by = lead.rsplit(maxsplit=1)[-1] in ("by", "um", "на")
    return not by and found[0].isalpha() and (found in _LEVELS or (operator == "<" and change < 0))


def _unless_negated(operator: str, lead: str, words: Lexicon) -> tuple[str, str]:
    """What a comparison in words means behind a negation, and the words before that."""
    if (negated := last_phrase(lead, words["negated"])) and operator in _NEGATED:
        return _NEGATED[operator], lead.removesuffix(negated).strip(" :,")
    if lead.endswith("n't") and operator in _NEGATED:
        return _NEGATED[operator], lead
    if has_any(lead, words["negations"]) or "n't" in lead:
        raise Doubtful  # no downtime over 4 hours
    return operator, lead


def _behind_with_operator(
    text: str, words: Lexicon, run: re.Match[str], conventions: Conventions
) -> tuple[Piece, str | None]:
    """The number with what stands behind it, without an operator at the end: `5 days or less`, `90%+`, `95%以上`."""
    rest = text[run.end() :]
    if not rest.isascii() and (towards := re.sub(_TOWARDS, "に", rest)) != rest:
        text, rest = text[: run.end()] + towards, towards
    if rest.endswith("+") and rest.strip() != "+" and "+" in rest[:-1]:
        raise Doubtful
    if rest.endswith("+"):
        return behind(text[:-1].rstrip(), words, run, conventions), ">="
    if plus := re.match(r"((?: ?%|k|K|M|B|bn)?)\+(?= [^\W\d_])", rest):
        return behind(text[: run.end()] + plus[1] + rest[plus.end() :], words, run, conventions), ">="
    if rest.endswith("%-"):
        raise Doubtful  # as 95%+, the other way; or the beginning of a range
    found = last_phrase(rest.lower(), words["after"])
    if found in ("まで", "까지") and rest.strip().startswith("%"):
        raise Doubtful  # 95%まで: up to 95%, or until it is 95%
    if found:
        return behind(text[: len(text) - len(found)].rstrip(" ,"), words, run, conventions), words["after"][found]
    if any(word in rest.lower() for word in phrases_of(words["after"]).unspaced):
        raise Doubtful
    if moved := _operator_within(rest, words):
        return behind(text[: run.end()] + moved[0], words, run, conventions), moved[1]
    return behind(text, words, run, conventions), None


def _operator_within(rest: str, words: Lexicon) -> tuple[str, str] | None:
    """What stands behind a number without the operator in its midst, and that: `5 or fewer per month`, `10 or more users`."""
    for start in word_starts(rest):
        found = first_phrase(rest[start:].lower(), words["after"])
        said = rest[start + len(found) :].strip()
        if found and (" " in found or first_phrase(said.lower(), words["per"])):
            return f"{rest[:start].rstrip()} {said}".rstrip(), words["after"][found]
    return None


def _leads_to(lead: str, words: Lexicon) -> bool:
    """Whether the word before a number leads up to a level: `auf 5 % senken`."""
    return lead != "a" and bool(last_phrase(lead, words["to"])) and lead.rsplit(maxsplit=1)[-1] not in ("by", "um")


def _compares(said: str, words: Lexicon) -> bool:
    """Whether a percentage is so much above or below something: `10% below budget`."""
    return words["before"].get(first_phrase(said.strip(), words["before"])) in ("<", ">")


def _made(
    piece: Piece,
    operator: str | None,
    lead: str,
    change: int,
    sign: str,
    words: Lexicon,
    *,
    level: bool,
    negated: bool,
) -> Quantity:
    """One number with its words: a level, or a change."""
    said, unit = piece.words, piece.unit
    if sign == "+" and "percent" not in unit and re.search(_SIGNED_SCORE, lead):
        raise Doubtful  # NPS > +45: a level, or a change
    behind = f"{said} {unit}" if unit not in ("percent", "percentage points") else said
    if behind.strip().lower() in ("plus", "minus"):
        raise Doubtful  # 95% plus: or more, or a rise
    way = way_behind(behind.lower(), words)
    is_percent = unit in ("percent", "percentage points")
    if way and (re.match("(?:に|へ|まで|으로|로|까지)", said) or _leads_to(lead, words)):
        way = 0  # 5%に削減, auf unter 5 % senken: the level to get to
    if change == 2:
        change = 0
    elif abs(change) == 3:
        if not is_percent:
            raise Doubtful
        change //= 3
    if change and way and change != way:
        raise Doubtful
    way = change or way
    if lead in _BY and not way:
        raise Doubtful  # um 10 %: more, or less
    if (
        way
        or (sign and not level and (is_percent or sign == "+"))
        or (is_percent and has_against(behind.lower(), words))
    ):
        if piece.times or (sign == "-" and way == 1) or (sign == "+" and way == -1):
            raise Doubtful
        unit, rest = without_way(unit, words) if not is_percent else (unit, said)
        number = -piece.value if sign == "-" or way == -1 else piece.value
        kept = " ".join(filter(None, (lead, rest)))
        return Quantity(change=number, operator=operator, unit=unit or None, per=piece.per or None, words=kept or None)
    if unit and not is_percent and not piece.times and not fits(unit, words):
        raise Doubtful
    if said[:1] in tuple("<>=≤≥") or re.match(_COMPARED, said):
        raise Doubtful  # 90% ≤ x
    if said and (mentions(said.lower(), words) or (is_percent and _compares(said.lower(), words))):
        raise Doubtful
    if is_percent and has_against(lead, words):
        raise Doubtful  # 前年比110%
    value = -piece.value if sign == "-" else piece.value
    kept = " ".join(filter(None, (lead, said)))
    return Quantity(value, operator, unit or None, per=piece.per or None, words=kept or None)
