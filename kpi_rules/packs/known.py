"""What was made of packs the last time, for a program that stays: a rule that reads as before is not read, checked, weighed and compiled again.

Comes in: texts, trees and rules. Goes out: what was made of the very same, or what is made of them now. What two loadings in a row have not asked for
is forgotten. A run that loads its packs once has none of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule, Environment
from kpi_rules.language.checker import Check, Remember
from kpi_rules.language.compiler import CompiledRules, Unit, units_of
from kpi_rules.language.parser import parse_what_can_be
from kpi_rules.language.walk import walk
from kpi_rules.packs.policy import Policy, PolicyRule
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.source import Source

    Value = TypeVar("Value")
    Called = Mapping[str, CheckedDefine]


class Known(Struct, frozen=False, eq=False):
    """By what it is and where: what was given, and what was made of it."""

    _last: dict[tuple[str, ...], tuple[Any, Any]] = field(default_factory=dict)
    _now: dict[tuple[str, ...], tuple[Any, Any]] = field(default_factory=dict)

    def turn(self) -> None:
        """Packs are loaded anew: what the last loading did not ask for goes."""
        self._last, self._now = self._now, {}

    def parsed(self, source: Source) -> tuple[tree.RuleFile, tuple[Diagnostic, ...]]:
        """A rule file as written."""
        return self._made(("parsed", source.name), source, lambda: parse_what_can_be(source))

    def environment(self, pack: str, made: Environment) -> Environment:
        """What the rules of a pack may speak of; where it is as it was, that one."""
        return self._made(("environment", pack), made, lambda: made)

    def defines(self, pack: str, made: Mapping[str, CheckedDefine]) -> Mapping[str, CheckedDefine]:
        """The defines of a pack; each that is as it was, and where it was, is that one."""
        return {name: self._define(pack, one) for name, one in made.items()}

    def _define(self, pack: str, made: CheckedDefine) -> CheckedDefine:
        given = (made.source.name, _up_to(made), made.parameters, made.value, made.result, made.uses_plan)
        return self._made(("define", pack, made.name), given, lambda: made)

    def checker(self, environment: Environment, defines: Mapping[str, CheckedDefine]) -> Remember:
        """What knows the rules of a pack that are as they were, where the defines that they call are, too."""

        def checked(source: Source, rule: tree.Rule, check: Check) -> CheckedRule | None:
            key = ("checked", source.name, rule.id.name)

            def own() -> tuple[CheckedRule | None, Called]:
                return check(), _called(rule, defines)

            made, called = self._made(key, (source, rule, environment), own)
            if any(defines.get(name) is not one for name, one in called.items()):
                made, called = own()
                self._now[key] = (self._now[key][0], (made, called))
            if made is None:  # what is wrong with it is to be told again
                del self._now[key]
            return made

        return checked

    def rule(self, made: PolicyRule, checked: CheckedRule) -> PolicyRule:
        """A rule of a policy, which knows what it costs."""
        plain = (checked, replace(made, read=_nothing))
        return self._made(("rule", made.id), plain, lambda: made)

    def policy(self, made: Policy) -> Policy:
        """A policy; where it is as it was, that one."""
        given = (made.packs, made.rules, made.settings, made.plans, made.exclude, made.fail_on, made.longest_waiver)
        return self._made(
            ("policy", *(pack.name for pack in made.packs)), given, lambda: replace(made, compile=self.compiled)
        )

    def compiled(self, rules: tuple[PolicyRule, ...]) -> CompiledRules:
        """Rules as code, file by file."""
        checked = [rule.checked for rule in rules]
        units: list[Unit] = []
        for file, group in groupby(range(len(rules)), key=lambda number: rules[number].file):
            numbers = list(group)
            own = tuple(checked[number] for number in numbers)
            made = self._made(("units", file, rules[numbers[0]].scope), _Same(own), partial(units_of, own))
            units += [replace(unit, rules=tuple(numbers[number] for number in unit.rules)) for unit in made]
        return CompiledRules(tuple(checked), tuple(units))

    def _made(self, key: tuple[str, ...], given: Any, make: Callable[[], Value]) -> Value:
        known = self._now.get(key) or self._last.get(key)
        if known is None or not (known[0] is given or known[0] == given):
            known = (given, make())
        self._now[key] = known
        value: Value = known[1]
        return value


def _up_to(define: CheckedDefine) -> str:
    """The text of a file up to the last line of a define: whatever places in it are made of."""
    text = define.source.text
    end = text.find("\n", define.value.span.end)
    return text if end < 0 else text[:end]


def _called(rule: tree.Rule, defines: Mapping[str, CheckedDefine]) -> Called:
    """The defines that a rule calls, and those that they call."""
    found: dict[str, CheckedDefine] = {}
    waiting: list[object] = [rule]
    while waiting:
        for node in walk(waiting.pop()):
            name = node.function.name if isinstance(node, tree.Call) else ""
            if name in defines and name not in found:
                found[name] = defines[name]
                waiting.append(found[name].value)
    return found


class _Same:
    """Rules that are equal only to the very same ones."""

    def __init__(self, rules: Sequence[CheckedRule]) -> None:
        self.rules = rules

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Same)
            and len(self.rules) == len(other.rules)
            and all(one is two for one, two in zip(self.rules, other.rules, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]  # it is compared alone


def _nothing() -> CheckedRule:
    raise ValueError("a rule that is compared alone")
