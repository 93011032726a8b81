"""Where a value stands, as a schema has it: what reads it, by its Python type. `shape` fills slots, `records` and whoever reads goes from one to the next."""

from __future__ import annotations

from kpi_rules.document import unfit_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_rules.document.misfits import Misfits, Where
    from kpi_rules.document.readers import Reader, Schema


class Slot:
    """A place that a value stands in: what reads it, by its Python type. Its own words win over those of what it refers to."""

    __slots__ = ("_inner", "_own", "_referred", "_slot_of", "readers")

    def __init__(self, schema: Schema, slot_of: Callable[[Schema], Slot], referred: Slot | None = None) -> None:
        self._own = schema
        self._slot_of = slot_of
        self._referred = referred
        self._inner: dict[str, Slot] = {}
        self.readers: dict[type, Reader] = referred.readers if referred else {}

    @property
    def schema(self) -> Schema:
        """What may stand here."""
        if self._referred is None:
            return self._own
        return {**self._referred.schema, **{key: self._own[key] for key in self._own if key != "$ref"}}

    def field(self, name: str) -> Slot:
        """Where a field of a record that stands here stands."""
        if name not in self._inner:
            self._inner[name] = self._slot_of(self.schema["properties"][name])
        return self._inner[name]

    def read(self, value: object, where: Where, misfits: Misfits) -> object:
        """The value read; `MISSING` where there is none or it does not fit."""
        reader = self.readers.get(type(value))
        if reader is not None:
            return reader(value, where, misfits)
        return unfit_values.wrong_type(misfits, where, value, self.schema)
