"""Fields that packs declare: `kpi: {sponsor: {type: text, description: …}}` → properties of the plan schema.

What comes in: declarations by record and field, as plain data. What goes out: the schema with them in it, and what is
wrong with those that were left out. Knows nothing of files: `Misdeclared.path` leads to the place within the declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpi_rules.diagnostics import did_you_mean
from kpi_rules.document.shape import CHECKED, Schema, flatten
from kpi_rules.i18n import tr
from kpi_rules.plan.field_bounds import check_bounds
from kpi_rules.plan.misdeclared import Misdeclared
from kpi_rules.seen import is_empty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Fields: TypeAlias = "Mapping[str, Mapping[str, Mapping[str, Any]]]"

TYPE_WORDS: Final = ("text", "number", "truth", "date", "duration")
SHARED: Final = ("measure", "magnitude")
"""What several records have in common, and none of their own."""
_LIST: Final = "list of "
_KEYS: Final = (
    "type",
    "description",
    "enum",
    "values",
    "required",
    "default",
    "title",
    "examples",
    "minimum",
    "maximum",
    "pattern",
)
_PROPERTIES: Final[Mapping[str, Schema]] = {
    "text": {"$ref": "#/$defs/text"},
    "number": {"$ref": "#/$defs/number"},
    "truth": {"type": ["boolean", "null"]},
    "date": {"$ref": "#/$defs/date"},
    "duration": {"$ref": "#/$defs/duration"},
}
_MISSING: Final = {"$ref": "#/$defs/missing"}


def extend(schema: Schema, fields: Fields, records: Iterable[str] = ()) -> tuple[Schema, tuple[Misdeclared, ...]]:
    """The schema with the declared fields; a metric's are its KPIs' too. Those that cannot be used are left out and told.

    `records` are those of the fields' records that plans do not have by themselves.
    """
    definitions = dict(schema["$defs"])
    problems: list[Misdeclared] = []
    own: list[str] = []
    for record in records:
        problem = _check_record(record, definitions)
        if problem is None:
            definitions[record] = _record(record)
            own.append(record)
        else:
            problems.append(problem)
    schema, fields = (
        {**schema, "$defs": definitions},
        {name: fields[name] for name in fields if name not in {one.path[0] for one in problems}},
    )
    for record, declared in fields.items():
        if record not in definitions or "properties" not in definitions[record] or record in SHARED:
            problems.append(unknown_record(record, schema))
            continue
        known = flatten({"$ref": f"#/$defs/{record}"}, schema)["properties"]
        for name, declaration in declared.items():
            problem = _check(known, record, name, declaration, () if record in own else own)
            if problem is None:
                _add(definitions, record, name, declaration)
                if record == "metric" and name not in fields.get("kpi", {}):
                    _add(definitions, "kpi", name, {**declaration, "required": False})
            else:
                problems.append(problem)
    return {**schema, "$defs": definitions}, tuple(problems)


def _check_record(name: str, definitions: Mapping[str, Any]) -> Misdeclared | None:
    if name in definitions or name in (*TYPE_WORDS, "settings", "portfolio"):
        message = tr("`{name}` is the name of something else already", name=name)
        return Misdeclared((name,), message, tr("choose another name"))
    if not name.isidentifier() or not name.isascii() or name.startswith("_"):
        message = tr("`{name}` cannot be the name of a record", name=name)
        return Misdeclared((name,), message, tr("use letters, digits and `_`, and start with a letter"))
    return None


def _record(name: str) -> Schema:
    """A record without fields."""
    return {
        "title": name.replace("_", " ").capitalize(),
        "type": ["object", "null"],
        "properties": {},
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }


def _add(definitions: dict[str, Any], record: str, name: str, declaration: Mapping[str, Any]) -> None:
    old = definitions[record]
    new = {**old, "properties": {**old["properties"], name: declared_property(declaration)}}
    if declaration.get("required"):
        new["required"] = [*old.get("required", ()), name]
    definitions[record] = new


def declared_property(declaration: Mapping[str, Any]) -> Schema:
    """The property of the schema that a sound declaration stands for."""
    word = declaration.get("type", "text")
    values = declaration.get("enum") or declaration.get("values")
    inner = word.removeprefix(_LIST)
    element: Schema = {**_PROPERTIES.get(inner, {"$ref": f"#/$defs/{inner}"}), **_bounds(inner, declaration)}
    if values:
        element = {"anyOf": [{"enum": list(values)}, _MISSING]}
    if word.startswith(_LIST):
        short = {"x-kpi-rules-short": "[]"} if word == "list of text" else {}
        kinds = ["array", "string", "null"] if short else ["array", "null"]
        element = {"type": kinds, "items": element, **short}
    notes = {key: declaration[key] for key in ("title", "description", "examples", "default") if key in declaration}
    return {**element, **notes}


def _bounds(word: str, declaration: Mapping[str, Any]) -> Schema:
    """What its values keep to: of numbers as JSON Schema says it, so that editors know; of the others as our reader does."""
    given = {part: declaration[part] for part in ("minimum", "maximum", "pattern") if part in declaration}
    return given if word == "number" or not given else {CHECKED: given}


def _check(
    known: Schema, record: str, name: str, declaration: Mapping[str, Any], records: Sequence[str]
) -> Misdeclared | None:
    if name in known:
        return Misdeclared(
            (record, name),
            tr("{record} has a field `{name}` already", record=f"`{record}`", name=name),
            tr("choose another name, or use the field as it is"),
        )
    if not name.isidentifier() or not name.isascii() or name.startswith("_"):
        return Misdeclared(
            (record, name),
            tr("`{name}` cannot be the name of a field", name=name),
            tr("use letters, digits and `_`, and start with a letter"),
        )
    for key in declaration:
        if key not in _KEYS:
            return Misdeclared(
                (record, name, key),
                tr("unknown key `{name}` in the declaration of a field", name=key),
                did_you_mean(str(key), _KEYS),
            )
    return _check_type((record, name), declaration, records) or check_bounds((record, name), declaration)


def _check_type(path: tuple[str, ...], declaration: Mapping[str, Any], records: Sequence[str]) -> Misdeclared | None:
    word = declaration.get("type", "text")
    singles = (*TYPE_WORDS, *records)
    words = (*singles, *(_LIST + single for single in singles))
    if word not in words:
        help_ = did_you_mean(str(word), words)
        return Misdeclared((*path, "type"), tr("`{name}` is not a type", name=word), help_)
    key = "enum" if "enum" in declaration else "values"
    values = declaration.get(key)
    if values is None:
        return _check_default(path, word, declaration)
    if not isinstance(values, (list, tuple)) or not values or not all(isinstance(value, str) for value in values):
        return Misdeclared((*path, key), tr("the values of a field are a list of texts"))
    if word.removeprefix(_LIST) != "text":
        return Misdeclared((*path, key), tr("only a text has a list of values, not a {type}", type=word))
    return _check_default(path, word, declaration, tuple(values))


def _check_default(
    path: tuple[str, ...], word: str, declaration: Mapping[str, Any], values: tuple[str, ...] = ()
) -> Misdeclared | None:
    default = declaration.get("default")
    if default is None:
        return None
    if word.startswith(_LIST):
        return Misdeclared((*path, "default"), tr("a list has no default: where it is absent it is empty"))
    if values and default not in values:
        help_ = did_you_mean(str(default), values)
        return Misdeclared((*path, "default"), tr("the default `{name}` is not one of the values", name=default), help_)
    return (
        None
        if _fits(word, default)
        else Misdeclared((*path, "default"), tr("the default `{name}` is not a {type}", name=default, type=word))
    )


def _fits(word: str, default: object) -> bool:
    from kpi_rules.plan.convert import (
        CONVERSIONS,
        MISSING,
        Doubt,
        Refusal,
        converted,
    )  # only where a default is declared

    if word not in TYPE_WORDS:
        return False
    if word == "truth" or isinstance(default, bool):
        return word == "truth" and isinstance(default, bool)
    if word == "number":
        return not isinstance(default, (str, list, dict))
    if not isinstance(default, str):
        return False
    read = converted(word, default) if word in CONVERSIONS else default
    return read is not MISSING and not isinstance(read, (Refusal, Doubt)) and not is_empty(default)


def unknown_record(name: str, schema: Schema) -> Misdeclared:
    """A record that the plan schema does not have."""
    records = [
        known for known, definition in schema["$defs"].items() if "properties" in definition and known not in SHARED
    ]
    return Misdeclared((name,), tr("a plan has no records called `{name}`", name=name), did_you_mean(name, records))
