"""Every sentence about what a rule means: names that there are not, and values of the wrong type. In the style of `syntax_messages.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kpi_rules.diagnostics import did_you_mean, similar
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.language.syntax_messages import Said, alternatives, backticked, hint_word

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
    if twin := lookalike(name, names):
        return Said(tr("there is nothing named `{name}` here", name=name), twin)
    sure = name in records or similar(name, names)
    meant = hint_word(name, ()) or (did_you_mean(name, names) if sure else None)
    return Said(tr("there is nothing named `{name}` here", name=name), meant or _known_or_text(name, names))


def _known_or_text(name: str, known: Sequence[str]) -> str:
    quoted = f'`"{name}"`'
    if len(known) > 12:
        return tr("to mean the text, put it in quotes: {text}", text=quoted)
    names = listed(f"`{one}`" for one in known)
    return tr("known here: {names}; to mean the text, put it in quotes: {text}", names=names, text=quoted)


def function_as_name(name: str, alone: bool = False) -> Said:
    """`alone`: it is called with nothing in its brackets."""
    message = tr("`{name}` is a function", name=name)
    if alone:
        return Said(message, tr("call it: `{name}()`", name=name))
    return Said(message, tr("call it with its arguments in brackets: `{name}(…)`", name=name))


def no_plan_here() -> Said:
    return Said(
        tr("there is no `plan` in a rule about the portfolio"),
        tr("go through the plans: `for each p in portfolio.plans`"),
    )


def write(better: str) -> str:
    return tr("write `{better}`", better=better)


def unknown_function(name: str, known: Iterable[str]) -> Said:
    nothing = tr("the functions are listed in `docs/cheat-sheet.md`; a pack's own are written with `define`")
    return Said(
        tr("there is no function `{name}`", name=name), lookalike(name, known) or did_you_mean(name, known) or nothing
    )


def lookalike(name: str, known: Iterable[str]) -> str | None:
    """A known name that a word only looks like: one of its letters is another script's."""
    from kpi_rules.seen import as_latin

    meant = as_latin(name)
    if meant == name or meant not in set(known):
        return None
    other = next(sign for sign, plain in zip(name, meant, strict=True) if sign != plain)
    return tr("`{sign}` in it looks like a Latin letter and is none: write `{name}`", sign=other, name=meant)


def later_define(name: str, itself: bool) -> Said:
    if itself:
        return Said(
            tr("`{name}` calls itself", name=name), tr("a define never comes back to itself: go through a list instead")
        )
    return Said(tr("`{name}` is defined further on", name=name), tr("a define sees only those before it: move it up"))


def unknown_field(
    field: str, record: str, known: Iterable[str], elsewhere: Sequence[str], call: str | None = None
) -> Said:
    """`call` is the function that is meant, around the value."""
    if call:
        help_: str | None = tr("`{field}` is a function, `{field}(…)`: write `{call}`", field=field, call=call)
    else:
        help_ = lookalike(field, known) or did_you_mean(field, known)
    if help_ is None and elsewhere:
        help_ = tr("`{field}` is a field of {records}", field=field, records=alternatives(elsewhere))
    elif help_ is None and record != "portfolio":
        help_ = tr("declare it in the pack's `fields`")
    return Said(tr("`{record}` has no field `{field}`", record=record, field=field), help_)


def unknown_column(table: str, name: str, columns: Iterable[str], of_list: bool) -> Said:
    help_ = did_you_mean(name, columns) or tr("declare it among the `columns` of the table")
    if of_list and not similar(name, columns):
        help_ = tr('for the row that is called so, write `{table}["{name}"]`', table=table, name=name)
    return Said(tr("the table has no column `{name}`", name=name), help_)


def unknown_setting(name: str, known: Iterable[str]) -> Said:
    return Said(
        tr("there is no setting `{name}`", name=name),
        did_you_mean(name, known) or tr("declare it in the pack's `settings`"),
    )


def no_fields(type_: str, call: str | None = None) -> Said:
    help_ = tr("write `{better}`", better=call) if call else tr("only records, such as a plan or a KPI, have fields")
    return Said(tr("a {type} has no fields", type=type_), help_)


# types


def may_be_missing(what: str, element: str, wanted: str, path: bool, field: str | None = None) -> Said:
    """`field` is the one that is meant most often where a whole record stands."""
    fallback = _FALLBACKS.get(element, "…")
    if field:
        help_ = tr(
            "name the field that is meant, such as `{path}`, and test that first: `{path} is present and …`",
            path=f"{what}.{field}",
        )
    elif path:
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
        help_ = tr("leave out the quotes: `{text}`", text=quoted)
    elif {left, right} == {"duration", "number"}:
        help_ = tr("say of what: `30 days`, or compare `days(…)` with the number")
    elif {left, right} == {"date", "number"}:
        help_ = tr("compare its year, `year(…)`, or write a day, `2026-12-31`")
    elif {left, right} == {"date", "text"}:
        help_ = tr("write a date without quotes: `2026-12-31`")
    elif {left, right} == {"truth", "text"}:
        help_ = tr("write `true` and `false` without quotes")
    return Said(tr("{left} and {right} are never compared", left=a(left), right=a(right)), help_)


def records_compared(record: str) -> Said:
    return Said(tr("a {record} is not compared as a whole", record=record), tr("compare their ids: `a.id == b.id`"))


def no_time_of_day(words: str) -> Said:
    return Said(
        tr("a date has no time of day, so that `{words}` cannot be counted from it", words=words),
        tr("count whole days, such as `{form}`", form="… + 1 day"),
    )


def percent_of_a_quantity(words: str, counted: bool) -> Said:
    number = words.removesuffix("%")
    if counted:
        return Said(
            tr("`{words}` is a part of one, and this a count", words=words),
            tr("divide the count by what it is a part of: `(count(…) / count(…) otherwise 0) > {words}`", words=words),
        )
    return Said(
        tr("`{words}` is a part of one, and the value of `{words}` in a plan is {number}", words=words, number=number),
        write(number),
    )


def lists_compared() -> Said:
    return Said(tr("lists are not compared as a whole"), tr("use `in`, `every … satisfies …` or `count(…)`"))


def element_against_list(item: str, list_: str) -> Said:
    return Said(tr("a single value is compared with a list"), tr("write `{better}`", better=f"{item} in {list_}"))


def text_as_list(item: str, text: str, literal: bool) -> Said:
    better = f"{item} in [{text}]" if literal else f"contains({text}, {item})"
    return Said(tr("a list is needed here, and this is {found}", found="text"), tr("write `{better}`", better=better))


def text_in_records(item: str, list_: str, negated: bool) -> Said:
    better = f"{item} {'not ' if negated else ''}in {list_}.id"
    return Said(tr("a text is looked for among records"), tr("write `{better}`", better=better))


def count_of_list(list_: str) -> Said:
    return Said(tr("a list is compared with a number"), tr("write `{better}`", better=f"count({list_})"))


def list_in_list(one: str, other: str, negated: bool) -> Said:
    said = f"every one in {one} satisfies one {'not ' if negated else ''}in {other}"
    return Said(tr("a whole list is looked for in a list"), tr("write `{better}`", better=said))


def record_for_value(what: str, record: str, fields: Sequence[str]) -> Said:
    paths = [f"`{what}.{name}`" for name in fields]
    return Said(
        tr("`{what}` is a {record}, which has several fields", what=what, record=record),
        tr("write {paths}", paths=alternatives(paths)),
    )


def of_each_or_of_all(name: str, one: str, all_: str) -> Said:
    return Said(
        tr("there is nothing named `{name}` here", name=name),
        tr("did you mean `{one}`? `{all}` would be those of all", one=one, all=all_),
    )


def no_order(type_: str) -> Said:
    return Said(
        tr("{type} has no order", type=type_),
        tr("`<`, `<=`, `>`, `>=` and `between` are for numbers, dates and durations"),
    )


def no_key(type_: str, word: str, fields: Sequence[str]) -> Said:
    """A list is sorted by what has no order."""
    better = tr("write `{better}`", better=f"sorted by {word}.{fields[0]}") if fields else None
    return Said(
        tr("{type} has no order", type=type_),
        better or tr("a list is sorted by a number, a date, a duration or a text"),
    )


def leads_nowhere(field: str, record: str, named: str, type_: str) -> Said:
    """A field that names no record of its list."""
    return Said(
        tr("`{field}` leads to no {record}: it is {type}", field=field, record=record, type=type_),
        tr("name a field that holds the `{named}` of another {record}, or several", named=named, record=record),
    )


def pairs_of_values(type_: str, list_: str) -> Said:
    """Pairs of what is no record."""
    return Said(
        tr("pairs are of records, and this is a list of {type}", type=type_),
        tr("what stands in a list more than once is in `{example}`", example=f"duplicates({list_})"),
    )


def field_alone(better: str) -> Said:
    """`by kpi.parent in …`."""
    return Said(tr("after `by` stands a field of the list's records alone"), write(better))


def starts_elsewhere(name: str, record: str, found: str) -> Said:
    """`reach` from a value, or from a record of another kind."""
    return Said(
        tr(
            "`{name}` starts at a record of the list, a {record}, and this is {found}",
            name=name,
            record=record,
            found=a(found),
        ),
        tr("write the record itself, and its list after `in`: `{example}`", example=f"{name}({record}, by … in …)"),
    )


def by_what(name: str, form: str, start: str | None) -> Said:
    """A function that goes from record to record is not told by which field."""
    example = (
        f"{name}({start or 'kpi'}, by parent in plan.kpis)"
        if name != "circular"
        else "circular(by parent in plan.kpis)"
    )
    return Said(
        tr("`{name}` goes from record to record by a field, and none is named", name=name),
        tr("it is written `{signature}`, such as `{example}`", signature=form, example=example),
    )


def goes_nowhere(name: str) -> Said:
    """`by field in list` for a function that goes nowhere."""
    return Said(
        tr("`{name}` does not go from record to record", name=name),
        tr("`by … in …` is for `reach`, `reaching` and `circular`"),
    )


def not_in_enum(value: str, known: Iterable[str]) -> Said:
    known = sorted(known)
    return Said(tr("`{value}` is none of the possible values", value=value), _enum_help(value, known))


def _enum_help(value: str, known: Sequence[str]) -> str:
    near = did_you_mean(value, known)
    values = tr("possible: {values}", values=backticked(known))
    return (
        f"{near} {values}" if near and near.startswith(tr("did you mean `{name}`?", name="").split("`")[0]) else values
    )


def cannot_calculate(left: str, operator: str, right: str, quoted: str | None = None) -> Said:
    message = tr("`{operator}` does not go with {left} and {right}", operator=operator, left=left, right=right)
    if quoted is not None:
        return Said(message, tr("leave out the quotes: `{text}`", text=quoted))
    if left.startswith("list of ") and right.startswith("list of ") and operator in _OF_LISTS:
        return Said(message, tr("write `{better}`", better=_OF_LISTS[operator]))
    return Said(
        message,
        _CALCULATE.get(
            (left, operator, right),
            lambda: tr("numbers go with numbers; durations with durations; dates with durations"),
        )(),
    )


_OF_LISTS = {"+": "together(…, …)", "-": "without(…, …)", "*": "common(…, …)"}

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


def field_in_brackets(what: str, record: str, field: str) -> Said:
    message = tr("a list is needed here, and this is {found}", found=record)
    return Said(message, tr("write `{better}`", better=f"{what}.{field}"))


def asked_by_number(what: str, first: bool) -> Said:
    if first:
        help_ = tr("write `first({what})`, which may be missing", what=what)
    else:
        help_ = tr(
            "a list has no numbers to ask by: `first({what})` and `last({what})` are its ends; a record is asked for by its id",
            what=what,
        )
    return Said(tr("`{what}` is not asked by number", what=what), help_)


def asked_by_other(record: str, by: str, found: str) -> Said:
    return Said(
        tr(
            "a {record} is asked for by its `{field}`, a text, and this is {found}",
            record=record,
            field=by,
            found=a(found),
        ),
        tr("to find one by something else, write `first(x for x in … where …)`"),
    )


def without_key(what: str, element: str, is_record: bool) -> Said:
    if is_record:
        return Said(
            tr("a {type} has no id to be asked for by", type=element),
            tr("look for it: `first(x for x in {what} where …)`", what=what),
        )
    return Said(
        tr("only records are asked for by their ids, and `{what}` holds {type}", what=what, type=element),
        tr("to see whether it holds a value, write `… in {what}`", what=what),
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


def wrong_count(name: str, signature: str, given: int, listed: bool, chosen: str | None = None) -> Said:
    """`chosen` is the list of which some are to be looked at, where a condition comes after it."""
    message = ntr("`{name}` is given {count} argument", "`{name}` is given {count} arguments", given, name=name)
    if chosen:
        return Said(
            message, tr("to choose from a list write `{better}`", better=f"{name}(k for k in {chosen} where …)")
        )
    if listed:
        return Said(message, tr("put the values in a list: `{name}([a, b])`", name=name))
    return Said(message, tr("it is written `{signature}`", signature=signature))


def wrong_argument(name: str, signature: str, found: str, wanted: str) -> Said:
    return Said(
        tr("`{name}` needs {wanted} here, and this is {found}", name=name, wanted=wanted, found=a(found)),
        tr("it is written `{signature}`", signature=signature),
    )


def not_a_path(word: str, in_quotes: str | None = None) -> Said:
    help_ = tr("name an element or a field, such as `kpi.target` or `plan.kpis`")
    if in_quotes:
        help_ = tr("write it without quotes: `{path}`", path=in_quotes)
    return Said(tr("`{word}` points into the plan, and this does not", word=word), help_)


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


_TYPES_ELSEWHERE = {
    **dict.fromkeys(["string", "str", "varchar", "char"], "text"),
    **dict.fromkeys(["int", "integer", "float", "double", "decimal", "real", "numeric", "long"], "number"),
    **dict.fromkeys(["bool", "boolean", "condition", "logical"], "truth"),
    **dict.fromkeys(["datetime", "timestamp", "day"], "date"),
    **dict.fromkeys(["timedelta", "interval", "period", "timespan"], "duration"),
}


def unknown_type(text: str, known: Sequence[str]) -> Said:
    listed_ = "list of " if text.startswith(("list", "array")) else ""
    element = text.removeprefix("list of ").removesuffix("?")
    meant = _TYPES_ELSEWHERE.get(element.lower()) or next((one for one in known if f"{one}s" == element), None)
    if text in ("list", "array", "set"):
        help_: str | None = tr("say of what: `list of text`, `list of kpi`")
    else:
        help_ = tr("write `{better}`", better=listed_ + meant) if meant else did_you_mean(element, known)
    others = tr(
        "types are {types}, lists of them, and records such as `kpi`",
        types=backticked(["text", "number", "truth", "date", "duration"]),
    )
    return Said(tr("there is no type `{type}`", type=text), help_ or others)


def not_a_pattern(found: str) -> Said:
    help_ = tr("write one between slashes, `matches /^[a-z]+$/`, or name a setting of `type: pattern`")
    return Said(tr("a pattern is needed here, and this is {found}", found=a(found)), help_)


def bad_regex(reason: str, part: str, better: str | None = None) -> Said:
    """A pattern that RE2 does not take: its reason, the part of the pattern that it names, and what is written here for it."""
    if better is not None:
        return Said(tr("`{part}` has no meaning in a pattern", part=part), tr("write `{better}`", better=better))
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
