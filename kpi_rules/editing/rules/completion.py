"""What may be written at the cursor in a rule: what the grammar takes there, and of names and values those that fit.

Comes in: a rules text and an offset. Goes out: `Completion`s over the word that is being written, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.editing.rules.rules_text import Declaration, RulesText
from kpi_rules.editing.rules.scope_at import Name, base_before, names_at, record_of, type_of
from kpi_rules.i18n import tr
from kpi_rules.language.building import accepted
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.lexer import CLAUSE_KEYWORDS, HEADS, KEYWORDS, Lexeme
from kpi_rules.language.types import Enum, ListOf, Type, required
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Kind: TypeAlias = Literal["field", "name", "setting", "function", "keyword", "value", "snippet", "type"]

_NAME = re.compile(r"\w*\Z")
_COMPARED = ("EQ", "NE", "IN")
_LEVELS = frozenset(["MUST", "SHOULD", "COULD"])
_ONCE = frozenset([*_LEVELS, "SAY", "FIX", "AT", "BECAUSE", "SOURCE", "REPLACE"])
_NEVER_AMENDED = frozenset([*_LEVELS, "FOR", "LET", "AT", "REPLACE"])
_AMENDED = r"(?m)^amend[^\S\n]+([\w/-]*)\Z"
_ORDER = {
    word: place
    for place, word in enumerate(
        [
            "for",
            "where",
            "let",
            "when",
            "must",
            "should",
            "could",
            "at",
            "say",
            "fix",
            "replace",
            "because",
            "source",
            "also",
            "and",
            "or",
        ]
    )
}
_TYPES = ("text", "number", "truth", "date", "duration", "pattern")
_RULE = 'rule ${1:name-of-the-defect} "${2:What is right}"\n  for each ${3:kpi} in ${4:plan.kpis}\n  should ${5:$3.owner is present}\n  say "${6:what is wrong}"\n  fix "${7:what to do}"\n'
_DEFINE = "define ${1:name}(${2:kpi}: ${3:kpi}) = ${0:true}\n"


class Completion(Struct):
    """Something to write over a span. A snippet has places to fill in."""

    label: str
    kind: Kind
    span: Span
    text: str
    detail: str = ""
    doc: str = ""
    snippet: bool = False


def complete(text: RulesText, offset: int) -> tuple[Completion, ...]:
    """What may be written at an offset."""
    start = offset - len((_NAME.search(text.source.text[:offset]) or [""])[0])
    before = tuple(one for one in text.lexemes if one.span.end <= start and one.span.start < start)
    if _in_comment(text, offset):
        return ()
    if (quote := _open_text(before, text, offset)) is not None:
        return tuple(_values(text, quote, Span(text.lexemes[quote].span.end, offset), quoted=False))
    if (amended := re.search(_AMENDED, text.source.text[:offset])) is not None:
        return tuple(_inherited(text, Span(amended.start(1), offset)))
    span = Span(start, offset)
    last = len(before) - 1
    if last >= 0 and before[last].kind == "DOT":
        return tuple(_fields(text, last, span))
    declaration = text.declaration_at(start) if last >= 0 else None
    found: list[Completion] = []
    if last >= 0 and before[last].kind in _COMPARED:
        found += _values(text, last + 1, span, quoted=True)
    elif last >= 1 and before[last].kind == "LSQB" and before[last - 1].kind == "IN":
        found += _values(text, last, span, quoted=True)
    accepts = _accepts(text, before, declaration)
    if "NUMBER" in accepts:
        found += _names(text, start, span)
    if declaration is not None and declaration.kind == "DEFINE" and last >= 0 and before[last].kind == "COLON":
        found += _types(text, span)
    used = _used(text, declaration, start)
    found += _keywords(accepts, used, span)
    if declaration is None or ("$END" in accepts and (used & _LEVELS or declaration.kind == "DEFINE")):
        found += _declarations(span)
    return tuple({one.label: one for one in reversed(found)}.values())[::-1]


def _inherited(text: RulesText, span: Span) -> Iterator[Completion]:
    """The rules that may be amended."""
    for full, rule in text.around.inherited.items():
        yield Completion(full, "value", span, full, rule.line(1).partition('"')[2].rpartition('"')[0])


def _in_comment(text: RulesText, offset: int) -> bool:
    source = text.source.text
    line = source.rfind("\n", 0, offset) + 1
    sign = source.find("#", line, offset)
    return sign >= 0 and not any(one.span.start <= sign < one.span.end for one in text.lexemes)


def _open_text(before: tuple[Lexeme, ...], text: RulesText, offset: int) -> int | None:
    """The quote that the offset is behind, where no brace and no end of the text is between."""
    open_: list[int] = []
    for number, one in enumerate(text.lexemes):
        if one.span.end > offset:
            break
        if one.kind in ("TEXT_START", "BRACE_OPEN"):
            open_.append(number)
        elif one.kind in ("TEXT_END", "BRACE_CLOSE") and open_:
            open_.pop()
    return open_[-1] if open_ and text.kind(open_[-1]) == "TEXT_START" else None


def _accepts(text: RulesText, before: tuple[Lexeme, ...], declaration: Declaration | None) -> set[str]:
    """The kinds of words that may follow those before, within their declaration."""
    if declaration is None:
        return set()
    words = _innermost(before[declaration.first :])
    if not words:
        return set()
    start = words[0].kind.lower() if words[0].kind in HEADS else "expression"
    if start == "expression":
        words = words[1:]
        if not words:
            return {"NUMBER", "NAME", "NOT", "IF", "EVERY", "SOME", "NO", "TRUE", "FALSE"}
    return set(accepted(start, words))


def _innermost(words: tuple[Lexeme, ...]) -> tuple[Lexeme, ...]:
    """The words, or those behind the brace of a text that they are in."""
    open_: list[int] = []
    for number, one in enumerate(words):
        if one.kind == "BRACE_OPEN":
            open_.append(number)
        elif one.kind == "BRACE_CLOSE" and open_:
            open_.pop()
    return words[open_[-1] :] if open_ else words


def _fields(text: RulesText, dot: int, span: Span) -> Iterator[Completion]:
    """The fields of what stands before a dot."""
    base = base_before(text, dot)
    type_ = type_of(text, base, names_at(text, span.start))
    record = record_of(type_)
    many = isinstance(required(type_), ListOf)
    for name, one in text.environment.all_records().fields.get(record or "", {}).items():
        of_list = tr("of each, where it has one") if many else ""
        setting = text.around.settings.get(name) if record == "settings" else None
        doc = setting.description if setting else tr(one.description) if one.description else ""
        detail = f"{one.type} = {setting.text}" if setting else f"{one.type} {of_list}".strip()
        yield Completion(name, "setting" if setting else "field", span, name, detail, doc)


def _values(text: RulesText, number: int, span: Span, quoted: bool) -> Iterator[Completion]:
    """The values of a closed set that a comparison before a word is with."""
    end = number
    while end > 0 and text.kind(end - 1) in (*_COMPARED, "NOT", "LSQB", "COMMA"):
        end -= 1
    type_ = type_of(text, base_before(text, end), names_at(text, span.start)) if end < number else None
    for value in sorted(_closed_set(type_)):
        yield Completion(value, "value", span, f'"{value}"' if quoted else value, "text")


def _closed_set(type_: Type | None) -> frozenset[str]:
    inner = required(type_) if type_ is not None else None
    if isinstance(inner, ListOf):
        inner = inner.element
    return inner.values if isinstance(inner, Enum) else frozenset()


def _names(text: RulesText, offset: int, span: Span) -> Iterator[Completion]:
    """The names, defines and built-ins that an expression may begin with."""
    names: dict[str, Name] = names_at(text, offset)
    for name, one in reversed(names.items()):
        yield Completion(name, "name", span, name, str(one.type))
    for name, define in text.environment.defines.items():
        parameters = ", ".join(f"{parameter}: {type_}" for parameter, type_ in define.parameters)
        yield Completion(name, "function", span, f"{name}($0)", f"({parameters}) -> {define.result}", snippet=True)
    for name, builtin in BUILTINS.items():
        yield Completion(name, "function", span, f"{name}($0)", builtin.signature, builtin.doc, snippet=True)


def _types(text: RulesText, span: Span) -> Iterator[Completion]:
    records = [name for name in text.environment.records.fields if name != "settings"]
    for name in (*_TYPES, *records):
        yield Completion(name, "type", span, name)
    yield Completion("list of", "type", span, "list of ")


def _keywords(accepts: set[str], used: set[str], span: Span) -> Iterator[Completion]:
    """The words of the language that may stand here, in the order of a rule's clauses; what a rule has once is not offered again."""
    free = {word for word in (*KEYWORDS, *CLAUSE_KEYWORDS) if word.upper() in accepts and word.upper() not in used}
    for word in sorted(free, key=lambda one: (_ORDER.get(one, len(_ORDER)), one)):
        if word == "is":
            yield Completion("is present", "keyword", span, "is present")
            yield Completion("is missing", "keyword", span, "is missing")
        else:
            label = "for each" if word == "for" and "SAY" in accepts else word
            yield Completion(label, "keyword", span, label)


def _used(text: RulesText, declaration: Declaration | None, offset: int) -> set[str]:
    """The clauses that this part of a rule has already, before and behind; one level is all of them."""
    if declaration is None or declaration.kind == "DEFINE":
        return set()
    words = text.lexemes[declaration.first : declaration.after]
    parts: list[list[Lexeme]] = [[]]
    for one in words:
        if one.kind == "ALSO":
            parts.append([])
        parts[-1].append(one)
    here = next((part for part in reversed(parts) if part and part[0].span.start <= offset), parts[0])
    kinds = {one.kind for one in here if not one.span.start <= offset <= one.span.end} & _ONCE
    if declaration.kind == "AMEND":
        return kinds | _NEVER_AMENDED
    return kinds | _LEVELS if kinds & _LEVELS else kinds


def _declarations(span: Span) -> Iterator[Completion]:
    yield Completion("rule", "snippet", span, _RULE, tr("a new rule"), snippet=True)
    yield Completion("define", "snippet", span, _DEFINE, tr("a new define"), snippet=True)
