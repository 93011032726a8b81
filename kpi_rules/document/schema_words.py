"""What a schema calls things, in words for people: records, fields, kinds of values, examples.

A schema, or a value, comes in; words go out, to be put into the sentences of `unfit_values.py` and `unfit_names.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi_rules.i18n import listed, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

EXAMPLE: Final = "x-kpi-rules-example"
"""An example that is a list of records: yaml-language-server would write `[object Object]`."""


def expected(schema: Mapping[str, Any]) -> str:
    """What may stand in a place, in words."""
    named = schema.get("x-kpi-rules-type")
    words = {"date": tr("a date"), "start": tr("a date"), "duration": tr("an interval such as `monthly` or `30 days`")}
    if named in words:
        return words[named]
    kinds = [kind for kind in _PLACES if kind in kinds_of(schema)]
    return either_of([_expected_kind(kind, schema) for kind in kinds])


_PLACES: Final = ("array", "object", "string", "number", "integer", "boolean")


def kinds_of(schema: Mapping[str, Any]) -> set[str | None]:
    """The kinds of values that a schema asks for: of alternatives the first, which the others stand in for."""
    if "anyOf" in schema and "type" not in schema:
        return kinds_of(schema["anyOf"][0])
    if "enum" in schema:
        return {"string"}
    kind = schema.get("type")
    return (
        {kind} if isinstance(kind, str) or kind is None else set(kind).difference(schema.get("x-kpi-rules-as-text", ()))
    )


def _expected_kind(kind: str, schema: Mapping[str, Any]) -> str:
    match kind:
        case "array":
            title = schema.get("title")
            return tr("a list of {things}", things=noun(title)) if title else tr("a list")
        case "object":
            names = listed(f"`{name}`" for name in list(schema.get("properties", {}))[:3])
            return tr("fields such as {names}", names=names) if names else tr("fields")
        case "string":
            return tr("text")
        case "boolean":
            return tr("`true` or `false`")
        case "integer":
            return tr("a whole number")
        case _:
            return tr("a number")


def either_of(words: list[str]) -> str:
    """`a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return tr("{one} or {other}", one=listed(words[:-1]), other=words[-1])


def kind_of(value: object) -> str:
    """What a value is."""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return tr("text")
        case list():
            return tr("a list")
        case dict():
            return tr("fields")
        case _:
            return tr("a number")


def noun(title: str) -> str:
    """A title within a sentence: `Data source` → data source; `KPIs` stays."""
    title = tr(title)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def example_line(name: str | int, schema: Mapping[str, Any] | None) -> str | None:
    """A field with an example of its value, as it may be written."""
    example = example_of(schema or {})
    if example is None:
        return None
    return f"{name}:" if isinstance(example, (list, dict)) else f"{name}: {plain_number(example)}"


def example_of(schema: Mapping[str, Any]) -> Any:
    """An example of what may stand in a place. Editors break a file with some kinds of `examples`: those have a word of our own."""
    alternatives: Sequence[Mapping[str, Any]] = schema.get("anyOf") or ({},)
    closed = alternatives[0].get("enum", ())
    return next(iter((*schema.get("examples", ()), *schema.get(EXAMPLE, ()), *closed[:1])), None)


def records_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, set[str]]]:
    """Every record of the schema: its definition's name, its title, its fields."""
    definitions = schema.get("$defs", {})
    for name, definition in definitions.items():
        if "title" in definition and "properties" in definition:
            shared = (definitions[reference(part)]["properties"] for part in definition.get("allOf", ()))
            yield name, definition["title"], set(definition["properties"]).union(*shared)


def reference(schema: Mapping[str, Any] | bool) -> str:
    """The definition that a schema refers to."""
    return "" if isinstance(schema, bool) else str(schema.get("$ref", "")).removeprefix("#/$defs/")


def shortened(value: object) -> str:
    """A value on one line, and not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def plain_number(value: object) -> str:
    """A number as people would write it."""
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"{value:.0e}".replace("e+", "e")
    return str(value)
