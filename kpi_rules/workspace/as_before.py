"""Whether a policy reads in a commit as it does now: then it need not be read, checked and compiled a second time, which is half of a run against a
base.

Comes in: the policy as it is, and the commit. What lies outside of the repository is the same for both. Knows nothing of where the project's file was.
"""

from __future__ import annotations

import posixpath

from kpi_rules.engine.revisions.committed import folder_in, inside
from kpi_rules.engine.revisions.git import Commit
from kpi_rules.i18n import fallbacks, language
from kpi_rules.packs import Folder, Policy
from kpi_rules.packs.locales import FOLDER
from kpi_rules.packs.policy import Pack


def is_as_before(policy: Policy, commit: Commit) -> bool:
    """Whether every pack of it does."""
    within = [pack for pack in policy.packs if inside(commit, pack.folder.path) is not None]
    return all(_reads_alike(pack, folder_in(commit, pack.folder.path)) for pack in within)


def _reads_alike(pack: Pack, before: Folder) -> bool:
    """Whether a pack has the same files, as far as this reader is shown them, with the same texts."""
    sources = {posixpath.basename(source.name): source.text for source in (pack.manifest, *pack.rule_sources)}
    if before.rule_files()[0] != tuple(sources)[1:]:
        return False
    locales = [f"{FOLDER}/{tag}.yaml" for tag in fallbacks(language() or "")]
    return all(_text(before, name) == text for name, text in sources.items()) and all(
        _text(before, name) == _text(pack.folder, name) for name in locales
    )


def _text(folder: Folder, name: str) -> str | None:
    """What a file holds; nothing where there is none, or where it cannot be read."""
    source, _ = folder.read(name) if folder.has(name) else (None, ())
    return None if source is None else source.text
