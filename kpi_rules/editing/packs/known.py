"""What the files of a pack, or a project's file, may name: packs, and the rules, settings, records and fields that it has or builds on.

Comes in: a folder (open texts lie over the disk) and its manifest's text, whole or not. Goes out: `Known`. What cannot be read is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kpi_rules.editing.plans.sketch import Node
from kpi_rules.editing.plans.yaml_sketch import yaml_sketch
from kpi_rules.editing.rules.rules_text import RulesText, Surroundings
from kpi_rules.files import shown
from kpi_rules.language.checked import Environment
from kpi_rules.packs.find import DEFAULT_PACK, FoundPack, find_packs
from kpi_rules.packs.folder import MANIFEST, Folder
from kpi_rules.packs.installed import installed_packs
from kpi_rules.packs.settings import merge_settings
from kpi_rules.plan.schema import plan_schema
from kpi_rules.resources import bundled
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.packs.policy import Setting


class KnownRule(Struct):
    """A rule: its title, and where its id is given."""

    title: str
    place: Location


class Known(Struct, eq=False):
    """What may be named. `own` are the pack's own rules by id, `rules` those that it builds on, by full id."""

    packs: tuple[str, ...]
    own: Mapping[str, KnownRule]
    rules: Mapping[str, KnownRule]
    settings: Mapping[str, Setting]
    topics: tuple[str, ...]
    records: Mapping[str, str]
    """Records that fields may be added to, and what each is."""
    manifest: Source
    written: Node
    """The manifest, as its lines tell."""

    def declared(self, *path: str) -> Mapping[str, Node]:
        """What stands under a path of the manifest, by key."""
        node: Node | None = self.written
        for step in path:
            node = node.get(step) if node is not None else None
        entries = node.entries if node is not None and node.kind == "record" else ()
        return {one.key: one for one in entries if one.key}

    def place(self, node: Node) -> Location:
        """Where a key of the manifest stands."""
        return Location(self.manifest, node.key_span or Span(node.start, node.start))


def known_to(folder: Path, manifest: Source, *, project: bool = False) -> Known:
    """What the files of a pack may name; a `project` that does not say what it builds on builds on core."""
    here = Folder(folder, shown(str(folder)))
    written = yaml_sketch(manifest.text)
    found = _built_on(_texts(written.get("extends")) or [DEFAULT_PACK] * project, here)
    settings, _ = merge_settings(found, {}) if found else ({}, ())
    own = {} if project else dict(_rules(here, ""))
    rules = {id_: rule for pack in found for id_, rule in _rules(pack.folder, f"{pack.name}/")}
    records = {
        name: str(one.get("description") or one.get("title", ""))
        for name, one in plan_schema().json["$defs"].items()
        if name in plan_schema().records.fields
    }
    topics = tuple(name.removesuffix(".rules") for name in here.rule_files()[0])
    return Known(_packs(), own, rules, settings, topics, records, manifest, written)


def _texts(node: Node | None) -> list[str]:
    if node is None:
        return []
    return [node.text] if node.kind == "value" else [one.text for one in node.entries if one.kind == "value"]


def _built_on(references: list[str], here: Folder) -> tuple[FoundPack, ...]:
    """The packs that are named, and theirs; one that is not found takes no other with it."""
    found, _ = find_packs(references, None, here) if references else ((), ())
    if found is None:
        each = (pack for one in references for pack in find_packs([one], None, here)[0] or ())
        found = tuple({pack.name: pack for pack in each}.values())
    return found


def _rules(folder: Folder, before: str) -> Iterator[tuple[str, KnownRule]]:
    """The rules of a pack, read by their words alone."""
    for name in folder.rule_files()[0]:
        source, _ = folder.read(name)
        if source is None:
            continue
        text = RulesText(source, Surroundings(Environment(plan_schema().records)))
        for one in text.declarations:
            if one.kind == "RULE" and one.name:
                title = str(text.lexemes[one.first + 3].value) if text.kind(one.first + 3) == "TEXT_PART" else ""
                yield before + one.name, KnownRule(title, text.place(one.name_span))


def _packs() -> tuple[str, ...]:
    """The packs that can be named without a path."""
    own = (path.parent.name for path in bundled("policies").glob(f"*/{MANIFEST}"))
    return tuple(sorted({*own, *installed_packs()}))
