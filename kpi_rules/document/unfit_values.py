"""Values that do not fit a schema, in words: of another kind, empty, unknown, out of bounds, in doubt.

What comes in: a value, its place as a linked path, and the schema that was meant. What goes out: what stands in its place; the sentence is
noted in `Misfits`. Knows nothing of KPIs: fields are called what the schema calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpi_rules.diagnostics import Edit, Reading
from kpi_rules.document.misfits import MISSING, Doubt, Misfits, Refusal, Where, path_of
from kpi_rules.document.refusals import too_many_words
from kpi_rules.document.schema_words import (
    example_line,
    expected,
    kind_of,
    kinds_of,
    plain_number,
    shortened,
)
from kpi_rules.document.unfit_names import alike
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.source import Location
from kpi_rules.spelling import is_slip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final


_TRUTHS: Final = ("true", "false")


def wrong_type(misfits: Misfits, where: Where, value: object, schema: Mapping[str, Any]) -> object:
    """A value of another kind than the schema has; what it means, if that is certain."""
    if value is None:
        empty(misfits, where, schema)
    elif _names_a_record(misfits, where, value):
        pass
    elif (meant := _scalar_meant(misfits, where, value, kinds_of(schema))) is not None:
        misfits.counted(where)
        misfits.unfit.discard(path_of(where))
        message = tr("expected {expected}, found {found}", expected=expected(schema), found=kind_of(value))
        edit = Edit(Location(misfits.document.source, misfits.document.written(path_of(where))), meant, safe=True)
        help_ = (
            tr("write it without quotes: {text}", text=f"`{meant[:40]}`")
            if str(value).strip() == meant
            else tr("here it is called `{name}`, and is read so", name=meant)
        )
        misfits.tell(where, message, help_, edit, Reading(shortened(value), meant))
        return meant == "true" if meant in _TRUTHS else int(meant)
    else:
        _wrong_type(misfits, where, value, schema)
    return MISSING


def _names_a_record(misfits: Misfits, where: Where, value: object) -> bool:
    """Whether a field that is a rank names one of the document's records, in a plan that calls its objectives so: `priority: P2`."""
    path = path_of(where)
    if not isinstance(value, str) or path[-1:] != ("priority",) or not misfits.is_id(value):
        return False
    if misfits.document.has((*path[:-1], "objective")):
        return False
    misfits.counted(where)
    misfits.unfit.discard(path)
    misfits.beside.setdefault(path[:-1], {})["objective"] = value
    message = tr("`{value}` is not a value of {field}", value=shortened(value), field=_field(where))
    help_ = tr(
        "that is said with `{line}`; here it is read as `{name}`",
        line=f"objective: {shortened(value)}",
        name="objective",
    )
    edit = misfits.other_key(path, "objective", (), sure=True)
    misfits.tell(where, message, help_, edit, Reading("priority", "objective"))
    return True


def _scalar_meant(misfits: Misfits, where: Where, value: object, kinds: set[str | None]) -> str | None:
    """The number, or the truth, that a text stands for."""
    if not isinstance(value, str):
        return None
    bare = value.strip() if _bare(value, kinds) else value_meant(misfits, where, value)
    is_number = bare is not None and "number" in kinds and bare.isdigit()
    return bare if is_number or ("boolean" in kinds and bare in _TRUTHS) else None


def _wrong_type(misfits: Misfits, where: Where, value: object, schema: Mapping[str, Any]) -> None:
    if not misfits.counted(where):
        return
    message = tr("expected {expected}, found {found}", expected=expected(schema), found=kind_of(value))
    span = misfits.document.written(path_of(where))
    instead = _other_writing(value, misfits.document.source.slice(span), schema)
    edit = Edit(Location(misfits.document.source, span), instead, safe=True) if instead else None
    misfits.tell(where, message, _other_kind(misfits, where, value, schema, instead), edit)


def _other_kind(
    misfits: Misfits, where: Where, value: object, schema: Mapping[str, Any], instead: str | None
) -> str | None:
    kinds = kinds_of(schema)
    if instead is not None and isinstance(value, str):
        return tr("write it without quotes: {text}", text=f"`{instead[:40]}`")
    if instead is not None:
        shown = instead if len(instead) <= 42 else f'{instead[:41]}"'
        return tr("put quotes around it: {text}", text=f"`{shown}`")
    if schema.get("x-kpi-rules-type") == "duration" and isinstance(value, (int, Decimal)):
        return tr("say of what: `{count} days`, `{count} weeks` or `{count} months`", count=value)
    if "array" in kinds:
        return tr("start each entry of the list with `- `")
    if kinds <= {"object", "null"} and isinstance(value, list):
        return tr("write the fields straight below, without `- `")
    line = _first_field(schema) if where is None else example_line(where[1], schema) if _is_named(where) else None
    return tr("write something like `{line}`", line=line) if line else None


def empty(misfits: Misfits, where: Where, schema: Mapping[str, Any] | None = None) -> None:
    """Nothing, or blank text, where there has to be something."""
    if not misfits.counted(where):
        return
    if where is None:
        misfits.tell(where, tr("the file is empty"), None)
    elif isinstance(where[1], int):
        misfits.tell(where, tr("this entry of the list is empty"), tr("fill it in or remove it"))
    else:
        line = example_line(where[1], schema)
        help_ = tr("write something like `{line}`", line=line) if line else None
        misfits.tell(where, tr("`{name}` is empty", name=where[1]), help_)


def not_among(misfits: Misfits, where: Where, value: object, values: Sequence[object]) -> object:
    """A value outside a closed set; the one that it is another word for."""
    meant = value_meant(misfits, where, value, values)
    if meant is not None:
        return _other_word(misfits, where, value, meant)
    _not_among(misfits, where, value, values)
    return MISSING


def value_meant(misfits: Misfits, where: Where, value: object, values: Sequence[object] | None = None) -> str | None:
    """The value that a text stands for, by those who know other words."""
    if misfits.words is None or not isinstance(value, str) or where is None:
        return None
    return misfits.words.value(value, _named(misfits, where), values)


def _named(misfits: Misfits, where: Where) -> str:
    """The field at a place, by its own name."""
    return next((step for step in reversed(misfits.stands(where)) if isinstance(step, str)), "")


def _other_word(misfits: Misfits, where: Where, value: object, meant: str) -> str:
    """Another word for a value; or for one of another field, beside which this one is as good as `meant` says."""
    told = misfits.counted(where)
    path = path_of(where)
    misfits.unfit.discard(path)
    other, _, meant = meant.removeprefix("@").rpartition("=")
    if other and not misfits.document.has((*path[:-1], other)):
        misfits.beside.setdefault(path[:-1], {})[other] = value
    if told:
        message = tr("`{value}` is not a value of {field}", value=shortened(value), field=_field(where))
        if other:
            help_ = tr(
                "that is said with `{line}`; here it is read as `{name}`",
                line=f"{other}: {shortened(value)}",
                name=meant,
            )
            edit = misfits.other_key(path, other, (), sure=True) if len(path) > 1 else None
        else:
            help_ = tr("here it is called `{name}`, and is read so", name=meant)
            edit = misfits.other_value(where, meant, sure=True)
        misfits.tell(where, message, help_, edit, Reading(shortened(value), meant))
    return meant


def _not_among(misfits: Misfits, where: Where, value: object, values: Sequence[object]) -> None:
    if not misfits.counted(where):
        return
    names = [str(value) for value in values if value not in (None, "")]
    all_names = listed(f"`{name}`" for name in names)
    near = alike(str(value), names)
    help_ = (
        tr("did you mean `{name}`? Known here: {names}", name=near, names=all_names)
        if near
        else tr("known here: {names}", names=all_names)
    )
    message = tr("`{value}` is not a value of {field}", value=shortened(value), field=_field(where))
    sure = near is not None and is_slip(str(value), near, names)
    misfits.tell(where, message, help_, misfits.other_value(where, near, sure))


def wrong_text(misfits: Misfits, where: Where, value: str, schema: Mapping[str, Any]) -> None:
    """Text of another form than the schema asks for; the schema's description says which."""
    if misfits.counted(where):
        message = tr("`{value}` cannot stand for {field}", value=shortened(value), field=_field(where))
        misfits.tell(where, message, schema.get("description"))


_GREATEST = 10**30


def out_of_bounds(misfits: Misfits, where: Where, least: object, most: object) -> None:
    """A number that is too small or too large."""
    if not misfits.counted(where):
        return
    if most == _GREATEST and least != -_GREATEST:  # the end of all numbers is nobody's bound
        most = None
    elif least == -_GREATEST and most != _GREATEST:
        least = None
    if least is None or most is None:
        help_ = (
            tr("at most {most}", most=plain_number(most))
            if least is None
            else tr("at least {least}", least=plain_number(least))
        )
    else:
        help_ = tr("between {least} and {most}", least=plain_number(least), most=plain_number(most))
    misfits.tell(where, tr("this number is out of bounds"), help_)


def too_short(misfits: Misfits, where: Where, schema: Mapping[str, Any]) -> None:
    """A list with fewer entries than there have to be."""
    if misfits.counted(where):
        message = ntr(
            "{field} needs at least {count} entry", "{field} needs at least {count} entries",
            schema["minItems"], field=_field(where),
        )  # fmt: skip
        misfits.tell(where, message, None)


def refused(misfits: Misfits, where: Where, refusal: Refusal) -> None:
    """A value that a conversion cannot read."""
    if misfits.counted(where):
        edit = misfits.other_value(where, refusal.instead, refusal.sure)
        misfits.tell(where, refusal.message, refusal.help, edit)


def doubted(misfits: Misfits, where: Where, doubt: Doubt) -> object:
    """A value that a conversion is in doubt of; what stands in its place."""
    if len(misfits.doubts) >= misfits.limits.words:
        refused(misfits, where, Refusal(*too_many_words(misfits.limits)))
        return MISSING
    if misfits.strict:
        refused(misfits, where, Refusal(doubt.message, doubt.help, doubt.instead, doubt.sure))
        return MISSING
    misfits.doubts.append((where, doubt))
    return doubt.kept


def _is_named(where: Where) -> bool:
    """Whether a place is a field, and no entry of a list."""
    return where is not None and isinstance(where[1], str)


def _first_field(schema: Mapping[str, Any]) -> str | None:
    """How a record may begin: with the first field that it has to have."""
    name = next(iter(schema.get("required", ())), None)
    return None if name is None else example_line(name, schema["properties"][name])


def _other_writing(value: object, written: str, schema: Mapping[str, Any]) -> str | None:
    """A value written as the kind that is asked for, if it fits then: text with quotes, anything else without."""
    kinds = kinds_of(schema)
    if isinstance(value, (bool, int, Decimal)) and kinds & {"string", None}:
        return f'"{written}"' if _is_free_text(schema) else None
    if isinstance(value, str) and kinds & {"number", "boolean"} and _bare(value, kinds):
        return value.strip()
    return None


def _is_free_text(schema: Mapping[str, Any]) -> bool:
    """Whether any text will do: no number is a word of a closed set, an interval or a date."""
    if not {"x-kpi-rules-type", "x-kpi-rules-short", "enum", "pattern"}.isdisjoint(schema):
        return False
    return all(map(_is_free_text, schema.get("anyOf", ())))


def _bare(value: str, kinds: set[str | None]) -> bool:
    text = value.strip()
    if "number" in kinds and text.isascii():
        return text.lstrip("-").replace(".", "", 1).isdigit()
    return "boolean" in kinds and text in ("true", "false")


def _field(where: Where) -> str:
    """The field that a place belongs to: the last name on the way."""
    name = next((key for key in reversed(path_of(where)) if isinstance(key, str)), "")
    return f"`{name}`"
