"""Loops that go through elements of which the rule asks nothing: it says the same of each.

A checked rule comes in, warnings go out, with the path that was most likely meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.narrowing import key_of
from kpi_rules.language.review.warning import warn
from kpi_rules.language.walk import mentions, walk


def unused_loops(rule: CheckedRule) -> Iterator[Diagnostic]:
    """The loops whose element neither the demand nor what leads to it speaks of."""
    if isinstance(rule.tree.condition, tree.Literal):
        return  # what is there at all is too much: the loop says where
    for number, step in enumerate(rule.tree.steps):
        if isinstance(step, tree.ForEach) and not _asks(rule.tree, number, step.variable.name):
            name = step.variable.name
            message = tr("`{name}` is never used: the rule asks the same for each", name=name)
            yield warn(message, rule.source, step.variable.span, _meant(rule, step) or _leave_out(name))


def _asks(rule: tree.Rule, number: int, name: str) -> bool:
    """Whether a condition, a later loop or a value that is used speaks of the element."""
    own, names = rule.steps[number], {name}
    if isinstance(own, tree.ForEach) and own.where is not None and mentions(own.where, name):
        return True
    for step in rule.steps[number + 1 :]:
        if any(mentions(step, known) for known in names):
            if not isinstance(step, tree.Let):
                return True
            names.add(step.name.name)
    return any(mentions(rule.condition, known) for known in names)


def _meant(rule: CheckedRule, loop: tree.ForEach) -> str | None:
    """The element where the demand speaks of the whole list."""
    whole = key_of(loop.list)
    for node in walk(rule.tree.condition):
        key = key_of(node) if isinstance(node, tree.FieldOf) else None
        if whole and key and len(key) > len(whole) and key[: len(whole)] == whole:
            one = ".".join([loop.variable.name, *key[len(whole) :]])
            return tr("write `{one}` for `{all}`, which are those of all", one=one, all=".".join(key))
    return None


def _leave_out(name: str) -> str:
    return tr("say what has to be true of each, such as `{path}`, or leave the loop out", path=f"{name}.…")
