"""Wrong arguments in words: each sentence about them, and what to write instead.

Comes in: an error of `click` and the command that it is about. Goes out: `Unusable`.
"""

from __future__ import annotations

from collections.abc import Iterable

import click

from kpi_rules.cli.problems import Unusable
from kpi_rules.diagnostics import similar
from kpi_rules.i18n import tr


class WrongValue(click.BadParameter):
    """A value that an option or argument does not take: what is wrong with it, and what to write."""

    def __init__(self, message: str, help_: str | None = None) -> None:
        super().__init__(message)
        self.help = help_


def unusable(error: click.UsageError, ctx: click.Context) -> Unusable:
    """An error of the arguments of a command."""
    match error:
        case click.NoSuchOption():
            return _no_such_option(error.option_name, ctx)
        case click.BadOptionUsage():
            return _half_an_option(error.option_name, ctx)
        case click.MissingParameter(param=click.Parameter() as param):
            return _missing(param, ctx)
        case click.BadParameter(param=click.Parameter() as param):
            message = tr("{argument}: {message}", argument=f"`{_name(param)}`", message=error.message)
            return Unusable.because(message, getattr(error, "help", None))
        case _:
            return Unusable.because(error.message)


def too_many(words: Iterable[str], ctx: click.Context) -> Unusable:
    """Arguments that the command has no place for."""
    return Unusable.because(tr("`{words}` is too much here", words=" ".join(words)), _usage(ctx))


def _no_such_option(written: str, ctx: click.Context) -> Unusable:
    message = tr("there is no option `{name}`", name=written)
    known = {name.lstrip("-"): name for param in _options(ctx) for name in (*param.opts, *param.secondary_opts)}
    near = similar(written.lstrip("-"), [name for name in known if len(name) > 1])
    if near is not None:
        return Unusable.because(message, tr("did you mean `{name}`?", name=known[near]))
    return Unusable.because(message, tr("`{command} --help` shows those that there are", command=ctx.command_path))


def _half_an_option(written: str, ctx: click.Context) -> Unusable:
    """An option without its value, or a switch with one."""
    param = next((param for param in _options(ctx) if written in (*param.opts, *param.secondary_opts)), None)
    if param is None or param.is_flag or param.count:
        return Unusable.because(tr("`{option}` takes no value", option=written))
    return Unusable.because(tr("`{option}` needs a value", option=written), _form(_spelled(param, ctx)))


def _missing(param: click.Parameter, ctx: click.Context) -> Unusable:
    if isinstance(param, click.Option):
        return Unusable.because(tr("`{name}` is missing", name=_name(param)), _form(_spelled(param, ctx)))
    return Unusable.because(tr("`{name}` is missing", name=_name(param)), _usage(ctx))


def _options(ctx: click.Context) -> list[click.Option]:
    return [param for param in ctx.command.get_params(ctx) if isinstance(param, click.Option)]


def _name(param: click.Parameter) -> str:
    """An option by its long name, an argument as the usage calls it."""
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name.strip("[]…")


def _spelled(param: click.Option, ctx: click.Context) -> str:
    """An option with what it takes: `--today DATE`."""
    record = param.get_help_record(ctx)
    return record[0].rpartition(", ")[2] if record else _name(param)


def _usage(ctx: click.Context) -> str:
    return _form(" ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)]))


def _form(form: str) -> str:
    return tr("write it as `{form}`", form=form)
