"""How long the laws are tried: shortly by default, at length with `--hypothesis-profile=long` (see docs/assurance.md)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
_PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("default", deadline=None, phases=_PHASES, max_examples=60, suppress_health_check=_SLOW)
settings.register_profile("long", deadline=None, phases=_PHASES, max_examples=20_000, suppress_health_check=_SLOW)


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether every case is wanted, and not a sample."""
    return bool(request.config.getoption("--hypothesis-profile") == "long")
