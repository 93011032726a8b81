"""What every test starts from."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, in whatever language: outputs are compared in English unless a test says otherwise."""
    monkeypatch.setenv("LC_ALL", "C")
