"""Bytes to text: UTF-8 and nothing else, within the limits.

A name and bytes come in, a source or a diagnostic goes out. Knows nothing of formats.
"""

from __future__ import annotations

import codecs

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document.limits import Limits
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Location, Source, Span

_UTF_16_OR_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_TELLABLE = 10_000  # characters before and after a bad place that a report needs: whole files of rubbish are not kept


def decode(name: str, data: bytes, limits: Limits | None = None) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a file without its byte order mark."""
    limits = limits or Limits()
    if len(data) > limits.size:
        return None, (_too_large(name, limits),)
    source, problem = _decoded(name, data)
    return source, () if problem is None else (_foreign(name, data) or problem,)


def _decoded(name: str, data: bytes) -> tuple[Source | None, Diagnostic | None]:
    if data.startswith(_UTF_16_OR_32) or _looks_like_utf_16(data):
        return None, _at(name, "", 0, tr("the file is UTF-16 or UTF-32, not UTF-8"), _save_as_utf_8())
    if _looks_binary(data):
        message = tr("cannot read `{name}`: it is binary, not text", name=name)
        return None, Diagnostic(message, None, tr("name a text file"))
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, _not_utf_8(name, data, error.start)
    if len(data.translate(None, _CONTROLS)) != len(data):
        return None, _control_character(name, text)
    return Source(name, text), None


def _foreign(name: str, data: bytes) -> Diagnostic | None:
    """What is to be said of a file that is no text, and known."""
    from kpi_rules.document.signatures import foreign

    return foreign(name, data)


def _looks_like_utf_16(data: bytes) -> bool:
    """Latin text in UTF-16 without a mark: every other byte is null."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[0::2]) or not any(head[1::2])) and any(head)


def _looks_binary(data: bytes) -> bool:
    """Whether it is a picture, a program or the like: of its first bytes, more than a few are none that text has."""
    head = data[:8_000]
    strange = len(head) - len(head.translate(None, _CONTROLS))
    return strange > max(2, len(head) // 50)


def _too_large(name: str, limits: Limits) -> Diagnostic:
    message = ntr("the file is larger than {count} byte", "the file is larger than {count} bytes", limits.size)
    return _at(name, "", 0, message, tr("split it into several plans"))


def _not_utf_8(name: str, data: bytes, start: int) -> Diagnostic:
    before = data[:start].decode("utf-8")
    after = data[start : start + _TELLABLE].decode("utf-8", "replace")
    message = tr("the file is not UTF-8: the byte {code} stands here", code=f"0x{data[start]:02X}")
    return _at(name, before + after, len(before), message, _save_as_utf_8())


def _control_character(name: str, text: str) -> Diagnostic:
    start = next(index for index, char in enumerate(text) if char < "\x80" and ord(char) in _CONTROLS)
    if text[start] == "\0":
        help_ = tr("a null byte never stands in text: is this another kind of file?")
    else:
        help_ = tr("remove it; it is invisible in most editors")
    message = tr("the control character {code} stands here", code=f"U+{ord(text[start]):04X}")
    return _at(name, text, start, message, help_)


def _save_as_utf_8() -> str:
    return tr("save it as UTF-8 in your editor")


def _at(name: str, text: str, start: int, message: str, help_: str) -> Diagnostic:
    width = 1 if text else 0
    return Diagnostic(message, Location(Source(name, text), Span(start, start + width)), help_)
