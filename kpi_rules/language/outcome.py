"""What rules look at and what they give: all that a run needs to know of the language where nothing fails."""

from __future__ import annotations

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from kpi_rules.language import tree, values


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


class Room(Struct, frozen=False):
    """How many more failures may be told, of all rules that share it. Those beyond are counted."""

    left: int

    def take(self, wanted: int) -> int:
        """As many of these as there is room for."""
        taken = min(wanted, self.left)
        self.left -= taken
        return taken


class Steps(Struct, frozen=False):
    """How many more steps the words of failures may take: what they say, why, and where they point. Of the last `reserve` none go into why."""

    left: int
    reserve: int = 0


class Bounds(Struct):
    """What may be told of the failures over one plan: the room of each rule, and the steps of all of them."""

    rooms: Sequence[Room]
    steps: Steps

    @property
    def most(self) -> int:
        """No rule has more failures to tell."""
        return max((room.left for room in self.rooms), default=0)


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
    level: tree.Level | None = None
    """What it weighs, where a condition of its rule says so."""


class Outcome(Struct):
    """What a rule gave for one plan; not applicable: neither passed nor failed."""

    passed: int = 0
    not_applicable: int = 0
    failures: tuple[Failure, ...] = ()
    untold: int = 0
    """Failures beyond the room for them: there, and counted, but nothing is said of each."""

    @property
    def failed(self) -> int:
        """How often it was not met."""
        return len(self.failures) + self.untold

    def __add__(self, other: Outcome) -> Outcome:
        """What two parts of a rule gave."""
        return Outcome(
            self.passed + other.passed,
            self.not_applicable + other.not_applicable,
            self.failures + other.failures,
            self.untold + other.untold,
        )
