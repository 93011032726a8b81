"""Every sentence that the language says about a rule, on one screen: what is wrong, and what to do.

After Cedar's style guide: lower case, no final period, the user's words in backticks, no words of the implementation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from kpi_rules.diagnostics import did_you_mean, similar
from kpi_rules.i18n import listed, ntr, tr


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


def _backticked(names: Iterable[str]) -> str:
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
    wanted = _alternatives(expected)
    if hint is None and wanted:
        hint = tr("expected {wanted}", wanted=wanted)
    if found is None:
        return Said(tr("something is missing at the end"), hint)
    return Said(tr("`{found}` is not expected here", found=found), hint)


def _alternatives(words: Sequence[str]) -> str:
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


def unknown_type(text: str, known: Iterable[str]) -> Said:
    return Said(tr("there is no type `{type}`", type=text), did_you_mean(text.removeprefix("list of "), known))


def bad_regex(reason: str, part: str) -> Said:
    """A pattern that RE2 does not take: its reason, and the part of the pattern that it names."""
    match reason:
        case "missing ]":
            return Said(
                tr("a `[` of this pattern is never closed"), tr(r"close it with `]`, or write `\[` for the sign itself")
            )
        case "missing )":
            return Said(
                tr("a `(` of this pattern is never closed"), tr(r"close it with `)`, or write `\(` for the sign itself")
            )
        case "unexpected )":
            return Said(
                tr("a `)` of this pattern closes nothing"), tr(r"take it out, or write `\)` for the sign itself")
            )
        case "no argument for repetition operator":
            help_ = tr("put what is to be repeated before it, or write `{sign}` for the sign itself", sign=f"\\{part}")
            return Said(tr("nothing stands before `{part}` that it could repeat", part=part), help_)
        case "bad repetition operator":
            return Said(tr("`{part}` repeats what is repeated already", part=part), tr("leave one of them out"))
        case "invalid repetition size":
            help_ = tr("at most 1000 times, those inside each other multiplied, the smaller number first: `{2,5}`")
            return Said(tr("`{part}` repeats too often, or from the larger number to the smaller", part=part), help_)
        case "invalid character class range":
            help_ = tr("a range goes up, `[a-z]`; a class has a name that there is, `[[:alpha:]]`")
            return Said(tr("`{part}` names no signs", part=part), help_)
        case "invalid perl operator" | "invalid escape sequence":
            help_ = tr("patterns are RE2's: no back-references and no look-around")
            return Said(tr("`{part}` has no meaning in a pattern", part=part), help_)
        case _:
            return Said(tr("this pattern cannot be used: {reason}", reason=reason), None)


# names


def duplicate_rule(id_: str) -> Said:
    return Said(
        tr("the rule id `{id}` is used twice", id=id_),
        tr("give it an id of its own, or let it be part of the first: after `also`"),
    )


def duplicate_define(name: str) -> Said:
    return Said(tr("`{name}` is defined twice", name=name), tr("use the first, or rename this one"))


def builtin_redefined(name: str) -> Said:
    return Said(tr("`{name}` is already a function of the language", name=name), tr("choose another name"))


def shadowed(name: str) -> Said:
    return Said(
        tr("the name `{name}` is taken already", name=name), tr("choose another: a name means one thing in a rule")
    )


def unknown_name(name: str, known: Iterable[str], field_of: str | None, records: Collection[str] = ()) -> Said:
    if field_of is not None:
        return Said(tr("there is nothing named `{name}` here", name=name), tr("did you mean `{path}`?", path=field_of))
    names = sorted(known)
    sure = name in records or similar(name, names)
    meant = hint_word(name, ()) or (did_you_mean(name, names) if sure else None)
    return Said(tr("there is nothing named `{name}` here", name=name), meant or _known_or_text(name, names))


def _known_or_text(name: str, known: Sequence[str]) -> str:
    quoted = f'`"{name}"`'
    if len(known) > 12:
        return tr("to mean the text, put it in quotes: {text}", text=quoted)
    names = listed(f"`{one}`" for one in known)
    return tr("known here: {names}; to mean the text, put it in quotes: {text}", names=names, text=quoted)


def function_as_name(name: str) -> Said:
    return Said(
        tr("`{name}` is a function", name=name), tr("call it with its arguments in brackets: `{name}(…)`", name=name)
    )


def no_plan_here() -> Said:
    return Said(
        tr("there is no `plan` in a rule about the portfolio"),
        tr("go through the plans: `for each p in portfolio.plans`"),
    )


def unknown_function(name: str, known: Iterable[str]) -> Said:
    return Said(tr("there is no function `{name}`", name=name), did_you_mean(name, known))


def later_define(name: str, itself: bool) -> Said:
    if itself:
        return Said(
            tr("`{name}` calls itself", name=name), tr("a define never comes back to itself: go through a list instead")
        )
    return Said(tr("`{name}` is defined further on", name=name), tr("a define sees only those before it: move it up"))


def unknown_field(field: str, record: str, known: Iterable[str], elsewhere: Sequence[str], function: bool) -> Said:
    if function:
        help_: str | None = tr("`{field}` is a function: write `{field}(…)` around the value", field=field)
    else:
        help_ = did_you_mean(field, known)
    if help_ is None and elsewhere:
        help_ = tr("`{field}` is a field of {records}", field=field, records=_alternatives(elsewhere))
    elif help_ is None and record != "portfolio":
        help_ = tr("declare it in the pack's `fields`")
    return Said(tr("`{record}` has no field `{field}`", record=record, field=field), help_)


def unknown_setting(name: str, known: Iterable[str]) -> Said:
    return Said(
        tr("there is no setting `{name}`", name=name),
        did_you_mean(name, known) or tr("declare it in the pack's `settings`"),
    )


def no_fields(type_: str) -> Said:
    return Said(tr("a {type} has no fields", type=type_), tr("only records, such as a plan or a KPI, have fields"))


# types


def may_be_missing(what: str, element: str, wanted: str, path: bool) -> Said:
    fallback = _FALLBACKS.get(element, "…")
    if path:
        help_ = tr(
            "test it first: `{what} is present and …` (also in `when` or `where`), "
            "or say what stands in for it: `({what} otherwise {fallback})`",
            what=what,
            fallback=fallback,
        )
    else:
        help_ = tr(
            "say what stands in for it: `({what} otherwise {fallback})`, or name it with `let` and test that name",
            what=what,
            fallback=fallback,
        )
    return Said(tr("`{what}` may be missing, and {wanted} is needed here", what=what, wanted=wanted), help_)


_FALLBACKS = {"text": '"…"', "number": "0", "truth": "false", "date": "today", "duration": "0 days"}


def a(type_: str) -> str:
    """A type with its article, as it stands in a sentence."""
    if type_ in ("text", "truth"):
        return type_
    return tr("an {type}", type=type_) if type_[:1] in "aeiou" else tr("a {type}", type=type_)


def wrong_type(found: str, wanted: str, help_: str | None = None) -> Said:
    needed = tr("a condition (truth)") if wanted == "truth" else a(wanted)
    return Said(tr("{wanted} is needed here, and this is {found}", wanted=needed, found=a(found)), help_)


def truth_help(found: str) -> str | None:
    if found == "number":
        return tr("compare it, such as `… > 0`")
    if found == "text":
        return tr('compare it, such as `… == "active"`, or test `… is present`')
    if found.startswith("list"):
        return tr("test `… is present`, or count it: `count(…) > 0`")
    return None


def never_equal(left: str, right: str, quoted: str | None = None) -> Said:
    help_ = tr("both sides need the same type")
    if quoted is not None:
        help_ = tr("leave out the quotes to write a number: `{text}`", text=quoted)
    elif {left, right} == {"duration", "number"}:
        help_ = tr("say of what: `30 days`, or compare `days(…)` with the number")
    elif {left, right} == {"date", "text"}:
        help_ = tr("write a date without quotes: `2026-12-31`")
    elif {left, right} == {"truth", "text"}:
        help_ = tr("write `true` and `false` without quotes")
    return Said(tr("{left} and {right} are never compared", left=a(left), right=a(right)), help_)


def records_compared(record: str) -> Said:
    return Said(tr("a {record} is not compared as a whole", record=record), tr("compare their ids: `a.id == b.id`"))


def lists_compared() -> Said:
    return Said(tr("lists are not compared as a whole"), tr("use `in`, `every … satisfies …` or `count(…)`"))


def element_against_list() -> Said:
    return Said(tr("a single value is compared with a list"), tr("write `… in …`"))


def no_order(type_: str) -> Said:
    return Said(
        tr("{type} has no order", type=type_),
        tr("`<`, `<=`, `>`, `>=` and `between` are for numbers, dates and durations"),
    )


def not_in_enum(value: str, known: Iterable[str]) -> Said:
    known = sorted(known)
    return Said(tr("`{value}` is none of the possible values", value=value), _enum_help(value, known))


def _enum_help(value: str, known: Sequence[str]) -> str:
    near = did_you_mean(value, known)
    values = tr("possible: {values}", values=_backticked(known))
    return (
        f"{near} {values}" if near and near.startswith(tr("did you mean `{name}`?", name="").split("`")[0]) else values
    )


def cannot_calculate(left: str, operator: str, right: str) -> Said:
    return Said(
        tr("`{operator}` does not go with {left} and {right}", operator=operator, left=left, right=right),
        _CALCULATE.get(
            (left, operator, right),
            lambda: tr("numbers go with numbers; durations with durations; dates with durations"),
        )(),
    )


_CALCULATE = {
    ("date", "+", "number"): lambda: tr("say of what: `… + 30 days`"),
    ("date", "-", "number"): lambda: tr("say of what: `… - 30 days`"),
    ("text", "+", "text"): lambda: tr('join texts by interpolation: `"{a} {b}"`'),
    ("duration", "/", "number"): lambda: tr("multiply instead, such as `… * 0.5` (rounded down to whole days)"),
    ("duration", "/", "duration"): lambda: tr("divide their days: `days(a) / days(b)`"),
    ("date", "+", "date"): lambda: tr("dates are subtracted (`a - b` is a duration), never added"),
}


def not_a_list(type_: str) -> Said:
    return Said(
        tr("a list is needed here, and this is {found}", found=type_), tr("go through a list, such as `plan.kpis`")
    )


def mixed_list(first: str, other: str) -> Said:
    return Said(
        tr("a list holds values of one type, and this one mixes {first} and {other}", first=a(first), other=a(other)),
        tr("write all of them in the same way"),
    )


def list_of_missing(what: str) -> Said:
    return Said(
        tr("a list holds no missing values, and `{what}` may be missing", what=what),
        tr("leave those out with `where {what} is present`, or give a value: `{what} otherwise …`", what=what),
    )


def nested_list() -> Said:
    return Said(
        tr("a list does not hold lists"),
        tr("go through both: a field of a list is already the flat list of those fields"),
    )


def branches_differ(yes: str, no: str) -> Said:
    return Said(tr("`then` gives {yes} and `else` gives {no}", yes=yes, no=no), tr("both need the same type"))


def otherwise_differs(value: str, fallback: str) -> Said:
    return Said(
        tr("`otherwise` gives {fallback} in place of {value}", value=value, fallback=fallback),
        tr("both sides need the same type"),
    )


def otherwise_reaches_too_far(value: str, fallback: str) -> Said:
    return Said(
        tr("`otherwise` reaches as far as it can, here up to the end of the comparison"),
        tr(
            "put brackets around what belongs together: `({value} otherwise {fallback}) …`",
            value=value,
            fallback=fallback,
        ),
    )


def never_missing(what: str) -> Said:
    return Said(tr("`{what}` is never missing, so `otherwise` has no use", what=what), tr("leave `otherwise …` out"))


def list_otherwise(what: str) -> Said:
    return Said(
        tr("a list is never missing: `{what}` is empty instead", what=what),
        tr("test `… is present`, which says whether a list has anything in it"),
    )


def not_shown(type_: str) -> Said:
    return Said(
        tr("a {type} cannot be shown in a text", type=type_),
        tr("show one of its fields, such as its `id`, `name` or `title`"),
    )


def wrong_count(name: str, signature: str, given: int, listed: bool) -> Said:
    message = ntr("`{name}` is given {count} argument", "`{name}` is given {count} arguments", given, name=name)
    if listed:
        return Said(message, tr("put the values in a list: `{name}([a, b])`", name=name))
    return Said(message, tr("it is written `{signature}`", signature=signature))


def wrong_argument(name: str, signature: str, found: str, wanted: str) -> Said:
    return Said(
        tr("`{name}` needs {wanted} here, and this is {found}", name=name, wanted=wanted, found=a(found)),
        tr("it is written `{signature}`", signature=signature),
    )


def not_a_path(word: str) -> Said:
    return Said(
        tr("`{word}` points into the plan, and this does not", word=word),
        tr("name an element or a field, such as `kpi.target` or `plan.kpis`"),
    )


def not_replaceable(type_: str) -> Said:
    return Said(
        tr("only a text of the plan can be replaced, and this is {type}", type=type_),
        tr("name a field that holds text, such as `kpi.owner`"),
    )


def replaced_by_text_help(value: str) -> str:
    return tr("put it into a text: {text}", text=f'`"{{{value}}}"`')


def demand_not_truth_help() -> str:
    return tr("a demand is a condition, such as `count(plan.kpis) <= 6`")


def previous_unhandled() -> Said:
    return Said(
        tr("there may be no previous plan, and the rule does not say what happens then"),
        tr("add `when previous is present`"),
    )


def text_not_constant(word: str) -> Said:
    return Said(
        tr("`{word}` holds no expressions", word=word),
        tr("write plain text; messages with values go into `say` and `fix`"),
    )
