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

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@+-]*\w)?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Words and dates that mean nothing but themselves in YAML, as a key, a value or an entry of `[…]`."""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_UNWRITTEN = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON may hold as it is, and YAML or TOML may not, or would take for the end of a line."""
_LITERAL = re.compile(r"[^'\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*")


def rewritten_value(document: Document, path: Path, text: str) -> tuple[Span, str] | None:
    """A text for a value; where the value is an alias, in the place that it stands for."""
    span = document.written(path)
    return _rewritten(document, span, text, key=False)


def rewritten_key(document: Document, path: Path, text: str) -> tuple[Span, str] | None:
    """A text for the key that leads to a value."""
    span = document.key_span(path)
    return None if span is None else _rewritten(document, span, text, key=True)


def _rewritten(document: Document, span: Span, text: str, *, key: bool) -> tuple[Span, str] | None:
    old = document.source.slice(span)
    new = spelled(document.format, old, text, key=key)
    return None if new is None or new == old else (span, new)


def spelled(format_: Format, old: str, text: str, *, key: bool = False) -> str | None:
    """The text as it would be written where the old one stands."""
    if not old or (format_ == "yaml" and old[0] in "|>*&!?"):
        return None
    quote = old[0] if old[0] in "\"'" else ""
    if quote == "'" and _LITERAL.fullmatch(text):
        return f"'{text}'"
    bare = _is_plain(text) if format_ == "yaml" else format_ == "toml" and key and bool(_BARE_KEY.fullmatch(text))
    if bare and not quote:
        return text
    return _in_double_quotes(text)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and resolve(text, len(text) + 1) == text


def _in_double_quotes(text: str) -> str:
    """JSON's quotes and escapes are YAML's and TOML's, too."""
    import json

    return _UNWRITTEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
