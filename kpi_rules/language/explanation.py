"""Why a condition came out as it did: the parts with their values, and the smallest part that decided it.

Evaluation is pure, so each part is simply evaluated again where it is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpi_rules.i18n import ntr
from kpi_rules.language import tree, values
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.duration_words import written
from kpi_rules.language.durations import Duration
from kpi_rules.language.evaluation import Evaluation, Names
from kpi_rules.language.outcome import Replacement
from kpi_rules.language.types import Type
from kpi_rules.language.values import is_present
from kpi_rules.language.walk import walk
from kpi_rules.structs import Struct, replace

GUESS = "nearest"
MAX_LISTED = 20
"""Entries of a list in a message or a remedy."""
MAX_SHOWN = 5
MAX_TEXT_SHOWN = 80


def told(text: tree.Expression, evaluation: Evaluation, names: Names) -> str:
    """What a rule says or proposes: as its text has it, but that a long list in it names the first few and counts the rest."""
    match text:
        case tree.Text():
            inner = evaluation if text.language is None else replace(evaluation, language=text.language)
            parts = (part if isinstance(part, str) else told(part, inner, names) for part in text.parts)
            return values.normal("".join(parts))
        case tree.If():
            return told(text.yes if evaluation.value(text.condition, names) else text.no, evaluation, names)
        case tree.Otherwise():
            value = evaluation.value(text.value, names)
            return told(text.fallback, evaluation, names) if value is None else _shown(value, evaluation.language)
        case _:
            return _shown(evaluation.value(text, names), evaluation.language)


def _shown(value: Any, language: str | None) -> str:
    """A value as it stands in what is told."""
    if not isinstance(value, list) or len(value) <= MAX_LISTED:
        return values.show(value, language)
    more = len(value) - MAX_LISTED
    rest = ntr("… and {number} more", "… and {number} more", more, number=f"{more:,}")
    return f"{values.show(value[:MAX_LISTED], language)} {rest}"


def replacement(rule: CheckedRule, evaluation: Evaluation, names: Names) -> Replacement | None:
    """What a rule would put in the place of a text; nothing where a value is missing, or where it is the same."""
    clause = rule.tree.replace
    place = evaluation.place(clause.path, names) if clause else None
    if clause is None or place is None:
        return None
    old, new = evaluation.value(clause.path, names), evaluation.value(clause.value, names)
    if old is None or new is None or old == new:
        return None
    return Replacement(place, old, new, guessed_from(clause.value, rule, evaluation, names))


def guessed_from(
    node: tree.Expression, rule: CheckedRule, evaluation: Evaluation, names: Names
) -> tuple[str, ...] | None:
    """The options of the `nearest` that a value comes from; nothing where it is no guess, none where they cannot be known."""
    match node:
        case tree.Otherwise():
            chosen = node.fallback if evaluation.value(node.value, names) is None else node.value
            return guessed_from(chosen, rule, evaluation, names)
        case tree.If():
            chosen = node.yes if evaluation.value(node.condition, names) else node.no
            return guessed_from(chosen, rule, evaluation, names)
        case tree.Call() if node.function.name == GUESS:
            return tuple(evaluation.value(node.arguments[1], names))
    called = (part.function.name for part in walk(node) if isinstance(part, tree.Call))
    return () if any(name == GUESS or name in rule.defines for name in called) else None


class Deciding(Struct):
    """Finds the smallest parts that decided a condition, in words of the language."""

    evaluation: Evaluation
    written: Any  # span → text

    def of(self, node: tree.Expression, names: Names) -> Iterator[str]:
        """What decided this condition."""
        match node:
            case tree.Logic():
                yield from self.logic(node, names)
            case tree.Not():
                yield from self.of(node.operand, names)
            case tree.If():
                yield from self.of(node.condition, names)
                branch = node.yes if self.evaluation.value(node.condition, names) else node.no
                yield from self.of(branch, names)
            case tree.Quantifier():
                yield from self.quantifier(node, names)
            case tree.Literal():
                return
            case _:
                yield self.leaf(node, names)

    def logic(self, node: tree.Logic, names: Names) -> Iterator[str]:
        """The side that decided; both where it took both."""
        decisive = node.operator == "or"
        for side in (node.left, node.right):
            if self.evaluation.value(side, names) is decisive:
                yield from self.of(side, names)
                return
        yield from self.of(node.left, names)
        yield from self.of(node.right, names)

    def quantifier(self, node: tree.Quantifier, names: Names) -> Iterator[str]:
        """The first element that decided; where none did, how many there were."""
        decisive = node.kind != "every"
        seen = 0
        for inner in self.evaluation.elements(node.variable, node.list, node.where, names):
            seen += 1
            if self.evaluation.value(node.body, inner) is decisive:
                element = self.one_of(node.variable.name, inner[node.variable.name])
                reasons = ", ".join(self.of(node.body, inner))
                yield f"{element}: {reasons}" if element and reasons else element or reasons
                return
        yield f"{self.text(node.list)}: {seen}"

    def one_of(self, name: str, element: object) -> str:
        """An element by its id, name or title."""
        if not isinstance(element, dict):
            return f"{name} {quoted(element)}"
        for field in ("id", "title", "name"):
            if field in element:
                return f"{name} {element[field]}"
        return name

    def leaf(self, node: tree.Expression, names: Names) -> str:
        """A part that holds no further conditions, with its values."""
        match node:
            case tree.Comparison():
                return f"{self.shown(node.left, names)} {node.operator} {self.shown(node.right, names)}"
            case tree.Membership():
                holds = self.evaluation.value(node, names) is not node.negated
                return f"{self.shown(node.item, names)} {'in' if holds else 'not in'} {self.shown(node.list, names)}"
            case tree.Between():
                parts = [self.shown(part, names) for part in (node.value, node.low, node.high)]
                return "{} between {} and {}".format(*parts)
            case tree.Matches():
                return f"{self.shown(node.value, names)} matches /{self.pattern(node, names)}/"
            case tree.Presence():
                present = is_present(self.evaluation.value(node.value, names))
                return f"{self.text(node.value)} is {'present' if present else 'missing'}"
            case tree.Call() if node.arguments:
                arguments = ", ".join(self.shown(argument, names) for argument in node.arguments)
                return f"{node.function.name}({arguments}) is {self.shown(node, names)}"
            case _:
                return f"{self.text(node)} is {self.shown(node, names)}"

    def pattern(self, node: tree.Matches, names: Names) -> str:
        """The pattern that a text is held against."""
        pattern = node.pattern
        return pattern.name if isinstance(pattern, tree.Identifier) else str(self.evaluation.value(pattern, names))

    def text(self, node: tree.Expression) -> str:
        """An expression as it is written, on one line."""
        return " ".join(self.written(node.span).split())

    def shown(self, node: tree.Expression, names: Names) -> str:
        """A value as it would be written in the language."""
        if isinstance(node, tree.By):
            return self.text(node)
        return display(self.evaluation.value(node, names), node.type)


def display(value: object, type_: Type | None) -> str:
    """A value as it would be written in the language, shortened where it is long."""
    if value is None:
        return "missing"
    if isinstance(value, list):
        inner = getattr(type_, "element", None)
        shown = [display(item, inner) for item in value[:MAX_SHOWN]]
        return f"[{', '.join([*shown, '…'] if len(value) > MAX_SHOWN else shown)}]"
    if isinstance(value, dict):
        named = value.get("id") or value.get("title") or value.get("name")
        row = str(type_ or "").startswith("row of ") and next(iter(value.values()))
        return str(named or row or "a record")
    if isinstance(value, str):
        return quoted(value)
    return written(value) if isinstance(value, Duration) else values.show(value)


def quoted(value: object) -> str:
    """A text in quotes."""
    if not isinstance(value, str):
        return display(value, None)
    short = value if len(value) <= MAX_TEXT_SHOWN else value[: MAX_TEXT_SHOWN - 1] + "…"
    return '"' + short.replace("\\", "\\\\").replace('"', '\\"') + '"'
