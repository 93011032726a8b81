"""Links met in a search for plans that lead out of the folder searched: nobody follows them, and none is passed by in silence.

Comes in: such a link, what is wanted there, and the files that are looked at. Goes out: a warning where it leads to plans elsewhere in the project
that nobody looks at, a refused file where it leads out of the project. Of a folder out there the names are looked at, and no more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.inputs import PlanFile
from kpi_rules.files import from_here, leads_out, shown
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct

MOST_NAMES = 10_000
"""Names that are looked at behind a link."""


class Link(Struct):
    """A link to a file that is wanted, or to a folder; `wanted` says of a path whether it is a plan."""

    path: str
    is_folder: bool
    wanted: Callable[[str], bool]

    def told(self, seen: Collection[str]) -> Diagnostic | PlanFile | None:
        """What is to be said of it, when the files of these real paths are looked at."""
        there = os.path.realpath(self.path)
        if not any(real not in seen for real in (self._plans(there) if self.is_folder else (there,))):
            return None
        name = shown(from_here(self.path))
        if not leads_out(self.path):
            return Diagnostic(self._passed_by(name, shown(from_here(there))), None, warning=True)
        message = tr("`{name}` is a link that leads out of the project", name=name)
        return PlanFile(self.path, name, Diagnostic(message, None, tr("put the plan itself there")))

    def _passed_by(self, name: str, there: str) -> str:
        if self.is_folder:
            return tr("`{name}` is a link to `{there}`, whose plans are not looked at", name=name, there=there)
        return tr("`{name}` is a link to `{there}`, which is not looked at", name=name, there=there)

    def _plans(self, there: str) -> Iterator[str]:
        """The plans in the folder that it leads to, by their real paths."""
        return (real for path, real in _names_below(self.path, there) if self.wanted(path))


def _names_below(path: str, real: str) -> Iterator[tuple[str, str]]:
    """The files in a folder and below, as they are named and where they are; so many, and every folder once."""
    waiting, entered, left = [(path, real)], {real}, MOST_NAMES
    while waiting:
        folder, there = waiting.pop()
        try:
            names = sorted(os.listdir(folder))[:left]
        except OSError:
            continue
        left -= len(names)
        for name in names:
            inner, place = os.path.join(folder, name), os.path.realpath(os.path.join(there, name))
            if not os.path.isdir(place):
                yield inner, place
            elif place not in entered:
                entered.add(place)
                waiting.append((inner, place))
