"""From the arguments to an exit code, whatever happens on the way.

0 to 3 come from the commands (`kpi_rules.engine.gate`); 4 is a fault of ours; 130 an interrupt, as shells expect.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextvars import copy_context

from kpi_rules import i18n
from kpi_rules.cli.console import prepare_streams, tell
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.surroundings import language_of
from kpi_rules.diagnostics import InputError
from kpi_rules.engine.gate import FAULT, UNUSABLE
from kpi_rules.i18n import tr

INTERRUPTED = 130


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program; `arguments` are those of the process unless given."""
    prepare_streams()
    return copy_context().run(_run, arguments)  # so that a language outlives its run nowhere


def _run(arguments: Sequence[str] | None) -> int:
    i18n.use(language_of(os.environ))
    try:
        code = _plain(sys.argv[1:] if arguments is None else arguments)
        return _commanded(arguments) if code is None else code
    except Unusable as error:
        error.show()
        return UNUSABLE
    except InputError as error:
        Unusable(error.diagnostics).show()
        return UNUSABLE
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as error:  # the last resort: nobody else is left to tell the user
        return _fault(error)


def _plain(arguments: Sequence[str]) -> int | None:
    """The commonest commands, if it is one of them: they need none of the library that reads options."""
    match tuple(arguments[:1]):
        case ("check",):
            from kpi_rules.cli.checking import plain_check

            return plain_check(arguments)
        case ("-V" | "--version",):
            from kpi_rules.cli.version import plain_version

            return plain_version(arguments)
    return None


def _commanded(arguments: Sequence[str] | None) -> int:
    """Run the command that the arguments name."""
    import click  # a third of the time of a small check, which needs none of it

    from kpi_rules.cli.group import program

    try:
        code = program.main(arguments, prog_name="kpi-rules", standalone_mode=False)
    except click.ClickException as error:
        raise Unusable.because(error.format_message()) from None
    except click.Abort:
        return _interrupted()
    return code if isinstance(code, int) else 0


def _interrupted() -> int:
    tell(tr("interrupted"))
    return INTERRUPTED


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
