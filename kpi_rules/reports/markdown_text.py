"""Text inside Markdown: every sign of the markup dead, no link, no mention, no reference, no HTML."""

from __future__ import annotations

import re

from kpi_rules.reports.safe import one_line

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGNS = re.compile(r"[\\`*_{}\[\]()|~!$^=]|^(?:[-+#:]|\d+(?=[.)]))")
_AUTOMATIC = re.compile(r"@(?=\w)|#(?=\w)|(?<=\w):(?=//)|\bwww(?=\.)|\bmailto(?=:)|\bGH(?=-\d)")
_NOTHING = "&#8203;"
"""A space of no width: it takes a mention or an address apart and is not seen."""


def code(text: str) -> str:
    """The text on one line, sign by sign as it is, between more backticks than it holds itself."""
    text = one_line(text)
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{ticks} {text} {ticks}" if text[:1] == "`" or text[-1:] == "`" else f"{ticks}{text}{ticks}"


def prose(text: str) -> str:
    """As `escape` has it, but what stands between backticks stays code."""
    words = re.split(r"(?<!`)`([^`]+)`(?!`)", text)
    return "".join(code(word) if number % 2 else _kept_apart(word) for number, word in enumerate(words))


def _kept_apart(text: str) -> str:
    """A part of a sentence, with the blanks that it begins and ends with."""
    return f"{' ' * text[:1].isspace()}{escape(text)}{' ' * text[-1:].isspace()}" if text.strip() else text and " "


def escape(text: str) -> str:
    """The text on one line, as plain words wherever it stands in Markdown, a table's cell included."""
    text = re.sub(r"[&<>]", lambda match: _HTML[match[0]], one_line(text))
    text = _SIGNS.sub(lambda match: "\\" + match[0] if not match[0].isdigit() else match[0] + "\u2060", text)
    return _AUTOMATIC.sub(lambda match: match[0] + _NOTHING, text)
