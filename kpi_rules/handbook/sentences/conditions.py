"""Conditions as phrases, each as it is and turned round: `its owner is given`, `its owner is not given`.

Comes in: a condition and what its names stand for. Goes out: words in the reader's language, or `Unsayable`.
"""

from __future__ import annotations

from kpi_rules.handbook.sentences.values import MOST_LISTED, Meant, Names, Spoken, Unsayable, Values
from kpi_rules.i18n import tr
from kpi_rules.language import tree
from kpi_rules.language.types import UNKNOWN, ListOf, Record, required
from kpi_rules.structs import replace

_TURNED = {"and": "or", "or": "and"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Conditions(Values):
    """Says conditions. `alone`: what is said is all that a sentence asks."""

    alone: bool = True

    def must_stand_alone(self) -> None:
        """What has a colon of its own is not said within something else."""
        if not self.alone:
            raise Unsayable

    def condition(self, node: tree.Expression, names: Names, holds: bool = True) -> str:
        """That a condition holds, or that it does not."""
        match node:
            case tree.Not():
                return self.condition(node.operand, names, not holds)
            case tree.Logic():
                return self.logic(node, names, holds)
            case tree.Presence():
                return self.presence(node, names, holds is node.present)
            case tree.Comparison():
                return self.comparison(node, names, holds)
            case tree.Membership():
                return self.membership(node, names, holds is not node.negated)
            case tree.Between():
                return self.between(node, names, holds)
            case tree.Quantifier():
                return self.quantifier(node, names, holds)
            case tree.Call() if node.function.name in self.defines:
                deeper, inner, arguments = self.opened(node, names)
                return deeper.condition(inner, arguments, holds)
            case tree.Name() if isinstance(meant := names.get(node.name), Meant):
                return self.condition(meant.expression, meant.names, holds)
            case tree.FieldOf():
                value = self.value(node, names)
                return tr("{value} is “yes”", value=value) if holds else tr("{value} is not “yes”", value=value)
            case tree.If():
                return self.choice(node, names, holds)
            case _:
                raise Unsayable

    def logic(self, node: tree.Logic, names: Names, holds: bool) -> str:
        """Several together; turned round, `and` is `or`. What mixes them is not said in one breath."""
        operator = node.operator if holds else _TURNED[node.operator]
        parts = [self.side(side, names, holds) for side in _needed(list(_sides(node, node.operator)))]
        first, *rest = dict.fromkeys(parts)
        if len(rest) >= MOST_LISTED:
            raise Unsayable
        for part in rest:
            if operator == "and":
                first = tr("{one}, and {other}", one=first, other=part)
            else:
                first = tr("{one}, or {other}", one=first, other=part)
        return first

    def side(self, node: tree.Expression, names: Names, holds: bool) -> str:
        """A side of an `and` or `or`; where it is an `or` or `and` itself, in brackets."""
        text = replace(self, alone=False).condition(node, names, holds)
        return tr("({condition})", condition=text) if isinstance(node, tree.Logic) else text

    def presence(self, node: tree.Presence, names: Names, present: bool) -> str:
        """That something is there."""
        type_ = required(node.value.type or UNKNOWN)
        if isinstance(type_, ListOf):
            return self.some(node.value, names, present)
        value = self.value(node.value, names)
        return tr("{value} is given", value=value) if present else tr("{value} is not given", value=value)

    def some(self, node: tree.Expression, names: Names, present: bool) -> str:
        """That a list has something in it."""
        if isinstance(node, tree.FieldOf) and not isinstance(node.base, tree.Name):
            records, name = self.things(node.base, names), node.field.name
            if name != "id":
                self.must_stand_alone()
                label = self.vocabulary.field(record_of(node.base), name)
                told = tr("its {field} is given", field=label)
                if present:
                    return tr("of at least one of {things}: {condition}", things=records, condition=told)
                return tr("of none of {things}: {condition}", things=records, condition=told)
        things = self.things(node, names)
        if present:
            return tr("there is at least one of {things}", things=things)
        return tr("there is none of {things}", things=things)

    def comparison(self, node: tree.Comparison, names: Names, holds: bool) -> str:
        """How two values stand to each other."""
        left, right = self.referred(node.left, names), self.referred(node.right, names)
        match node.operator if holds else _OPPOSITE[node.operator]:
            case "==":
                return tr("{left} is {right}", left=left, right=right)
            case "!=":
                return tr("{left} is not {right}", left=left, right=right)
            case "<":
                return (
                    tr("{left} is less than {right}", left=left, right=right)
                    if _counts(node)
                    else tr("{left} is before {right}", left=left, right=right)
                )
            case "<=":
                return (
                    tr("{left} is at most {right}", left=left, right=right)
                    if _counts(node)
                    else tr("{left} is {right} or before", left=left, right=right)
                )
            case ">":
                return (
                    tr("{left} is more than {right}", left=left, right=right)
                    if _counts(node)
                    else tr("{left} is after {right}", left=left, right=right)
                )
            case _:
                return (
                    tr("{left} is at least {right}", left=left, right=right)
                    if _counts(node)
                    else tr("{left} is {right} or after", left=left, right=right)
                )

    def membership(self, node: tree.Membership, names: Names, among: bool) -> str:
        """Whether something is among others."""
        item = self.referred(node.item, names)
        match node.list:
            case tree.Call(arguments=(inner,)) if node.list.function.name == "duplicates":
                things = self.things(inner, names)
                item = self.value(node.item, names)
                if among:
                    return tr("{item} occurs more than once among {things}", item=item, things=things)
                return tr("{item} occurs only once among {things}", item=item, things=things)
            case tree.ListLiteral():
                things = self.value(node.list, names)
            case tree.FieldOf(base=tree.Name(name="settings")):
                things = self.value(node.list, names)
            case tree.FieldOf(base=records, field=field) if field.name != "id" and not isinstance(records, tree.Name):
                label, things = self.vocabulary.field(record_of(records), field.name), self.things(records, names)
                if among:
                    return tr("{item} is the {field} of one of {things}", item=item, field=label, things=things)
                return tr("{item} is the {field} of none of {things}", item=item, field=label, things=things)
            case _:
                things = self.things(node.list, names)
        if among:
            return tr("{item} is one of {things}", item=item, things=things)
        return tr("{item} is none of {things}", item=item, things=things)

    def between(self, node: tree.Between, names: Names, holds: bool) -> str:
        """Whether a value lies within bounds."""
        value, low, high = (self.value(part, names) for part in (node.value, node.low, node.high))
        if holds:
            return tr("{value} lies between {low} and {high}", value=value, low=low, high=high)
        return tr("{value} does not lie between {low} and {high}", value=value, low=low, high=high)

    def quantifier(self, node: tree.Quantifier, names: Names, holds: bool) -> str:
        """What holds of every, of one, of none; the inner condition is about `it`, so it has a sentence to itself."""
        self.must_stand_alone()
        inner = {name: replace_close(meant) for name, meant in names.items()}
        things = self.things(node.list, names)
        inner[node.variable.name] = Spoken(record_of(node.list), close=True)
        if node.where is not None:
            where = replace(self, alone=False).condition(node.where, inner)
            things = tr("{things} where {condition}", things=things, condition=where)
        among = node.kind if holds else {"every": "some", "some": "no", "no": "some"}[node.kind]
        body = replace(self, alone=False).condition(node.body, inner, holds or node.kind != "every")
        match among:
            case "every":
                return tr("of each of {things}: {condition}", things=things, condition=body)
            case "some":
                return tr("of at least one of {things}: {condition}", things=things, condition=body)
            case _:
                return tr("of none of {things}: {condition}", things=things, condition=body)

    def choice(self, node: tree.If, names: Names, holds: bool) -> str:
        """One thing where something holds, and another elsewhere."""
        if isinstance(node.yes, tree.If) or isinstance(node.no, tree.If):
            raise Unsayable
        where = self.condition(node.condition, names)
        yes, no = self.condition(node.yes, names, holds), self.condition(node.no, names, holds)
        return tr("{yes} (where {condition}), else {no}", yes=yes, no=no, condition=where)

    def chosen(self, node: tree.Comprehension, names: Names) -> str:
        """Some of the records of a list, by what is so of them."""
        things = self.things(node.list, names)
        if node.where is None:
            return things
        inner = {name: replace_close(meant) for name, meant in names.items()}
        inner[node.variable.name] = Spoken(record_of(node.list), close=True)
        condition = replace(self, alone=False).condition(node.where, inner)
        return tr("those of {things} where {condition}", things=things, condition=condition)


def record_of(node: tree.Expression) -> str:
    """The kind of the records of a list; what is a list of values has no name."""
    type_ = required(node.type or UNKNOWN)
    if isinstance(type_, ListOf) and isinstance(type_.element, Record):
        return type_.element.name
    raise Unsayable


def replace_close(meant: Spoken | Meant) -> Spoken | Meant:
    """The same name, where `it` is another."""
    return Spoken(meant.record) if isinstance(meant, Spoken) else meant


def _needed(sides: list[tree.Expression]) -> list[tree.Expression]:
    """Those that say something of their own: what is something is given."""
    return [
        side for side in sides if not (isinstance(side, tree.Presence) and side.present and _told(side.value, sides))
    ]


def _told(value: tree.Expression, sides: list[tree.Expression]) -> bool:
    """Whether another side compares a value with something that it can only be where it is given."""
    path = _path(value)
    return path is not None and any(
        (isinstance(side, tree.Comparison) and side.operator != "!=" and path in (_path(side.left), _path(side.right)))
        or (isinstance(side, tree.Membership) and not side.negated and path == _path(side.item))
        for side in sides
    )


def _path(node: tree.Expression) -> tuple[str, ...] | None:
    """The names of a path: `kpi.target.value`."""
    if isinstance(node, tree.Name):
        return (node.name,)
    base = _path(node.base) if isinstance(node, tree.FieldOf) else None
    return (*base, node.field.name) if base and isinstance(node, tree.FieldOf) else None


def _sides(node: tree.Expression, operator: str) -> list[tree.Expression]:
    if isinstance(node, tree.Logic) and node.operator == operator:
        return [*_sides(node.left, operator), *_sides(node.right, operator)]
    return [node]


def _counts(node: tree.Comparison) -> bool:
    """Whether the order is of how much, and not of when."""
    return str(required(node.left.type or UNKNOWN)) != "date"
