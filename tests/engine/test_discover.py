"""From arguments to plan files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.engine.discover import discover
from kpi_rules.engine.globs import Glob
from kpi_rules.engine.inputs import Unreadable, read_plan

FILES = [
    "a.kpi.yaml", "b.yaml", "plans/b.kpi.yml", "plans/a.kpi.json", "plans/deep/er/c.kpi.toml", "plans/notes.md", "plans/x.yaml",
    ".git/a.kpi.yaml", ".github/plans/g.kpi.yaml", "node_modules/m/a.kpi.yaml", "sub/venv/a.kpi.yaml", "we[i]rd/w.kpi.yaml",
    "Upper.KPI.YAML",
]  # fmt: skip
ALL = [
    "Upper.KPI.YAML", "a.kpi.yaml", "plans/a.kpi.json", "plans/b.kpi.yml", "plans/deep/er/c.kpi.toml", "we[i]rd/w.kpi.yaml",
]  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "globs", "names"),
    [
        ([], [], ALL),
        (["."], [], ALL),
        (["plans"], [], ["plans/a.kpi.json", "plans/b.kpi.yml", "plans/deep/er/c.kpi.toml"]),
        (["plans/"], ["plans/*.yaml"], ["plans/a.kpi.json", "plans/b.kpi.yml", "plans/deep/er/c.kpi.toml", "plans/x.yaml"]),
        (["plans/b.kpi.yml", "plans", "./plans/b.kpi.yml"], [], ["plans/b.kpi.yml", "plans/a.kpi.json", "plans/deep/er/c.kpi.toml"]),
        (["b.yaml", "plans/notes.md"], [], ["b.yaml", "plans/notes.md"]),
        (["plans/*.kpi.*"], [], ["plans/a.kpi.json", "plans/b.kpi.yml"]),
        (["plans/**/*.kpi.*"], [], ["plans/a.kpi.json", "plans/b.kpi.yml", "plans/deep/er/c.kpi.toml"]),
        (["**/c.kpi.toml"], [], ["plans/deep/er/c.kpi.toml"]),
        (["*/*/*/c.*", "[!a].yaml", "?.kpi.yaml"], [], ["plans/deep/er/c.kpi.toml", "b.yaml", "a.kpi.yaml"]),
        (["plans/deep/**"], [], ["plans/deep/er/c.kpi.toml"]),
        (["we[i]rd"], [], ["we[i]rd/w.kpi.yaml"]),
        (["we[i]rd/w.kpi.yaml"], [], ["we[i]rd/w.kpi.yaml"]),
        ([], ["**/*.yaml"], ["a.kpi.yaml", "b.yaml", "plans/x.yaml", "we[i]rd/w.kpi.yaml"]),
        ([], [".github/**/*.kpi.yaml"], [".github/plans/g.kpi.yaml"]),
        ([], ["b.yaml"], ["b.yaml"]),
        ([], ["b.yaml", "*.yaml"], ["b.yaml", "a.kpi.yaml"]),
        (["plans/b.kpi.yml", "plans/*.yml"], [], ["plans/b.kpi.yml"]),
        (["nothing/*.yaml"], [], []),
        ([".github"], [], [".github/plans/g.kpi.yaml"]),
    ],
)  # fmt: skip
def test_what_is_found(tree: Path, arguments: list[str], globs: list[str], names: list[str]) -> None:
    files, diagnostics = discover(arguments, globs)
    assert [file.name for file in files] == names
    assert diagnostics == ()


def test_names_are_relative_to_where_we_stand(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "sub")
    assert [file.name for file in discover([], ["plans/*.kpi.yml"], Path(".."))[0]] == ["../plans/b.kpi.yml"]
    assert [file.name for file in discover(["../plans/b.kpi.yml"])[0]] == ["../plans/b.kpi.yml"]
    assert [file.name for file in discover(["../plans/*.yml"])[0]] == ["../plans/b.kpi.yml"]
    assert [file.name for file in discover([], ["plans/*.kpi.yml"], tree)[0]] == [f"{tree.as_posix()}/plans/b.kpi.yml"]


@pytest.mark.parametrize("argument", ["nowhere", "plan.kpi.yaml", "a\0b", "x" * 5000, ""])
def test_what_leads_nowhere_is_told(tree: Path, argument: str) -> None:
    files, diagnostics = discover([argument, "b.yaml"])
    assert [file.name for file in files] == ["b.yaml"]
    assert len(diagnostics) == 1


@pytest.mark.parametrize("argument", ["empty", "nothing/*.yaml"])
def test_what_matches_nothing_is_a_mistake_beside_what_does(tree: Path, argument: str) -> None:
    (tree / "empty").mkdir()
    assert discover([argument]) == ((), ())
    for _, diagnostics in (discover([argument, "b.yaml"]), discover([argument], more=True)):
        assert [argument in one.message and one.help is not None and not one.warning for one in diagnostics] == [True]


def test_entries_of_the_project_that_lead_nowhere(tree: Path) -> None:
    (tree / "empty").mkdir()
    globs = ["nothing/*.yaml", "b.yaml", "c.yaml", "empty"]
    files, diagnostics = discover([], globs, place=lambda _: None)
    assert [file.name for file in files] == ["b.yaml"]
    assert [one.warning for one in diagnostics] == [False, False, False]
    assert [one.warning for one in discover([], ["nothing/*.yaml"], place=lambda _: None)[1]] == [True]
    assert [one.warning for one in discover([], globs)[1]] == [True, True, True]
    assert discover(["b.yaml"], globs)[1] == ()


def test_links(tree: Path) -> None:
    (tree / "plans" / "loop").symlink_to(tree / "plans")
    (tree / "plans" / "again.kpi.yaml").symlink_to("b.kpi.yml")
    (tree / "plans" / "out").symlink_to(tree / "sub")
    (tree / "plans" / "out.kpi.yaml").symlink_to(tree / "a.kpi.yaml")
    (tree / "plans" / "broken.kpi.yaml").symlink_to("nowhere")
    names = [file.name for file in discover(["plans"])[0]]
    assert names == ["plans/a.kpi.json", "plans/again.kpi.yaml", "plans/broken.kpi.yaml", "plans/deep/er/c.kpi.toml"]
    assert [file.name for file in discover(["plans/out.kpi.yaml"])[0]] == ["plans/out.kpi.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_not_utf8(tree: Path) -> None:
    Path(os.fsdecode(b"bad\xff.kpi.yaml")).touch()
    assert "bad\\xff.kpi.yaml" in [file.name for file in discover([])[0]]


@given(
    st.lists(st.sampled_from(["a", "b", "**", "*", "?"]), min_size=1, max_size=6),
    st.lists(st.sampled_from("abc"), max_size=7),
)
def test_globs_are_what_their_pattern_says(parts: list[str], names: list[str]) -> None:
    """Against a direct, exponential reading of what a glob is."""

    def reads(parts: list[str], names: list[str]) -> bool:
        if not parts:
            return not names
        if parts[0] == "**":
            return reads(parts[1:], names) or (bool(names) and reads(parts, names[1:]))
        return bool(names) and parts[0] in ("*", "?", names[0]) and reads(parts[1:], names[1:])

    if names:
        assert Glob(Path(), tuple(parts)).matches("/".join(names)) == reads(parts, names)


def test_a_folder_without_kpi_files_gives_what_looks_like_a_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {
        "plans/sales.yaml": "title: Sales\nkpis: []\n",
        "plans/team.json": '{"title": "Team",\n "kpis": []}',
        "plans/north.toml": 'title = "North"\n[[kpis]]\nid = "leads"\n',
        "plans/compose.yaml": "services:\n  web:\n    kpis: none\n",
        "plans/notes.md": "kpis: none\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found, diagnostics = discover(["plans"])
    assert [file.name for file in found] == ["plans/north.toml", "plans/sales.yaml", "plans/team.json"]
    assert diagnostics == ()
    (tmp_path / "plans/own.kpi.yaml").write_text("title: Own\nkpis: []\n", "utf-8")
    found, _ = discover(["plans"])
    assert [file.name for file in found] == ["plans/own.kpi.yaml"]


def test_links_that_lead_elsewhere_are_never_silent(tree: Path) -> None:
    (tree / "linked").mkdir()
    (tree / "linked" / "own.kpi.yaml").write_text("title: A\nkpis: []\n")
    (tree / "shared.kpi.yaml").write_text("title: B\nkpis: []\n")
    (tree / "linked" / "in.kpi.yaml").symlink_to("../shared.kpi.yaml")
    outside = tree.parent / "outside.kpi.yaml"
    outside.write_text("title: C\nkpis: []\n")
    (tree / "linked" / "out.kpi.yaml").symlink_to(outside)
    (tree / "linked" / "notes.txt").symlink_to("/etc/hostname")
    files, diagnostics = discover(["linked"])
    assert [(file.name, file.refused is not None) for file in files] == [
        ("linked/own.kpi.yaml", False),
        ("linked/out.kpi.yaml", True),
    ]
    assert [(one.message, one.warning) for one in diagnostics] == [
        ("`linked/in.kpi.yaml` is a link to `shared.kpi.yaml`, which is not looked at", True)
    ]
    read = read_plan(files[1])
    assert isinstance(read, Unreadable)
    assert "leads out of the project" in read.diagnostics[0].message


FOLDER_LINKS = {
    "plans in the project": ("../store", "store/x.kpi.yaml", "told"),
    "plans that are looked at": (".", None, None),
    "no plans": ("../store", "store/read.me", None),
    "a link further on": ("../store", "store/x -> ../more/x.kpi.yaml", "told"),
    "plans elsewhere": ("../../with plans", "../with plans/deep/x.kpi.yaml", "refused"),
    "nothing of ours elsewhere": ("../../without", "../without/read.me", None),
    "nowhere": ("../nowhere", None, None),
}


@pytest.mark.parametrize("case", FOLDER_LINKS)
def test_links_to_folders_are_never_silent(tree: Path, case: str) -> None:
    target, made, told = FOLDER_LINKS[case]
    plans = tree / "linked"
    plans.mkdir()
    (plans / "own.kpi.yaml").write_text("title: A\nkpis: []\n")
    if made:
        path, _, link = made.partition(" -> ")
        file = (tree / (link.removeprefix("../") or path)).resolve()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("title: B\nkpis: []\n")
        if link:
            (tree / path).parent.mkdir(exist_ok=True)
            (tree / path).symlink_to(Path(link).parent)
    (plans / "others").symlink_to(target)
    files, diagnostics = discover([], ["linked/**/*.kpi.yaml"])
    refused = [file.name for file in files if file.refused]
    passed_by = "`linked/others` is a link to `store`, whose plans are not looked at"
    assert [one.message for one in diagnostics] == ([passed_by] if told == "told" else [])
    assert refused == (["linked/others"] if told == "refused" else [])
