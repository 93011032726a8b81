"""What a project leaves out of its plans: `exclude` in its `kpi-rules.yaml`.

Comes in: the patterns of the policy that rules and, with a base, those of its commit: only what both exclude is left out, so that no change
excludes its own violations. Goes out: whether a path is left out, and what is to be said of it. Knows nothing of what is in the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kpi_rules.engine.globs import Glob, is_glob
from kpi_rules.files import from_here, shown
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.inputs import PlanFile

MOST_NAMED = 5


class Exclusion(Struct, frozen=False):
    """The patterns of a project, by its real folder; a path is left out where one of each of `layers` covers it or a folder around it.
    What was met is noted, so that it can be told."""

    file: Path
    folder: str
    layers: tuple[tuple[Glob, ...], ...]
    patterns: tuple[str, ...]
    """Those of the first layer as they are written."""
    met: set[str] = field(default_factory=set)
    of_use: set[int] = field(default_factory=set)
    _folders: dict[str, str] = field(default_factory=dict)

    def covers(self, path: str) -> bool:
        """Whether a path is left out."""
        return self._pattern(path) is not None

    def meets(self, path: str) -> bool:
        """Whether a plan that was met is left out; it is noted."""
        number = self._pattern(path)
        if number is not None:
            self.met.add(os.path.realpath(path))
            self.of_use.add(number)
        return number is not None

    def _pattern(self, path: str) -> int | None:
        """The number of the first pattern that covers a path."""
        names = self._names(path)
        if not names or not all(any(glob.covers(names) for glob in layer) for layer in self.layers):
            return None
        return next(number for number, glob in enumerate(self.layers[0]) if glob.covers(names))

    def _names(self, path: str) -> tuple[str, ...]:
        """The folders from the project's on and the file; nothing where it lies elsewhere. Links lead to the folder, never to the file."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.relpath(os.path.realpath(folder), self.folder)
        inner = self._folders[folder]
        return () if inner == os.pardir or inner.startswith(os.pardir + os.sep) else (*Path(inner).parts, name)

    def said(self, asked: Sequence[str], whole: bool, plans: Iterable[PlanFile]) -> Iterator[str]:
        """What people are told: how much is left out, what of that they asked for by name, and patterns that are of no use to `plans`."""
        file = shown(str(self.file))
        named = [shown(from_here(path)) for path in asked if os.path.realpath(path) in self.met]
        if named:
            more = [tr("and {count} more", count=len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []
            names = listed([*(f"`{name}`" for name in named[:MOST_NAMED]), *more])
            yield tr("{names}: not checked, as {file} excludes it", names=names, file=file)
        if others := len(self.met) - len(named):
            yield ntr(
                "{count} plan is left out by `exclude` in {file}",
                "{count} plans are left out by `exclude` in {file}",
                others,
                file=file,
            )
        if whole:
            every = [str(plan.path) for plan in plans]
            yield from (self._unused(number, every) for number in range(len(self.patterns)) if self._is_unused(number))

    def _is_unused(self, number: int) -> bool:
        """Whether a pattern covers nothing that was met, and is no name of something that is there."""
        glob, path = self.layers[0][number], self.patterns[number].strip("/")
        is_name = bool(glob.parts) and not is_glob(path)
        if number in self.of_use or (is_name and os.path.lexists(os.path.join(self.folder, path))):
            return False
        return not any(glob.covers(self._names(met)) for met in self.met)

    def _unused(self, number: int, plans: Iterable[str]) -> str:
        pattern, file = self.patterns[number], shown(str(self.file))
        anywhere = "**/" + pattern.strip("/")
        glob = Glob.below(anywhere, self.file.parent)
        if any(glob.covers(self._names(path)) for path in (*plans, *self.met)):
            return tr(
                "`{glob}` of `exclude` in {file} matches no plan; did you mean `{meant}`?",
                glob=shown(pattern),
                file=file,
                meant=shown(anywhere),
            )
        return tr("`{glob}` of `exclude` in {file} matches no plan", glob=shown(pattern), file=file)


def exclusion(file: Path | None, patterns: Sequence[str], before: Sequence[str] | None) -> Exclusion | None:
    """What a project leaves out; `before`: the patterns of the base, where there is one."""
    if file is None or not patterns or before == ():
        return None
    both = (patterns,) if before is None or tuple(before) == tuple(patterns) else (patterns, before)
    layers = tuple(tuple(Glob.below(pattern, file.parent) for pattern in each) for each in both)
    return Exclusion(file, os.path.realpath(file.parent), layers, tuple(patterns))
