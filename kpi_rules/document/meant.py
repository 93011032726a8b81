"""What people mean by names and values that a schema does not have: asked before anything is guessed by its letters.

What comes in: a name or a value, and where it stands. What goes out: what is meant, and whether that is certain. The answers are the
caller's, who knows what the documents are about; here is only the form of question and answer.
"""

from __future__ import annotations

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    class Words(Protocol):
        """Somebody who knows other words for fields and values."""

        def fields(self, name: str, record: str, value: object, beside: Iterable[str] = ()) -> Iterable[Meant]:
            """The fields of a record, by the record's title, that a name may stand for with this value and beside these names, the
            likeliest first."""

        def may_hold(self, record: str, value: object) -> Iterable[str]:
            """The fields of a record that a value under a name which nobody knows may be meant for, by its shape."""

        def value(self, text: str, field: str, values: Sequence[object] | None) -> str | None:
            """The value of a field that a text stands for, one of these; `@other=value` where the text is a value of another."""


class Meant(Struct):
    """A field that is meant: by its path from the record, or from the document where the path begins with `""`.

    `value` is what the value written there means in that field, where it is another one: of several fields that mean one list, an entry each. Not
    `sure`: it is only likely. `slip`: it is no other word, but the field's name, misspelt. `by_shape`:
    what stands there tells it, and the name alone would not.
    """

    path: tuple[str, ...]
    sure: bool = True
    value: object = None
    slip: bool = False
    by_shape: bool = False
