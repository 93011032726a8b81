"""Every sentence about a word that has no place where it stands, and what is meant by it most often. In the style of `syntax_messages.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi_rules.diagnostics import similar
from kpi_rules.i18n import listed, tr
from kpi_rules.language.syntax_messages import Said, alternatives

# where nothing better is known: what stands there, and what may


def not_expected(found: str, expected: Sequence[str], hint: str | None) -> Said:
    wanted = alternatives(expected)
    if hint is None:
        hint = (
            tr("expected {wanted}", wanted=wanted)
            if wanted
            else tr("leave it out, or write before it what it belongs to")
        )
    return Said(tr("`{found}` is not expected here", found=found), hint)


def not_finished(after: str, expected: Sequence[str], hint: str | None) -> Said:
    wanted = alternatives(expected)
    if hint is None and wanted:
        hint = tr("expected {wanted}", wanted=wanted)
    return Said(tr("something is missing at the end, after `{word}`", word=after), hint)


def bracket_not_closed(opening: str, closing: str) -> Said:
    return Said(tr("this `{sign}` is never closed", sign=opening), tr("write `{sign}` where it ends", sign=closing))


def bracket_not_opened(closing: str, opening: str) -> Said:
    return Said(
        tr("this `{sign}` closes nothing", sign=closing), tr("leave it out, or write `{sign}` before", sign=opening)
    )


def other_bracket(found: str, opening: str, closing: str) -> Said:
    return Said(
        tr("`{sign}` does not close `{opening}`", sign=found, opening=opening), tr("write `{sign}`", sign=closing)
    )


def no_text(word: str) -> Said:
    return Said(tr("`{word}` has no text", word=word), tr("write {text}", text=f'`{word} "…"`'))


def let_without_value(name: str) -> Said:
    return Said(tr("`let {name}` has no value", name=name), tr("write `{better}`", better=f"let {name} = …"))


def no_value(after: str, found: str) -> Said:
    return Said(
        tr("`{found}` stands where a value is needed, after `{word}`", found=found, word=after),
        tr("write what comes after `{word}`, or leave `{word}` out", word=after),
    )


def no_condition(word: str) -> Said:
    return Said(
        tr("`{word}` has no condition", word=word),
        tr("write what has to be true, such as `{word} count(plan.kpis) <= 6`", word=word),
    )


def side_by_side(one: str, other: str) -> Said:
    return Said(
        tr("`{other}` is not expected here: nothing says what it has to do with `{one}`", one=one, other=other),
        tr("write between them what joins them: `and`, `or`, `==`, `<=`, `in`, …"),
    )


def no_clause(word: str) -> Said:
    clauses = listed(
        f"`{name}`"
        for name in ("for each", "let", "when", "must", "should", "could", "at", "say", "fix", "because", "source")
    )
    return Said(tr("no clause begins with `{word}`", word=word), tr("clauses are {clauses}", clauses=clauses))


def clause_elsewhere(word: str, better: str) -> Said:
    return Said(tr("no clause begins with `{word}`", word=word), tr("write `{better}`", better=better))


def needless_sign(sign: str) -> Said:
    return Said(
        tr("`{sign}` has no place here", sign=sign), tr("leave it out: clauses need nothing between them", sign=sign)
    )


def comma_between_conditions(better: str | None) -> Said:
    message = tr("`,` does not join conditions")
    if better is None:
        return Said(message, tr("write `and` or `or`"))
    return Said(message, tr("write `and` (or `or`): `{better}`", better=better))


def quote_within_text(better: str | None) -> Said:
    message = tr('a `"` within a text ends it')
    if better is None:
        return Said(message, tr('inside a text write `\\"` for a quote, or use `“…”`'))
    return Said(message, tr('write `\\"` for a quote: `{better}`', better=better))


def text_is_needed(found: str, better: str | None) -> Said:
    message = tr("a text in double quotes is needed here, and this is `{found}`", found=found)
    return Said(message, tr("write `{better}`", better=better) if better else tr('write `"…"`'))


def no_title(id_: str) -> Said:
    return Said(
        tr("the rule `{id}` has no title", id=id_),
        tr("write what is true of a good plan: {text}", text=f'`rule {id_} "…"`'),
    )


def late_where(loop: str, condition: str) -> Said:
    return Said(
        tr("`where` belongs to a loop"),
        tr("write `{loop}`, or before the demand `when {condition}`", loop=loop, condition=condition),
    )


def lonely_where(condition: str) -> Said:
    return Said(tr("`where` belongs to a loop"), tr("write before the demand: `when {condition}`", condition=condition))


def as_when(word: str, condition: str) -> Said:
    return Said(
        tr("no clause begins with `{word}`", word=word),
        tr(
            "a rule that asks something only of some says so before its demand: `when {condition}`", condition=condition
        ),
    )


# what may stand there


def an_expression() -> str:
    return tr("a value, such as `plan.title` or `count(plan.kpis)`")


def an_operator() -> str:
    return tr("an operator, such as `==` or `and`")


def a_text() -> str:
    return tr("a text in double quotes")


def a_name() -> str:
    return tr("a name")


def a_rule_id() -> str:
    return tr("an id, such as `too-many-kpis`")


def a_regex() -> str:
    return tr("a pattern between slashes, such as `/^Content/`")


# what is meant most often


def hint_equals() -> str:
    return tr("`=` names a value in `let`; to compare, write `==`")


def hint_chain() -> str:
    return tr("comparisons do not chain: write `a < b and b < c`, or `b between a and c`")


def hint_not_present() -> str:
    return tr("write `is missing` for the opposite of `is present`")


def hint_not_missing() -> str:
    return tr("write `is present` for the opposite of `is missing`")


def hint_rule_id() -> str:
    return tr("an id is one word, such as `too-many-kpis`; after it stands the title in double quotes")


def hint_call(name: str) -> str:
    return tr("`{name}` is a function: call it with what it looks at in brackets, `{name}(…)`", name=name)


def hint_reserved(word: str) -> str:
    return tr("`{word}` is a word of the language and cannot be a name: choose another", word=word)


def hint_unit(word: str, units: Iterable[str]) -> str | None:
    near = similar(word, [name for unit in units for name in (unit, f"{unit}s")])
    return tr("did you mean `{name}`?", name=near) if near else None


def hint_where() -> str:
    return tr("to choose from a list, write `[k for k in plan.kpis where …]`")


def hint_when() -> str:
    return tr("a rule that asks something only of some has a clause for it: `when CONDITION`, then `must …`")


def hint_parameter(name: str) -> str:
    return tr("a parameter needs its type, as in `{name}: text` or `{name}: kpi`", name=name)


def hint_one_level() -> str:
    return tr("a rule has one of `must`, `should` and `could`: keep one word")


def hint_is_operator() -> str:
    return tr("`is` only goes with `present` and `missing`; to compare, write `==`, `<=` or `>=`")


def hint_else() -> str:
    return tr("`if … then …` always needs an `else …`")
