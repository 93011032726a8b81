"""Forms of conditions, loops and texts that are other languages', with what they are here. The likelier and the longer first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kpi_rules.i18n import tr
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.habits import Habit
from kpi_rules.language.habits.calls import CALLED, OTHERWISE, arguments, texts
from kpi_rules.language.habits.quantities import WRITTEN

_ABSENT = r"(?:null|none|nil|None|NULL|Null|NONE|empty|blank|undefined|NaN|NA|void|unset|nothing|absent|lacking)"
_THERE = r"(?:defined|set|given|there|available|filled|filled in|existing|known|populated|provided|stated|specified|existent|non-?empty|nonblank)"
_ORDERS = {
    "<=": r"(?:at most|no more than|not more than|less than or equal(?: to)?|smaller than or equal(?: to)?|up to|not greater than|not above|no later than|on or before|maximum|max)",
    ">=": r"(?:at least|no less than|no fewer than|not less than|not fewer than|greater than or equal(?: to)?|more than or equal(?: to)?|not below|no earlier than|on or after|minimum|min)",
    "!=": r"(?:not equal(?: to)?|not the same as|different from|different than|differs from|unequal to|other than|does not equal|doesn't equal|isn't|aren't|is not|are not|not)",
    "<": r"(?:less than|fewer than|lower than|smaller than|below|under|earlier than|before|younger than)",
    ">": r"(?:greater than|more than|higher than|larger than|bigger than|above|over|exceeds?|later than|after|older than)",
    "==": r"(?:equal to|equals to|equals?|the same as|same as|identical to|exactly|eq|is|are)",
}
_BE = r"(?:is|are|was|be|must be|should be|has to be|shall be|being|equals?)"
_ONE_OF = (
    r"(?:one of|any of|among(?:st)?|part of|contained in|an element of|element of|member of|a member of|within|inside)"
)
_EVERY = {"all": "every", "every": "every", "forall": "every", "everyone": "every"}
_METHODS = {"length": "", "size": "", "len": "", "count": ""}


def _compared(sign: str) -> Callable[[re.Match[str]], Sequence[str]]:
    """`a is b`; a word alone is hardly a name."""

    def made(found: re.Match[str]) -> Sequence[str]:
        other = found[2]
        other = _OFTEN.get(other, other)
        quoted = re.fullmatch(r"[^\W\d]\w*", other) and other not in ("today", "true", "false")
        return (f'{found[1]} {sign} "{other}"' if quoted and sign in ("==", "!=") else f"{found[1]} {sign} {other}",)

    return made


def _order(sign: str) -> Habit:
    return Habit(
        rf"(?i)(<value>)\s+(?:{_BE}\s+)?{_ORDERS[sign]}\s+(?!present\b|missing\b|in\b|null|none|empty|not\b|to\b|an?\b|too\b|very\b|number\b|text\b|date\b|valid\b|correct\b|sorted\b|unique\b)(<value>)", _compared(sign)
    )  # fmt: skip


def _method(found: re.Match[str]) -> Sequence[str]:
    """`value.method(arguments)`."""
    value, name, rest = found[1], found[2], found[3].strip()
    folded = name.lower()
    if folded in _METHODS:
        return f"count({value})", f"length({value})"
    if folded in ("contains", "includes", "has"):
        return f"contains({value}, {rest})", f"{rest} in {value}"
    if folded in ("matches", "match", "test", "regexmatch"):
        return (f"{value} matches /{rest[1:-1].replace('/', chr(92) + '/')}/",)
    function = name if name in BUILTINS else OTHERWISE.get(folded, OTHERWISE.get(re.sub(r"ascii$", "", folded), ""))
    return (f"{function}({value}{', ' + rest if rest else ''})",) if function else ()


def _lambda(found: re.Match[str]) -> Sequence[str]:
    """`list.all(k, condition)`, `list.filter(k => condition)`."""
    list_, method, name, body = found[1], found[2].lower(), found[3], (found[4] or "").strip() or "…"
    match method:
        case "all" | "every" | "forall" | "allmatch":
            return (f"every {name} in {list_} satisfies {body}",)
        case "any" | "some" | "exists" | "anymatch":
            return (f"some {name} in {list_} satisfies {body}",)
        case "none" | "nonematch":
            return (f"no {name} in {list_} satisfies {body}",)
        case "map" | "select" | "collect":
            return (f"[{body} for {name} in {list_}]",)
        case "find" | "detect":
            return (f"first([{name} for {name} in {list_} where {body}])",)
        case _:
            return (f"[{name} for {name} in {list_} where {body}]",)


def _sorted_loop(found: re.Match[str]) -> Sequence[str]:
    """`order by` for `sorted by`."""
    down = " descending" if found[4] else ""
    return (f"for {found[1]} in {found[2]} sorted by {found[3]}{down}",)


def _like(found: re.Match[str]) -> Sequence[str]:
    """SQL's `like`."""
    value, negated, pattern = found[1], found[2], found[3]
    plain = pattern.strip("%*")
    name = {(True, True): "contains", (False, True): "starts_with", (True, False): "ends_with"}.get(
        (pattern[:1] in "%*" and pattern != "", pattern[-1:] in "%*" and pattern != "")
    )
    said = f'{name}({value}, "{plain}")' if name else f'{value} == "{plain}"'
    return (f"not {said}" if negated else said,)


def _pattern(text: str) -> str:
    return "/" + re.sub(r"(?<!\\)/", r"\\/", text) + "/"


def _chosen_from(found: re.Match[str]) -> Sequence[str]:
    """`count(list where condition)`: the condition tells how it calls the element."""
    name = next(
        (word for word in re.findall(r"(?<![\w.])([^\W\d]\w*)\.", found[3]) if word not in ("plan", "settings")), "k"
    )
    return (f"{found[1]}({name} for {name} in {found[2]} where {found[3]})",)


def _stand_in(found: re.Match[str]) -> Sequence[str]:
    """`a ?? b`."""
    return (f"({found[1]} otherwise {found[2]})",)


def _index(found: re.Match[str]) -> Sequence[str]:
    value, at, rest = found[1], found[2].strip(), found[3]
    if at[:1] in ('"', "'"):
        return (f"{value}.{at[1:-1]}{rest}",)
    if at in ("*", "", ":"):
        return (value + rest,)
    if at in ("0", "1", "-1"):
        return (f"{'last' if at == '-1' else 'first'}({value}){rest}",)
    return f"[k for k in {value} where …]", f"first({value}){rest}"


_OFTEN = {
    "daily": "1 day", "weekly": "1 week", "biweekly": "2 weeks", "fortnightly": "2 weeks", "monthly": "1 month", "quarterly": "1 quarter",
    "yearly": "1 year", "annually": "1 year", "annual": "1 year",
}  # fmt: skip
_SIGNS = {
    "at least": ">=",
    "at most": "<=",
    "no more than": "<=",
    "no less than": ">=",
    "exactly": "==",
    "more than": ">",
    "less than": "<",
    "fewer than": "<",
    "up to": "<=",
}


def _so_many(found: re.Match[str]) -> Sequence[str]:
    """`at most 6 kpis`."""
    return (f"count(plan.{found[3]}s) {_SIGNS[found[1].lower()]} {found[2]}",)


def _number_of(found: re.Match[str]) -> Sequence[str]:
    path = found[1]
    return (f"count(plan.{path})" if path in ("kpis", "roles", "objectives", "metrics") else f"count({path})",)


def _looped(kind: str) -> Callable[[re.Match[str]], Sequence[str]]:
    """A loop within a condition: of `has owner` the field is meant."""

    def made(found: re.Match[str]) -> Sequence[str]:
        name, list_, joiner, body = found[1], found[2], found[3] or "", (found[4] or "…").strip()
        if joiner.strip() in ("has", "have", "with") and re.fullmatch(r"(?:an?\s+)?\w+", body):
            body = f"{name}.{body.split()[-1]} is present"
        return (f"{kind} {name} in {list_} satisfies {body}",)

    return made


def _item_of(found: re.Match[str]) -> Sequence[str]:
    """`x == "a", "b"`."""
    sign = "not in" if found[2] in ("!=", "<>", "not in") else "in"
    items = re.split(r" *(?:,|\|\||or|and|،) *", found[3].strip("(){}"))
    return (f"{found[1]} {sign} [{', '.join(items)}]",)


def _glued(found: re.Match[str]) -> Sequence[str]:
    """Texts that are joined with `+`."""
    return (texts(re.split(r"\s*(?:\+|&|\|\||\.\.)\s*", found[0])),)


def _singular(found: re.Match[str]) -> Sequence[str]:
    word = found[2]
    return (f"{found[1]} {word} in plan.{word}s satisfies …",)


def _formatted(found: re.Match[str]) -> Sequence[str]:
    """`"%s …" % value`."""
    values = arguments(found[2])
    return (re.sub(r"%[sdif]", lambda _: f"{{{values.pop(0)}}}" if values else "", found[1]),)


def _methodless() -> str:
    return tr("values have no methods: a function stands before what it looks at")


def _no_join() -> str:
    return tr("texts are not joined with a sign: a value stands in braces within a text")


def _no_place() -> str:
    return tr("`[…]` is not expected here: a list is not asked for the value at a place")


def _one_pattern() -> str:
    return tr("a `/` within a pattern ends it")


def _ifs() -> str:
    return tr("`if` goes with `then` and `else`")


def _lists() -> str:
    return tr("several values stand in square brackets, and are asked with `in`")


def _needless(word: str) -> Callable[[], str]:
    return lambda: tr("`{word}` is not needed", word=word)


_REST = r"([^\n]*)"
FORMS = (
    # comments and texts
    Habit(r"(?<![:\"/])//[^\S\n]*([^\n]*)", r"# \1", lambda: tr("a comment starts with `#`")),
    Habit(r"(?:/\*|<!--)[^\S\n]*([^\n]*?)[^\S\n]*(?:\*/|-->|$)", r"# \1", lambda: tr("a comment starts with `#`")),
    Habit(r"--[^\S\n]+([^\n\W][^\n]*)", r"# \1", lambda: tr("a comment starts with `#`")),
    Habit(r"(?<!matches )\b[fFrRbBu](<text>)", r"\1", lambda: tr("no letter stands before a text; `{…}` shows a value in each")),
    Habit(r"\b(say|fix|because|source)\s*[:=(]\s*(\"[^\n]*\")\)?", r"\1 \2", lambda: tr("nothing stands between a word and its text")),
    Habit(r"(?:<value>\s*(?:\+|&(?!&)|\.\.)\s*)+<text>|<text>(?:\s*(?:\+|&(?!&)|\.\.)\s*<value>)+", _glued, _no_join),
    Habit(r"(<text>)\s*%\s*\(?([^()\n]+)\)?", _formatted, _no_join),
    # times and numbers in words
    Habit(rf"(?i)\b(?:there\s+(?:is|are)\s+)?({'|'.join(_SIGNS)})\s+(\d+)\s+(kpi|role|objective|metric)s?\b", _so_many),
    Habit(r"(<path>)\s+(?:is\s+)?(?:within|in|during)\s+(?:the\s+)?(?:last|past|previous)?\s*(\d+ (?:day|week|month|quarter|year)s?)\b", r"\1 >= today - \2"),
    Habit(r"(<path>)\s+(?:is\s+|are\s+)?(?:older|longer ago) than\s+(\d+ (?:day|week|month|quarter|year)s?)\b", r"\1 < today - \2"),
    Habit(r"(<path>)\s+(?:is\s+|are\s+)?(?:newer|younger|more recent) than\s+(\d+ (?:day|week|month|quarter|year)s?)\b", r"\1 > today - \2"),
    Habit(r"\b(?:days|time|duration)\s+(?:between|from)\s+(<value>)\s+(?:and|to)\s+(<value>)", r"days(\2 - \1)"),
    Habit(r"(<path>)\s+(?:is\s+)?shorter than\s+(\d+)(?:\s+(?:characters|chars|signs|letters))?", r"length(\1) < \2"),
    Habit(r"(<path>)\s+(?:is\s+)?longer than\s+(\d+)(?:\s+(?:characters|chars|signs|letters))?", r"length(\1) > \2"),
    Habit(r"(<path>)\s+length\b", r"length(\1)"),
    Habit(r"(?i)\bleft\(\s*([^,()\n]+)\s*,\s*\d+\s*\)\s*==?\s*(<text>)", r"starts_with(\1, \2)"),
    Habit(r"(?i)\bright\(\s*([^,()\n]+)\s*,\s*\d+\s*\)\s*==?\s*(<text>)", r"ends_with(\1, \2)"),
    Habit(r"(?i)\b(?:substring|substr|mid)\(\s*([^,()\n]+)\s*,\s*[01]\s*,\s*\d+\s*\)\s*==?\s*(<text>)", r"starts_with(\1, \2)"),
    Habit(r"(<path>)\[0?:\d+\]\s*==?\s*(<text>)", r"starts_with(\1, \2)"),
    # comparisons in words and with other signs
    Habit(r"(<path>)\s+(?:is\s+)?(?:not\s+one\s+of|not\s+any\s+of|!in|notin|not_in|nin|isn't in|is\s+not\s+in|are\s+not\s+in|not\s+contained\s+in)\s+(<value>|\[[^\]\n]*\]|\S*)", r"\1 not in \2"),
    Habit(rf"(<path>)\s+(?:(?:is|are|exists?|belongs?|occurs?|appears?)\s+)?(?:{_ONE_OF}|in|to)\s+(?=[\[\w\"])(?!\d)(<path>|\[[^\]\n]*\])", r"\1 in \2"),
    Habit(rf"(<value>)\s+(?:is|are)\s+not\s+{_ABSENT}\b", r"\1 is present"),
    Habit(rf"(<value>)\s+(?:isn't|aren't)\s+(?:missing|{_ABSENT})\b", r"\1 is present"),
    Habit(r"(<value>)\s+(?:isn't|aren't|is not|are not)\s+(?:present|there|defined|set|given)\b", r"\1 is missing"),
    Habit(r"(<value>)\s+(?:doesn't|does not|do not|don't)\s+exist\b", r"\1 is missing"),
    Habit(r"(<value>)\s+(?:exists?|are present|is also present|must be present|should be present|present)\b", r"\1 is present"),
    Habit(r"(<value>)\s+(?:are missing|lacks?|missing)\b", r"\1 is missing"),
    Habit(rf"(<value>)\s+(?:is|are)\s+{_ABSENT}\b", r"\1 is missing"),
    Habit(rf"(<value>)\s+(?:is|are|has been)\s+{_THERE}\b", r"\1 is present"),
    Habit(rf"(<value>)\s*(?:===?|=)\s*(?:missing|{_ABSENT})\b", r"\1 is missing"),
    Habit(rf"(<value>)\s*(?:!==?|<>|≠)\s*(?:missing|{_ABSENT})\b", r"\1 is present"),
    Habit(r"(<value>)\s*(?:===?|=)\s*present\b", r"\1 is present"),
    Habit(r"\bnot\s+(?:exists?|has|present)\s+(<path>)", r"\1 is missing"),
    Habit(r"\bexists\s+(<path>)\b(?!\s+(?:in|of)\b)", r"\1 is present"),
    Habit(r"\b(plan|kpi|objective|role|metric)\s+without\s+(?:an?\s+)?(<name>)", r"\1.\2 is missing"),
    Habit(r"\bwithout\s+(<path>)", r"\1 is missing"),
    Habit(r"(<path>)\s+not\s+missing\b", r"\1 is present"),
    Habit(r"(<path>)\s+not\s+present\b", r"\1 is missing"),
    Habit(r"!\s*(<path>)(?=\s|$|\))", r"\1 is missing"),
    Habit(r"\b(plan|kpi|objective|role|metric)\s+has\s+(?:an?\s+)?(<name>)", r"\1.\2 is present"),
    Habit(r"(<value>)\s+is\s+unique\b", r"\1 not in duplicates(…)"),
    Habit(rf"(<value>)\s+(?:{_BE}\s+)?not\s+between\s+(<value>)\s+and\s+(<value>)", r"not \1 between \2 and \3"),
    Habit(rf"(<value>)\s+{_BE}\s+between\s+(<value>)\s+and\s+(<value>)", r"\1 between \2 and \3"),
    Habit(r"(<value>)\s+between\s*\(?\s*(<value>)\s*(?:to|,|-|\.\.|–|&|or)\s*(<value>)\)?", r"\1 between \2 and \3"),
    Habit(r"(<value>)\s+(?:in|from|within)\s+(?:range\s*\(\s*)?(\d+)\s*(?:\.\.+|to|,)\s*(\d+)\)?", r"\1 between \2 and \3"),
    Habit(r"(<value>)\s*(?:=~|~=|~\*?|\bsimilar to\b|\brlike\b|\bregexp\b|\bmatch(?:es)?\b)\s*(?:r?[\"']([^\"'\n]*)[\"'])", lambda m: (f"{m[1]} matches {_pattern(m[2])}",), lambda: tr("a pattern stands between slashes")),
    Habit(r"(<value>)\s*(?:=~|~=|~)\s*(/[^/\n]*/)", r"\1 matches \2"),
    Habit(r"(<value>)\s+matches\s+(/[^/\n]*/)([gimsux]+)\b", lambda m: (f"{m[1]} matches /(?{''.join(c for c in 'ims' if c in m[3]) or 'i'}){m[2][1:]}",), lambda: tr("what holds for a whole pattern stands at its beginning")),
    Habit(r"(<value>)\s+matches\s+/((?:[^/\n]*[^/\\\n])?)/([^/\s\n](?:[^/\n]*))/?(?=\s|$)", lambda m: (f"{m[1]} matches /{m[2]}\\/{m[3].rstrip()}/",), _one_pattern),
    Habit(r"(<value>)\s+matches\s+/([^/\n]+)$", r"\1 matches /\2/", lambda: tr("a pattern ends with a slash")),
    Habit(r"(<value>)\s+matches\s+([^/\s\"'(][^\n/\"]*?)(?=\s+(?:and|or)\b|\s*$)", r"\1 matches /\2/", lambda: tr("a pattern stands between slashes")),
    Habit(r"\bmatches\(\s*(<path>)\s*,\s*[\"'/]([^\"'\n]*)[\"'/]\s*\)", lambda m: (f"{m[1]} matches {_pattern(m[2])}",)),
    Habit(r"(<value>)\s+(?:not\s+matches|does not match|doesn't match|not\s+match)\s+(/[^/\n]*/)", r"not \1 matches \2"),
    Habit(r"(<value>)\s+(not\s+)?i?like\s+[\"']([^\"'\n]*)[\"']", _like),
    Habit(r"(<value>)\s+(?:does not|doesn't|not)\s+(?:contain|include)s?\s+(<value>)", r"not contains(\1, \2)"),
    Habit(r"(<value>)\s+(?:contains?|includes?)\s+(<value>)", r"contains(\1, \2)"),
    Habit(r"(<value>)\s+(?:starts?|begins?|starting|beginning)\s+with\s+(<text>|[^\W\d]\w*\.[\w.]+)", r"starts_with(\1, \2)"),
    Habit(r"(<value>)\s+(?:ends?|ending)\s+(?:with|in)\s+(<value>)", r"ends_with(\1, \2)"),
    Habit(r"(<value>)\s+(?:must|should|shall|has to|needs to|have to)\s+be\s+(<value>)", r"\1 == \2"),
    *map(_order, _ORDERS),
    # several values, and the same subject again
    Habit(r"(<path>)\s+(==|!=|<>|in|not in)\s*(\(\s*<value>\s*(?:,\s*<value>\s*)+\)|\{[^{}\n]*\}|<text>(?:\s*(?:,|\|\|)\s*<text>)+)", _item_of, _lists),
    Habit(r"((<value>)\s+(?:is (?:present|missing)|(?:==|!=|<=?|>=?|in|not in|matches)\s+\S+))\s+(and|or)\s+((?:in|not in|is|are|==|!=|<=|>=|<|>|matches|between)(?:\s[^\n]*|$))", r"\1 \3 \2 \4", lambda: tr("each condition names what it speaks of")),
    *WRITTEN,
    # loops within a condition
    Habit(r"(<path>)\.(all|every|forall|allmatch|any|some|exists|anymatch|none|nonematch|filter|where|map|select|collect|find|detect|count|exists_one)\(\s*(?:lambda\s+|function\s*\(|fn\s*\()?\s*(<name>)\)?\s*(?:,|=>|->|:|\{)\s*(?:return\s+)?([^\n{}]*?)\s*\}?\)+", _lambda, _methodless),
    Habit(r"(?<=[(\[])\s*for\s+(?:each\s+)?(<name>)\s+in\s+(<path>)(\s+where\s+[^()\n\[\]]*)?(?=[)\]])", r"\1 for \1 in \2\3"),
    Habit(r"\bfor\s+each\s+(<name>)\s+in\s+(<path>)(?=\s*[)\]])", r"for \1 in \2"),
    Habit(r"\b(?:for\s+)?(?:any|at least one|there is an?|there exists an?|exists an?|exists?)\s+(<name>)\s+(?:in|of)\s+(<path>)(?:\s*(satisfies|where|such that|with|has|:|,)[^\S\n]*([^\n]*))?", _looped("some")),
    Habit(r"\b(?:none|not any|no one|nobody|none of|not a)\s+(<name>)\s+(?:in|of)\s+(<path>)(?:\s*(satisfies|where|such that|with|has|:|,)[^\S\n]*([^\n]*))?", _looped("no")),
    Habit(r"\b(?:for\s+all|for\s+every|for\s+each|forall|all|each|every|foreach)\s+(<name>)\s+(?:in|of)\s+(<path>)(?:\s*(satisfies|such that|with|has|have|where|holds|:|,|\|)[^\S\n]*([^\n]*))?", _looped("every")),
    Habit(r"\b(every|some|no|any|all)\s+plan\.(\w+?)s\s+(?:satisfy|satisfies|have|has|are|is)?", r"\1 \2 in plan.\2s satisfies …"),
    Habit(r"\b(some|no)\s+(<name>)\s+(?:in|of)\s+(<path>)\s*(?:such that|with|has|have|holds|where|satisfy|:|,|\|)\s*([^\n]*)", r"\1 \2 in \3 satisfies \4"),
    Habit(r"\b(every|some|no)\s+(<name>)\s+satisfies\b", _singular),
    Habit(r"\bfor\s+(<name>)\s+in\s+(<path>)\s+(?:if|when|with|such that|having)\s+([^()\n\[\]]*)", r"for \1 in \2 where \3"),
    Habit(r"\[\s*(<path>)\s*\|\s*(<name>)\s*(?:in|<-|∈)\s*(<path>)\s*\]", r"[\1 for \2 in \3]"),
    Habit(r"\b(<name>)\(\s*(<name>) in (<path>)(\s+where [^()\n]*)?\)", r"\1(\2 for \2 in \3\4)"),
    Habit(r"\b(<name>)\(\s*(plan\.[\w.]+)\s+(?:where|if|with|when)\s+([^()\n]*)\)", _chosen_from),
    Habit(r"\b(?:have|has|having|contains|there is an?)\s+(<path>)", r"\1 is present"),
    # pairs
    Habit(r"\bpair\s*\(?\s*(<name>)\s*(?:and|&|/|,|\s)\s*(<name>)\s*\)?\s+(?:in|of|from)\s+(<path>)", r"pair \1, \2 in \3"),
    Habit(r"\b(for each|every|some|no)\s+\(?\s*(<name>)\s*(?:and|,)\s*(<name>)\s*\)?\s+in\s+(<path>)", r"\1 pair \2, \3 in \4"),
    # from record to record
    Habit(r"\b(reach|reaching)\(\s*(<value>)\s*,?\s*by\s+([\w.]+)\s+in\s+(<path>)", r"\1(\2, by \3 in \4"),
    Habit(r"(?<![\w.])(\d+(?:\.\d+)?)\s?h\b", r"\1 hours"),
    Habit(r"(?<![\w.])(\d+(?:\.\d+)?)\s?mins?\b(?!\()", r"\1 minutes"),
    Habit(r"\bcircular\(\s*by\s+([\w.]+)\s*\)", r"circular(by \1 in plan.kpis)"),
    Habit(r"\b(reach|reaching|circular)\(\s*((?:<value>\s*,)?)\s*by\s+([\w.]+)\s*\)", r"\1(\2 by \3 in plan.kpis)"),
    # order
    Habit(r"\bfor\s+(<name>)\s+in\s+(<path>)\s+(?:sort|order|ordered|arranged|ranked)\s*by\s+(<value>)(?:\s+(?:(desc)\w*|asc\w*))?", _sorted_loop),
    Habit(r"\bin\s+(<path>)\s+sorted\s+(?!by\b|descending\b)(<value>)", r"in \1 sorted by \2"),
    Habit(r"\bin\s+(<path>)\s+(sorted\s+by\s+<value>(?:\s+descending)?)\s+(where\s+[^()\n\[\]]*)", r"in \1 \3 \2", lambda: tr("`where` comes before `sorted by`")),
    Habit(r"(<path>)\s+sorted\b(?:\s+descending\b)?(?!\s*(?:by\b|\())", r"sorted(\1)"),
    Habit(r"\b(sorted by <value>)\s+(?:desc|DESC|down|decreasing|from the greatest|reversed?)\b", r"\1 descending"),
    Habit(r"\b(sorted by <value>)\s+(?:asc|ASC|ascending|up|increasing)\b", r"\1", lambda: tr("the least comes first where nothing else is said")),
    Habit(r"(?<!\bin )(plan\.[\w.]+)\s+(?:sort|order|sorted|ordered|arranged|ranked)\s*by\s+(?:(<name>)\.)?([^\W\d][\w.]*)(\s+desc\w*)?", lambda m: (f"[{m[2] or 'k'} for {m[2] or 'k'} in {m[1]} sorted by {m[2] or 'k'}.{m[3]}{' descending' if m[4] else ''}]",)),
    # calls
    Habit(r"(?<![.\w])count\(\s*\*?\s*\)", "count(plan.kpis)"),
    Habit(r"(<path>)\.(\w+)\(([^()\n]*)\)", _method, _methodless),
    Habit(r"\b(?:the\s+)?(?:number|count)\s+of\s+(<path>)", _number_of),
    Habit(r"\b(?:the\s+)?(length|sum|average|min|max|first|last|distinct|sorted(?!\s+(?:by|descending)\b)|year|month|day)\s+(?:of\s+)?(<path>)", r"\1(\2)"),
    Habit(r"\bcount\s+(<path>)", r"count(\1)"),
    *CALLED,
    Habit(r"\{([^{}\n:!]+?)\s*(?:![rsa]|:[^{}\n]*)\}", r"{\1}", lambda: tr("a value in braces has no format: it is shown as it is")),
    # choices
    Habit(r"(?:(?<=must )|(?<=should )|(?<=could ))([^\n]*?(?:\bis\b|==|!=|<|>|\bin\b|\bmatches\b)[^\n]*?)\s+(?:implies|->|=>|⇒|→)\s+([^\n]+)", r"if \1 then \2 else true", _ifs),
    Habit(r"\bif\s+([^,\n]+),\s*([^,\n]+),\s*([^,\n]+)", r"if \1 then \2 else \3", _ifs),
    Habit(r"\bif\s+([^:{}\n]+?)\s*[:{]\s*([^:{}\n]+?)\s*[}]?\s*(?:else|otherwise)\s*[:{]?\s*([^:{}\n]+)\}?", r"if \1 then \2 else \3", _ifs),
    Habit(r"(?:(?<=must )|(?<=when )|(?<=should )|(?<=could )|(?<== )|(?<=\())([^?\n()]+?)\s*\?\?\s*(<value>)", _stand_in),
    Habit(r"(?:(?<=must )|(?<=when )|(?<== )|(?<=should ))([^?\n]+?)\s*\?\s*([^:\n]+?)\s*:\s*([^\n]+)", r"if \1 then \2 else \3", _ifs),
    Habit(r"(?:(?<=must )|(?<== ))([^\n]+?)\s+if\s+([^\n]+?)\s+else\s+([^\n]+)", r"if \2 then \1 else \3", _ifs),
    Habit(r"\s(?:but(?: also)?|as well as|plus also)\s+([^\n]+)", r"and \1"),
    # paths and places
    Habit(r"(<path>)\s*\[([^\]\n]*)\]((?:\.\w+)*)", _index, _no_place),
    Habit(r"\$\{?(<path>)\}?", r"\1"),
    Habit(r"(<path>)\s*(?:\?\.|->|::|!\.)\s*([\w.]+)", r"\1.\2"),
    Habit(r"\b(plan|kpi|objective|role|metric|settings):(<name>)", r"\1.\2"),
    Habit(r"\b(plan|kpi|objective|role|metric)['’]s\s+(<name>)", r"\1.\2"),
    Habit(r"\b(<name>)\s+of\s+(?:the\s+)?(plan|kpi|objective|role|metric|settings)\b", r"\2.\1"),
    # calculation
    Habit(r"(?<!let )(?<!define )(?<!: )(<value>)\s*(?<![=!<>:+*-])=(?![=>~])\s*(<value>)", r"\1 == \2", lambda: tr("`=` names a value in `let`; two values are compared with `==`")),
    Habit(r"(?<![\w.])(\d[\d.]*)\s+[xX]\s+(\d[\d.]*)", r"\1 * \2"),
    Habit(r"(<value>)\s+(?:%|mod)\s+(<value>)", r"\1 - \2 * floor(\1 / \2)"),
    Habit(r"(<value>)\s*(?:\*\*|\^)\s*2\b", r"\1 * \1"),
    Habit(r"(<value>)\s*(?:\*\*|\^)\s*3\b", r"\1 * \1 * \1"),
    Habit(r"(<value>)\s*\+\+", r"\1 + 1"),
    Habit(r"(<value>)\s*(?::=|\+=|-=)\s*(<value>)", r"\1 == \2"),
    # words that say nothing
    Habit(r"\bunless\s+([^\n]+)", r"not (\1)"),
    *(Habit(rf"\b{word}\s+([^\n]+)", r"\1", _needless(word)) for word in ("both", "either", "the", "that", "be", "please", "also", "is it")),
)  # fmt: skip
