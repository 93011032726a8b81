"""Wrong arguments: told as everything else is, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from running import GOOD, Kpi, Ran

from kpi_rules.cli.group import program


@pytest.mark.parametrize(
    ("arguments", "message", "help_"),
    [
        ("check --statistic -", "there is no option `--statistic`", "did you mean `--statistics`?"),
        ("check --foo", "there is no option `--foo`", "`kpi-rules check --help` shows those that there are"),
        ("waivers list -z", "there is no option `-z`", "`kpi-rules waivers list --help` shows those that there are"),
        ("--foo", "there is no option `--foo`", "`kpi-rules --help` shows those that there are"),
        ("check --format", "`--format` needs a value", "write it as `--format NAME`"),
        ("check -o", "`-o` needs a value", "write it as `--output [FORMAT=]FILE`"),
        ("check --quiet=3", "`--quiet` takes no value", None),
        ("check --fail-on shuld", "`--fail-on`: there is no `shuld`", "did you mean `should`?"),
        ("check --jobs 0", "`--jobs`: `0` is not a number of processes", None),
        ("check --jobs many", "`--jobs`: `many` is not a number of processes", None),
        ("check --today x", "`--today`: `x` is not a date like 2026-03-01", None),
        ("check --lang x_y_z", "`--lang`: `x_y_z` is not a language such as `ar` or `ar-EG`", None),
        ("completion tcsh", "`SHELL`: there is no `tcsh`", "known here: `bash`, `fish`, `zsh`"),
        ("rule", "`ID` is missing", "write it as `kpi-rules rule [OPTIONS] ID`"),
        ("waivers add x", "`--until` is missing", "write it as `--until DATE`"),
        ("lock a b", "`a b` is too much here", "write it as `kpi-rules lock [OPTIONS]`"),
        ("chekc", "there is no command `chekc`", "did you mean `check`?"),
        ("waivers lst", "there is no command `lst`", "did you mean `list`?"),
        ("pack nw", "there is no command `nw`", "did you mean `new`?"),
    ],
)
def test_wrong_arguments(kpi: Kpi, arguments: str, message: str, help_: str | None) -> None:
    told = f"error: {message}\n" + (f"  = help: {help_}\n" if help_ else "")
    assert kpi(*arguments.split(), stdin=GOOD) == Ran(2, "", told)


@pytest.mark.parametrize(
    ("arguments", "first", "section"),
    [
        ("", "Usage: kpi-rules ", "\nCommands:\n"),
        ("waivers", "Usage: kpi-rules waivers ", "\nCommands:\n"),
        ("pack", "Usage: kpi-rules pack ", "\nCommands:\n"),
        ("--lang ar", "الاستعمال: kpi-rules ", "\nالأوامر:\n"),
    ],
)
def test_without_a_command_the_help_is_shown(kpi: Kpi, arguments: str, first: str, section: str) -> None:
    ran = kpi(*arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(first)
    assert section in ran.err


def test_in_the_readers_language(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    for arguments, told, help_ in (
        ("check --statistic", "خطأ: لا يوجد خيار باسم", "  = مساعدة: هل تقصد"),
        ("check --format", "خطأ: يحتاج", "  = مساعدة: اكتبه هكذا"),
        ("rule", "غير موجود", "  = مساعدة: اكتبه هكذا"),
        ("lock a", "خطأ: ", "  = مساعدة: اكتبه هكذا"),
    ):
        first, second = kpi(*arguments.split()).err.splitlines()
        assert told in first, first
        assert second.startswith(help_), second


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("check -p cor", "error: no pack is named `cor`\n  = help: did you mean `core`?"),
        ("pack docs cor", "error: no pack is named `cor`\n  = help: did you mean `core`?"),
        ("pack test ./cor", "error: there is no pack at `./cor`\n  = help: a pack is a folder with a `pack.yaml`"),
        (
            "config --set max_kpi=3",
            "error: `--set max_kpi=3`: there is no setting `max_kpi`\n  = help: did you mean `max_kpis`?",
        ),
        (
            "config --set max_kpis=x",
            "error: `--set max_kpis=x`: setting `max_kpis`: `x` is not a number\n --> policies/core/pack.yaml:",
        ),
    ],
)
def test_what_is_wrong_with_an_argument_is_in_no_file(kpi: Kpi, arguments: str, told: str) -> None:
    ran = kpi(*arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(told)


def test_nor_is_a_pack_to_be_looked_over(kpi: Kpi) -> None:
    told = "error: no pack is named `cor`\n  = help: did you mean `core`?\n\ncor: 1 thing to look at\n"
    assert kpi("pack", "check", "cor") == Ran(2, told, "")


@pytest.mark.parametrize("arguments", ["check --foo --lang ar", "check --lang=ar_EG --foo", "--foo --lang ar"])
def test_in_the_language_that_is_asked_for(kpi: Kpi, arguments: str) -> None:
    assert "لا يوجد خيار باسم" in kpi(*arguments.split()).err


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands(program)), ids=" ".join)
def test_help_in_the_readers_language(kpi: Kpi, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]) -> None:
    english = kpi(*path, "--help")
    assert english.code == 0
    assert english.out.startswith(f"Usage: {' '.join(('kpi-rules', *path))} ")
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    arabic = kpi(*path, "--help").out
    assert arabic.startswith(f"الاستعمال: {' '.join(('kpi-rules', *path))} ")
    options = arabic.partition("الخيارات:\n")[2].partition("\n\n")[0]
    rows = re.split(r"^  (?=-)", options, flags=re.MULTILINE)[1:]
    assert len(rows) == english.out.partition("Options:\n")[2].partition("\n\n")[0].count("\n  -") + 1
    assert [row for row in rows if not re.search("[\u0621-\u064a]", row)] == []
