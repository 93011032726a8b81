"""What a pack's tests leave open: verdicts and branches that none has seen, and mutants that none notices.

Comes in: a pack's rules, and the cases of its tests, which have passed. Goes out: gaps and survivors, each with its place;
what the pack excuses is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from kpi_rules.authoring.cases import Case, Verdicts, by_interest, differs, put
from kpi_rules.authoring.excuses import Excuses
from kpi_rules.authoring.trial import Trial
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.review.coverage import Seen, branches, possible_verdicts
from kpi_rules.language.review.mutation import Mutant, define_mutants, level_mutant, rule_mutants, weight_mutants
from kpi_rules.packs import PolicyRule
from kpi_rules.source import Location, Span
from kpi_rules.structs import Struct

Progress = Callable[[str], None]


class Unseen(Struct):
    """A verdict that a rule never gave, or a branch that never came out so (`true` or `false`)."""

    rule: str
    missing: str
    place: Location
    is_branch: bool


class Survivor(Struct):
    """A mutant that no test tells from the rule."""

    rule: str
    mutant: Mutant

    @property
    def place(self) -> Location:
        """Where it differs."""
        return Location(self.mutant.source, self.mutant.edit.span)


def unseen(
    rules: Sequence[PolicyRule], cases: Sequence[Case], excuses: Excuses, files: Collection[str]
) -> tuple[Unseen, ...]:
    """What no test has seen in these files: the defines of packs that this one builds on are theirs to test."""
    seen = Seen()
    for rule in rules:
        for case in cases:
            if case.scope == rule.checked.scope:
                seen.watch(rule.checked, case.inputs)
    found = {(one.place.source.name, one.place.span, one.missing): one for one in _unseen(rules, seen)}
    found = {key: one for key, one in found.items() if one.place.source.name in files}
    return tuple(one for one in found.values() if not excuses.excused("untested", one.place.source, one.place.span))


def _unseen(rules: Sequence[PolicyRule], seen: Seen) -> Iterator[Unseen]:
    for rule in rules:
        for part in rule.checked.parts:
            yield from _unseen_of(rule.id, part, seen)


def _unseen_of(rule: str, part: CheckedRule, seen: Seen) -> Iterator[Unseen]:
    given = seen.verdicts.get((part.id, part.part), set())
    for verdict in possible_verdicts(part):
        if verdict not in given:
            yield Unseen(rule, verdict, Location(part.source, _head(part)), False)
    for _, branch in branches(part) if given & {"passed", "failed"} else ():
        for outcome in (True, False):
            if outcome not in seen.came_out(branch):
                yield Unseen(rule, str(outcome).lower(), branch, True)


def _head(part: CheckedRule) -> Span:
    """The word that a part of a rule begins with: its id, or `also`."""
    start = part.tree.span.start
    return Span(start, start + len("also")) if part.part else part.tree.id.span


class Hunt(Struct):
    """Looks for mutants that no test notices."""

    rules: tuple[PolicyRule, ...]
    cases: tuple[Case, ...]
    trials: tuple[Trial, ...]
    excuses: Excuses
    files: frozenset[str]

    def survivors(self, progress: Progress = lambda rule: None) -> Iterator[Survivor]:
        """The survivors, rule by rule, then define by define."""
        base = {rule.checked.id: self.baseline(rule.checked) for rule in self.rules}
        for rule in self.rules:
            progress(rule.id)
            yield from self.survivors_of(rule, base)
        for name, define in self.defines().items():
            progress(name)
            for mutants in define_mutants(define, [rule.checked for rule in self.rules]):
                yield from self.judged(name, mutants, base)

    def survivors_of(self, rule: PolicyRule, base: dict[str, Baseline] | None = None) -> Iterator[Survivor]:
        """Those of one rule."""
        base = base or {rule.checked.id: self.baseline(rule.checked)}
        for mutant in rule_mutants(rule.checked):
            yield from self.judged(rule.id, (mutant,), base)
        if not self.states_level(rule.id):
            yield from self.judged(rule.id, (level_mutant(rule.checked),), base)

        for level, mutant in weight_mutants(rule.checked):
            if not self.states_level(rule.id, level):
                yield from self.judged(rule.id, (mutant,), base)

    def judged(self, owner: str, mutants: tuple[Mutant, ...], base: dict[str, Baseline]) -> Iterator[Survivor]:
        """The change as a survivor, where nothing notices it and nothing excuses it."""
        if any(self.notices(mutant.rule, base[mutant.rule.id]) for mutant in mutants):
            return
        first = mutants[0]
        if not self.excuses.excused("mutant", first.source, first.edit.span, f"{first.was} → {first.now}"):
            yield Survivor(owner, first)

    def baseline(self, rule: CheckedRule) -> Baseline:
        """What the rule itself gives, and the cases in the order of interest."""
        cases = tuple(case for case in self.cases if case.scope == rule.scope)
        verdicts = tuple(put(rule, case) for case in cases)
        return Baseline(tuple((cases[at], verdicts[at]) for at in by_interest(cases, verdicts)))

    def notices(self, rule: CheckedRule, base: Baseline) -> bool:
        """Whether some test tells this rule from what it was."""
        return any(differs(case, verdicts, put(rule, case)) for case, verdicts in base.cases)

    def states_level(self, rule: str, level: str | None = None) -> bool:
        """Whether some expectation says at which level the rule is found, or that it is found at this one."""
        stated = (one.written.level for trial in self.trials for one in trial.expected if one.rule == rule)
        return any(one is not None and (level is None or one == level) for one in stated)

    def defines(self) -> dict[str, CheckedDefine]:
        """The defines of the pack's own files."""
        every = {name: define for rule in self.rules for name, define in rule.checked.defines.items()}
        return {name: define for name, define in every.items() if define.source.name in self.files}


class Baseline(Struct):
    """What a rule gives for each case."""

    cases: tuple[tuple[Case, Verdicts], ...]
