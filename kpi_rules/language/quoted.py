"""A checked rule in its own words: its condition as it is written, the defines it calls, the settings it reads.

For people who read rules, on a terminal or in a document. Knows nothing of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from textwrap import dedent

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.evaluation import Evaluation, global_names
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.walk import mentions, walk
from kpi_rules.source import Source


def condition(checked: CheckedRule) -> str:
    """What the rule asks, as it is written: from its first clause to the end of its condition, and what weighs otherwise; and so each part of it."""
    return condition_in(checked.tree, checked.source)


def condition_in(rule: tree.Rule, source: Source) -> str:
    """The same of a rule that is read again from another text."""
    return "\nalso\n".join(_asked(part, source) for part in (rule, *rule.also))


def _asked(rule: tree.Rule, source: Source) -> str:
    end = rule.condition.span.end
    own = [step for step in rule.steps if step.span.start < end]
    start = own[0].span.start if own else rule.level_span.start
    indent = " " * (source.position(start).column - 1)
    added = "".join(f"{source.slice(step.span)}\n{indent}" for step in rule.steps[len(own) :])  # by who amends it
    before, demand = source.text[start : rule.level_span.start], source.text[rule.level_span.start : end]
    text = dedent(f"{indent}{before}{added}{demand}")
    return "\n".join([text, *(dedent(source.slice(weight.span)) for weight in rule.weights)])


def written(checked: CheckedRule, text: tree.Text | None, settings: Mapping[str, object]) -> str | None:
    """A text of the rule. Expressions that only read settings are filled in, the others stand in braces as they are written."""
    if text is None:
        return None
    source = text.source or checked.source
    evaluation = Evaluation(
        Inputs(None, None, None, settings, date.min), checked.records, checked.defines, text.language
    )
    names = global_names(evaluation.inputs)
    parts = (
        part
        if isinstance(part, str)
        else evaluation.shown(part, names)
        if _reads_settings_alone(part, checked)
        else f"{{{source.slice(part.span)}}}"
        for part in text.parts
    )
    return "".join(parts)


def _reads_settings_alone(expression: tree.Expression, checked: CheckedRule) -> bool:
    """Whether its value is the same for every plan and day."""
    names = {node.name for node in walk(expression) if isinstance(node, tree.Name)}
    called = {node.function.name for node in walk(expression) if isinstance(node, tree.Call)}
    return names == {"settings"} and called.isdisjoint(checked.defines)


def used_defines(checked: CheckedRule) -> list[CheckedDefine]:
    """The defines that a rule calls, directly or not, in the order in which it meets them."""
    used: dict[str, CheckedDefine] = {}
    waiting: list[object] = [checked.tree]
    while waiting:
        for node in walk(waiting.pop(0)):
            if isinstance(node, tree.Call) and node.function.name in checked.defines.keys() - used.keys():
                used[node.function.name] = checked.defines[node.function.name]
                waiting.append(used[node.function.name].value)
    return list(used.values())


def definition(define: CheckedDefine) -> str:
    """A define as it would be written."""
    parameters = ", ".join(f"{name}: {type_}" for name, type_ in define.parameters)
    return f"define {define.name}({parameters}) = {define.source.slice(define.value.span)}"


def used_settings(checked: CheckedRule) -> set[str]:
    """The settings that a rule reads, itself or through its defines."""
    nodes = (node for top in _trees(checked) for node in walk(top))
    return {
        node.field.name
        for node in nodes
        if isinstance(node, tree.FieldOf) and isinstance(node.base, tree.Name) and node.base.name == "settings"
    }


def reads_today(checked: CheckedRule) -> bool:
    """Whether what the rule says hangs on the day."""
    return any(mentions(top, "today") for top in _trees(checked))


def _trees(checked: CheckedRule) -> tuple[tree.Node, ...]:
    return (checked.tree, *(define.value for define in used_defines(checked)))
