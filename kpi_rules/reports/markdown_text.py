"""Text inside Markdown: every sign of the markup dead, no link, no mention, no reference, no HTML."""

from __future__ import annotations

import re

from kpi_rules.reports.safe import one_line

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGNS = re.compile(r"[\\`*_{}\[\]()|~!$^=]|^(?:[-+#:]|\d+(?=[.)]))")
_AUTOMATIC = re.compile(r"@(?=\w)|#(?=\w)|(?<=\w):(?=//)|\bwww(?=\.)|\bmailto(?=:)|\bGH(?=-\d)")
_NOTHING = "&#8203;"
"""A space of no width: it takes a mention or an address apart and is not seen."""


def escape(text: str) -> str:
    """The text on one line, as plain words wherever it stands in Markdown, a table's cell included."""
    text = re.sub(r"[&<>]", lambda match: _HTML[match[0]], one_line(text))
    text = _SIGNS.sub(lambda match: "\\" + match[0] if not match[0].isdigit() else match[0] + "\u2060", text)
    return _AUTOMATIC.sub(lambda match: match[0] + _NOTHING, text)
