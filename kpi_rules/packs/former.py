"""Names that packs had once: what a rule or setting is called now, or why there is none any more.

Comes in: a name that nobody knows, and the packs of the run. Goes out: a diagnostic that says what became of it, or nothing. What the
manifests say of old names (`renamed`, `gone`) is looked at when somebody uses one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import tr
from kpi_rules.packs.find import FoundPack
from kpi_rules.source import Location


def former_name(name: str, place: Location | None, packs: Iterable[FoundPack]) -> Diagnostic | None:
    """What became of a rule (`core/no-mission`, `no-mission`) or of a setting that is called so no more."""
    owner, _, short = name.rpartition("/")
    for pack in packs:
        if owner and pack.name != owner:
            continue
        if short in pack.manifest.renamed:
            new = pack.manifest.renamed[short]
            message = tr("`{old}` is called `{new}` now", old=short, new=new)
            return Diagnostic(
                message,
                place,
                tr("write `{name}`", name=f"{owner}/{new}" if owner else new),
                _note(pack, "renamed", short),
            )
        if short in pack.manifest.gone:
            message = tr(
                "`{old}` is gone from `{pack}` {version}", old=short, pack=pack.name, version=pack.manifest.version
            )
            return Diagnostic(message, place, pack.manifest.gone[short], _note(pack, "gone", short))
    return None


def misnamed(packs: Iterable[FoundPack], known: Iterable[str]) -> Iterator[Diagnostic]:
    """New names that there are not, and old names that are still in use."""
    names = set(known)
    for pack in packs:
        manifest = pack.manifest
        for old, new in manifest.renamed.items():
            if new not in names:
                yield Diagnostic(tr("there is no rule and no setting `{name}`", name=new), manifest.at("renamed", old))
        for key, olds in (("renamed", manifest.renamed), ("gone", manifest.gone)):
            for old in olds:
                if old in names:
                    help_ = tr("leave it out here, or give what is called so another name")
                    yield Diagnostic(tr("`{name}` is still there", name=old), manifest.key(key, old), help_)


def _note(pack: FoundPack, key: str, name: str) -> tuple[Note, ...]:
    return (Note(tr("said here"), pack.manifest.at(key, name)),)
