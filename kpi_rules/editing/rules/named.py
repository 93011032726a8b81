"""A name under the cursor."""

from __future__ import annotations

from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from kpi_rules.editing.rules.rules_text import Declaration

    Kind: TypeAlias = Literal["define", "setting", "rule", "local", "field"]


class Named(Struct):
    """A name under the cursor, what it is the name of, and for a field its record."""

    name: str
    kind: Kind
    span: Span
    declaration: Declaration | None = None
    record: str = ""
