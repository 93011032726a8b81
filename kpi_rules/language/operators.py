"""What operators give for the types of their sides: which go together, which are compared, and with what they never equal."""

from __future__ import annotations

from kpi_rules.language import messages, tree
from kpi_rules.language.scope import Ground
from kpi_rules.language.syntax_messages import Said
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NOTHING,
    NUMBER,
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
        if result is None:
            self.problem(messages.cannot_calculate(str(left), node.operator, str(right)), node.span)
            return UNKNOWN
        return result

    def ordered(self, typed: tree.Expression) -> None:
        """Only numbers, dates and durations have an order."""
        type_ = required(typed.type or UNKNOWN)
        if type_ not in (*ORDERED, UNKNOWN):
            self.problem(messages.no_order(str(type_)), typed.span)

    def comparable(self, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """Whether two values can be compared; else a diagnostic."""
        one, other = self.present(left), self.present(right)
        if UNKNOWN in (one, other):
            return False
        return self.compared(one, other, left, right, span)

    def compared(self, one: Type, other: Type, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """The same for types: `left` and `right` are where literals stand."""
        if isinstance(one, ListOf) or isinstance(other, ListOf):
            both = isinstance(one, ListOf) and isinstance(other, ListOf)
            self.problem(messages.lists_compared() if both else messages.element_against_list(), span)
            return False
        if isinstance(one, Record) and isinstance(other, Record):
            self.problem(messages.records_compared(str(one)), span)
            return False
        if is_text(one) and is_text(other):
            return self.possible(one, other, left, right, span)
        if NOTHING in (one, other) or one == other:
            return True
        self.problem(messages.never_equal(str(one), str(other), _number_in_quotes(left, right)), span)
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


def _number_in_quotes(*sides: tree.Expression) -> str | None:
    """The number that stands in quotes, where one does."""
    for side in sides:
        if isinstance(side, tree.Text) and isinstance(side.type, Enum):
            (text,) = side.type.values
            if text.isascii() and text.replace(".", "", 1).isdigit():
                return text
    return None
