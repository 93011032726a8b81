"""Values as phrases: `its owner`, `the number of the plan's metrics`, `90 days`, `the greatest of …`.

Comes in: an expression and what its names stand for. Goes out: words in the reader's language, or `Unsayable`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kpi_rules.handbook.sentences.names import Vocabulary, words_of
from kpi_rules.i18n import isolated, listed, spoken, tr
from kpi_rules.language import tree
from kpi_rules.language import values as plain
from kpi_rules.language.duration_words import said
from kpi_rules.language.durations import Duration
from kpi_rules.language.types import UNKNOWN, ListOf, Record, required
from kpi_rules.structs import Struct, replace

if TYPE_CHECKING:
    from typing import Self

    from kpi_rules.language.checked import CheckedDefine
    from kpi_rules.language.types import Type

MOST_LISTED = 4
"""Entries of a list that a sentence holds."""
DEEPEST = 3
"""Defines within defines that a sentence opens."""
_SAME = frozenset(["lower", "upper", "trim", "plain"])
"""What makes no difference to what a sentence says."""


class Unsayable(Exception):
    """No phrase says this well."""


class Spoken(Struct):
    """A name that a loop binds: what it is called, and whether `its` says so already."""

    record: str
    close: bool = False


class Meant(Struct):
    """A name that stands for an expression, with the names that it is read with."""

    expression: tree.Expression
    names: Names


Names = Mapping[str, "Spoken | Meant"]


class Values(Struct):
    """Says values. `own`: the reader's language is that of the pack, so that its defines are called as they are written."""

    vocabulary: Vocabulary
    defines: Mapping[str, CheckedDefine]
    own: bool = True
    depth: int = 0

    def value(self, node: tree.Expression, names: Names) -> str:
        """A value in words."""
        match node:
            case tree.Literal():
                return self.literal(node.value)
            case tree.Text(parts=parts) if all(isinstance(part, str) for part in parts):
                return tr("“{text}”", text="".join(map(str, parts)))
            case tree.ListLiteral(items=items) if 0 < len(items) <= MOST_LISTED:
                return listed(self.value(item, names) for item in items)
            case tree.Name():
                return self.named(node, names)
            case tree.FieldOf():
                return self.field(node, names)
            case tree.Call():
                return self.call(node, names)
            case tree.Arithmetic():
                return self.arithmetic(node, names)
            case tree.Otherwise(fallback=tree.Text(parts=())):
                return self.value(node.value, names)
            case tree.Otherwise():
                value, other = self.value(node.value, names), self.value(node.fallback, names)
                return tr("{value} (where there is none: {other})", value=value, other=other)
            case _:
                raise Unsayable

    def literal(self, value: object) -> str:
        """A value that a rule or a setting holds."""
        if isinstance(value, bool):
            return tr("yes") if value else tr("no")
        if isinstance(value, Duration):
            return said(value, spoken())
        if isinstance(value, str):
            return tr("“{text}”", text=value)
        if isinstance(value, list):
            if not value or len(value) > MOST_LISTED:
                raise Unsayable
            return listed(map(self.literal, value))
        return isolated(plain.show(value) if not isinstance(value, datetime.date) else value.isoformat())

    def named(self, node: tree.Name, names: Names) -> str:
        """What a name stands for."""
        meant = names.get(node.name)
        if isinstance(meant, Spoken):
            noun = self.vocabulary.record(meant.record)
            return tr("it") if meant.close else tr("the {record}", record=noun)
        if isinstance(meant, Meant):
            return self.value(meant.expression, meant.names)
        if node.name == "today":
            return tr("the day of the check")
        raise Unsayable

    def referred(self, node: tree.Expression, names: Names) -> str:
        """A value that is compared: of an id, what it is the id of."""
        match node:
            case tree.FieldOf(base=tree.Name(name=name) as base) if node.field.name == "id" and isinstance(
                names.get(name), Spoken
            ):
                return self.named(base, names)
            case _:
                return self.value(node, names)

    def field(self, node: tree.FieldOf, names: Names) -> str:
        """A field of something: of what the sentence speaks of, of the plan, of a field of these; a setting's value."""
        base, name = node.base, node.field.name
        if isinstance(base, tree.Name) and base.name == "settings":
            return self.setting(name)
        record = _record(base.type)
        if record in ("target", "baseline", "actual", "quantity") and name == "value":
            return self.value(base, names)
        if record is None:
            raise Unsayable
        label = self.vocabulary.field(record, name)
        if isinstance(base, tree.Name) and base.name == "plan":
            return tr("the plan's {field}", field=label)
        if isinstance(required(base.type or UNKNOWN), ListOf):
            return self.fields(node, label, names)
        meant = names.get(base.name) if isinstance(base, tree.Name) else None
        if isinstance(meant, Meant):
            return self.field(
                tree.FieldOf(base=meant.expression, field=node.field, type=node.type, span=node.span), meant.names
            )
        if isinstance(meant, Spoken) and meant.close:
            return tr("its {field}", field=label)
        if isinstance(meant, Spoken):
            return tr("the {field} of the {record}", field=label, record=self.vocabulary.record(meant.record))
        return tr("the {field} of {value}", field=label, value=self.value(base, names))

    def fields(self, node: tree.FieldOf, label: str, names: Names) -> str:
        """A field of each record of a list; where it is the one by which they are referred to, the records themselves."""
        records = self.things(node.base, names)
        if node.field.name != "id" and isinstance(node.base, tree.Comprehension):
            raise Unsayable
        return records if node.field.name == "id" else tr("the {field} of {things}", field=label, things=records)

    def setting(self, name: str) -> str:
        """The value of a setting."""
        setting = self.vocabulary.settings.get(name)
        if setting is None:
            raise Unsayable
        return self.literal(setting.value)

    def things(self, node: tree.Expression, names: Names) -> str:
        """The records of a list, several: `the plan's “KPIs”`, `active KPIs`."""
        match node:
            case tree.Name() if isinstance(meant := names.get(node.name), Meant):
                return self.things(meant.expression, meant.names)
            case tree.FieldOf():
                return self.field(node, names)
            case tree.Call(arguments=()) if node.function.name in self.defines:
                called = self.called(node)
                if called is not None:
                    return tr("the {things}", things=called)
                return self.things(self.defines[node.function.name].value, {})
            case tree.Call() if node.function.name in self.defines:
                deeper, inner, within = self.opened(node, names)
                return deeper.things(inner, within)
            case tree.Comprehension() if _itself(node):
                chosen = self.chosen(node, names)
                return chosen if node.by is None else self.sorted(chosen, node, names)
            case tree.Call(arguments=(*start, tree.By() as by)):
                return self.followed(node.function.name, start, by, names)
            case tree.Call(arguments=(list_, number)) if node.function.name in ("first", "last"):
                of = self.things(list_, names), self.value(number, names)
                if node.function.name == "first":
                    return tr("the first {number} of {things}", things=of[0], number=of[1])
                return tr("the last {number} of {things}", things=of[0], number=of[1])
            case _:
                raise Unsayable

    def sorted(self, things: str, node: tree.Comprehension, names: Names) -> str:
        """Records in order."""
        inner = {**names, node.variable.name: Spoken(_record(node.list.type) or "", close=True)}
        assert node.by is not None
        key = self.value(node.by, inner)
        if node.descending:
            return tr("{things}, the greatest first by {key}", things=things, key=key)
        return tr("{things}, the least first by {key}", things=things, key=key)

    def followed(self, function: str, start: Sequence[tree.Expression], by: tree.By, names: Names) -> str:
        """Where a field leads from record to record."""
        record, things = _record(by.list.type), self.things(by.list, names)
        if record is None or not isinstance(by.step, tree.FieldOf) or not isinstance(by.step.base, tree.Name):
            raise Unsayable
        field = self.vocabulary.field(record, by.step.field.name)
        if function == "circular":
            return tr("those of {things} that lead back to themselves (by {field})", things=things, field=field)
        it = self.value(start[0], names)
        if function == "reach":
            return tr(
                "those of {things} that {it} leads to step by step (by {field})", things=things, it=it, field=field
            )
        return tr("those of {things} that lead to {it} step by step (by {field})", things=things, it=it, field=field)

    def chosen(self, node: tree.Comprehension, names: Names) -> str:
        """Some of the records of a list; `Conditions` can say which."""
        raise Unsayable

    def called(self, define: tree.Call) -> str | None:
        """What a pack calls a define, in the reader's language; a name that does not say of what it is a list says too little."""
        name, record = define.function.name, _record(define.type)
        own = self.own and record is not None and any(word.startswith(record) for word in name.split("_"))
        return self.vocabulary.words.get(name) or (words_of(name) if own else None)

    def call(self, node: tree.Call, names: Names) -> str:
        """What a function gives."""
        function, arguments = node.function.name, node.arguments
        if function in self.defines:
            if not arguments:
                return self.things(node, names)
            deeper, inner, meant = self.opened(node, names)
            return deeper.value(inner, meant)
        if function in ("reach", "reaching", "circular"):
            return self.things(node, names)
        if function in _SAME:
            return self.value(arguments[0], names)
        if len(arguments) != 1:
            raise Unsayable
        listed_ = isinstance(required(arguments[0].type or UNKNOWN), ListOf)
        said_ = self.things(arguments[0], names) if listed_ else self.value(arguments[0], names)
        match function:
            case "count":
                return tr("the number of {things}", things=said_)
            case "sum":
                return tr("the sum of {things}", things=said_)
            case "min":
                return tr("the least of {things}", things=said_)
            case "max":
                return tr("the greatest of {things}", things=said_)
            case "median":
                return tr("the median of {things}", things=said_)
            case "average":
                return tr("the average of {things}", things=said_)
            case "length":
                return tr("the number of signs of {text}", text=said_)
            case "year":
                return tr("the year of {date}", date=said_)
            case _:
                raise Unsayable

    def opened(self, node: tree.Call, names: Names) -> tuple[Self, tree.Expression, Names]:
        """What a define says, and what its parameters stand for here."""
        define = self.defines[node.function.name]
        if self.depth >= DEEPEST:
            raise Unsayable
        arguments = zip(define.parameters, node.arguments, strict=True)
        meant = {name: Meant(argument, names) for (name, _), argument in arguments}
        return replace(self, depth=self.depth + 1), define.value, meant

    def arithmetic(self, node: tree.Arithmetic, names: Names) -> str:
        """A sum, a difference, a product, a quotient of two simple values."""
        if isinstance(node.left, tree.Arithmetic) or isinstance(node.right, tree.Arithmetic):
            raise Unsayable
        left, right = self.value(node.left, names), self.value(node.right, names)
        match node.operator:
            case "+":
                return tr("{left} plus {right}", left=left, right=right)
            case "-":
                return tr("{left} minus {right}", left=left, right=right)
            case "*":
                return tr("{left} times {right}", left=left, right=right)
            case "/":
                return tr("{left} divided by {right}", left=left, right=right)


def _itself(node: tree.Comprehension) -> bool:
    """Whether a comprehension gives the records that it goes through, or what they are referred to by."""
    result = (
        node.result.base if isinstance(node.result, tree.FieldOf) and node.result.field.name == "id" else node.result
    )
    return isinstance(result, tree.Name) and result.name == node.variable.name


def _record(type_: Type | None) -> str | None:
    if type_ is None:
        return None
    bare = required(type_)
    if isinstance(bare, ListOf):
        bare = bare.element
    return bare.name if isinstance(bare, Record) else None
