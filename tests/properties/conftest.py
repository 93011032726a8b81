"""How long the laws are tried: shortly by default, the same sample in every run; at length with `--hypothesis-profile=long`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
_PHASES = [phase for phase in Phase if phase is not Phase.explain]
_LAWS = settings(deadline=None, phases=_PHASES, suppress_health_check=_SLOW)
settings.register_profile("short", _LAWS, max_examples=60, derandomize=True, database=None)
settings.register_profile("long", _LAWS, max_examples=6_000)
settings.load_profile("short")


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether every case is wanted, and not a sample."""
    return bool(request.config.getoption("--hypothesis-profile") == "long")
