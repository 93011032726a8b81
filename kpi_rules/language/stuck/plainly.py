"""What people mean most often where a word has no place, and what may stand there where nobody knows what they mean."""

from __future__ import annotations

from kpi_rules.language import stuck_messages as messages
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.durations import UNITS
from kpi_rules.language.lexer import CLAUSE_KEYWORDS, CLAUSE_WORDS, KEYWORDS
from kpi_rules.language.stuck.place import COMPARE, Answer, Place
from kpi_rules.language.syntax_messages import Said, hint_word

_NOTHING = frozenset(["missing", "empty", "blank", "null", "none"])
_CLOSERS = (
    "RPAR", "RSQB", "THEN", "ELSE", "SATISFIES", "EACH", "PRESENT", "MISSING", "BRACE_CLOSE", "COMMA", "COLON", "EQUALS",
    "WITH",
)  # fmt: skip
_WORDS = {
    "RPAR": "`)`", "RSQB": "`]`", "THEN": "`then`", "ELSE": "`else`", "SATISFIES": "`satisfies`", "IN": "`in`",
    "EQUALS": "`=`", "EACH": "`each`", "PRESENT": "`present`", "MISSING": "`missing`", "BRACE_CLOSE": "`}`",
    "COMMA": "`,`", "COLON": "`:`", "LPAR": "`(`", "FOR": "`for`", "WHERE": "`where`", "WITH": "`with`",
}  # fmt: skip


def hinted(place: Place) -> Answer | None:
    """What is meant most often, where that is known."""
    hint = _hint(place)
    if hint is None:
        return None
    if place.found is None:
        return messages.not_finished(last(place), (), hint), place.span
    return messages.not_expected(place.word, (), hint), place.span


def _hint(place: Place) -> str | None:
    """What people mean most often where this word stands."""
    kind, before, after, accepts = place.kind, place.before_kind, place.after, place.accepts
    found = str(place.found.value) if place.found else ""
    if kind == "WHERE" and "RPAR" in accepts:
        return messages.hint_where()
    if kind == "NAME" and before == "NUMBER" and (unit := messages.hint_unit(found, UNITS)):
        return unit
    if accepts == {"COLON"} and place.before is not None and before == "NAME":
        return messages.hint_parameter(str(place.before.value))
    if kind == "EQUALS":
        return messages.hint_equals()
    if kind == "NOT" and before == "IS":
        return messages.hint_not_missing() if after and str(after.value) in _NOTHING else messages.hint_not_present()
    if before == "IS":
        return messages.hint_is_operator()
    if "NAME" in accepts and not place.value_is_wanted and found in KEYWORDS:
        return messages.hint_reserved(found)
    if kind in COMPARE and not place.value_is_wanted and "TEXT_START" not in accepts:
        return messages.hint_chain()
    if kind in ("NAME", "RULE_ID") and before == "RULE_ID":
        return messages.hint_rule_id()
    if kind == "NAME" and found in BUILTINS and "AND" in accepts:
        return messages.hint_call(found)
    if kind == "NAME":
        words = [word for word in (*KEYWORDS, *CLAUSE_KEYWORDS) if word.upper() in accepts]
        if hint := hint_word(found, words):
            return hint
    if "ELSE" in accepts and "THEN" not in accepts and (place.found is None or kind in CLAUSE_WORDS):
        return messages.hint_else()
    return None


# where nothing better is known


def unknown_clause(place: Place) -> Answer | None:
    """A line that begins with no word of ours."""
    found = place.found
    if found is None or not place.clause_may_begin or not place.begins_line(found):
        return None
    return messages.no_clause(place.word), place.span


def side_by_side(place: Place) -> Answer | None:
    """Two values with nothing between them."""
    starts = (
        "NAME",
        "NUMBER",
        "DATE",
        "DURATION",
        "TEXT_START",
        "LPAR",
        "LSQB",
        "TRUE",
        "FALSE",
        "IF",
        "EVERY",
        "SOME",
        "NO",
    )
    if place.kind not in starts or not place.value_has_ended or place.before is None or not place.found:
        return None
    return messages.side_by_side(last(place), place.word), place.span


def last(place: Place) -> str:
    """What stands before, short."""
    line = place.source.text[: place.lexemes[place.index - 1].span.end if place.index else 0].rpartition("\n")[2]
    return line.split()[-1][-40:] if line.split() else ""


def plainly(place: Place) -> Said:
    """What stands there, and what may."""
    wanted = expected(place.accepts)
    if place.found is None:
        return messages.not_finished(last(place), wanted, None)
    return messages.not_expected(place.word, wanted, None)


def expected(accepts: frozenset[str]) -> list[str]:
    """What may stand here, in words, the likely first."""
    words = []
    after_value = "DOT" in accepts or "AND" in accepts
    if "NUMBER" in accepts:
        words.append(messages.an_expression())
    for kind, word in (
        ("TEXT_START", messages.a_text), ("RULE_ID", messages.a_rule_id), ("REGEX", messages.a_regex), ("NAME", messages.a_name),
    ):  # fmt: skip
        if kind in accepts and "NUMBER" not in accepts:
            words.append(word())
    words.extend(_WORDS[kind] for kind in _CLOSERS if kind in accepts and not (kind == "EQUALS" and after_value))
    if "IN" in accepts and not after_value:
        words.append(_WORDS["IN"])
    if "LPAR" in accepts and "NUMBER" not in accepts and not words:
        words.append(_WORDS["LPAR"])
    if after_value and not words:
        words.append(messages.an_operator())
    return words
