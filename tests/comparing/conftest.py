"""Policies made of a few lines of rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kpi_rules.packs import Policy, load_policy

PolicyOf = Callable[..., Policy]


@pytest.fixture
def policy_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicyOf:
    """`policy_of(rules, manifest)`: the policy of a pack `t` with these rules."""

    def make(rules: str, manifest: str = "") -> Policy:
        folder = tmp_path / "pack"
        folder.mkdir(exist_ok=True)
        (folder / "pack.yaml").write_text(f"name: t\nversion: 1.0.0\n{manifest}", "utf-8")
        (folder / "t.rules").write_text(rules, "utf-8")
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            policy, diagnostics = load_policy(["./pack"])
        assert policy is not None, list(map(str, diagnostics))
        return policy

    return make
