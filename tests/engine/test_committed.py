"""The plans of a commit are those that the same arguments find on the disk, under the same names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi_rules.engine.discover import discover
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.engine.revisions.committed import committed_file, committed_plans, inside
from kpi_rules.engine.revisions.git import Commit, Repository

FILES = {
    "a.kpi.yaml": "title: A\nkpis: []\n",
    "plans/b.kpi.yaml": "title: B\nkpis: []\n",
    "plans/b.kpi.yaml.orig": "title: B\nkpis: []\n",
    "plans/z/c.kpi.json": '{"title": "C", "kpis": []}',
    "plans/z-2/d.kpi.toml": "title = 'D'\nkpis = []\n",
    "other/e.yaml": "title: E\nkpis: []\n",
    "other/f.yaml": "title: F\n",
    "other/node_modules/g.kpi.yaml": "title: G\nkpis: []\n",
    "موارد/ح.kpi.yaml": "title: H\nkpis: []\n",
}
ASKED: list[tuple[tuple[str, ...], tuple[str, ...], str]] = [
    ((), (), "."),
    ((), (), "plans"),
    ((), ("plans/**/*.kpi.yaml",), "."),
    ((), ("plans/*", "other/*.yaml"), "."),
    ((), ("z/*.kpi.json",), "plans"),
    (("plans",), (), "."),
    (("plans/",), (), "."),
    (("plans/z", "plans"), (), "."),
    (("a.kpi.yaml", "./a.kpi.yaml"), (), "."),
    (("plans/b.kpi.yaml.orig",), (), "."),
    (("other",), (), "."),
    (("other",), ("other/f.yaml",), "."),
    (("other/*.yaml",), (), "."),
    (("**/*.kpi.*",), (), "."),
    (("موارد",), (), "."),
    ((".",), (), "."),
]


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Commit]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "-A", "-f"), ("commit", "-q", "-m", "all")):
        subprocess.run(["git", *who, *words], check=True)
    repository, problem = Repository.around(Path())
    assert repository is not None, problem
    found, problem = repository.commit("HEAD")
    assert found is not None, problem
    with found:
        yield found


@pytest.mark.parametrize(("arguments", "globs", "base"), ASKED)
def test_the_same_plans_as_on_the_disk(
    commit: Commit, arguments: tuple[str, ...], globs: tuple[str, ...], base: str
) -> None:
    files, _ = discover(arguments, globs, Path(base))
    assert files
    sources = list(committed_plans(commit, arguments, globs, Path(base)))
    assert [source.name for source in sources] == [file.name for file in files]
    for source in sources:
        assert not isinstance(source, Unreadable)
        assert source.text == FILES[source.name]


def test_from_a_folder_below(commit: Commit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("plans/z")
    for arguments in ((), ("..",), ("../b.kpi.yaml",)):
        files, _ = discover(arguments, (), Path())
        assert [one.name for one in committed_plans(commit, arguments, (), None)] == [file.name for file in files]


@pytest.mark.parametrize(
    ("path", "inner"),
    [("a.kpi.yaml", "a.kpi.yaml"), ("plans/../other", "other"), (".", ""), ("..", None), ("../beside", None)],
)
def test_what_lies_in_the_repository(commit: Commit, path: str, inner: str | None) -> None:
    assert inside(commit, Path(path)) == inner


def test_a_file_of_a_commit(commit: Commit) -> None:
    Path("a.kpi.yaml").write_text("changed")
    source, problems = committed_file(commit, Path("a.kpi.yaml"), "that name")
    assert source is not None
    assert (source.name, source.text, problems) == ("that name", FILES["a.kpi.yaml"], ())
    assert committed_file(commit, Path("gone"), "gone") == (None, ())
    assert committed_file(commit, Path("../gone"), "gone") == (None, ())
