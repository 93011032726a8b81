"""What rules look at and what they give: all that a run needs to know of the language where nothing fails."""

from __future__ import annotations

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from kpi_rules.language import values


class Inputs(Struct):
    """What a rule may look at. `plan` is missing for a rule about the portfolio; `settings` holds every setting."""

    plan: values.Record | None
    previous: values.Record | None
    portfolio: values.Record | None
    settings: Mapping[str, object]
    today: datetime.date


def parts(*roots: object) -> int:
    """How many values there are in all, each as often as it can be reached: more than any list in them holds."""
    waiting, count = [*roots], 0
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return count


class Place(Struct):
    """Where a finding points: a record of the plan, and fields from there on (they may be missing)."""

    record: values.Record
    fields: tuple[str, ...] = ()


class Replacement(Struct):
    """A mechanical remedy: another text at a place. `options`: what it was guessed from; nothing where it is no guess."""

    place: Place
    old: str
    new: str
    options: tuple[str, ...] | None = None


class Failure(Struct):
    """One time that a rule was not met. `elements` are what its `for each` loops stood on, outermost first."""

    message: str
    remedy: str | None
    why: tuple[str, ...]
    elements: tuple[object, ...]
    place: Place
    replacement: Replacement | None = None
    part: int = 0
    """Which part of the rule, where it has several."""


class Outcome(Struct):
    """What a rule gave for one plan; not applicable: neither passed nor failed."""

    passed: int = 0
    not_applicable: int = 0
    failures: tuple[Failure, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        """What two parts of a rule gave."""
        return Outcome(
            self.passed + other.passed, self.not_applicable + other.not_applicable, self.failures + other.failures
        )
