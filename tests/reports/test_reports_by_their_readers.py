"""Each format read by what is meant to read it: its schema, a parser, or the rules that its consumer publishes."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from sample_reports import HARM, HOSTILE, REPORTS

from kpi_rules.engine.findings import Gate
from kpi_rules.reports import FORMATS, Options
from kpi_rules.resources import bundled
from kpi_rules.structs import replace

SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text())
EVERY_REPORT = pytest.mark.parametrize("name", REPORTS)


def rendered(format_: str, name: str, options: Options | None = None) -> str:
    return FORMATS[format_].render(REPORTS[name], options)


def only_run(name: str, options: Options | None = None) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(rendered("sarif", name, options))["runs"][0]
    return run


@EVERY_REPORT
def test_json_keeps_its_own_schema(name: str) -> None:
    schema = json.loads((bundled("schemas") / "report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(rendered("json", name)))


@EVERY_REPORT
def test_json_lines_say_what_json_says(name: str) -> None:
    whole = json.loads(rendered("json", name))
    lines = [json.loads(line) for line in rendered("jsonl", name).split("\n")[:-1]]
    assert [line["type"] for line in (lines[0], lines[-1])] == ["run", "summary"]
    findings = [{key: value for key, value in line.items() if key != "type"} for line in lines[1:-1]]
    assert findings == whole["findings"] + whole["fixed"]


@EVERY_REPORT
@pytest.mark.parametrize("suppressed", [False, True])
def test_sarif_keeps_the_official_schema(name: str, suppressed: bool) -> None:
    log = json.loads(rendered("sarif", name, Options(suppressed=suppressed)))
    jsonschema.Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_sarif_counts_columns_in_utf16() -> None:
    region = next(
        result["locations"][0]["physicalLocation"]["region"]
        for result in only_run("ordinary")["results"]
        if result["message"]["text"] == "more than what?"
    )
    assert (region["startColumn"], region["endColumn"], region["snippet"]["text"]) == (17, 26, "many more")


def test_sarif_holds_what_somebody_has_to_do_something_about() -> None:
    """GitHub opens an alert for every result, whatever is said of it."""

    def told(options: Options) -> tuple[list[str], list[str]]:
        run = only_run("compared", options)
        notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
        return [result["baselineState"] for result in run["results"]], [note for note in notes if "left out (" in note]

    def left_out(count: int) -> str:
        return f"{count} findings do not count (waived, in the baseline, not new, or gone) and are left out (--sarif-suppressed)"

    assert told(Options()) == (["unchanged", "new", "new"], [left_out(3)])
    assert told(Options(new_only=True)) == (["new", "new"], [left_out(4)])
    assert not any("suppressions" in result for result in only_run("compared")["results"])


def test_sarif_holds_no_more_than_github_takes_and_the_gravest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_rules.reports.sarif.MOST_RESULTS", 3)
    run = only_run("ordinary")
    assert [result["level"] for result in run["results"]] == ["error", "error", "error"]
    told = run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert told == "4 more findings are left out: GitHub takes 3 of a run"


def test_sarif_tells_what_is_suppressed_new_old_and_gone() -> None:
    results = only_run("compared", Options(suppressed=True))["results"]
    assert [result["baselineState"] for result in results] == [
        "unchanged",
        "new",
        "new",
        "new",
        "unchanged",
        "absent",
    ]
    kinds = [[suppression["kind"] for suppression in result["suppressions"]] for result in results]
    assert kinds == [[], [], [], ["inSource"], ["external"], []]


def test_sarif_names_files_by_uris_that_lead_back() -> None:
    uri = only_run("hostile")["artifacts"][0]["location"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9%/._~-]+", uri)
    assert unquote_to_bytes(uri) == HOSTILE.name.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("name", ["/abs/a b.yaml", "C:/plans/a.yaml", "./a.yaml", "a:b.yaml", "<stdin>"])
def test_every_kind_of_file_name_has_a_uri(name: str) -> None:
    from kpi_rules.reports.places import uri

    expected = {
        "/abs/a b.yaml": "file:///abs/a%20b.yaml",
        "C:/plans/a.yaml": "file:///C:/plans/a.yaml",
        "./a.yaml": "a.yaml",
        "a:b.yaml": "a%3Ab.yaml",
        "<stdin>": "%3Cstdin%3E",
    }
    assert uri(name) == expected[name]


@EVERY_REPORT
def test_github_commands_parse_and_nothing_else_is_a_command(name: str) -> None:
    lines = rendered("github", name).split("\n")[:-1]
    for line in lines[:-1]:
        command = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert command, line
        properties = dict(item.split("=", 1) for item in command[2].split(","))
        place = {"file", "title"} if ".xlsx" in properties["file"] else {"file", "line", "endLine", "title"}
        assert place <= properties.keys()
    assert len(lines) == len(REPORTS[name].findings) + 1
    assert not lines[-1].lstrip().startswith("::")


@EVERY_REPORT
def test_azure_commands_parse(name: str) -> None:
    for line in rendered("azure", name).split("\n")[:-2]:
        if line.startswith("hint "):  # Azure knows errors and warnings: the log just says it
            assert "##" not in line
            continue
        command = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", line)
        assert command, line
        properties = dict(item.split("=", 1) for item in command[1].split(";"))
        assert properties.keys() == {"type", "sourcepath", "linenumber", "columnnumber", "code"}
        assert "##vso[" not in command[2]


@pytest.mark.parametrize(("format_", "error"), [("github", "::error "), ("azure", "type=error;")])
def test_annotations_of_what_is_unchanged_are_no_errors_where_the_new_alone_count(format_: str, error: str) -> None:
    assert rendered(format_, "compared").count(error) == 2
    told = rendered(format_, "compared", Options(new_only=True)).splitlines()
    assert [error in line for line in told if "8 active KPIs" in line] == [False]
    assert sum(error in line for line in told) == 1


# What GitLab documents of a code quality report, and reviewdog of its diagnostics, in the words of JSON Schema: nothing else is in ours.
LINE = {"type": "integer", "minimum": 1}
GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16,64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": LINE, "end": LINE}},
                },
            },
        },
    },
}
POSITION = {"type": "object", "properties": {"line": LINE, "column": LINE}, "additionalProperties": False}
RANGE = {"type": "object", "required": ["start"], "properties": {"start": POSITION, "end": POSITION}}
PLACE = {"type": "object", "properties": {"path": {"type": "string"}, "range": RANGE}, "additionalProperties": False}
NAMED = {"type": "object", "properties": {key: {"type": "string"} for key in ("name", "value", "url")}}
REVIEWDOG: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["diagnostics"],
    "properties": {
        "source": NAMED,
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": PLACE,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": NAMED,
                    "suggestions": {
                        "items": {
                            "required": ["range", "text"],
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        }
                    },
                    "related_locations": {
                        "items": {
                            "required": ["location"],
                            "properties": {"message": {"type": "string"}, "location": PLACE},
                        }
                    },
                },
            },
        },
    },
}


@EVERY_REPORT
@pytest.mark.parametrize(("format_", "schema"), [("gitlab", GITLAB), ("rdjson", REVIEWDOG)])
def test_json_is_as_its_readers_document_it(name: str, format_: str, schema: dict[str, Any]) -> None:
    text = rendered(format_, name)
    assert not text.startswith("\ufeff")  # GitLab refuses a byte order mark
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))


@EVERY_REPORT
def test_gitlab_entries_are_complete_and_their_fingerprints_differ(name: str) -> None:
    entries = json.loads(rendered("gitlab", name))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == len(REPORTS[name].findings)
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}


def test_gitlab_keeps_two_equal_findings_apart() -> None:
    from kpi_rules.structs import replace

    report = REPORTS["ordinary"]
    twice = replace(report, findings=report.findings * 2)
    entries = json.loads(FORMATS["gitlab"].render(twice))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 2 * len(report.findings)


@EVERY_REPORT
def test_junit_counts_add_up(name: str) -> None:
    root = ET.fromstring(rendered("junit", name).encode())
    for tag, attribute in (("testcase", "tests"), ("failure", "failures"), ("skipped", "skipped")):
        assert int(root.attrib[attribute]) == len(root.findall(f".//{tag}"))
        for suite in root:
            assert int(suite.attrib[attribute]) == len(suite.findall(f".//{tag}"))


def test_junit_fails_what_the_gate_fails() -> None:
    root = ET.fromstring(FORMATS["junit"].render(replace(REPORTS["ordinary"], gate=Gate("should"))).encode())
    assert {case.attrib["type"] for case in root.iter("failure")} == {"violation", "recommendation"}


@EVERY_REPORT
def test_checkstyle_holds_every_finding(name: str) -> None:
    root = ET.fromstring(rendered("checkstyle", name).encode())
    assert len(root.findall("file/error")) == len(REPORTS[name].findings)
    assert {error.attrib["severity"] for error in root.iter("error")} <= {"error", "warning", "info"}


def test_rdjson_counts_columns_in_bytes() -> None:
    diagnostics = json.loads(rendered("rdjson", "ordinary"))["diagnostics"]
    ranges = {item["message"].partition("\n")[0]: item["location"]["range"] for item in diagnostics}
    assert ranges["more than what?"] == {"start": {"line": 12, "column": 19}, "end": {"line": 12, "column": 28}}


@EVERY_REPORT
def test_csv_cells_are_no_formulas(name: str) -> None:
    text = rendered("csv", name)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    report = REPORTS[name]
    assert len(rows) == 1 + len(report.findings) + len(report.fixed)
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]


DANGER = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|##vso\[|##\[")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_hostile_report_does_no_harm(format_: str) -> None:
    text = rendered(format_, "hostile", Options(statistics=True))
    text = re.sub(r"\r\n", "\n", text) if format_ == "csv" else text
    text = text.replace("##vso[task.logissue type", "") if format_ == "azure" else text
    assert not DANGER.search(text)
    text.encode("utf-8")
    for line in text.split("\n"):
        assert not re.match(r"\s*::", line) or format_ == "github"


def test_no_markup_of_a_plan_survives_in_markdown() -> None:
    text = rendered("markdown", "hostile")
    assert "<script" not in text
    assert "](" not in text
    assert "@me" not in text
    assert "://" not in text
    tables = [line for line in text.split("\n") if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {6}
    assert HARM not in text
