"""The schemas of a pack's manifest, of its locales and of a project's file, with the names in them that this very pack knows.

With one of them, what an editor asks about plans (`editing.plans`: fields, values, what they are for) is asked about these files, too.
Comes in: `Known`. Goes out: a schema in the form of the plan's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

from kpi_rules.editing.packs.known import Known
from kpi_rules.i18n import tr
from kpi_rules.language.types import ListOf, Type, required
from kpi_rules.packs.tables import TableType, is_table
from kpi_rules.plan.schema import PlanSchema
from kpi_rules.resources import bundled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.packs.policy import Setting

_OF_PROJECTS = ("plans", "exclude", "fail_on", "locale")
"""What only a project's file says."""
_TYPES = {"number": "number", "truth": "boolean"}


@cache
def _read(name: str) -> Any:
    return json.loads((bundled("schemas") / f"{name}.schema.json").read_text("utf-8"))


def _with(schema: Any, **changed: Mapping[str, Any]) -> PlanSchema:
    """A schema whose top is where the plan's is; some of its fields with names in them."""
    fields = {name: one | changed.get(name, {}) for name, one in schema["properties"].items() if name != "$schema"}
    top = {"title": schema["title"], "type": "object", "properties": fields}
    return PlanSchema({"$defs": {**schema.get("$defs", {}), "plan": top}})


def _names(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {"properties": dict(entries)} if entries else {}


def manifest_schema(known: Known, *, project: bool) -> PlanSchema:
    """What a manifest may hold."""
    schema = _read("pack")
    left_out = ("name", "version") if project else _OF_PROJECTS
    schema = {**schema, "properties": {name: one for name, one in schema["properties"].items() if name not in left_out}}
    own = {name: {"$ref": "#/$defs/setting"} for name in known.declared("settings") if name not in known.settings}
    return _with(
        schema,
        extends={"items": {"enum": list(known.packs)}},
        settings=_names({**{name: _setting(one) for name, one in known.settings.items()}, **own}),
        fields=_names({name: _record(known, name, sentence) for name, sentence in known.records.items()}),
        levels=_names({name: _level(rule.title) for name, rule in known.rules.items()}),
        stands_in_for=_names({name: _standing(rule.title, known.rules) for name, rule in known.own.items()}),
    )


def _setting(one: Setting) -> dict[str, Any]:
    """A setting of a pack that this one builds on: its value alone will do."""
    inner = required(one.type)
    in_force = tr("In force: {value}.", value=f"`{one.text}`") if len(one.text) < 60 else ""
    schema: dict[str, Any] = {"description": " ".join(filter(None, (one.description, in_force)))}
    if one.allowed:
        return schema | {"enum": list(one.allowed), "default": one.value}
    if is_table(inner):
        return schema | {"type": "object", "properties": _rows(inner)}
    if isinstance(inner, ListOf):
        return schema | {"type": "array", "items": {"type": _json_type(inner.element)}}
    return schema | {"type": _json_type(inner)}


def _rows(type_: TableType) -> dict[str, Any]:
    """The parts of a table's declaration; the rows are the client's."""
    whole: Any = _read("pack")["$defs"]["setting"]["properties"]
    columns = {one.name: {"$ref": "#/$defs/column", "description": one.description} for one in type_.element.columns}
    return {
        **{name: whole[name] for name in ("description", "default")},
        "columns": {"type": "object", "properties": columns},
    }


def _json_type(type_: Type) -> str:
    return _TYPES.get(str(required(type_)), "string")


def _record(known: Known, name: str, sentence: str) -> dict[str, Any]:
    own = {field: {"$ref": "#/$defs/field"} for field in known.declared("fields", name)}
    return {"type": "object", "description": sentence, "properties": own}


def _level(title: str) -> dict[str, Any]:
    """How much a rule weighs, alone or with whether it may be waived."""
    schema = _read("pack")["$defs"]
    weight, both = schema["weight"], schema["level"]["anyOf"][1]["properties"]
    fields = {"level": weight, "waivable": both["waivable"]}
    return {"type": ["string", "object"], "x-kpi-rules-short": "level", "description": title, "properties": fields}


def _standing(title: str, rules: Iterable[str]) -> dict[str, Any]:
    items = {"items": {"enum": list(rules)}, "x-kpi-rules-short": "[]"}
    return {"type": ["array", "string"], "description": title} | items


def locale_schema(known: Known) -> PlanSchema:
    """What a locale may hold."""
    text = {"type": "string"}
    settings = {name: text | {"description": _said(known, "settings", name)} for name in known.declared("settings")}
    fields = {
        record: {
            "type": "object",
            "properties": {name: text | {"description": _said(known, "fields", record, name)} for name in inner},
        }
        for record in known.declared("fields")
        if (inner := known.declared("fields", record))
    }
    rules = {**known.own, **known.rules}
    return _with(
        _read("locale"),
        settings=_names(
            {name: one for name, one in settings.items() if name not in known.settings or one["description"]}
        ),
        fields=_names(fields),
        topics=_names(dict.fromkeys(known.topics, text)),
        rules=_names({name: {"$ref": "#/$defs/texts", "description": rule.title} for name, rule in rules.items()}),
    )


def _said(known: Known, *path: str) -> str:
    """What the manifest says that a setting or field is for."""
    node = known.declared(*path).get("description")
    return node.text if node is not None and node.kind == "value" else ""
