"""The examples of every `--help`, followed as they stand there: each gives what it promises, and none an error."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import click
import pytest
from repository import Repository
from running import Kpi, Ran

from kpi_rules.cli.group import program
from kpi_rules.cli.program import run

PLAN = (Path(__file__).parents[1] / "e2e" / "plan.kpi.yaml").read_text("utf-8")
CSV = "KPI,Owner,Target\nLeads,Ada,500\nVisits,Ben,900\n"
NOT_FOLLOWED = {
    "waivers add": "the rule of the example has nothing to waive in this plan",
    "# kpi-rules": "a comment in a plan",
    "completion": "what a shell does when it starts",
    "# yaml-language-server": "a comment in a plan",
}
"""What is no command, or needs what only its reader has."""


def examples(group: click.Group = program, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The commands of every help, without what is said of them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        lines = (command.epilog or "").splitlines()
        yield from (line for line in map(example_of, lines) if line)
        if isinstance(command, click.Group):
            yield from examples(command, (*path, name))


def example_of(line: str) -> str | None:
    """The command in a line of a help."""
    found = re.match(
        r"\s{2,}((?:cat \S+ \| )?kpi-rules .+?)(?:\s{2,}.*|\s+(?:folders, files|the same for|in CI:).*)?$", line
    )
    return found[1] if found and not any(words in found[1] for words in NOT_FOLLOWED) else None


COMMANDS = list(dict.fromkeys([*examples(), *filter(None, map(example_of, (program.epilog or "").splitlines()))]))


def follow(kpi: Kpi, line: str) -> Ran:
    """Run a line as a shell would: with what it pipes in or reads, and its globs."""
    stdin = ""
    piped = re.match(r"cat (\S+) \| (.*)", line)
    if piped:
        stdin, line = Path(piped[1]).read_text("utf-8"), piped[2]
    if redirected := re.search(r"\s<\s(\S+)$", line):
        stdin, line = Path(redirected[1]).read_text("utf-8"), line[: redirected.start()]
    line = re.sub(r"\s>\s*\S+$", "", line)
    words: list[str] = []
    for word in shlex.split(line)[1:]:
        quoted = f"'{word}'" in line
        words += sorted(str(path) for path in Path().glob(word)) if "*" in word and not quoted else [word]
    return kpi(*words, stdin=stdin)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples speak of: plans, packs, registers, and a repository with a past."""
    here = tmp_path_factory.mktemp("ground")
    repository = Repository(here)
    for name in ("team.kpi.yaml", "plan.yaml", "plans/a.kpi.yaml", "okr/b.yaml", "teams/sales.kpi.yaml"):
        repository.write(name, PLAN)
    repository.write("kpis.csv", CSV)
    with chdir(here):
        for name in ("acme", "policies/acme", "our-pack", "packs/city"):
            assert run(["pack", "new", name]) == 0
        assert run(["export", "team.kpi.yaml", "-o", "kpis.xlsx"]) == 0
        assert run(["baseline"]) == 0
        assert run(["lock"]) == 0
    repository.commit()
    for name in ("v1.2", "origin/main"):
        repository.git("branch", name)
    return here


@pytest.fixture
def ground(kpi: Kpi, made: Path, tmp_path: Path) -> Path:
    """A copy of it, to work in."""
    here = tmp_path / "work"
    shutil.copytree(made, here, dirs_exist_ok=True)
    return here


@pytest.mark.parametrize("line", COMMANDS)
def test_an_example_can_be_followed(line: str, kpi: Kpi, ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if line == "kpi-rules pack test":
        monkeypatch.chdir(ground / "acme")
    if "--into" in line:
        assert kpi("export", "team.kpi.yaml", "-o", "register.xlsx").code == 0
    for written in re.findall(r"import \S+ -o (\S+\.yaml)|pack new (\S+)", line):
        name = ground / (written[0] or written[1])
        name.rename(name.with_name(f"{name.name}-before"))
    ran = follow(kpi, line)
    assert ran.code in (0, 1), ran.err
    assert "error:" not in ran.err


def test_there_are_many() -> None:
    assert len(COMMANDS) > 70
