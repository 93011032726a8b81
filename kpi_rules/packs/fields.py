"""Fields that packs add to the plan schema, merged over all packs.

Comes in: packs in order. Goes out: the plan schema with their fields. What a declaration may be is `kpi_rules.plan.fields`'
business; here it gets its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import tr
from kpi_rules.packs.find import FoundPack
from kpi_rules.plan import PlanSchema, plan_schema
from kpi_rules.source import Location
from kpi_rules.structs import replace

Declaration = Mapping[str, object]


def extended_schema(packs: Sequence[FoundPack]) -> tuple[PlanSchema, tuple[Diagnostic, ...]]:
    """The plan schema with all fields that the packs declare."""
    merged, last, diagnostics = _merged(packs)
    schema = plan_schema(merged, dict.fromkeys(name for pack in packs for name in pack.manifest.records))
    for pack in packs:
        if pack.manifest.locale is not None:
            schema = replace(schema, locale=pack.manifest.locale)
            diagnostics += _unknown_locale(pack)
    for misdeclared in schema.misdeclared:
        place = _place(last[misdeclared.path[:2]], misdeclared.path)
        diagnostics.append(Diagnostic(misdeclared.message, place, misdeclared.help))
    if merged and not diagnostics:
        diagnostics += _no_schema(schema, last)
    return schema, tuple(diagnostics)


def _unknown_locale(pack: FoundPack) -> list[Diagnostic]:
    """What is wrong with the locale of a project's plans."""
    from kpi_rules.plan.conventions import conventions_of
    from kpi_rules.plan.quantities.doubts import unknown_locale

    tag = pack.manifest.locale or ""
    if conventions_of(tag) is not None:
        return []
    doubt = unknown_locale(tag)
    return [Diagnostic(doubt.message, pack.manifest.at("locale"), doubt.help)]


def _no_schema(schema: PlanSchema, last: Mapping[tuple[str, ...], FoundPack]) -> Iterator[Diagnostic]:
    """Where the plan schema is none any more once the fields are in it: editors read it, too."""
    from kpi_rules.document.json_schema import faults_of_schema

    for fault in faults_of_schema(schema.json):
        path = tuple(map(str, fault.path))
        record, name = path[1:2], path[3:4]  # $defs, record, properties, name, …
        pack = last.get((*record, *name)) or next(iter(last.values()))
        inner = (*record, *name, *path[4:5])
        message = tr("the declared fields make no JSON Schema: {problem}", problem=fault.message)
        yield Diagnostic(message, _place(pack, inner), tr("change the declaration at this place"))


def _merged(
    packs: Sequence[FoundPack],
) -> tuple[dict[str, dict[str, Declaration]], dict[tuple[str, ...], FoundPack], list[Diagnostic]]:
    """The declarations by record and field: a later one changes the parts that it names, never the type."""
    merged: dict[str, dict[str, Declaration]] = {}
    last: dict[tuple[str, ...], FoundPack] = {}
    diagnostics = []
    for pack in packs:
        for record, fields in pack.manifest.fields.items():
            last[record,] = pack
            for name, declaration in fields.items():
                before = merged.setdefault(record, {}).get(name, {})
                if before and declaration.get("type", _type(before)) != _type(before):
                    diagnostics.append(_retyped(pack, last[record, name], record, name, _type(before)))
                    continue
                merged[record][name] = {**before, **declaration}
                last[record, name] = pack
    return merged, last, diagnostics


def _type(declaration: Declaration) -> object:
    return declaration.get("type", "text")


def _retyped(pack: FoundPack, other: FoundPack, record: str, name: str, type_: object) -> Diagnostic:
    message = tr("the field `{name}` is declared as {type} elsewhere", name=name, type=type_)
    notes = (Note(tr("declared here"), other.manifest.key("fields", record, name)),)
    return Diagnostic(message, pack.manifest.at("fields", record, name, "type"), tr("use that type"), notes)


def _place(pack: FoundPack, path: tuple[str, ...]) -> Location:
    """A name is told at its key, what stands under `type`, `default` … at its value."""
    return pack.manifest.at("fields", *path) if len(path) > 2 else pack.manifest.key("fields", *path)
