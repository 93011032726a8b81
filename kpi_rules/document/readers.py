"""Readers of single values, for `kpi_rules.document.shape`: one function for each way that a schema describes a value.

A reader takes a value of the right Python type, its place, and the account of what does not fit; it gives the value that is
meant, or `MISSING`. Knows nothing of records and lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from kpi_rules.document import unfit_values
from kpi_rules.document.misfits import MISSING, Misfits, Where
from kpi_rules.seen import SOMETHING, is_empty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Schema: TypeAlias = "Mapping[str, Any]"
Reader: TypeAlias = "Callable[[Any, Where, Misfits], object]"

TYPE: Final = "x-kpi-rules-type"


def is_blank(value: object) -> bool:
    """Whether a value is as good as missing."""
    return value is None or (isinstance(value, str) and is_empty(value))


def read_nothing(value: object, where: Where, misfits: Misfits) -> object:
    """Null: nothing is there."""
    return MISSING


def read_anything(value: object, where: Where, misfits: Misfits) -> object:
    """A value that may be anything."""
    return value


def read_plain_text(value: str, where: Where, misfits: Misfits) -> object:
    """Text in Unicode NFC; text in which nothing can be seen is missing."""
    if " " < value[:1] < "\x7f" and value.isascii():
        return value  # as nearly all are
    if is_empty(value):
        return MISSING
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def read_as_text(value: object, where: Where, misfits: Misfits) -> object:
    """A number, true or false where text is meant: as it is written, `007` and `1.10` too."""
    written = misfits.as_written(where)
    return written if re.fullmatch(r"[-+.\w]{1,100}", written) else str(value).lower()


def string_reader(schema: Schema) -> Reader:
    """What reads text, of the form that a schema asks for."""
    pattern, longest = schema.get("pattern"), schema.get("maxLength")
    if longest is None and (pattern in (None, SOMETHING) or TYPE in schema):
        return read_plain_text  # blank text is missing, and a conversion says more than a pattern
    search = re.compile(pattern or "").search

    def read_string(value: str, where: Where, misfits: Misfits) -> object:
        read = read_plain_text(value, where, misfits)
        if read is not MISSING and (not search(value) or (longest is not None and len(value) > longest)):
            unfit_values.wrong_text(misfits, where, value, schema)
            return MISSING
        return read

    return read_string


def enum_reader(schema: Schema) -> Reader:
    """What reads a value of a closed set."""
    values = schema.get("enum", [schema.get("const")])
    known = {(type(value), value) for value in values}

    def read_enum(value: object, where: Where, misfits: Misfits) -> object:
        if (type(value), value) in known:
            return value
        if not is_blank(value):
            return unfit_values.not_among(misfits, where, value, values)
        return MISSING

    return read_enum


def number_reader(schema: Schema, *, integer: bool) -> Reader:
    """What reads a number within its bounds; `integer`: it may not have decimals."""
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None and most is None and not integer:
        return read_anything

    def read_number(value: Decimal | int, where: Where, misfits: Misfits) -> object:
        if (least is not None and value < least) or (most is not None and value > most):
            unfit_values.out_of_bounds(misfits, where, least, most)
            return MISSING
        if integer and value != int(value):
            unfit_values.wrong_type(misfits, where, value, schema)
            return MISSING
        return value

    return read_number


def either(first: Reader, second: Reader) -> Reader:
    """Read by the first of two that fits; what the second says stands where neither does."""

    def read_either(value: Any, where: Where, misfits: Misfits) -> object:
        attempt = misfits.attempt()
        read = first(value, where, attempt)
        if attempt.count or read is MISSING:
            return second(value, where, misfits)
        misfits.take(attempt)
        return read

    return read_either
