"""Options that several commands share, and the types of their values. Unknown names are answered with the nearest one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kpi_rules.cli.usage import WrongValue
from kpi_rules.i18n import listed, tr

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


if TYPE_CHECKING:
    from typing import TypeAlias

    OfText: TypeAlias = click.ParamType[str]
    OfDate: TypeAlias = click.ParamType[datetime.date]
    OfPair: TypeAlias = click.ParamType[tuple[str, str]]
    OfNumber: TypeAlias = click.ParamType[int]
    OfLimit: TypeAlias = click.ParamType[tuple[str, int]]
else:  # older versions of click have no parameters here
    OfText = OfDate = OfPair = OfNumber = OfLimit = click.ParamType


def _known(names: Sequence[str]) -> str:
    return tr("known here: {names}", names=listed(f"`{name}`" for name in names))


class OneOf(OfText):
    """One of a few words; a misspelt one is answered with the word that may be meant."""

    name = "name"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Show the words in the help."""
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a word."""
        if value not in self.words:
            from kpi_rules.diagnostics import did_you_mean

            near = did_you_mean(str(value), self.words) or _known(self.words)
            raise WrongValue(tr("there is no `{value}`", value=value), near)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete the words."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Day(OfDate):
    """A date as 2026-03-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Take a date."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            raise WrongValue(tr("`{value}` is not a date like 2026-03-01", value=value)) from None


class Assignment(OfPair):
    """A setting's name and value, as max_kpis=5."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Take it apart at the first equals sign."""
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not equals or not name.strip():
            raise WrongValue(tr("`{value}` is not a setting and its value, like max_kpis=5", value=value))
        return name.strip(), text.strip()


class Processes(OfNumber):
    """How many processes to use."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Take a whole number of at least one."""
        text = str(value)
        if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:20]) < 10_000:
            raise WrongValue(tr("`{value}` is not a number of processes", value=value))
        return int(text)


OF_RUN = {"findings": 10_000_000, "cost": 1_000_000_000_000, "seconds": 30 * 86_400}
"""The limits that are none of a file, and what each may be set to."""


class Limit(OfLimit):
    """A limit's name and a whole number, as nodes=20000000."""

    name = "name=number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Take it apart; the name is one that there is."""
        if isinstance(value, tuple):
            return value
        from kpi_rules.diagnostics import did_you_mean
        from kpi_rules.document.limits import MOST
        from kpi_rules.structs import fields

        known = {name: getattr(MOST, name) for name in fields(MOST.__class__)} | OF_RUN
        name, _, text = str(value).partition("=")
        if name not in known:
            raise WrongValue(
                tr("there is no limit `{name}`", name=name), did_you_mean(name, known) or _known(tuple(known))
            )
        if not (text.isascii() and text.isdecimal()) or not int(text[:20]) > 0:
            message = tr("`{value}` is not a limit and a whole number, like {name}=100", value=value, name=name)
            raise WrongValue(message, tr("`{name}` may be 1 to {most}", name=name, most=f"{known[name]:,}"))
        if len(text) > 20 or int(text) > known[name]:
            message = tr("`{name}` may be {most} at most", name=name, most=f"{known[name]:,}")
            raise WrongValue(message, tr("write `--limit {name}={most}`, or less", name=name, most=known[name]))
        return name, int(text)


def format_option(command: Decorated) -> Decorated:
    """`--format`: for people, or for programs."""
    return click.option(
        "--format", "format_", type=OneOf(["text", "json"]), default="text", show_default=True, help="How to print."
    )(command)


def color_option(command: Decorated) -> Decorated:
    """`--color`."""
    return click.option(
        "--color", type=OneOf(["auto", "always", "never"]), default="auto", show_default=True, help="Colour."
    )(command)


def limit_option(command: Decorated) -> Decorated:
    """`--limit`: what a plan and a report may be at most."""
    return click.option(
        "--limit",
        "limits",
        type=Limit(),
        multiple=True,
        help="Change what a plan may be at most, as --limit size=100000000; may repeat. See docs/assurance.md.",
    )(command)


def policy_options(command: Decorated) -> Decorated:
    """`--pack`, `--config`, `--set`: what plans are checked against."""
    for option in (
        click.option(
            "--set",
            "settings",
            type=Assignment(),
            multiple=True,
            help="Override a setting, as --set max_kpis=5; may repeat.",
        ),
        click.option(
            "--config",
            type=click.Path(dir_okay=True),
            help="The project's kpi-rules.yaml; default: the one in this folder or above it.",
        ),
        click.option(
            "--pack",
            "-p",
            "packs",
            multiple=True,
            metavar="PACK",
            help="Use these packs in place of kpi-rules.yaml: bundled, installed or a folder; may repeat. "
            "Default: what kpi-rules.yaml extends, else core.",
        ),
    ):
        command = option(command)
    return command


def today_option(command: Decorated) -> Decorated:
    """`--today`: the day that rules are told."""
    return click.option("--today", type=Day(), metavar="DATE", help="The date to check for; default: today's.")(command)


def beside_options(command: Decorated) -> Decorated:
    """What findings are held against: `--base`, `--baseline` and where waivers and packs come from."""
    from_words = OneOf(["base", "head"])
    for option in (
        click.option("--no-baseline", is_flag=True, help="Let the findings of kpi-rules.baseline.json count, too."),
        click.option(
            "--baseline",
            type=click.Path(),
            metavar="FILE",
            help="Findings that do not count; default: kpi-rules.baseline.json beside kpi-rules.yaml.",
        ),
        click.option(
            "--policy-from",
            type=from_words,
            default="base",
            help="With --base: whose packs and kpi-rules.yaml hold; default: the base's.",
        ),
        click.option(
            "--waivers-from",
            type=from_words,
            default="base",
            help="With --base: whose waivers and baseline excuse; default: the base's.",
        ),
        click.option(
            "--base",
            metavar="REF",
            help="Hold findings against a revision: new, unchanged, fixed; REF... is where this branch left it.",
        ),
    ):
        command = option(command)
    return command
