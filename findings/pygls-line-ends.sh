#!/usr/bin/env bash
# pygls keeps the text of a document by lines that end where Python's `splitlines` ends them, not where the Language Server Protocol does.
#
# The protocol knows three line ends: `\n`, `\r\n`, `\r`. pygls's `TextDocument` also ends lines at U+2028, U+0085, form feed and others. A text that was
# pasted from a web page or a word processor often holds U+2028: below it every position is a line off, and an edit of the client's changes another place than
# the user did, without any error. So a server over texts that people paste keeps its own, as `kpi_rules/server/texts.py` does.
# Seen with pygls 2.1.1 (lsprotocol 2025.0.0), Python 3.11. Specification 3.17, "Text Documents": EOL: string[] = ['\n', '\r\n', '\r'].
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q 'pygls==2.1.1' 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
from lsprotocol import types
from pygls.workspace import TextDocument

for name, sign in (("U+2028", "\u2028"), ("U+0085", "\u0085"), ("form feed", "\f")):
    text = f"title: one{sign}two\nowner: anna\n"
    document = TextDocument("file:///plan.yaml", text, language_id="yaml", version=1)
    # the client puts an `x` before the second line, as the protocol counts lines
    place = types.Position(1, 0)
    document.apply_change(types.TextDocumentContentChangePartial(types.Range(place, place), "x"))
    client = f"title: one{sign}two\nxowner: anna\n"
    print(f"{name}: the client has {client!r}, pygls has {document.source!r}")
    assert document.source != client, "this has changed: the texts are the same"
PYTHON
