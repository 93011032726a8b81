"""Whether a failure of a rule rests on what could not be read: then nobody knows whether the rule is met.

What comes in: a rule's failures, and the fields of records that say nothing because what is written there was not understood. What
goes out: the failures that stand without them. The demand is gone over again with the failing elements; whoever looks at a hole does
not know, and neither does whoever counts a list with a hole in it. A loop is another thing: that other elements are unknown says
nothing against this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.compiler.failures import Enough, Remembering, steady_nodes
from kpi_rules.language.evaluation import Names, global_names
from kpi_rules.language.outcome import Failure, Inputs, Outcome, Steps
from kpi_rules.language.types import ListOf
from kpi_rules.structs import Struct, field, replace

Hole: TypeAlias = tuple[int, str]
"""A record, by identity, and its field."""


class Holes(Struct):
    """Fields that say nothing, and lists in which something is missing."""

    fields: frozenset[Hole] = frozenset()
    lists: frozenset[Hole] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.fields or self.lists)

    def __or__(self, other: Holes) -> Holes:
        return Holes(self.fields | other.fields, self.lists | other.lists)


class _Unknown(Exception):
    """A hole was looked at."""

    def __init__(self, hole: Hole) -> None:
        super().__init__()
        self.hole = hole


def standing(
    rule: CheckedRule, outcome: Outcome, inputs: Inputs, holes: Holes, steps: Steps
) -> tuple[Outcome, frozenset[Hole]]:
    """What a rule gives without the failures that rest on a hole, and these holes. Where there are no steps left to find out, a failure
    stands."""
    parts = [_Knowing.of(part, inputs, holes, steps) for part in rule.parts]
    failures = tuple(one for one in outcome.failures if parts[one.part].stands(rule.parts[one.part], one))
    met = frozenset(hole for part in parts for hole in part.met)
    return (outcome if len(failures) == len(outcome.failures) else replace(outcome, failures=failures)), met


class _Knowing(Remembering):
    """Evaluates one part of a rule as long as nothing unknown is looked at."""

    lets: Mapping[str, tree.Expression] = field(default_factory=dict)
    holes: Holes = field(default_factory=Holes)
    known: dict[str, Any] = field(default_factory=dict)
    """The lets that the failure at hand has needed so far: each is worked out when it is asked for."""
    unknown: dict[int, Hole] = field(default_factory=dict)
    """Expressions that are the same for all failures, and the holes because of which nobody knows them."""
    met: set[Hole] = field(default_factory=set)
    """The holes that failures rest on."""

    @classmethod
    def of(cls, rule: CheckedRule, inputs: Inputs, holes: Holes, steps: Steps) -> _Knowing:
        """What knows about a part of a rule."""
        lets = {step.name.name: step.value for step in rule.tree.steps if isinstance(step, tree.Let)}
        steady = frozenset(steady_nodes(rule))
        return cls(inputs, rule.records, rule.defines, steady=steady, left=steps, lets=lets, holes=holes)

    def stands(self, rule: CheckedRule, failure: Failure) -> bool:
        """Whether the rule fails here whatever stands in the holes."""
        self.known.clear()
        try:
            self._look_at(rule, failure)
        except _Unknown as unknown:
            self.met.add(unknown.hole)
            return False
        except Enough:
            return True
        return True

    def _look_at(self, rule: CheckedRule, failure: Failure) -> None:
        names = dict(global_names(self.inputs))
        elements = iter(failure.elements)
        for step in rule.tree.steps:
            if isinstance(step, tree.When):
                self.value(step.condition, names)
            elif isinstance(step, tree.ForEach):
                names[step.variable.name] = element = next(elements)
                self._listed(step.list, element, names)
                if step.where is not None:
                    self.value(step.where, names)
        self.value(rule.tree.condition, names)

    def _listed(self, node: tree.Expression, element: object, names: Names) -> None:
        """An element is in a list, whatever else is: that it is there looks at nothing but what chose it."""
        match node:
            case tree.Name(name=name) if name not in names:
                self._listed(self.lets[name], element, names)
            case tree.FieldOf(base=base) if not isinstance(base.type, ListOf):
                if (hole := (id(self.value(base, names)), node.field.name)) in self.holes.fields:
                    raise _Unknown(hole)
            case tree.Paired(list=inner_list):
                self._listed(inner_list, element, names)
            case tree.Comprehension(result=tree.Name(name=name)) if name == node.variable.name:
                inner = {**names, name: element}
                if node.where is not None:
                    self.value(node.where, inner)
                self._listed(node.list, element, inner)
            case tree.Call(function=function) if function.name in self.defines:
                define = self.defines[function.name]
                given = [self.value(argument, names) for argument in node.arguments]
                parameters = {name: value for (name, _), value in zip(define.parameters, given, strict=True)}
                self._listed(define.value, element, {**global_names(self.inputs), **parameters})
            case _:
                self.value(node, names)

    def value(self, node: tree.Expression, names: Names) -> Any:
        """The value of an expression."""
        if isinstance(node, tree.Name) and node.name not in names:
            return self._let(node.name, names)
        if id(node) in self.unknown:
            raise _Unknown(self.unknown[id(node)])
        try:
            return Remembering.value(self, node, names)
        except _Unknown as unknown:
            if id(node) in self.steady:
                self.unknown[id(node)] = unknown.hole
            raise

    def _let(self, name: str, names: Names) -> Any:
        if name not in self.known:
            self.known[name] = self.value(self.lets[name], names)
        return self.known[name]

    def named(self, record: Any, field: str) -> Any:
        """What a record of a list is called."""
        if (hole := (id(record), field)) in self.holes.fields:
            raise _Unknown(hole)
        return Remembering.named(self, record, field)

    def taken(self, node: tree.FieldOf, base: Any) -> Any:
        """A field's value."""
        holes, name = self.holes, node.field.name
        for record in base if isinstance(base, list) else (base,):
            hole = (id(record), name)
            if hole in holes.fields or hole in holes.lists:
                raise _Unknown(hole)
        return Remembering.taken(self, node, base)
