"""The date of a phrase, before the number, behind it or in brackets: `95% by Q4 2026`, `2026年末までに95%`.

What comes in: a phrase. What goes out: the phrase without its date, and the date; `Doubtful` is raised where it may be two.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.calendar.date_words import end_words, opening_words, since_words, vague_words
from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities.comparisons import has_any
from kpi_rules.plan.quantities.lexicon import lexicon
from kpi_rules.plan.quantities.parts import Doubtful, Quantity, has_number, only_names, word_starts
from kpi_rules.plan.words import first_phrase, is_unspaced, languages_of, last_phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST_DATE: Final = 60
_FULL_DATE: Final = r"[0-9]{1,2}(?:\.|st|nd|rd|th)? ?[^\W\d_].*[0-9]{4}|[^\W\d_]{3,9}\.? [0-9]{1,2},? [0-9]{4}|[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}"


def take_date(text: str, conventions: Conventions, kept: list[str]) -> tuple[str, datetime.date | None, str]:
    """The text without its date, and the date; it may stand in the brackets."""
    for bracket in kept:
        inner = bracket.strip(".")[1:-1].strip()
        if has_number(inner) and not only_names(inner):
            if (date := _date_in(inner, conventions)) is None:
                raise Doubtful
            return _plus(text, date, conventions, bracket)
    if opened := re.match(r"(.{2,40}?)[:,] (?=.*[0-9])", text):
        date = _date_in(opened[1], conventions)
        if date is not None:
            return text[opened.end() :], date, ""
    if found := _date_before(text, conventions) or _date_opened(text, conventions):
        return (*found, "")
    return (*_date_behind(text, conventions), "")


def dated_words(text: str, conventions: Conventions) -> Quantity | None:
    """Words with a date and no number: `Launch by Q4 2026`, `Better from 2026/27`."""
    opening = opening_words(languages_of(text))
    for start in (0, *word_starts(text)):
        head, word = text[:start], first_phrase(text[start:].lower(), opening)
        word = word or (since[0] if (since := re.match("(?:from|since|starting) ", text[start:].lower())) else "")
        if has_number(head):
            return None
        rest = text[start + len(word) :].strip(" .")
        is_full = bool(start) and re.fullmatch(_FULL_DATE, rest[:_LONGEST_DATE]) is not None  # Go-live 1 March 2026
        if (
            not (word or is_full)
            or len(rest) < 4
            or (start and not re.search("[^\\W\\d_]{2}", head))
            or not has_number(rest)
        ):
            continue
        if re.fullmatch(r"(?:19|20|21)[0-9]{2}[/-][0-9]{2}(?:[0-9]{2})?", rest):
            return Quantity(words=text)
        date = None if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]+)?|[0-9]+:[0-9]+", rest) else parse_date(rest, conventions)
        if isinstance(date, Doubt):
            raise Doubtful(date)
        if date is not None:
            return Quantity(by=date, words=text)
    return None


def _date_before(text: str, conventions: Conventions) -> tuple[str, datetime.date] | None:
    """The text behind a date that it begins with, as it does in the East: `2026年末までに95%`, `到2026年底95%`."""
    found = None
    for match in re.finditer(
        r"(?:年(?=[,，、 0-9<>≥≤]|达|達|实现|實現|完成|力争|控制|保持|不|至少|最)|말까지|末までに|末まで|までに|まで|까지|[日底末]?(?:之前|前)|底|末|日|月|일|월)[,、，]? ?(?=[^年月日년월일末底]*[0-9])",
        text,
    ):
        written = re.sub(r"^(?:截至|截止|到|在|于)|(?:までに|まで|까지|之前|前)?[,、，]? ?$", "", text[: match.end()])
        date = parse_date(written, conventions) if re.match("[0-9]{4}", written) else None
        if isinstance(date, datetime.date):
            if re.search("[0-9][年月](?:之前|前)[,、，]? ?$", text[: match.end()]):
                raise Doubtful  # 2026年前: until it ends, or before it begins
            found = text[match.end() :], date  # the longest is meant: 2026年12月31日, and not 2026年12月
    return found


def _date_opened(text: str, conventions: Conventions) -> tuple[str, datetime.date] | None:
    """The text behind a date that a word opens: `bis Ende Q3 2026 mindestens 95 %`, `entro fine 2026 95%`."""
    languages, low = languages_of(text), text.lower()
    if not first_phrase(low, opening_words(languages)) and not first_phrase(low, end_words(languages)):
        return None
    refused: Doubt | None = None
    for start in reversed(word_starts(text[:_LONGEST_DATE])):
        written = text[:start].rstrip(" ,;:–—-")
        if not has_number(written) or not has_number(text[start:]) or written[-1] in "<>=≥≤":
            continue
        try:
            date = _date_in(written, conventions)
        except Doubtful as doubtful:
            refused = refused or doubtful.refusal
            continue
        if date is not None:
            return text[start:], date  # the longest is meant
    if refused is not None:
        raise Doubtful(refused)
    return None


def _plus(
    text: str, date: datetime.date, conventions: Conventions, bracket: str
) -> tuple[str, datetime.date | None, str]:
    rest, other = _date_behind(text, conventions)
    if other is not None:
        raise Doubtful
    return rest, date, bracket


def _date_in(text: str, conventions: Conventions) -> datetime.date | None:
    """The date that a whole text is, with or without a word such as `by`."""
    opening = first_phrase(text.lower(), opening_words(languages_of(text)))
    for written in filter(None, (text, text[len(opening) :].strip() if opening else "")):
        date = (
            None
            if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]+)?|[0-9]+:[0-9]+", written)
            else parse_date(written, conventions)
        )
        if isinstance(date, Doubt):
            raise Doubtful(date)
        if date is not None:
            _check_vague(opening, text[len(opening) :].strip(), date, conventions)
            return date
    return None


def _date_behind(text: str, conventions: Conventions) -> tuple[str, datetime.date | None]:
    """The text without the date at its end. It stands behind the number: what comes before it must hold one."""
    opening = opening_words(languages_of(text))
    low = text.lower()
    refused: Doubt | None = None
    for start in word_starts(text):
        head, written = text[:start].rstrip(" ,;-–"), text[start:]
        if not has_number(head) or len(written) < 4 or len(written) > 60 or low.startswith("out of", start):
            continue
        word = first_phrase(low[start:], opening)
        rest = written[len(word) :].strip()
        date = parse_date(rest, conventions) if word and rest else None
        if date is None and (not word or not rest):
            date = _unopened(head, written, conventions)
        if isinstance(date, datetime.date):
            _check_compared(head, word, rest, date, conventions)
            _check_vague(
                head if word == "" else word, written[len(word) :].strip() if word else written, date, conventions
            )
            return _without_opening(head, opening), date
        refused = refused or date
    if refused is not None:
        raise Doubtful(refused)
    return text, None


def _check_compared(head: str, word: str, written: str, date: datetime.date, conventions: Conventions) -> None:
    """Doubt a date that a number is compared with: `10% more than in 2025`, `5% rispetto al 2024`, `a rise of 10% on 2024`."""
    against = lexicon(head)["against"]
    low = head.lower()
    if last_phrase(low, against) or (word and last_phrase(f"{low} {word}", against)):
        raise Doubtful
    if word in ("к", "ко") and (has_any(low, lexicon(head)["up"]) or has_any(low, lexicon(head)["down"])):
        raise Doubtful  # рост на 10% к 2025 году: until then, or compared with then
    if word == "on" and parse_date(written, conventions, first=True) != date:
        raise Doubtful


def _check_vague(before: str, written: str, date: datetime.date, conventions: Conventions) -> None:
    """Doubt a longer time that something comes before or after, and a year behind a word that nobody knows."""
    before = before.lower().rstrip()
    if last_phrase(before, since_words(languages_of(before))):
        raise Doubtful  # 95% from 2026-04-01
    vague = last_phrase(before, vague_words(languages_of(before)))
    if vague and parse_date(written, conventions, first=True) != date:
        raise Doubtful


def _without_opening(head: str, opening: Mapping[str, object]) -> str:
    word = last_phrase(head.lower(), opening)
    spaced = word and len(head) > len(word) and (head[-len(word) - 1] == " " or is_unspaced(word[0]))
    return head[: -len(word)].rstrip(" ,;") if spaced and word else head


def _unopened(head: str, written: str, conventions: Conventions) -> datetime.date | Doubt | None:
    """A date without a word before it: more than a year, or a year that cannot be part of a number."""
    if re.fullmatch(r"[0-9]{4}", written) and head[-1:].isalpha():
        return None
    if head[-1:].isdigit() and written[0].isdigit():
        return None
    if not re.match(r"[A-Za-z0-9\u0600-\u06ff\u0400-\u04ff\u2e80-\u9fff\uac00-\ud7af]", written) or re.fullmatch(
        r"[0-9]{1,3}(?:[ .,][0-9]{3})*\D*|[0-9]+[.,/:][0-9]{1,3}", written
    ):
        return None
    if not re.search("[0-9]", written):
        return None
    return parse_date(written, conventions)
