"""A rule's verdicts unfolded: the condition that decided, as a tree of its parts with their values, and what was read.

A checked rule and inputs come in; a `Told` for each verdict goes out, whether passed, failed or not applicable. Evaluation is
pure, so parts are evaluated again where they are shown. Knows nothing of files: what was read are places of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.evaluation import Evaluation, Names, global_names
from kpi_rules.language.explanation import Deciding, display
from kpi_rules.language.interpreter import default_place
from kpi_rules.language.outcome import Inputs, Place
from kpi_rules.language.types import TRUTH, Records
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field, fields, replace

MOST_ELEMENTS = 3
Verdict = Literal["passed", "failed", "not applicable"]


class Part(Struct):
    """A part of a condition: as it is written, its value as it would be written, and its own parts."""

    text: str
    value: str
    parts: tuple[Part, ...] = ()
    decided: bool = False


class Told(Struct):
    """One verdict, and why. `clause` is the one that decided; `condition` is missing where a loop had nothing to go through."""

    verdict: Verdict
    elements: tuple[object, ...]
    clause: str
    condition: Part
    decided: tuple[str, ...]
    read: tuple[Place, ...]
    place: Place


def unfold(rule: CheckedRule, inputs: Inputs) -> Iterator[Told]:
    """Every verdict of a rule, in the order in which they are reached."""
    for part in rule.parts:
        yield from _Unfolding(part, inputs).steps(part.tree.steps, global_names(inputs), (), ())


class Reading(Evaluation):
    """An evaluation that keeps which fields of which records were looked at."""

    inputs: Inputs
    records: Records
    defines: Mapping[str, CheckedDefine] = field(default_factory=dict)
    read: dict[tuple[int, str], Place] = field(default_factory=dict)

    def value(self, node: tree.Expression, names: Names) -> Any:
        """The value of an expression."""
        if isinstance(node, tree.FieldOf):
            base = Evaluation.value(self, node.base, names)
            for record in base if isinstance(base, list) else [base]:
                if isinstance(record, dict):
                    self.read.setdefault((id(record), node.field.name), Place(record, (node.field.name,)))
        return Evaluation.value(self, node, names)

    def named(self, record: dict[str, Any], field: str) -> Any:
        """What a record of a list is called."""
        self.read.setdefault((id(record), field), Place(record, (field,)))
        return Evaluation.named(self, record, field)


class _Unfolding(Struct):
    rule: CheckedRule
    inputs: Inputs

    def evaluation(self) -> Reading:
        return Reading(self.inputs, self.rule.records, self.rule.defines)

    def lets(self) -> dict[str, tree.Expression]:
        """The values that names are given: not those that say nothing more than the name."""
        steps = (step for step in self.rule.tree.steps if isinstance(step, tree.Let))
        return {step.name.name: step.value for step in steps if not isinstance(step.value, tree.Literal | tree.Text)}

    def steps(
        self, steps: tuple[tree.Step, ...], names: Names, elements: tuple[object, ...], read: tuple[Place, ...]
    ) -> Iterator[Told]:
        if not steps:
            level = self.rule.tree.level
            yield self.told(level, self.rule.tree.condition, names, elements, read)
            return
        step, rest = steps[0], steps[1:]
        reading = self.evaluation()
        match step:
            case tree.Let():
                inner = {**names, step.name.name: reading.value(step.value, names)}
                yield from self.steps(rest, inner, elements, (*read, *reading.read.values()))
            case tree.When():
                if reading.value(step.condition, names):
                    yield from self.steps(rest, names, elements, (*read, *reading.read.values()))
                else:
                    yield self.told("when", step.condition, names, elements, read)
            case tree.ForEach():
                yield from self.loop(step, rest, names, elements, read)

    def loop(
        self,
        step: tree.ForEach,
        rest: tuple[tree.Step, ...],
        names: Names,
        elements: tuple[object, ...],
        read: tuple[Place, ...],
    ) -> Iterator[Told]:
        """`for each`: a verdict for every element; one alone where there is nothing to go through."""
        reading = self.evaluation()
        found = list(reading.elements(step.variable, step.list, step.where, names))
        for inner in found:
            yield from self.steps(rest, inner, (*elements, inner[step.variable.name]), read)
        if not found:
            unfolded = Parts(self.evaluation(), self.rule, self.rule.source, self.lets())
            condition = unfolded.part(step.list, names)
            text = unfolded.text(step)
            nothing = (f"{condition.text} is {condition.value}",)
            yield Told(
                "not applicable", elements, "for each", Part(text, "nothing", (condition,)), nothing,
                (*read, *reading.read.values()), default_place(self.inputs, elements),
            )  # fmt: skip

    def weighed(self, evaluation: Evaluation, names: Names) -> tuple[str, ...]:
        """The condition that says what a failure weighs, where one does."""
        first = next((one for one in self.rule.tree.weights if evaluation.value(one.condition, names)), None)
        return () if first is None else (" ".join(self.rule.source.slice(first.span).split()),)

    def told(
        self,
        clause: str,
        condition: tree.Expression,
        names: Names,
        elements: tuple[object, ...],
        read: tuple[Place, ...],
    ) -> Told:
        """A verdict that a condition gave."""
        reading = self.evaluation()
        holds = reading.value(condition, names)
        reads = {(id(place.record), place.fields): place for place in (*read, *reading.read.values())}
        verdict: Verdict = "not applicable" if clause == "when" else "passed" if holds else "failed"
        plain = self.evaluation()
        decided = tuple(dict.fromkeys(Deciding(plain, self.rule.source.slice).of(condition, names)))
        if verdict == "failed":
            decided += self.weighed(plain, names)
        unfolded = Parts(plain, self.rule, self.rule.source, self.lets()).part(condition, names, decides=True)
        place = plain.place(self.rule.tree.at, names) if self.rule.tree.at and clause != "when" else None
        where = place or default_place(self.inputs, elements)
        return Told(verdict, elements, clause, unfolded, decided, tuple(reads.values()), where)


class Parts(Struct):
    """Makes the tree of parts of an expression."""

    evaluation: Evaluation
    rule: CheckedRule
    source: Source
    lets: dict[str, tree.Expression] = field(default_factory=dict)
    """What names of the rule stand for, until each has been shown once."""

    def text(self, node: tree.Node) -> str:
        return " ".join(self.source.slice(node.span).split())

    def part(self, node: tree.Expression, names: Names, decides: bool = False) -> Part:
        """An expression with its parts; `decides`: the outcome hangs on it."""
        value = self.evaluation.value(node, names)
        match node:
            case tree.Logic():
                parts = self.logic(node, names, decides, value)
            case tree.Not():
                parts = (self.part(node.operand, names, decides),)
            case tree.If():
                branch = node.yes if self.evaluation.value(node.condition, names) else node.no
                parts = (self.part(node.condition, names, decides), self.part(branch, names, decides))
            case tree.Quantifier():
                parts = self.quantifier(node, names, decides, value)
            case tree.Comprehension():
                parts = (self.part(node.list, names),)
            case tree.Call() if node.function.name in self.rule.defines:
                parts = self.define(node, names, decides)
            case tree.Name() if node.name in self.lets:
                parts = (self.part(self.lets.pop(node.name), names, decides),)
            case _:
                parts = tuple(self.part(child, names) for child in _shown_children(node))
        inner = any(part.decided or any(_decided(part)) for part in parts)
        is_leaf = decides and node.type == TRUTH and not inner
        return Part(self.text(node), display(value, node.type), parts, is_leaf)

    def define(self, node: tree.Call, names: Names, decides: bool) -> tuple[Part, ...]:
        """What a define says of its arguments."""
        define = self.rule.defines[node.function.name]
        given = [self.evaluation.value(argument, names) for argument in node.arguments]
        inner = dict(global_names(self.evaluation.inputs))
        inner.update((name, value) for (name, _), value in zip(define.parameters, given, strict=True))
        shown = tuple(self.part(argument, names) for argument in node.arguments if not isinstance(argument, tree.Name))
        return (*shown, replace(self, source=define.source, lets={}).part(define.value, inner, decides))

    def logic(self, node: tree.Logic, names: Names, decides: bool, value: bool) -> tuple[Part, ...]:
        """The operands of a chain that were looked at; the one that decided, or all."""
        stops = node.operator == "or"
        parts: list[Part] = []
        for operand in _operands(node, node.operator):
            holds = self.evaluation.value(operand, names)
            parts.append(self.part(operand, names, decides and holds is value))
            if holds is stops:
                break
        return tuple(parts)

    def quantifier(self, node: tree.Quantifier, names: Names, decides: bool, value: bool) -> tuple[Part, ...]:
        """The element that decided; where none did, the first few."""
        decisive = node.kind != "every"
        found = list(self.evaluation.elements(node.variable, node.list, node.where, names))
        decider = [inner for inner in found if self.evaluation.value(node.body, inner) is decisive][:1]
        parts = [self.part(node.list, names)]
        for inner in decider or found[:MOST_ELEMENTS]:
            element = display(inner[node.variable.name], None)
            body = self.part(node.body, inner, decides and bool(decider))
            parts.append(Part(f"{node.variable.name} = {element}", body.value, (body,)))
        if not decider and len(found) > MOST_ELEMENTS:
            parts.append(Part("…", str(len(found))))
        return tuple(parts)


def _operands(node: tree.Expression, operator: str) -> Iterator[tree.Expression]:
    """The operands of a chain of one operator, from the left."""
    if isinstance(node, tree.Logic) and node.operator == operator:
        yield from _operands(node.left, operator)
        yield from _operands(node.right, operator)
    else:
        yield node


def _decided(part: Part) -> Iterator[bool]:
    for inner in part.parts:
        yield inner.decided
        yield from _decided(inner)


def _shown_children(node: tree.Expression) -> Iterator[tree.Expression]:
    """The parts whose values say something: not literals, not what a path begins with."""
    if isinstance(node, tree.FieldOf | tree.Name | tree.Literal | tree.Text | tree.ListLiteral):
        return
    for one in fields(node):
        value = getattr(node, one)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, tree.Expression) and not isinstance(
                child, tree.Literal | tree.Text | tree.ListLiteral | tree.By
            ):
                yield child
