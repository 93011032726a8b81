"""Another text in the place of one that is there, written as the format and the old text's quotes ask for.

Comes in: a document, a path, a text. Goes out: where to write, and the very signs to write there. Nothing is given where the old
text is written in a way that is not safely taken over (a block of lines). Knows nothing of why.
"""

from __future__ import annotations

import re

from kpi_rules.document.document import Document, Format
from kpi_rules.document.places import Path
from kpi_rules.document.scalars import resolve
from kpi_rules.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = r"[^\W\d_](?:[\w ./@+-]*\w)?|[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""Words and dates that mean nothing but themselves in YAML, as a key, a value or an entry of `[…]`."""
_BARE_KEY = r"[A-Za-z0-9_-]+"
_UNWRITTEN = r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
"""What JSON may hold as it is, and YAML or TOML may not, or would take for the end of a line."""
_LITERAL = r"[^'\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*"


def rewritten_value(document: Document, path: Path, text: str) -> tuple[Span, str] | None:
    """A text for a value; where the value is an alias, in the place that it stands for."""
    span = document.written(path)
    return _rewritten(document, span, text, key=False)


def rewritten_key(document: Document, path: Path, text: str) -> tuple[Span, str] | None:
    """A text for the key that leads to a value."""
    span = document.key_span(path)
    return None if span is None else _rewritten(document, span, text, key=True)


def other_field(document: Document, path: Path, name: str, text: str) -> tuple[Span, str] | None:
    """Another key and another value: `direction: increase` for `higher_is_better: true`."""
    key, value = document.key_span(path), document.written(path)
    if key is None or value.start < key.end:
        return None
    return Span(key.start, value.end), _pair(document, name, text if document.format == "yaml" else f'"{text}"')


def moved_inside(document: Document, path: Path, outer: str, inner: str) -> tuple[Span, str] | None:
    """A field inside a record beside it: `target: {value: 5, by: 2027}` for `target: 5` and `deadline: 2027`. One span holds both."""
    key, value = document.key_span(path), _short_value(document, path)
    if key is None or value is None:
        return None
    there = (*path[:-1], outer)
    if not document.has(there):
        return Span(key.start, document.written(path).end), _pair(
            document, outer, f"{{{_pair(document, inner, value)}}}"
        )
    old, gone, at = _fields_of(document, there), without_pair(document, path), document.written(there)
    if gone is None:
        return None
    if old is None:
        return _into_block(document, at, _pair(document, inner, value), gone)
    record, text = f"{{{old}, {_pair(document, inner, value)}}}", document.source.text
    if at.end <= gone.start:
        return Span(at.start, gone.end), record + text[at.end : gone.start]
    return (Span(gone.start, at.end), text[gone.end : at.start] + record) if gone.end <= at.start else None


def _into_block(document: Document, at: Span, pair: str, gone: Span) -> tuple[Span, str] | None:
    """A line more at the end of a record that has its fields on lines of their own."""
    text = document.source.text
    line = text[: at.start].rpartition("\n")[2]
    if document.format != "yaml" or line.strip(" ") or text[at.start : at.start + 1] in ("{", ""):
        return None
    end = at.start + len(text[at.start : at.end].rstrip())
    here = text.find("\n", end)
    here = len(text) if here < 0 else here - (text[here - 1] == "\r")
    ending = "\r\n" if text[here : here + 1] == "\r" else "\n"
    more = f"{ending}{line}{pair}"
    if here <= gone.start:
        return Span(here, gone.end), more + text[here : gone.start]
    return (Span(gone.start, here), text[gone.end : here] + more) if gone.end <= at.start else None


def _fields_of(document: Document, path: Path) -> str | None:
    """The fields of a record between braces, as it is or will be written."""
    written = document.source.slice(document.written(path))
    if re.fullmatch(r"\{[^{}\n#]+\}", written):
        return written[1:-1].strip().removesuffix(",")
    value = _short_value(document, path)
    return None if value is None else _pair(document, "value", value)


def _pair(document: Document, name: str, text: str) -> str:
    match document.format:
        case "yaml":
            return f"{name}: {text}"
        case "toml":
            return f"{name} = {text}"
        case _:
            return f'"{name}": {text}'


def _short_value(document: Document, path: Path) -> str | None:
    """A single value as it may be written between braces."""
    value: Any = document.data
    for step in path:
        value = value[step]
    written = document.source.slice(document.span(path))
    if (
        not written
        or "\n" in written
        or document.span(path) != document.written(path)
        or isinstance(value, (dict, list))
    ):
        return None
    if not isinstance(value, str) or written[0] in "\"'" or is_plain(written):
        return written
    return None if written[0] in "|>&!" and document.format != "yaml" else in_double_quotes(value)


def without_pair(document: Document, path: Path) -> Span | None:
    """What goes with a field: its line, or its comma."""
    text, start, end = document.source.text, document.key_span(path), document.written(path).end
    if start is None:
        return None
    before, after = text[: start.start], text[end:]
    line = before.rpartition("\n")[2]
    if not line.strip() and (rest := re.match(r"[ \t]*(?:\r?\n|$)", after)) and document.format != "json":
        return Span(start.start - len(line), end + rest.end())
    if comma := re.search(r",\s*$", before[-200:]):
        return Span(start.start - len(comma[0]), end)
    return Span(start.start, end + comma.end()) if (comma := re.match(r"\s*,\s*", after[:200])) else None


def _rewritten(document: Document, span: Span, text: str, *, key: bool) -> tuple[Span, str] | None:
    old = document.source.slice(span)
    new = spelled(document.format, old, text, key=key)
    return None if new is None or new == old else (span, new)


def spelled(format_: Format, old: str, text: str, *, key: bool = False) -> str | None:
    """The text as it would be written where the old one stands."""
    if not old or (format_ == "yaml" and old[0] in "|>*&!?"):
        return None
    quote = old[0] if old[0] in "\"'" else ""
    if quote == "'" and re.fullmatch(_LITERAL, text):
        return f"'{text}'"
    bare = is_plain(text) if format_ == "yaml" else format_ == "toml" and key and bool(re.fullmatch(_BARE_KEY, text))
    if bare and not quote:
        return text
    return in_double_quotes(text)


def is_plain(text: str) -> bool:
    """Whether a text needs no quotes in YAML."""
    return bool(re.fullmatch(_PLAIN, text)) and resolve(text, len(text) + 1) == text


def in_double_quotes(text: str) -> str:
    """A text in quotes, on one line: JSON's quotes and escapes are YAML's and TOML's, too."""
    import json

    return re.sub(_UNWRITTEN, lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
