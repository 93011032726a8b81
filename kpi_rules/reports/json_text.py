"""JSON that is safe to print: letters of every script as they are, what is not plainly seen as its escape."""

from __future__ import annotations

import json
import re

_HARMFUL = re.compile(r"[\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


def dumps(value: object, indent: int | None = 2) -> str:
    """The value as JSON. Control characters, bidirectional overrides and lone surrogates only ever stand in texts."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    return _HARMFUL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
