"""Failures around the program: nothing is lost, nothing half-written, the exit code is right, and no code of the checked tree is run."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACK = str(HERE / "pack")
PLAN = str(HERE / "plan.kpi.yaml")
CONSOLE = "import sys\nfrom kpi_rules.cli import main\nmain()\n"
LAST = b"`kpi-rules rule too-many-kpis` explains a rule\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, signals and links of POSIX")


def ran(
    *arguments: str, cwd: Path = HERE, before: str = "", env: dict[str, str] | None = None, **more: object
) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own, as its console script starts it; `before` is run first in the same process."""
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "HOME": str(cwd), **(env or {})}
    command = [sys.executable, "-P", "-c", before + CONSOLE, *arguments]
    options = {"capture_output": True, "stdin": subprocess.DEVNULL, **more}
    return subprocess.run(command, cwd=cwd, env=environment, timeout=60, check=False, **options)  # type: ignore[call-overload,no-any-return]  # options by name


def test_no_code_of_the_checked_tree_is_run(tmp_path: Path) -> None:
    """Modules of every name that we import, and of Python's own start, lie in the folder that is checked and that we stand in."""
    names = ("yaml", "click", "lark", "re2", "json", "tomllib", "hashlib", "sitecustomize", "usercustomize", "conftest")
    packages = ("kpi_rules", "yaml", "policies", "kpi_rules_core")
    for name in names:
        (tmp_path / f"{name}.py").write_text("open('RAN', 'a')\n")
    for name in packages:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("open('RAN', 'a')\n")
        (tmp_path / name / "__main__.py").write_text("open('RAN', 'a')\n")
    (tmp_path / "evil.egg-info").mkdir()
    (tmp_path / "evil.egg-info" / "entry_points.txt").write_text("[kpi_rules.packs]\nevil = yaml\ncore = yaml\n")
    (tmp_path / "a.kpi.yaml").write_text((HERE / "plan.kpi.yaml").read_text("utf-8"), "utf-8")
    script = tmp_path.parent / "kpi-rules-script"
    script.write_text(CONSOLE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), "check", "."]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    assert not (tmp_path / "RAN").exists()


def started_as_a_module(folder: Path, modules: Iterable[str], *flags: str) -> subprocess.CompletedProcess[bytes]:
    """`python -m kpi_rules` in a folder where modules of these names lie in wait."""
    for name in modules:
        (folder / f"{name}.py").write_text("open('RAN', 'a')\n")
    command = [sys.executable, *flags, "-m", "kpi_rules", "check", PLAN, "--pack", PACK]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KPI_RULES_CACHE": "off"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60, check=False)


def test_started_as_a_module_it_imports_nothing_from_the_folder_it_stands_in(tmp_path: Path) -> None:
    """But for what Python has imported before it asks us: no program can keep that away, and the docs say so."""
    (tmp_path / "empty.py").write_text("import sys\nprint(*sys.modules)\n")
    before = subprocess.run([sys.executable, "-m", "empty"], cwd=tmp_path, capture_output=True, text=True, check=True)
    names = {"yaml", "click", "lark", "re2", *sys.stdlib_module_names} - set(before.stdout.split())
    done = started_as_a_module(tmp_path, names)
    assert (done.returncode, done.stdout.endswith(LAST)) == (1, True), done.stderr
    assert not (tmp_path / "RAN").exists()


def test_started_as_a_module_on_a_safe_path_nothing_at_all_is_run(tmp_path: Path) -> None:
    """`-P` is the part of `-I` that says so; `-I` alone would not find this checkout."""
    (tmp_path / "kpi_rules").mkdir()
    done = started_as_a_module(tmp_path, {"yaml", "kpi_rules/__main__", *sys.stdlib_module_names}, "-P")
    assert (done.returncode, done.stdout.endswith(LAST)) == (1, True), done.stderr
    assert not list(tmp_path.rglob("RAN"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_for_one_report_is_told(tmp_path: Path) -> None:
    done = ran("check", PLAN, "--pack", PACK, "-o", "sarif=/dev/full", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, b"error: cannot write `/dev/full`: no space left on device\n")


def test_killed_while_writing_the_old_report_stays_whole(tmp_path: Path) -> None:
    """Killed between the last byte and the name: the report has its old text, all of it."""
    report = tmp_path / "report.txt"
    report.write_text("the old report")
    kill = "import os, signal\nos.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
    done = ran("check", PLAN, "--pack", PACK, "-o", str(report), before=kill, cwd=tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert report.read_text() == "the old report"
    assert ran("check", PLAN, "--pack", PACK, "-o", str(report), cwd=tmp_path).returncode == 1
    assert report.read_text("utf-8").startswith("recommendation[tiny/")


def test_a_plan_that_vanishes_is_told(tmp_path: Path) -> None:
    """Found in the folder, gone when it is read."""
    for name in "ab":
        (tmp_path / f"{name}.kpi.yaml").write_text((HERE / "plan.kpi.yaml").read_text("utf-8"), "utf-8")
    vanish = (
        "import os\nimport kpi_rules.files as files\nread = files.read_bytes\n"
        "def vanishing(path, name, most):\n"
        "    os.unlink(path) if str(path).endswith('a.kpi.yaml') else None\n"
        "    return read(path, name, most)\n"
        "import kpi_rules.engine.inputs as inputs\ninputs.read_bytes = vanishing\n"
    )
    done = ran("check", ".", "--pack", PACK, "--format", "concise", before=vanish, cwd=tmp_path)
    assert done.returncode == 1
    assert b"a.kpi.yaml:1:1: violation[invalid-plan] cannot read `a.kpi.yaml`: no such file" in done.stdout
    assert b"b.kpi.yaml:" in done.stdout


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read and write everything")
def test_a_file_that_may_not_be_read_and_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    plan = tmp_path / "a.kpi.yaml"
    plan.write_text("title: A\nkpis: []\n")
    plan.chmod(0)
    done = ran("check", ".", "--pack", PACK, "--format", "concise", cwd=tmp_path)
    assert (done.returncode, b"cannot read `a.kpi.yaml`: permission denied" in done.stdout) == (1, True)
    plan.chmod(0o600)
    tmp_path.chmod(0o500)
    done = ran("check", ".", "--pack", PACK, "-o", "report.txt", cwd=tmp_path)
    assert (done.returncode, b"cannot write `report.txt`: permission denied" in done.stderr) == (2, True)
    assert ran("check", ".", "--pack", PACK, cwd=tmp_path).returncode in (0, 1)
    tmp_path.chmod(0o700)


def test_folders_that_lead_back_to_themselves(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "loop").symlink_to(tmp_path)
    (tmp_path / "plans" / "self").symlink_to("self")
    (tmp_path / "a.kpi.yaml").write_text((HERE / "plan.kpi.yaml").read_text("utf-8"), "utf-8")
    done = ran("check", ".", "--pack", PACK, cwd=tmp_path)
    assert (done.returncode, done.stdout.endswith(LAST)) == (1, True), done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "", "XDG_CACHE_HOME": ""},
        {"HOME": "/nowhere/at/all", "XDG_CACHE_HOME": "/dev/null/x"},
        {"LC_ALL": "xx_YY.weird", "LANG": "tr_TR.ISO-8859-9", "LANGUAGE": "::"},
        {"COLUMNS": "1"},
        {"COLUMNS": "nonsense", "TERM": "dumb", "TMPDIR": "/nowhere"},
    ],
    ids=["no home", "no place for a cache", "odd locale", "narrow", "odd terminal"],
)
def test_the_environment_changes_no_verdict(environment: dict[str, str], tmp_path: Path) -> None:
    done = ran("check", PLAN, "--pack", PACK, env=environment, cwd=tmp_path)
    assert (done.returncode, done.stderr, done.stdout.endswith(LAST)) == (1, b"", True), done.stdout
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= (set() if "HOME" in environment else {".cache"})


def test_without_standard_streams(tmp_path: Path) -> None:
    for closing in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        command = f'"{sys.executable}" -m kpi_rules check "{PLAN}" --pack "{PACK}" {closing}'
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (1, b""), closing


def test_on_a_narrow_terminal(tmp_path: Path) -> None:
    import fcntl
    import struct
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 5, 12, 0, 0))
    done = ran("check", PLAN, "--pack", PACK, cwd=tmp_path, capture_output=False, stdout=inner, stderr=inner)
    os.close(inner)
    text = b""
    while True:
        try:
            piece = os.read(outer, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        text += piece
    os.close(outer)
    assert done.returncode == 1
    assert b"Traceback" not in text
    assert b"violation" in text


def test_runs_at_once_on_one_cache(tmp_path: Path) -> None:
    """Four begin on an empty cache together, each with two processes; then one finds it all there."""
    plans = tmp_path / "plans"
    plans.mkdir()
    for number in range(150):
        text = (HERE / "plan.kpi.yaml").read_text("utf-8").replace("title: ", f"title: {number} ", 1)
        (plans / f"{number:03}.kpi.yaml").write_text(text, "utf-8")
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "KPI_RULES_CACHE": str(tmp_path / "c"),
    }
    command = [sys.executable, "-P", "-c", CONSOLE, "check", ".", "--pack", PACK, "--format", "json", "-j", "2"]
    runs = [
        subprocess.Popen(command, cwd=plans, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = [(*run.communicate(timeout=60), run.returncode) for run in runs]
    again = ran(*command[4:], cwd=plans, env=environment)
    alone = ran(*command[4:-2], "-j", "1", "--no-cache", cwd=plans, env=environment)
    assert {*said, (again.stdout, again.stderr, again.returncode)} == {(alone.stdout, alone.stderr, 1)}
    assert not list((tmp_path / "c").glob("*.tmp"))
