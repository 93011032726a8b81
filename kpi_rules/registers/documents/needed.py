"""Libraries that only some documents need: what is said where one is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr


def needs(module: str, package: str, extra: str) -> Diagnostic | None:
    """What to install, where a library is missing."""
    if find_spec(module) is not None:
        return None
    return Diagnostic(
        tr("reading this file needs the package {package}", package=f"`{package}`"),
        None,
        tr("{command} brings it", command=f"`pip install 'kpi-rules[{extra}]'`"),
    )
