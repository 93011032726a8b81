"""What differs between two policies: records, in the order in which they are told.

An `Entry` is a pack, rule, setting, field of plans, or a word of the project; its `Aspect`s say what of it has changed, and `effect` what that means
for plans, where it means anything for them.
"""

from __future__ import annotations

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from kpi_rules.comparing.effects import Effect

    Kind: TypeAlias = Literal["added", "removed", "changed", "renamed"]
    Subject: TypeAlias = Literal["pack", "rule", "setting", "field", "project"]


class Aspect(Struct):
    """One thing that has changed. `what` is a clause (`condition`, `when`, `for each`, `at`, `say`, …) or a property (`level`,
    `minimum`, …); `name` says which `let`, `define` or `setting`; `part` which part of a rule, the first being 0."""

    what: str
    before: str
    after: str
    name: str = ""
    part: int = 0


class Entry(Struct):
    """One thing that was added, removed, changed or renamed; `was` is what it was called."""

    subject: Subject
    name: str
    kind: Kind
    aspects: tuple[Aspect, ...] = ()
    effect: Effect | None = None
    was: str = ""


class Difference(Struct):
    """All that differs."""

    entries: tuple[Entry, ...] = ()

    @property
    def may_be_easier(self) -> bool:
        """Whether anything has become easier, or may have."""
        return any(entry.effect in ("easier", "either") for entry in self.entries)

    @property
    def means_something(self) -> bool:
        """Whether anything may find more or less in plans."""
        return any(entry.effect not in (None, "same") for entry in self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)
