"""`kpi-rules completion SHELL`: the script that lets a shell complete commands, options and their values."""

from __future__ import annotations

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out
from kpi_rules.cli.options import OneOf

_EPILOG = """\b
Put one of these where your shell starts:
  bash   eval "$(kpi-rules completion bash)"         in ~/.bashrc
  zsh    eval "$(kpi-rules completion zsh)"          in ~/.zshrc
  fish   kpi-rules completion fish > ~/.config/fish/completions/kpi-rules.fish
"""


@click.command("completion", cls=Command, epilog=_EPILOG)
@click.argument("shell", type=OneOf(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script for SHELL: bash, zsh or fish."""
    from click.shell_completion import get_completion_class

    from kpi_rules.cli.group import program

    completion = get_completion_class(shell)
    if completion is not None:
        put_out(completion(program, {}, "kpi-rules", "_KPI_RULES_COMPLETE").source() + "\n")
    return 0
