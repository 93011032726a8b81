"""The types of the rule language, and what a record's fields are.

Text, number, truth, date, duration; text from a closed set (`Enum`); lists; records named by the plan schema; and
`Optional`, a value that may be missing. Knows nothing of plans: `kpi_rules.plan.schema` derives `Records` from the schema.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Simple(Struct):
    """A type without parts."""

    name: str

    def __str__(self) -> str:
        return self.name


class Enum(Struct):
    """Text from a closed set. A text literal has the set of itself alone, and `literal`."""

    values: frozenset[str]
    literal: bool = False

    def __str__(self) -> str:
        return "text"


class Record(Struct):
    """A record of the plan schema, by name: `plan`, `kpi`, `objective`, …"""

    name: str

    def __str__(self) -> str:
        return self.name


class Column(Struct):
    """A column of a table: what a cell holds. Its bounds may be narrower than what the type says to the rules."""

    name: str
    type: Type
    default: object = None
    required: bool = False
    minimum: object = None
    maximum: object = None
    allowed: tuple[str, ...] | None = None
    description: str = ""


class Row(Record):
    """A row of a table among the settings: `row of limits`, with what it is called by, and its columns."""

    key: str
    columns: tuple[Column, ...] = ()

    @property
    def fields(self) -> Mapping[str, Field]:
        """What rules can ask of it."""
        named = {self.key: Field(TEXT, description="What the row is called.", identifies=True)}
        return named | {one.name: Field(_cell(one), one.default, one.description) for one in self.columns}


def _cell(column: Column) -> Type:
    return column.type if column.required or column.default is not None else optional(column.type)


class ListOf(Struct):
    """A list. A list is never missing."""

    element: Type

    def __str__(self) -> str:
        return "list" if self.element == NOTHING else f"list of {self.element}"


class Optional(Struct):
    """A value that may be missing; never of a list and never nested."""

    type: Type

    def __str__(self) -> str:
        return f"{self.type}?"


Type = Simple | Enum | Record | ListOf | Optional

TEXT: Final = Simple("text")
NUMBER: Final = Simple("number")
TRUTH: Final = Simple("truth")
DATE: Final = Simple("date")
DURATION: Final = Simple("duration")
PATTERN: Final = Simple("pattern")
"""What a text may match: a text in RE2's syntax, which compiles."""
NOTHING: Final = Simple("nothing")
"""The element type of `[]`: it fits every type."""
UNKNOWN: Final = Simple("unknown")
"""The type of an expression that is already in error: it fits everything, so that one mistake is told once."""


class Field(Struct):
    """A field of a record. `type` is `Optional` unless required, defaulted or a list."""

    type: Type
    default: object = None
    description: str = ""
    identifies: bool = False
    """Whether the records of a list are asked for by it; else they are by their `id`, where they have one."""


class Records(Struct):
    """Every record type, with its fields in the schema's order. Values at run time are plain dicts of present fields.

    text: str (NFC, never blank) · number: int or Decimal · truth: bool · date: datetime.date · duration:
    Duration · list: list · record: dict. A missing value has no key; an absent list has none either; a field with a
    default that is absent has none: the default stands here.
    """

    fields: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)

    def identifier(self, record: str) -> str | None:
        """The field that a record is asked for by; nothing where it has none."""
        fields = self.fields[record]
        return next((name for name, one in fields.items() if one.identifies), "id" if "id" in fields else None)


def optional(type_: Type) -> Type:
    """`T?`; a list is never missing, so it stays as it is."""
    return type_ if isinstance(type_, (Optional, ListOf)) or type_ == UNKNOWN else Optional(type_)


def required(type_: Type) -> Type:
    """`T` of `T?` or `T`."""
    return type_.type if isinstance(type_, Optional) else type_


def is_text(type_: Type) -> bool:
    """Whether this is text, of a closed set or not."""
    return type_ == TEXT or isinstance(type_, Enum)
