"""Checked rules → Python functions: the same verdicts as the interpreter's, in the time of hand-written code.

Comes in: rules that check. Goes out: `CompiledRules`, which take a plan at a time. Built as an `ast` tree and never as text: a pack's
names become `v0`, `v1`, …, its texts constants. A rule that Python cannot hold (loops within loops within loops) is
interpreted. Knows nothing of packs and of where rules are kept: `stored.py` keeps them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kpi_rules.language.compiler.runtime import Prepare, Run, prepared
from kpi_rules.language.outcome import Bounds, Inputs, Outcome, Room, Steps
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, TypeAlias

    from kpi_rules.language.checked import CheckedRule
    from kpi_rules.language.compiler.failures import Noted, Telling
    from kpi_rules.language.outcome import Failure

Said: TypeAlias = "tuple[tuple[int, ...], tuple[list[Any], ...]]"
"""What a function gives: three counts for each of its rules, and the failures of each."""

TOGETHER = 250
"""Parts of rules in one function."""
ENDLESS = 1 << 60
MOST_NOTED = 1_000_000
"""Failures of all rules on a plan that are kept to be told, before it is known how many of them have room; the rest is counted."""
MOST_KEPT = 10_000
"""Outcomes without failures that are made once."""


class Unit(Struct):
    """The code of some of the rules, by their numbers: each as often as it has parts."""

    rules: tuple[int, ...]
    code: CodeType
    constants: Mapping[str, object]
    patterns: Mapping[str, str]


class CompiledRules(Struct, frozen=False):
    """Rules ready to run, all of one plan or all of the portfolio. What is in no unit is interpreted."""

    rules: Sequence[CheckedRule]
    units: tuple[Unit, ...]
    _ready: list[Run] | None = None
    _for: tuple[object, datetime.date] | None = None
    _prepared: list[Prepare] = field(default_factory=list)
    _plain: dict[tuple[int, int], Outcome] = field(default_factory=dict)
    _known: dict[tuple[tuple[int, ...], ...], tuple[Outcome, ...]] = field(default_factory=dict)
    """What came of plans in which nothing failed, by how often each rule was looked at and did not apply: few differ."""
    _telling: dict[tuple[int, int], Telling] = field(default_factory=dict)

    def run(self, inputs: Inputs, bounds: Bounds | None = None) -> tuple[Outcome, ...]:
        """The verdicts of every rule, in the order of the rules. `bounds`: of what is told of failures, which are all counted."""
        most = ENDLESS if bounds is None else min(bounds.most, MOST_NOTED // max(1, len(self.rules)))
        said = [code(inputs.plan, inputs.previous, inputs.portfolio, most) for code in self._ready_for(inputs)]
        if any([any(noted) for _, noted in said]) or self._left or not most:  # noqa: C419 - a list is faster
            rooms = [Room(ENDLESS)] * len(self.rules)
            return self._outcomes(inputs, said, bounds or Bounds(rooms, Steps(ENDLESS)))
        counts = tuple([one for one, _ in said])
        known = self._known.get(counts)
        if known is None:
            known = self._outcomes(inputs, said, Bounds((), Steps(0)))
            if len(self._known) < MOST_KEPT:
                self._known[counts] = known
        return known

    @cached_property
    def _left(self) -> frozenset[int]:
        """The rules that are in no unit."""
        return frozenset(range(len(self.rules))) - {number for unit in self.units for number in unit.rules}

    def _outcomes(self, inputs: Inputs, said: Sequence[Said], bounds: Bounds) -> tuple[Outcome, ...]:
        """What each rule gives, its parts together."""
        outcomes = {number: _interpreted(self.rules[number], inputs) for number in self._left}
        for unit, (counts, noted) in zip(self.units, said, strict=True):
            for at, number in enumerate(unit.rules):
                looked, skipped, beyond = counts[3 * at : 3 * at + 3]
                if noted[at] or beyond:
                    found = noted[at][: bounds.rooms[number].take(len(noted[at]))]
                    untold = len(noted[at]) - len(found) + beyond
                    failures = self._told(unit, at, inputs, found, bounds.steps)
                    given = Outcome(looked - skipped - len(found) - untold, skipped, failures, untold)
                else:
                    given = self._plain.get((looked, skipped)) or self._met(looked, skipped)
                before = outcomes.get(number)
                outcomes[number] = given if before is None else before + given
        return tuple([outcomes[number] for number in range(len(self.rules))])

    def _ready_for(self, inputs: Inputs) -> list[Run]:
        """The functions for these settings and this day, which are those of the last plan but for the first."""
        if (
            self._ready is None
            or self._for is None
            or self._for[0] is not inputs.settings
            or self._for[1] != inputs.today
        ):
            if not self._prepared:
                self._prepared = [prepared(unit.code, unit.constants, unit.patterns) for unit in self.units]
            self._ready = [prepare(inputs.settings, inputs.today) for prepare in self._prepared]
            self._for = (inputs.settings, inputs.today)
        return self._ready

    def _told(self, unit: Unit, at: int, inputs: Inputs, noted: Sequence[Noted], steps: Steps) -> tuple[Failure, ...]:
        number = unit.rules[at]
        part = at - unit.rules.index(number)
        telling = self._telling.get((number, part))
        if telling is None:
            from kpi_rules.language.compiler.failures import Telling  # with the interpreter: where something fails

            telling = self._telling[number, part] = Telling(self.rules[number].parts[part])
        return telling.told(inputs, noted, steps)

    def _met(self, looked: int, skipped: int) -> Outcome:
        """An outcome without failures: few differ, and each is made once."""
        outcome = Outcome(looked - skipped, skipped) if looked else Outcome(0, 1)
        if len(self._plain) < MOST_KEPT:
            self._plain[looked, skipped] = outcome
        return outcome


def _interpreted(rule: CheckedRule, inputs: Inputs) -> Outcome:
    from kpi_rules.language.interpreter import run

    return run(rule, inputs)


def compile_rules(rules: Sequence[CheckedRule]) -> CompiledRules:
    """Rules as Python functions."""
    return CompiledRules(tuple(rules), units_of(rules))


def units_of(rules: Sequence[CheckedRule]) -> tuple[Unit, ...]:
    """The code of rules, as many at a time as one function may hold."""
    return tuple(unit for numbers in _together(rules) for unit in _units(rules, numbers))


def _together(rules: Sequence[CheckedRule]) -> Iterator[Sequence[int]]:
    """The rules, by number, that are to be one function: as many as have no more than so many parts."""
    numbers: list[int] = []
    parts = 0
    for number, rule in enumerate(rules):
        if numbers and parts + len(rule.parts) > TOGETHER:
            yield numbers
            numbers, parts = [], 0
        numbers.append(number)
        parts += len(rule.parts)
    if numbers:
        yield numbers


def _units(rules: Sequence[CheckedRule], numbers: Sequence[int]) -> Iterator[Unit]:
    """One unit for all where that can be, else for each that can be compiled by itself."""
    unit = _unit(rules, numbers)
    if unit is not None:
        yield unit
    elif len(numbers) > 1:
        half = len(numbers) // 2
        yield from _units(rules, numbers[:half])
        yield from _units(rules, numbers[half:])


def _unit(rules: Sequence[CheckedRule], numbers: Sequence[int]) -> Unit | None:
    """The code of some rules; nothing where Python does not hold it."""
    from kpi_rules.language.compiler.blocks import Naming
    from kpi_rules.language.compiler.expressions import Expressions
    from kpi_rules.language.compiler.graph import Graph, TooLarge
    from kpi_rules.language.compiler.rules import RuleCode, lowered_all

    graph, naming = Graph(), Naming()
    try:
        ready = lowered_all([rules[number] for number in numbers], graph)
        module = RuleCode(graph, Expressions(graph, naming)).module(ready)
        code = compile(module, "<rules>", "exec", dont_inherit=True, optimize=2)
    except (TooLarge, RecursionError, SyntaxError, MemoryError):
        return None
    of_parts = tuple(number for number in numbers for _ in rules[number].parts)
    return Unit(of_parts, code, naming.constants, naming.patterns)
