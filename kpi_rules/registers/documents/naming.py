"""A title made of the name of a file. Knows nothing of documents."""

from __future__ import annotations

import re


def titled(name: str) -> str:
    """`team_okrs-2026.yaml` is `Team okrs 2026`."""
    stem = name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return words[:1].upper() + words[1:] or name
