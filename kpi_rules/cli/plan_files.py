"""Which files are plans: from the paths, folders and globs of the command line, or from the project's `plans`.

A folder means the plans below it: `*.kpi.yaml` (`.yml`, `.json`, `.toml`) and what the project's `plans` match. Hidden folders and
links to folders are not entered. Comes in: what was written. Goes out: files in a stable order, each once, named as the
user would; and what was looked for, so that finding nothing can be explained.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from kpi_rules.cli.problems import Unusable
from kpi_rules.engine.inputs import PlanFile
from kpi_rules.files import shown
from kpi_rules.i18n import tr

STANDARD_INPUT = "-"
_SUFFIXES = (".kpi.yaml", ".kpi.yml", ".kpi.json", ".kpi.toml")
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})


@dataclass(slots=True)
class Search:
    """What was found, and what was looked for. `standard_input` is asked for by `-`."""

    files: list[PlanFile] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    standard_input: bool = False
    _seen: set[str] = field(default_factory=set)

    def add(self, paths: Iterable[Path]) -> None:
        """Take files, each once however it is reached."""
        for path in paths:
            real = os.path.realpath(path)
            if real not in self._seen:
                self._seen.add(real)
                self.files.append(PlanFile(path, shown(str(path))))


def find_plans(arguments: Sequence[str], project: Path | None, patterns: Sequence[str]) -> Search:
    """The plans that the arguments mean; without any, the project's, else all below this folder."""
    search = Search()
    root = project.parent if project else Path()
    if not arguments and patterns:
        for pattern in patterns:
            search.looked_for.append(shown(str(root / pattern)))
            search.add(_glob(root, pattern))
        return search
    for argument in arguments or (".",):
        _argument(argument, search, root, patterns)
    return search


def _argument(argument: str, search: Search, root: Path, patterns: Sequence[str]) -> None:
    path = Path(argument)
    if argument == STANDARD_INPUT:
        search.standard_input = True
    elif path.is_dir():
        search.looked_for.append(shown(str(path / "**" / "*.kpi.yaml")))
        search.add(_below(path, root, patterns))
    elif any(sign in argument for sign in "*?[") and not path.exists():
        search.looked_for.append(shown(argument))
        search.add(_glob(Path(), argument))
    elif path.exists() or path.is_symlink():
        search.add([path])
    else:
        raise Unusable.because(tr("there is no file or folder `{name}`", name=shown(argument)), _near(path))


def _near(path: Path) -> str | None:
    """The name in the same folder that may be meant."""
    from kpi_rules.diagnostics import similar

    try:
        found = similar(path.name, [entry.name for entry in path.parent.iterdir()])
    except OSError:
        return None
    return tr("did you mean `{name}`?", name=shown(str(path.with_name(found)))) if found else None


def _glob(root: Path, pattern: str) -> list[Path]:
    """The files that a glob matches, in order; `**` crosses folders, but enters no hidden one and follows no link."""
    anchor = PurePath(pattern).anchor
    base = Path(anchor) if anchor else root
    try:
        matches = sorted(base.glob(pattern[len(anchor) :]))
    except ValueError as error:
        raise Unusable.because(tr("`{pattern}` is not a glob: {reason}", pattern=pattern, reason=error)) from None
    return [path for path in matches if path.is_file() and (_hidden(pattern) or not _hidden(path.relative_to(base)))]


def _hidden(path: str | Path) -> bool:
    return any(part.startswith(".") and part.strip(".") for part in PurePath(path).parts)


def _below(folder: Path, root: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """The plans in a folder and below it, in order."""
    chosen = {os.path.realpath(path) for pattern in patterns for path in _glob(root, pattern)}
    for directory, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(files):
            path = Path(directory, name)
            if name.endswith(_SUFFIXES) or os.path.realpath(path) in chosen:
                yield path
