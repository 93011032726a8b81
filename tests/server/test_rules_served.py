"""Files of rules over real standard input and output: each question once, answered in the client's places."""

import json
import subprocess
from pathlib import Path

import pytest
from editor_client import PROGRAM, Client

RULES = """# 😀
define is_big(kpi: kpi) = kpi.target.value is present

rule no-owner "Somebody answers: 😀"
  for each kpi in plan.kpis
  must is_big(kpi) and kpi.ownr is present
  say "nobody answers"
"""


@pytest.fixture
def rules(client: Client) -> str:
    folder = client.folder / "acme"
    (folder / "tests").mkdir(parents=True)
    (folder / "pack.yaml").write_text("name: acme\nversion: 1.0.0\n")
    (folder / "focus.rules").write_text("")
    (folder / "tests" / "one.yaml").write_text("plan: x\nkpis:\n  - name: y # expect: no-owner\n")
    client.initialize({"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}})
    return client.open(Path(folder / "focus.rules"), RULES, "kpi-rules")


def under(range_: dict) -> str:
    start, end = range_["start"], range_["end"]
    line = RULES.split("\n")[start["line"]].encode("utf-16-le")
    return line[start["character"] * 2 : end["character"] * 2].decode("utf-16-le")


def test_each_question_once(client: Client, rules: str) -> None:
    told = client.diagnostics(rules)
    assert [under(one["range"]) for one in told if one["severity"] == 1] == ["ownr"]
    completion = client.at("completion", rules, 5, 29)
    assert "owner" in [one["label"] for one in completion["items"]]
    assert "truth" in client.at("hover", rules, 5, 8)["contents"]["value"]
    assert client.at("signatureHelp", rules, 5, 14)["signatures"][0]["label"] == "is_big(kpi: kpi) -> truth"
    assert [under(one["range"]) for one in client.at("definition", rules, 5, 8)] == ["is_big"]
    tests = client.at("definition", rules, 3, 8)
    assert [one["uri"].rsplit("/", 2)[1:] for one in tests] == [["tests", "one.yaml"]]
    renamed = client.at("rename", rules, 3, 8, newName="nobody")["changes"]
    assert sorted(uri.rsplit("/", 1)[1] for uri in renamed) == ["focus.rules", "one.yaml"]
    document = {"textDocument": {"uri": rules}}
    symbols = client.ask("textDocument/documentSymbol", document)
    assert [one["name"] for one in symbols] == ["is_big", "no-owner"]
    assert client.ask("textDocument/foldingRange", document)[0]["startLine"] == 3
    tokens = client.ask("textDocument/semanticTokens/full", document)["data"]
    assert len(tokens) % 5 == 0
    assert tokens[:5] == [0, 0, 4, 7, 0]
    actions = client.ask(
        "textDocument/codeAction", {**document, "range": told[0]["range"], "context": {"diagnostics": []}}
    )
    assert [one["title"] for one in actions] == ["replace `ownr` with `owner`"]


def test_formatting_is_the_formatters(client: Client, rules: str) -> None:
    client.change(rules, {"text": 'rule a "A"\n   must   plan.title is present\n'})
    made = client.ask(
        "textDocument/formatting", {"textDocument": {"uri": rules}, "options": {"tabSize": 2, "insertSpaces": True}}
    )
    assert made[0]["newText"] == 'rule a "A"\n  must plan.title is present\n'


def test_lines_end_as_they_did(client: Client, rules: str) -> None:
    asked = {"textDocument": {"uri": rules}, "options": {"tabSize": 2, "insertSpaces": True}}
    client.change(rules, {"text": 'rule a "A"\r\n   must   plan.title is present\r\n'})
    made = client.ask("textDocument/formatting", asked)[0]["newText"]
    assert made == 'rule a "A"\r\n  must plan.title is present\r\n'
    client.change(rules, {"text": made})
    assert client.ask("textDocument/formatting", asked) is None


def test_a_setting_that_is_not_saved_is_known(client: Client, rules: str) -> None:
    manifest = "name: acme\nversion: 1.0.0\nsettings:\n  most: {type: number, default: 5, description: Enough}\n"
    client.open(client.folder / "acme" / "pack.yaml", manifest)
    client.change(rules, {"text": 'rule a "A"\n  must settings.'})
    labels = [one["label"] for one in client.at("completion", rules, 1, 16)["items"]]
    assert labels == ["most"]


def test_lenses_and_the_tests_that_they_run(client: Client, rules: str) -> None:
    client.change(rules, {"text": 'rule no-owner "X"\n  for each kpi in plan.kpis\n  must kpi.owner is present\n'})
    lens = client.ask("textDocument/codeLens", {"textDocument": {"uri": rules}})[0]
    assert lens["command"]["title"] == "1 test expects it: run them"
    told = client.ask(
        "workspace/executeCommand", {"command": lens["command"]["command"], "arguments": lens["command"]["arguments"]}
    )
    assert "test of the pack" in told
    assert any(one.get("method") == "window/showMessage" for one in client.kept)


def test_the_lens_of_changes_that_no_test_notices(client: Client, rules: str) -> None:
    text = 'rule no-owner "X"\n  for each kpi in plan.kpis\n  must kpi.owner is present and count(plan.kpis) < 7\n'
    tests = client.folder / "acme" / "tests"
    (tests / "one.yaml").write_text("title: x\nkpis:\n  - name: y # expect: no-owner\n")
    (tests / "two.yaml").write_text("title: x\nkpis:\n  - name: y\n    owner: z\n")
    client.change(rules, {"text": text})
    lenses = client.ask("textDocument/codeLens", {"textDocument": {"uri": rules}})
    (lens,) = [one["command"] for one in lenses if one["command"]["title"] == "what would no test notice?"]
    told = client.ask("workspace/executeCommand", {"command": lens["command"], "arguments": lens["arguments"]})
    assert "go unnoticed" in told
    assert "7" in told


def test_what_nobody_uses_is_faded(client: Client, rules: str) -> None:
    client.change(rules, {"text": 'rule a "A"\n  let unused = 3\n  must plan.title is present\n'})
    faded = [one["range"]["start"] for one in client.diagnostics(rules) if one.get("tags") == [1]]
    assert faded == [{"line": 1, "character": 6}]


WRITTEN = [
    RULES,
    "rule a 'A'\n  must plan.titel is present\n",
    'rule a "A"\n  let unused = 3\n  must plan.title is present\n',
    'rule a "A"\n  must count(plan.kpis\n',
    "",
]


def test_what_is_told_is_what_pack_check_tells(client: Client, rules: str) -> None:
    for text in WRITTEN:
        (client.folder / "acme" / "focus.rules").write_text(text, "utf-8")
        ran = subprocess.run(  # noqa: PLW1510
            [PROGRAM, "pack", "check", "acme", "--format", "json"], cwd=client.folder, capture_output=True
        )
        found = [one for one in json.loads(ran.stdout)[0]["diagnostics"] if one["file"] == "acme/focus.rules"]
        client.change(rules, {"text": text})
        told = client.diagnostics(rules)
        assert sorted((one["range"]["start"]["line"] + 1, one["message"].split("\n")[0]) for one in told) == sorted(
            (one["line"], one["message"]) for one in found
        )


def test_files_of_other_programs_that_are_named_alike_are_left_alone(client: Client) -> None:
    (client.folder / "firestore.rules").write_text("")
    client.initialize()
    uri = client.open(client.folder / "firestore.rules", "service cloud.firestore {", "kpi-rules")
    assert client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}}) == {"kind": "full", "items": []}
    assert client.at("hover", uri, 0, 3) is None
