"""`kpi-rules pack docs`: a pack as a document for people who do not write rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi_rules import i18n
from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, tell
from kpi_rules.cli.options import OneOf
from kpi_rules.cli.outputs import Output, refuse_overwriting
from kpi_rules.cli.pack_names import references, tell_all
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.writing import put_file
from kpi_rules.engine.gate import CLEAN
from kpi_rules.i18n import ntr, tr

if TYPE_CHECKING:
    from kpi_rules.authoring.suite import Suite

_EPILOG = """\b
Every rule with its reason, source, condition and settings, and with examples from the pack's own tests.

\b
Examples:
  kpi-rules pack docs acme --output acme.md
  kpi-rules pack docs acme --format html --output acme.html        one file: send it, print it
  kpi-rules pack docs acme --format html --lang ar --output acme.ar.html
"""


@click.command("docs", cls=Command, epilog=_EPILOG)
@click.argument("pack", metavar="[PACK]", required=False)
@click.option(
    "--format", "format_", type=OneOf(["markdown", "html"]), help="Format; default: by the file's name, else markdown."
)
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.")
@click.pass_context
def command(context: click.Context, pack: str | None, format_: str | None, output: str | None) -> int:
    """Write a document of a pack that its readers can understand without knowing the program."""
    asked = i18n.language()
    suite = _suite(references([pack] if pack else [])[0], asked)
    if context.get_parameter_source("lang") == click.core.ParameterSource.COMMANDLINE:
        _require(suite, asked)
    i18n.use(suite.pack.language)
    text = _rendered(suite, format_ or _by_name(output))
    if output in (None, "-"):
        put_out(text)
    else:
        refuse_overwriting([Output("", output)], _files_of(suite))
        put_file(Path(output or ""), text)
    return CLEAN


def _files_of(suite: Suite) -> Iterator[Path]:
    """Every file of the pack, and of those that it builds on."""
    for pack in suite.policy.packs:
        yield from (path for path in pack.folder.path.rglob("*") if path.is_file())


def _suite(reference: str, language: str | None) -> Suite:
    from kpi_rules.handbook import read_pack

    suite, problems = read_pack(reference, language)
    if suite is None:
        raise Unusable(problems)
    tell_all(problems)
    failed = sum(not trial.passed for trial in suite.trials)
    if failed:
        tell(ntr("note: {count} test of the pack fails", "note: {count} tests of the pack fail", failed))
    return suite


def _require(suite: Suite, asked: str | None) -> None:
    """A language that is asked for by name has to be there."""
    from kpi_rules.packs.locales import locale_tags
    from kpi_rules.packs.manifest import read_manifest

    if suite.pack.language in i18n.fallbacks(asked or ""):
        return
    manifest, _ = read_manifest(suite.pack.manifest, project=False)
    own = manifest.language if manifest else suite.pack.language
    known = ", ".join(f"`{tag}`" for tag in dict.fromkeys([own, *locale_tags(suite.pack.folder)]))
    message = tr("the pack `{pack}` has no texts in `{tag}`", pack=suite.pack.name, tag=asked)
    raise Unusable.because(message, tr("it has {known}; `locales/{tag}.yaml` adds one", known=known, tag=asked))


def _by_name(output: str | None) -> str:
    return "html" if (output or "").lower().endswith((".html", ".htm")) else "markdown"


def _rendered(suite: Suite, format_: str) -> str:
    from kpi_rules.handbook import compose, html, markdown

    render = html.render if format_ == "html" else markdown.render
    return render(compose(suite))
