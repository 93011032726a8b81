"""What kind of file a document is, by its name and by what the editor takes it for."""

from __future__ import annotations

import os

from kpi_rules.packs.folder import MANIFEST, PROJECT
from kpi_rules.server.session import PLAN, Document
from kpi_rules.workspace.places import WAIVERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Kind: TypeAlias = 'Literal["plan", "rules", "manifest", "project", "locale", "test", "waivers"]'

ALL: tuple[Kind, ...] = ("plan", "rules", "manifest", "project", "locale", "test", "waivers")
PACKS = ("rules", "manifest", "locale", "test")
"""The kinds that a pack is made of."""
_PLANS = (".kpi.yaml", ".kpi.yml", ".kpi.json", ".kpi.toml")
_YAML = (".yaml", ".yml")
_NAMES: dict[str, Kind] = {MANIFEST: "manifest", PROJECT: "project", WAIVERS: "waivers"}
_LANGUAGES: dict[str, Kind] = {"kpi-rules": "rules", PLAN: "plan"}


def kind_of(document: Document) -> Kind | None:
    """What kind of file it is; nothing where it is none of ours."""
    if document.path is None:
        return _LANGUAGES.get(document.language)
    folder, name = os.path.split(document.path)
    if name in _NAMES:
        return _NAMES[name]
    if name.endswith(".rules"):  # other programs have such files, too, which editors take for ours by their names
        return "rules" if os.path.isfile(os.path.join(folder, MANIFEST)) else None
    if name.endswith(_YAML) and os.path.isfile(os.path.join(os.path.dirname(folder), MANIFEST)):
        inner = os.path.basename(folder)
        if inner in ("locales", "tests"):
            return "locale" if inner == "locales" else "test"
    return "plan" if name.endswith(_PLANS) else _LANGUAGES.get(document.language)
