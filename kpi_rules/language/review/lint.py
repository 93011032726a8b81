"""What checks and is yet not what anyone means: names that nobody uses, conditions that can come out only one way.

Checked rules of one pack and their files come in, warnings go out. What a pack's settings and tests lack is not looked at
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.review.always import Formula, Lets, Subjects, outcome
from kpi_rules.language.review.loops import unused_loops
from kpi_rules.language.review.patterns import odd_patterns
from kpi_rules.language.review.texts import odd_texts
from kpi_rules.language.review.warning import warn
from kpi_rules.language.types import TEXT, TRUTH, ListOf, Optional
from kpi_rules.language.walk import mentions, walk
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct, field, fields, replace


def lint(files: Sequence[tree.RuleFile], rules: Sequence[CheckedRule]) -> tuple[Diagnostic, ...]:
    """The warnings for a pack's rule files, by file and place."""
    found = [
        *_unused_defines(files),
        *_unused_parameters(files),
        *_swallowed(files),
        *odd_texts(files),
        *odd_patterns(files),
    ]
    for part in (part for rule in rules for part in rule.parts):
        found += _unused_lets(part)
        found += unused_loops(part)
        found += _conditions_of_rule(part)
    for define in {define.name: define for rule in rules for define in rule.defines.values()}.values():
        found += _conditions_of_define(define)
    order = {file.source.name: number for number, file in enumerate(files)}
    return tuple(sorted(found, key=lambda one: _order(one, order)))


def _order(one: Diagnostic, files: dict[str, int]) -> tuple[int, int]:
    assert one.location is not None
    return files.get(one.location.source.name, 0), one.location.span.start


# names that nobody uses


def _unused_lets(rule: CheckedRule) -> Iterator[Diagnostic]:
    for step in rule.tree.steps:
        if isinstance(step, tree.Let) and not mentions(replace(rule.tree, title=_EMPTY), step.name.name):
            yield warn(
                tr("`{name}` is never used", name=step.name.name),
                rule.source,
                step.name.span,
                tr("leave this `let` out"),
                unused=True,
            )


_EMPTY = tree.Text(span=Span(0, 0), parts=())


def _unused_defines(files: Sequence[tree.RuleFile]) -> Iterator[Diagnostic]:
    used = {
        node.function.name
        for file in files
        for part in (*file.rules, *file.defines, *file.amends)
        for node in walk(part)
        if isinstance(node, tree.Call)
    }
    for file in files:
        for define in file.defines:
            if define.name.name not in used:
                message = tr("no rule calls `{name}`", name=define.name.name)
                yield warn(message, file.source, define.name.span, tr("leave this `define` out"), unused=True)


def _unused_parameters(files: Sequence[tree.RuleFile]) -> Iterator[Diagnostic]:
    for file in files:
        for define in file.defines:
            for parameter in define.parameters:
                if not mentions(define.value, parameter.name.name):
                    message = tr("the parameter `{name}` is never used", name=parameter.name.name)
                    help_ = tr("leave it out, here and where it is given")
                    yield warn(message, file.source, parameter.name.span, help_, unused=True)


# quantifiers


def _swallowed(files: Sequence[tree.RuleFile]) -> Iterator[Diagnostic]:
    """What ends the body of `every`, `some` or `no` and does not speak of its element: it was most likely to stand beside."""
    for file in files:
        for node in walk((*file.defines, *file.rules, *file.amends)):
            if isinstance(node, tree.Quantifier) and isinstance(node.body, tree.Logic):
                body, name = node.body, node.variable.name
                bracketed = body.span.start < body.left.span.start
                if not bracketed and mentions(body.left, name) and not mentions(body.right, name):
                    message = tr("`{kind}` reaches up to here, and this does not speak of `{name}`", kind=node.kind, name=name)  # fmt: skip
                    help_ = tr("put brackets around what belongs together: `({kind} …)`", kind=node.kind)
                    yield warn(message, file.source, body.right.span, help_)


# conditions


def _conditions_of_rule(rule: CheckedRule) -> Iterator[Diagnostic]:
    visit = _Visit(rule.source)
    for step in rule.tree.steps:
        match step:
            case tree.Let():
                visit.expression(step.value)
                visit.lets[step.name.name] = step.value
            case tree.When():
                visit.condition(step.condition)
                visit.given.append((step.condition, True))
            case tree.ForEach():
                visit.expression(step.list)
                if step.where is not None:
                    visit.condition(step.where)
                    visit.given.append((step.where, True))
    if not isinstance(rule.tree.condition, tree.Literal):
        visit.condition(rule.tree.condition)
    visit.given.append((rule.tree.condition, False))
    for weight in rule.tree.weights:
        visit.condition(weight.condition)
        visit.given.append((weight.condition, False))
    visit.given = visit.given[: len(visit.given) - len(rule.tree.weights)]
    for text in (rule.tree.say, rule.tree.fix):
        if text is not None:
            visit.expression(text)
    yield from visit.found


def _conditions_of_define(define: CheckedDefine) -> Iterator[Diagnostic]:
    visit = _Visit(define.source)
    visit.any(define.value)
    yield from visit.found


class _Visit(Struct, frozen=False):
    """Goes through the conditions of a rule, with what is known to hold at each place."""

    source: Source
    lets: dict[str, tree.Expression] = field(default_factory=dict)
    given: list[tuple[tree.Expression, bool]] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)

    def any(self, node: tree.Expression) -> None:
        """An expression, which may be a condition."""
        if node.type == TRUTH:
            self.condition(node)
        else:
            self.expression(node)

    def condition(self, node: tree.Expression) -> None:
        """A condition: it should be able to come out both ways."""
        if self.is_needless(node) or self.is_truth_compared(node):
            return
        result = self.outcome(node)
        if result is not None:
            self.tell(node, result)
            return
        match node:
            case tree.Logic():
                self.condition(node.left)
                with_left = self.knowing((node.left, node.operator == "and"))
                with_left.condition(node.right)
            case tree.Not():
                self.condition(node.operand)
            case tree.If():
                self.branches(node)
            case tree.Membership(list=tree.ListLiteral(items=items)):
                for item in items:
                    self.entry(node, item)
                self.expression(node)
            case _:
                self.expression(node)

    def is_truth_compared(self, node: tree.Expression) -> bool:
        """`== true`: the other side is a condition already."""
        if (
            not isinstance(node, tree.Comparison)
            or not isinstance(node.right, tree.Literal)
            or node.right.type != TRUTH
        ):
            return False
        words = self.source.slice(node.left.span)
        plain = node.right.value is (node.operator == "==")
        help_ = tr("write `{words}`", words=words if plain else f"not {words}")
        self.found.append(warn(tr("`{words}` is a condition already", words=words), self.source, node.span, help_))
        self.any(node.left)
        return True

    def entry(self, node: tree.Membership, item: tree.Expression) -> None:
        """An entry of a list that something is looked up in: it should be able to be the one."""
        equal = tree.Comparison(span=item.span, operator="==", left=node.item, right=item, type=TRUTH)
        if isinstance(item, tree.Text | tree.Literal) and self.outcome(equal) is False:
            words = self.source.slice(item.span)
            help_ = tr("leave it out, or mend what comes before")
            self.found.append(warn(tr("{value} cannot occur here", value=words), self.source, item.span, help_))

    def branches(self, node: tree.If) -> None:
        """`if`: each branch knows how the condition came out."""
        self.condition(node.condition)
        for branch, holds in ((node.yes, True), (node.no, False)):
            self.knowing((node.condition, holds)).any(branch)

    def expression(self, node: tree.Expression) -> None:
        """The conditions inside an expression."""
        match node:
            case tree.If():
                self.branches(node)
            case tree.Quantifier():
                self.expression(node.list)
                self.inside(node.where).condition(node.body)
            case tree.Comprehension():
                self.expression(node.list)
                for part in (node.result, node.by):
                    if part is not None:
                        self.inside(node.where).any(part)
            case _:
                for child in _children(node):
                    self.any(child)

    def inside(self, where: tree.Expression | None) -> _Visit:
        """Inside a loop, where its filter holds."""
        if where is None:
            return self
        self.condition(where)
        return self.knowing((where, True))

    def knowing(self, fact: tuple[tree.Expression, bool]) -> _Visit:
        """The same place, with one more thing known."""
        return _Visit(self.source, self.lets, [*self.given, fact], self.found)

    def outcome(self, node: tree.Expression) -> bool | None:
        """The one way that a condition comes out here, with as much of what is known as can be tried."""
        alone = outcome(node, (), self.lets, Subjects())
        if alone is not None or not self.given:
            return alone
        subjects = Subjects()
        subjects.formula(node, self.lets)
        wanted = set(subjects.values)
        given = [known for known in self.given if _subjects_of(known[0], self.lets) & wanted]
        subjects = Subjects()
        formulas = [_as_formula(subjects, condition, holds, self.lets) for condition, holds in given]
        return outcome(node, formulas, self.lets, subjects) if formulas else None

    def is_needless(self, node: tree.Expression) -> bool:
        """Tell of a test for presence of what is never missing."""
        if not isinstance(node, tree.Presence) or isinstance(node.value.type, Optional | ListOf):
            return False
        if node.value.type == TEXT and not isinstance(node.value, tree.FieldOf):
            return False  # a text that was put together may be blank
        name = " ".join(self.source.slice(node.value.span).split())
        always = tr("always true") if node.present else tr("always false")
        message = tr("`{name}` is never missing here, so this is {always}", name=name, always=always)
        self.found.append(warn(message, self.source, node.span, tr("leave it out")))
        return True

    def tell(self, node: tree.Expression, result: bool) -> None:
        """Tell of a condition that can come out only one way."""
        message = tr("this is always true here") if result else tr("this is never true here")
        help_ = tr("leave it out, or mend it") if result else tr("mend it: nothing ever meets it")
        self.found.append(warn(message, self.source, node.span, help_))


def _as_formula(subjects: Subjects, condition: tree.Expression, holds: bool, lets: Lets) -> Formula:
    formula = subjects.formula(condition, lets)
    return formula if holds else lambda values: not formula(values)


def _subjects_of(condition: tree.Expression, lets: Lets) -> set[tuple[object, ...]]:
    subjects = Subjects()
    subjects.formula(condition, lets)
    return set(subjects.values)


def _children(node: tree.Node) -> Iterable[tree.Expression]:
    for part in fields(node):
        value = getattr(node, part)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, tree.Expression):
                yield child
