"""Check KPI plans against policy packs.

>>> import datetime
>>> from kpi_rules import check, load_policy
>>> report = check(["examples/content-marketing/bad.kpi.yaml"], load_policy("core"), today=datetime.date(2026, 3, 1))
>>> finding = next(finding for finding in report.findings if finding.rule == "core/too-many-kpis")
>>> finding.level, finding.message
('must', '16 active KPIs; at most 6 keep a team focused')

`check` gives a `Report` of `Finding`s; `render` writes it in any format of the command line; `evaluate` gives the value of one
expression. What cannot be used raises `InputError`, with every diagnostic. Everything else in this package may change.
"""

# Nothing is imported here, not even `__future__`: `python -m` would take it from the folder that it stands in (`__main__.py`).
__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.api import Evaluated, check, evaluate, load_policy, render
    from kpi_rules.diagnostics import Diagnostic, InputError
    from kpi_rules.engine.findings import Finding, Report
    from kpi_rules.packs import Policy
    from kpi_rules.source import Source

_HOMES = {
    "Diagnostic": "kpi_rules.diagnostics",
    "Evaluated": "kpi_rules.api",
    "Finding": "kpi_rules.engine.findings",
    "InputError": "kpi_rules.diagnostics",
    "Policy": "kpi_rules.packs",
    "Report": "kpi_rules.engine.findings",
    "Source": "kpi_rules.source",
    "check": "kpi_rules.api",
    "evaluate": "kpi_rules.api",
    "load_policy": "kpi_rules.api",
    "render": "kpi_rules.api",
}

__all__ = [
    "Diagnostic",
    "Evaluated",
    "Finding",
    "InputError",
    "Policy",
    "Report",
    "Source",
    "__version__",
    "check",
    "evaluate",
    "load_policy",
    "render",
]


def __getattr__(name: str) -> object:
    """The public names, each loaded when it is first asked for: the command line needs only some."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module `kpi_rules` has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
