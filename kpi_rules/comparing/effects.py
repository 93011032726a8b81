"""Whether a policy has become easier or harder: of one rule, and of several together.

*Harder*: every plan that failed fails still; *easier*: every plan that fails now failed before; *same*: both; *either*: nobody can
tell, so it may be easier. Never harder or the same without a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpi_rules.comparing.meaning import fails
from kpi_rules.comparing.proof import Proof
from kpi_rules.comparing.terms import Terms, TooMuch
from kpi_rules.comparing.trees import same
from kpi_rules.language import tree
from kpi_rules.language.review.coverage import called
from kpi_rules.language.walk import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    from kpi_rules.language.checked import CheckedDefine, CheckedRule

Effect: TypeAlias = 'Literal["easier", "harder", "same", "either"]'

EFFECTS: tuple[Effect, ...] = ("easier", "either", "harder", "same")
"""The gravest first."""


def effect(old: CheckedRule, new: CheckedRule, before: Mapping[str, Any], after: Mapping[str, Any]) -> Effect:
    """What a rule has become, with the values of settings that it had and has."""
    if _untouched(old, new) and _same_values(_settings_read(new, after), before, after):
        return "same"
    if not _weigh_alike(old, new):
        return "either"
    terms = Terms()
    try:
        was, now = fails(old, before, terms), fails(new, after, terms)
        if was is now:
            return "same"
    except (TooMuch, RecursionError):
        return "either"
    return of(harder=_follows(terms, was, now), easier=_follows(terms, now, was))


def _weigh_alike(old: CheckedRule, new: CheckedRule) -> bool:
    """Whether what is found weighs what it weighed: what a condition of its own says of that is not gone into."""
    return not any(part.tree.weights for rule in (old, new) for part in rule.parts)


def settings_of(rule: CheckedRule) -> tuple[str, ...]:
    """The settings that a rule's verdict hangs on, sorted."""
    nodes = [define.value for define in called(rule)]
    found = {
        node.field.name
        for part in (rule.tree, *nodes)
        for node in walk(part)
        if isinstance(node, tree.FieldOf) and isinstance(node.base, tree.Name) and node.base.name == "settings"
    }
    return tuple(sorted(found))


def _settings_read(rule: CheckedRule, settings: Mapping[str, Any]) -> Iterable[str]:
    """The settings that a rule reads by name; all of them where it hands them on as a whole."""
    nodes = [node for part in (rule.tree, *(one.value for one in called(rule))) for node in walk(part)]
    whole = sum(isinstance(node, tree.Name) and node.name == "settings" for node in nodes)
    by_name = sum(
        isinstance(node, tree.FieldOf) and isinstance(node.base, tree.Name) and node.base.name == "settings"
        for node in nodes
    )
    return settings_of(rule) if whole == by_name else settings


def _untouched(old: CheckedRule, new: CheckedRule) -> bool:
    """Whether a rule, the defines it calls and the records they speak of are word for word as they were."""
    defines = called(old), called(new)
    pairs = zip(*defines, strict=False)
    return (
        same(old.tree, new.tree, {})
        and len(defines[0]) == len(defines[1])
        and all(one.name == other.name and _same_define(one, other) for one, other in pairs)
        and (old.records is new.records or old.records == new.records)
    )


def _same_define(old: CheckedDefine, new: CheckedDefine) -> bool:
    return old.parameters == new.parameters and same(old.value, new.value, {})


def _same_values(names: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return all(name in before and name in after and same_value(before[name], after[name]) for name in names)


def same_value(old: object, new: object) -> bool:
    """Whether two values of settings are the same to every rule: durations also where they lead to."""
    return same(tuple(old) if isinstance(old, list) else old, tuple(new) if isinstance(new, list) else new, {})


def _follows(terms: Terms, one: Any, other: Any) -> bool:
    try:
        return Proof(terms).follows(one, other)
    except (TooMuch, RecursionError):
        return False


def of(*, easier: bool, harder: bool) -> Effect:
    """The word for what was shown: not harder, not easier, both or nothing."""
    if easier and harder:
        return "same"
    return "easier" if easier else "harder" if harder else "either"


def together(effects: Iterable[Effect]) -> Effect:
    """What several changes come to, when they work on the same plans."""
    found = set(effects) - {"same"}
    if not found:
        return "same"
    return found.pop() if len(found) == 1 else "either"
