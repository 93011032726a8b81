"""From the arguments to an exit code, whatever happens on the way.

0 to 3 come from the commands (`kpi_rules.engine.gate`); 4 is a fault of ours; 130 an interrupt, as shells expect.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import copy_context

import click

from kpi_rules import i18n
from kpi_rules.cli.console import prepare_streams, tell
from kpi_rules.cli.group import program
from kpi_rules.cli.language import of_environment
from kpi_rules.engine.gate import FAULT, UNUSABLE
from kpi_rules.i18n import tr

INTERRUPTED = 130


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program; `arguments` are those of the process unless given."""
    prepare_streams()
    return copy_context().run(_run, arguments)  # so that a language outlives its run nowhere


def _run(arguments: Sequence[str] | None) -> int:
    i18n.use(of_environment(os.environ))
    try:
        code = program.main(arguments, prog_name="kpi-rules", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        tell(tr("interrupted"))
        return INTERRUPTED
    except Exception as error:  # the last resort: nobody else is left to tell the user
        return _fault(error)
    return code if isinstance(code, int) else 0


def _fault(error: Exception) -> int:
    """What was not foreseen: an apology, and how to report it. A device that is full is no fault of ours."""
    if os.environ.get("KPI_RULES_DEBUG"):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror and error.filename is None:
        tell(tr("error: {reason}", reason=error.strerror.lower()))
        return UNUSABLE
    name = type(error).__name__
    tell(tr("error: kpi-rules itself failed ({name}). This is a fault of ours, not of your plan: sorry.", name=name))
    tell(
        tr("  = help: run it again with KPI_RULES_DEBUG=1 and report what it prints, with the plan if you may share it")
    )
    return FAULT
