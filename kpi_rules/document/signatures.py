"""What a file is that is no text, by its first bytes: so that it is called by its name and not by a strange character in it.

Bytes come in, a diagnostic goes out, or nothing for what may be text. Knows nothing of what is in the file.
"""

from __future__ import annotations

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr

_ZIPPED = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")
_HEAD = 4_096


def foreign(name: str, data: bytes) -> Diagnostic | None:
    """What is to be said of a file that is surely no text."""
    head = data[:_HEAD]
    if head.startswith(b"%PDF-"):
        return _said(name, tr("a PDF"), _as_table())
    if head.startswith(_ZIPPED):
        return _zipped(name, data)
    if head.startswith(_OLD_OFFICE):
        help_ = tr("save it as `.xlsx` or `.csv`, and check that")
        return _said(name, tr("a document of an old version of Office, or one with a password"), help_)
    if head.startswith(_PICTURES) and b"\x00" in head:
        return _said(name, tr("a picture"), tr("name a plan, or a register such as `register.xlsx`"))
    if head.startswith(_PACKED) and not head.isascii():
        return _said(name, tr("a compressed file"), tr("unpack it, and name what is in it"))
    return None


def _zipped(name: str, data: bytes) -> Diagnostic:
    """An office document, by the parts that are named in it, or any other archive."""
    if b"xl/workbook" in data or b"opendocument.spreadsheet" in data[:_HEAD]:
        ending = ".ods" if b"opendocument" in data[:_HEAD] else ".xlsx"
        return _said(
            name, tr("a spreadsheet"), tr("let its name end in `{ending}`, and check it as it is", ending=ending)
        )
    if b"word/document.xml" in data or b"opendocument.text" in data[:_HEAD]:
        return _said(name, tr("a document of a word processor"), _as_table())
    if b"ppt/presentation.xml" in data or b"opendocument.presentation" in data[:_HEAD]:
        return _said(name, tr("a presentation"), _as_table())
    return _said(name, tr("a compressed file"), tr("unpack it, and name what is in it"))


def _as_table() -> str:
    return tr("put its table of KPIs into a spreadsheet or a CSV file, and check that: `kpi-rules check register.xlsx`")


def _said(name: str, what: str, help_: str) -> Diagnostic:
    return Diagnostic(tr("cannot read `{name}`: it is {what}, not a plan", name=name, what=what), None, help_)
