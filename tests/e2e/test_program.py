"""The program as a process of its own: what a shell, a pipe and a build server see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kpi_rules import __version__

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACK = str(HERE / "pack")


def program(*arguments: str, cwd: Path = HERE, **more: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "kpi_rules", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, timeout=60, check=False, **{"capture_output": True, **more}
    )  # type: ignore[call-overload,no-any-return]  # options by name


def test_the_output_is_as_agreed() -> None:
    ran = program("check", "plan.kpi.yaml", "--pack", "./pack", "--statistics", "--today", "2026-03-01")
    golden = HERE / "golden" / "plan.text"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(ran.stdout)
    assert ran.stdout == golden.read_bytes()
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_the_output_is_utf8_whatever_the_locale() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "kpi_rules", "check", "plan.kpi.yaml", "--pack", "./pack"]
    ran = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, timeout=60, check=False)
    assert "عدد العملاء".encode() not in ran.stderr
    assert "Likes 👍".encode() in ran.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_closed_pipe_is_quiet_and_keeps_the_exit_code() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = program("check", "plan.kpi.yaml", "--pack", "./pack", capture_output=False, stdout=writing, stderr=-1)
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = program("check", "plan.kpi.yaml", "--pack", "./pack", capture_output=False, stdout=full, stderr=-1)
    assert ran.returncode == 2
    assert ran.stderr == b"error: no space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_with_130() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kpi_rules", "check", "--pack", PACK, "-"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin and running.stderr
        try:
            running.wait(3)  # by then it waits for its standard input
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)
        code = running.wait(10)
        assert b"Traceback" not in running.stderr.read()
    assert code == 130


def _without_libyaml(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = "import sys; sys.modules['yaml._yaml'] = None; from kpi_rules.cli.program import run; sys.exit(run(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_without_libyaml_nothing_is_read_in_another_way(tmp_path: Path) -> None:
    plan = tmp_path / "block.kpi.yaml"
    plan.write_text("title: |\n  Content\nkpis: [{id: a, name: &a A}]\n")
    ran = _without_libyaml("check", str(plan))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is installed without it" in ran.stderr
    assert "pip install --force-reinstall --only-binary pyyaml pyyaml" in ran.stderr


def test_the_version_says_what_reads_yaml() -> None:
    ran = _without_libyaml("--version")
    assert ran.stdout == f"kpi-rules {__version__} (PyYAML {yaml.__version__} without libyaml)\n"


def test_only_what_is_needed_is_imported() -> None:
    script = (
        "import sys; from kpi_rules.cli.program import run; run(sys.argv[1:]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} | {n for n in sys.modules if 'reports' in n}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    ran = subprocess.run([*command, "--help"], env=environment, capture_output=True, timeout=60, check=True)
    assert not {"lark", "yaml", "re2", "jsonschema", "json", "kpi_rules.reports"} & set(ran.stdout.decode().split())
    ran = subprocess.run(
        [*command, "check", "plan.kpi.yaml", "--pack", "./pack"],
        cwd=HERE,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    loaded = set(ran.stdout.decode().split())
    assert "kpi_rules.reports.text" in loaded
    assert not {"jsonschema", "kpi_rules.reports.sarif", "kpi_rules.reports.json_report", "csv"} & loaded
