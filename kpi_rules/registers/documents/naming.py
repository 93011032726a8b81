"""Names made of other names: a short id of a title, a title of a file's name. Knows nothing of documents."""

from __future__ import annotations

import re
from collections.abc import Collection

_SHORT = 40


def short_id(title: str, taken: Collection[str]) -> str:
    """An id in lower case of the first words of a title, in its own script, that nothing else has."""
    words = re.findall(r"\w+", title.casefold())
    text = words[0][:_SHORT] if words else "objective"
    for word in words[1:]:
        if len(text) + len(word) >= _SHORT:
            break
        text += "-" + word
    free, number = text, 1
    while free in taken:
        number += 1
        free = f"{text}-{number}"
    return free


def titled(name: str) -> str:
    """A title of the name of a file: `team_okrs-2026.yaml` is `Team okrs 2026`."""
    stem = name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return words[:1].upper() + words[1:] or name
