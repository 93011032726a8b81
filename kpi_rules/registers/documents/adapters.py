"""The maps that come with the program, one file each in `registers/adapters/`, and which map a document asks for.

Knows nothing of formats: a document is recognised by what it holds, never by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from kpi_rules.registers.documents.map import DocumentMap, read_map
from kpi_rules.registers.documents.scopes import Scope, at_root, hold
from kpi_rules.registers.documents.tree import Tree
from kpi_rules.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_FOLDER: Final = Path(__file__).parent.parent / "adapters"
ENDING: Final = ".map.yaml"


@cache
def built_in() -> tuple[DocumentMap, ...]:
    """All maps that come with the program, by name."""
    return tuple(map(_bundled, sorted(path.name for path in _FOLDER.iterdir() if path.name.endswith(ENDING))))


@cache
def _bundled(name: str) -> DocumentMap:
    read, diagnostics = read_map(Source(name, (_FOLDER / name).read_text("utf-8")))
    if read is None:
        raise ValueError("; ".join(map(str, diagnostics)))
    return read


def recognised(tree: Tree, maps: Sequence[DocumentMap] = ()) -> DocumentMap | None:
    """The first map whose conditions a document of the file holds: of those given, then of the program's own."""
    return next((map_ for map_ in (*maps, *built_in()) if fits(map_, tree)), None)


def fits(map_: DocumentMap, tree: Tree) -> bool:
    """Whether a file has the name that a map is for, and a document in it holds what the map is recognised by."""
    if map_.file:
        own = tree.source.name.replace("\\", "/").rpartition("/")[2].casefold()
        if not fnmatchcase(own, map_.file.casefold()):
            return False
        if not map_.recognise:
            return True
    return any(_holds(map_, scope) for scope in _scopes(tree))


def _scopes(tree: Tree) -> Iterable[Scope]:
    return [at_root(index, root.data) for index, root in enumerate(tree.roots)]


def _holds(map_: DocumentMap, scope: Scope) -> bool:
    return any(hold(conditions, scope) for conditions in map_.recognise)
