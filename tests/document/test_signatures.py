"""A file that is no text is called by its name: what it begins with decides, whatever its own name is."""

from __future__ import annotations

import io
import zipfile

import pytest

from kpi_rules.document import decode


def zipped(*names: str, mimetype: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return data.getvalue()


FILES = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "a spreadsheet": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "a document of a word processor": zipped("[Content_Types].xml", "word/document.xml"),
    "a presentation": zipped("ppt/presentation.xml"),
    "a compressed file": zipped("notes.txt"),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a document of an old version of Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
}


@pytest.mark.parametrize(("what", "data"), FILES.items(), ids=list(FILES))
def test_what_is_no_text_is_called_by_its_name(what: str, data: bytes) -> None:
    source, (told,) = decode("plan.kpi.yaml", data)
    assert source is None
    assert f"it is {what}" in told.message
    assert told.help


def test_a_spreadsheet_of_libreoffice_is_told_its_ending() -> None:
    data = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")
    _, (told,) = decode("plan.kpi.yaml", data)
    assert told.help == "let its name end in `.ods`, and check it as it is"


@pytest.mark.parametrize("text", ["%PDF-1.7 is what we export\n", "PK: yes\n", "BM: 1\n", "GIF8: x\n"])
def test_a_text_that_begins_like_one_is_a_text(text: str) -> None:
    source, told = decode("plan.kpi.yaml", text.encode())
    assert source is not None
    assert not told
