"""What is told of the word under the mouse: its type, what a field or a setting is for, what a built-in does; and of a call that is being written.

Comes in: a rules text and an offset. Goes out: paragraphs of Markdown and the place they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.editing.rules.rules_text import RulesText
from kpi_rules.editing.rules.scope_at import base_before, names_at, record_of, type_of
from kpi_rules.i18n import tr
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import CheckedDefine
from kpi_rules.language.lexer import HEADS
from kpi_rules.language.types import Enum, ListOf, Type, required
from kpi_rules.reports.markdown_text import code, prose
from kpi_rules.reports.safe import readable
from kpi_rules.source import Span
from kpi_rules.structs import Struct


class Hover(Struct):
    """What is told, and of which part of the text."""

    span: Span
    paragraphs: tuple[str, ...]


class Signature(Struct):
    """A function as it is called: its line, its parameters as they stand in that line, and the one being written."""

    label: str
    doc: str
    parameters: tuple[str, ...]
    active: int


def hover(text: RulesText, offset: int) -> Hover | None:
    """What is told at an offset."""
    number = text.at(offset)
    if number is None or text.kind(number) != "NAME":
        return None
    word = text.lexemes[number]
    told = tuple(_of_field(text, number) if text.kind(number - 1) == "DOT" else _of_name(text, number))
    return Hover(word.span, told) if told else None


def _code(text: str) -> str:
    lines = "\n".join(map(readable, text.split("\n")))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", lines)), default=0))
    return f"{fence}kpi-rules\n{lines}\n{fence}"


def _of_field(text: RulesText, number: int) -> Iterator[str]:
    name = str(text.lexemes[number].value)
    base = type_of(text, base_before(text, number - 1), names_at(text, text.lexemes[number].span.start))
    record = record_of(base)
    one = text.environment.all_records().fields.get(record or "", {}).get(name)
    if one is None or record is None:
        return
    setting = text.around.settings.get(name) if record == "settings" else None
    if setting is not None:
        yield _code(f"settings.{name}: {one.type} = {setting.text}")
        yield prose(setting.description)
        return
    yield _code(f"{record}.{name}: {one.type}")
    if isinstance(required(base), ListOf):
        yield tr("of each of the list, where it has one")
    yield from [prose(tr(one.description))] if one.description else []
    yield from _values(one.type)


def _values(type_: Type) -> Iterator[str]:
    inner = required(type_)
    if isinstance(inner, Enum):
        yield " · ".join(code(value) for value in sorted(inner.values))


def _of_name(text: RulesText, number: int) -> Iterator[str]:
    word = text.lexemes[number]
    name = str(word.value)
    known = names_at(text, word.span.end + 1).get(name)
    if text.kind(number + 1) == "LPAR" and name in BUILTINS:
        builtin = BUILTINS[name]
        yield _code(builtin.signature)
        yield builtin.doc
        yield _code("\n".join(f"{one.expression}" for one in builtin.examples[:3]))
    elif name in text.environment.defines and known is None:
        yield _code(_define_line(text.environment.defines[name]))
    elif known is not None:
        yield _code(f"{name}: {known.type}")
        if (declared := text.environment.all_records().fields.get(name)) and known.span is None:
            yield tr("its fields: {names}", names=", ".join(declared))


def _define_line(define: CheckedDefine) -> str:
    parameters = ", ".join(f"{name}: {type_}" for name, type_ in define.parameters)
    return f"define {define.name}({parameters}) -> {define.result}"


def signature(text: RulesText, offset: int) -> Signature | None:
    """The function whose arguments an offset is among."""
    before = [number for number, one in enumerate(text.lexemes) if one.span.end <= offset]
    depth, commas = 0, 0
    for number in reversed(before):
        kind = text.kind(number)
        if kind in ("RPAR", "RSQB", "BRACE_CLOSE"):
            depth += 1
        elif kind in ("LPAR", "LSQB", "BRACE_OPEN"):
            depth -= 1
        elif kind == "COMMA" and depth == 0:
            commas += 1
        if depth < 0:
            is_call = kind == "LPAR" and text.kind(number - 1) == "NAME" and text.kind(number - 2) != "DEFINE"
            return _signature_of(text, str(text.lexemes[number - 1].value), commas) if is_call else None
        if kind in HEADS:
            return None
    return None


def _signature_of(text: RulesText, name: str, active: int) -> Signature | None:
    if name in BUILTINS:
        builtin = BUILTINS[name]
        parameters = tuple(f"{one.name}: {one.type}" for one in builtin.parameters)
        return Signature(builtin.signature, builtin.doc, parameters, min(active, max(0, len(parameters) - 1)))
    define = text.environment.defines.get(name)
    if define is None:
        return None
    parameters = tuple(f"{one}: {type_}" for one, type_ in define.parameters)
    return Signature(
        _define_line(define).removeprefix("define "), "", parameters, min(active, max(0, len(parameters) - 1))
    )
