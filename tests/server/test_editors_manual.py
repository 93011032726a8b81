"""What docs/editors.md shows is tried where it can be: in Neovim, in Emacs; the rest is read."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from editor_client import PROGRAM

MANUAL = (Path(__file__).parents[2] / "docs" / "editors.md").read_text("utf-8")
NEOVIM = shutil.which("nvim")
EMACS = shutil.which("emacs")
PATH = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_the_neovim_part_shows_findings(project: Path, tmp_path: Path) -> None:
    (tmp_path / "init.lua").write_text(block("lua"), "utf-8")
    script = (
        "edit bad.kpi.yaml | lua vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50) "
        "io.stdout:write(#vim.diagnostic.get(0))"
    )
    ran = subprocess.run(  # noqa: PLW1510
        [NEOVIM, "--headless", "-n", "-i", "NONE", "-u", tmp_path / "init.lua", "-c", script, "-c", "qall!"],
        capture_output=True, text=True, cwd=project, timeout=120,
        env={**os.environ, "PATH": PATH, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert ran.stdout.isdigit() and int(ran.stdout) > 0, ran.stderr


def test_the_helix_part_is_toml_of_that_shape() -> None:
    made = tomllib.loads(block("toml"))
    assert made["language-server"]["kpi-rules"] == {"command": "kpi-rules", "args": ["server"]}
    assert all("kpi-rules" in one["language-servers"] for one in made["language"])


def test_the_emacs_part_closes_what_it_opens() -> None:
    text = block("elisp")
    assert text.count("(") == text.count(")")
    assert '("kpi-rules" "server")' in text


@pytest.mark.skipif(EMACS is None, reason="Emacs is not installed")
def test_the_emacs_part_shows_findings(project: Path, tmp_path: Path) -> None:
    packages = "(progn (require 'package) (package-initialize) (require 'eglot) (require 'yaml-mode))"
    if subprocess.run([EMACS, "--batch", "--eval", packages], check=False, capture_output=True, timeout=60).returncode:
        pytest.skip("Emacs has no eglot or no yaml-mode")
    (tmp_path / "manual.el").write_text(block("elisp"), "utf-8")
    environment = {**os.environ, "PATH": PATH, "KPI_MANUAL": str(tmp_path / "manual.el"), "LC_ALL": "C.UTF-8"}
    script = Path(__file__).with_name("emacs.el")
    ran = subprocess.run(  # noqa: PLW1510
        [EMACS, "--batch", "-l", script], capture_output=True, text=True, cwd=project, timeout=120, env=environment
    )
    assert "[core/no-mission]: the plan states no mission" in ran.stdout, ran.stderr
    assert "offered unit\n" in ran.stdout
