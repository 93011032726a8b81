"""The installed program over real standard input and output, asked by an independent client."""

import json
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from editor_client import PROGRAM, Client

METHOD_NOT_FOUND, INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, NOT_INITIALIZED = -32601, -32602, -32600, -32700, -32002
EVERYTHING = {"start": {"line": 0, "character": 0}, "end": {"line": 99_999, "character": 0}}


def cold(folder: Path, *names: str) -> list[tuple[str, int, int]]:
    """What a check of the files on disk finds: rule, line and column from 0."""
    ran = subprocess.run(  # noqa: PLW1510
        [PROGRAM, "check", "--format", "json", *names],
        cwd=folder,
        capture_output=True,
        env={"KPI_RULES_CACHE": "off", "LC_ALL": "C"},
    )
    places = ((one["rule"], one["location"]) for one in json.loads(ran.stdout)["findings"])
    return sorted((rule, place["line"] - 1, place["column"] - 1) for rule, place in places)


def seen(diagnostics: list[dict]) -> list[tuple[str, int, int]]:
    return sorted((one["code"], *one["range"]["start"].values()) for one in diagnostics)


def test_the_bad_example_as_a_cold_check_finds_it(client: Client) -> None:
    client.initialize()
    uri = client.open(client.folder / "bad.kpi.yaml")
    told = client.diagnostics(uri)
    assert seen(told) == cold(client.folder, "bad.kpi.yaml")
    assert {one["severity"] for one in told} == {1, 2, 3}
    assert client.finish() == 0
    assert not client.errors


def test_an_edit_that_is_not_saved_is_judged(client: Client) -> None:
    client.initialize()
    uri = client.open(client.folder / "bad.kpi.yaml")
    bad = client.diagnostics(uri)
    client.change(uri, {"text": (client.folder / "good.kpi.yaml").read_text("utf-8")})
    assert client.diagnostics(uri) == []
    client.change(uri, {"range": EVERYTHING, "text": (client.folder / "bad.kpi.yaml").read_text("utf-8")})
    assert client.diagnostics(uri) == bad


def test_who_asks_is_answered_and_not_told_besides(client: Client) -> None:
    capabilities = client.initialize({"textDocument": {"diagnostic": {}}})["capabilities"]
    assert capabilities["diagnosticProvider"]["interFileDependencies"]
    uri = client.open(client.folder / "bad.kpi.yaml")
    report = client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    assert seen(report["items"]) == cold(client.folder, "bad.kpi.yaml")
    assert all(one.get("params", {}).get("uri") != uri for one in client.kept)


def test_who_asks_is_told_to_when_the_project_changes(client: Client) -> None:
    refreshed = {"refreshSupport": True}
    workspace = {"diagnostics": refreshed, "codeLens": refreshed}
    client.initialize({"textDocument": {"diagnostic": {}}, "workspace": workspace})
    uri = client.open(client.folder / "good.kpi.yaml")
    project = client.folder / "kpi-rules.yaml"
    asked = {"textDocument": {"uri": uri}}
    assert client.ask("textDocument/diagnostic", asked)["items"] == []
    project.write_text("settings: {max_kpis: 1}\n", "utf-8")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": project.as_uri(), "type": 1}]})
    client.told(lambda one: one.get("method") == "workspace/diagnostic/refresh")
    client.told(lambda one: one.get("method") == "workspace/codeLens/refresh")
    assert [one["code"] for one in client.ask("textDocument/diagnostic", asked)["items"]] == ["core/too-many-kpis"]


@pytest.mark.parametrize("units", ["utf-8", "utf-16", "utf-32"])
def test_columns_are_counted_as_agreed(client: Client, units: str) -> None:
    result = client.initialize({"general": {"positionEncodings": ["utf-7", units]}})
    assert result["capabilities"]["positionEncoding"] == units
    line = '    {name: "😀 خطة", onwer: monthly}'
    text = f"plan: x\nkpis:\n  - \n{line}\n"
    uri = client.open(client.folder / "signs.kpi.yaml", text)
    found = next(one for one in client.diagnostics(uri) if "onwer" in one["message"])
    before = line[: line.index("onwer")].encode(units.replace("-", "-") + ("" if units == "utf-8" else "-le"))
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[units]
    assert found["range"]["start"] == {"line": 3, "character": len(before) // size}


def test_messages_are_in_the_clients_language(client: Client) -> None:
    client.initialize(locale="ar-EG")
    uri = client.open(client.folder / "bad.kpi.yaml")
    assert any("\u0600" < sign < "\u06ff" for sign in client.diagnostics(uri)[0]["message"])


def test_what_the_user_sets_goes_before(client: Client) -> None:
    client.initialize(locale="ar", initializationOptions={"kpiRules": {"lang": "en", "level": "must"}})
    uri = client.open(client.folder / "bad.kpi.yaml")
    told = client.diagnostics(uri)
    assert {one["severity"] for one in told} == {1}
    assert told[0]["message"].isascii()
    client.notify("workspace/didChangeConfiguration", {"settings": {"kpiRules": {"level": "", "today": "never"}}})
    assert {one["severity"] for one in client.diagnostics(uri)} == {1, 2, 3}


def test_names_of_files_however_they_are_written(client: Client) -> None:
    client.initialize()
    text = (client.folder / "bad.kpi.yaml").read_text("utf-8")
    expected = cold(client.folder, "bad.kpi.yaml")
    for name in ("a plan.kpi.yaml", "خطة.kpi.yaml", "50%, #1 & more.kpi.yaml"):
        (client.folder / name).write_text(text, "utf-8")
        for safe in ("/", "/:,&"):
            uri = client.open("file://" + quote(str(client.folder / name), safe=safe), text)
            assert seen(client.diagnostics(uri)) == expected
            client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


URIS = (
    "untitled:Untitled-1", "git:/x/bad.kpi.yaml?ref=HEAD", "file:///c%3A/plans/x.kpi.yaml", "file://host/x.kpi.yaml", "", ":",
    "file:", "file:///", "file://[", "http://example.org/bad.kpi.yaml", "file:///%00.kpi.yaml", "file:///a%ff.kpi.yaml",
)  # fmt: skip


def test_documents_that_are_in_no_file_of_this_machine(client: Client) -> None:
    client.initialize()
    for uri in URIS:
        client.open(uri, "plan: x\n")
        client.change(uri, {"text": "plan: y\n"})
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    other = client.open(client.folder / "bad.kpi.yaml")
    assert client.diagnostics(other)


def test_a_plan_that_is_closed_is_no_longer_told_of(client: Client) -> None:
    client.initialize()
    uri = client.open(client.folder / "bad.kpi.yaml")
    assert client.diagnostics(uri)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.versions.pop(uri)
    assert client.diagnostics(uri) == []


def test_requests_out_of_turn_are_refused(client: Client) -> None:
    assert client.answer(client.start("textDocument/hover", {}))["error"]["code"] == NOT_INITIALIZED
    client.notify("textDocument/didOpen", {})
    client.initialize()
    assert client.answer(client.start("initialize", {"capabilities": {}}))["error"]["code"] == INVALID_REQUEST
    assert client.answer(client.start("kpiRules/nothing", {}))["error"]["code"] == METHOD_NOT_FOUND
    assert client.answer(client.start("textDocument/diagnostic", {"position": 3}))["error"]["code"] == INVALID_PARAMS
    client.ask("shutdown")
    assert client.answer(client.start("textDocument/hover", {}))["error"]["code"] == INVALID_REQUEST
    client.notify("exit")
    assert client.process.wait(60) == 0


def test_what_is_refused_is_logged_in_a_line(client: Client) -> None:
    client.initialize()
    answer = client.answer(client.start("workspace/executeCommand", {"command": "kpiRules.why", "arguments": []}))
    assert answer["error"]["code"] == INVALID_PARAMS
    client.finish()
    assert len(client.errors) == 1 and client.errors[0].startswith(b"kpi-rules: Invalid Params")


def test_who_goes_without_a_word_is_told_so_by_the_exit_code(client: Client) -> None:
    client.initialize()
    client.notify("exit")
    assert client.process.wait(60) == 1


def test_the_end_of_the_input_is_the_end(client: Client) -> None:
    client.initialize()
    client.process.stdin.close()
    assert client.process.wait(60) == 1


GARBAGE = [
    (b"{", PARSE_ERROR), (b"\xff\xfe", PARSE_ERROR), (b"[" * 100_000, PARSE_ERROR), (b"[]", INVALID_REQUEST), (b"7", INVALID_REQUEST),
    (b'{"jsonrpc": "1.0", "id": 5, "method": "x"}', INVALID_REQUEST), (b'{"jsonrpc": "2.0", "id": {}, "method": "x"}', INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": 5, "method": 7}', INVALID_REQUEST), (b'{"jsonrpc": "2.0"}', INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": 5, "method": "textDocument/diagnostic", "params": []}', INVALID_PARAMS),
]  # fmt: skip


def test_garbage_is_answered_and_survived(client: Client) -> None:
    client.initialize()
    for body, code in GARBAGE:
        client.send_bytes(body)
        assert client.told(lambda one: "error" in one)["error"]["code"] == code
    uri = client.open(client.folder / "bad.kpi.yaml")
    assert client.diagnostics(uri)


def test_headers_are_read_however_they_are_spelt(client: Client) -> None:
    body = b'{"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}'
    client.process.stdin.write(b"garbage\r\nContent-Type: x\r\ncontent-length:%d\n\n%s" % (len(body), body))
    client.process.stdin.flush()
    assert "capabilities" in client.answer(7)["result"]


def test_a_change_of_what_is_not_open_changes_nothing(client: Client) -> None:
    client.initialize()
    client.versions["file:///nowhere.kpi.yaml"] = 1
    client.change("file:///nowhere.kpi.yaml", {"text": "x"})
    client.notify("textDocument/didClose", {"textDocument": {"uri": "file:///nowhere.kpi.yaml"}})
    uri = client.open(client.folder / "bad.kpi.yaml")
    assert client.diagnostics(uri)


def test_without_pygls_it_says_what_brings_it(tmp_path: Path) -> None:
    (tmp_path / "pygls").mkdir()
    (tmp_path / "pygls" / "__init__.py").write_text("raise ImportError\n")
    ran = subprocess.run([PROGRAM, "server"], capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)})  # noqa: PLW1510
    assert ran.returncode == 2
    assert "pip install 'kpi-rules[server]'" in ran.stderr
