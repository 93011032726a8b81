"""Why a demand was not met, as what is so: `16 (active) > 6 (max_kpis)`, in the reader's words.

Comes in: a rule's condition and its evaluation. Goes out: a few short sentences with the values that decided it, each with the field,
setting or name that it comes from. `explanation` says the same in words of the language, for those who write rules.
"""

from __future__ import annotations

from kpi_rules.i18n import listed, spoken, tr
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.duration_words import said
from kpi_rules.language.durations import Duration
from kpi_rules.language.evaluation import Evaluation, Names
from kpi_rules.language.explanation import MAX_SHOWN, MAX_TEXT_SHOWN, Deciding, display
from kpi_rules.language.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_OPPOSITE: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def why(rule: CheckedRule, evaluation: Evaluation, names: Names) -> tuple[str, ...]:
    """What is so, and decided that a rule's demand is not met."""
    facts = Facts(evaluation, rule.source.slice).of(rule.tree.condition, names)
    return tuple(dict.fromkeys(filter(None, facts)))[:MAX_SHOWN]


class Facts(Deciding):
    """The smallest parts that decided a condition, each as what is so."""

    def leaf(self, node: tree.Expression, names: Names) -> str:
        """A part that holds no further conditions: its values, and how they stand to each other."""
        holds = bool(self.evaluation.value(node, names))
        match node:
            case tree.Comparison(left=left, right=tree.Text()) if _name(left):
                return tr(
                    "{name} is {value}", name=f"`{_name(left)}`", value=told(self.evaluation.value(left, names), None)
                )
            case tree.Comparison():
                operator = node.operator if holds else _OPPOSITE[node.operator]
                return f"{self.side(node.left, names)} {operator} {self.side(node.right, names)}"
            case tree.Membership() if not self.evaluation.value(node.list, names):
                return ""  # that nothing is in an empty list says nothing of what was looked for
            case tree.Membership():
                item, options = self.side(node.item, names), self.side(node.list, names)
                if holds is not node.negated:
                    return tr("{item} is one of {options}", item=item, options=options)
                return tr("{item} is none of {options}", item=item, options=options)
            case tree.Between():
                value, low, high = (self.side(part, names) for part in (node.value, node.low, node.high))
                if holds:
                    return tr("{value} lies between {low} and {high}", value=value, low=low, high=high)
                return tr("{value} does not lie between {low} and {high}", value=value, low=low, high=high)
            case tree.Matches():
                value, pattern = self.side(node.value, names), f"/{self.pattern(node, names)}/"
                if holds:
                    return tr("{value} matches {pattern}", value=value, pattern=pattern)
                return tr("{value} does not match {pattern}", value=value, pattern=pattern)
            case tree.Presence(value=tree.Indexed() as asked):
                return self.asked(asked, names)
            case tree.Presence():
                name = f"`{_name(node.value) or self.text(node.value)}`"
                return tr("{name} is there", name=name) if holds is node.present else tr("{name} is missing", name=name)
            case tree.Call() if node.function.name in self.evaluation.defines:
                return ""  # what a pack calls it tells its authors something, and nobody else
            case _:
                return Deciding.leaf(self, node, names)

    def asked(self, node: tree.Indexed, names: Names) -> str:
        """Whether a list has a record that is called so."""
        key = self.evaluation.value(node.key, names)
        if key is None:
            return tr("{name} is missing", name=f"`{_name(node.key) or self.text(node.key)}`")
        named = self.evaluation.records.identifier(str(getattr(node.list.type, "element", ""))) or "id"
        known = [one[named] for one in self.evaluation.value(node.list, names) if named in one]
        name = _name(node.list)
        options = f"{told(known, node.list.type)} ({name})" if name else told(known, node.list.type)
        if self.evaluation.value(node, names) is None:
            return tr("{item} is none of {options}", item=self.side(node.key, names), options=options)
        return tr("{item} is one of {options}", item=self.side(node.key, names), options=options)

    def side(self, node: tree.Expression, names: Names) -> str:
        """A value and, in brackets, what it is called where it comes from."""
        shown, name = told(self.evaluation.value(node, names), node.type), _name(node)
        return f"{shown} ({name})" if name else shown

    def one_of(self, name: str, element: object) -> str:
        """An element by its id, name or title; else its value."""
        return (
            told(element, None) if not isinstance(element, dict) else Deciding.one_of(self, "", element).strip() or name
        )


def told(value: object, type_: Type | None) -> str:
    """A value for people: a text in quotation marks, the first few of a list."""
    if isinstance(value, str):
        return f"“{value if len(value) <= MAX_TEXT_SHOWN else value[: MAX_TEXT_SHOWN - 1] + '…'}”"
    if isinstance(value, Duration):
        return said(value, spoken())
    if isinstance(value, list):
        first = [told(item, getattr(type_, "element", None)) for item in value[:MAX_SHOWN]]
        return listed([*first, "…"] if len(value) > MAX_SHOWN else first) or tr("nothing")
    return display(value, type_) if value is not None else tr("nothing")


def _name(node: tree.Expression) -> str:
    """What people may look a value up by: its field, its setting, the name that the rule gives it; of a count, what is counted."""
    match node:
        case tree.Call() if node.function.name == "count" and len(node.arguments) == 1:
            return _name(node.arguments[0])
        case tree.Otherwise():
            return _name(node.value)
        case tree.Name() if node.name != "today":
            return node.name
        case tree.Indexed():
            return _name(node.list)
        case tree.FieldOf():
            base = _name(node.base) if isinstance(node.base, (tree.FieldOf, tree.Indexed)) else ""
            return base if base and node.field.name == "value" else ".".join(filter(None, (base, node.field.name)))
        case _:
            return ""
