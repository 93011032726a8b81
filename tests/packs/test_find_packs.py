"""What the cases cannot show: links, pipes, installed packs, and that finding one runs none of its code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kpi_rules.packs import bundled_packs, load_policy
from kpi_rules.packs.installed import installed_packs

SECRET = "-----BEGIN PRIVATE KEY-----"
RULE = 'rule one "One"\n  must true\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text(SECRET)
    return tmp_path


def pack(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(f"name: {name}\n")
    return folder


@pytest.mark.parametrize("file", ["pack.yaml", "more.rules"])
def test_a_link_out_of_the_pack_is_refused(here: Path, file: str) -> None:
    folder = pack(here / "a", "a")
    (folder / file).unlink(missing_ok=True)
    (folder / file).symlink_to(here / "secret")
    policy, diagnostics = load_policy(["./a"])
    assert policy is None
    assert [diagnostic.message for diagnostic in diagnostics] == [f"`a/{file}` is a link to a file outside of its pack"]
    assert SECRET not in str(diagnostics)


def test_a_linked_folder_is_the_folder(here: Path) -> None:
    pack(here / "elsewhere" / "a", "a")
    (here / "link").symlink_to(here / "elsewhere" / "a")
    policy, diagnostics = load_policy(["./link", "./elsewhere/a"])
    assert (policy and [found.name for found in policy.packs], diagnostics) == (["a"], ())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_rule_file(here: Path) -> None:
    os.mkfifo(pack(here / "a", "a") / "pipe.rules")
    policy, diagnostics = load_policy(["./a"])
    assert policy is not None
    assert diagnostics == ()


def test_a_long_chain_ends(here: Path) -> None:
    for number in range(60):
        folder = pack(here / f"p{number}", f"p{number}")
        (folder / "pack.yaml").write_text(f"name: p{number}\nextends: [../p{number + 1}]\n")
    policy, diagnostics = load_policy(["./p0"])
    assert policy is None
    assert [diagnostic.message for diagnostic in diagnostics] == ["more than 50 packs extend one another"]


@pytest.mark.parametrize("reference", ["", "a\0b", "./" + "x" * 5000, "../" * 50, "~", "*"])
def test_odd_references_are_told(here: Path, reference: str) -> None:
    policy, diagnostics = load_policy([reference])
    assert policy is None
    assert len(diagnostics) == 1


def test_an_installed_pack_is_found_and_not_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = here / "site"
    folder = pack(site / "acme_kpis" / "hospital", "hospital")
    (folder / "one.rules").write_text(RULE)
    (site / "acme_kpis" / "__init__.py").write_text("raise SystemExit('run')\n")
    about = site / "acme_kpis-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-kpis\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[kpi_rules.packs]\nhospital = acme_kpis.hospital\nbroken = acme_kpis.gone\n"
    )
    monkeypatch.syspath_prepend(str(site))
    installed_packs.cache_clear()
    try:
        policy, diagnostics = load_policy(["hospital"])
        assert policy is not None, diagnostics
        assert [(rule.id, rule.checked.source.name) for rule in policy.rules] == [
            ("hospital/one", "hospital/one.rules")
        ]
        assert "acme_kpis" not in sys.modules
        policy, diagnostics = load_policy(["broken"])
        assert policy is None
        assert diagnostics[0].help == "`broken` is installed, but its folder holds no `pack.yaml`"
    finally:
        installed_packs.cache_clear()


@pytest.mark.parametrize("name", bundled_packs())
def test_every_bundled_pack_loads(name: str) -> None:
    policy, diagnostics = load_policy([name])
    assert diagnostics == ()
    assert policy is not None


def test_all_bundled_packs_load_together_and_share_no_setting() -> None:
    policy, diagnostics = load_policy(bundled_packs())
    assert diagnostics == ()
    assert policy is not None
    assert {name: setting.packs for name, setting in policy.settings.items() if len(setting.packs) > 1} == {}
