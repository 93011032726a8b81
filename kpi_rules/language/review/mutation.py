"""A rule → the rules that it might be by mistake: a bound one off, a comparison swapped, a condition dropped, …

A mutant is a change of the rule's text, so that it can be shown as it would be written, and is read and checked like any
rule: what does not check is none. Whether tests notice a mutant is not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.review.coverage import called, deciding
from kpi_rules.language.review.slips import Slip, slips
from kpi_rules.language.walk import walk
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct, replace


class Mutant(Struct):
    """A rule as it might be by mistake; `define`: the mistake is in that one, which the rule calls."""

    rule: CheckedRule
    source: Source
    edit: Slip
    define: str | None = None

    @property
    def was(self) -> str:
        """The words that it changes."""
        return " ".join(self.source.slice(self.edit.span).split())

    @property
    def now(self) -> str:
        """The words in their place."""
        return " ".join(self.edit.text.split())

    @property
    def line(self) -> str:
        """The line of rule text as it would be."""
        start = self.source.text.rfind("\n", 0, self.edit.span.start) + 1
        end = self.source.text.find("\n", self.edit.span.end)
        after = self.source.text[self.edit.span.end : end if end >= 0 else None]
        return " ".join((self.source.text[start : self.edit.span.start] + self.edit.text + after).split())


def rule_mutants(rule: CheckedRule) -> Iterator[Mutant]:
    """The mutants of a rule's own text, its level aside."""
    for part in rule.parts:
        yield from _part_mutants(part, rule)


def _part_mutants(part: CheckedRule, rule: CheckedRule) -> Iterator[Mutant]:
    chosen: set[Span] = set()
    parts = deciding(part)
    unread = tuple(_only_counted(parts))
    for edit in _distinct(edit for node in parts for edit in slips(node, rule.source, rule.records)):
        if edit.choice in chosen or any(span.start <= edit.span.start < span.end for span in unread):
            continue
        changed = _mutated_rule(rule, edit)
        if changed is not None:
            chosen |= {edit.choice} if edit.choice else set()
            yield Mutant(changed, rule.source, edit)


def define_mutants(define: CheckedDefine, rules: Sequence[CheckedRule]) -> Iterator[tuple[Mutant, ...]]:
    """The mutants of a define: for each change, every rule that calls it."""
    users = [rule for rule in rules if define in called(rule)]
    if not users:
        return
    for edit in _distinct(slips(define.value, define.source, users[0].records)):
        changed = _mutated_define(define, edit, users[0])
        if changed is not None:
            yield tuple(
                Mutant(replace(rule, defines={**rule.defines, define.name: changed}), define.source, edit, define.name)
                for rule in users
            )


def level_mutant(rule: CheckedRule) -> Mutant:
    """The rule at another level."""
    other = tree.LEVELS[(tree.LEVELS.index(rule.level) + 1) % len(tree.LEVELS)]
    return Mutant(replace(rule, level=other), rule.source, Slip(rule.tree.level_span, other))


def weight_mutants(rule: CheckedRule) -> Iterator[tuple[tree.Level, Mutant]]:
    """The rule without one of its levels by condition, and that level."""
    for weight in (weight for part in rule.parts for weight in part.tree.weights):
        yield weight.level, Mutant(rule, rule.source, Slip(weight.span, ""))


def _only_counted(parts: Sequence[tree.Node]) -> Iterator[Span]:
    """The results of comprehensions of which nothing matters but how many there are: no test can tell them apart."""
    counted: dict[str, int] = {}
    for node in (node for part in parts for node in walk(part)):
        match node:
            case tree.Presence(value=inner):
                pass
            case tree.Call(function=tree.Identifier(name="count"), arguments=(inner,)):
                pass
            case _:
                continue
        if isinstance(inner, tree.Comprehension):
            yield inner.result.span
        elif isinstance(inner, tree.Name):
            counted[inner.name] = counted.get(inner.name, 0) + 1
    names = [node.name for part in parts for node in walk(part) if isinstance(node, tree.Name)]
    for part in parts:
        match part:
            case tree.Let(name=tree.Identifier(name=name), value=tree.Comprehension(result=result)):
                if counted.get(name, -1) == names.count(name):
                    yield result.span


def _distinct(edits: Iterable[Slip]) -> Iterator[Slip]:
    seen: set[tuple[Span, str]] = set()
    for edit in edits:
        if (edit.span, edit.text) not in seen:
            seen.add((edit.span, edit.text))
            yield edit


def _mutated_rule(rule: CheckedRule, edit: Slip) -> CheckedRule | None:
    """The rule with its text changed, where it still checks."""
    text = _changed(rule.source, rule.tree.span, edit)
    checked = _check(text, rule, rule.defines)
    return replace(checked, source=rule.source) if checked else None


def _mutated_define(define: CheckedDefine, edit: Slip, user: CheckedRule) -> CheckedDefine | None:
    """The define with its text changed, where it still checks and gives the same type: then so do all who call it."""
    parameters = ", ".join(f"{name}: {type_}" for name, type_ in define.parameters)
    value = _changed(define.source, define.value.span, edit)
    others = {name: other for name, other in user.defines.items() if name != define.name}
    checked = _check(f'define {define.name}({parameters}) = {value}\nrule a "a" must true', user, others)
    changed = checked.defines[define.name] if checked else None
    return changed if changed and str(changed.result) == str(define.result) else None


def _changed(source: Source, whole: Span, edit: Slip) -> str:
    return source.text[whole.start : edit.span.start] + edit.text + source.text[edit.span.end : whole.end]


def _check(text: str, rule: CheckedRule, defines: Mapping[str, CheckedDefine]) -> CheckedRule | None:
    """The one rule of a text, checked as another rule was."""
    file, _ = parse_rules(Source(rule.source.name, text))
    if file is None:
        return None
    records = rule.records.fields
    environment = Environment(rule.records, {name: field.type for name, field in records["settings"].items()}, defines)
    checked, _ = check_rules([file], environment)
    return checked[0] if checked else None
