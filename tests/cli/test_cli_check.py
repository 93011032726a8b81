from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from running import GOOD, Kpi

PLAN = (Path(__file__).parents[1] / "e2e" / "plan.kpi.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--set", "max_kpis=3"], 0),
        (["--set", "max_kpis=3", "--fail-on", "should"], 1),
        (["--set", "max_kpis=3", "--fail-on", "could"], 1),
        (["--set", "max_kpis=30", "--set", "max_kpis=2"], 1),
    ],
)
def test_the_gate_sets_the_exit_code(kpi: Kpi, pack: str, options: list[str], code: int) -> None:
    assert kpi("check", "--pack", pack, "-", *options, stdin=PLAN).code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "--pack", "cor", "-"], ["no pack is named `cor`", "did you mean `core`?"]),
        (["check", "--set", "max_kpi=3", "-"], ["max_kpi", "did you mean `max_kpis`?"]),
        (["check", "--set", "max_kpis", "-"], ["max_kpis=5"]),
        (["check", "--format", "txt", "-"], ["there is no `txt`", "did you mean `text`?"]),
        (["check", "--fail-on", "shuld", "-"], ["did you mean `should`?"]),
        (["check", "--today", "tomorrow", "-"], ["`tomorrow` is not a date like 2026-03-01"]),
        (["check", "--statistic", "-"], ["--statistics"]),
        (["check", "--output", "sarfi=x.sarif", "-"], ["there is no format `sarfi`", "did you mean `sarif`?"]),
        (["check", "--output", "sarif=", "-"], ["names no file"]),
        (["check", "--config", "nowhere.yaml", "-"], ["there is no file `nowhere.yaml`"]),
        (["check", "plan.yaml"], ["there is no file or folder `plan.yaml`"]),
        (["check", "--output", "no/such/folder.txt", "-"], ["cannot write `no/such/folder.txt`", "no such file"]),
        (["chekc"], ["there is no command `chekc`", "did you mean `check`?"]),
        (["rule", "nonsense"], ["there is no rule `nonsense`", "`kpi-rules rules` lists them"]),
        (["rule", "too-many-kpi"], ["there is no rule `too-many-kpi`", "did you mean `too-many-kpis`?"]),
        (["rules", "--pack", "./nope"], ["there is no pack at `./nope`"]),
        (["completion", "tcsh"], ["there is no `tcsh`"]),
        (["eval", "1", "--plan", "gone.yaml"], ["cannot read `gone.yaml`"]),
    ],
)
def test_what_cannot_be_used_is_told_with_the_remedy(kpi: Kpi, arguments: list[str], words: list[str]) -> None:
    ran = kpi(*arguments, stdin=GOOD)
    assert (ran.code, ran.out) == (2, "")
    for word in words:
        assert word in ran.err


def test_nothing_to_check_is_no_success(kpi: Kpi) -> None:
    ran = kpi("check")
    assert (ran.code, ran.out) == (3, "")
    assert "nothing was checked: there is no `**/*.kpi.yaml`" in ran.err


def test_a_glob_that_matches_nothing_is_told(kpi: Kpi) -> None:
    assert "`plans/*.yaml`" in kpi("check", "plans/*.yaml").err


@pytest.mark.parametrize("beside", ["a.kpi.yaml", "-"])
def test_a_misspelt_path_does_not_pass_beside_another(kpi: Kpi, pack: str, beside: str) -> None:
    Path("a.kpi.yaml").write_text(GOOD, "utf-8")
    Path("empty").mkdir()
    ran = kpi("check", "-p", pack, beside, "plan/*.yaml", "empty", stdin=GOOD)
    assert (ran.code, ran.out) == (2, "")
    assert "no file matches `plan/*.yaml`" in ran.err
    assert "there is no plan in the folder `empty`" in ran.err


def test_a_misspelt_entry_of_the_projects_plans_is_told(kpi: Kpi, pack: str) -> None:
    Path("a.kpi.yaml").write_text(GOOD, "utf-8")
    manifest = f"extends: [{os.path.relpath(pack)}]\nplans: [a.kpi.yaml, old/*.yaml"
    Path("kpi-rules.yaml").write_text(manifest + "]\n")
    ran = kpi("check")
    assert (ran.code, ran.out) == (2, "")
    assert "no file matches `old/*.yaml` of the project's `plans`" in ran.err
    assert "kpi-rules.yaml:2:21" in ran.err
    Path("kpi-rules.yaml").write_text(manifest + ", b.kpi.yaml]\n")
    ran = kpi("check")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no file `b.kpi.yaml`, which the project's `plans` name" in ran.err
    assert "kpi-rules.yaml:2:" in ran.err
    assert "did you mean `a.kpi.yaml`?" in ran.err


def test_an_invalid_plan_is_a_violation(kpi: Kpi) -> None:
    ran = kpi("check", "-", "--stdin-name", "team.yaml", stdin="title: [1\n")
    assert ran.code == 1
    assert "violation[invalid-plan]" in ran.out
    assert " --> team.yaml:" in ran.out


def test_bytes_that_are_no_text_are_a_violation(kpi: Kpi) -> None:
    assert "invalid-plan" in kpi("check", "-", stdin=b"\xff\xfe\x00").out


def test_the_plans_of_the_project_are_checked(kpi: Kpi, pack: str) -> None:
    Path("kpi-rules.yaml").write_text(
        f"name: team\nversion: 1.0.0\nextends: [{os.path.relpath(pack)}]\nplans: [okr/*.yaml]\n"
    )
    Path("okr").mkdir()
    Path("okr/q1.yaml").write_text(PLAN, "utf-8")
    Path("other.kpi.yaml").write_text(PLAN, "utf-8")
    report = json.loads(kpi("check", "--format", "json").out)
    assert [plan["file"] for plan in report["plans"]] == ["okr/q1.yaml"]
    assert {rule["pack"] for rule in report["rules"]} == {"tiny"}


def test_the_project_is_found_above_but_not_beyond_the_repository(
    kpi: Kpi, pack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("kpi-rules.yaml").write_text("name: team\nversion: 1.0.0\nsettings: {max_kpis: 1}\n")
    Path("inner/deeper").mkdir(parents=True)
    monkeypatch.chdir("inner/deeper")
    assert "team/" not in kpi("rules", "--format", "json").out
    assert "max_kpis = 1" in kpi("rule", "too-many-kpis").out
    Path("../.git").mkdir()
    assert "max_kpis = 6" in kpi("rule", "too-many-kpis").out


def test_a_pack_on_the_command_line_takes_the_projects_place(kpi: Kpi, pack: str) -> None:
    Path("kpi-rules.yaml").write_text("this is no manifest")
    ran = kpi("check", "--pack", pack, "-", stdin=PLAN)
    assert (ran.code, ran.err) == (1, "note: kpi-rules.yaml is not looked at because of `--pack`\n")
    assert kpi("check", "-", stdin=PLAN).code == 2


def test_reports_go_where_they_are_sent(kpi: Kpi, pack: str) -> None:
    ran = kpi("check", "-p", pack, "-", "-o", "sarif=a.sarif", "-o", "markdown=b.md", stdin=PLAN)
    assert "1 plan, 3 rules: 1 violation, 2 recommendations, 1 hint\nfailed: 1 violation; next: " in ran.out
    assert json.loads(Path("a.sarif").read_text("utf-8"))["runs"][0]["invocations"][0]["exitCode"] == 1
    assert Path("b.md").read_text("utf-8").startswith("## KPI plans")


@pytest.mark.parametrize(
    "name",
    ["a.kpi.yaml", "./link", "kpi-rules.yaml", "kpi-rules.waivers.yaml", "kpi-rules.baseline.json", "kpi-rules.lock", "own/pack.yaml", "own/own.rules"],
)  # fmt: skip
def test_a_report_never_takes_the_place_of_what_is_read(kpi: Kpi, pack: str, name: str) -> None:
    shutil.copytree(pack, "own")
    Path("own/own.rules").touch()
    Path("kpi-rules.yaml").write_text("extends: [./own]\n")
    Path("a.kpi.yaml").write_text(PLAN, "utf-8")
    Path("link").symlink_to("a.kpi.yaml")
    before = Path(name).read_bytes() if Path(name).exists() else None
    ran = kpi("check", "a.kpi.yaml", "-o", f"json={name}")
    assert (ran.code, ran.out) == (2, "")
    assert f"a report would overwrite `{name}`" in ran.err
    assert (Path(name).read_bytes() if Path(name).exists() else None) == before


def test_two_reports_never_share_a_file(kpi: Kpi, pack: str) -> None:
    ran = kpi("check", "-p", pack, "-", "-o", "json=a", "-o", "sarif=./a", stdin=PLAN)
    assert (ran.code, ran.out, Path("a").exists()) == (2, "", False)
    assert "two reports would be written to `./a`" in ran.err
    assert kpi("check", "-p", pack, "-", "-o", f"json={os.devnull}", "-o", f"sarif={os.devnull}", stdin=PLAN).code == 1


def test_a_report_in_a_file_leaves_the_terminal_alone(kpi: Kpi, pack: str) -> None:
    Path("old.txt").write_text("old")
    Path("old.txt").chmod(0o640)
    ran = kpi("check", "-p", pack, "-", "--output", "old.txt", "--color", "always", stdin=PLAN)
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert Path("old.txt").read_text("utf-8").startswith("recommendation[tiny/kpi-without-owner]")
    assert Path("old.txt").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in Path().iterdir()] == ["old.txt"]


def test_a_dash_means_standard_output(kpi: Kpi, pack: str) -> None:
    assert kpi("check", "-p", pack, "-", "-o", "concise=-", stdin=PLAN).out.startswith("<stdin>:3:3: violation[")


def test_a_file_is_written_whole_or_not_at_all(kpi: Kpi, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("report.txt").write_text("the old report")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = kpi("check", "-p", pack, "-", "-o", "report.txt", stdin=PLAN)
    assert ran.code == 2
    assert "cannot write `report.txt`: no space left on device" in ran.err
    assert Path("report.txt").read_text() == "the old report"
    assert [path.name for path in Path().iterdir()] == ["report.txt"]


@pytest.mark.parametrize(
    ("environment", "options", "coloured"),
    [
        ({}, [], False),
        ({}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "0"}, [], False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
    ],
)
def test_colour_only_when_told(
    kpi: Kpi,
    pack: str,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    options: list[str],
    coloured: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in kpi("check", "-p", pack, "-", *options, stdin=PLAN).out) is coloured


def test_quiet_leaves_only_findings(kpi: Kpi, pack: str) -> None:
    assert kpi("check", "-q", "-p", pack, "-", "--set", "max_kpis=9", stdin=GOOD).out == ""
    assert "3 rules" not in kpi("check", "-q", "-p", pack, "-", stdin=PLAN).out


def test_statistics_tell_what_never_applied(kpi: Kpi, pack: str) -> None:
    out = kpi("check", "--statistics", "-p", pack, "-", stdin=GOOD).out
    assert "had nothing to apply to: tiny/too-many-kpis, tiny/kpi-without-owner, tiny/unscaled" in out


def test_the_rules_are_told_the_day(kpi: Kpi) -> None:
    assert json.loads(kpi("eval", "today", "--format", "json", "--today", "2024-02-29").out)["value"] == "2024-02-29"
    assert json.loads(kpi("eval", "today", "--format", "json").out)["value"] == datetime.date.today().isoformat()


@pytest.mark.usefixtures("nothing_known")
def test_an_interrupt_ends_with_130(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kpi_rules.packs.load.load_policy", interrupted)
    ran = kpi("check", "-", stdin=GOOD)
    assert (ran.code, ran.out) == (130, "")
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("nothing_known")
@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_ours_ends_with_4_and_an_apology(kpi: Kpi, monkeypatch: pytest.MonkeyPatch, debug: bool) -> None:
    def faulty(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("kpi_rules.packs.load.load_policy", faulty)
    if debug:
        monkeypatch.setenv("KPI_RULES_DEBUG", "1")
    ran = kpi("check", "-", stdin=GOOD)
    assert (ran.code, ran.out) == (4, "")
    assert "kpi-rules itself failed (ZeroDivisionError)" in ran.err
    assert ("Traceback" in ran.err) is debug
    assert ("secret" in ran.err) is debug


def test_progress_is_for_terminals_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from kpi_rules.cli import progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    clock = iter(range(100))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(progress.counted("abc", 3, quiet=False)) == ["a", "b", "c"]
    drawn = sys.stderr.getvalue()  # type: ignore[attr-defined]  # it is a `StringIO` here
    assert "2 of 3 plans" in drawn
    assert drawn.endswith("\r\x1b[K")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(progress.counted("abc", 3, quiet=False)) == ["a", "b", "c"]
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]  # it is a `StringIO` here
