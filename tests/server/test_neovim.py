"""Neovim, where it is installed, as its user would use it: see `neovim.lua`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from editor_client import PROGRAM
from test_protocol import cold

NEOVIM = shutil.which("nvim")
RULES = """rule no-owner "Somebody answers for each KPI"
  for each kpi in plan.kpis
  must kpi.ownr is present
  say "nobody answers"
"""


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_in_neovim(project: Path) -> None:
    (project / "acme").mkdir()
    (project / "acme" / "pack.yaml").write_text("name: acme\nversion: 1.0.0\n")
    (project / "acme" / "focus.rules").write_text(RULES)
    environment = {**os.environ, "KPI_PROGRAM": str(PROGRAM), "KPI_FOLDER": str(project), "LC_ALL": "C.UTF-8"}
    script = Path(__file__).with_name("neovim.lua")
    ran = subprocess.run(  # noqa: PLW1510
        [NEOVIM, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {script}", "-c", "qall!"],
        capture_output=True, text=True, env=environment, timeout=180,
    )  # fmt: skip
    assert ran.stdout.startswith("{"), ran.stderr
    saw = json.loads(ran.stdout)
    places = sorted((one["rule"], one["line"], one["column"]) for one in saw["plan"])
    assert places == cold(project, "bad.kpi.yaml")
    assert "ownr" in saw["rules"]
    assert saw["action"] == "replace `ownr` with `owner`"
    assert saw["fixed"] == "  must kpi.owner is present"
    assert "owner" in [one["label"] for one in saw["completion"]["items"]]
    assert "kpi: kpi" in saw["hover"]["contents"]["value"]
    assert saw["clean"]
