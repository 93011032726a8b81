"""The VS Code extension: its papers, which program it runs, its talk with the real server, and that it can be packaged."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kpi_rules import __version__
from kpi_rules.server.features.settings import SECTION
from kpi_rules.server.kinds import _PLANS
from kpi_rules.server.session import Settings

TOP = Path(__file__).parents[2]
EXTENSION = TOP / "editors" / "vscode"
HERE = Path(__file__).parent
PAPERS = json.loads((EXTENSION / "package.json").read_text("utf-8"))
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node.js is not installed")
posix = pytest.mark.skipif(os.name == "nt", reason="the programs of this test are shell scripts")


def test_its_version_is_the_program_s() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text("utf-8"))
    assert PAPERS["version"] == lock["version"] == lock["packages"][""]["version"] == __version__


def test_its_settings_are_those_the_server_reads() -> None:
    declared = set(PAPERS["contributes"]["configuration"]["properties"])
    assert declared == {f"{SECTION}.command", *(f"{SECTION}.{name}" for name in Settings.__annotations__)}
    manuals = [(EXTENSION / "README.md").read_text("utf-8"), (TOP / "docs" / "editors.md").read_text("utf-8")]
    assert all(name in manuals[0] for name in declared)
    assert all(f"`{name}`" in manuals[1] for name in Settings.__annotations__)


def test_each_of_its_commands_is_registered() -> None:
    code = (EXTENSION / "extension.js").read_text("utf-8")
    assert all(f'registerCommand("{one["command"]}"' in code for one in PAPERS["contributes"]["commands"])


def test_it_wakes_for_every_name_of_a_plan() -> None:
    (known,) = [one for one in PAPERS["activationEvents"] if "kpi.{" in one]
    assert {f".kpi.{end}" for end in re.findall(r"\w+", known.split("{")[1])} == set(_PLANS)


def test_a_folder_that_is_not_trusted_cannot_name_the_program() -> None:
    limited = PAPERS["capabilities"]["untrustedWorkspaces"]
    assert limited["supported"] == "limited"
    assert limited["restrictedConfigurations"] == [f"{SECTION}.command"]


def test_the_lock_file_records_no_registry() -> None:
    assert "resolved" not in (EXTENSION / "package-lock.json").read_text("utf-8")


def program(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "kpi-rules"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return str(file)


def asked(function: str, given: Any) -> Any:
    script = f"process.stdout.write(JSON.stringify(require(process.argv[1]).{function}(JSON.parse(process.argv[2]))))"
    command = [NODE, "-e", script, EXTENSION / "program.js", json.dumps(given)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


def found(folder: Path, path: list[Path | str], trusted: bool = True, configured: str = "") -> str | None:
    given = {
        "configured": configured,
        "folders": [str(folder)],
        "trusted": trusted,
        "searchPath": os.pathsep.join(map(str, path)),
    }
    return asked("findProgram", given).get("command")


@needs_node
@posix
def test_the_setting_comes_first_then_the_venv_then_the_path(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "bin"
    folder.mkdir()
    assert found(folder, [elsewhere]) is None
    on_path = program(elsewhere)
    assert found(folder, [elsewhere]) == on_path
    own = program(folder / ".venv" / "bin")
    assert found(folder, [elsewhere]) == own
    third = program(folder / "tools")
    for configured in (third, "tools/kpi-rules", "${workspaceFolder}/tools/kpi-rules"):
        assert found(folder, [elsewhere], configured=configured) == third
    assert found(folder, [elsewhere], configured="kpi-rules") == on_path
    assert found(folder, [elsewhere], configured="/nowhere/kpi-rules") is None


@needs_node
@posix
def test_where_there_is_no_trust_nothing_of_the_folder_is_run(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "bin"
    inside = program(folder / ".venv" / "bin")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "kpi-rules").symlink_to(inside)
    for path in ([folder / ".venv" / "bin"], [tmp_path / "links"], ["."], [""]):
        assert found(folder, path, trusted=False) is None
    assert found(folder, [], trusted=False, configured=inside) is None
    assert found(folder, [".venv/bin"]) == inside
    asked_for = {"folders": [str(folder)], "trusted": False, "searchPath": ""}
    assert asked("findProgram", asked_for)["held"] is True
    on_path = program(elsewhere)
    assert found(folder, [folder / ".venv" / "bin", elsewhere], trusted=False) == on_path


@needs_node
def test_what_a_program_says_before_it_ends_is_told() -> None:
    said = subprocess.run(  # noqa: PLW1510
        [sys.executable, "-c", f"import sys; sys.modules['pygls'] = None; {_MAIN}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.returncode == 2
    assert asked("whyItEnded", said.stderr) == "the language server needs the package `pygls`, version 2"
    assert asked("whyItEnded", "") == "it ended without a word"


_MAIN = "from kpi_rules.cli import main; sys.argv = ['kpi-rules', 'server']; sys.exit(main())"


@needs_node
def test_the_schema_that_it_brings_lets_fields_of_packs_pass() -> None:
    script = "process.stdout.write(require(process.argv[1]).openSchema(require('fs').readFileSync(process.argv[2], 'utf-8')))"
    command = [NODE, "-e", script, EXTENSION / "prepare.js", TOP / "schemas" / "plan.schema.json"]
    opened = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60).stdout
    assert not re.search(r'"(additional|unevaluated)Properties": *false', opened)
    assert json.loads(opened)["title"] == "KPI plan"


def test_it_talks_with_the_server(modules: Path, tmp_path: Path, shared_cache: None) -> None:
    folder = tmp_path / "project"
    shutil.copytree(TOP / "examples" / "content-marketing", folder)
    command = [NODE, HERE / "talk.js", EXTENSION, modules, folder, Path(sys.executable).parent, "bad.kpi.yaml"]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=120)
    told = json.loads(ran.stdout)
    assert "core/too-many-kpis" in told["codes"]
    assert "objectives" in told["hover"]["contents"]["value"]
    assert any("waive" in one for one in told["actions"]) and any("waive" not in one for one in told["actions"])
    assert told["code"] == 0


def lived(modules: Path, tmp_path: Path, story: str, path: Path | None = None) -> dict[str, Any]:
    """What the extension itself did, with VS Code's client of the protocol, in a folder with plans."""
    folder = tmp_path / "project"
    shutil.copytree(TOP / "examples" / "content-marketing", folder, dirs_exist_ok=True)
    search = os.pathsep.join([str(path or Path(sys.executable).parent), os.defpath])
    command = [NODE, HERE / "host.js", EXTENSION, modules, folder, search, story]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)  # noqa: PLW1510
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize(
    ("story", "codes"),
    [("start", [0]), ("untrusted", [0]), ("restart", [0, 0, 0]), ("crash", [None, 0]), ("trust", [0, 0])],
)
def test_it_starts_one_server_and_ends_it(
    modules: Path, tmp_path: Path, shared_cache: None, story: str, codes: list[int | None]
) -> None:
    told = lived(modules, tmp_path, story)
    assert (told["windows"], told["codes"], told["first"]) == ([], codes, 1)
    assert told.get("left", 1) == 1


@posix
def test_it_says_what_to_do_where_there_is_no_server(modules: Path, tmp_path: Path) -> None:
    told = lived(modules, tmp_path, "start", tmp_path / "nowhere")
    assert told["windows"] == [
        "KPI rules: `kpi-rules` was not found: it is in no `.venv` of this workspace and not on the PATH. "
        "Install it: pip install 'kpi-rules[server]'"
    ]
    assert told["clipboard"] == "pip install 'kpi-rules[server]'"
    lame = Path(program(tmp_path / "bin"))
    lame.write_text("#!/bin/sh\necho 'error: the language server needs the package' >&2\nexit 2\n")
    told = lived(modules, tmp_path, "start", lame.parent)
    assert told["windows"] == [
        f"KPI rules: {lame} does not serve: the language server needs the package. "
        "Install it: pip install 'kpi-rules[server]'"
    ]


def test_it_can_be_packaged(modules: Path, tmp_path: Path) -> None:
    vsce = modules / ".bin" / "vsce"
    if not vsce.exists():
        pytest.skip("@vscode/vsce is not installed: .ci/integrations installs it")
    folder = tmp_path / "editors" / "vscode"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "schemas", "*.vsix"))
    shutil.copytree(TOP / "schemas", tmp_path / "schemas")
    shutil.copy(TOP / "LICENSE", tmp_path)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=300)
    package = [vsce, "package", "--allow-missing-repository", "--out", tmp_path / "made.vsix"]
    subprocess.run(package, cwd=folder, check=True, capture_output=True, timeout=300)
    import zipfile

    names = zipfile.ZipFile(tmp_path / "made.vsix").namelist()
    files = {"package.json", "extension.js", "program.js", "selector.js", "language-configuration.json", "LICENSE.txt",
             "schemas/plan.schema.json", "syntaxes/kpi-rules.tmLanguage.json", "node_modules/vscode-languageclient/package.json"}  # fmt: skip
    assert {f"extension/{name}" for name in files} <= set(names)
    assert not any(name.endswith((".vsix", "prepare.js")) for name in names)
