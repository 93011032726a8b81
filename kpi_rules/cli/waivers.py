"""`kpi-rules waivers`: the exceptions that are agreed on: list them, add one, take out those that are done with."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpi_rules.cli.commands import Command, Group
from kpi_rules.cli.console import put_out, tell, write
from kpi_rules.cli.options import Day, format_option, policy_options, today_option
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import one_or_unusable, options_of, settled, settled_alone, the_project
from kpi_rules.cli.writing import put_file
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.files import shown
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.language.durations import Duration, later
from kpi_rules.packs import find_rule
from kpi_rules.seen import is_empty
from kpi_rules.source import Source
from kpi_rules.structs import replace
from kpi_rules.workspace.places import WAIVERS
from kpi_rules.workspace.project import Project

if TYPE_CHECKING:
    from kpi_rules.engine.findings import Finding, Region, Report
    from kpi_rules.engine.waivers.waiving import Judged

MISREAD = ("waivers/malformed", "waivers/unexplained")
"""The rules that find what is no waiver as it is written."""
_EPILOG = """\b
Examples:
  kpi-rules waivers list --expiring 30d
  kpi-rules waivers add no-mission --plan 'Content 2026' --until 2026-06-30 --reason 'New board in May' --owner Ada
  kpi-rules waivers prune

\b
In a plan, on the line or the line above:
  # kpi-rules: waive core/kpi-without-owner until 2026-06-30 -- the sponsor joins in March
"""


@click.group("waivers", cls=Group, epilog=_EPILOG)
def command() -> None:
    """List, add and prune the waivers in kpi-rules.waivers.yaml; those in comments of plans are listed, too."""


@command.command("list", cls=Command)
@policy_options
@today_option
@click.option(
    "--expiring", metavar="TIME", help="Only those that end within this time, as 30d, '2 weeks' or 1 quarter."
)
@format_option
def list_(**given: Any) -> int:
    """List every waiver: what it excuses, until when, who answers for it, and how it stands today."""
    within = _time(given["expiring"])
    with the_project(options_of({**given, "no_baseline": True})) as project:
        result = settled(project)
        judged = sorted(result.waivers, key=lambda each: (each.waiver.until, each.waiver.region))
        last = None if within is None else later(project.options.today, within)
        rows = [each for each in judged if last is None or each.waiver.until <= last]
    misread = [finding for finding in result.report.findings if finding.rule in MISREAD]
    if given["format_"] == "json":
        put_out(_as_json(rows, misread))
        return CLEAN
    write("".join([*map(_as_text, rows), *map(_misread_as_text, misread)]))
    tell(ntr("{count} waiver", "{count} waivers", len(rows)))
    if misread:
        tell(ntr("{count} more does not count as it is", "{count} more do not count as they are", len(misread)))
    return CLEAN


def _time(text: str | None) -> Duration | None:
    """A time as `30d`, or as plans write one."""
    if text is None:
        return None
    from kpi_rules.plan.calendar.durations import read_duration

    number, unit = text.strip()[:-1], text.strip()[-1:].lower()
    days = int(number) if unit == "d" and number.isascii() and number.isdigit() and len(number) < 7 else None
    read = Duration(days=days) if days is not None else read_duration(text)
    if isinstance(read, Duration):
        return read
    raise Unusable.because(tr("`{text}` is not a time", text=text), tr("write it as 30d, '2 weeks' or '1 quarter'"))


def _state(each: Judged) -> str:
    match each.state:
        case "in force":
            return ntr("excuses {count} finding", "excuses {count} findings", len(each.meets))
        case "unused":
            return tr("excuses nothing")
        case "expired":
            return tr("has ended")
        case "too long":
            return tr("ends too late: does not count")
        case "not waivable":
            return tr("its rule cannot be waived")
        case "unknown rule":
            return tr("there is no such rule")
        case "not checked":
            return tr("its plan was not looked at")


def _as_text(each: Judged) -> str:
    from kpi_rules.reports.safe import one_line

    waiver = each.waiver
    about = [part for part in (waiver.plan, waiver.subject) if part]
    rule = each.rule or waiver.rule
    head = tr("{date}  {rule}: {state}", date=waiver.until.isoformat(), rule=rule, state=_state(each))
    place = _place(waiver.region)
    details = listed([*about, waiver.reason, *([waiver.owner] if waiver.owner else [])])
    return f"{one_line(head)}\n            {one_line(details)}\n            --> {one_line(place)}\n"


def _misread_as_text(finding: Finding) -> str:
    from kpi_rules.reports.safe import one_line

    remedy = f"            {one_line(finding.remedy)}\n" if finding.remedy else ""
    return f"{'?':<10}  {one_line(finding.message)}\n{remedy}            --> {one_line(_place(finding.region))}\n"


def _place(region: Region) -> str:
    return f"{region.file}:{region.start.line}"


def _as_json(rows: Iterable[Judged], misread: Iterable[Finding]) -> str:
    from kpi_rules.reports.json_text import dumps

    return dumps([*map(_object, rows), *map(_misread_object, misread)]) + "\n"


def _misread_object(finding: Finding) -> Mapping[str, object]:
    """What is no waiver as it is written, with the fields of one."""
    nothing = dict.fromkeys(("rule", "plan", "subject", "reason", "owner", "until"))
    state = finding.rule.removeprefix("waivers/")
    place = {"file": finding.region.file, "line": finding.region.start.line}
    return {**nothing, "state": state, "findings": 0, **place, "message": finding.message}


def _object(each: Judged) -> Mapping[str, object]:
    waiver = each.waiver
    return {
        "rule": each.rule or waiver.rule,
        "plan": waiver.plan,
        "subject": waiver.subject,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "until": waiver.until.isoformat(),
        "state": each.state,
        "findings": len(each.meets),
        "file": waiver.region.file,
        "line": waiver.region.start.line,
    }


@command.command("add", cls=Command)
@click.argument("rule")
@policy_options
@today_option
@click.option("--plan", help="The plan, by its title or file; every plan where it is not said.")
@click.option("--subject", help="What it is about, as reports name it: 'kpi leads'.")
@click.option("--until", type=Day(), required=True, metavar="DATE", help="The last day on which it holds.")
@click.option("--reason", required=True, help="Why this is all right for now.")
@click.option("--owner", required=True, help="Who answers for it.")
def add(**given: Any) -> int:
    """Add a waiver of RULE to kpi-rules.waivers.yaml; nothing else in the file changes."""
    from kpi_rules.engine.waivers.file import with_entry

    for name in ("plan", "subject", "reason", "owner"):
        if given[name] is not None and is_empty(given[name]):
            raise Unusable.because(tr("`--{name}` is empty", name=name))
    with the_project(options_of({**given, "no_baseline": True})) as project:
        known = {rule.id: rule.waivable for rule in project.policy.rules}
        rule = one_or_unusable(*find_rule(given["rule"], known, None))
        _refuse(project, rule, known[rule], given["until"])
        path = _path(project)
        words = {"rule": rule, **{name: given[name] for name in ("plan", "subject", "reason", "owner") if given[name]}}
        text = with_entry(project.waivers, {**words, "until": given["until"].isoformat()})
        if text is None:
            raise _not_ours(path)
        put_file(path, text)
        with_it = replace(project, waivers=Source(shown(str(path)), text))
        met = [each for each in settled(with_it).waivers if each.rule == rule and each.waiver.reason == given["reason"]]
    for each in met[-1:]:
        write(_as_text(each))
    return CLEAN


def _refuse(project: Project, rule: str, waivable: bool, until: datetime.date) -> None:
    """A waiver that would not count is not written."""
    if not waivable:
        raise Unusable.because(tr("`{rule}` cannot be waived", rule=rule), tr("the pack says `waivable: false`"))
    if until < project.options.today:
        raise Unusable.because(tr("{date} is over", date=until.isoformat()))
    last = later(project.options.today, project.policy.longest_waiver)
    if until > last:
        message = tr("{date} is too far ahead", date=until.isoformat())
        raise Unusable.because(message, tr("the last day that is allowed is {date}", date=last.isoformat()))


def _path(project: Project) -> Path:
    if project.folder is None:
        raise Unusable.because(tr("`--pack` takes the place of the project that waivers belong to"))
    return project.folder / WAIVERS


def _not_ours(path: Path) -> Unusable:
    message = tr("`{file}` is written in a way that cannot be edited safely", file=shown(str(path)))
    return Unusable.because(message, tr("put each waiver on lines of its own, `- rule: …`, or edit it by hand"))


@command.command("prune", cls=Command)
@policy_options
@today_option
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 where something would be taken out.")
def prune(**given: Any) -> int:
    """Take the waivers that have ended or excuse nothing out of kpi-rules.waivers.yaml; tell of those in plans."""
    from kpi_rules.engine.waivers.file import without_entries

    with the_project(options_of({**given, "no_baseline": True})) as project:
        path = _path(project)
        result = settled_alone(project)
        done = [each for each in result.waivers if each.state in ("expired", "unused")]
        numbers = {each.waiver.entry for each in done if each.waiver.entry is not None}
        if numbers and project.waivers is not None and not given["only_check"]:
            text = without_entries(project.waivers, {number for number in numbers if number is not None})
            if text is None:
                raise _not_ours(path)
            put_file(path, text)
    write("".join(map(_as_text, done)))
    for line in (*_by_hand(done), *_staying(result.report)):
        tell(line)
    tell(ntr("{count} waiver taken out", "{count} waivers taken out", 0 if given["only_check"] else len(numbers)))
    return FOUND if given["only_check"] and done else CLEAN


def _by_hand(done: Iterable[Judged]) -> Iterator[str]:
    """Comments are in plans, and plans are not ours to edit."""
    for each in done:
        if each.waiver.entry is None:
            yield tr("take the comment at {place} out by hand", place=_place(each.waiver.region))


def _staying(report: Report) -> Iterator[str]:
    """What excuses nothing either, and may be meant to: whoever wrote it has to say."""
    for finding in report.findings:
        if finding.rule in (*MISREAD, "waivers/unknown-rule"):
            yield tr("{place} stays: {message}", place=_place(finding.region), message=finding.message)
