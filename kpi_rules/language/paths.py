"""The clauses of a rule that name a place in the plan: `at`, and `replace … with …`.

Comes in: their expressions as written, the checker, and what is known where the demand has failed. Goes out: the same with
types; what is wrong is kept by the checker. Knows nothing of plans.
"""

from __future__ import annotations

from kpi_rules.language import messages, tree
from kpi_rules.language.expressions import Checker
from kpi_rules.language.scope import Scope
from kpi_rules.language.types import UNKNOWN, Optional, Record, Type, is_text, required
from kpi_rules.structs import replace


def check_place(at: tree.Expression, checker: Checker, scope: Scope, word: str = "at") -> tree.Expression:
    """A path into the plan. A name of a path stands for that path."""
    seen = 0
    while (
        isinstance(at, tree.Name) and (binding := scope.names.get(at.name)) and binding.alias is not None and seen < 50
    ):
        if isinstance(binding.type, Record) or not isinstance(binding.alias, (tree.FieldOf, tree.Indexed, tree.Name)):
            break
        at, seen = replace(binding.alias, span=at.span), seen + 1
    typed = checker.check(at, scope)
    root = typed
    while isinstance(root, (tree.FieldOf, tree.Indexed)):
        root = root.base if isinstance(root, tree.FieldOf) else root.list
    points = isinstance(root, tree.Name) and root.name not in ("settings", "today") and _is_record(root.type)
    if UNKNOWN not in (typed.type, root.type) and not points:
        checker.problem(messages.not_a_path(word, _path_in_quotes(typed)), at.span)
    return typed


def _path_in_quotes(typed: tree.Expression) -> str | None:
    if not isinstance(typed, tree.Text) or len(typed.parts) != 1 or not isinstance(typed.parts[0], str):
        return None
    text = typed.parts[0]
    return text if "." in text and all(part.isidentifier() for part in text.split(".")) else None


def _is_record(type_: Type | None) -> bool:
    return isinstance(type_.type if isinstance(type_, Optional) else type_, Record)


def check_replacement(clause: tree.Replacement, checker: Checker, scope: Scope) -> tree.Replacement:
    """A text of the plan, and the text that is to stand there; where either is missing nothing is replaced."""
    before = len(checker.problems)
    path = check_place(clause.path, checker, scope, "replace")
    value = checker.check(clause.value, scope)
    old, new = required(path.type or UNKNOWN), required(value.type or UNKNOWN)
    if UNKNOWN in (old, new) or len(checker.problems) > before:
        return replace(clause, path=path, value=value)
    if not (is_text(old) and isinstance(path, tree.FieldOf)):
        checker.problem(messages.not_replaceable(str(old)), path.span)
    elif not is_text(new):
        help_ = messages.replaced_by_text_help(checker.words(value))
        checker.problem(messages.wrong_type(str(new), str(old), help_), value.span)
    else:
        checker.compared(old, new, path, value, value.span)
    return replace(clause, path=path, value=value)
