"""What of a report somebody asked for: some rules, all but some, or findings of a level and above.

Comes in: a report, and names of rules or packs. Goes out: the report with the rest left away, as if those rules were not in force; or what is wrong
with the names. That a plan cannot be read is never left away.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import INVALID_PLAN, Finding, Level, Report
from kpi_rules.engine.gate import is_grave
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct, replace


class Selection(Struct):
    """Rules and packs by name, as they were written; without `select` all are meant."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: Level | None = None


def narrowed(report: Report, selection: Selection) -> tuple[Report | None, tuple[Diagnostic, ...]]:
    """The report of what was asked for."""
    every = {rule.id for rule in report.rules}
    selected, unknown = _meant(selection.select, every)
    ignored, also_unknown = _meant(selection.ignore, every)
    if problems := (*unknown, *also_unknown):
        return None, problems
    kept = ((selected if selection.select else every) - ignored) | {INVALID_PLAN}
    if not kept & every - {INVALID_PLAN}:
        help_ = tr("leave one of them out")
        return None, (Diagnostic(tr("`--select` and `--ignore` leave no rule to check"), None, help_),)

    def is_kept(finding: Finding) -> bool:
        return finding.rule in kept and (selection.level is None or is_grave(finding.level, selection.level))

    return _with(report, frozenset(kept), tuple(filter(is_kept, report.findings)), selection.level), ()


def _with(report: Report, kept: frozenset[str], findings: tuple[Finding, ...], level: Level | None) -> Report:
    return replace(
        report,
        rules=tuple(rule for rule in report.rules if rule.id in kept),
        tallies={rule: tally for rule, tally in report.tallies.items() if rule in kept},
        findings=findings,
        fixed=tuple(finding for finding in report.fixed if finding.rule in kept),
        left_out={one: count for one, count in report.left_out.items() if level is None or is_grave(one, level)},
    )


def _meant(names: Iterable[str], every: set[str]) -> tuple[set[str], tuple[Diagnostic, ...]]:
    """The rules in force that names of rules and packs mean."""
    from kpi_rules.packs.names import find_rule

    meant: set[str] = set()
    problems = []
    for name in names:
        of_pack = {rule for rule in every if rule.startswith(f"{name}/")}
        rule, problem = (None, None) if of_pack else find_rule(name, every - {INVALID_PLAN}, None)
        meant |= of_pack if rule is None else {rule}
        problems += [problem] if problem else []
    return meant, tuple(problems)
