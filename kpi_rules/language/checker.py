"""Tree → typed tree, with a diagnostic for everything that could go wrong when it runs.

What checks never fails to evaluate: types fit, missing values are dealt with, names and fields exist, patterns compile.
Comes in: the tree, and an `Environment` that says what records, settings and functions there are. Never raises for bad
rules. Rules and defines are checked here; expressions in `expressions.py`. What comes out is in `checked.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import tr
from kpi_rules.language import messages, tree
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import CheckedDefine, CheckedRule, Environment, constant
from kpi_rules.language.expressions import Checker
from kpi_rules.language.narrowing import Facts, known
from kpi_rules.language.paths import check_place, check_replacement
from kpi_rules.language.scope import Binding, Scope
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NUMBER,
    PATTERN,
    TEXT,
    TRUTH,
    UNKNOWN,
    ListOf,
    Optional,
    Record,
    Records,
    Type,
    optional,
)
from kpi_rules.language.walk import mentions, walk
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import replace

MAX_DIAGNOSTICS = 50
Check = Callable[[], CheckedRule | None]
Remember = Callable[[Source, tree.Rule, Check], CheckedRule | None]
_WORDS = {"text": TEXT, "number": NUMBER, "truth": TRUTH, "date": DATE, "duration": DURATION, "pattern": PATTERN}


def check_expression(
    expression: tree.Expression, source: Source, environment: Environment
) -> tuple[tree.Expression | None, tuple[Diagnostic, ...]]:
    """One expression over `plan`, `previous`, `portfolio`, `settings` and `today`."""
    checker = Checker(source, environment.all_records(), dict(environment.defines))
    typed = checker.check(expression, Scope(_globals("plan", "previous", "portfolio")))
    problems = tuple(checker.problems[:MAX_DIAGNOSTICS])
    return (None if problems else typed), problems


def first_scope() -> Scope:
    """The names that an expression by itself can speak of."""
    return Scope(_globals("plan", "previous", "portfolio"))


def check_alone(
    step: tree.Let | tree.Expression, source: Source, environment: Environment, scope: Scope
) -> tuple[tree.Let | tree.Expression, Scope, tuple[Diagnostic, ...]]:
    """An expression, or one that is given a name, after others that were; and what is known after it. A name may be given again."""
    checker = Checker(source, environment.all_records(), dict(environment.defines), broken=environment.broken)
    if isinstance(step, tree.Expression):
        return checker.check(step, scope), scope, tuple(checker.problems[:MAX_DIAGNOSTICS])
    others = {name: binding for name, binding in scope.names.items() if name != step.name.name}
    free = replace(scope, names=others) if step.name.name not in first_scope().names else scope
    value = checker.check(step.value, scope)
    told = known(step.value, scope.told)
    after = checker.bind(step.name, value.type or UNKNOWN, free, told, alias=step.value)
    return replace(step, value=value), after, tuple(checker.problems[:MAX_DIAGNOSTICS])


def anew(source: Source, rule: tree.Rule, check: Check) -> CheckedRule | None:
    """Check a rule, of which nothing is known."""
    return check()


def check_rules(
    files: Sequence[tree.RuleFile], environment: Environment, remember: Remember = anew
) -> tuple[tuple[CheckedRule, ...], tuple[Diagnostic, ...]]:
    """The rules of one pack, file by file; none when any is wrong. Defines are known in the whole pack, in order. `remember` has a say before a
    rule is checked: it may know what became of it."""
    records = environment.all_records()
    broken = environment.broken.union(*(file.broken for file in files))
    own, found = check_defines(files, environment)
    problems = list(found)
    defines = {**environment.defines, **own}
    rules: list[CheckedRule] = []
    seen: dict[str, Location] = {}
    for file in files:
        for rule in file.rules:
            _unique(rule, file.source, seen, problems)
            checked = remember(
                file.source,
                rule,
                lambda rule=rule, source=file.source: _check_rule(rule, source, records, defines, broken, problems),  # type: ignore[misc]  # mypy knows no type of a default
            )
            if checked is not None:
                rules.append(checked)
    return (() if problems else tuple(rules)), tuple(problems[:MAX_DIAGNOSTICS])


def check_defines(
    files: Sequence[tree.RuleFile], environment: Environment
) -> tuple[Mapping[str, CheckedDefine], tuple[Diagnostic, ...]]:
    """The defines of one pack, in order. Each sees those before it, and those of the environment, whose names are taken."""
    records = environment.all_records()
    problems: list[Diagnostic] = []
    defines = dict(environment.defines)
    all_defines = {node.name.name for file in files for node in file.defines}
    broken = environment.broken.union(*(file.broken for file in files))
    for file in files:
        for node in file.defines:
            _add_define(node, file.source, records, defines, all_defines, broken, problems)
    return {name: one for name, one in defines.items() if name in all_defines}, tuple(problems)


def _unique(rule: tree.Rule, source: Source, seen: dict[str, Location], problems: list[Diagnostic]) -> None:
    here = Location(source, rule.id.span)
    first = seen.setdefault(rule.id.name, here)
    if first is not here:
        said = messages.duplicate_rule(rule.id.name)
        problems.append(Diagnostic(said.message, here, said.help, (Note(tr("the first is here"), first),)))


def _globals(*names: str) -> Mapping[str, Binding]:
    kinds: dict[str, Type] = {
        "plan": Record("plan"),
        "previous": Optional(Record("plan")),
        "portfolio": Record("portfolio"),
        "settings": Record("settings"),
        "today": DATE,
    }
    return {name: Binding(kinds[name]) for name in ("settings", "today", *names)}


# defines


def parse_type(text: str, records: Records) -> Type | None:
    """A type as it is written: `text`, `list of kpi`, `number?`."""
    if text.endswith("?"):
        inner = parse_type(text[:-1], records)
        return None if inner is None or isinstance(inner, ListOf) else optional(inner)
    if text.startswith("list of "):
        element = parse_type(text.removeprefix("list of "), records)
        return None if element is None or isinstance(element, (ListOf, Optional)) else ListOf(element)
    if text in _WORDS:
        return _WORDS[text]
    return Record(text) if text in records.fields and text != "settings" else None


def _add_define(
    node: tree.Define,
    source: Source,
    records: Records,
    defines: dict[str, CheckedDefine],
    all_defines: Iterable[str],
    broken: frozenset[str],
    problems: list[Diagnostic],
) -> None:
    checker = Checker(source, records, defines, all_defines, broken, within_define=node.name.name)
    if node.name.name in BUILTINS:
        checker.problem(messages.builtin_redefined(node.name.name), node.name.span)
    elif node.name.name in defines:
        other = defines[node.name.name]
        said = messages.duplicate_define(node.name.name)
        notes = (Note(tr("the first is here"), Location(other.source, other.value.span)),)
        problems.append(Diagnostic(said.message, Location(source, node.name.span), said.help, notes))
    scope = Scope(_globals("plan"))
    parameters: list[tuple[str, Type]] = []
    for parameter in node.parameters:
        declared = parse_type(parameter.declared_text.name, records)
        if declared is None:
            known_types = [*_WORDS, *(name for name in records.fields if name != "settings")]
            checker.problem(
                messages.unknown_type(parameter.declared_text.name, known_types), parameter.declared_text.span
            )
        parameters.append((parameter.name.name, declared or UNKNOWN))
        scope = checker.bind(parameter.name, declared or UNKNOWN, scope)
    value = checker.check(node.value, scope)
    problems.extend(checker.problems)
    uses_plan = mentions(value, "plan") or any(
        defines[call.function.name].uses_plan
        for call in walk(value)
        if isinstance(call, tree.Call) and call.function.name in defines
    )
    defines.setdefault(
        node.name.name,
        CheckedDefine(node.name.name, tuple(parameters), value, value.type or UNKNOWN, source, uses_plan),
    )


# rules


def _check_rule(
    rule: tree.Rule,
    source: Source,
    records: Records,
    defines: Mapping[str, CheckedDefine],
    broken: frozenset[str],
    problems: list[Diagnostic],
) -> CheckedRule | None:
    whole_run = mentions(rule, "portfolio")
    parts = [_check_part(part, source, records, defines, broken, whole_run, problems) for part in (rule, *rule.also)]
    checked = [part for part in parts if part is not None]
    if len(checked) < len(parts):
        return None
    return CheckedRule(
        rule.id.name,
        constant(rule.title) or rule.id.name,
        rule.level,
        replace(checked[0], also=tuple(checked[1:])),
        source,
        "portfolio" if whole_run else "plan",
        mentions(rule, "previous"),
        records,
        defines,
    )


def _check_part(
    rule: tree.Rule,
    source: Source,
    records: Records,
    defines: Mapping[str, CheckedDefine],
    broken: frozenset[str],
    whole_run: bool,
    problems: list[Diagnostic],
) -> tree.Rule | None:
    """A rule, or what an `also` adds to it, with its types; what `also` adds to this one is not looked at."""
    rule = replace(rule, also=())
    checker = Checker(source, records, defines, broken=broken)
    scope = Scope(_globals("portfolio") if whole_run else _globals("plan", "previous"))
    checker.whole_run = whole_run
    steps: list[tree.Step] = []
    for step in rule.steps:
        typed, scope = _check_step(step, checker, scope)
        steps.append(typed)
    condition = checker.need(
        checker.check(rule.condition, scope), TRUTH, messages.demand_not_truth_help() if not whole_run else None
    )
    failed = scope.knowing(known(rule.condition, scope.told).false)
    at = check_place(rule.at, checker, failed) if rule.at else None
    replaced = check_replacement(rule.replace, checker, failed) if rule.replace else None
    typed_rule = replace(
        rule,
        steps=tuple(steps),
        condition=condition,
        weights=tuple(
            replace(one, condition=checker.need(checker.check(one.condition, failed), TRUTH)) for one in rule.weights
        ),
        at=at,
        replace=replaced,
        say=_check_text(rule.say, checker, failed),
        fix=_check_text(rule.fix, checker, failed),
    )
    if mentions(rule, "previous") and not checker.problems and not _handles_previous(typed_rule):
        checker.problem(messages.previous_unhandled(), _first_mention(rule, "previous"))
    problems.extend(checker.problems)
    return None if checker.problems else typed_rule


def _check_step(step: tree.Step, checker: Checker, scope: Scope) -> tuple[tree.Step, Scope]:
    match step:
        case tree.Let():
            value = checker.check(step.value, scope)
            return replace(step, value=value), checker.bind(
                step.name, value.type or UNKNOWN, scope, known(step.value, scope.told), alias=step.value
            )
        case tree.When():
            condition = checker.need(checker.check(step.condition, scope), TRUTH)
            return replace(step, condition=condition), scope.knowing(known(step.condition, scope.told).true)
        case tree.ForEach():
            return _check_loop(step, checker, scope)


def _check_loop(step: tree.ForEach, checker: Checker, scope: Scope) -> tuple[tree.ForEach, Scope]:
    list_ = checker.check(step.list, scope)
    scope = checker.bind(step.variable, checker.element(list_), scope)
    where = checker.need(checker.check(step.where, scope), TRUTH) if step.where else None
    facts: Facts = known(step.where, scope.told).true if step.where else frozenset()
    return replace(step, list=list_, where=where), scope.knowing(facts)


def _check_text(text: tree.Text | None, checker: Checker, scope: Scope) -> tree.Text | None:
    """A text of the rule, or one that a locale put in its place: what is wrong with it is told where it stands."""
    if text is None:
        return None
    own, checker.source = checker.source, text.source or checker.source
    typed = checker.text(text, scope)
    checker.source = own
    return typed


def _handles_previous(rule: tree.Rule) -> bool:
    """Whether a rule says anywhere what happens without a previous plan."""
    for node in walk(rule):
        if isinstance(node, (tree.Presence, tree.Otherwise)) and mentions(node.value, "previous"):
            return True
    return False


def _first_mention(rule: tree.Rule, name: str) -> Span:
    return next(node.span for node in walk(rule) if isinstance(node, tree.Name) and node.name == name)
