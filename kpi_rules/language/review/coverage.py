"""What tests have seen of a rule: its verdicts, and how each branch of its conditions came out.

A branch is an operand of `and` and `or`, or the condition of an `if`, in what decides: guards, filters, the demand, and the
defines they call. Comes in: checked rules and inputs. Goes out: `Seen`, added up over any number of inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.evaluation import Evaluation, Names
from kpi_rules.language.interpreter import states
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.walk import mentions, walk
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct, field

Branch = Location


class Seen(Struct, frozen=False):
    """What was seen so far of the rules of a pack: verdicts by rule and part, branches by their place, whichever run saw them."""

    verdicts: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    branches: dict[tuple[str, int, int], set[bool]] = field(default_factory=dict)

    def watch(self, rule: CheckedRule, inputs: Inputs) -> None:
        """Run a rule, and look on."""
        for part in rule.parts:
            self._watch(part, inputs)

    def _watch(self, rule: CheckedRule, inputs: Inputs) -> None:
        watched = {id(node): key_of(branch) for node, branch in branches(rule)}
        evaluation = Watching(inputs, rule.records, rule.defines, watched=watched, seen=self.branches)
        verdicts = self.verdicts.setdefault((rule.id, rule.part), set())
        for state in states(rule, evaluation):
            if state is None:
                verdicts.add("not applicable")
            else:
                verdicts.add("passed" if evaluation.value(rule.tree.condition, state.names) else "failed")

    def came_out(self, branch: Branch) -> frozenset[bool]:
        """How a branch came out so far."""
        return frozenset(self.branches.get(key_of(branch), ()))


class Watching(Evaluation):
    """An evaluation that keeps how the watched conditions come out."""

    watched: Mapping[int, tuple[str, int, int]] = field(default_factory=dict)
    seen: dict[tuple[str, int, int], set[bool]] = field(default_factory=dict)

    def value(self, node: tree.Expression, names: Names) -> Any:
        """The value of an expression."""
        result = Evaluation.value(self, node, names)
        key = self.watched.get(id(node))
        if key is not None:
            self.seen.setdefault(key, set()).add(result)
        return result


def key_of(branch: Branch) -> tuple[str, int, int]:
    """A branch by its place."""
    return branch.source.name, branch.span.start, branch.span.end


def possible_verdicts(rule: CheckedRule) -> tuple[str, ...]:
    """The verdicts that a part of a rule can give at all."""
    found = ["failed"]
    condition = rule.tree.condition
    if not (isinstance(condition, tree.Literal) and condition.value is False):
        found.append("passed")
    if any(isinstance(step, tree.When | tree.ForEach) for step in rule.tree.steps):
        found.append("not applicable")
    return tuple(found)


def branches(rule: CheckedRule) -> Iterator[tuple[tree.Expression, Branch]]:
    """Every branch of a part of a rule and of the defines that it calls."""
    for node in deciding(rule):
        yield from _branches(node, rule.source)
    for define in called(rule):
        yield from _branches(define.value, define.source)


def deciding(rule: CheckedRule) -> tuple[tree.Node, ...]:
    """What the verdict of a part of a rule hangs on: the demand, guards, loops, and the values that they use."""
    kept: list[tree.Node] = [rule.tree.condition]
    for step in reversed(rule.tree.steps):
        if not isinstance(step, tree.Let) or any(mentions(node, step.name.name) for node in (*kept, rule.tree.at)):
            kept.append(step)
    return tuple(reversed(kept))


def called(rule: CheckedRule) -> tuple[CheckedDefine, ...]:
    """The defines that a rule's verdict hangs on, called directly or by one another."""
    found: dict[str, CheckedDefine] = {}
    waiting: list[tree.Node] = [node for part in rule.parts for node in deciding(part)]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, tree.Call) and node.function.name in rule.defines:
                define = rule.defines[node.function.name]
                waiting += [] if define.name in found else [define.value]
                found[define.name] = define
    return tuple(found.values())


def _branches(root: tree.Node, source: Source) -> Iterator[tuple[tree.Expression, Branch]]:
    for node in walk(root):
        match node:
            case tree.Logic():
                parts: tuple[tree.Expression, ...] = tuple(
                    side for side in (node.left, node.right) if not _continues(side, node.operator)
                )
            case tree.If():
                parts = (node.condition,)
            case _:
                parts = ()
        for part in parts:
            if not isinstance(part, tree.Literal):
                yield part, Location(source, part.span)


def _continues(side: tree.Expression, operator: str) -> bool:
    """Whether this is more of the same `and` or `or`: its own operands are looked at."""
    return isinstance(side, tree.Logic) and side.operator == operator
