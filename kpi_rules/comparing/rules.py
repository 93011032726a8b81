"""Two versions of a rule → what of it has changed, and what that means.

What is the same but for its layout, its comments, the names of its variables, or the file it stands in has not changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from kpi_rules.comparing.difference import Aspect
from kpi_rules.comparing.effects import effect, same_value, settings_of, together
from kpi_rules.comparing.phrases import between, phrase
from kpi_rules.comparing.trees import Delta, Names, Trees, aligned, operands, same
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.review.coverage import called
from kpi_rules.language.values import show
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.comparing.effects import Effect
    from kpi_rules.packs import Policy, PolicyRule, Setting
    from kpi_rules.packs.policy import LevelInForce

GRAVITY: Mapping[LevelInForce, int] = {"off": 0, "could": 1, "should": 2, "must": 3}


class Version(Struct):
    """A rule as a policy has it."""

    rule: PolicyRule
    settings: Mapping[str, Setting]

    @classmethod
    def of(cls, policy: Policy, rule: PolicyRule) -> Version:
        """The rule of a policy."""
        return cls(rule, policy.settings)

    @property
    def checked(self) -> CheckedRule:
        """The rule itself."""
        return self.rule.checked

    def values(self) -> Mapping[str, object]:
        """The values of settings."""
        return {name: setting.value for name, setting in self.settings.items()}


_LOOKED_AT = frozenset(
    {
        "id", "level", "scope", "title", "because", "origin", "file", "line", "pack", "waivable", "level_origin", "waivable_origin",
        "read", "stands_in_for",
    }
)  # fmt: skip


_TOLD_BY_ITSELF = frozenset({"amendments", "decisions"})
"""Who decided what: what came of it is told."""
_OF_NO_PLAN = frozenset({"promise"})
"""What means nothing for what is found."""


def further(old: Struct, new: Struct, looked_at: frozenset[str]) -> Iterator[Aspect]:
    """What else of two records differs, beside what is looked at by itself and the places that it comes from."""
    for name in fields(old):
        before, after = (_without_places(getattr(one, name)) for one in (old, new))
        if name not in looked_at | _TOLD_BY_ITSELF and not name.endswith("origin") and before != after:
            yield Aspect(name.replace("_", " "), _word(before), _word(after))


def may_mean_anything(aspects: Iterable[Aspect]) -> bool:
    """Whether anything is among these that nobody can tell the meaning of."""
    return any(aspect.what not in _OF_NO_PLAN for aspect in aspects)


def _without_places(value: object) -> object:
    """A value without where in a file it is said."""
    if isinstance(value, Location):
        return None
    if isinstance(value, tuple):
        return tuple(map(_without_places, value))
    if isinstance(value, Struct):
        return tuple(made for name in fields(value) if (made := _without_places(getattr(value, name))) is not None)
    return value


def rule_effect(old: Version, new: Version) -> Effect:
    """What two versions of a rule mean for plans."""
    levels = GRAVITY[old.rule.level], GRAVITY[new.rule.level]
    if not all(levels):
        return "same" if not any(levels) else "easier" if levels[0] else "harder"
    if may_mean_anything(further(old.rule, new.rule, _LOOKED_AT)):
        return "either"
    return together((_asks(old, new), _steps(*levels), _steps(old.rule.waivable is False, new.rule.waivable is False)))


def _asks(old: Version, new: Version) -> Effect:
    return effect(old.checked, new.checked, old.values(), new.values())


def _steps(old: int, new: int) -> Effect:
    return "same" if old == new else "easier" if new < old else "harder"


def aspects(old: Version, new: Version) -> Iterator[Aspect]:
    """What of a rule has changed, its level first."""
    for what in ("level", "waivable"):
        before, after = getattr(old.rule, what), getattr(new.rule, what)
        if before != after:
            yield Aspect(what, _word(before), _word(after))
    yield from further(old.rule, new.rule, _LOOKED_AT)
    yield from _parts(old.checked, new.checked)
    yield from _defines(old.checked, new.checked)
    yield from _settings(old, new)
    for what, field in (("title", "title"), ("because", "because"), ("source", "origin")):
        before, after = getattr(old.rule, field) or "", getattr(new.rule, field) or ""
        if before != after:
            yield Aspect(what, before, after)
    if set(old.rule.stands_in_for) != set(new.rule.stands_in_for):
        yield Aspect("stands in for", ", ".join(old.rule.stands_in_for), ", ".join(new.rule.stands_in_for))


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_word, value))
    return "" if value is None else str(value)


def _parts(old: CheckedRule, new: CheckedRule) -> Iterator[Aspect]:
    for number, (one, other) in enumerate(zip_longest(old.parts, new.parts)):
        if one is None or other is None:
            yield Aspect("also", demand(one), demand(other), part=number)
        else:
            yield from _Part(one, other, number).aspects()


def demand(part: CheckedRule | None) -> str:
    """What a part of a rule asks for, as it is written."""
    return "" if part is None else phrase(part.tree.condition, part.source)


def _weights(part: CheckedRule) -> str:
    return ", ".join(phrase(one, part.source) for one in part.tree.weights)


class _Part(Struct):
    """Two versions of a part of a rule."""

    old: CheckedRule
    new: CheckedRule
    number: int

    def aspects(self) -> Iterator[Aspect]:
        """What differs, in the order of the clauses."""
        before, after, trees = self.old.tree, self.new.tree, Trees(self.old.source, self.new.source)
        names = self.names()
        yield from self.told("for each", self.loops(trees, names))
        yield from self.lets(trees, names)
        guards = (_guards(before), _guards(after))
        yield from self.told("when", trees.operands(*guards, names, ""))
        yield from self.told("condition", trees.differences(before.condition, after.condition, names))
        if not same(before.weights, after.weights, names):
            yield from self.told("level when", [Delta(_weights(self.old), _weights(self.new))])
        yield from self.told("at", self.whole(before.at, after.at, names))
        yield from self.told("say", self.texts(before.say, after.say, names))
        yield from self.told("fix", self.texts(before.fix, after.fix, names))
        if not same(before.replace, after.replace, names):
            yield from self.told("replace", [Delta(_replacement(self.old), _replacement(self.new))])

    def told(self, what: str, deltas: Iterable[Delta]) -> Iterator[Aspect]:
        """The differences of a clause."""
        for delta in deltas:
            yield Aspect(what, delta.before, delta.after, part=self.number)

    def names(self) -> Names:
        """The local names before, with what they are called after."""
        names: dict[str, str] = {}
        loops = zip(_loops(self.old.tree), _loops(self.new.tree), strict=False)
        names |= {one.variable.name: other.variable.name for one, other in loops}
        lets = {let.name.name: let for let in _lets(self.new.tree)}
        for let in _lets(self.old.tree):
            own = let.name.name
            found = own if own in lets else next((one for one in lets if same(let.value, lets[one].value, names)), None)
            if found is not None:
                names[own] = found
        return names

    def loops(self, trees: Trees, names: Names) -> Iterator[Delta]:
        before, after = _loops(self.old.tree), _loops(self.new.tree)
        if len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from trees.loops(one, other, names)
            return
        for gone, come in aligned(before, after, lambda one, other: same(one, other, names)):
            yield from (Delta(_loop(one, self.old.source), "") for one in gone)
            yield from (Delta("", _loop(one, self.new.source)) for one in come)

    def lets(self, trees: Trees, names: Names) -> Iterator[Aspect]:
        after = {let.name.name: let for let in _lets(self.new.tree)}
        for let in _lets(self.old.tree):
            now = after.get(names.get(let.name.name, ""))
            if now is not None:
                for delta in trees.differences(let.value, now.value, names):
                    yield Aspect("let", delta.before, delta.after, now.name.name, self.number)

    def whole(self, old: tree.Expression | None, new: tree.Expression | None, names: Names) -> Iterator[Delta]:
        if not same(old, new, names):
            yield Delta(_phrase(old, self.old.source), _phrase(new, self.new.source))

    def texts(self, old: tree.Text | None, new: tree.Text | None, names: Names) -> Iterator[Delta]:
        if not same(old, new, names):
            yield Delta(_text(old, self.old.source), _text(new, self.new.source))


def _loops(rule: tree.Rule) -> list[tree.ForEach]:
    return [step for step in rule.steps if isinstance(step, tree.ForEach)]


def _lets(rule: tree.Rule) -> list[tree.Let]:
    return [step for step in rule.steps if isinstance(step, tree.Let)]


def _guards(rule: tree.Rule) -> list[tree.Expression]:
    return [part for step in rule.steps if isinstance(step, tree.When) for part in operands(step.condition, "and")]


def _loop(loop: tree.ForEach, source: Source) -> str:
    where = f" where {phrase(loop.where, source)}" if loop.where else ""
    return f"{loop.variable.name} in {phrase(loop.list, source)}{where}"


def _phrase(node: tree.Node | None, source: Source) -> str:
    return "" if node is None else phrase(node, source)


def _text(text: tree.Text | None, source: Source) -> str:
    """A text as it is written, without its quotes."""
    if text is None:
        return ""
    own = text.source or source
    written = " ".join(own.slice(text.span).split())
    return written[1:-1] if len(written) > 1 and written[0] == written[-1] == '"' else written


def _replacement(rule: CheckedRule) -> str:
    found = rule.tree.replace
    return "" if found is None else between(found.path, found.value, rule.source)


def _defines(old: CheckedRule, new: CheckedRule) -> Iterator[Aspect]:
    """The defines that both use and that have changed."""
    after = {define.name: define for define in called(new)}
    for define in called(old):
        now = after.get(define.name)
        if now is not None:
            names = {one: other for (one, _), (other, _) in zip(define.parameters, now.parameters, strict=False)}
            for delta in _define(define, now, names):
                yield Aspect("define", delta.before, delta.after, define.name)


def _define(old: CheckedDefine, new: CheckedDefine, names: Names) -> Iterator[Delta]:
    types = [[str(type_) for _, type_ in one.parameters] for one in (old, new)]
    if types[0] != types[1]:
        yield Delta(*(f"({', '.join(some)})" for some in types))
    yield from Trees(old.source, new.source).differences(old.value, new.value, names)


def shown(value: object) -> str:
    """A setting's value as people read it."""
    return "" if value is None else show(value)


def _settings(old: Version, new: Version) -> Iterator[Aspect]:
    for name in settings_of(new.checked):
        before, after = old.settings.get(name), new.settings.get(name)
        if before is not None and after is not None and not same_value(before.value, after.value):
            yield Aspect("setting", shown(before.value), shown(after.value), name)
