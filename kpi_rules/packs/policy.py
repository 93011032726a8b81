"""The policy: what a run checks plans against, resolved to the last setting and level. `load` makes it.

Everything knows its origin: the place that gave it its value. Plain frozen data; knows nothing of how it is evaluated.
"""

from __future__ import annotations

from functools import cached_property

from kpi_rules.language.durations import UNITS, Duration
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Literal, TypeAlias

    from kpi_rules.document.limits import Limits
    from kpi_rules.language.checked import CheckedDefine, CheckedRule
    from kpi_rules.language.compiler import CompiledRules
    from kpi_rules.language.compiler.cost import Cost
    from kpi_rules.language.types import Type
    from kpi_rules.packs.folder import Folder
    from kpi_rules.plan.schema import PlanSchema
    from kpi_rules.source import Location, Source

Level: TypeAlias = 'Literal["must", "should", "could"]'
LevelInForce: TypeAlias = 'Literal["must", "should", "could", "off"]'


class Decision(Struct):
    """A word in a chain of decisions on a setting or a level: what it is to be, where that is said, and the reason that is given."""

    value: str
    place: Location
    reason: str | None = None


class Promise(Struct):
    """How a setting or a level may still be changed by whoever builds on it, and where that is promised."""

    kind: Literal["final", "lower", "higher", "stricter"]
    place: Location


class Setting(Struct):
    """A setting with the value in force. `packs` are those that declare it; `text` is the value as it was written.

    `allowed`, `minimum` and `maximum` bound the value; they may be narrower than what the type says to the rules.
    """

    name: str
    type: Type
    value: object
    text: str
    description: str
    origin: Location
    declared: Location
    packs: tuple[str, ...]
    allowed: tuple[str, ...] | None = None
    minimum: Any = None
    maximum: Any = None
    promise: Promise | None = None
    decisions: tuple[Decision, ...] = ()
    """What it was to be, from its declaration to what is in force."""


class Pack(Struct):
    """A pack of the run. `language` is the one its texts are in here; `lineage` names every pack that it builds on, itself
    among them."""

    name: str
    version: str
    title: str
    description: str | None
    language: str
    folder: Folder
    manifest: Source
    rule_sources: tuple[Source, ...]
    lineage: frozenset[str]


class Amendment(Struct):
    """That a pack amends a rule: where, and which clauses of it."""

    pack: str
    place: Location
    clauses: tuple[str, ...]


class PolicyRule(Struct):
    """A rule with the level in force, and where it got that from; what people read of it. `line` is where it begins in `file`.

    The rule itself is `checked`: read when it is asked for, which in a run where nothing fails nobody does.
    """

    id: str
    level: LevelInForce
    scope: Literal["plan", "portfolio"]
    title: str
    because: str | None
    origin: str | None
    file: str
    line: int
    pack: str
    waivable: bool
    level_origin: Location
    waivable_origin: Location | None
    read: Callable[[], CheckedRule]
    stands_in_for: tuple[str, ...] = ()
    """The rules that it speaks for where it finds the same gap."""
    promise: Promise | None = None
    decisions: tuple[Decision, ...] = ()
    """What manifests wanted its level to be, those of parents first; the last one is in force."""
    amendments: tuple[Amendment, ...] = ()
    """Who says some of it anew, ancestors first."""

    @property
    def relevelled(self) -> bool:
        """Whether a pack or project says how much it weighs, and not the rule."""
        return self.level_origin.source.name != self.file

    @cached_property
    def checked(self) -> CheckedRule:
        """The rule."""
        return self.read()

    @property
    def chain(self) -> tuple[Decision, ...]:
        """What its level was to be, from the rule itself to what is in force."""
        from kpi_rules.source import Location

        own = self.checked
        return (Decision(own.level, Location(own.source, own.tree.level_span)), *self.decisions)

    @cached_property
    def cost(self) -> Cost:
        """What it may take on a plan, in steps: worked out once, for as many plans as there are."""
        from kpi_rules.language.compiler.cost import cost

        return cost(self.checked)

    @property
    def active(self) -> bool:
        """Whether it is checked at all."""
        return self.level != "off"


class Policy(Struct):
    """Packs, ancestors first; their rules in the order of packs, files and lines; every setting by name."""

    packs: tuple[Pack, ...]
    rules: tuple[PolicyRule, ...]
    settings: Mapping[str, Setting]
    schema: PlanSchema
    plans: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """What of a project is not looked at."""
    fail_on: Level | None = None
    """The least level of a finding that fails a run, where the project says."""
    maps: tuple[Source, ...] = ()
    """How documents of other shapes are read, by the maps that packs bring: their texts, those of later packs first."""
    longest_waiver: Duration = UNITS["year"]
    """How many days ahead a waiver may end."""
    limits: Limits | None = None
    """What a plan may be at most, where that is not the usual."""
    most_steps: int | None = None
    """How many steps rules may take on a plan, where that is not the usual."""
    compile: Callable[[tuple[PolicyRule, ...]], CompiledRules] | None = None
    """How its rules become code, where somebody knows code of theirs already."""
    key: bytes | None = None
    """What tells it from every other policy, where that is known: what a plan gave can then be kept."""

    @cached_property
    def plan_rules(self) -> tuple[PolicyRule, ...]:
        """The rules that speak of one plan."""
        return tuple(rule for rule in self.rules if rule.active and rule.scope == "plan")

    @cached_property
    def portfolio_rules(self) -> tuple[PolicyRule, ...]:
        """The rules that speak of all plans of the run."""
        return tuple(rule for rule in self.rules if rule.active and rule.scope == "portfolio")

    @cached_property
    def stand_ins(self) -> Mapping[str, tuple[str, ...]]:
        """By rule: those in force that speak for it."""
        found: dict[str, tuple[str, ...]] = {}
        for rule in self.rules:
            for other in rule.stands_in_for if rule.active else ():
                found[other] = (*found.get(other, ()), rule.id)
        return found

    @property
    def defines(self) -> Mapping[str, CheckedDefine]:
        """The defines that its rules may call, by name; of two of a name that of the later pack."""
        return {name: define for rule in self.rules for name, define in rule.checked.defines.items()}

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The settings' values, as rules read them."""
        return {name: setting.value for name, setting in self.settings.items()}

    @cached_property
    def safe_sizes(self) -> Mapping[str, tuple[int, ...]]:
        """By scope: how long lists may be for each of its rules to be surely within the budget of steps."""
        from kpi_rules.language.compiler.cost import BUDGET

        scopes = {"plan": self.plan_rules, "portfolio": self.portfolio_rules}
        return {scope: self._safe(rules, self.most_steps or BUDGET) for scope, rules in scopes.items()}

    def _safe(self, rules: Sequence[PolicyRule], most: int) -> tuple[int, ...]:
        """The sizes up to which none of these rules takes more than its share."""
        from kpi_rules.language.compiler.cost import TIMES_LINEAR

        costs = [rule.cost.folded(self.values) for rule in rules]
        share = most // max(1, sum(bool(cost.steep.terms) for cost in costs))
        return tuple(min(cost.steep.safe_up_to(share), cost.safe_up_to(most * TIMES_LINEAR)) for cost in costs)

    @cached_property
    def compiled_plan_rules(self) -> CompiledRules:
        """The code of `plan_rules`, in their order."""
        return (self.compile or compiled)(self.plan_rules)

    @cached_property
    def compiled_portfolio_rules(self) -> CompiledRules:
        """The code of `portfolio_rules`, in their order."""
        return (self.compile or compiled)(self.portfolio_rules)


def compiled(rules: tuple[PolicyRule, ...]) -> CompiledRules:
    """Rules as code."""
    from kpi_rules.language.compiler import compile_rules  # a run whose packs are cached needs none of it

    return compile_rules([rule.checked for rule in rules])
