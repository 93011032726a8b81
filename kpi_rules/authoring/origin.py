"""How another machine gets this program: what `pip install` is to be told in a build server's file.

Comes in: what pip noted of where it took the installed program from (`direct_url.json`). Goes out: a requirement that gets the same commit again, or one
with a gap to fill. No package index has the program yet: its bare name would install whatever somebody publishes under it.
"""

from __future__ import annotations

import re

REPOSITORY, COMMIT = "REPOSITORY", "COMMIT"
UNKNOWN = f"kpi-rules @ git+https://{REPOSITORY}@{COMMIT}"
"""Where to get it is not known: the gaps are to be filled."""
_ADDRESS = re.compile(r"(https|ssh)://(git@)?[\w.-]+(:\d+)?/[\w./~%-]+")
_HASH = re.compile(r"[0-9a-f]{40,64}")


def requirement(noted: str | None) -> str:
    """What to install: the commit of the repository that this program was installed from, if that is known."""
    import json

    try:
        found = json.loads(noted or "{}")
        address, commit = str(found["url"]), str(found["vcs_info"]["commit_id"])
        is_git = found["vcs_info"]["vcs"] == "git"
    except (ValueError, KeyError, TypeError):
        return UNKNOWN
    plain = is_git and _ADDRESS.fullmatch(address) and _HASH.fullmatch(commit)
    return f"kpi-rules @ git+{address}@{commit}" if plain else UNKNOWN


def noted_origin() -> str | None:
    """What pip noted; nothing for a program that it did not install."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution("kpi-rules").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
