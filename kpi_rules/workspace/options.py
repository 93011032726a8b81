"""What may be asked of a project: its plans, its policy, what findings are held against, and how much work may be done at once."""

from __future__ import annotations

from kpi_rules.engine.check import MOST_FINDINGS
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime

    from kpi_rules.document.limits import Limits
    from kpi_rules.engine.findings import Level


class Options(Struct, kw_only=True):
    """The day, and what was asked for; the rest is as a project has it where nobody asks."""

    today: datetime.date
    paths: tuple[str, ...] = ()
    """Files, folders and globs to look at; without any, the project's own plans."""
    texts: tuple[str, ...] = ()
    """The names of plans that come in some other way than from files."""
    config: str | None = None
    """The `kpi-rules.yaml` to use, or its folder; else the nearest one."""
    packs: tuple[str, ...] = ()
    """Packs that take the place of the project."""
    settings: tuple[tuple[str, str], ...] = ()
    fail_on: Level | None = None
    """The least level of a finding that fails the run, whatever the project says."""
    limits: Limits | None = None
    most_steps: int | None = None
    most_findings: int = MOST_FINDINGS
    base: str | None = None
    """The revision that findings are held against."""
    policy_from_base: bool = True
    waivers_from_base: bool = True
    baseline: str | None = None
    no_baseline: bool = False
    jobs: int = 1

    @property
    def whole(self) -> bool:
        """Whether every plan of the project is looked at."""
        return not (self.paths or self.texts)
