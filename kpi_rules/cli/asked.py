"""What a check was asked for: `command` of `check` reads it from arguments, `checking` does it."""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.cli.clock import USUAL
from kpi_rules.cli.project import options_of
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.cli.console import ColorChoice
    from kpi_rules.engine.selection import Selection
    from kpi_rules.engine.settled import Settled
    from kpi_rules.workspace.options import Options


class Asked(Struct, kw_only=True):
    """What a check was asked for: of which project, and what is to be done with its findings."""

    project: Options
    seconds: int = USUAL
    selection: Selection | None = None
    new_only: bool = False
    locked: bool = False
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False
    watch: bool = False
    format: str | None = None
    outputs: tuple[str, ...] = ()
    statistics: bool = False
    unfolded: bool = False
    quiet: bool = False
    sarif_suppressed: bool = False
    color: ColorChoice = "auto"


def asked_of(given: Mapping[str, Any]) -> Asked:
    """What was asked for, by the names of the command's options."""
    own = {name: given[name] for name in _OWN if name in given}
    seconds = dict(given.get("limits", ())).get("seconds", USUAL)
    return Asked(
        selection=_selection(given), project=options_of(given), seconds=seconds, format=given.get("format_"), **own
    )


def _selection(given: Mapping[str, Any]) -> Selection | None:
    """What of the findings is asked for, where it is not all of them."""
    if not any(map(given.get, ("select", "ignore", "level"))):
        return None
    from kpi_rules.engine.selection import Selection

    return Selection(tuple(given.get("select", ())), tuple(given.get("ignore", ())), given.get("level"))


def selected(result: Settled, asked: Asked) -> Settled:
    """What was found, as far as it was asked for."""
    if asked.selection is None:
        return result
    from kpi_rules.cli.problems import Unusable
    from kpi_rules.engine.selection import narrowed

    report, problems = narrowed(result.report, asked.selection)
    if report is None:
        raise Unusable(problems)
    return replace(result, report=report)


_OWN = (
    "new_only",
    "locked",
    "fix",
    "diff",
    "unsafe_fixes",
    "watch",
    "outputs",
    "statistics",
    "unfolded",
    "quiet",
    "sarif_suppressed",
    "color",
)
