"""A pack's `pack.yaml`, or a project's `kpi-rules.yaml`: read by `schemas/pack.schema.json`, every part with its place.

Comes in: a source. Goes out: a `Manifest`. Knows nothing of other packs: whether the names in it exist is `load`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, cast

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document, load
from kpi_rules.i18n import tr
from kpi_rules.resources import bundled
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct, field

if TYPE_CHECKING:
    from kpi_rules.document.shape import Shape
    from kpi_rules.packs.policy import Level

PROJECT_NAME = "project"


class Manifest(Struct):
    """What a manifest says, as it says it. `extends` is missing where it is not written."""

    document: Document
    name: str
    version: str
    title: str | None
    description: str | None
    language: str
    extends: Sequence[str] | None
    settings: Mapping[str, object]
    fields: Mapping[str, Mapping[str, Mapping[str, object]]]
    levels: Mapping[str, str | Mapping[str, object]]
    plans: Sequence[str]
    exclude: Sequence[str]
    fail_on: Level | None
    longest_waiver: str | None
    locale: str | None
    """How the plans of a project are written that do not say it themselves."""
    stands_in_for: Mapping[str, Sequence[str]]
    maps: Sequence[str] = ()
    needs: str | None = None
    """Which versions of the program it was written for."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Rules and settings that are called otherwise now: the old name and the new one."""
    gone: Mapping[str, str] = field(default_factory=dict)
    """Rules and settings that are no more, and why, or what to do."""
    records: Sequence[str] = ()
    """The records that it declares; their fields stand among `fields`."""

    def at(self, *path: str | int) -> Location:
        """The place of a value."""
        return Location(self.document.source, self.document.span(self._written(path)))

    def _written(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Where a part of it is written: fields of its own records under `records`."""
        if path[:1] == ("fields",) and path[1:2] and path[1] in self.records and not self.document.has(path[:3]):
            return ("records", *path[1:])
        return path

    def key(self, *path: str | int) -> Location:
        """The place of a key, else of the value."""
        path = self._written(path)
        return Location(self.document.source, self.document.key_span(path) or self.document.span(path))


def read_manifest(source: Source, project: bool) -> tuple[Manifest | None, tuple[Diagnostic, ...]]:
    """The manifest in a source: a pack's, or with `project` a project's."""
    document, diagnostics = load(source)
    if document is None:
        return None, diagnostics
    data, problems = _shape().read(document)
    problems = (*diagnostics, *problems, *_misplaced(document, project))
    if data is None or problems:
        return None, problems
    return _manifest(document, cast("dict[str, object]", data)), ()


@cache
def _shape() -> Shape:
    import json

    from kpi_rules.document.shape import Shape

    return Shape(json.loads((bundled("schemas") / "pack.schema.json").read_text("utf-8")))


def _misplaced(document: Document, project: bool) -> tuple[Diagnostic, ...]:
    """What the schema, which is one for both, cannot tell: a pack needs its name, a project alone has plans and a gate."""
    if not isinstance(document.data, dict):
        return ()
    if not project and "name" not in document.data:
        place = Location(document.source, document.span(()))
        return (Diagnostic(tr("the pack has no name"), place, tr("add `name:` with a short name in lower case")),)
    for name in ("plans", "exclude", "fail_on", "locale"):
        if not project and name in document.data:
            place = Location(document.source, document.key_span((name,)) or document.span((name,)))
            message = tr("a pack has no {field}", field=f"`{name}`")
            return (Diagnostic(message, place, tr("that belongs in a project's `kpi-rules.yaml`")),)
    return ()


def _manifest(document: Document, data: dict[str, object]) -> Manifest:
    """The manifest of data that fits the schema."""
    return Manifest(
        document=document,
        name=cast("str", data.get("name", PROJECT_NAME)),
        version=cast("str", data.get("version", "0")),
        title=cast("str | None", data.get("title")),
        description=cast("str | None", data.get("description")),
        language=cast("str", data.get("language", "en")),
        extends=cast("Sequence[str] | None", data.get("extends")),
        settings=cast("Mapping[str, object]", data.get("settings", {})),
        fields=_fields(data),
        levels=cast("Mapping[str, str | Mapping[str, object]]", data.get("levels", {})),
        plans=cast("Sequence[str]", data.get("plans", ())),
        exclude=cast("Sequence[str]", data.get("exclude", ())),
        fail_on=cast("Level | None", data.get("fail_on")),
        longest_waiver=cast("str | None", data.get("longest_waiver")),
        locale=cast("str | None", data.get("locale")),
        stands_in_for=cast("Mapping[str, Sequence[str]]", data.get("stands_in_for", {})),
        maps=cast("Sequence[str]", data.get("maps", ())),
        needs=cast("str | None", data.get("needs")),
        renamed=cast("Mapping[str, str]", data.get("renamed", {})),
        gone=cast("Mapping[str, str]", data.get("gone", {})),
        records=tuple(cast("Mapping[str, object]", data.get("records", {}))),
    )


def _fields(data: dict[str, object]) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    """The fields by record, those of the pack's own records among them."""
    fields = dict(cast("Mapping[str, Mapping[str, Mapping[str, object]]]", data.get("fields", {})))
    own = cast("Mapping[str, Mapping[str, Mapping[str, object]]]", data.get("records", {}))
    return fields | {name: {**declared, **fields.get(name, {})} for name, declared in own.items()}
