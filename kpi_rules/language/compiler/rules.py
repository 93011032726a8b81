"""Rules → the body of one Python function: loops over one list are one loop, and a failure is noted, not told.

Comes in: checked rules. Goes out: a module as an `ast` tree whose function gives how often each rule was looked at and how often it did not
apply and had more failures than are noted, all in a row, and for each rule the elements of its failures. Knows nothing of how the code is run.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.compiler.blocks import (
    Block,
    assign,
    branch,
    compare,
    count_up,
    function,
    loop,
    method,
    name,
    negated,
    placed,
)
from kpi_rules.language.compiler.expressions import Expressions
from kpi_rules.language.compiler.graph import MOST, PLAN, Graph, Operation
from kpi_rules.language.compiler.grouping import conjuncts
from kpi_rules.language.compiler.lowering import Lowering, Names, global_names
from kpi_rules.language.types import ListOf
from kpi_rules.structs import Struct, field


class Loop(Struct):
    """`for each`, lowered; `where` is nothing where it lets everything through."""

    variable: int
    list: Operation
    where: Operation | None


LoweredStep = Loop | Operation
"""A loop, or a condition."""


class LoweredRule(Struct):
    """A rule as operations: what stands before its first loop, the loop and what stands in it, and its demand."""

    steps: tuple[LoweredStep, ...]
    demand: Operation

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All that is computed."""
        steps = [one for step in self.steps for one in ([step.list, step.where] if isinstance(step, Loop) else [step])]
        return (*(one for one in steps if one is not None), self.demand)


def lowered(rule: CheckedRule, graph: Graph, lowering: Lowering) -> LoweredRule:
    """A rule as operations."""
    names: Names = global_names(graph)
    steps: list[LoweredStep] = []
    loops = 0
    for step in rule.tree.steps:
        match step:
            case tree.Let():
                assert step.value.type is not None
                names = {**names, step.name.name: (lowering.lower(step.value, names), step.value.type)}
            case tree.When():
                steps.extend(conjuncts(lowering.lower(step.condition, names)))
            case tree.ForEach():
                loops += 1
                one, names = _loop(step, PLAN - loops, graph, lowering, names)
                steps.append(one)
    return LoweredRule(tuple(steps), lowering.lower(rule.tree.condition, names))


def _loop(step: tree.ForEach, variable: int, graph: Graph, lowering: Lowering, names: Names) -> tuple[Loop, Names]:
    list_ = lowering.lower(step.list, names)
    assert isinstance(step.list.type, ListOf)
    inner = {**names, step.variable.name: (graph.make("variable", (variable,)), step.list.type.element)}
    where = lowering.lower(step.where, inner) if step.where is not None else None
    return Loop(variable, list_, where), inner


class _Counts(Struct, frozen=False):
    """The names under which a rule's counts are kept. `looked`: an expression where it need not be counted."""

    failures: str
    beyond: str | None = None
    skipped: str | None = None
    looked: str | None = None
    total: ast.expr | None = None


class RuleCode(Struct, frozen=False):
    """Emits lowered rules into one function."""

    graph: Graph
    expressions: Expressions
    once: Block = field(default_factory=lambda: Block(None))
    """What is the same for every plan."""
    counters: list[ast.stmt] = field(default_factory=list)

    def module(self, rules: Sequence[LoweredRule]) -> ast.Module:
        """`prepare(settings, today)` gives the function that takes plans."""
        self.expressions.count(operation for rule in rules for operation in rule.operations)
        root = self.once.under(binds=PLAN)
        counts = [_Counts(self.expressions.naming.new()) for _ in rules]
        for group in _together(rules):
            self.group([(rules[index], counts[index]) for index in group], root)
        numbers = ast.Tuple([number for one in counts for number in _numbers(one)], ast.Load())
        results = ast.Tuple([numbers, ast.Tuple([name(one.failures) for one in counts], ast.Load())], ast.Load())
        start = [*(assign(one.failures, ast.List([], ast.Load())) for one in counts), *self.counters]
        return whole(self.once, [*start, *root.statements, ast.Return(results)])

    def group(self, rules: Sequence[tuple[LoweredRule, _Counts]], block: Block) -> None:
        """Rules that begin with the same conditions and loop over the same list, or one rule."""
        first = rules[0][0]
        place = 0
        opened: list[tuple[ast.expr, Block, Block]] = []
        while place < len(first.steps) and isinstance(step := first.steps[place], Operation):
            inner = block.under()
            opened.append((self.expressions.emit(step, block), block, inner))
            block, place = inner, place + 1
        if place == len(first.steps):
            for rule, counts in rules:
                counts.total = ast.Constant(1)
                self.steps(rule, place, counts, (), block)
        else:
            self.outer_loop(rules, place, block)
        skipped = [statement for _, counts in rules for statement in self.unlooked(counts)] if opened else []
        for condition, outer, inner in reversed(opened):
            outer.add(branch(condition, inner.statements, skipped))

    def outer_loop(self, rules: Sequence[tuple[LoweredRule, _Counts]], place: int, block: Block) -> None:
        """One loop for several rules."""
        first = rules[0][0].steps[place]
        assert isinstance(first, Loop)
        over = self.named(first.list, block)
        inner, variable = self.expressions.entered(first.variable, block)
        for rule, counts in rules:
            step = rule.steps[place]
            assert isinstance(step, Loop)
            simple = step.where is None and not any(isinstance(one, Loop) for one in rule.steps[place + 1 :])
            if simple and not place:
                counts.total = ast.Call(name("len"), [over], [])
            else:
                self.look(counts)
            self.element(rule, place, counts, (variable,), inner)
        block.add(loop(variable, over, inner.statements))

    def element(self, rule: LoweredRule, place: int, counts: _Counts, elements: tuple[str, ...], block: Block) -> None:
        """The body of a loop for one rule."""
        step = rule.steps[place]
        assert isinstance(step, Loop)
        kept = block if step.where is None else block.under()
        condition = None if step.where is None else self.expressions.emit(step.where, block)
        last = not any(isinstance(one, Loop) for one in rule.steps[place + 1 :])
        if last and counts.total is None:
            kept.add(count_up(self.look(counts)))
        self.steps(rule, place + 1, counts, elements, kept)
        if condition is not None:
            block.add(branch(condition, kept.statements))

    def steps(self, rule: LoweredRule, place: int, counts: _Counts, elements: tuple[str, ...], block: Block) -> None:
        """The rest of a rule, from a step on."""
        if place == len(rule.steps):
            self.demand(rule, counts, elements, block)
            return
        step = rule.steps[place]
        if isinstance(step, Loop):
            self.inner_loop(rule, place, counts, elements, block)
            return
        condition, inner = self.expressions.emit(step, block), block.under()
        self.steps(rule, place + 1, counts, elements, inner)
        before_loop = any(isinstance(one, Loop) for one in rule.steps[place + 1 :])
        skipped = self.unlooked(counts) if before_loop else self.skip(counts)
        block.add(branch(condition, inner.statements, skipped))

    def inner_loop(
        self, rule: LoweredRule, place: int, counts: _Counts, elements: tuple[str, ...], block: Block
    ) -> None:
        """A loop within a loop: one without elements does not apply."""
        step = rule.steps[place]
        assert isinstance(step, Loop)
        over, before = self.named(step.list, block), self.expressions.naming.new()
        inner, variable = self.expressions.entered(step.variable, block)
        self.element(rule, place, counts, (*elements, variable), inner)
        looked = name(self.look(counts))
        block.add(assign(before, looked), loop(variable, over, inner.statements))
        block.add(branch(compare(looked, ast.Eq(), name(before)), self.unlooked(counts)))

    def demand(self, rule: LoweredRule, counts: _Counts, elements: tuple[str, ...], block: Block) -> None:
        """What must hold; where it does not, a note of what the loops stood on, while there is room."""
        condition = self.expressions.emit(rule.demand, block)
        counts.beyond = self.counter()
        stood = ast.Tuple([name(one) for one in elements], ast.Load())
        noted = name(counts.failures)
        has_room = compare(ast.Call(name("len"), [noted], []), ast.Lt(), name("g_most"))
        note = branch(has_room, [ast.Expr(method(noted, "append", stood))], [count_up(counts.beyond)])
        block.add(branch(negated(condition), [note]))

    def named(self, operation: Operation, block: Block) -> ast.expr:
        """A list under a name, for it is asked for more than once."""
        found = self.expressions.emit(operation, block)
        if isinstance(found, ast.Name):
            return found
        identifier = self.expressions.naming.new()
        block.add(assign(identifier, found))
        block.computed[id(operation)] = identifier
        return name(identifier)

    def skip(self, counts: _Counts) -> list[ast.stmt]:
        """The rule does not apply once more."""
        if counts.skipped is None:
            counts.skipped = self.counter()
        return [count_up(counts.skipped)]

    def unlooked(self, counts: _Counts) -> list[ast.stmt]:
        """The same where it stands before a loop, whose body would have counted the look."""
        return self.skip(counts) if counts.total is not None else [count_up(self.look(counts)), *self.skip(counts)]

    def look(self, counts: _Counts) -> str:
        """The name of the count of how often a rule was looked at."""
        if counts.looked is None:
            counts.looked = self.counter()
        return counts.looked

    def counter(self) -> str:
        """A new count."""
        identifier = self.expressions.naming.new()
        self.counters.append(assign(identifier, ast.Constant(0)))
        return identifier


def _numbers(counts: _Counts) -> tuple[ast.expr, ...]:
    """How often a rule was looked at, did not apply, and failed beyond the room for it."""
    looked = name(counts.looked) if counts.looked else counts.total or ast.Constant(0)
    return looked, *(name(one) if one else ast.Constant(0) for one in (counts.skipped, counts.beyond))


def _together(rules: Sequence[LoweredRule]) -> list[list[int]]:
    """The rules, by number, that can share a loop; in order of the first of each."""
    groups: dict[object, list[int]] = {}
    for index, rule in enumerate(rules):
        key: list[int] = []
        for step in rule.steps:
            key.append(id(step.list if isinstance(step, Loop) else step))
            if isinstance(step, Loop):
                break
        else:
            key.append(-1 - index)
        groups.setdefault(tuple(key), []).append(index)
    return list(groups.values())


def whole(once: Block, body: Sequence[ast.stmt]) -> ast.Module:
    """The module of a function that takes plans, and of what it needs that is the same for all of them."""
    run = function("run", ("g_plan", "g_previous", "g_portfolio", "g_most"), body)
    prepare = function("prepare", ("g_settings", "g_today"), [*once.statements, run, ast.Return(name("run"))])
    return placed(ast.Module([prepare], []))


def lowered_all(rules: Sequence[CheckedRule], graph: Graph) -> list[LoweredRule]:
    """The parts of rules as operations of one graph."""
    lowerings: dict[tuple[int, int], Lowering] = {}
    result = []
    for part in (part for rule in rules for part in rule.parts):
        key = (id(part.records), id(part.defines))
        if key not in lowerings:
            lowerings[key] = Lowering(graph, part.records, part.defines)
        graph.most = len(graph.known) + MOST
        result.append(lowered(part, graph, lowerings[key]))
    return result
