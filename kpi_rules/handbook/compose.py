"""A pack and its tests → a `Book`: every rule with its words, its settings and its examples, in one language.

Comes in: a pack's name or path and the language that a reader asks for. Goes out: the book, in that language where the pack has it, else
in the pack's own; or diagnostics. Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Literal

from kpi_rules import i18n
from kpi_rules.authoring.suite import Suite, try_pack
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.handbook.book import (
    Book,
    Decision,
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
from kpi_rules.handbook.sentences import Vocabulary, sentence
from kpi_rules.i18n import listed, tr
from kpi_rules.language import tree
from kpi_rules.language.duration_words import said
from kpi_rules.language.durations import Duration
from kpi_rules.language.quoted import used_defines, used_settings
from kpi_rules.language.types import DURATION, PATTERN, ListOf
from kpi_rules.packs import Pack, PolicyRule, Setting
from kpi_rules.packs.captions import Captions, captions
from kpi_rules.packs.locales import LocaleText
from kpi_rules.packs.manifest import Manifest, read_manifest
from kpi_rules.packs.values import plainly, to_value
from kpi_rules.structs import Struct, replace


def read_pack(reference: str, language: str | None) -> tuple[Suite | None, tuple[Diagnostic, ...]]:
    """The pack with its tests, in the language that a reader asks for."""
    return try_pack(reference, language=language)


def compose(suite: Suite, everything: bool = False) -> Book:
    """The book of a pack; with everything that is in force where it is, the rules of the packs that it builds on in full, too."""
    composer = _composer(suite, suite.pack)
    if not everything:
        return composer.book()
    others = [_composer(suite, pack) for pack in suite.policy.packs[:-1]]
    return composer.whole([*others, composer])


def _titles(packs: Sequence[Pack]) -> Mapping[tuple[str, str], str]:
    """What packs call the fields that they declare."""
    return {
        (record, name): str(one["title"])
        for pack in packs
        for record, some in _manifest(pack).fields.items()
        for name, one in some.items()
        if "title" in one
    }


def _composer(suite: Suite, pack: Pack) -> _Composer:
    manifest = _manifest(pack)
    words = captions(pack.folder, manifest.language, pack.language)
    vocabulary = Vocabulary(suite.policy.schema, suite.policy.settings, words.words, _titles(suite.policy.packs))
    trials = suite.trials if pack is suite.pack else ()
    return _Composer(suite, pack, manifest, words, Examples(trials), vocabulary)


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
    vocabulary: Vocabulary

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

    def whole(self, composers: Sequence[_Composer]) -> Book:
        """The book of everything in force: each pack's rules under its title, every setting, every field."""
        rules = self.suite.policy.rules
        topics = [
            replace(topic, name=f"{one.pack.name}-{topic.name}", title=one.titled(topic.title))
            for one in composers
            for topic in one.topics([rule for rule in rules if rule.pack == one.pack.name])
        ]
        by_pack = {one.pack.name: one for one in composers}
        settings = self.suite.policy.settings.values()
        return replace(
            self.book(),
            topics=tuple(topics),
            settings=tuple(by_pack[setting.packs[0]].setting(setting) for setting in settings),
            fields=tuple(field for one in composers for field in one.fields()),
            inherited=(),
        )

    def titled(self, topic: Prose) -> Prose:
        """A topic's heading among those of other packs."""
        if len(self.suite.policy.packs) == 1:
            return topic
        title = tr("{pack}: {topic}", pack=self.pack.title, topic=topic.text)
        return Prose(title, topic.language)

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
            sentence=self.sentence(rule),
            decision=self.decision(rule),
            inherited=self.pack is not self.suite.pack,
        )

    def sentence(self, rule: PolicyRule) -> Prose | None:
        """What the rule asks, in plain words of the document's language."""
        text = sentence(rule.checked, self.vocabulary, own=i18n.spoken() == self.own)
        return None if text is None else Prose(text, i18n.spoken())

    def decision(self, rule: PolicyRule) -> Decision:
        """Who decided how much the rule weighs: a pack, or the file that says so."""
        place = rule.level_origin.source.name
        packs = {pack.manifest.name: pack for pack in self.suite.policy.packs}
        pack = packs.get(place, self.pack)
        was = rule.checked.level if rule.level != rule.checked.level else None
        reason = rule.decisions[-1].reason if rule.decisions else None
        return Decision(Prose(pack.title, pack.language), was, rule.waivable, reason)

    def prose(self, text: str | None, written: tree.Text | None) -> Prose | None:
        return None if text is None else Prose(text, self.spoken(written))

    def spoken(self, text: tree.Text | None, own: str | None = None) -> str:
        """The language that a text of a rule is in."""
        if text is not None and isinstance(text.source, LocaleText):
            return text.source.locale.tag
        if text is not None and text.language and own is None:
            return text.language
        return own or self.own

    # settings and fields

    def concerns(self, setting: Setting) -> bool:
        """Whether the pack declares a setting, or gives it its value."""
        return self.pack.name in setting.packs or self.changes(setting)

    def changes(self, setting: Setting) -> bool:
        return self.pack.name not in setting.packs and setting.origin.source.name == self.pack.manifest.name

    def setting(self, setting: Setting) -> SettingEntry:
        description = Prose(setting.description, self.pack.language)
        pack, changed = setting.packs[0], self.changes(setting)
        return SettingEntry(
            setting.name, _shown(setting), description, pack, changed, _kind(setting), _was(setting), _bounds(setting)
        )

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
            *(plainly(declared[part]) if part in declared else "" for part in ("minimum", "maximum", "pattern")),
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


def _shown(setting: Setting) -> str:
    """A setting's value; a duration in words of the document's language."""
    return _in_words(setting.value) if isinstance(setting.value, Duration) else setting.text


def _kind(setting: Setting) -> Literal["plain", "words", "code"]:
    """How the value of a setting is shown."""
    if isinstance(setting.type, ListOf) or setting.type == PATTERN:
        return "code"
    return "words" if setting.type == DURATION else "plain"


def _was(setting: Setting) -> str | None:
    """The value that a setting was declared with, where that is not the one in force."""
    first = setting.decisions[0].value
    if _kind(setting) == "code" or first == setting.text:
        return None
    return _in_words(to_value(first, DURATION)) if setting.type == DURATION else first


def _in_words(value: object) -> str:
    return said(value, i18n.spoken()) if isinstance(value, Duration) else plainly(value)


def _bounds(setting: Setting) -> str | None:
    """What a setting may be at all."""
    least, most = setting.minimum, setting.maximum
    if setting.allowed:
        return tr("one of {values}", values=listed(setting.allowed))
    if least is not None and most is not None:
        return tr("{least} to {most}", least=_in_words(least), most=_in_words(most))
    if least is not None:
        return tr("{least} or more", least=_in_words(least))
    return None if most is None else tr("{most} or less", most=_in_words(most))


def _heading(name: str) -> str:
    """A topic's heading from its file's name."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
