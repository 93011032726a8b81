"""SARIF 2.1.0, for GitHub code scanning, Azure and editors.

Result columns are UTF-16 code units, as editors count; files are relative to where the program was run, or to the top of the
repository where some lie above that. Waived
findings are suppressed results, findings that are gone are `absent`. The fingerprint goes under a key of our own:
GitHub computes `primaryLocationLineHash` itself and warns at every other value.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from kpi_rules.engine.findings import Edit, Finding, Fix, Level, Region, Report, RuleInfo, Waived
from kpi_rules.reports import Options
from kpi_rules.reports.json_text import dumps
from kpi_rules.reports.markdown_text import escape
from kpi_rules.reports.places import covered, is_relative, uri
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.words import excuse, sentences

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Level, str] = {"must": "error", "should": "warning", "could": "note"}
_SEVERITIES: dict[Level, str] = {"must": "error", "should": "warning", "could": "recommendation"}
_ROOT = "SRCROOT"
_PLACEHOLDER = re.compile(r"\{(?=\d+\})|(?<=\d)\}")

Json = dict[str, object]


def render(report: Report, options: Options) -> str:
    """The report as a SARIF log of one run."""
    run = _run(report, options)
    if options.folder and any(file.startswith("../") for file in _files(report)):
        run = {**_from_top(run, uri(options.folder)), "originalUriBaseIds": _root("The top of the repository.")}
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _from_top(value: Any, folder: str) -> Any:
    """The same with files from the top of the repository: code scanning takes none that is above where it looks."""
    if isinstance(value, list):
        return [_from_top(entry, folder) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.get("uriBaseId") == _ROOT:
        return {**value, "uri": posixpath.normpath(f"{folder}/{value['uri']}")}
    return {key: _from_top(entry, folder) for key, entry in value.items()}


def _root(description: str) -> Json:
    return {_ROOT: {"description": {"text": description}}}


def _run(report: Report, options: Options) -> Json:
    rules = _rules(report)
    order = {rule.id: index for index, rule in enumerate(rules)}
    compared = report.base is not None or any(finding.baselined for finding in report.findings)
    driver = {
        "name": "kpi-rules",
        "version": report.version,
        "semanticVersion": report.version,
        "rules": [_rule(rule) for rule in rules],
    }
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, options)],
        "originalUriBaseIds": _root("The folder in which kpi-rules was run."),
        "artifacts": [{"location": _artifact(file)} for file in _files(report)],
        "results": [_result(finding, order, compared) for finding in (*report.findings, *report.fixed)],
        "columnKind": "utf16CodeUnits",
        "properties": {
            "today": report.today.isoformat(),
            "packs": [f"{pack.name} {pack.version}" for pack in report.packs],
        },
    }


def _rules(report: Report) -> list[RuleInfo]:
    """The run's rules, and those that only a finding of the base revision names."""
    known = {rule.id: rule for rule in report.rules}
    for finding in (*report.findings, *report.fixed):
        if finding.rule not in known:
            pack = finding.rule.rpartition("/")[0]
            known[finding.rule] = RuleInfo(finding.rule, finding.level, finding.rule, None, None, pack, "", 1)
    return list(known.values())


def _rule(rule: RuleInfo) -> Json:
    text = [part for part in (rule.title, rule.rationale) if part]
    source = [f"Source: {rule.source}"] if rule.source else []
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in re.split(r"[^0-9A-Za-z]+", rule.id.rpartition("/")[2])),
        "shortDescription": _message(rule.title),
        "fullDescription": _message("\n".join(text)),
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


def _invocation(report: Report, options: Options) -> Json:
    notices = [{"level": "note", "message": _message(notice)} for notice in report.notices]
    return {
        "executionSuccessful": True,
        "exitCode": options.exit_code,
        **({"toolExecutionNotifications": notices} if notices else {}),
    }


def _files(report: Report) -> list[str]:
    regions = [finding.region.file for finding in (*report.findings, *report.fixed)]
    return list(dict.fromkeys([*(plan.file for plan in report.plans), *regions]))


def _result(finding: Finding, order: dict[str, int], compared: bool) -> Json:
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": order[finding.rule],
        "level": _LEVELS[finding.level],
        "message": _message("\n".join(map(one_line, sentences(finding)))),
        "locations": [{**_location(finding.region), "logicalLocations": [{"fullyQualifiedName": finding.subject}]}],
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
    result["suppressions"] = [_suppression(finding.waived)] if finding.waived else []
    return result


def _message(text: str) -> Json:
    """A message: placeholders and embedded links that a plan's words happen to form are taken apart."""
    doubled = _PLACEHOLDER.sub(lambda match: match[0] * 2, text)
    return {"text": doubled.replace("](", "] (")}


def _artifact(file: str) -> Json:
    return {"uri": uri(file), "uriBaseId": _ROOT} if is_relative(file) else {"uri": uri(file)}


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


def _suppression(waived: Waived) -> Json:
    return {"kind": "external", "status": "accepted", "justification": excuse(waived)}


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
