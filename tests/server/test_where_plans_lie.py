"""Plans that an editor has by another name than a check, in no file yet, in a broken project, or with more findings than anybody reads."""

from editor_client import Client

PLAN = "title: T\nobjectives: [{id: awareness, title: Reach more people}]\nkpis:\n  - {id: a, name: Leads, objective: awarness}\n"


def codes(told: list[dict]) -> set[str]:
    return {one.get("code", "") for one in told}


def titles(client: Client, uri: str, line: int, column: int) -> list[str]:
    place = {"line": line, "character": column}
    asked = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    return [one["title"] for one in client.ask("textDocument/codeAction", asked)]


def test_a_plan_that_is_open_through_a_link(client: Client, tmp_path_factory) -> None:
    inside, outside = client.folder / "z", tmp_path_factory.mktemp("outside")
    for folder in (inside, outside):
        folder.mkdir(exist_ok=True)
        (folder / "it.kpi.yaml").write_text(PLAN)
    client.initialize()
    for name, folder in (("a", inside), ("b", outside), ("zz", inside)):
        (client.folder / name).symlink_to(folder)
        uri = client.open(client.folder / name / "it.kpi.yaml")
        assert "core/unknown-objective" in codes(client.diagnostics(uri)), name
        assert titles(client, uri, 3, 42)[0] == "replace `awarness` with `awareness`", name


def test_a_plan_that_is_in_no_file_yet(client: Client) -> None:
    client.initialize()
    uri = client.open("untitled:Untitled-1", PLAN, "kpi-plan")
    assert "core/unknown-objective" in codes(client.diagnostics(uri))
    assert titles(client, uri, 3, 42)[0] == "replace `awarness` with `awareness`"
    client.change(uri, {"text": PLAN.replace("awarness", "awareness")})
    assert "core/unknown-objective" not in codes(client.diagnostics(uri))
    assert client.at("hover", uri, 0, 2)


def test_what_should_no_longer_be_used_is_struck_out(client: Client) -> None:
    text = "title: T\nkpis:\n  - {id: a, name: Leads, deprecated: true}\n"
    (client.folder / "it.kpi.yaml").write_text(text)
    client.initialize()
    told = client.diagnostics(client.open(client.folder / "it.kpi.yaml"))
    assert [one["code"] for one in told if one.get("tags") == [2]] == ["core/deprecated-in-use"]


def test_a_project_that_breaks_is_told_in_its_plans(client: Client) -> None:
    (client.folder / "it.kpi.yaml").write_text(PLAN)
    (client.folder / "kpi-rules.yaml").write_text("extends: core\n")
    client.initialize()
    plan = client.open(client.folder / "it.kpi.yaml")
    before = client.diagnostics(plan)
    client.open(client.folder / "kpi-rules.yaml", "extends: cor\n")
    (first, *others) = sorted(client.diagnostics(plan), key=lambda one: "code" in one)
    assert first["message"].startswith("checked as before its project was broken: ")
    assert codes(others) == codes(before)


def test_of_a_flood_the_gravest_are_told(client: Client) -> None:
    kpis = "".join(f"  - {{id: k{number}, name: Leads {number}, objective: nothing}}\n" for number in range(400))
    (client.folder / "it.kpi.yaml").write_text("title: T\nkpis:\n" + kpis)
    client.initialize()
    told = client.diagnostics(client.open(client.folder / "it.kpi.yaml"))
    assert len(told) == 1001
    assert told[-1]["message"].startswith("… and ")
    kinds = [one["severity"] for one in told]
    assert kinds == sorted(kinds)
