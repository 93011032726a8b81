"""A check from start to end: find the plans, load the policy, check, report, and answer with an exit code.

Comes in: what was asked, by option. `PLAIN` is what holds where nobody asks for anything but plans: a run that knows all it needs from the
cache then starts without the library that reads options.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from kpi_rules.cli.console import tell, wants_color, width
from kpi_rules.cli.outputs import Output, put, refuse_overwriting, wanted
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.run import Run, inputs, settled, the_run
from kpi_rules.cli.surroundings import job_summary, place_in_repository, usual_format
from kpi_rules.engine.gate import NOTHING_CHECKED, exit_code
from kpi_rules.files import shown
from kpi_rules.i18n import listed, tr
from kpi_rules.reports import FORMATS, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.engine.findings import Level, Report
    from kpi_rules.packs import Policy

PLAIN: Mapping[str, Any] = MappingProxyType(
    {
        **{"paths": (), "packs": (), "settings": (), "outputs": (), "limits": ()},
        **dict.fromkeys(("config", "today", "format_", "base", "baseline", "jobs")),
        **dict.fromkeys(
            (
                "no_baseline",
                "new_only",
                "locked",
                "fix",
                "diff",
                "unsafe_fixes",
                "statistics",
                "unfolded",
                "quiet",
                "sarif_suppressed",
            ),
            False,
        ),
        **{"fail_on": "must", "policy_from": "base", "waivers_from": "base", "stdin_name": "<stdin>", "color": "auto"},
    }
)


def plain_check(arguments: Sequence[str]) -> int | None:
    """`kpi-rules check` of some plans without any option; nothing where something else is asked for."""
    if not arguments or arguments[0] != "check" or any(one.startswith("-") and one != "-" for one in arguments):
        return None
    return check({**PLAIN, "paths": tuple(arguments[1:])})


def check(given: dict[str, Any]) -> int:
    """Check what is given; the exit code."""
    if given["new_only"] and given["base"] is None:
        raise Unusable.because(tr("`--new-only` needs a revision to compare with"), tr("add `--base origin/main`"))
    if given["fix"] or given["diff"] or given["unsafe_fixes"]:
        from kpi_rules.cli.fixing import refuse_confused

        refuse_confused(given)
    outputs = _outputs(given)
    with the_run(given) as run:
        refuse_overwriting(outputs, inputs(run))
        if given["locked"]:
            from kpi_rules.cli.lock import refuse_unlocked

            refuse_unlocked(run)
        if not run.total:
            return _nothing(given["paths"], run.policy)
        if given["diff"]:
            from kpi_rules.cli.fixing import fixed, show_diff

            return show_diff(fixed(run), given["quiet"])
        report = _fixed(run) if given["fix"] else settled(run).report
    code = exit_code(report, given["fail_on"], given["new_only"])
    _put_all(report, outputs, given, code)
    return code


def _fixed(run: Run) -> Report:
    """The report of what is left when the plans are put right."""
    from kpi_rules.cli.fixing import fixed, write_fixed

    return write_fixed(run, fixed(run)).report


def _outputs(given: dict[str, Any]) -> tuple[Output, ...]:
    """The reports that are asked for; where no format is, what the build server reads."""
    if given["format_"]:
        return wanted(given["format_"], given["outputs"])
    return (*wanted(usual_format(), given["outputs"]), *job_summary())


def _put_all(report: Report, outputs: Iterable[Output], given: dict[str, Any], code: int) -> None:
    fail_on: Level = given["fail_on"]
    for output in outputs:
        to_terminal = output.file is None
        options = Options(
            color=to_terminal and wants_color(given["color"], sys.stdout),
            width=width(sys.stdout if to_terminal else None),
            quiet=given["quiet"],
            statistics=given["statistics"],
            fail_on=fail_on,
            new_only=given["new_only"],
            unfolded=given["unfolded"],
            exit_code=code,
            suppressed=given["sarif_suppressed"],
            place=place_in_repository(),
        )
        put(output, FORMATS[output.format].render(report, options))


def _nothing(paths: Sequence[str], policy: Policy) -> int:
    """Nothing to check is no success: a misspelt path must not pass."""
    from kpi_rules.reports.safe import visible

    looked_for = [_looked_for(path) for path in paths] or list(policy.plans) or ["**/*.kpi.yaml"]
    names = listed(f"`{visible(name)}`" for name in looked_for)
    tell(tr("nothing was checked: there is no {names}", names=names))
    tell(tr("  = help: name a file, a folder with *.kpi.yaml files, or a glob; - reads standard input"))
    return NOTHING_CHECKED


def _looked_for(path: str) -> str:
    return shown(str(Path(path, "**", "*.kpi.yaml"))) if Path(path).is_dir() else path
