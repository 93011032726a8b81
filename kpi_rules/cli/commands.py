"""What every command does alike: wrong arguments are told as everything else is, in the reader's language, with a remedy.

Comes in: what `click` found wrong with the arguments. Goes out: `Unusable`. Knows no command by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import click

from kpi_rules.cli import help_texts as help_
from kpi_rules.cli.console import tell
from kpi_rules.cli.language import speak_as_asked, with_language
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.usage import too_many, unusable
from kpi_rules.engine.gate import UNUSABLE
from kpi_rules.i18n import tr


class _Told(click.Command):
    """What a command and a group of them tell alike."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how it is called."""
        help_.write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it is for."""
        help_.write_purpose(self, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options."""
        help_.write_options(self, ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments."""
        given = tuple(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            speak_as_asked(given)
            raise unusable(error, ctx) from None


class Command(_Told):
    """A command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments, and no more than it has places for."""
        ctx.allow_extra_args = True  # to be told in our words
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise too_many(rest, ctx)
        return rest


class Group(_Told, click.Group):
    """A group of commands; without one it shows its help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options and commands."""
        super().format_options(ctx, formatter)
        help_.write_commands(self.purposes(ctx), formatter)

    def purposes(self, ctx: click.Context) -> dict[str, str]:
        """What each of its commands does."""
        return {name: help_.first_paragraph(command.help) for name, command in self.commands.items()}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        own = {"callback": _show_help, "invoke_without_command": True, "subcommand_metavar": "COMMAND [ARGS]..."}
        super().__init__(*arguments, **{**named, **own})

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not ctx.resilient_parsing:
            from kpi_rules.diagnostics import did_you_mean

            raise Unusable.because(tr("there is no command `{name}`", name=name), did_you_mean(name, known))
        return super().resolve_command(ctx, args)


class LoadedGroup(Group):
    """A group that knows its commands by name and imports the one that is run."""

    table: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """By name: the module whose `command` it is, and what it is for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.table:
            return None
        command = import_module(self.table[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return with_language(command)

    def purposes(self, ctx: click.Context) -> dict[str, str]:
        """What each of its commands does, without importing any of them."""
        return {name: tr(purpose) for name, (_, purpose) in self.table.items()}


@click.pass_context
def _show_help(ctx: click.Context) -> int | None:
    if ctx.invoked_subcommand is not None:
        return None
    tell(ctx.get_help())
    return UNUSABLE
