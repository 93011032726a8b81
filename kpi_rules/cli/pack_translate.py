"""`kpi-rules pack translate PACK --lang TAG`: the file of a pack's texts in another language, written or brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import write
from kpi_rules.cli.pack_names import references
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.writing import write_file
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.files import shown
from kpi_rules.i18n import ntr, tr

if TYPE_CHECKING:
    from kpi_rules.authoring.translating import Path, Translation

_EPILOG = """\b
Every text that people read gets a place in locales/TAG.yaml, with the original above it as a comment. What is translated stays as it is. Where
the original has changed since, a comment says so; take it out when you have looked at it. Braces and what stands in them are kept as they are.

\b
Examples:
  kpi-rules pack translate acme --lang ar           acme/locales/ar.yaml, written or brought up to date
  kpi-rules pack translate acme --to pt-BR          the same, and told in your language
  kpi-rules pack translate acme --to fr --check     write nothing; exit code 1 where something is missing
"""


@click.command("translate", cls=Command, epilog=_EPILOG)
@click.argument("pack", metavar="[PACK]", required=False)
@click.option(
    "--to",
    "tag",
    metavar="TAG",
    help="The language to translate into, as ar or pt-BR; that of --lang where it is not given.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where something is missing or has changed.")
@click.pass_context
def command(context: click.Context, pack: str | None, tag: str | None, check: bool) -> int:
    """Write the texts of a pack that are to be translated into its locales/TAG.yaml, and say what is missing."""
    from kpi_rules.authoring.translating import originals, translated
    from kpi_rules.packs.load import load_policy
    from kpi_rules.packs.locales import FOLDER
    from kpi_rules.packs.manifest import read_manifest
    from kpi_rules.source import Source

    reference = references([pack] if pack else [])[0]
    policy, problems = load_policy([reference])
    if policy is None:
        raise Unusable(problems)
    own = policy.packs[-1]
    tag = _tag(context, tag, own.language)
    manifest, _ = read_manifest(own.manifest, project=False)
    assert manifest is not None  # the policy was made of it
    rules = tuple(rule for rule in policy.rules if rule.pack == own.name)
    path = own.folder.path / FOLDER / f"{tag}.yaml"
    name = f"{own.folder.name}/{FOLDER}/{tag}.yaml"
    old = own.folder.at(FOLDER).read(f"{tag}.yaml")[0] if path.exists() else Source(name, "")
    made = translated(originals(own, manifest, rules), own.language, old) if old is not None else None
    if old is None or made is None:
        raise Unusable.because(
            tr("`{file}` cannot be read as texts of a pack", file=name), tr("`kpi-rules pack check` says why")
        )
    if not check and made.text != old.text:
        write_file(path, made.text.encode("utf-8"), with_folders=True)
        write(tr("{file} is written", file=shown(name)) + "\n")
    write("\n".join(_said(made)) + "\n")
    return FOUND if check and (made.missing or made.changed) else CLEAN


def _tag(context: click.Context, tag: str | None, own: str) -> str:
    """The language that is asked for, in the usual spelling."""
    from kpi_rules.i18n import language, normal_tag

    given = context.get_parameter_source("lang") == click.core.ParameterSource.COMMANDLINE
    asked = tag or (language() if given else None)
    if asked is None:
        raise Unusable.because(tr("no language is named"), tr("name one, as in `--to ar`"))
    normal = normal_tag(asked)
    if normal is None:
        raise Unusable.because(tr("`{tag}` is no language", tag=asked), tr("write it as in `ar` or `pt-BR`"))
    if normal == own:
        raise Unusable.because(tr("the pack is written in `{tag}`", tag=own), tr("name another language"))
    return normal


def _said(made: Translation) -> Iterator[str]:
    """What is missing and what has changed, as paths in the file."""
    if made.changed:
        yield ntr(
            "{count} text has changed since it was translated:",
            "{count} texts have changed since they were translated:",
            len(made.changed),
        )
        yield from _paths(made.changed)
    if made.missing:
        yield ntr("{count} text is not translated:", "{count} texts are not translated:", len(made.missing))
        yield from _paths(made.missing)
    if made.by_hand:
        yield ntr("{count} text has to be added by hand:", "{count} texts have to be added by hand:", len(made.by_hand))
        yield from _paths(made.by_hand)
    if not (made.changed or made.missing):
        yield tr("everything is translated")


MOST_SHOWN = 12


def _paths(paths: Iterable[Path]) -> Iterator[str]:
    found = [".".join(str(step + 1) if isinstance(step, int) else step for step in path) for path in paths]
    yield from (f"  {path}" for path in found[:MOST_SHOWN])
    if len(found) > MOST_SHOWN:
        yield "  " + tr("and {count} more", count=len(found) - MOST_SHOWN)
