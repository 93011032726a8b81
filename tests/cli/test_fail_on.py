"""`fail_on` in the project's file: the least level that fails a run, which the command line may say otherwise and a change may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repository import Repository
from running import Kpi

PLAN = "title: A\nmission: Help small firms keep their books in order\nkpis:\n  - {id: a, name: Leads}\n"
OWNER = "core/kpi-without-owner"
SHOULD = f"extends: [./pack]\nlevels: {{{OWNER}: off}}\n"
PACK = {
    "pack/pack.yaml": "name: few\n",
    "pack/few.rules": 'rule never "Never"\n  should false\n  say "no"\n\nrule hint "Hint"\n  could false\n  say "no"\n',
}


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def project(fail_on: str | None, folder: str = ".") -> dict[str, str]:
    up = "./" if folder == "." else "../"
    said = f"fail_on: {fail_on}\n" if fail_on else ""
    return {f"{folder}/kpi-rules.yaml": f"extends: [{up}pack]\n{said}", f"{folder}/a.kpi.yaml": PLAN}


@pytest.mark.parametrize(
    ("said", "asked", "code"),
    [
        (None, None, 0), ("must", None, 0), ("should", None, 1), ("could", None, 1),
        ("should", "must", 0), ("must", "should", 1), (None, "could", 1),
    ],
)  # fmt: skip
def test_the_project_says_and_the_command_line_wins(kpi: Kpi, said: str | None, asked: str | None, code: int) -> None:
    write(PACK | project(said))
    for _ in range(2):  # the second time from the cache
        assert kpi("check", *(["--fail-on", asked] if asked else [])).code == code


def test_the_closing_line_says_what_counts(kpi: Kpi) -> None:
    write(PACK | project("should"))
    assert "failed: 1 finding that are `should` or more" in kpi("check").out.replace("findings", "finding")
    assert 'failures="1"' in kpi("check", "--format", "junit").out


def test_level_hides_nothing_that_fails(kpi: Kpi) -> None:
    write(PACK | project("should"))
    ran = kpi("check", "--level", "must")
    assert (ran.code, "`fail_on: should` in kpi-rules.yaml would fail on what `--level must` hides" in ran.err) == (
        2,
        True,
    )
    assert kpi("check", "--level", "must", "--fail-on", "must").code == 0
    assert kpi("check", "--level", "should").code == 1


@pytest.mark.parametrize(
    ("value", "words"), [("shold", "did you mean `should`?"), ("off", "must"), ("[must]", "kpi-rules.yaml:2")]
)
def test_what_is_no_level_is_told(kpi: Kpi, value: str, words: str) -> None:
    write(PACK | project(value))
    ran = kpi("check")
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_a_pack_has_no_gate(kpi: Kpi) -> None:
    write(PACK | project(None) | {"pack/pack.yaml": "name: few\nfail_on: could\n"})
    ran = kpi("check")
    assert (ran.code, "a pack has no `fail_on`" in ran.err) == (2, True)


def test_each_project_has_its_own(kpi: Kpi) -> None:
    write(PACK | project(None) | project("should", "sales"))
    ran = kpi("check")
    assert (ran.code, "failed: 1 finding at or above the `fail_on` of the project" in ran.out) == (1, True), ran.out
    assert kpi("check", "a.kpi.yaml").code == 0
    assert kpi("check", "sales/a.kpi.yaml").code == 1
    assert kpi("check", "--fail-on", "must").code == 0
    write(PACK | project("should") | project("must", "sales"))
    assert kpi("check").code == 1
    assert kpi("check", "sales").code == 0
    assert 'failures="1"' in kpi("check", "--format", "junit").out
    assert kpi("check", "--level", "must").code == 2


@pytest.mark.parametrize("now", ["must", None])
def test_a_change_does_not_loosen_its_own_gate(kpi: Kpi, tmp_path: Path, now: str | None) -> None:
    repository = Repository(tmp_path / "work")
    write(PACK | project("should"))
    repository.commit()
    write(project(now))
    assert kpi("check", "--base", "HEAD").code == 1
    assert kpi("check", "--base", "HEAD", "--policy-from", "head").code == 0
    assert "fail_on" in kpi("diff").out


def test_config_shows_it(kpi: Kpi) -> None:
    write(PACK | project("should"))
    assert "fail_on = should" in kpi("config").out
    assert json.loads(kpi("config", "--format", "json").out)["fail_on"] == {
        "level": "should",
        "file": "kpi-rules.yaml",
        "line": 2,
    }
    assert "fail_on = must" in kpi("config", "--pack", "core").out
