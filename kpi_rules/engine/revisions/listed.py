"""What git says is in a commit: `ls-tree -r -z` → object names by path. Knows nothing of git's ways."""

from __future__ import annotations

import os

from kpi_rules.structs import Struct, field

_FILE_MODES = (b"100644", b"100755")
_LINK = b"120000"
_SUBMODULE = b"160000"


class Listed(Struct):
    """Object names by path: of ordinary files, of links, and of submodules, which are commits."""

    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    submodules: dict[str, str] = field(default_factory=dict)

    def of_mode(self, mode: bytes) -> dict[str, str] | None:
        """Those that git gives this mode."""
        if mode in _FILE_MODES:
            return self.files
        return self.links if mode == _LINK else self.submodules if mode == _SUBMODULE else None


def listed(listing: bytes) -> Listed:
    """What a listing tells of."""
    found = Listed()
    for entry in listing.split(b"\0"):
        words, _, path = entry.partition(b"\t")
        mode, _, rest = words.partition(b" ")
        kept = found.of_mode(mode)
        if kept is not None:
            kept[os.fsdecode(path)] = rest.split(b" ")[1].decode("ascii")
    return found
