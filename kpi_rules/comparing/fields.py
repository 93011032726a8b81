"""Two plan schemas → which fields of plans differ: those that packs declare."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.comparing.difference import Aspect, Entry
from kpi_rules.comparing.rules import further
from kpi_rules.language.types import Enum, Field, ListOf, Optional, Records, Type, required
from kpi_rules.language.values import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.comparing.effects import Effect


_LOOKED_AT = frozenset({"type", "default", "description"})


def field_entries(before: Records, after: Records) -> Iterator[Entry]:
    """The fields that were added, removed or changed, record by record."""
    for record in dict.fromkeys((*before.fields, *after.fields)):
        old, new = before.fields.get(record, {}), after.fields.get(record, {})
        for name in dict.fromkeys((*old, *new)):
            one, other = old.get(name), new.get(name)
            if one is None or other is None:
                found = other or one
                assert found is not None
                told = Aspect("type", *(("", _type(found)) if one is None else (_type(found), "")))
                yield Entry("field", f"{record}.{name}", "added" if one is None else "removed", (told,), _come(other))
            elif changed := tuple(_aspects(one, other)):
                yield Entry("field", f"{record}.{name}", "changed", changed, _means(one, other))


def _come(new: Field | None) -> Effect | None:
    """What it means that a field is there, or no more: a plan may have to have it, or has what nobody knows."""
    if new is None:
        return "either"
    return "harder" if _needed(new) else None


def _aspects(old: Field, new: Field) -> Iterator[Aspect]:
    for what, of in (("type", _type), ("values", _values), ("required", _required), ("default", _default)):
        before, after = of(old), of(new)
        if before != after:
            yield Aspect(what, before, after)
    yield from further(old, new, _LOOKED_AT)
    if old.description != new.description:
        yield Aspect("description", old.description, new.description)


def _means(old: Field, new: Field) -> Effect | None:
    """A plan that lacks what it needs, or says what it may not, fails; what else changes may work both ways."""
    if all(of(old) == of(new) for of in (_type, _values, _required, _default)) and not any(
        further(old, new, _LOOKED_AT)
    ):
        return None
    if _type(old) != _type(new) or _default(old) != _default(new) or any(further(old, new, _LOOKED_AT)):
        return "either"
    harder = (_needed(new) and not _needed(old)) or _options(new) < _options(old)
    easier = (_needed(old) and not _needed(new)) or _options(new) > _options(old)
    return "either" if harder == easier else "harder" if harder else "easier"


def _type(field: Field) -> str:
    return str(required(field.type))


def _needed(field: Field) -> bool:
    return not isinstance(field.type, Optional | ListOf) and field.default is None


def _required(field: Field) -> str:
    return "yes" if _needed(field) else "no"


def _default(field: Field) -> str:
    return "" if field.default is None else show(field.default)


def _values(field: Field) -> str:
    return ", ".join(sorted(_options(field)))


def _options(field: Field) -> frozenset[str]:
    type_: Type = required(field.type)
    inner = type_.element if isinstance(type_, ListOf) else type_
    return inner.values if isinstance(inner, Enum) else frozenset()
