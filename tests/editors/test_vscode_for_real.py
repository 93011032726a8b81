"""VS Code itself with the packaged extension and the real server: the bad example and a pack in the making, as somebody sees them in the window.

The server side and the workbench are those of `code-server` (npm), started without what it adds to VS Code and without its native parts; the window is
Chromium, and `workbench.mjs` sits at it. Run by `.ci/integrations`, which installs them. A folder named by KPI_RULES_PICTURES receives a picture of each step.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TOP = HERE.parents[1]
EXTENSION = TOP / "editors" / "vscode"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--accept-server-license-terms", "--telemetry-level", "off"]


@pytest.fixture(scope="module")
def workbench() -> Path:
    """The folder of npm's packages with VS Code in it."""
    given = Path(os.environ.get("KPI_RULES_NODE_MODULES", "nowhere"))
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not (given / "code-server" / "lib" / "vscode" / "node_modules").is_dir():
        pytest.skip("VS Code is missing: .ci/integrations installs it")
    return given


@pytest.fixture(scope="module")
def vsix(workbench: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, packaged from a copy of what the repository has."""
    top = tmp_path_factory.mktemp("package")
    left_out = shutil.ignore_patterns("node_modules", "*.vsix")
    folder = shutil.copytree(EXTENSION, top / "editors" / "vscode", ignore=left_out)
    shutil.copytree(TOP / "schemas", top / "schemas")
    shutil.copy(TOP / "LICENSE", top)
    subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True, timeout=300)
    package = [workbench / ".bin" / "vsce", "package", "--allow-missing-repository", "--out", top / "it.vsix"]
    subprocess.run(package, cwd=folder, check=True, capture_output=True, timeout=300)
    return top / "it.vsix"


def vscode(workbench: Path, top: Path, *options: str | Path) -> list[str | Path]:
    """The command that starts VS Code's server."""
    node = workbench / "node" / "bin" / "node"
    folders = ["--server-data-dir", top / "data", "--extensions-dir", top / "extensions"]
    return [node, "out/server-main.js", *OPTIONS, *folders, *options]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team's folder with the program in its environment."""
    top = tmp_path_factory.mktemp("team")
    for name in ("content-marketing", "client-pack"):
        shutil.copytree(TOP / "examples" / name, top / name)
    program = top / ".venv" / "bin" / "kpi-rules"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kpi_rules "$@"\n')
    program.chmod(0o755)
    return top


@pytest.fixture(scope="module")
def address(workbench: Path, vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """VS Code with the extension, being served."""
    top, home = tmp_path_factory.mktemp("vscode"), workbench / "code-server" / "lib" / "vscode"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    install = vscode(workbench, top, "--install-extension", vsix)
    subprocess.run(install, cwd=home, env=env, check=True, capture_output=True, timeout=120)
    serve = vscode(workbench, top, "--host", "127.0.0.1", "--port", "0", "--without-connection-token")
    log = top / "log"
    with log.open("w") as out, subprocess.Popen(serve, cwd=home, env=env, stdout=out, stderr=out) as process:
        try:
            yield f"http://127.0.0.1:{_port(process, log)}/"
        finally:
            process.terminate()


def _port(process: subprocess.Popen[bytes], log: Path) -> str:
    import time

    for _ in range(300):
        found = re.search(r"agent listening on (\d+)", log.read_text("utf-8"))
        if found or process.poll() is not None:
            break
        time.sleep(0.1)
    assert found, log.read_text("utf-8")
    return found[1]


@pytest.fixture(scope="module")
def seen(workbench: Path, address: str, folder: Path) -> dict[str, Any]:
    """What somebody sees who works in the window."""
    pictures = os.environ.get("KPI_RULES_PICTURES", "")
    command = ["node", HERE / "workbench.mjs", workbench / "playwright-core", CHROMIUM, f"{address}?folder={folder}"]
    done = subprocess.run([*map(str, command), pictures], capture_output=True, text=True, check=False, timeout=550)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_nothing_of_the_folder_is_run_before_it_is_trusted(seen: dict[str, Any]) -> None:
    assert seen["untrusted"] == ["KPI rules: the `kpi-rules` of this folder is not run before you trust the folder"]


def test_findings_of_the_bad_example(seen: dict[str, Any]) -> None:
    assert seen["problems of the plan"] == "Errors: 11, Warnings: 39, Infos: 17"


def test_a_finding_is_read_under_the_pointer_and_mended(seen: dict[str, Any]) -> None:
    assert any("names an objective that is not in the plan" in one for one in seen["hover"])
    assert seen["fixes"][1] == "replace `awarness` with `awareness`"
    assert any("kpi-rules.waivers.yaml" in one for one in seen["fixes"])
    assert seen["after the fix"] == "Errors: 10, Warnings: 39, Infos: 17"


def test_fields_of_a_kpi_are_offered(seen: dict[str, Any]) -> None:
    assert {"metrictext", "rationaletext"} <= set(seen["fields"])


def test_lenses_hints_and_the_reasons_behind_them(seen: dict[str, Any]) -> None:
    shown = " ".join(seen["lenses and hints"])
    assert "10 violations, 39 recommendations, 17 hints: why?" in shown
    assert "16 of 6 KPIs" in shown
    assert any("core/too-many-kpis" in line for line in seen["why"])


def test_rules_are_coloured_by_what_words_are(seen: dict[str, Any]) -> None:
    colours = seen["colours"]
    assert colours["must"] == colours["when"]
    assert len({colours[word] for word in ("must", "costly-without-sponsor", '"A costly KPI has a sponsor"', "0")}) == 4


def test_a_pack_in_the_making(seen: dict[str, Any]) -> None:
    assert seen["tests of the pack"] == ["all 9 tests of the pack pass"]
    assert {"nametext?", "formulatext?"} <= set(seen["members"])
    assert any(
        "`kpi` has no field `nmae`" in one and "did you mean `name`?" in one for one in seen["problems of the pack"]
    )
    assert any("`name`" in one for one in seen["fix of a rule"])
    assert any("max_kpis_per_owner" in one for one in seen["fields of the pack"])
