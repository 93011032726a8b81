"""JSON that is safe to print: letters of every script as they are, what is not plainly seen as its escape."""

from __future__ import annotations

import json
import re

from kpi_rules.reports.safe import COMMAND

_HARMFUL = r"[\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"


def dumps(value: object, indent: int | None = 2) -> str:
    """The value as JSON. Control characters, overrides, lone surrogates and commands only ever stand in texts."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    return re.sub(COMMAND, _escaped, re.sub(_HARMFUL, _escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
