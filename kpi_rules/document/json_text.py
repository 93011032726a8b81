"""JSON text to plain data, and to the places of that data.

A source comes in; data and what is wrong, or places, go out. Python's own reader decides what is JSON; a scan over the
tokens says where things stand, and finds the place of what that reader accepts and a plan does not. Knows nothing of plans.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from kpi_rules.document import refusals
from kpi_rules.document.limits import Limits
from kpi_rules.document.places import Flat
from kpi_rules.document.problems import Problems
from kpi_rules.document.scalars import Refused, decimal, not_finite, whole
from kpi_rules.i18n import tr
from kpi_rules.source import Source, Span

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONE = re.compile(r"[\ud800-\udfff]")


class _Doubtful(Exception):
    """Something in the text may not be in a plan; the scan finds where."""


def read(source: Source, limits: Limits) -> tuple[object, Problems]:
    """The data of a text, and what is wrong with it."""
    problems = Problems(source, limits.problems)
    try:
        marks = sum(map(source.text.count, ",:[{"))  # as many as keys and values but one, and some inside texts
        if marks > 2 * limits.nodes:
            refusals.too_many(Span(0, 1), limits, problems)
            return None, problems
        data = _parse(source.text, limits)
        doubtful = _SURROGATE.search(source.text) or _may_be_longer(source.text, limits.key) or marks >= limits.nodes
        if doubtful or _depth(data, limits) > limits.depth:
            _find_faults(source, limits, problems)
    except json.JSONDecodeError as error:
        _explain(source, error, problems)
        return None, problems
    except (_Doubtful, Refused, RecursionError):
        _find_faults(source, limits, problems)
        return None, problems
    return data, problems


def _parse(text: str, limits: Limits) -> object:
    def constant(word: str) -> object:
        raise not_finite(word)

    return json.loads(
        text,
        parse_int=lambda digits: whole(digits, limits.digits),
        parse_float=lambda digits: decimal(digits, limits.digits),
        parse_constant=constant,
        object_pairs_hook=_mapping,
    )


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise _Doubtful
    return mapping


def _may_be_longer(text: str, length: int) -> bool:
    """Whether a key or text may be longer: whether there is such a stretch without a quote."""
    at = 0
    while at + length < len(text):
        quote = text.rfind('"', at, at + length + 1)
        if quote < 0:
            return True
        at = quote + 1
    return False


def _depth(data: object, limits: Limits) -> int:
    """How many lists and mappings stand inside each other, counted no further than just above the limit."""
    depth, level = 0, _containers([data])
    while level and depth <= limits.depth:
        depth += 1
        level = [
            inside for value in level for inside in _containers(value.values() if isinstance(value, dict) else value)
        ]
    return depth


def _containers(values: Iterable[object]) -> list[dict[str, object] | list[object]]:
    return [value for value in values if isinstance(value, (dict, list))]


def places(source: Source) -> Flat:
    """Where everything stands in a text that `read` found nothing wrong with."""
    flat = Flat()
    for match in _TOKEN.finditer(source.text):
        word = match[0]
        if word in "{[":
            flat.enter(match.start())
        elif word in "}]":
            flat.leave(match.end())
        elif word not in ",:":
            flat.scalar(match.start(), match.end())
    return flat


def _find_faults(source: Source, limits: Limits, problems: Problems) -> None:
    """Tell what the text holds that a plan may not, with its places."""
    keys: list[dict[str, Span] | None] = []  # of the mappings and lists around: the keys seen, or nothing in a list
    nodes, key_next = 0, False
    for match in _TOKEN.finditer(source.text):
        word, span = match[0], Span(*match.span())
        if word in "}]":
            key_next = False
            if keys:
                keys.pop()
            continue
        if word in ",:":
            key_next = word == "," and bool(keys) and keys[-1] is not None
            continue
        nodes += 1
        if nodes > limits.nodes:
            refusals.too_many(span, limits, problems)
            return
        if word in "{[":
            keys.append({} if word == "{" else None)
            key_next = word == "{"
            if len(keys) > limits.depth:
                refusals.too_deep(span, limits, problems)
                return
        elif word[0] == '"':
            seen = keys[-1] if key_next and keys else None
            _check_text(word, span, seen, limits, problems)
        else:
            _check_number(word, span, limits, problems)


def _check_text(word: str, span: Span, seen: dict[str, Span] | None, limits: Limits, problems: Problems) -> None:
    if len(word) - 2 > limits.text:
        refusals.too_long(Span(span.start, span.start + 1), limits, problems)
        return
    try:
        text = json.loads(word)
    except json.JSONDecodeError:  # told when the text is read
        return
    if _LONE.search(text):
        problems.add(span, tr("this text holds half a character"), tr("write the character itself instead of `\\ud…`"))
    if seen is None:
        return
    if text in seen:
        refusals.duplicate(text, span, seen[text], problems)
    elif len(text) > limits.key:
        refusals.key_too_long(span, limits, problems)
    seen.setdefault(text, span)


def _check_number(word: str, span: Span, limits: Limits, problems: Problems) -> None:
    try:
        if word in ("NaN", "Infinity", "-Infinity"):
            raise not_finite(word)
        if re.fullmatch(r"-?[0-9]+", word):
            whole(word, limits.digits)
        elif re.fullmatch(r"-?[0-9][0-9.eE+-]*", word):
            decimal(word, limits.digits)
    except Refused as refused:
        problems.add(span, refused.message, refused.help)


def _explain(source: Source, error: json.JSONDecodeError, problems: Problems) -> None:
    text, start = source.text, error.pos
    shown = re.compile(r"\w+|.|$", re.DOTALL).match(text, start)
    span = Span(start, shown.end() if shown else start)
    if not text.strip():
        problems.add(Span(0, 0), tr("the file is empty"))
    elif error.msg.startswith("Unterminated string"):
        line = re.compile(r"[^\r\n]*").match(text, start)
        problems.add(
            Span(start, line.end() if line else start), tr("this quote is never closed"), tr('close it with `"`')
        )
    elif start >= len(text.rstrip()):
        _unclosed(text, problems)
    else:
        message, help_ = next((told() for part, told in _TOLD.items() if part in error.msg), _TOLD["Expecting value"]())
        trailing = "trailing comma" in error.msg  # from Python 3.13 on, and in the place of the comma
        before = text[: start + trailing].rstrip()
        if trailing or (before.endswith(",") and text[start] in "}]"):
            span = Span(len(before) - 1, len(before))
            message, help_ = (
                tr("nothing follows this comma"),
                tr("remove it: JSON allows no comma after the last entry"),
            )
        problems.add(span, message, help_)


def _unclosed(text: str, problems: Problems) -> None:
    """The text ends inside a bracket: the innermost that is open."""
    opened: list[int] = []
    for match in _TOKEN.finditer(text):
        if match[0] in "{[":
            opened.append(match.start())
        elif match[0] in "}]" and opened:
            opened.pop()
    start = opened[-1] if opened else len(text.rstrip())
    if opened:
        problems.add(Span(start, start + 1), tr("this `{bracket}` is never closed", bracket=text[start]))
    else:
        problems.add(Span(start, start), tr("the text ends too early"))


_TOLD: dict[str, Callable[[], tuple[str, str | None]]] = {
    "Expecting value": lambda: (
        tr("a value is expected here"),
        tr("a text needs double quotes; words without them are only `true`, `false` and `null`"),
    ),
    "property name": lambda: (tr("a key is expected here"), tr("a key needs double quotes")),
    "':' delimiter": lambda: (tr("a colon is missing before this"), tr('write it as `"key": value`')),
    "',' delimiter": lambda: (tr("a comma is missing before this"), None),
    "control character": lambda: (
        tr("a line break or tab stands inside quotes"),
        tr("write it as `\\n` or `\\t`, or look for a quote that is not closed"),
    ),
    "escape": lambda: (tr("this escape names no character"), tr("write `\\\\` for a backslash")),
    "Extra data": lambda: (tr("the value above is complete, and this does not belong to it"), None),
}
