"""A map of a document: which records are in it, what each is, and how its fields are made. Data alone, no code.

Comes in: the text of a map. Goes out: a `DocumentMap`, or diagnostics at their places. Knows nothing of formats and of how a map is followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kpi_rules.document import Document, load
from kpi_rules.i18n import tr
from kpi_rules.registers.documents.paths import Step, parse_path
from kpi_rules.resources import bundled
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any, TypeAlias

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.document.misfits import Refusal
    from kpi_rules.document.places import Path
    from kpi_rules.document.shape import Shape

    Fields: TypeAlias = "Mapping[str, tuple[Way, ...]]"
    Wanted: TypeAlias = "tuple[str | int | bool | Decimal, ...]"


class Where(Struct):
    """A path and what it begins at: `up` records further out, with -1 for the document. `mark` is `key` or `number` for `@key` and `@number`."""

    up: int
    steps: tuple[Step, ...]
    mark: str = ""
    text: str = ""


class Condition(Struct):
    """What must stand at a place: one of these."""

    where: Where
    wanted: Wanted


class Way(Struct):
    """One way to a value: where it comes from, and what is made of it."""

    where: Where | None = None
    text: str | int | bool | Decimal | None = None
    when: tuple[Condition, ...] = ()
    words: Mapping[str, object] | None = None
    other: str = "keep"
    unit: Where | None = None
    times: Decimal | int | None = None
    interval: bool = False
    part: str = ""
    after: tuple[str, ...] = ()
    last: str = ""
    write: str = ""
    join: str | None = None
    fields: Fields | None = None
    doubt: str = ""


class Record(Struct):
    """Records of one kind: where they stand, which list of the plan they go into (none: only what is inside), and their fields."""

    where: tuple[Where, ...]
    into: str = ""
    when: tuple[Condition, ...] = ()
    fields: Fields = field(default_factory=dict)
    otherwise: Fields = field(default_factory=dict)
    rest: str = "leave"
    link: str = ""
    inside: tuple[Record, ...] = ()


class DocumentMap(Struct):
    """A map of documents of one kind. `source` is its text."""

    name: str
    records: tuple[Record, ...]
    reads: str = ""
    example: str = ""
    recognise: tuple[tuple[Condition, ...], ...] = ()
    plan: Fields = field(default_factory=dict)
    source: Source | None = None
    file: str = ""
    questions: tuple[str, ...] = ()


def read_map(source: Source) -> tuple[DocumentMap | None, tuple[Diagnostic, ...]]:
    """The map in a text, by `schemas/document-map.schema.json`."""
    document, diagnostics = load(source)
    if document is None:
        return None, diagnostics
    return _read(document)


def read_maps(
    document: Document, path: Path = ("documents",)
) -> tuple[tuple[DocumentMap, ...], tuple[Diagnostic, ...]]:
    """The maps of documents in a list that stands somewhere in a file: in `kpi-rules.map.yaml`; a file may also be one by itself."""
    if isinstance(document.data, dict) and "records" in document.data:
        map_, problems = _read(document)
        return ((map_,) if map_ is not None else ()), problems
    listed = document.data
    for step in path:
        listed = listed.get(step) if isinstance(listed, dict) else None
    maps: list[DocumentMap] = []
    told: list[Diagnostic] = []
    for index, data in enumerate(listed if isinstance(listed, list) else ()):
        map_, problems = _read(_Part(document.source, data, document.format, whole=document, path=(*path, index)))
        maps += [] if map_ is None else [map_]
        told += problems
    return tuple(maps), tuple(told)


class _Part(Document, frozen=False, kw_only=True):
    """A value in a document as a document of its own."""

    whole: Document
    path: Path

    def span(self, path: Path) -> Span:
        return self.whole.span((*self.path, *path))

    def written(self, path: Path) -> Span:
        return self.whole.written((*self.path, *path))

    def key_span(self, path: Path) -> Span | None:
        return self.whole.key_span((*self.path, *path))


def _read(document: Document) -> tuple[DocumentMap | None, tuple[Diagnostic, ...]]:
    data, problems = _shape().read(document)
    return (None, problems) if data is None or problems else (_map(data, document.source), ())


@cache
def _shape() -> Shape:
    import json

    from kpi_rules.document.shape import Shape

    schema = json.loads((bundled("schemas") / "document-map.schema.json").read_text("utf-8"))
    return Shape(schema, {"document path": _checked_path})


def _checked_path(text: str) -> str | Refusal:
    from kpi_rules.document.misfits import Refusal

    if where_of(text) is not None:
        return text
    return Refusal(
        tr("{text} is no path", text=f"`{text}`"),
        tr(
            "write names with points between them, such as `spec.objectives[*].target`; a name with other signs stands in double quotes"
        ),
    )


def where_of(text: str) -> Where | None:
    """The place that a text such as `^.metadata.name` means."""
    rest, up = text, 0
    while rest.startswith("^"):
        rest, up = rest[1:].removeprefix("."), up + 1
    if rest.startswith("$"):
        rest, up = rest[1:].removeprefix("."), -1
    if rest in ("@key", "@number"):
        return Where(up, (), rest[1:], text)
    steps = parse_path(rest)
    return None if steps is None or not text else Where(up, steps, text=text)


def _where(text: str) -> Where:
    where = where_of(text)
    assert where is not None, text  # the schema's conversion has looked
    return where


def _map(data: dict[str, Any], source: Source) -> DocumentMap:
    return DocumentMap(
        data["name"],
        tuple(map(_record, data["records"])),
        data.get("reads", ""),
        data.get("example", ""),
        tuple(map(conditions_of, _several(data.get("recognise", ())))),
        _fields(data.get("plan", {})),
        source,
        data.get("file", ""),
        tuple(data.get("questions", ())),
    )


def _record(data: dict[str, Any]) -> Record:
    return Record(
        tuple(map(_where, _several(data["from"]))),
        data.get("into", ""),
        conditions_of(data.get("when", {})),
        _fields(data.get("fields", {})),
        _fields(data.get("otherwise", {})),
        data.get("rest", "leave"),
        data.get("link", ""),
        tuple(map(_record, data.get("inside", ()))),
    )


def _fields(data: dict[str, Any]) -> dict[str, tuple[Way, ...]]:
    return {name: tuple(map(_way, _several(ways))) for name, ways in data.items()}


def _way(data: dict[str, Any]) -> Way:
    path, fields = data.get("from"), data.get("fields")
    return Way(
        _where(path) if path else None,
        data.get("text"),
        conditions_of(data.get("when", {})),
        {key.casefold(): value for key, value in data["words"].items()} if "words" in data else None,
        data.get("other", "keep"),
        _where(data["unit"]) if "unit" in data else None,
        data.get("times"),
        data.get("interval", False),
        data.get("part", ""),
        tuple(data.get("after", ())),
        data.get("last", ""),
        data.get("write", ""),
        data.get("join"),
        _fields(fields) if fields else None,
        data.get("doubt", ""),
    )


def conditions_of(data: dict[str, Any]) -> tuple[Condition, ...]:
    """Conditions as a map writes them."""
    return tuple(Condition(_where(path), tuple(_several(wanted))) for path, wanted in data.items())


def _several(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)
