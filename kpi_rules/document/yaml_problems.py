"""What is wrong with a YAML text, in words that teach.

A source and what libyaml stumbled over come in, a message, its place and what to do go out. libyaml says what its state
machine missed; a person wants to know which quote, colon or blank to change. Knows nothing of PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kpi_rules.document.problems import Problems
from kpi_rules.document.yaml_symptoms import Case, Symptom
from kpi_rules.i18n import tr
from kpi_rules.source import Source, Span
from kpi_rules.structs import replace

_Told = tuple[Span, str, str | None] | tuple[Span, str, str | None, tuple[str, Span]]


def explain(source: Source, symptom: Symptom | None, problems: Problems) -> None:
    """The one thing that stopped the reading."""
    if symptom is None:
        problems.add(*_forbidden_character(source))
        return
    since = symptom.at if symptom.since is None else symptom.since
    case = Case(source.text, min(symptom.at, len(source.text)), since, symptom.context)
    for fragment, tell in _TELL.items():
        if fragment in symptom.problem:
            problems.add(*tell(case))
            return
    problems.add(case.word(case.at), tr("this is not valid YAML"), None)


def _second_colon(case: Case) -> _Told:
    colon = Span(case.at, case.at + 1)
    if len(case.before()) > 1024:
        return _long_key(Span(case.at - len(case.before().lstrip()), case.at))
    if re.search(r"\S:\s", case.before()) or re.match(r"\s*(- *)?[\"']", case.before()):
        return (
            colon,
            tr("a second colon stands in this line, where the value of the first one ends"),
            tr('put a value that holds a colon in quotes: `name: "Leads: all of them"`'),
        )
    start = case.at - len(case.before().lstrip())
    above = _line_above(case)
    if above is not None:
        return above, tr("this line has no colon"), tr("write it as `key: value`, with a blank after the colon")
    return (
        Span(start, case.at + 1),
        tr("a key stands here, inside the value of the line above"),
        tr(
            "start this line below the first letter of the key above; a key with fields below it has no value in its own line"
        ),
    )


def _long_key(span: Span) -> _Told:
    return span, tr("a key is longer than the 1024 characters that YAML allows"), None


def _line_above(case: Case) -> Span | None:
    """The line above, where it starts in the same column and has no colon of its own."""
    line_start = case.at - len(case.before())
    above = case.text[:line_start].rstrip()
    start = max(above.rfind("\n"), above.rfind("\r")) + 1
    words = above[start:].lstrip()
    indent = len(above) - start - len(words)
    if indent != len(case.before()) - len(case.before().lstrip()) or re.search(r":(\s|$)", words):
        return None
    return Span(start + indent, len(above))


def _no_colon(case: Case) -> _Told:
    span = case.rest(case.since)
    if case.text.find(":", case.since, case.since + 1024) < 0 and span.end - span.start > 1000:
        return _long_key(span)
    if case.text[case.since : case.since + 1] in "\"'":
        return (
            span,
            tr("a text in quotes stands where a key is expected, with no colon after it"),
            tr("look for a quote that is missing or too many in the lines above"),
        )
    return span, tr("this line has no colon"), tr("write it as `key: value`, with a blank after the colon")


def _unexpected_in_mapping(case: Case) -> _Told:
    last = case.before().rstrip()[-1:]
    if last and last in "\"'":
        return (
            case.rest(case.at),
            tr("text stands after the closing quote"),
            tr('put the whole value in quotes; inside double quotes a quote is written `\\"`'),
        )
    if last and last in "]}":
        return (
            case.rest(case.at),
            tr("text stands after the closing `{bracket}`", bracket=last),
            tr("put the whole value in quotes if it is meant as text"),
        )
    if case.char() == ":":
        return Span(case.at, case.at + 1), tr("a key is missing before the colon"), tr("write it as `key: value`")
    if case.char() == "-":
        return (
            case.rest(case.at),
            tr("a list entry stands where a key is expected"),
            tr("entries of a list stand below its key, all in the same column"),
        )
    if case.char() in ("]", "}"):
        return Span(case.at, case.at + 1), tr("this `{bracket}` closes nothing", bracket=case.char()), None
    return (
        case.word(case.at),
        tr("this line starts in a column where nothing above it starts"),
        tr("the fields of one thing all start in the same column; those inside it start further right"),
    )


def _unexpected_in_list(case: Case) -> _Told:
    if case.before().strip():
        return _unexpected_in_mapping(case)
    return (
        case.word(case.at),
        tr("this line is neither an entry of the list above nor outside it"),
        tr("start it with `- ` in the column of the other entries, or in the column of the key that it belongs beside"),
    )


def _list_in_line(case: Case) -> _Told:
    return (
        case.rest(case.at),
        tr("a list cannot begin here"),
        tr("start its first `- ` on a line of its own, or put the value in quotes if it is meant as text"),
    )


def _bracket(case: Case) -> _Told:
    opening = case.text[case.since : case.since + 1]
    closing = {"[": "]", "{": "}"}.get(opening, "]")
    if case.at_end():
        return (
            Span(case.since, case.since + 1),
            tr("this `{bracket}` is never closed", bracket=opening),
            tr("close it with `{bracket}`", bracket=closing),
        )
    start = case.at
    while case.char() == ":" and start > 0 and case.text[start - 1] not in " \t\r\n,{[":
        start -= 1
    return (
        case.word(start),
        tr("a comma or the closing `{bracket}` is missing before this", bracket=closing),
        tr("a text that holds brackets, braces, commas or a colon needs quotes"),
        (tr("opened here"), Span(case.since, case.since + 1)),
    )


def _no_value(case: Case) -> _Told:
    if case.at_end():
        opening = max(case.text.rfind("[", 0, case.at), case.text.rfind("{", 0, case.at))
        if opening >= 0:
            return _bracket(replace(case, since=opening))
        return case.word(case.at), tr("a value is expected before the end"), None
    return (
        Span(case.at, case.at + 1),
        tr("a value is expected before `{char}`", char=case.char().strip() or "…"),
        tr("a text that starts with `{char}` needs quotes", char=case.char().strip() or "…"),
    )


def _cannot_start(case: Case) -> _Told:
    if case.char() == "\t":
        return _tab(case)
    return (
        case.word(case.at),
        tr("a text cannot start with `{char}`", char=case.char()),
        tr("put it in quotes"),
    )


def _tab(case: Case) -> _Told:
    before = case.before()
    if case.char() == "\t" and before.strip():
        return Span(case.at, case.at + 1), tr("a tab cannot stand here"), tr("use blanks instead")
    tab = case.text.find("\t", case.at - len(before), case.at + 1)
    start = tab if tab >= 0 else case.at
    return Span(start, start + 1), tr("a tab cannot indent"), tr("use blanks instead, two for each level")


def _unclosed(case: Case) -> _Told:
    if "quoted" not in case.context:
        return case.word(case.at), tr("the text ends too early"), None
    return (
        case.rest(case.since),
        tr("this quote is never closed"),
        tr("close it with `{quote}`", quote=case.text[case.since : case.since + 1]),
    )


def _escape(case: Case) -> _Told:
    backslash = case.text.rfind("\\", case.since, case.at + 2)
    start = backslash if backslash >= 0 else case.at
    return (
        Span(start, start + 2),
        tr("`{escape}` stands for nothing in double quotes", escape=case.text[start : start + 2]),
        tr("write `\\\\` for a backslash, or use single quotes"),
    )


def _escaped_code(case: Case) -> _Told:
    backslash = case.text.rfind("\\", case.since, case.at + 1)
    start = backslash if backslash >= 0 else case.at
    return (
        case.word(start),
        tr("this escape names no character"),
        tr("write the character itself, or its code as `\\u00E9` or `\\U0001F4C8`"),
    )


def _block_header(case: Case) -> _Told:
    sign = case.text[case.since : case.since + 1]
    return (
        case.rest(case.since),
        tr("a value that starts with `{sign}` needs quotes", sign=sign),
        tr("write `{text}`", text=_quoted(case.text[case.since : case.rest(case.since).end])),
    )


def _quoted(text: str) -> str:
    """A value in quotes, without the comment behind it; in single ones where it holds a double one or a backslash."""
    text = re.sub(r"\s+#.*", "", text)
    return "'" + text.replace("'", "''") + "'" if re.search(r'["\\]', text) else f'"{text}"'


def _name(case: Case) -> _Told:
    return (
        case.word(case.since),
        tr("a value that starts with `{sign}` needs quotes", sign=case.text[case.since : case.since + 1]),
        tr("without quotes, `&name` names a value and `*name` repeats it"),
    )


def _tag_form(case: Case) -> _Told:
    return (
        case.word(case.since),
        tr("a value that starts with `!` needs quotes"),
        tr("without quotes it is a tag, and tags have no meaning here"),
    )


def _directive(case: Case) -> _Told:
    start = case.at - len(case.before())
    return (
        case.rest(start),
        tr("a line that starts with `%` is read as an instruction to the reader, and this is none"),
        tr("put the text in quotes, or remove the line"),
    )


def _version(case: Case) -> _Told:
    return case.rest(case.at), tr("only YAML 1.1 and 1.2 can be read"), tr("remove this line")


def _after_the_end(case: Case) -> _Told:
    if case.text.lstrip().startswith("%"):
        return case.word(case.at), tr("a line `---` is missing between the `%` lines and the plan"), None
    return (
        case.word(case.at),
        tr("the value above is complete, and this does not belong to it"),
        tr("the fields of a plan all start in the same column, outside of brackets and quotes"),
    )


def _document_line(case: Case) -> _Told:
    return (
        case.rest(case.since),
        tr("this quote is not closed before the line `{line}`", line=case.text[case.at : case.at + 3]),
        tr("close it with `{quote}`", quote=case.text[case.since : case.since + 1]),
    )


_TELL: dict[str, Callable[[Case], _Told]] = {
    "mapping values are not allowed": _second_colon,
    "could not find expected ':'": _no_colon,
    "did not find expected key": _unexpected_in_mapping,
    "did not find expected '-' indicator": _unexpected_in_list,
    "block sequence entries are not allowed": _list_in_line,
    "mapping keys are not allowed": _list_in_line,
    "did not find expected ',' or": _bracket,
    "did not find expected node content": _no_value,
    "cannot start any token": _cannot_start,
    "found a tab character": _tab,
    "unexpected end of stream": _unclosed,
    "unexpected document indicator": _document_line,
    "unknown escape character": _escape,
    "hexdecimal number": _escaped_code,
    "invalid Unicode character escape": _escaped_code,
    "expected comment or line break": _block_header,
    "indentation indicator equal to 0": _block_header,
    "expected alphabetic or numeric character": _name,
    "tag": _tag_form,
    "expected '!'": _tag_form,
    "expected whitespace or line break": _tag_form,
    "incompatible YAML document": _version,
    "directive": _directive,
    "expected digit": _directive,
    "non-alphabetical": _directive,
    "expected whitespace": _directive,
    "<document start>": _after_the_end,
}
"""By a part of libyaml's sentence; the first that fits. What fits none gets a plain sentence at the same place."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _forbidden_character(source: Source) -> _Told:
    found = _FORBIDDEN.search(source.text)
    start = found.start() if found else 0
    code = f"U+{ord(found[0]):04X}" if found else "?"
    return (
        Span(start, start + 1),
        tr("the character {code} cannot stand in a YAML file", code=code),
        tr("remove it; it is invisible in most editors"),
    )
