"""`kpi-rules pack new NAME`: a small complete pack in a folder of its name, which passes its own tests."""

from __future__ import annotations

from pathlib import Path

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import write
from kpi_rules.cli.problems import Unusable
from kpi_rules.files import shown
from kpi_rules.i18n import tr

_EPILOG = """\b
Examples:
  kpi-rules pack new acme              ./acme with a rule, a test and an Arabic translation
  kpi-rules pack new policies/acme     the same elsewhere; the last part is the pack's name
"""


@click.command("new", cls=Command, epilog=_EPILOG)
@click.argument("name", type=click.Path())
def command(name: str) -> int:
    """Write the pack NAME. Nothing that exists is touched."""
    from kpi_rules.authoring.scaffold import is_name, new_pack
    from kpi_rules.cli.writing import write_file

    folder = Path(name)
    if not is_name(folder.name):
        help_ = tr("use lower case letters, digits and `-`, a letter first, as in `acme-sales`")
        raise Unusable.because(tr("`{name}` cannot be the name of a pack", name=folder.name), help_)
    if folder.exists():
        raise Unusable.because(tr("`{name}` exists already", name=name), tr("choose another name, or remove it"))
    for file, text in new_pack(folder.name).items():
        path = folder / file
        write_file(path, text.encode("utf-8"), with_folders=True)
        write(shown(str(path)) + "\n")
    write(tr("next: kpi-rules pack test {name}", name=shown(name)) + "\n")
    return 0
