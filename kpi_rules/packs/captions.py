"""Texts of locales that stand in documents alone: what rule files are called, what fields mean.

Comes in: a pack's folder and a language. Goes out: `Captions`, and a diagnostic for each name that the pack does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import Folder
from kpi_rules.packs.locales import Locale, read_locale, tags_for
from kpi_rules.packs.written import Written
from kpi_rules.structs import Struct


class Captions(Struct):
    """Headings of rule files by their names without the ending; descriptions of fields by record and name; what defines are called."""

    topics: Mapping[str, str]
    fields: Mapping[tuple[str, str], str]
    words: Mapping[str, str]


def captions(folder: Folder, own: str, language: str) -> Captions:
    """What a pack has of them in a language, or in what it falls back on."""
    topics: dict[str, str] = {}
    fields: dict[tuple[str, str], str] = {}
    words: dict[str, str] = {}
    for tag in reversed(tags_for(folder, own, language)):
        locale, _ = read_locale(folder, tag)
        if locale is not None:
            topics |= locale.topics
            fields |= {(record, name): text for record, name, text in _fields(locale)}
            words |= locale.words
    return Captions(topics, fields, words)


def unknown_captions(pack: Written, locale: Locale) -> Iterator[Diagnostic]:
    """Names that the pack does not have."""
    files = [PurePath(file.source.name).stem for file in pack.files]
    for name in locale.topics:
        if name not in files:
            message = tr("the pack has no rule file `{name}`", name=f"{name}.rules")
            yield Diagnostic(message, locale.key("topics", name), did_you_mean(name, files))
    defines = [define.name.name for file in pack.files for define in file.defines]
    for name in locale.words:
        if name not in defines:
            message = tr("the pack has no define `{name}`", name=name)
            yield Diagnostic(message, locale.key("words", name), did_you_mean(name, defines))
    declared = pack.pack.manifest.fields
    for record, name, _ in _fields(locale):
        known = declared.get(record, {})
        if name not in known:
            message = tr("the pack declares no field `{name}`", name=f"{record}.{name}")
            yield Diagnostic(message, locale.key("fields", record, name), did_you_mean(name, known))


def _fields(locale: Locale) -> Iterator[tuple[str, str, str]]:
    for record, texts in locale.fields.items():
        yield from ((record, name, text) for name, text in texts.items())
