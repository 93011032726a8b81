"""Files of a pack that nobody reads although they look as if somebody should: rules, locales and manifests under names that are nearly theirs.

Comes in: a pack's folder. Goes out: their names, and what is to be said of them. Documents, tests and what is hidden are no such files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import normal_tag, tr
from kpi_rules.packs.folder import MANIFEST, Folder

MOST_LOOKED_AT = 2_000
_LIKE_RULES = r"(?i).+\.(?:rules?|rulez|ruls)(?:\.(?:txt|ya?ml))?"
_LIKE_MANIFEST = r"(?i)packs?\.(?:ya?ml|json|toml)"
_LIKE_LOCALE = r"(?i)(.+)\.(?:ya?ml|json|toml|po)"
_LOCALES = r"(?i)locales?|translations?|languages?|lang|i18n"
_ELSEWHERE = frozenset({"tests", "__pycache__", "node_modules", "venv"})


def unread_names(folder: str) -> list[str]:
    """The names of such files from the pack's folder, sorted; none where it is no pack's."""
    if not os.path.exists(os.path.join(folder, MANIFEST)):
        return []
    return sorted(name for name in _names(folder) if _is_unread(name.split("/")))


def unread_files(folder: Folder) -> Iterator[Diagnostic]:
    """What is to be said of them."""
    for name in unread_names(str(folder.path)) if type(folder) is Folder else ():
        message = tr("nobody reads `{name}`", name=f"{folder.name}/{name}")
        yield Diagnostic(message, None, _meant(name.split("/")), warning=True)


def _names(folder: str) -> Iterator[str]:
    """The files below, by their path from the pack's folder; other packs in it are others' business."""
    waiting, left = [""], MOST_LOOKED_AT
    while waiting and left > 0:
        inner = waiting.pop()
        try:
            entries = sorted(os.listdir(os.path.join(folder, inner)))
        except OSError:
            continue
        left -= len(entries)
        if inner and MANIFEST in entries:
            continue
        for entry in entries:
            path = f"{inner}/{entry}" if inner else entry
            if entry.startswith(".") or entry in _ELSEWHERE:
                continue
            if os.path.isdir(os.path.join(folder, path)):
                waiting.append(path)
            else:
                yield path


def _is_unread(parts: Sequence[str]) -> bool:
    *folders, name = parts
    if re.fullmatch(_LIKE_RULES, name):
        return bool(folders) or not name.endswith(".rules")
    if not folders:
        return name != MANIFEST and re.fullmatch(_LIKE_MANIFEST, name) is not None
    locale = re.fullmatch(_LIKE_LOCALE, name) if re.fullmatch(_LOCALES, folders[0]) else None
    if locale is None:
        return False
    return folders != ["locales"] or not name.endswith(".yaml") or normal_tag(locale[1]) != locale[1]


def _meant(parts: Sequence[str]) -> str:
    name = parts[-1]
    if re.fullmatch(_LIKE_RULES, name):
        return tr("rules are read from files called `….rules` that lie beside `pack.yaml`")
    if re.fullmatch(_LIKE_MANIFEST, name):
        return tr("did you mean `{name}`?", name=MANIFEST)
    tag = normal_tag(name.rpartition(".")[0])
    if tag is not None:
        return tr("did you mean `{name}`?", name=f"locales/{tag}.yaml")
    return tr("locales are called after a language: `locales/ar.yaml`, `locales/pt-BR.yaml`")
