"""Plans in an editor: what is offered, shown and done, over the protocol."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from editor_client import Client

EXAMPLES = Path(__file__).parents[2] / "examples"
MARK = "‸"
TEAM = """\
title: Team 2026
roles:
  - {id: content-lead, title: Head of content}
objectives:
  - {id: a, title: A, supports: [growth]}
kpis:
  - id: leads
    name: Leads
    owner: content-lead
    target: ">= 500 leads by 2026-Q4"
"""
COMPANY = "title: Company\nobjectives:\n  - {id: growth, title: Grow}\n"
SNIPPETS: dict[str, Any] = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}


def opened(client: Client, text: str, name: str = "team.kpi.yaml") -> tuple[str, int, int]:
    """A file with this text, open, and the place of the mark in it."""
    before, _, after = text.partition(MARK)
    path = client.folder / name
    path.write_text(before + after, "utf-8")
    uri = client.open(path)
    return uri, before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2


def made(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with edits of the protocol made, in UTF-16."""
    lines = text.splitlines(keepends=True) or [""]
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def offset(place: dict[str, int]) -> int:
        line = lines[place["line"]] if place["line"] < len(lines) else ""
        units = line.encode("utf-16-le")[: 2 * place["character"]]
        return starts[place["line"]] + len(units.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda one: offset(one["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


@pytest.fixture
def folder(client: Client) -> Path:
    (client.folder / "bad.kpi.yaml").unlink()
    (client.folder / "good.kpi.yaml").unlink()
    return client.folder


def test_completion(client: Client, folder: Path) -> None:
    client.initialize(SNIPPETS)
    text = TEAM.replace("    name: Leads\n", f"    name: 📈 Leads\n    ob{MARK}\n")
    uri, line, column = opened(client, text)
    found = client.at("completion", uri, line, column)["items"]
    item = next(one for one in found if one["label"] == "objective")
    assert item["documentation"] == "The id of the objective that it serves."
    assert made(text.replace(MARK, ""), [item["textEdit"]]) == text.replace(f"ob{MARK}", "objective: ")


def test_a_draft_of_a_kpi_is_told_as_editors_indent(client: Client, folder: Path) -> None:
    client.initialize(SNIPPETS)
    uri, line, column = opened(client, TEAM + f"  {MARK}\n")
    item = client.at("completion", uri, line, column)["items"][0]
    assert item["textEdit"]["newText"].startswith("- id: ${1:leads}\n  name: ${2:Sales leads from content}\n")


def test_a_draft_without_snippets_is_told_as_it_stands(client: Client, folder: Path) -> None:
    client.initialize()
    uri, line, column = opened(client, TEAM + f"  {MARK}\n")
    item = client.at("completion", uri, line, column)["items"][0]
    assert item["textEdit"]["newText"].startswith("- id: leads\n    name: Sales leads from content\n")


def test_objectives_of_other_plans(client: Client, folder: Path) -> None:
    (folder / "company.kpi.yaml").write_text(COMPANY, "utf-8")
    client.initialize()
    uri, line, column = opened(client, TEAM.replace("growth", f"gr{MARK}owth"))
    assert client.at("hover", uri, line, column)["contents"]["value"].startswith("**Grow** · objective `growth`")
    where = client.at("definition", uri, line, column)
    assert unquote(urlsplit(where["uri"]).path).endswith("/company.kpi.yaml")
    assert where["range"]["start"] == {"line": 2, "character": 9}
    assert len(client.at("references", uri, line, column, context={"includeDeclaration": True})) == 2
    edit = client.at("rename", uri, line, column, newName="more")["changes"]
    texts = {Path(unquote(urlsplit(name).path)).name: edits for name, edits in edit.items()}
    assert made(COMPANY, texts["company.kpi.yaml"]) == COMPANY.replace("growth", "more")
    assert made(TEAM, texts["team.kpi.yaml"]) == TEAM.replace("growth", "more")


def test_a_rename_that_clashes_is_refused(client: Client, folder: Path) -> None:
    client.initialize()
    uri, line, column = opened(client, TEAM.replace("id: content", f"id: {MARK}content"))
    place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
    answer = client.answer(client.start("textDocument/rename", {**place, "newName": " "}))
    assert "is no id" in answer["error"]["message"]
    assert client.at("prepareRename", uri, line, column)["start"]["character"] == column


def test_what_is_shown(client: Client, folder: Path) -> None:
    client.initialize()
    uri, line, column = opened(client, TEAM.replace(">= 500", f">= {MARK}500"))
    document = {"textDocument": {"uri": uri}}
    hover = client.at("hover", uri, line, column)["contents"]["value"]
    assert hover == "Understood as: at least 500 leads by 31 Dec 2026"
    names = [one["name"] for one in client.ask("textDocument/documentSymbol", document)]
    assert names == ["title", "roles", "objectives", "kpis"]
    assert client.ask("textDocument/foldingRange", document)[0] == {"startLine": 1, "endLine": 2}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    hints = client.ask("textDocument/inlayHint", {**document, "range": whole})
    assert [one["label"] for one in hints] == ["1 of 6 KPIs", "31 Dec 2026"]


def test_records_of_all_plans_are_found(client: Client, folder: Path) -> None:
    (folder / "company.kpi.yaml").write_text(COMPANY, "utf-8")
    client.initialize()
    uri, _, _ = opened(client, TEAM + MARK)
    client.diagnostics(uri)
    found = client.ask("workspace/symbol", {"query": "gro"})
    assert [(one["name"], one["location"]["range"]["start"]["line"]) for one in found] == [("Grow", 2)]


def test_lenses_lead_to_why(client: Client, folder: Path) -> None:
    client.initialize()
    uri, _, _ = opened(client, TEAM + MARK)
    found = client.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert "violation" in found[0]["command"]["title"]
    page = client.ask("workspace/executeCommand", {key: found[-1]["command"][key] for key in ("command", "arguments")})
    assert page.startswith("# kpi leads\n") and "`core/undefined-metric`" in page


def lenses(client: Client, uri: str) -> list[str]:
    found = client.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [one["command"]["title"] for one in found]


def test_a_client_that_shows_no_documents_is_told_why(client: Client, folder: Path) -> None:
    client.initialize()
    uri, _, _ = opened(client, TEAM + MARK)
    client.start("workspace/executeCommand", {"command": "kpiRules.why", "arguments": [uri, "kpi leads"]})
    shown = client.told(lambda one: one.get("method") == "window/showMessage")["params"]
    assert shown["message"].startswith("# kpi leads\n") and shown["type"] == 3


def test_a_plan_whose_project_is_broken_is_told_to_be_unchecked(client: Client, folder: Path) -> None:
    project = folder / "kpi-rules.yaml"
    project.write_text("settings: {max_kpis: [}\n", "utf-8")
    client.initialize()
    uri, _, _ = opened(client, TEAM + MARK)
    (told,) = client.diagnostics(uri)
    assert told["message"].startswith("this plan is not checked as long as its project cannot be used: ")
    assert told["severity"] == 1 and told["relatedInformation"][0]["location"]["uri"] == project.as_uri()
    assert lenses(client, uri) == []
    project.write_text("settings: {max_kpis: 6}\n", "utf-8")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": project.as_uri(), "type": 2}]})
    assert all(one["code"] for one in client.diagnostics(uri))
    assert "violation" in lenses(client, uri)[0]


UNJUDGED = {
    "kpi-rules.yaml": ("exclude: [team.kpi.yaml]\n", TEAM, []),
    "other.yaml": ("", f"title: [\n{TEAM}", ["1 violation: why?"]),
}


@pytest.mark.parametrize("name", UNJUDGED)
def test_of_what_nobody_judged_it_is_not_said_that_it_passes(client: Client, folder: Path, name: str) -> None:
    text, plan, expected = UNJUDGED[name]
    (folder / name).write_text(text, "utf-8")
    client.initialize()
    uri, _, _ = opened(client, plan + MARK)
    assert lenses(client, uri) == expected


def test_a_plan_by_the_word_of_the_client_alone(client: Client, folder: Path) -> None:
    path = folder / "goals.yaml"
    path.write_text(TEAM, "utf-8")
    client.initialize()
    uri = client.open(path, language="kpi-plan")
    assert {one["code"] for one in client.diagnostics(uri)} >= {"core/no-mission"}
    assert "violation" in lenses(client, uri)[0]


def test_a_plan_that_is_not_saved_belongs_to_the_nearest_project(client: Client, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "kpi-rules.yaml").write_text("settings: {max_kpis: 1}\n", "utf-8")
    client.initialize()
    two = TEAM + "  - {id: calls, name: Calls}\n"
    uri = client.open(folder / "sub" / "new.kpi.yaml", two)
    assert "core/too-many-kpis" in {one["code"] for one in client.diagnostics(uri)}


def test_a_plans_words_turn_nothing_around(client: Client, folder: Path) -> None:
    client.initialize()
    text = (
        TEAM.replace("Head of content", '"a\\u202eb"')
        .replace("Leads", '"a\\u202eb"')
        .replace("500 leads", "500 a\\u202eb")
    )
    uri, line, column = opened(client, text.replace("owner: ", f"owner: {MARK}"))
    document = {"textDocument": {"uri": uri}}
    said = [
        client.diagnostics(uri),
        client.at("completion", uri, line, column)["items"][0]["detail"],
        client.ask("textDocument/documentSymbol", document),
        client.ask("workspace/symbol", {"query": "a"}),
        client.ask("workspace/executeCommand", {"command": "kpiRules.why", "arguments": [uri, "kpi leads"]}),
    ]
    assert [("a\\u202eb" in str(one).replace("\\\\", "\\"), "\u202e" in str(one)) for one in said] == [
        (True, False)
    ] * 5


def actions(client: Client, uri: str, line: int, **context: Any) -> list[dict[str, Any]]:
    place = {"start": {"line": line, "character": 4}, "end": {"line": line, "character": 30}}
    asked = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": [], **context}}
    return client.ask("textDocument/codeAction", asked)


def test_a_fix_and_a_waiver(client: Client, folder: Path) -> None:
    client.initialize()
    text = TEAM.replace("owner: content-lead", "owner: content-laed")
    uri, _, _ = opened(client, text + MARK)
    found = actions(client, uri, 8)
    first, waive, entry = (
        next(one for one in found if word in one["title"]) for word in ("replace", "comment", "waivers.yaml")
    )
    assert first["isPreferred"] and made(text, first["edit"]["changes"][uri]) == TEAM
    after = made(text, waive["edit"]["changes"][uri])
    assert "    # kpi-rules: waive core/unknown-owner until " in after
    shown = waive["command"]["arguments"][1]["start"]
    assert after.splitlines()[shown["line"]][: shown["character"]].endswith(" -- ")
    create, edits = entry["edit"]["documentChanges"]
    assert create["kind"] == "create" and create["uri"].endswith("/kpi-rules.waivers.yaml")
    assert 'rule: "core/unknown-owner"' in edits["edits"][0]["newText"]
    every = actions(client, uri, 0, only=["source.fixAll"])
    assert [one["kind"] for one in every] == ["source.fixAll"]
    assert made(text, every[0]["edit"]["changes"][uri]) == TEAM


def test_formatting(client: Client, folder: Path) -> None:
    client.initialize()
    text = TEAM.replace("Team 2026", "Team 2026  ") + "\n\n"
    uri, _, _ = opened(client, text + MARK)
    options = {"tabSize": 2, "insertSpaces": True}
    edits = client.ask("textDocument/formatting", {"textDocument": {"uri": uri}, "options": options})
    assert made(text, edits) == TEAM


@pytest.mark.parametrize("cut", [0, 1, 60, 130, 200, 240])
def test_half_a_plan_is_answered(client: Client, folder: Path, cut: int) -> None:
    client.initialize()
    uri, line, column = opened(client, TEAM[:cut] + MARK)
    for method in ("completion", "hover", "definition", "documentHighlight"):
        client.at(method, uri, line, column)
    for method in ("documentSymbol", "foldingRange", "codeLens", "documentLink"):
        client.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}})
    assert client.finish() == 0 and not client.errors


def test_fields_that_a_pack_declares_in_the_readers_language(client: Client, folder: Path) -> None:
    shutil.copytree(EXAMPLES / "client-pack", folder / "pack")
    (folder / "kpi-rules.yaml").write_text("extends: [core, ./pack]\n", "utf-8")
    client.initialize(locale="ar")
    uri, line, column = opened(client, TEAM + f"    {MARK}\n")
    found = {one["label"]: one.get("documentation") for one in client.at("completion", uri, line, column)["items"]}
    assert found["sponsor"] == "الدور الذي يموّل المؤشر"


def test_arabic(client: Client, folder: Path) -> None:
    client.initialize(locale="ar")
    uri, line, column = opened(client, TEAM.replace("name: Leads", f"na{MARK}me: العملاء المحتملون"))
    assert "ما يسميه به الناس." in client.at("hover", uri, line, column)["contents"]["value"]
