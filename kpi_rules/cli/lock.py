"""`kpi-rules lock`: write down which packs, in which version and with what in them, plans are checked against."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import write
from kpi_rules.cli.options import policy_options
from kpi_rules.cli.outputs import put_file
from kpi_rules.cli.policy import find_project, the_policy
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.run import LOCK, Run, read_text
from kpi_rules.files import shown
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Source

_EPILOG = """\b
Examples:
  kpi-rules lock                   write kpi-rules.lock beside kpi-rules.yaml
  kpi-rules lock --check           only say what differs
  kpi-rules check --locked         refuse packs that are not those
"""


@click.command("lock", cls=Command, epilog=_EPILOG)
@policy_options
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 2 where the packs are not those locked.")
def command(**given: Any) -> int:
    """Record each pack's version and a hash of its content in kpi-rules.lock."""
    from kpi_rules.packs.lock import differences, lock_of, text_of

    project = find_project(given["config"], given["packs"])
    policy = the_policy(given["packs"], given["settings"], project)
    path = (project.parent if project else Path()) / LOCK
    if given["only_check"]:
        problems = differences(_read(read_text(path)), policy)
        if problems:
            raise Unusable(problems)
        return 0
    lock, diagnostics = lock_of(policy)
    if lock is None:
        raise Unusable(diagnostics)
    put_file(path, text_of(lock))
    written = ntr("{file}: {count} pack", "{file}: {count} packs", len(lock), file=shown(str(path)))
    write(written + "\n")
    return 0


def refuse_unlocked(run: Run) -> None:
    """End the command where the packs are not those locked. With the base's packs, its lock is the one that counts."""
    from kpi_rules.packs.lock import differences

    folder = run.project.parent if run.project else Path()
    path = folder / LOCK
    from_base = run.revision is not None and run.given["policy_from"] == "base"
    source = (
        run.revision.file(path) if run.revision and from_base else read_text(path) if os.path.lexists(path) else None
    )
    if source is None:
        message = tr("there is no `{file}`", file=shown(os.path.normpath(path)))
        raise Unusable.because(message, tr("write it: `kpi-rules lock`"))
    problems = differences(_read(source), run.policy)
    if problems:
        raise Unusable(problems)


def _read(source: Source) -> Any:
    from kpi_rules.packs.lock import read_lock

    lock, diagnostics = read_lock(source)
    if lock is None:
        raise Unusable(diagnostics)
    return lock
