"""Functions that are called otherwise here, are no functions here, or are not needed. What is called may be any name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kpi_rules.i18n import tr
from kpi_rules.language.days import dates
from kpi_rules.language.habits import Habit
from kpi_rules.language.habits.quantities import NAMED, of_days

_ARGUMENTS = r"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)"
OTHERWISE = {
    **dict.fromkeys(["avg", "mean"], "average"),
    **dict.fromkeys(["unique", "uniq", "set", "dedupe", "deduplicate"], "distinct"),
    **dict.fromkeys(["lcase", "tolower", "to_lower", "lowercase", "casefold", "lower_case", "tolowercase"], "lower"),
    **dict.fromkeys(["ucase", "toupper", "to_upper", "uppercase", "touppercase"], "upper"),
    **dict.fromkeys(["strip", "clean"], "trim"),
    **dict.fromkeys(["startswith", "hasprefix", "has_prefix", "begins_with", "beginswith"], "starts_with"),
    **dict.fromkeys(["endswith", "hassuffix", "has_suffix"], "ends_with"),
    **dict.fromkeys(["includes", "instr", "search", "find", "has_word"], "contains"),
    **dict.fromkeys(["ceil", "roundup", "round_up"], "ceiling"),
    **dict.fromkeys(["int", "trunc", "rounddown", "round_down"], "floor"),
    **dict.fromkeys(["minimum", "least", "smallest"], "min"),
    **dict.fromkeys(["maximum", "greatest", "largest"], "max"),
    **dict.fromkeys(["total", "add"], "sum"),
    **dict.fromkeys(["sort", "order", "sort_by", "orderby"], "sorted"),
    **dict.fromkeys(["head"], "first"),
    **dict.fromkeys(["tail"], "last"),
    **dict.fromkeys(["textjoin", "implode"], "join"),
    **dict.fromkeys(["levenshtein", "fuzzy"], "similarity"),
    **dict.fromkeys(["dayofweek", "day_of_week", "dayname", "day_name", "isoweekday"], "weekday"),
    **dict.fromkeys(["eomonth", "end_of_month", "endofmonth", "month_end", "last_day_of_month"], "last_day"),
    **dict.fromkeys(["weeknum", "isoweek", "isoweeknum", "week_number", "weekofyear"], "week"),
    **dict.fromkeys(["months_between", "monthsbetween", "diff_months"], "months"),
    **dict.fromkeys(["fiscal_quarter", "fiscalquarter"], "quarter"),
    **dict.fromkeys(["trend", "linest", "regression"], "slope"),
    **dict.fromkeys(["diff", "diffs", "differences", "deltas", "changes"], "steps"),
    **dict.fromkeys(["extract_numbers", "find_numbers"], "numbers"),
}
"""Functions that have another name here."""
_COUNTS = ("len", "size", "length", "counta", "cardinality", "numel", "nrow", "rows")


def arguments(text: str) -> list[str]:
    """The arguments in a call's brackets."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign in ",;" and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _joined(word: str) -> Callable[[re.Match[str]], Sequence[str]]:
    def made(found: re.Match[str]) -> Sequence[str]:
        return (f" {word} ".join(arguments(found[1])),)

    return made


def _chosen(found: re.Match[str]) -> Sequence[str]:
    parts = arguments(found[1])
    yes, no = [*parts[1:], "…", "…"][:2]
    return (f"if {parts[0]} then {yes} else {no}",)


def _renamed(found: re.Match[str]) -> Sequence[str]:
    name = OTHERWISE.get(found[1].lower())
    return (f"{name}({found[2]})",) if name else ()


def _counted(found: re.Match[str]) -> Sequence[str]:
    return f"count({found[1]})", f"length({found[1]})"


def _loop(found: re.Match[str]) -> Sequence[str]:
    """`COUNTIF(list, condition)`."""
    name, (list_, *rest) = found[1].lower(), arguments(found[2])
    function = {"countif": "count", "sumif": "sum", "averageif": "average"}.get(name.rstrip("s"), "count")
    return (f"{function}([k for k in {list_} where {rest[0] if rest else '…'}])",)


def _date(found: re.Match[str]) -> Sequence[str]:
    parts = re.findall(r"\d+", found[1])
    return dates("-".join(parts))[:2] if len(parts) == 3 else ()


def _first_present(found: re.Match[str]) -> Sequence[str]:
    return (" otherwise ".join(arguments(found[1])),)


def _remainder(found: re.Match[str]) -> Sequence[str]:
    parts = arguments(found[1])
    return (f"{parts[0]} - {parts[1]} * floor({parts[0]} / {parts[1]})",) if len(parts) == 2 else ()


def _not_present(found: re.Match[str]) -> Sequence[str]:
    return (f"{found[1]} is missing",)


def _either(found: re.Match[str]) -> Sequence[str]:
    """`x == "a" or "b"`."""
    items = re.split(r"\s*\b(?:or|and)\b\s*(?=[\"\d])", found[3])
    return (f"{found[1]} {'in' if found[2] == '==' else 'not in'} [{', '.join(items)}]",)


def _days(found: re.Match[str]) -> Sequence[str]:
    return (of_days(int(found[2]), found[1].lower().removesuffix("s")),)


def _no_such_function() -> str:
    return tr("this is no function here: there are words for it")


def _needless() -> str:
    return tr("`today` is a name, and not called")


CALLED = (
    Habit(r"(?i)\b(?:today|now|getdate|current_date|sysdate|date\.today)\(\s*\)", "today", _needless),
    Habit(r"(?i)\b(?:date|to_?date|datevalue|date_?parse|parse_?date|datetime)\(([\"\d\s,/.\-]*)\)", _date),
    Habit(rf"(?i)\b(?:and|all|all_of|allof|every)\b{_ARGUMENTS}", _joined("and"), _no_such_function),
    Habit(rf"(?i)\b(?:or|any|any_of|anyof|some)\b{_ARGUMENTS}", _joined("or"), _no_such_function),
    Habit(rf"(?i)\bnot\b{_ARGUMENTS}", r"not (\1)", _no_such_function),
    Habit(rf"(?i)\b(?:if|iif|case|ifelse|cond|when)\b{_ARGUMENTS}", _chosen, _no_such_function),
    Habit(rf"(?i)\b(?:coalesce|ifnull|nvl|isnull|default|if_?error|firstnonnull)\({'([^()]*,[^()]*)'}\)", _first_present, _no_such_function),
    Habit(
        rf"(?i)\b!?(?:is_?)?(?:blank|empty|null|missing|none|undefined|na|nil|unset)\b{_ARGUMENTS}",
        _not_present,
        _no_such_function,
    ),
    Habit(rf"(?i)\b(?:is_?not_?(?:blank|empty|null)|(?:is_?)?(?:defined|present|set|given)|has|exists?|notnull)\b{_ARGUMENTS}", r"\1 is present", _no_such_function),
    Habit(rf"(?i)\b(\w+ifs?)\b{_ARGUMENTS}", lambda found: _loop(found) if found[1].lower().startswith(("count", "sum", "average")) else ()),
    Habit(r"(?i)\b(?:date_?dif+|days_?between|networkdays)\(\s*([^,()\n]+),\s*([^,()\n]+?)\s*(?:,[^()\n]*)?\)", r"days(\1 - \2)"),
    Habit(r"(?i)\b(?:reg_?ex_?match|matches|regexp_like|re\.match|match)\(\s*([^,()\n]+),\s*[\"'/]([^\"'\n]*)[\"'/]\s*\)", r"\1 matches /\2/"),
    Habit(rf"(?i)\b(?:mod|modulo|rem)\b{_ARGUMENTS}", _remainder),
    Habit(r"(?i)\b(days?|weeks?|months?|quarters?|years?)\((\d+)\)", _days),
    Habit(rf"(?i)\b(?:concat(?:enate)?|str(?:ing)?|text|format|print|to_?string|tostr)\b{_ARGUMENTS}", lambda found: (texts(arguments(found[1])),)),
    Habit(rf"(?i)\b(?:{'|'.join(_COUNTS)})\b{_ARGUMENTS}", _counted),
    Habit(rf"(?i)\b(?:num|tonumber|to_?number|float|decimal|value|parseint|parsefloat)\b{_ARGUMENTS}", r"number(\1)"),
    Habit(r"(?i)\b(?:cycles?|has_?cycles?|is_?cyclic|cyclic|loops|in_?cycle|rings?)\([^()\n]*\)", "circular(by parent in plan.kpis)"),
    Habit(r"(?i)\b(?:ancestors?|parents|path|chain|above|upstream|closure|reachable|reaches|follow|depth|roots?|level_of)\(\s*(<path>)[^()\n]*\)", r"reach(\1, by parent in plan.kpis)"),
    Habit(r"(?i)\b(?:descendants?|children|below|downstream|subtree|leaves|reached_by|offspring)\(\s*(<path>)[^()\n]*\)", r"reaching(\1, by parent in plan.kpis)"),
    Habit(rf"\b(\w+)\b{_ARGUMENTS}", _renamed),
)  # fmt: skip
NAMES = (
    Habit(r"(<value>)\s+matches\s+(<name>)\b(?![.(])", r"\1 matches /\2/", lambda: tr("a pattern stands between slashes")),
    Habit(r"\b(<name>)\(\s*(<name>) in (<path>)(\s+where [^()\n]*)?\)", r"\1(\2 for \2 in \3\4)"),
    Habit(r"(\b<path>)\s*(?:==|=|is)\s*(?:null|none|nil|None|NULL|undefined|NaN|empty|blank)\b", r"\1 is missing"),
    Habit(r"(\b<path>)\s*(?:!=|<>|is not)\s*(?:null|none|nil|None|NULL|undefined|NaN|empty|blank)\b", r"\1 is present"),
    Habit(r"\b(?:data|input|this|self|doc|document|root|ctx|context|resource|object|it|_)\.(?:plan\.)?([\w.]+)", r"plan.\1"),
    Habit(r"\b(?:config|options|params|parameters|env|constants|conf|vars|setting|Settings)\.([\w.]+)", r"settings.\1"),
    *NAMED,
)  # fmt: skip

TRUTHS = (
    Habit(r"(<path>)\s*(==|!=)\s*(<text>(?:\s*(?:or|and)\s*<text>)+)", _either),
    Habit(r"(<path>)\s*(==|!=)\s*(<number>(?:\s*(?:or|and)\s*<number>)+)", _either),
)
"""What stands where a condition is needed, and is a value."""


def texts(parts: Sequence[str]) -> str:
    """Values as one text with them in it."""
    return '"' + "".join(part[1:-1] if part.startswith('"') else f"{{{part}}}" for part in parts) + '"'
