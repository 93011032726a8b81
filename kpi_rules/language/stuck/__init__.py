"""Where a word has no place: what stands there, and what was most likely meant.

Comes in: the words of a declaration, the one that the grammar has no place for, and what it would have taken. Goes out: one diagnostic. The likelier
comes first: what is sure from the words alone, then habits of other languages (`habits`), then what may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import stuck_messages as messages
from kpi_rules.language.habits import meant
from kpi_rules.language.habits.clauses import BEGINNINGS, ENDS, HEADS, clause_for
from kpi_rules.language.habits.forms import FORMS
from kpi_rules.language.lexer import CLAUSE_WORDS, VALUE_ENDS, Lexeme
from kpi_rules.language.stuck.place import CLOSING, COMPARE, OPENING, Answer, Place
from kpi_rules.language.stuck.plainly import expected, hinted, plainly, side_by_side, unknown_clause
from kpi_rules.source import Location, Source, Span

_LEVELS = ("MUST", "SHOULD", "COULD")
_TEXT_CLAUSES = ("SAY", "FIX", "BECAUSE", "SOURCE")
_JOINING = frozenset(["AND", "OR", "NOT", "PLUS", "MINUS", "STAR", "SLASH", "OTHERWISE", "THEN", "ELSE", *COMPARE])


def stuck(source: Source, lexemes: Sequence[Lexeme], index: int, accepts: frozenset[str]) -> Diagnostic:
    """What is wrong where the grammar has no place for a word, or for the end."""
    place = Place(source, lexemes, index, accepts)
    for look in _LOOKS:
        answer = look(place)
        if answer is not None:
            said, span = answer
            return Diagnostic(said.message, Location(source, span), said.help)
    said = plainly(place)
    return Diagnostic(said.message, Location(source, place.span), said.help)


# sure from the words alone


def _levels(place: Place) -> Answer | None:
    if place.kind in _LEVELS and place.before_kind in _LEVELS:
        return messages.not_expected(place.word, (), messages.hint_one_level()), place.span
    if place.kind in _LEVELS and place.before_kind == "THEN":
        return messages.not_expected(place.word, (), messages.hint_when()), place.span
    return None


def _quote_within_text(place: Place) -> Answer | None:
    """`"The plan "x" is short"`."""
    if place.before_kind != "TEXT_END" or place.found is None or place.before is None:
        return None
    opening = next(at for at in range(place.index - 1, -1, -1) if place.lexemes[at].kind == "TEXT_START")
    start = place.lexemes[opening].span.start
    in_clause = opening > 0 and place.lexemes[opening - 1].kind in (*_TEXT_CLAUSES, "RULE_ID")
    line = place.rest_of_line(start)
    adjoins = place.before.span.end == place.found.span.start
    is_word = place.word[:1].isalnum()
    if not is_word or not ((place.kind == "NAME" and in_clause) or adjoins) or line.count('"') < 3:
        return None
    plain = line.endswith('"') and "{" not in line
    better = '"' + re.sub(r'(?<!\\)"', r"\\" + '"', line[1:-1]) + '"' if plain else None
    return messages.quote_within_text(better), place.before.span


def _where(place: Place) -> Answer | None:
    """`where` after the demand, or where a clause begins."""
    if place.kind != "WHERE" or "RPAR" in place.accepts:
        return None
    condition = place.rest_of_line(place.span.end) or "…"
    loops = [
        at for at in range(place.index - 1) if place.lexemes[at].kind == "FOR" and place.lexemes[at + 1].kind == "EACH"
    ]
    if not loops:
        return messages.lonely_where(condition), place.span
    loop = place.rest_of_line(place.lexemes[loops[-1]].span.start)
    joined = f"{loop} and {condition}" if " where " in loop else f"{loop} where {condition}"
    return messages.late_where(joined, condition), place.span


def _text_wanted(place: Place) -> Answer | None:
    """`say plan.title`."""
    if place.before_kind == "RULE_ID" and place.before and (place.found is None or place.kind in CLAUSE_WORDS):
        return messages.no_title(str(place.before.value)), place.before.span
    if place.before_kind not in _TEXT_CLAUSES or place.found is None or place.kind in CLAUSE_WORDS:
        return None
    rest = place.rest_of_line(place.span.start).lstrip(":= ")
    if '"' in rest:
        return None
    value = re.fullmatch(r"[^\W\d][\w.]*(?:\([^()]*\))?", rest)
    better = f'"{{{rest}}}"' if value and ("." in rest or "(" in rest) else f'"{rest}"'
    whole = place.rest_of_line(place.span.start)
    return messages.text_is_needed(whole, better), Span(place.span.start, place.span.start + len(whole))


def _if_clause(place: Place) -> Answer | None:
    """`if` or `unless` where a clause may begin."""
    unless = place.word.lower() == "unless"
    if not (place.kind == "IF" or unless) or not place.clause_may_begin or place.before_kind in CLAUSE_WORDS:
        return None
    rest = place.rest_of_line(place.span.end)
    clauses = [one.kind for one in place.lexemes[: place.index] if one.kind in CLAUSE_WORDS]
    of_loop = clauses[-1:] == ["FOR"] and not place.begins_line(place.lexemes[place.index])
    if of_loop or (re.search(r"\belse\b", rest) and not place.begins_line(place.lexemes[place.index])):
        return None
    condition = re.split(r"\s*(?:\bthen\b|:\s*$|\{|,\s*$)", rest)[0].strip() or "…"
    return messages.as_when(place.word, f"not ({condition})" if unless else condition), place.span


# as it is written elsewhere


def _beginning(place: Place) -> Answer | None:
    """A clause, a loop or a head as it begins elsewhere."""
    first = place.index
    while first > 0 and not (first < len(place.lexemes) and place.begins_line(place.lexemes[first])):
        first -= 1
    if first and place.lexemes[first - 1].kind not in VALUE_ENDS:
        return None
    lonely = place.before_kind == "NAME" and place.index > 1 and place.lexemes[place.index - 2].kind == "EACH"
    span = place.before.span if lonely and place.before else place.span
    return meant(HEADS if first == 0 else BEGINNINGS, place.source, span)


def _form(place: Place) -> Answer | None:
    return meant(FORMS, place.source, place.span)


def _clause_elsewhere(place: Place) -> Answer | None:
    """A word that begins a clause elsewhere, or a value that is named without `let`."""
    found = place.found
    if found is None or not place.clause_may_begin or not place.begins_line(found) or not re.match(r"\w", place.word):
        return None
    if place.word.lower() in ENDS:
        return messages.needless_sign(place.word), place.span
    better = clause_for(place.rest_of_line(place.span.start), place.word)
    return (messages.clause_elsewhere(place.word, better), place.span) if better else None


# signs


def _comma(place: Place) -> Answer | None:
    if place.kind != "COMMA" or not place.value_has_ended or place.opened():
        return None
    clauses = [kind for kind in place.kinds_of_clause() if kind in CLAUSE_WORDS]
    if (
        clauses
        and clauses[0] not in (*_LEVELS, "WHEN", "FOR")
        and not (place.after is None or place.after.kind in CLAUSE_WORDS)
    ):
        return None
    if place.after is None or place.after.kind in CLAUSE_WORDS:
        return messages.needless_sign(","), place.span
    if place.before_kind not in VALUE_ENDS or not place.clause_may_begin:
        return None
    line = place.rest_of_line(place.source.text.rfind("\n", 0, place.span.start) + 1)
    at = place.span.start - place.source.text.rfind("\n", 0, place.span.start) - 1
    whole = place.source.text[place.source.text.rfind("\n", 0, place.span.start) + 1 :].split("\n")[0]
    better = (whole[:at] + " and" + whole[at + 1 :]).partition(" #")[0].strip() if line.count(",") == 1 else None
    return messages.comma_between_conditions(better), place.span


def _needless(place: Place) -> Answer | None:
    """A colon, point or the like between clauses."""
    if place.kind == "DOT" and place.value_has_ended and (place.after is None or place.after.kind in CLAUSE_WORDS):
        return messages.needless_sign("."), place.span
    if place.kind == "THEN" and place.value_has_ended and "IF" not in place.kinds_of_clause():
        return messages.needless_sign(place.word), place.span
    lonely = place.after is None or place.after.kind in CLAUSE_WORDS or place.begins_line(place.after)
    after_clause = place.before_kind in CLAUSE_WORDS
    if place.kind in ("COLON", "DOT") and (after_clause or (place.clause_may_begin and lonely)):
        return messages.needless_sign(place.word), place.span
    if place.before_kind == "DOT" and place.before and place.kind in CLAUSE_WORDS:
        return messages.needless_sign("."), place.before.span
    return None


def _brackets(place: Place) -> Answer | None:
    """Brackets that are not closed, close nothing, or close others."""
    open_ = place.opened()
    if place.kind in OPENING:
        closing = place.word
        if not open_:
            return messages.bracket_not_opened(closing, CLOSING[OPENING[place.kind]][0]), place.span
        opening, right = CLOSING[open_[-1].kind]
        if right != closing:
            return messages.other_bracket(closing, opening, right), place.span
    elif open_ and (place.found is None or (place.kind in CLAUSE_WORDS and place.value_has_ended)):
        opening, right = CLOSING[open_[-1].kind]
        return messages.bracket_not_closed(opening, right), open_[-1].span
    return None


def _no_value(place: Place) -> Answer | None:
    """A clause or the end where a value is needed."""
    if place.before is not None and (place.found is None or place.kind in CLAUSE_WORDS):
        if place.before_kind in _TEXT_CLAUSES:
            return messages.no_text(str(place.before.value)), place.before.span
        if place.accepts == {"EQUALS"} and place.before_kind == "NAME":
            return messages.let_without_value(str(place.before.value)), place.before.span
    if not place.value_is_wanted or place.before is None or not (place.found is None or place.kind in CLAUSE_WORDS):
        return None
    before = place.source.slice(place.before.span)
    if (
        place.before_kind == "EQUALS"
        and place.index > 1
        and place.lexemes[place.index - 3 : place.index - 2]
        and place.lexemes[place.index - 3].kind == "LET"
    ):
        return messages.let_without_value(str(place.lexemes[place.index - 2].value)), place.before.span
    if place.before_kind in (*_LEVELS, "WHEN"):
        return messages.no_condition(before), place.before.span
    if place.found is None:
        return messages.not_finished(before, expected(place.accepts), None), place.span
    return (messages.no_value(before, place.word), place.span) if place.before_kind in _JOINING else None


_LOOKS = (
    _levels, _quote_within_text, _where, _if_clause, _text_wanted, _needless, _beginning, _clause_elsewhere, _form, _comma,
    _brackets, _no_value, hinted, unknown_clause, side_by_side,
)  # fmt: skip
