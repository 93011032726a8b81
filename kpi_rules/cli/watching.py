"""`kpi-rules check --watch`: the report, and again after each change, until somebody ends it.

Comes in: what was asked for. Goes out: the last report's exit code. The workspace stays (`kpi_rules.workspace.warm`); watchfiles, an optional library,
says what changed on disk.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kpi_rules.cli.asked import Asked, selected
from kpi_rules.cli.cache import the_cache
from kpi_rules.cli.checking import nothing_checked, outputs_of, put_all, refuse_unseen
from kpi_rules.cli.clock import within
from kpi_rules.cli.console import is_terminal, put_out, tell
from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.engine.gate import CLEAN, UNUSABLE, exit_code
from kpi_rules.i18n import ntr, tr
from kpi_rules.workspace.warm import Answer, Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.workspace.project import Project

_CLEARED = "\x1b[2J\x1b[3J\x1b[H"
_TOGETHER = 100
"""Milliseconds: an editor that saves writes more than once."""
_BREATH = 200
"""Milliseconds until it is known that somebody looks."""


def watch(asked: Asked) -> int:
    """Check, and check again whenever something changes; the last exit code."""
    _refuse_confused(asked)
    try:
        import watchfiles
    except ImportError:
        message = tr("`--watch` needs the package watchfiles, which is not installed")
        raise Unusable.because(message, tr("`pip install 'kpi-rules[watch]'`")) from None
    workspace = Workspace(options=asked.project, cache=the_cache())
    code = CLEAN
    last: Answer | None = None
    try:
        workspace.answer()
        folders = _folders(asked, workspace.project)
        looking = watchfiles.watch(
            *folders, debounce=_TOGETHER, step=_TOGETHER // 2, rust_timeout=_BREATH, yield_on_timeout=True
        )
        changed = list(map(str, folders))  # since they were read: nobody looked yet
        for changes in looking:
            changed += [path for _, path in changes]
            if changed:
                workspace.notice(changed)
                changed = []
                found, last = _told(workspace, asked, last)
                if found is not None:
                    code = found
                    _go_on(workspace, asked.quiet)
    except KeyboardInterrupt:
        pass
    finally:
        workspace.close()
    return code


def _refuse_confused(asked: Asked) -> None:
    if asked.fix or asked.diff or asked.outputs:
        message = tr("`--watch` shows a report after each change, and writes nothing")
        raise Unusable.because(message, tr("leave out `--fix`, `--diff` and `--output`"))
    if asked.project.texts:
        raise Unusable.because(tr("standard input does not change"), tr("name a file to watch"))


def _told(workspace: Workspace, asked: Asked, last: Answer | None) -> tuple[int | None, Answer | None]:
    """The report as things stand, shown, and its exit code; nothing where all is as it was the last time: a report that is written into a
    file that is watched would be a change of its own."""
    answer = None
    try:
        with within(asked.seconds):
            answer = workspace.answer()
            if answer == last:
                return None, last
            _clear()
            code = _report(answer, workspace, asked)
    except Unusable as problem:
        _clear()
        problem.show()
        code = UNUSABLE
    return code, answer


def _clear() -> None:
    if is_terminal(sys.stdout):
        put_out(_CLEARED)


def _go_on(workspace: Workspace, quiet: bool) -> None:
    """Say that it goes on."""
    count = workspace.project.total if workspace.project else 0
    if not quiet:
        tell(
            ntr(
                "watching {count} plan; Ctrl-C ends it",
                "watching {count} plans; Ctrl-C ends it",
                count,
            )
        )


def _report(answer: Answer, workspace: Workspace, asked: Asked) -> int:
    if answer.problems:
        tell_diagnostics(answer.problems)
    if answer.outdated or answer.settled is None or workspace.project is None:
        return UNUSABLE
    for each in workspace.project.all:
        refuse_unseen(each, asked.selection.level if asked.selection else None)
    if not workspace.project.total:
        return nothing_checked(workspace.project)
    report = selected(answer.settled, asked).report
    code = exit_code(report, asked.new_only)
    put_all(report, outputs_of(asked), asked, code)
    return code


def _folders(asked: Asked, project: Project | None) -> list[Path]:
    """Where something may change that matters, no folder inside another."""
    return list(_outermost({Path.cwd(), *_named(asked), *_of_project(project)}))


def _named(asked: Asked) -> Iterator[Path]:
    for path in map(Path, asked.project.paths):
        folder = path if path.is_dir() else path.parent
        if folder.is_dir():  # no glob
            yield folder.resolve()


def _of_project(project: Project | None) -> Iterator[Path]:
    for each in project.all if project else ():
        if each.folder is not None:
            yield each.folder.resolve()
        yield from (pack.resolve() for pack in each.packs)


def _outermost(folders: Iterable[Path]) -> Iterator[Path]:
    folders = sorted(folders)
    for folder in folders:
        if not any(other in folder.parents for other in folders):
            yield folder
