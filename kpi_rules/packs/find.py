"""From the names that a run starts with to every pack it needs, ancestors first.

Comes in: references (bundled or installed names, relative paths) and perhaps a project's folder. Goes out: `FoundPack`s in
the order in which they are laid over one another. Knows nothing of rules: it reads manifests alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from kpi_rules import __version__
from kpi_rules.diagnostics import Diagnostic, Note, did_you_mean
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import MANIFEST, PROJECT, Folder
from kpi_rules.packs.installed import installed_folder, installed_packs
from kpi_rules.packs.manifest import Manifest, read_manifest
from kpi_rules.packs.versions import wanted
from kpi_rules.resources import bundled
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct

DEFAULT_PACK = "core"
LONGEST_CHAIN = 50
_NAME = re.compile(r"[a-z][a-z0-9-]*")


class FoundPack(Struct):
    """A pack and the names of every pack that it builds on, itself among them."""

    folder: Folder
    manifest: Manifest
    lineage: frozenset[str]

    @property
    def name(self) -> str:
        """Its name."""
        return self.manifest.name


def find_packs(
    references: Sequence[str], project: Folder | None, here: Folder | None = None
) -> tuple[tuple[FoundPack, ...] | None, tuple[Diagnostic, ...]]:
    """Every pack of a run, each once and after all that it extends; a project comes last and builds on all.

    `here` is the folder that the references are relative to: the working folder, or what it was in another revision.
    """
    search = _Search(here or Folder(Path(), "."))
    if project is None:
        search.follow_all(references or (DEFAULT_PACK,))
    else:
        search.project(project, references)
    return (None if search.diagnostics else tuple(search.found.values())), tuple(search.diagnostics)


def argument(option: str, text: str) -> Location:
    """A place in what was written on the command line."""
    return Location(Source(option, text), Span(0, len(text)))


class _Search:
    """One search: what was found, by real folder, and what went wrong."""

    def __init__(self, here: Folder) -> None:
        self.here = here
        self.found: dict[Path, FoundPack] = {}
        self.diagnostics: list[Diagnostic] = []
        self.chain: list[tuple[Path, str]] = []

    def follow_all(self, references: Sequence[str]) -> list[FoundPack]:
        """The packs named on the command line."""
        places = [(reference, argument("--pack", reference)) for reference in references]
        found = [self._follow(reference, self.here, place, from_file=False) for reference, place in places]
        return [pack for pack in found if pack is not None]

    def project(self, folder: Folder, references: Sequence[str]) -> None:
        """A project's manifest; it builds on what it extends and on what the command line adds."""
        manifest = self._read(folder, PROJECT, None)
        if manifest is None:
            return
        extends = manifest.extends
        if extends is None and not references:
            extends = (DEFAULT_PACK,)
        parents = self._parents(folder, manifest, extends or ()) + self.follow_all(references)
        self._add(folder, manifest, parents)

    def _follow(self, reference: str, base: Folder, place: Location, from_file: bool) -> FoundPack | None:
        """The pack that a reference leads to."""
        folder, diagnostic = _locate(reference, base, place, from_file)
        if folder is None:
            self.diagnostics += [diagnostic] if diagnostic else []
            return None
        if self._comes_round(folder, place):
            return None
        if folder.real in self.found:
            return self.found[folder.real]
        manifest = self._read(folder, MANIFEST, place)
        if manifest is None:
            return None
        return self._add(folder, manifest, self._parents(folder, manifest, manifest.extends or ()))

    def _parents(self, folder: Folder, manifest: Manifest, extends: Sequence[str]) -> list[FoundPack]:
        """What a manifest extends."""
        self.chain.append((folder.real, manifest.name))
        written = manifest.document.has(("extends",))
        parents = []
        for index, reference in enumerate(extends):
            place = manifest.at("extends", index) if written else manifest.at()
            parents.append(self._wanted(reference, folder, place))
        self.chain.pop()
        return [parent for parent in parents if parent is not None]

    def _wanted(self, reference: str, base: Folder, place: Location) -> FoundPack | None:
        """The pack that a manifest extends, in a version that it asks for."""
        asked = wanted(reference)
        if asked is None:
            message = tr("`{reference}` does not say which versions", reference=reference)
            self.diagnostics.append(Diagnostic(message, place, tr("write it as `core >= 1.2`, or `core >= 1.2, < 2`")))
            return None
        pack = self._follow(asked.reference, base, place, from_file=True)
        if pack is None or asked.allows(pack.manifest.version):
            return pack
        has, needs = pack.manifest.version, asked.written
        message = tr(
            "`{pack}` is here in version {version}, and {needed} is asked for",
            pack=pack.name,
            version=has,
            needed=needs,
        )
        notes = (
            (Note(tr("its version"), pack.manifest.at("version")),) if pack.manifest.document.has(("version",)) else ()
        )
        self.diagnostics.append(
            Diagnostic(message, place, tr("install another version, or change what is asked for"), notes)
        )
        return None

    def _needs(self, manifest: Manifest) -> None:
        """Tell where a manifest was written for another version of the program."""
        if manifest.needs is None:
            return
        asked, place = wanted(manifest.needs), manifest.at("needs")
        if asked is None or asked.reference not in ("kpi-rules", ""):
            message = tr("`{needs}` does not say which versions of kpi-rules", needs=manifest.needs)
            self.diagnostics.append(
                Diagnostic(message, place, tr("write it as `needs: kpi-rules >= {version}`", version=__version__))
            )
        elif not asked.allows(__version__):
            message = tr(
                "this is kpi-rules {version}, and {needed} is asked for", version=__version__, needed=asked.written
            )
            self.diagnostics.append(
                Diagnostic(message, place, tr("install another version, or change what is asked for"))
            )

    def _comes_round(self, folder: Folder, place: Location) -> bool:
        """Tell whether following this would never end."""
        folders = [real for real, _ in self.chain]
        if folder.real in folders:
            names = [name for _, name in self.chain[folders.index(folder.real) :]]
            shown = " → ".join(f"`{name}`" for name in (*names, names[0]))
            message = tr("the packs extend one another in a circle: {chain}", chain=shown)
            self.diagnostics.append(Diagnostic(message, place, tr("take one of them out of `extends`")))
            return True
        if len(folders) >= LONGEST_CHAIN:
            message = tr("more than {count} packs extend one another", count=LONGEST_CHAIN)
            self.diagnostics.append(Diagnostic(message, place))
            return True
        return False

    def _read(self, folder: Folder, file: str, place: Location | None) -> Manifest | None:
        """A folder's manifest; what cannot be read at all is told where it was asked for."""
        source, diagnostics = folder.read(file)
        if source is None:
            self.diagnostics += [
                diagnostic if diagnostic.location else Diagnostic(diagnostic.message, place, diagnostic.help)
                for diagnostic in diagnostics
            ]
            return None
        manifest, diagnostics = read_manifest(source, project=file == PROJECT)
        self.diagnostics += diagnostics
        if manifest is not None:
            self._needs(manifest)
        return manifest

    def _add(self, folder: Folder, manifest: Manifest, parents: Sequence[FoundPack]) -> FoundPack | None:
        """One more pack, after its parents; names are unique in a run."""
        twin = next((pack for pack in self.found.values() if pack.name == manifest.name), None)
        if twin is not None:
            message = tr("two packs are named `{name}`", name=manifest.name)
            notes = (Note(tr("the other one"), twin.manifest.at("name")),)
            self.diagnostics.append(Diagnostic(message, manifest.at("name"), tr("rename one of them"), notes))
            return None
        lineage = frozenset({manifest.name}.union(*(parent.lineage for parent in parents)))
        return self.found.setdefault(folder.real, FoundPack(folder, manifest, lineage))


def _locate(reference: str, base: Folder, place: Location, from_file: bool) -> tuple[Folder | None, Diagnostic | None]:
    """The folder that a reference means: a path where it looks like one, else a bundled or installed pack's name."""
    if _is_path(reference):
        return _at_path(reference, base, place, from_file)
    if _NAME.fullmatch(reference):
        path = bundled("policies") / reference
        if (path / MANIFEST).is_file():
            return Folder(path, f"policies/{reference}"), None
        installed = installed_folder(reference)
        if installed is not None:
            return Folder(installed, reference), None
    return None, _unknown(reference, base, place)


def _is_path(reference: str) -> bool:
    return reference.startswith(".") or "/" in reference or "\\" in reference


def _at_path(reference: str, base: Folder, place: Location, from_file: bool) -> tuple[Folder | None, Diagnostic | None]:
    """A pack at a path; a manifest's paths are relative, so that they hold on every machine."""
    absolute = PurePosixPath(reference).is_absolute() or PureWindowsPath(reference).is_absolute()
    if from_file and (absolute or "\\" in reference):
        message = tr("`{path}` is not a relative path", path=reference)
        return None, Diagnostic(message, place, tr("write it from this file's folder, with forward slashes: `../pack`"))
    folder = base.at(reference)
    if not folder.has(MANIFEST):
        message = tr("there is no pack at `{path}`", path=reference)
        return None, Diagnostic(message, place, tr("a pack is a folder with a `pack.yaml`"))
    return folder, None


def _unknown(reference: str, base: Folder, place: Location) -> Diagnostic:
    """No pack has this name."""
    message = tr("no pack is named `{name}`", name=reference)
    if base.at(reference).has(MANIFEST):
        return Diagnostic(message, place, tr("a pack in a folder is written as a path: `./{name}`", name=reference))
    if reference in installed_packs():
        help_ = tr("`{name}` is installed, but its folder holds no `pack.yaml`", name=reference)
        return Diagnostic(message, place, help_)
    known = [*bundled_packs(), *installed_packs()]
    return Diagnostic(message, place, did_you_mean(reference, known))


def bundled_packs() -> tuple[str, ...]:
    """The names of the packs that come with the program."""
    return tuple(sorted(path.parent.name for path in bundled("policies").glob(f"*/{MANIFEST}")))
