"""What calls give: arguments against the signature of a built-in or a define."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_rules.language import messages, tree
from kpi_rules.language.builtins import BUILTINS, Builtin
from kpi_rules.language.fitting import fits, spelled, substituted, unify, written
from kpi_rules.language.scope import Ground
from kpi_rules.language.types import NUMBER, UNKNOWN, ListOf, Optional, Type

if TYPE_CHECKING:
    from kpi_rules.language.checked import CheckedDefine


class Calls(Ground, frozen=False):
    """Types of calls whose arguments are typed."""

    def called(self, node: tree.Call) -> Type:
        """The type of a call."""
        name = node.function.name
        if (function := BUILTINS.get(name)) is not None:
            return self.builtin_call(function, node)
        if (define := self.defines.get(name)) is not None:
            return self.define_call(define, node)
        if name in self.later_defines:
            self.problem(messages.later_define(name, name == self.within_define), node.function.span)
        elif name not in self.broken:
            self.unknown_function(node)
        return UNKNOWN

    def unknown_function(self, node: tree.Call) -> None:
        """Nothing is called so: most often it is otherwise elsewhere."""
        from kpi_rules.language.habits import meant
        from kpi_rules.language.habits.calls import CALLED

        name, span = node.function.name, node.function.span
        said = messages.unknown_function(name, [*BUILTINS, *self.defines])
        if name.lower() in ("len", "size", "length", "counta") and len(node.arguments) == 1:
            function = "count" if isinstance(node.arguments[0].type, ListOf) else "length"
            better = messages.write(f"{function}({self.words(node.arguments[0])})")
            self.problem(said._replace(help=better), node.span)
            return
        answer = meant(CALLED, self.source, span)
        if answer is None:
            self.problem(said, span)
        else:
            self.problem(said._replace(help=answer[0].help), answer[1])

    def builtin_call(self, function: Builtin, node: tree.Call) -> Type:
        """The type that a built-in gives for these arguments."""
        if not self.with_a_way(function, node):
            return UNKNOWN
        least = sum(parameter.required for parameter in function.parameters)
        if not least <= len(node.arguments) <= len(function.parameters):
            listed = isinstance(function.parameters[0].type, ListOf) and len(node.arguments) > 1
            listed = listed and not any(isinstance(argument.type, ListOf) for argument in node.arguments)
            chosen = len(node.arguments) == 2 and isinstance(node.arguments[0].type, ListOf)
            list_ = self.words(node.arguments[0]) if chosen and len(function.parameters) == 1 else None
            said = messages.wrong_count(function.name, written(function), len(node.arguments), listed, list_)
            self.problem(said, node.span)
            return UNKNOWN
        variables: dict[str, Type] = {}
        fine = [
            self.argument(function, parameter.type, argument, variables)
            for parameter, argument in zip(function.parameters, node.arguments, strict=False)
        ]
        return substituted(function.given(len(node.arguments)), variables) if all(fine) else UNKNOWN

    def with_a_way(self, function: Builtin, node: tree.Call) -> bool:
        """Whether a function that goes by a field is told which, and no other is."""
        wanted = function.form is not None
        if isinstance(by := node.arguments[-1] if node.arguments else None, tree.By) == wanted:
            return by is None or len(node.arguments) < 2 or self.starts_within(function, node.arguments[0], by)
        words = self.words(node.arguments[0]) if len(node.arguments) > 1 else None
        self.problem(
            messages.by_what(function.name, written(function), words)
            if wanted
            else messages.goes_nowhere(function.name),
            node.span,
        )
        return False

    def starts_within(self, function: Builtin, start: tree.Expression, by: tree.Expression) -> bool:
        """Whether a way begins at a record of the kind that its list is of."""
        type_ = by.type if isinstance(by, tree.By) else None
        if not isinstance(type_, ListOf) or isinstance(start.type, Optional) or start.type in (type_.element, UNKNOWN):
            return True
        self.problem(messages.starts_elsewhere(function.name, str(type_.element), str(start.type)), start.span)
        return False

    def argument(self, function: Builtin, wanted: Type, argument: tree.Expression, variables: dict[str, Type]) -> bool:
        """Whether an argument fits its parameter; binds the words of the signature that stand for a type."""
        found = argument.type or UNKNOWN
        if found == UNKNOWN:
            return False
        if isinstance(found, Optional):
            self.missing(argument, wanted)
            return False
        if unify(wanted, found, variables):
            return True
        said = messages.wrong_argument(function.name, written(function), str(found), spelled(wanted))
        if function.name == "days" and found == NUMBER:
            said = said._replace(help=messages.write(f"{self.words(argument)} days"))
        self.problem(said, argument.span)
        return False

    def define_call(self, define: CheckedDefine, node: tree.Call) -> Type:
        """The type that a define gives."""
        signature = f"{define.name}({', '.join(f'{name}: {type_}' for name, type_ in define.parameters)})"
        if len(node.arguments) != len(define.parameters):
            self.problem(messages.wrong_count(define.name, signature, len(node.arguments), False), node.span)
        if self.whole_run and define.uses_plan:
            self.problem(messages.no_plan_here(), node.span)
        for (_, wanted), argument in zip(define.parameters, node.arguments, strict=False):
            found = argument.type or UNKNOWN
            if isinstance(found, Optional) and not isinstance(wanted, Optional):
                self.missing(argument, wanted)
            elif not fits(found, wanted):
                self.problem(messages.wrong_argument(define.name, signature, str(found), str(wanted)), argument.span)
        return define.result
