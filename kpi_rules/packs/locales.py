"""The files `locales/<tag>.yaml` of a pack: its texts in other languages, each with its place.

Comes in: a pack's folder and a language. Goes out: the locales to look a text up in, the nearest first. Knows nothing of rules:
whether a text fits its rule is `translate`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document, load
from kpi_rules.i18n import fallbacks, normal_tag, tr
from kpi_rules.packs.align import aligned
from kpi_rules.packs.amended_source import AmendedSource
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.folder import Folder
from kpi_rules.resources import bundled
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct

if TYPE_CHECKING:
    from kpi_rules.document.shape import Shape

FOLDER = "locales"
PARTS = ("title", "say", "fix", "because")
"""What a translation has of them."""
ALSO = ("say", "fix")
"""What each `also` of a rule has of them."""

Path = tuple[str | int, ...]
Diagnostics = tuple[Diagnostic, ...]


class Locale(Struct):
    """A pack's texts in one language, as far as the file has them."""

    tag: str
    document: Document
    data: Mapping[str, Any]

    @property
    def title(self) -> str | None:
        """The pack's title."""
        return self.data.get("title")

    @property
    def description(self) -> str | None:
        """What the pack is for."""
        return self.data.get("description")

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings' descriptions."""
        return cast("Mapping[str, str]", self.data.get("settings", {}))

    @property
    def words(self) -> Mapping[str, str]:
        """What the pack's defines are called, by name."""
        return cast("Mapping[str, str]", self.data.get("words", {}))

    @property
    def topics(self) -> Mapping[str, str]:
        """The headings of the rule files, by their names without the ending."""
        return cast("Mapping[str, str]", self.data.get("topics", {}))

    @property
    def fields(self) -> Mapping[str, Mapping[str, str]]:
        """The descriptions of the fields that the pack declares, by record and name."""
        return cast("Mapping[str, Mapping[str, str]]", self.data.get("fields", {}))

    @property
    def rules(self) -> Mapping[str, Mapping[str, Any]]:
        """The rules' texts, by id as it is written and by part; `also`: a list of such."""
        return cast("Mapping[str, Mapping[str, Any]]", self.data.get("rules", {}))

    def key(self, *path: str | int) -> Location:
        """The place of a key, else of what stands there."""
        return Location(self.document.source, self.document.key_span(path) or self.document.span(path))

    def text(self, *path: str | int) -> LocaleText:
        """A text as a source of its own."""
        value: Any = self.data
        for step in path:
            value = value[step]
        return LocaleText(self.document.source.name, " ".join(value.split()) if "\n" in value else value, self, path)


class LocaleText(Source):
    """A text of a locale, and where it stands in the file."""

    locale: Locale
    path: Path

    def there(self, span: Span) -> Location:
        """The place in the file of a part of the text; all of it where the part is written in another way there."""
        document = self.locale.document
        whole = document.span(self.path)
        part = aligned(document.source.slice(whole), self.text, span)
        return Location(document.source, Span(whole.start + part.start, whole.start + part.end) if part else whole)


def placed(diagnostic: Diagnostic) -> Diagnostic:
    """What is wrong with a text of a locale, or with what amends a rule, told at its place in the file."""
    location = diagnostic.location
    if location is None or not isinstance(location.source, LocaleText | AmendedSource):
        return diagnostic
    there = location.source.there(location.span)
    return Diagnostic(diagnostic.message, there, diagnostic.help, diagnostic.notes, diagnostic.warning)


def locale_tags(folder: Folder) -> tuple[str, ...]:
    """The languages that a pack has texts in, beside its own."""
    try:
        names = sorted(path.name for path in (folder.path / FOLDER).iterdir() if path.suffix == ".yaml")
    except OSError:
        return ()
    return tuple(name.removesuffix(".yaml") for name in names if _is_tag(name.removesuffix(".yaml")))


def _is_tag(name: str) -> bool:
    return normal_tag(name) == name


def read_locales(
    packs: Sequence[FoundPack], language: str | None
) -> tuple[Mapping[str, tuple[Locale, ...]], Diagnostics]:
    """For each pack by name, the locales that a reader of this language is shown it in, the nearest first."""
    chains: dict[str, tuple[Locale, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for pack in packs:
        locales = []
        for tag in tags_for(pack.folder, pack.manifest.language, language):
            locale, problems = read_locale(pack.folder, tag)
            diagnostics += problems
            locales += [locale] if locale else []
        chains[pack.name] = tuple(locales)
    return chains, tuple(diagnostics)


def tags_for(folder: Folder, own: str, language: str | None) -> tuple[str, ...]:
    """The locales to look into for a language: `ar-EG`, then `ar`, and none beyond the pack's own language. That of its own language holds
    what it says of the rules of others; it is looked into where nobody asked for a language, too."""
    found = []
    for tag in (own,) if language is None else fallbacks(language):
        if folder.has(f"{FOLDER}/{tag}.yaml"):
            found.append(tag)
        if tag == own:
            break
    return tuple(found)


def read_locale(folder: Folder, tag: str) -> tuple[Locale | None, Diagnostics]:
    """One locale of a pack."""
    inner = folder.at(FOLDER)
    if inner.real.parent != folder.real:
        return None, (Diagnostic(tr("`{name}` is a link to a folder outside of its pack", name=inner.name), None),)
    source, diagnostics = inner.read(f"{tag}.yaml")
    if source is None:
        return None, diagnostics
    document, diagnostics = load(source)
    if document is None:
        return None, diagnostics
    data, problems = _shape().read(document)
    return (None if problems else Locale(tag, document, data)), (*diagnostics, *problems)


@cache
def _shape() -> Shape:
    import json

    from kpi_rules.document.shape import Shape

    return Shape(json.loads((bundled("schemas") / "locale.schema.json").read_text("utf-8")))
