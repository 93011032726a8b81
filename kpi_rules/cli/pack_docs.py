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
from kpi_rules.cli.writing import write_file
from kpi_rules.engine.gate import CLEAN
from kpi_rules.i18n import ntr, tr

if TYPE_CHECKING:
    from kpi_rules.authoring.suite import Suite

_EPILOG = """\b
Every rule with its reason, source, condition and settings, and with examples from the pack's own tests.

\b
Examples:
  kpi-rules pack docs acme --board --output board.pdf              what a board reads
  kpi-rules pack docs acme --all --output everything.html          with all that it builds on
  kpi-rules pack docs acme --output acme.md
  kpi-rules pack docs acme --format html --output acme.html        one file: send it, print it
  kpi-rules pack docs acme --format html --lang ar --output acme.ar.html
"""


@click.command("docs", cls=Command, epilog=_EPILOG)
@click.argument("pack", metavar="[PACK]", required=False)
@click.option(
    "--format",
    "format_",
    type=OneOf(["markdown", "html", "pdf"]),
    help="Format; default: by the file's name, else markdown.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Everything in force: the rules of the packs that it builds on, too."
)
@click.option(
    "--board", is_flag=True, help="For a board: what is asked, why and who decides, on a few pages without code."
)
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.")
@click.pass_context
def command(
    context: click.Context, pack: str | None, format_: str | None, everything: bool, board: bool, output: str | None
) -> int:
    """Write a document of a pack that its readers can understand without knowing the program."""
    asked = i18n.language()
    suite = _suite(references([pack] if pack else [])[0], asked)
    if context.get_parameter_source("lang") == click.core.ParameterSource.COMMANDLINE:
        _require(suite, asked)
    i18n.use(suite.pack.language)
    format_ = format_ or _by_name(output)
    text = _rendered(suite, format_, everything or board, board)
    made = _printed(text, output) if format_ == "pdf" else text
    if output in (None, "-"):
        put_out(text)
    else:
        refuse_overwriting([Output("", output)], _files_of(suite))
        write_file(Path(output or ""), made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace"))
    return CLEAN


def _printed(page: str, output: str | None) -> bytes:
    """The page as a PDF, which goes to a file alone."""
    from kpi_rules.handbook.pdf import Unprintable, printed

    if output in (None, "-"):
        raise Unusable.because(tr("a PDF is written to a file"), tr("name it: `--output board.pdf`"))
    made = printed(page)
    if isinstance(made, Unprintable):
        message = tr("a PDF needs WeasyPrint, which cannot be loaded here: {reason}", reason=made.reason)
        raise Unusable.because(
            message, tr("install it: `pip install 'kpi-rules[pdf]'`; or print the page of `--format html` in a browser")
        )
    return made


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
    name = (output or "").lower()
    return "pdf" if name.endswith(".pdf") else "html" if name.endswith((".html", ".htm")) else "markdown"


def _rendered(suite: Suite, format_: str, everything: bool, board: bool) -> str:
    from kpi_rules.handbook import compose, html, markdown

    render = markdown.render if format_ == "markdown" else html.render
    return render(compose(suite, everything), board)
