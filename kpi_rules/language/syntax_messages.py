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


QUOTES = ("“”„‟″＂", "«»", "‹›", "'‘’‚´＇", "`", "「」", "『』")
"""Quotes of other kinds: those that may open and close a text together."""
MEANT = {
    "===": "==", "!==": "!=", "<>": "!=", "=>": ">=",
    "=<": "<=", "&&": "and", "||": "or", "!": "not", "≤": "<=", "≥": ">=", "≠": "!=", "⩽": "<=", "⩾": ">=", "≦": "<=", "≧": ">=",
    "≯": "<=", "≮": ">=", "∈": "in", "∉": "not in", "∃": "some", "∀": "every", "∧": "and", "∨": "or", "¬": "not", "؟": "?", "×": "*", "÷": "/", "·": "*", "∗": "*",
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "&": "and", "|": "or", "…": "...", "٫": ".", "⁄": "/", "∕": "/", "、": ",", "：": ":", "。": ".",
}  # fmt: skip


def backticked(names: Iterable[str]) -> str:
    return listed(f"`{name}`" for name in names)


# words


def text_not_closed(line: str = "") -> Said:
    """`line` is what stands after the quote on its line."""
    message = tr("this text is never closed")
    other = next((sign for sign in line for quotes in QUOTES[:3] if sign in quotes), None)
    if other is not None:
        return Said(message, tr('write `"` for `{quote}`: a text ends as it begins', quote=other))
    if line and len(line) <= 60 and "{" not in line:
        return Said(
            message, tr('end it with `"`, such as {text}; inside a text write `\\"` for a quote', text=f'`"{line}"`')
        )
    return Said(message, tr('end it with `"`; inside a text write `\\"` for a quote'))


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


def not_whole(text: str, of_clock: bool) -> Said:
    if of_clock:
        return Said(
            tr("`{text}` is not a number of whole seconds", text=text),
            tr("write whole seconds, such as `90 seconds` or `1.5 hours`"),
        )
    return Said(
        tr("`{text}` is not a number of whole days", text=text),
        tr(
            "write whole days, weeks, months, quarters or years, such as `30 days` or `1 quarter`, or hours: `36 hours`"
        ),
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


def other_quotes(quote: str, text: str | None) -> Said:
    inside = "…" if text is None or '"' in text or len(text) > 60 else text
    return Said(
        tr("a text stands in straight double quotes, not in `{quote}`", quote=quote),
        tr("write {text}", text=f'`"{inside}"`'),
    )


def date_otherwise(text: str, days: Sequence[str]) -> Said:
    message = tr("`{text}` is no date here: a date is year-month-day", text=text)
    if not days:
        return Said(message, tr("write it such as `2026-12-31`"))
    return Said(message, tr("write {days}", days=alternatives([f"`{day}`" for day in days])))


def leading_zeros(text: str, better: str) -> Said:
    help_ = tr("write `{better}`", better=better)
    if "," in text:
        return Said(tr("a number holds no commas"), help_)
    if " " in text:
        return Said(tr("a number holds no blanks"), help_)
    if text.count(".") > 1:
        return Said(tr("a number holds digits and one point"), help_)
    return Said(tr("the number `{text}` begins with a zero", text=text), help_)


def digits_of_another_script(text: str, better: str) -> Said:
    return Said(
        tr("`{sign}` is not read as a digit here", sign=text),
        tr("write `{better}`: numbers in rules have the digits 0 to 9", better=better),
    )


def comma_of_another_script(sign: str, joins: bool) -> Said:
    message = tr("`{sign}` is not part of the language", sign=sign)
    if joins:
        return Said(message, tr("write `and` (or `or`) between conditions; between clauses leave it out"))
    return Said(message, tr("write `{meant}`", meant=","))


def not_a_sign_but(sign: str, meant: str) -> Said:
    return Said(tr("`{sign}` is a wide form of `{meant}`", sign=sign, meant=meant), tr("write `{meant}`", meant=meant))


def not_a_sign(sign: str) -> Said:
    meant = MEANT.get(sign)
    if meant is not None:
        return Said(tr("`{sign}` is not part of the language", sign=sign), tr("write `{meant}`", meant=meant))
    if sign in "{}":
        return Said(
            tr("a brace has no place outside a text"),
            tr('expressions in braces stand inside a text: `"{count(plan.kpis)} KPIs"`'),
        )
    if sign in ";؛":
        return Said(
            tr("`{sign}` is not part of the language", sign=sign), tr("leave it out: clauses need nothing between them")
        )
    if sign in "%٪":
        return Said(
            tr("`{sign}` is not part of the language", sign=sign),
            tr(
                "a percentage is a number with the sign right behind it, `20%`; what a division leaves is `a - b * floor(a / b)`"
            ),
        )
    return Said(
        tr("`{sign}` is not part of the language", sign=sign if sign.isprintable() else f"U+{ord(sign):04X}"),
        tr("remove it")
        if sign.isprintable()
        else tr("remove it: nobody sees it; write a plain blank where one is meant"),
    )


# syntax


def empty_expression() -> Said:
    return Said(tr("there is no expression here"), tr("write one, such as `count(plan.kpis)`"))


def let_of_nothing() -> Said:
    return Said(tr("`let` gives a value a name"), tr("write `{better}`", better="let most = count(plan.kpis)"))


def outside_a_rule(word: str, help_: str | None = None) -> Said:
    return Said(
        tr("`{word}` stands outside a rule", word=word),
        help_ or tr('a file holds rules, `rule id "title" …`, and defines, `define name(…) = …`'),
    )


def alternatives(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return tr("{first} or {last}", first=listed(words[:-1]), last=words[-1])


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


def weight_before_demand(level: str) -> Said:
    return Said(
        tr("`{level} when` stands before the demand", level=level),
        tr(
            "first what is asked, such as `must kpi.owner is present`; then what weighs otherwise: `{level} when …`",
            level=level,
        ),
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


def amends_nothing(id_: str) -> Said:
    return Said(
        tr("this amends nothing of `{id}`", id=id_),
        tr("write what is to change below it: `when …`, `say …`, `fix …`, `because …`, `source …`, or another title"),
    )


def amends_that(word: str) -> Said:
    """A clause that no `amend` has."""
    if word in ("must", "should", "could"):
        help_ = tr(
            "how much it weighs stands under `levels:` in the manifest; what asks something else is a rule of its own"
        )
    else:
        help_ = tr("what asks something else is a rule of its own; `levels:` turns the other one off")
    return Said(tr("`{word}` of an inherited rule cannot be amended", word=word), help_)
