"""`kpi-rules lock`: write down which packs, in which version and with what in them, plans are checked against."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import write
from kpi_rules.cli.options import policy_options
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import options_of, policy_at, the_place
from kpi_rules.cli.writing import put_file
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.files import shown
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Source
from kpi_rules.workspace.places import LOCK
from kpi_rules.workspace.project import Project
from kpi_rules.workspace.reading import read_if_there, read_text

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

    options = options_of(given)
    place = the_place(options)
    policy = policy_at(place, options)
    path = (place.file.parent if place.file else Path()) / LOCK
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


def refuse_unlocked(project: Project) -> None:
    """End the command where the packs are not those locked. With the base's packs, its lock is the one that counts."""
    from kpi_rules.packs.lock import differences

    path = (project.file.parent if project.file else Path()) / LOCK
    from_base = project.revision if project.options.policy_from_base else None
    found = from_base.file(path) if from_base else read_if_there(path)
    if found == (None, ()):
        message = tr("there is no `{file}`", file=shown(os.path.normpath(path)))
        raise Unusable.because(message, tr("write it: `kpi-rules lock`"))
    problems = differences(_read(found), project.policy)
    if problems:
        raise Unusable(problems)


def _read(text: tuple[Source | None, tuple[Diagnostic, ...]]) -> Any:
    from kpi_rules.packs.lock import read_lock

    source, diagnostics = text
    lock, diagnostics = read_lock(source) if source else (None, diagnostics)
    if lock is None:
        raise Unusable(diagnostics)
    return lock
