"""Whether types fit: a value where another type is wanted, two branches of one value, an argument of a signature."""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.language.builtins import Builtin
from kpi_rules.language.builtins.declaration import VARIABLES
from kpi_rules.language.types import (
    NOTHING,
    TEXT,
    UNKNOWN,
    Enum,
    ListOf,
    Optional,
    Simple,
    Type,
    is_text,
    optional,
    required,
)


def fits(found: Type, wanted: Type) -> bool:
    """Whether a value of one type may stand where another is wanted."""
    if UNKNOWN in (found, wanted) or NOTHING in (found, wanted) or found == wanted:
        return True
    if isinstance(wanted, Optional):
        return fits(required(found), wanted.type)
    if isinstance(found, ListOf) and isinstance(wanted, ListOf):
        return fits(found.element, wanted.element)
    if isinstance(found, Enum) and isinstance(wanted, Enum):
        return found.values <= wanted.values
    return isinstance(found, Enum) and wanted == TEXT


def join(one: Type, other: Type) -> Type | None:
    """The type of a value that is of one type or the other; nothing where no type holds both."""
    if UNKNOWN in (one, other):
        return UNKNOWN
    if isinstance(one, Optional) or isinstance(other, Optional):
        inner = join(required(one), required(other))
        return None if inner is None or isinstance(inner, ListOf) else optional(inner)
    if NOTHING in (one, other):
        return other if one == NOTHING else one
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        element = join(one.element, other.element)
        return None if element is None else ListOf(element)
    if isinstance(one, Enum) and isinstance(other, Enum):
        return Enum(one.values | other.values, one.literal and other.literal)
    if is_text(one) and is_text(other):
        return TEXT
    return one if one == other else None


def unify(wanted: Type, found: Type, variables: dict[str, Type]) -> bool:
    """Whether a type fits a type of a signature; words that stand for types are bound as they are met."""
    if isinstance(wanted, ListOf):
        return isinstance(found, ListOf) and unify(wanted.element, found.element, variables)
    if not (isinstance(wanted, Simple) and wanted.name in VARIABLES):
        return fits(found, wanted)
    if isinstance(found, (ListOf, Optional)):
        return False
    allowed = VARIABLES[wanted.name]
    found = found if allowed is None or not is_text(found) else TEXT
    found = allowed[0] if allowed is not None and found == NOTHING and TEXT not in allowed else found
    if allowed is not None and found not in allowed and found not in (UNKNOWN, NOTHING):
        return False
    both = join(variables.get(wanted.name, NOTHING), found)
    if both is None:
        return False
    variables[wanted.name] = both
    return True


def substituted(type_: Type, variables: Mapping[str, Type]) -> Type:
    """A type of a signature with its words replaced by the types they stand for."""
    match type_:
        case ListOf(element=element):
            return ListOf(substituted(element, variables))
        case Optional(type=inner):
            return optional(substituted(inner, variables))
        case Simple(name=name):
            return variables.get(name, type_)
        case _:
            return type_


_SPELLED = {"any": "any value", "value": "text, number, truth, date or duration", "ordered": "number, date or duration",
            "sortable": "number, date, duration or text", "quantity": "number or duration"}  # fmt: skip


def spelled(type_: Type) -> str:
    """A type of a signature in words."""
    if isinstance(type_, ListOf):
        inner = type_.element
        if isinstance(inner, Simple) and inner.name == "any":
            return "a list"
        return f"a list of {spelled(inner)}"
    return _SPELLED.get(str(type_), str(type_))


def written(function: Builtin) -> str:
    """How a built-in is called, with the types of its arguments in words."""
    if function.form:
        return function.form
    arguments = (f"{parameter.name}: {spelled(parameter.type)}" for parameter in function.parameters)
    return f"{function.name}({', '.join(arguments)})"
