"""What `settle` gives: apart from it, because where nothing lies beside the plans there is nothing to settle."""

from __future__ import annotations

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.baseline import Applied
    from kpi_rules.engine.findings import Report
    from kpi_rules.engine.waivers.waiving import Judged


class Settled(Struct):
    """The report as people see it, every waiver as it stands, and what became of the baseline."""

    report: Report
    waivers: tuple[Judged, ...]
    applied: Applied | None = None
