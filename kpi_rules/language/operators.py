"""What operators give for the types of their sides: which go together, which are compared, and with what they never equal."""

from __future__ import annotations

import re

from kpi_rules.language import messages, tree
from kpi_rules.language.days import dates
from kpi_rules.language.durations import Duration
from kpi_rules.language.fitting import fits
from kpi_rules.language.scope import Ground
from kpi_rules.language.syntax_messages import Said
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NOTHING,
    NUMBER,
    TEXT,
    UNKNOWN,
    Enum,
    ListOf,
    Record,
    Type,
    is_text,
    required,
)
from kpi_rules.language.walk import walk
from kpi_rules.source import Span

ORDERED = (NUMBER, DATE, DURATION)
_ARITHMETIC: dict[tuple[str, str, str], Type] = {
    **{("number", operator, "number"): NUMBER for operator in "+-*/"},
    **{("duration", operator, "duration"): DURATION for operator in "+-"},
    **{("date", operator, "duration"): DATE for operator in "+-"},
    ("duration", "+", "date"): DATE,
    ("date", "-", "date"): DURATION,
    ("duration", "*", "number"): DURATION,
    ("number", "*", "duration"): DURATION,
}


class Operators(Ground, frozen=False):
    """Types of operators whose sides are typed."""

    def arithmetic_type(self, node: tree.Arithmetic, left: Type, right: Type) -> Type:
        """The type of a calculation."""
        if UNKNOWN in (left, right):
            return UNKNOWN
        result = _ARITHMETIC.get((str(left), node.operator, str(right)))
        if result == DATE:
            self.of_whole_days(node)
        if result is None:
            quoted = _value_in_quotes(node.left, node.right)
            self.problem(messages.cannot_calculate(str(left), node.operator, str(right), quoted), node.span)
            return UNKNOWN
        return result

    def of_whole_days(self, node: tree.Arithmetic) -> None:
        """A date has no time of day: hours are told where they stand."""
        for side in (node.left, node.right):
            if isinstance(side, tree.Literal) and isinstance(side.value, Duration) and side.value.seconds:
                self.problem(messages.no_time_of_day(self.words(side)), side.span)

    def ordered(self, typed: tree.Expression) -> None:
        """Only numbers, dates and durations have an order."""
        type_ = required(typed.type or UNKNOWN)
        if type_ not in (*ORDERED, UNKNOWN):
            self.problem(messages.no_order(str(type_)), typed.span)

    def comparable(self, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """Whether two values can be compared; else a diagnostic."""
        if self.record_beside_value(left, right) or self.percent_beside_value(left, right):
            return False
        one, other = self.present(left), self.present(right)
        if UNKNOWN in (one, other):
            return False
        return self.compared(one, other, left, right, span)

    def record_beside_value(self, left: tree.Expression, right: tree.Expression) -> bool:
        """Whether one of two is a record and the other a value of one of its fields: told, with those fields."""
        for typed, other in ((left, right), (right, left)):
            record, wanted = required(typed.type or UNKNOWN), required(other.type or UNKNOWN)
            if isinstance(record, Record) and (wanted in ORDERED or is_text(wanted)) and record.name != "settings":
                fields = self.fields_for(record, wanted)
                if fields:
                    self.problem(messages.record_for_value(self.words(typed), record.name, fields), typed.span)
                    return True
        return False

    def percent_beside_value(self, left: tree.Expression, right: tree.Expression) -> bool:
        """Whether `40%`, which is 0.4, stands beside the value of a plan's quantity, which is 40 of `40%`, or beside a count."""
        for literal, other in ((left, right), (right, left)):
            for part in literal.items if isinstance(literal, tree.ListLiteral) else (literal,):
                words = self.words(part)
                if isinstance(part, tree.Literal) and words.endswith("%") and self.never_a_part(other):
                    self.problem(messages.percent_of_a_quantity(words, isinstance(other, tree.Call)), part.span)
                    return True
        return False

    def never_a_part(self, node: tree.Expression) -> bool:
        """Whether a number is surely not so many hundredths."""
        if isinstance(node, tree.Otherwise):
            return self.never_a_part(node.value)
        if isinstance(node, tree.Call):
            return node.function.name == "count"
        if not isinstance(node, tree.FieldOf) or node.field.name != "value":
            return False
        base = required(node.base.type or UNKNOWN)
        base = base.element if isinstance(base, ListOf) else base
        return isinstance(base, Record) and "unit" in self.records.fields.get(base.name, {})

    def fields_for(self, record: Record, wanted: Type) -> list[str]:
        """The fields of a record that may be meant where a value of a type is needed, the likeliest first."""
        fields = self.records.fields[record.name]
        fitting = [
            name for name, one in fields.items() if fits(required(one.type), TEXT if is_text(wanted) else wanted)
        ]
        likely = [
            name
            for name in ("value", "by", "id", "name")
            if name in (fitting or fields) or (name == "value" and name in fields)
        ]
        return list(dict.fromkeys([*likely, *fitting]))[: 1 if likely else 3]

    def compared(self, one: Type, other: Type, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """The same for types: `left` and `right` are where literals stand."""
        if isinstance(one, ListOf) or isinstance(other, ListOf):
            both = isinstance(one, ListOf) and isinstance(other, ListOf)
            one_first = not isinstance(one, ListOf)
            item, list_ = (left, right) if one_first else (right, left)
            said = messages.element_against_list(self.words(item), self.words(list_))
            if not both and NUMBER in (one, other) and ListOf(NUMBER) not in (one, other):
                said = messages.count_of_list(self.words(list_))
            self.problem(messages.lists_compared() if both else said, span)
            return False
        if isinstance(one, Record) and isinstance(other, Record):
            self.problem(messages.records_compared(str(one)), span)
            return False
        if is_text(one) and is_text(other):
            return self.possible(one, other, left, right, span)
        if NOTHING in (one, other) or one == other:
            return True
        self.problem(messages.never_equal(str(one), str(other), _value_in_quotes(left, right)), span)
        return False

    def possible(self, one: Type, other: Type, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """Whether texts can ever be equal: each literal must be a value of the closed set on the other side."""
        if not (isinstance(one, Enum) and isinstance(other, Enum)) or (one.literal and other.literal):
            return True
        if one.literal or other.literal:
            closed, literals, where = (other, one, left) if one.literal else (one, other, right)
            return self.literals_within(closed, literals, where)
        if one.values & other.values:
            return True
        self.problem(Said(messages.never_equal(self.words(left), self.words(right)).message), span)
        return False

    def literals_within(self, closed: Enum, literals: Enum, where: tree.Expression) -> bool:
        """Each literal is one of the closed set; told at the literal itself where it stands there."""
        wrong = literals.values - closed.values
        if not wrong:
            return True
        told = False
        for part in walk(where):
            if isinstance(part, tree.Text) and isinstance(part.type, Enum) and part.type.values <= wrong:
                self.problem(messages.not_in_enum(min(part.type.values), closed.values), part.span)
                told = True
        if not told:
            self.problem(messages.not_in_enum(min(wrong), closed.values), where.span)
        return False


def non_zero(divisor: tree.Expression) -> bool:
    """Whether a divisor is a literal other than zero."""
    if isinstance(divisor, tree.Negative):
        return non_zero(divisor.operand)
    return isinstance(divisor, tree.Literal) and bool(divisor.value)


_VALUE_IN_QUOTES = r"\d+(?:\.\d+)?|\d{4}-\d\d-\d\d|\d+ (?:second|minute|hour|day|week|month|quarter|year)s?|true|false"


def _value_in_quotes(*sides: tree.Expression) -> str | None:
    """The number, date or duration that stands in quotes, where one does."""
    for side in sides:
        if isinstance(side, tree.Text) and isinstance(side.type, Enum):
            (text,) = side.type.values
            if re.fullmatch(_VALUE_IN_QUOTES, text, re.ASCII):
                return text
            if re.fullmatch(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", text, re.ASCII) and (days := dates(text)):
                return days[0]
    return None
