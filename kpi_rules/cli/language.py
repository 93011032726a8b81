"""The reader's language: `--lang`, else the environment's locale, read as gettext reads it. Nobody else looks there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kpi_rules import i18n
from kpi_rules.cli.console import tell
from kpi_rules.cli.options import OfText
from kpi_rules.cli.surroundings import bare, is_spoken
from kpi_rules.cli.usage import WrongValue
from kpi_rules.i18n import tr


class Tag(OfText):
    """A language tag, such as ar or ar-EG."""

    name = "tag"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a tag however it is written."""
        tag = i18n.normal_tag(bare(str(value)))
        if tag is None:
            raise WrongValue(tr("`{value}` is not a language such as `ar` or `ar-EG`", value=value))
        return tag

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete what the program speaks."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(tag) for tag in i18n.available() if tag.startswith(incomplete)]


def _speak(ctx: click.Context, _param: click.Parameter, tag: str | None) -> None:
    """Speak it from here on, so that what is wrong with the other options is told in it too."""
    if tag is None or ctx.resilient_parsing:
        return
    i18n.use(tag)
    if not is_spoken(tag):
        known = i18n.listed(f"`{name}`" for name in i18n.available())
        tell(tr("note: kpi-rules itself speaks {known}, not `{tag}`; packs may", known=known, tag=tag))


def speak_as_asked(arguments: Sequence[str]) -> None:
    """Speak what `--lang` says, where the arguments are too wrong for it to have been read."""
    for word, following in zip(arguments, (*arguments[1:], ""), strict=False):
        option, _, value = word.partition("=")
        tag = i18n.normal_tag(bare(value or following)) if option == "--lang" else None
        if tag is not None:
            i18n.use(tag)


def with_language(command: click.Command) -> click.Command:
    """The command with `--lang`."""
    if all(param.name != "lang" for param in command.params):
        option = click.Option(
            ["--lang"],
            type=Tag(),
            metavar="TAG",
            is_eager=True,
            expose_value=False,
            callback=_speak,
            help="The language of messages and rules, as ar; default: the environment's locale.",
        )
        command.params.append(option)
    return command
