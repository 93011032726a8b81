"""`kpi-rules pack format`: the rule files of packs in the one layout, written, or only looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import write
from kpi_rules.cli.pack_names import references
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.writing import write_file
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Source

_EPILOG = """\b
Examples:
  kpi-rules pack format acme
  kpi-rules pack format --check policies/*     in CI: exit code 1 where a file would change
  kpi-rules pack format --diff acme/sponsors.rules
"""


@click.command("format", cls=Command, epilog=_EPILOG)
@click.argument("packs", metavar="[PACK|FILE]…", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 where something would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
def command(packs: tuple[str, ...], check: bool, diff: bool) -> int:
    """Lay out rule files in the one layout. Comments are kept, and no word is changed."""
    changed: list[tuple[Path, Source, str]] = []
    problems: list[Diagnostic] = []
    total = 0
    for path in _files(packs):
        total += 1
        source, text, found = _formatted(path)
        problems += found
        if text is not None and text != source.text:
            changed.append((path, source, text))
    if problems:
        raise Unusable(problems)
    for path, source, text in changed:
        if diff:
            write(_difference(source, text))
        elif check:
            write(tr("{file} would change", file=source.name) + "\n")
        else:
            write_file(path, text.encode("utf-8"))
            write(tr("{file} is laid out anew", file=source.name) + "\n")
    left = ntr("{count} file is in the layout", "{count} files are in the layout", total - len(changed))
    write(left + "\n" if total > len(changed) else "")
    return FOUND if changed and (check or diff) else CLEAN


def _files(packs: tuple[str, ...]) -> Iterator[Path]:
    """The rule files that are meant."""
    files = [Path(pack) for pack in packs if pack.endswith(".rules")]
    yield from files
    others = [pack for pack in packs if not pack.endswith(".rules")]
    for reference in references(others) if others or not files else ():
        yield from sorted(_folder(reference).glob("*.rules"))


def _folder(reference: str) -> Path:
    """A pack's folder; names that are not folders here are bundled or installed packs, which are not ours to write."""
    folder = Path(reference)
    if not folder.is_dir():
        raise Unusable.because(tr("there is no folder `{name}`", name=reference), tr("name the pack by its folder"))
    return folder


def _formatted(path: Path) -> tuple[Source, str | None, tuple[Diagnostic, ...]]:
    from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
    from kpi_rules.language.formatting.formatter import format_rules

    source = read_plan(PlanFile(path, path.as_posix()))
    if isinstance(source, Unreadable):
        return Source(path.as_posix(), ""), None, source.diagnostics
    return source, *format_rules(source)


def _difference(source: Source, text: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        source.text.splitlines(keepends=True), text.splitlines(keepends=True), source.name, source.name, n=2
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
