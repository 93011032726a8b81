"""Every sentence about how a rule is written: words that are none, and where a rule is not what the grammar says.

After Cedar's style guide: lower case, no final period, the user's words in backticks, no words of the implementation. What a rule means is
`messages.py`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpi_rules.diagnostics import similar
from kpi_rules.i18n import listed, tr


class Said(NamedTuple):
    """A message and its help."""

    message: str
    help: str | None = None


CLOSING_QUOTES = {"'": "'", "“": "”", "”": "”", "„": "“", "«": "»", "‘": "’", "’": "’", "`": "`"}
MEANT = {
    "===": "==", "!==": "!=", "<>": "!=", "=>": ">=",
    "=<": "<=", "&&": "and", "||": "or", "!": "not", "≤": "<=", "≥": ">=", "≠": "!=",
    "،": ",", "؛": ",", "؟": "?", "×": "*", "÷": "/", "–": "-", "−": "-", "&": "and", "|": "or",
}  # fmt: skip


def backticked(names: Iterable[str]) -> str:
    return listed(f"`{name}`" for name in names)


# words


def text_not_closed() -> Said:
    return Said(tr("this text is never closed"), tr('end it with `"`; inside a text write `\\"` for a quote'))


def brace_not_closed() -> Said:
    return Said(tr("this `{` is never closed"), tr("end the expression with `}`; for a plain brace write `{{`"))


def lone_brace() -> Said:
    return Said(tr("this closing brace has no opening one"), tr("for a plain brace write it twice"))


def unknown_escape(escape: str) -> Said:
    return Said(
        tr("`{escape}` stands for nothing", escape=escape),
        tr('in a text, `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{1F4C8}` stand for a sign; write `\\\\` for a backslash'),
    )


def no_such_date(text: str) -> Said:
    return Said(tr("there is no day `{date}`", date=text), tr("a date is written year-month-day, such as `2026-12-31`"))


def not_whole_days(text: str) -> Said:
    return Said(
        tr("`{text}` is not a number of whole days", text=text),
        tr("write whole days, weeks, months, quarters or years, such as `30 days` or `1 quarter`"),
    )


def too_many_digits(most: int) -> Said:
    return Said(tr("this number has more than {most} digits", most=most), tr("use a shorter number"))


def nested_too_deeply() -> Said:
    return Said(tr("this nests too deeply"), tr("name parts of it with `let` or `define`"))


def too_long() -> Said:
    return Said(
        tr("this expression is too long"), tr('name parts of it with `let`, or compare with a list: `x in ["a", "b"]`')
    )


def too_large(id_: str) -> Said:
    return Said(
        tr("the rule `{id}` is too large with its defines written out", id=id_),
        tr("defines that call others several times grow quickly: name what is used twice with `let`"),
    )


def too_many_loops(id_: str, most: int) -> Said:
    return Said(
        tr("in the rule `{id}` more than {count} loops stand within one another", id=id_, count=most),
        tr("each multiplies the time that the rule takes: look for another way to say it"),
    )


def too_many_patterns(most: int) -> Said:
    return Said(
        tr("the rules of this pack hold more than {count} patterns", count=most),
        tr("put several alternatives into one pattern: `matches /one|other/`"),
    )


def other_quotes(quote: str) -> Said:
    return Said(tr("a text stands in straight double quotes, not in `{quote}`", quote=quote), tr('write `"…"`'))


def not_a_sign(sign: str) -> Said:
    meant = MEANT.get(sign)
    if meant is not None:
        return Said(tr("`{sign}` is not part of the language", sign=sign), tr("write `{meant}`", meant=meant))
    if sign.isdigit():
        return Said(
            tr("`{sign}` is not read as a digit here", sign=sign), tr("write numbers in rules with the digits 0 to 9")
        )
    if sign in "{}":
        return Said(
            tr("a brace has no place outside a text"),
            tr('expressions in braces stand inside a text: `"{count(plan.kpis)} KPIs"`'),
        )
    if sign == ";":
        return Said(tr("`;` is not part of the language"), tr("leave it out: clauses need nothing between them"))
    if sign == "%":
        return Said(
            tr("`%` is not part of the language"),
            tr("write the number alone: `0.2` for a fifth, `20` for a target of `20%`"),
        )
    return Said(
        tr("`{sign}` is not part of the language", sign=sign if sign.isprintable() else f"U+{ord(sign):04X}"),
        tr("remove it"),
    )


# syntax


def empty_expression() -> Said:
    return Said(tr("there is no expression here"), tr("write one, such as `count(plan.kpis)`"))


def outside_a_rule(word: str) -> Said:
    help_ = tr("a comment starts with `#`") if word == "/" else hint_word(word, ("rule", "define"))
    return Said(
        tr("`{word}` stands outside a rule", word=word),
        help_ or tr('a file holds rules, `rule id "title" …`, and defines, `define name(…) = …`'),
    )


def unexpected(found: str | None, expected: Sequence[str], hint: str | None) -> Said:
    wanted = alternatives(expected)
    if hint is None and wanted:
        hint = tr("expected {wanted}", wanted=wanted)
    if found is None:
        return Said(tr("something is missing at the end"), hint)
    return Said(tr("`{found}` is not expected here", found=found), hint)


def alternatives(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return tr("{first} or {last}", first=listed(words[:-1]), last=words[-1])


def an_expression() -> str:
    return tr("a value, such as `plan.title` or `count(plan.kpis)`")


def an_operator() -> str:
    return tr("an operator, such as `==` or `and`")


def next_clause() -> str:
    return tr("the next clause, such as `must` or `say`")


def a_text() -> str:
    return tr("a text in double quotes")


def a_name() -> str:
    return tr("a name")


def a_rule_id() -> str:
    return tr("an id, such as `too-many-kpis`")


def a_regex() -> str:
    return tr("a pattern between slashes, such as `/^Content/`")


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


_MEANT_WORDS = {
    "foreach": "for each", "forall": "for each", "unless": "when not", "require": "must", "shall": "must", "error": "must",
    "warn": "should", "warning": "should", "message": "say", "msg": "say", "remedy": "fix", "reason": "because",
    "why": "because", "def": "define", "function": "define", "location": "at", "exists": "is present", "equals": "==",
    "eq": "==", "like": "matches /…/", "null": "… is missing", "none": "… is missing", "nil": "… is missing",
    "has": "is present", "includes": "contains(…)", "all": "every", "any": "some", "exist": "is present", "elif": "else if",
}  # fmt: skip


def hint_word(word: str, known: Iterable[str]) -> str | None:
    """What a word that has no place here most likely means."""
    meant = _MEANT_WORDS.get(word.lower()) or similar(word, known)
    return tr("did you mean `{name}`?", name=meant) if meant else None


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


def bad_rule_id(id_: str, better: str) -> Said:
    return Said(tr("`{id}` is not an id in lower case with hyphens", id=id_), tr("write `{better}`", better=better))


def no_demand(id_: str) -> Said:
    return Said(
        tr("the rule `{id}` demands nothing", id=id_),
        tr("add one clause `must`, `should` or `could` with the condition that a good plan meets"),
    )


def second_demand() -> Said:
    return Said(
        tr("a rule has one `must`, `should` or `could`, and this is a second"),
        tr("join both conditions with `and`, write two rules, or begin what else this one asks with `also`"),
    )


def second_clause(word: str) -> Said:
    return Said(tr("a rule has one `{word}`, and this is a second", word=word), tr("keep one of them"))


def other_level(word: str, first: str) -> Said:
    return Said(
        tr("a rule has one level: this says `{word}`, and its beginning `{first}`", word=word, first=first),
        tr("write `{first}`, or make it a rule of its own", first=first),
    )


def clause_of_the_whole(word: str) -> Said:
    return Said(
        tr("`{word}` stands after `also`", word=word),
        tr("a rule has one `{word}`: write it before the first `also`", word=word),
    )


def step_after_demand(word: str) -> Said:
    return Said(
        tr("`{word}` stands after the demand", word=word),
        tr("`for each`, `let` and `when` come before `must`, `should` or `could`"),
    )


def text_says_nothing(word: str) -> Said:
    return Said(tr("`{word}` says nothing", word=word), tr("write what people are to read, or leave it out"))


def text_not_constant(word: str) -> Said:
    return Said(
        tr("`{word}` holds no expressions", word=word),
        tr("write plain text; messages with values go into `say` and `fix`"),
    )
