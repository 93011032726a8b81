"""SARIF 2.1.0, for GitHub code scanning, Azure and editors.

Result columns are UTF-16 code units, as editors count. What does not count is left out, and how much that is stands in a notification; where
it is asked for, it is there as SARIF says it: suppressed (waived, in the baseline), `unchanged`, `absent`. The fingerprint goes under a key of
our own: GitHub computes `primaryLocationLineHash` itself and warns at every other value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpi_rules.engine.findings import Edit, Finding, Fix, Level, Region, Report, RuleInfo
from kpi_rules.i18n import ntr, tr
from kpi_rules.reports import Options, links
from kpi_rules.reports.json_text import dumps
from kpi_rules.reports.markdown_text import escape
from kpi_rules.reports.places import covered, is_relative, spot, uri
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.words import LEVELS, excuse, sentences, stands

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Level, str] = {"must": "error", "should": "warning", "could": "note"}
_SEVERITIES: dict[Level, str] = {"must": "error", "should": "warning", "could": "recommendation"}
_ROOT = "SRCROOT"
MOST_RESULTS = 25_000
"""What GitHub takes of a run; of more it takes none."""
_PLACEHOLDER = re.compile(r"\{(?=\d+\})|(?<=\d)\}")

Json = dict[str, object]
Order = dict[tuple[str, str | None], int]


def render(report: Report, options: Options) -> str:
    """The report as a SARIF log of one run."""
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, options)]}) + "\n"


def _chosen(report: Report, options: Options) -> tuple[list[Finding], list[str]]:
    """The findings that are told, the gravest where there are too many, and in words what is left out."""
    every = [*report.findings, *report.fixed]
    kept = [finding for finding in every if options.suppressed or _is_open(finding, options)]
    told = []
    if aside := len(every) - len(kept):
        told.append(
            ntr(
                "{count} finding does not count (waived, in the baseline, not new, or gone) and is left out (--sarif-suppressed)",
                "{count} findings do not count (waived, in the baseline, not new, or gone) and are left out (--sarif-suppressed)",
                aside,
            )
        )
    if (beyond := len(kept) - MOST_RESULTS) > 0:
        gravest = sorted(range(len(kept)), key=lambda number: LEVELS.index(kept[number].level))[:MOST_RESULTS]
        kept = [kept[number] for number in sorted(gravest)]
        told.append(
            ntr(
                "{count} more finding is left out: GitHub takes {most} of a run",
                "{count} more findings are left out: GitHub takes {most} of a run",
                beyond,
                most=MOST_RESULTS,
            )
        )
    return kept, told


def _is_open(finding: Finding, options: Options) -> bool:
    """Whether somebody has to do something about it. Code scanning knows neither suppressions nor states: all that it is sent is open."""
    known = options.new_only and finding.change == "unchanged"
    return stands(finding) and finding.change != "fixed" and not known


def _run(report: Report, options: Options) -> Json:
    findings, left_out = _chosen(report, options)
    rules = _rules(report, findings)
    order = _order(rules)
    compared = report.base is not None or any(finding.baselined for finding in report.findings)
    driver = {
        "name": "kpi-rules",
        "version": report.version,
        "semanticVersion": report.version,
        **({"informationUri": address} if (address := links.documentation()) else {}),
        "rules": [_rule(rule) for rule in rules],
    }
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation([*report.notices, *left_out], options)],
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The top of the repository, else the folder of the run."}}
        },
        "artifacts": [{"location": _artifact(file)} for file in _files(report, findings)],
        "results": [_result(finding, order, compared, options.suppressed) for finding in findings],
        "columnKind": "utf16CodeUnits",
        "properties": {
            "today": report.today.isoformat(),
            "packs": [f"{pack.name} {pack.version}" for pack in report.packs],
        },
    }


def _rules(report: Report, findings: Iterable[Finding]) -> list[RuleInfo]:
    """The run's rules, and those that only a finding of the base revision names."""
    known = {rule.id for rule in report.rules}
    further: dict[str, RuleInfo] = {}
    for finding in findings:
        if finding.rule not in known:
            pack = finding.rule.rpartition("/")[0]
            further[finding.rule] = RuleInfo(finding.rule, finding.level, finding.rule, None, None, pack, "", 1)
    return [*report.rules, *further.values()]


def _order(rules: Iterable[RuleInfo]) -> Order:
    """Where a rule stands, by its id and, where two projects have one each, by the plan's file."""
    order: Order = {}
    for index, rule in enumerate(rules):
        order.setdefault((rule.id, None), index)
        order.update(((rule.id, plan), index) for plan in rule.plans or ())
    return order


def _rule(rule: RuleInfo) -> Json:
    text = [part for part in (rule.title, rule.rationale) if part]
    source = [f"Source: {rule.source}"] if rule.source else []
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in re.split(r"[^0-9A-Za-z]+", rule.id.rpartition("/")[2])),
        "shortDescription": _message(rule.title),
        "fullDescription": _message("\n".join(text)),
        **({"helpUri": address} if (address := links.page_of(rule.id)) else {}),
        "help": {
            "text": "\n\n".join([*text, *source]),
            "markdown": "\n\n".join([f"**{escape(rule.title)}**", *map(escape, [*text[1:], *source])]),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "tags": [rule.pack] if rule.pack else [],
            "precision": "very-high",
            "problem.severity": _SEVERITIES[rule.level],
        },
    }


def _invocation(said: Iterable[str], options: Options) -> Json:
    notices = [{"level": "note", "message": _message(notice)} for notice in said]
    return {
        "executionSuccessful": True,
        "exitCode": options.exit_code,
        **({"toolExecutionNotifications": notices} if notices else {}),
    }


def _files(report: Report, findings: Iterable[Finding]) -> list[str]:
    regions = [finding.region.file for finding in findings]
    return list(dict.fromkeys([*(plan.path for plan in report.plans), *regions]))


def _result(finding: Finding, order: Order, compared: bool, suppressed: bool) -> Json:
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": order.get((finding.rule, finding.plan), order[finding.rule, None]),
        "level": _LEVELS[finding.level],
        "message": _message("\n".join(map(one_line, sentences(finding)))),
        "locations": [{**_location(finding.region), "logicalLocations": list(_logical(finding))}],
        "partialFingerprints": {"kpiRules/v1": finding.fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": index, **_location(related.region), "message": _message(related.label)}
            for index, related in enumerate(finding.related, 1)
        ]
    if finding.fix:
        result["fixes"] = [_fix(finding.fix)]
    if compared:
        result["baselineState"] = _baseline(finding)
    if suppressed:
        result["suppressions"] = list(_suppressions(finding))
    return result


def _message(text: str) -> Json:
    """A message: placeholders and embedded links that a plan's words happen to form are taken apart."""
    doubled = _PLACEHOLDER.sub(lambda match: match[0] * 2, text)
    return {"text": doubled.replace("](", "] (")}


def _artifact(file: str) -> Json:
    return {"uri": uri(file), "uriBaseId": _ROOT} if is_relative(file) else {"uri": uri(file)}


def _logical(finding: Finding) -> Iterator[Json]:
    """What a finding speaks of and, in a workbook, its cell."""
    yield {"fullyQualifiedName": finding.subject}
    if finding.region.sheet:
        yield {"fullyQualifiedName": spot(finding.region), "name": finding.region.cell, "kind": "element"}


def _location(region: Region) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(region.file), "region": _region(region)}}


def _region(region: Region) -> Json:
    start, end = region.utf16
    text = covered(region)
    return {
        "startLine": region.start.line,
        "startColumn": start,
        "endLine": region.end.line,
        "endColumn": end,
        **({"snippet": {"text": text}} if text else {}),
    }


def _baseline(finding: Finding) -> str:
    if finding.change == "fixed":
        return "absent"
    return "unchanged" if finding.baselined or finding.change == "unchanged" else "new"


def _suppressions(finding: Finding) -> Iterator[Json]:
    if finding.waived is not None:
        kind = "inSource" if finding.waived.in_source else "external"
        yield {"kind": kind, "status": "accepted", "justification": excuse(finding.waived)}
    if finding.baselined:
        yield {"kind": "external", "status": "accepted", "justification": tr("in the baseline")}


def _fix(fix: Fix) -> Json:
    files = dict.fromkeys(edit.region.file for edit in fix.edits)
    changes = [
        {
            "artifactLocation": _artifact(file),
            "replacements": [_replacement(edit) for edit in fix.edits if edit.region.file == file],
        }
        for file in files
    ]
    return {"description": _message(fix.title), "artifactChanges": changes}


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": _region(edit.region), "insertedContent": {"text": edit.text}}
