"""What git tracks of this revision, and what of that is left out of the working tree: asked for only where a plan is missing, or may be new.

Comes in: a repository. Goes out: the files of its index by path. Nothing is refreshed or written. Knows nothing of plans.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kpi_rules.engine.discover import FORMATS
from kpi_rules.engine.revisions.git import Commit, Repository
from kpi_rules.engine.top_level import MOST_LOOKED_AT, holds_kpis
from kpi_rules.files import from_here, read_bytes, shown
from kpi_rules.structs import Struct

_LEFT_OUT = b"S"
_MOST = 1_000
"""Files that are looked into."""


class Tracked(Struct):
    """A file that git tracks: the name of its object, and whether a sparse checkout leaves it out."""

    object: str
    left_out: bool


def tracked(repository: Repository) -> Mapping[str, Tracked]:
    """The tracked files of this revision, by path from the top."""
    listing = repository.ask_at_top("ls-files", "-t", "--stage", "-z", "--full-name") or b""
    found: dict[str, Tracked] = {}
    for entry in listing.split(b"\0"):
        words, _, path = entry.partition(b"\t")
        tag, _, rest = words.partition(b" ")
        if path:
            found[os.fsdecode(path)] = Tracked(rest.split(b" ")[1].decode("ascii"), tag == _LEFT_OUT)
    return found


def new_and_unseen(commit: Commit, looked_at: Iterable[str | Path]) -> Iterator[str]:
    """Files that are new with a change, or were changed, and hold KPIs, and that nobody looks at."""
    known = {os.path.realpath(path) for path in looked_at}
    changed = (
        os.path.join(commit.repository.top, path)
        for path, file in tracked(commit.repository).items()
        if path.lower().endswith(FORMATS) and commit.files.get(path) != file.object
    )
    for number, path in enumerate(sorted(changed)):
        if number < _MOST and os.path.realpath(path) not in known and not os.path.islink(path):
            data, _ = read_bytes(path, path, MOST_LOOKED_AT)
            if data is not None and holds_kpis(data):
                yield shown(from_here(path))
