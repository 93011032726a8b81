"""`kpi-rules diff`: what changed since a revision, or between two packs, and what that does to the findings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, wants_color, write
from kpi_rules.cli.diff_packs import compare_packs, impact_on
from kpi_rules.cli.options import OneOf, beside_options, color_option, policy_options, today_option
from kpi_rules.cli.plan_changes import PlanChanges, changes_of, heading, plan_object, told
from kpi_rules.cli.project import options_of, settled, the_project
from kpi_rules.comparing.difference import Difference
from kpi_rules.comparing.impact import Impact
from kpi_rules.comparing.policies import difference
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.structs import Struct
from kpi_rules.workspace.project import Project

_EPILOG = """\b
Examples:
  kpi-rules diff                       since the last commit
  kpi-rules diff origin/main           since the main branch as it is
  kpi-rules diff origin/main...        since this branch left it
  kpi-rules diff v1.2 plans/ --format json
  kpi-rules diff --packs core ./our-pack
  kpi-rules diff --packs v1.2:packs/city packs/city plans/
"""


class _Told(Struct):
    """All there is to tell since a revision."""

    report: Report
    plans: tuple[PlanChanges, ...]
    policy: Difference
    impact: Impact | None


@click.command("diff", cls=Command, epilog=_EPILOG)
@click.argument("arguments", metavar="[REF] [PLANS]...", nargs=-1, type=click.Path())
@click.option(
    "--packs",
    "sides",
    nargs=2,
    metavar="OLD NEW",
    help="Compare two packs or versions instead: names, folders, or REF:FOLDER as git has it.",
)
@click.option("--fail-on-easier", is_flag=True, help="Exit 1 where a rule or setting has become easier, or may have.")
@policy_options
@today_option
@beside_options
@click.option(
    "--format",
    "format_",
    type=OneOf(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@color_option
def command(**given: Any) -> int:
    """Tell what changed between the revision REF and now: in plans, in rules and settings, and in what is found.

    Renamed files are followed by the plan in them; KPIs and other records are the same by their ids. Of each rule it is told
    whether it has become easier or harder, where that is sure. With --packs two packs are compared, and what they find in
    PLANS. Nothing that is found here fails the command unless --fail-on-easier says so, but a plan that cannot be read now
    makes the exit code 1: nobody knows what has changed in it.
    """
    if given["sides"]:
        return compare_packs(given)
    ref, *paths = given["arguments"] or ("HEAD",)
    options = options_of({**given, "paths": paths, "base": given["base"] or ref})
    with the_project(options) as project:
        plans = tuple(change for each in project.all for change in changes_of(each))
        found = _Told(settled(project).report, plans, _policy(project), _impact(project))
    match given["format_"]:
        case "json":
            put_out(_as_json(found))
        case "markdown":
            put_out(_as_markdown(found))
        case _:
            write("\n".join(_as_text(found, wants_color(given["color"], sys.stdout))) + "\n")
    easier = given["fail_on_easier"] and found.policy.may_be_easier
    return FOUND if easier or any(plan.unread for plan in plans) else CLEAN


def _policy(project: Project) -> Difference:
    """What differs in the policies of all projects of the run, each thing once."""
    revisions = [each.revision for each in project.all if each.revision]
    entries = (entry for each in revisions for entry in difference(each.own, each.head).entries)
    return Difference(tuple(dict.fromkeys(entries)))


def _impact(project: Project) -> Impact | None:
    """What today's policies find in today's plans that those of the base do not, and the other way round."""
    made = [
        impact_on(each.files, each.revision.own, each.revision.head, each.options)
        for each in project.all
        if each.revision and each.files and difference(each.revision.own, each.revision.head).means_something
    ]
    if not made:
        return None
    rows = tuple(row for one in made for row in one.rows)
    return Impact(sum(one.plans for one in made), rows, all(one.whole for one in made))


def _as_text(found: _Told, color: bool) -> Iterator[str]:
    from kpi_rules.reports.comparison.text import difference_lines, impact_lines
    from kpi_rules.reports.ink import colours
    from kpi_rules.reports.safe import one_line

    ink, report = colours(color), found.report
    for plan in found.plans:
        yield ink("strong", one_line(heading(plan)))
        yield from (f"  {one_line(line)}" for line in told(plan))
        yield ""
    if found.policy:
        yield ink("strong", tr("packs and settings"))
        yield from difference_lines(found.policy, ink, "  ")
        yield ""
    if found.impact:
        yield ink("strong", tr("by the new packs and settings"))
        yield from (f"  {line}" for line in impact_lines(found.impact, ink))
        yield ""
    if not found.plans and not found.policy:
        yield tr("no plan has changed since {base}", base=one_line(report.base or ""))
    new = _new(report)
    yield from _findings(ink("must", tr("new")), new)
    yield from _findings(ink("good", tr("fixed")), report.fixed)
    yield from (tr("note: {notice}", notice=one_line(notice)) for notice in report.notices)
    yield one_line(_counts(report))


def _new(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.change == "new"]


def _counts(report: Report) -> str:
    new, fixed = len(_new(report)), len(report.fixed)
    stays = sum(finding.change == "unchanged" for finding in report.findings)
    counts = [
        ntr("{count} new finding", "{count} new findings", new),
        ntr("{count} fixed", "{count} fixed", fixed),
        ntr("{count} unchanged", "{count} unchanged", stays),
    ]
    return tr("since {base}: {counts}", base=report.base or "", counts=listed(counts))


def _findings(state: str, findings: Iterable[Finding]) -> Iterator[str]:
    from kpi_rules.reports.safe import one_line
    from kpi_rules.reports.words import kind

    some = False
    for finding in findings:
        some = True
        place = f"{finding.region.file}:{finding.region.start.line}"
        yield f"{state} {kind(finding.level)}[{one_line(finding.rule)}]: {one_line(finding.message)} ({one_line(place)})"
    if some:
        yield ""


def _as_markdown(found: _Told) -> str:
    from kpi_rules.reports.comparison.markdown import difference_lines, impact_lines, page
    from kpi_rules.reports.markdown import finding_tables
    from kpi_rules.reports.markdown_text import escape

    def lines() -> Iterator[str]:
        yield f"**{escape(_counts(found.report))}**"
        if found.plans:
            yield from ("", f"## {tr('Plans')}", "")
        for plan in found.plans:
            yield f"- **{escape(heading(plan))}**"
            yield from (f"  - {escape(line)}" for line in told(plan))
        if found.policy:
            yield from ("", *difference_lines(found.policy))
        if found.impact:
            yield from ("", *impact_lines(found.impact))
        yield from finding_tables({tr("New"): _new(found.report), tr("Fixed"): list(found.report.fixed)})

    return page(lines())


def _as_json(found: _Told) -> str:
    from kpi_rules.reports.comparison.json_objects import difference_objects, impact_object
    from kpi_rules.reports.json_report import finding_object
    from kpi_rules.reports.json_text import dumps

    report = found.report
    value = {
        "format": "kpi-rules-diff",
        "version": 1,
        "base": report.base,
        "today": report.today.isoformat(),
        "plans": list(map(plan_object, found.plans)),
        "policy": difference_objects(found.policy),
        "impact": impact_object(found.impact),
        "new": list(map(finding_object, _new(report))),
        "fixed": list(map(finding_object, report.fixed)),
        "unchanged": sum(finding.change == "unchanged" for finding in report.findings),
        "notices": list(report.notices),
    }
    return dumps(value) + "\n"
