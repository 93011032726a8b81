"""Whether a text is a plan that is not called one: it has `kpis` at its top level.

Comes in: the first bytes of a file, of any format. Goes out: yes or no, in time linear in their number. A guess by signs, before anything reads the file.
"""

from __future__ import annotations

import re

MOST_LOOKED_AT = 4 << 20
_IN_LINES = rb"""(?m)^(?:\xef\xbb\xbf)?(?:["']?kpis["']?\s*[:=]|\[\[\s*["']?kpis["']?\s*\]\])"""
_IN_BRACES = rb"(?:\xef\xbb\xbf)?(?:\s|---|#[^\n]*\n)*+\{"
_SIGNS = rb"""(?s)"(?:[^"\\]|\\.)*+"?|(?<=[\s{\[,:])'[^']*+'?|[{}\[\]]|(?<=[\s{,])kpis(?=\s*:)"""
"""Texts in quotes, which end with the file where nobody ends them; what opens and closes; a bare `kpis`."""


def holds_kpis(data: bytes) -> bool:
    """Whether there are `kpis` at the top level."""
    data = data[:MOST_LOOKED_AT]
    if b"kpis" not in data:
        return False
    return _among_braces(data) if re.match(_IN_BRACES, data) else re.search(_IN_LINES, data) is not None


def _among_braces(data: bytes) -> bool:
    """Whether one of the outermost keys is `kpis`, in JSON or as JSON in YAML."""
    depth = 0
    for sign in re.finditer(_SIGNS, data):
        text = sign[0]
        if text in (b"{", b"["):
            depth += 1
        elif text in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and text.strip(b"\"'") == b"kpis" and data[sign.end() : sign.end() + 80].lstrip()[:1] == b":":
            return True
    return False
