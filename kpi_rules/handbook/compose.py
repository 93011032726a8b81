"""A pack and its tests → a `Book`: every rule with its words, its settings and its examples, in one language.

Comes in: a pack's name or path and the language that a reader asks for. Goes out: the book, in that language where the pack has it, else
in the pack's own; or diagnostics. Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from kpi_rules.authoring.suite import Suite, try_pack
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.handbook.book import (
    Book,
    FieldEntry,
    InheritedPack,
    InheritedRule,
    Prose,
    RuleEntry,
    SettingEntry,
    Topic,
)
from kpi_rules.handbook.examples import Examples
from kpi_rules.handbook.layout import Layout, opening
from kpi_rules.language import tree
from kpi_rules.language.quoted import used_defines, used_settings
from kpi_rules.packs import Pack, PolicyRule, Setting
from kpi_rules.packs.captions import Captions, captions
from kpi_rules.packs.locales import LocaleText
from kpi_rules.packs.manifest import Manifest, read_manifest
from kpi_rules.structs import Struct


def read_pack(reference: str, language: str | None) -> tuple[Suite | None, tuple[Diagnostic, ...]]:
    """The pack with its tests, in the language that a reader asks for."""
    return try_pack(reference, language=language)


def compose(suite: Suite) -> Book:
    """The book of a pack."""
    pack, manifest = suite.pack, _manifest(suite.pack)
    words = captions(pack.folder, manifest.language, pack.language)
    return _Composer(suite, pack, manifest, words, Examples(suite.trials)).book()


def _manifest(pack: Pack) -> Manifest:
    manifest, _ = read_manifest(pack.manifest, project=False)
    assert manifest is not None  # it has been read before
    return manifest


class _Composer(Struct):
    suite: Suite
    pack: Pack
    manifest: Manifest
    captions: Captions
    examples: Examples

    @property
    def own(self) -> str:
        """The language that the pack is written in."""
        return self.manifest.language

    def book(self) -> Book:
        pack = self.pack
        rules = [rule for rule in self.suite.policy.rules if rule.pack == pack.name]
        return Book(
            name=pack.name,
            version=pack.version,
            language=pack.language,
            title=Prose(pack.title, pack.language),
            description=self.described(pack.description),
            topics=self.topics(rules),
            settings=tuple(self.setting(one) for one in self.suite.policy.settings.values() if self.concerns(one)),
            fields=self.fields(),
            inherited=tuple(self.inherited(other) for other in self.suite.policy.packs[:-1]),
        )

    def described(self, text: str | None) -> Prose | None:
        return None if text is None else Prose(text, self.pack.language)

    # rules

    def topics(self, rules: list[PolicyRule]) -> tuple[Topic, ...]:
        """The rules by file."""
        found = []
        for source in self.pack.rule_sources:
            here = [rule for rule in rules if rule.checked.source.name == source.name]
            if here:
                name = PurePath(source.name).stem
                layout = Layout.of(source)
                intro = opening(source, name) if self.pack.language == self.own else None
                title = self.captions.topics.get(name)
                heading = Prose(title, self.pack.language) if title else Prose(_heading(name), self.own)
                entries = tuple(self.rule(rule, layout) for rule in here)
                found.append(Topic(name, heading, Prose(intro, self.own) if intro else None, entries))
        return tuple(found)

    def rule(self, rule: PolicyRule, layout: Layout) -> RuleEntry:
        checked = rule.checked
        settings = self.suite.policy.settings
        spoken = self.spoken(checked.tree.say or checked.tree.title)
        failing, passing = self.examples.of(rule, spoken) if rule.active else (None, None)
        return RuleEntry(
            id=rule.id,
            level=rule.level,
            title=Prose(checked.title, self.spoken(checked.tree.title)),
            condition=layout.condition(checked),
            defines=tuple(layout.define(define) for define in used_defines(checked)),
            rationale=self.prose(checked.because, checked.tree.because),
            source=self.prose(checked.origin, checked.tree.source),
            settings=tuple(self.setting(settings[name]) for name in sorted(used_settings(checked))),
            failing=failing,
            passing=passing,
        )

    def prose(self, text: str | None, written: tree.Text | None) -> Prose | None:
        return None if text is None else Prose(text, self.spoken(written))

    def spoken(self, text: tree.Text | None, own: str | None = None) -> str:
        """The language that a text of a rule is in."""
        if text is not None and isinstance(text.source, LocaleText):
            return text.source.locale.tag
        return own or self.own

    # settings and fields

    def concerns(self, setting: Setting) -> bool:
        """Whether the pack declares a setting, or gives it its value."""
        return self.pack.name in setting.packs or self.changes(setting)

    def changes(self, setting: Setting) -> bool:
        return self.pack.name not in setting.packs and setting.origin.source.name == self.pack.manifest.name

    def setting(self, setting: Setting) -> SettingEntry:
        description = Prose(setting.description, self.pack.language)
        return SettingEntry(setting.name, setting.text, description, setting.packs[0], self.changes(setting))

    def fields(self) -> tuple[FieldEntry, ...]:
        declared = self.manifest.fields
        return tuple(self.field(record, name, one) for record, some in declared.items() for name, one in some.items())

    def field(self, record: str, name: str, declared: Mapping[str, object]) -> FieldEntry:
        values = declared.get("values")
        own, translated = declared.get("description"), self.captions.fields.get((record, name))
        description = Prose(translated, self.pack.language) if translated else Prose(str(own), self.own)
        return FieldEntry(
            record,
            name,
            str(declared.get("type", "text")),
            declared.get("required") is True,
            tuple(map(str, values)) if isinstance(values, list) else (),
            description if own or translated else None,
        )

    # what it builds on

    def inherited(self, pack: Pack) -> InheritedPack:
        rules = [rule for rule in self.suite.policy.rules if rule.pack == pack.name]
        own = _manifest(pack).language
        return InheritedPack(
            pack.name,
            pack.version,
            Prose(pack.title, pack.language),
            tuple(self.inherited_rule(rule, own) for rule in rules),
        )

    def inherited_rule(self, rule: PolicyRule, own: str) -> InheritedRule:
        checked = rule.checked
        was = None if rule.level == checked.level else checked.level
        return InheritedRule(rule.id, rule.level, was, Prose(checked.title, self.spoken(checked.tree.title, own)))


def _heading(name: str) -> str:
    """A topic's heading from its file's name."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
