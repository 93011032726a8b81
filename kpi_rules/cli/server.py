"""`kpi-rules server`: the language server, for editors."""

from __future__ import annotations

import os

import click

from kpi_rules.cli.cache import the_cache
from kpi_rules.cli.commands import Command
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.surroundings import language_of
from kpi_rules.i18n import language, tr

_EPILOG = """\b
Editors start it; docs/editors.md tells how. It speaks the Language Server Protocol over standard input and output.
It needs what `pip install 'kpi-rules[server]'` brings.
"""


@click.command("server", cls=Command, epilog=_EPILOG)
@click.option("--stdio", is_flag=True, help="Over standard input and output: it is never otherwise.")
@click.option("--clientProcessId", "client", hidden=True)
def command(stdio: bool, client: str | None) -> int:
    """Serve an editor: findings, completion, fixes and more, for plans and for rules."""
    try:
        from pygls.lsp.server import LanguageServer  # noqa: F401  # the first version that has it is 2
    except ImportError:
        help_ = tr("`pip install 'kpi-rules[server]'` brings it")
        raise Unusable.because(tr("the language server needs the package `pygls`, version 2"), help_) from None
    from kpi_rules.server.server import serve

    asked = language()
    return serve(asked if asked != language_of(os.environ) else None, the_cache())
