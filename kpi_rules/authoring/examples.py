"""The examples and defaults of the fields that a pack declares, held against their declarations.

Comes in: a pack's manifest and the plan schema with its fields. Goes out: a warning at each value that a plan could not hold: JSON Schema
looks at its shape, the reader of plans at what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.document.json_schema import faults_of_value
from kpi_rules.document.shape import Schema
from kpi_rules.i18n import tr
from kpi_rules.packs.manifest import Manifest, read_manifest
from kpi_rules.packs.values import plainly
from kpi_rules.plan.convert import CONVERSIONS, Doubt, Refusal, converted
from kpi_rules.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIST = "list of "


def unfit_examples(source: Source, schema: Schema) -> Iterator[Diagnostic]:
    """The examples and defaults of a pack's own fields that are no values of them."""
    manifest, _ = read_manifest(source, project=False)
    if manifest is None:
        return
    for record, fields in manifest.fields.items():
        for name, declaration in fields.items():
            property_ = schema["$defs"][record]["properties"][name]
            for path, value in _values(declaration):
                problem = _problem(value, declaration, property_, schema)
                if problem is not None:
                    yield _unfit(manifest, (record, name, *path), *problem)


def _values(declaration: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    for index, value in enumerate(declaration.get("examples") or ()):
        yield ("examples", index), value
    if declaration.get("default") is not None:
        yield ("default",), declaration["default"]


def _problem(
    value: object, declaration: Mapping[str, Any], property_: Schema, schema: Schema
) -> tuple[str, str | None] | None:
    """What is wrong with a value, and what to do; an entry of a list may stand for the list."""
    word = str(declaration.get("type", "text"))
    many = word.startswith(_LIST)
    listed = value if isinstance(value, list) else [value]
    if any(faults_of_value(listed if many else value, property_, schema)):
        values, shown = declaration.get("enum") or declaration.get("values"), plainly(value)
        if values:
            return tr("`{value}` is none of its values", value=shown), did_you_mean(shown, values)
        return tr("`{value}` is not a {type}", value=shown, type=word), None
    name = word.removeprefix(_LIST)
    readings = (converted(name, entry) for entry in (listed if many else [value])) if name in CONVERSIONS else iter(())
    wrong = next((read for read in readings if isinstance(read, (Refusal, Doubt))), None)
    return None if wrong is None else (wrong.message, wrong.help)


def _unfit(manifest: Manifest, path: tuple[str | int, ...], problem: str, help_: str | None) -> Diagnostic:
    message = tr("no plan could hold this value of `{name}`: {problem}", name=path[1], problem=problem)
    help_ = help_ or tr("write a value as a plan would, or change the type of the field")
    return Diagnostic(message, manifest.at("fields", *path), help_, warning=True)
