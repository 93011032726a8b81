"""What `kpi-rules import --list` says: the documents of other tools that are read, by the maps of packs and the program's own."""

from __future__ import annotations

from kpi_rules.cli.console import write
from kpi_rules.engine.gate import CLEAN
from kpi_rules.i18n import tr
from kpi_rules.packs import Policy


def list_adapters(policy: Policy) -> int:
    """A line for each map: its name, what it reads, how such a file is usually called."""
    from kpi_rules.registers.documents.adapters import built_in
    from kpi_rules.registers.documents.map import read_map
    from kpi_rules.reports.safe import one_line

    of_packs = (read_map(source)[0] for source in policy.maps)
    rows = [
        (map_.name, one_line(map_.example), one_line(tr(map_.reads) if map_.reads else ""))
        for map_ in (*of_packs, *built_in())
        if map_ is not None
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(2)]
    for row in rows:
        write("  ".join((row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2])).rstrip() + "\n")
    return CLEAN
