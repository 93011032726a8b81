"""What a pack knows of itself while it is being written: as much as can be read, whatever else is wrong with it.

Comes in: a pack's folder (open texts lie over the disk). Goes out: `Surroundings`; of a file that is in no pack, those of the plan schema alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kpi_rules.editing.rules.rules_text import Surroundings
from kpi_rules.files import shown
from kpi_rules.language.checked import CheckedDefine, Environment
from kpi_rules.language.checker import check_defines
from kpi_rules.packs.defines import visible_defines
from kpi_rules.packs.fields import extended_schema
from kpi_rules.packs.find import find_packs
from kpi_rules.packs.folder import MANIFEST, Folder
from kpi_rules.packs.settings import merge_settings, visible_settings
from kpi_rules.packs.written import read_rules
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source


def surroundings(folder: Path) -> Surroundings:
    """What the pack in a folder knows."""
    above = Folder(folder.parent, shown(str(folder.parent)))
    found = find_packs([f"./{folder.name}"], None, above)[0] if (folder / MANIFEST).is_file() else None
    if not found:
        return Surroundings(Environment(plan_schema().records))
    schema, _ = extended_schema(found)
    settings, _ = merge_settings(found, {})
    written, _ = read_rules(found)
    defines: dict[str, Mapping[str, CheckedDefine]] = {}
    environment = Environment(schema.records)
    for pack in written:
        inherited = visible_defines(pack.pack, defines)
        environment = Environment(schema.records, visible_settings(pack.pack, settings), inherited)
        defines[pack.pack.name] = check_defines(pack.files, environment)[0]
    own = written[-1]
    visible = Environment(environment.records, environment.settings, {**environment.defines, **defines[own.pack.name]})
    return Surroundings(
        visible,
        settings,
        tuple(_rule_files(own.pack.folder)),
        tuple(_beside(own.pack.folder)),
        own.pack.name,
        {
            pack.full(rule): Source(file.source.name, file.source.slice(rule.span))
            for pack in written[:-1]
            for file, rule in pack.rules()
        },
    )


def _rule_files(folder: Folder) -> Iterator[Source]:
    for name in folder.rule_files()[0]:
        source, _ = folder.read(name)
        if source is not None:
            yield source


def _beside(folder: Folder) -> Iterator[Source]:
    """The manifest, the locales and the tests of a pack."""
    inner = [path for part in ("locales", "tests") for path in sorted((folder.path / part).glob("*.y*ml"))]
    for name in (MANIFEST, *(path.relative_to(folder.path).as_posix() for path in inner)):
        source, _ = folder.read(name)
        if source is not None:
            yield source
