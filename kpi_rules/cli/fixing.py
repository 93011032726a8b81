"""`check --fix` and `check --diff`: from fixes to files, or to a difference that people read.

A file is written whole or not at all, with its byte order mark and line ends as they were, and only if it is still what was checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_rules.cli.asked import selected
from kpi_rules.cli.console import tell, write
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import settled
from kpi_rules.cli.writing import write_file
from kpi_rules.engine.fixing import Mended, Outcome, fix
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.engine.inputs import PlanFile, read_plan
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Source
from kpi_rules.structs import replace

if TYPE_CHECKING:
    from kpi_rules.cli.asked import Asked
    from kpi_rules.engine.settled import Settled
    from kpi_rules.plan import PlanSchema
    from kpi_rules.workspace.project import Project

_BOM = b"\xef\xbb\xbf"


def refuse_confused(asked: Asked) -> None:
    """End the command where the options do not go together."""
    if asked.unsafe_fixes and not (asked.fix or asked.diff):
        raise Unusable.because(
            tr("`--unsafe-fixes` says which fixes, not what to do with them"),
            tr("add `--fix`, or `--diff` to look first"),
        )
    if asked.diff and (asked.outputs or asked.format):
        raise Unusable.because(tr("`--diff` shows what would change in place of a report"), tr("leave one of them out"))
    if asked.fix and not asked.diff and asked.project.texts:
        raise Unusable.because(
            tr("standard input cannot be fixed in its place"), tr("`--diff` shows what would change")
        )


def fixed(project: Project, asked: Asked) -> Outcome[Settled]:
    """The plans of a run, fixed as far as they can be; nothing is written."""
    files = {file.name: (file, each.policy) for each in project.all for file in each.files}

    def read(name: str) -> Source | None:
        source = project.texts.get(name)
        if source is None and name in files:
            file, policy = files[name]
            source = read_plan(file, policy.limits)
        return source if isinstance(source, Source) else None

    def schema_of(name: str) -> PlanSchema:
        return (files[name][1] if name in files else project.policy).schema

    def check(texts: Mapping[str, Source]) -> Settled:
        return selected(settled(project.with_texts(texts), asked.quiet), asked)

    return fix(check, lambda result: result.report, read, schema_of, asked.unsafe_fixes)


def write_fixed(project: Project, outcome: Outcome[Settled]) -> Settled:
    """Write the plans that were changed, and say so in the report."""
    files = {file.name: file for file in project.every_file}
    for name, mended in outcome.mended.items():
        write_mended(files[name], mended)
    result = outcome.checked
    if not outcome.mended:
        return result
    report = replace(result.report, notices=(*result.report.notices, _told(outcome.mended)))
    return replace(result, report=report)


def write_mended(file: PlanFile, mended: Mended) -> None:
    """Write a plan that was changed, if it is still what was read."""
    now = read_plan(file)
    if not isinstance(now, Source) or now.text != mended.before.text:
        raise Unusable.because(tr("`{name}` was changed by someone else meanwhile", name=file.name), tr("run it again"))
    path = Path(file.path)
    mark = _BOM if path.read_bytes()[:3] == _BOM else b""
    write_file(path, mark + mended.after.text.encode("utf-8"))


def _told(mended: Mapping[str, Mended]) -> str:
    edits = sum(each.edits for each in mended.values())
    fixes = ntr("{count} fix was written", "{count} fixes were written", edits)
    return tr("{fixes} to {files}", fixes=fixes, files=ntr("{count} file", "{count} files", len(mended)))


def show_diff(outcome: Outcome[Settled], quiet: bool, unsafe: bool) -> int:
    """Write what would change as a unified diff; 1 where something would."""
    write("".join(line for mended in outcome.mended.values() for line in diff_lines(mended)))
    edits = sum(each.edits for each in outcome.mended.values())
    if edits and not quiet:
        told = ntr(
            "{count} fix would be written: `{options}` does it",
            "{count} fixes would be written: `{options}` does it",
            edits,
            options="--fix --unsafe-fixes" if unsafe else "--fix",
        )
        tell(told)
    return FOUND if outcome.mended else CLEAN


def diff_lines(mended: Mended) -> Iterator[str]:
    """A unified diff of a plan before and after."""
    from difflib import unified_diff

    name = mended.before.name
    before, after = (each.text.splitlines(keepends=True) for each in (mended.before, mended.after))
    for line in unified_diff(before, after, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ {tr('No newline at end of file')}\n"
