"""The parts of the HTML document: a rule with its examples, tables of settings, fields and inherited rules.

What is in another language than the document, and what is code, says so and runs its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kpi_rules.bidi import runs_right_to_left
from kpi_rules.handbook.book import (
    Book,
    Example,
    Excerpt,
    FieldEntry,
    InheritedPack,
    InheritedRule,
    Line,
    Prose,
    RuleEntry,
    SettingEntry,
)
from kpi_rules.handbook.markup import EMPTY, SPACE, Attribute, Markup, block, inline, together, verbatim, words
from kpi_rules.handbook.words import caption, file_name, kind_of, level_name, notes, pieces
from kpi_rules.i18n import tr
from kpi_rules.packs import LevelInForce
from kpi_rules.structs import Struct


def level_badge(level: LevelInForce) -> Markup:
    """A level as a word that stands out."""
    return inline("span", words(level_name(level)), class_=f"badge {level}")


class Parts(Struct):
    """Makes parts for a document in one language."""

    language: str

    # texts

    def words(self, prose: Prose) -> Markup:
        """A text with its code; in another language than the document it says so."""
        content = together(self._piece(piece.text, piece.code) for piece in pieces(prose))
        if prose.language == self.language:
            return content
        direction = "rtl" if runs_right_to_left(prose.language) else "ltr"
        return inline("bdi", content, lang=prose.language, dir=direction)

    def _piece(self, text: str, code: bool) -> Markup:
        if code:
            return self.code(text)
        before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
        return Markup(before + words(text) + after)

    def code(self, text: str) -> Markup:
        """Something that is written so in files; it runs from left to right, and is not translated."""
        return inline("code", words(text), dir="ltr", translate="no")

    def inline(self, name: str, prose: Prose, **attributes: Attribute) -> Markup:
        """An element that holds a text."""
        return inline(name, self.words(prose), **attributes)

    def paragraph(self, prose: Prose, class_: str | None = None) -> Markup:
        """A text by paragraphs."""
        texts = [Prose(text, prose.language) for text in prose.text.split("\n\n") if text.strip()]
        return together((self.inline("p", text, class_=class_) for text in texts), "\n")

    def rules_text(self, text: str) -> Markup:
        """A piece of a rule file."""
        return block("pre", inline("code", verbatim(text)), dir="ltr", translate="no")

    # rules

    def rule(self, rule: RuleEntry, anchor: str) -> Markup:
        """A rule in full."""
        title = self.inline("h3", rule.title, id=f"{anchor}-title")
        decided = [Markup(f" · {words(note)}") for note in notes(rule)]
        facts = inline("p", level_badge(rule.level), SPACE, self.code(rule.id), *decided, class_="facts")
        why = self.paragraph(rule.rationale, "why") if rule.rationale else EMPTY
        content = [title, facts, why, *self._condition(rule), *self._settings(rule), *self._examples(rule)]
        if rule.source:
            label = inline("span", words(tr("Source:")), class_="label")
            content.append(inline("p", label, SPACE, self.words(rule.source), class_="source"))
        return block("article", *content, id=anchor, class_=f"rule {rule.level}", aria_labelledby=f"{anchor}-title")

    def _condition(self, rule: RuleEntry) -> Iterator[Markup]:
        yield inline("h4", words(tr("Condition")))
        yield self.rules_text(rule.condition)
        if rule.defines:
            summary = inline("summary", words(tr("The words it uses")))
            yield block("details", summary, *map(self.rules_text, rule.defines))

    def _settings(self, rule: RuleEntry) -> Iterator[Markup]:
        if rule.settings:
            yield inline("h4", words(tr("Settings")))
            yield self.settings(rule.settings, tr("Settings of {rule}", rule=rule.id))

    def _examples(self, rule: RuleEntry) -> Iterator[Markup]:
        if rule.level == "off" or rule.inherited:
            return
        found = [(example, failing) for example, failing in ((rule.failing, True), (rule.passing, False)) if example]
        yield inline("h4", words(tr("Examples")))
        if not found:
            yield inline("p", words(tr("No test of the pack shows this rule yet.")), class_="quiet")
            return
        yield block("div", *(self._example(example, failing) for example, failing in found), class_="examples")

    def _example(self, example: Example, failing: bool) -> Markup:
        heading = inline("figcaption", words(caption(failing, example.circumstances)))
        excerpts = [self._excerpt(excerpt) for excerpt in example.excerpts]
        said = self._said(example) if failing else self._decided(example.said.decided, self.code)
        return block("figure", heading, *excerpts, said, class_="failing" if failing else "passing")

    def _excerpt(self, excerpt: Excerpt) -> Markup:
        name = inline("p", self.code(file_name(excerpt)), class_="file")
        lines = list(map(self._line, excerpt.lines))
        if excerpt.cut:
            lines.append(inline("i", words("…")))
        return block("div", name, Markup(f'<pre dir="ltr" translate="no">{together(lines, chr(10))}</pre>'))

    def _line(self, line: Line) -> Markup:
        start, end = line.marked or (0, 0)
        marked = inline("mark", verbatim(line.text[start:end])) if line.marked else EMPTY
        shown = together([verbatim(line.text[:start]), marked, verbatim(line.text[end:])])
        return together([inline("i", words("…")), shown], "\n") if line.skipped else shown

    def _said(self, example: Example) -> Markup:
        said = example.said
        language = said.message.language if said.message else self.language

        def in_words(text: str) -> Markup:
            return self.words(Prose(text, language))

        message = [level_badge(said.level), SPACE]
        message += [self.inline("strong", said.message)] if said.message else []
        remedy = []
        if said.remedy:
            label = inline("span", words(tr("What to do:")), class_="label")
            remedy = [inline("p", label, SPACE, self.words(said.remedy))]
        return block("div", inline("p", *message), self._decided(said.decided, in_words), *remedy, class_="said")

    def _decided(self, decided: Sequence[str], shown: Callable[[str], Markup]) -> Markup:
        if not decided:
            return EMPTY
        label = inline("span", words(tr("Why:")), class_="label")
        return inline("p", label, SPACE, together(map(shown, decided), ", "), class_="decided")

    # tables

    def titles(self, book: Book) -> Iterator[tuple[str, str]]:
        """What stands after the rules: where, and what it is called."""
        if book.settings:
            yield "settings", tr("Settings")
        if book.fields:
            yield "fields", tr("Fields that plans have beside the usual ones")
        if book.inherited:
            yield "inherited", tr("Rules of the packs that this one builds on")

    def appendices(self, book: Book) -> Iterator[Markup]:
        """Settings, fields, and what the pack builds on."""
        for id_, title in self.titles(book):
            content = {"settings": self._all_settings, "fields": self._all_fields, "inherited": self._all_inherited}
            heading = inline("h2", words(title), id=f"{id_}-title")
            yield block("section", heading, *content[id_](book, title), id=id_, aria_labelledby=f"{id_}-title")

    def _all_settings(self, book: Book, title: str) -> list[Markup]:
        return [self.settings(book.settings, title)]

    def settings(self, settings: Sequence[SettingEntry], title: str) -> Markup:
        """Settings as a table."""
        return _table(title, (tr("Setting"), tr("Value"), tr("What it decides")), map(self._setting, settings))

    def _setting(self, setting: SettingEntry) -> list[Markup]:
        name = [self.code(setting.name)]
        if setting.changed:
            name += [SPACE, inline("span", words(tr("changed from {pack}", pack=setting.pack)), class_="quiet")]
        if setting.was:
            name += [SPACE, inline("span", words(tr("was: {value}", value=setting.was)), class_="quiet")]
        bounds = (
            [SPACE, inline("span", words(tr("({bounds})", bounds=setting.bounds)), class_="quiet")]
            if setting.bounds
            else []
        )
        return [together(name), self.value(setting), together([self.words(setting.description), *bounds])]

    def value(self, setting: SettingEntry) -> Markup:
        """A setting's value: words where it is a length of time, else as it is written."""
        return inline("bdi", words(setting.value)) if setting.kind == "words" else self.code(setting.value)

    def _all_fields(self, book: Book, title: str) -> list[Markup]:
        rows = (self._field(field) for field in book.fields)
        return [_table(title, (tr("Field"), tr("Kind"), tr("What it means")), rows)]

    def _field(self, field: FieldEntry) -> list[Markup]:
        meaning = self.words(field.description) if field.description else EMPTY
        return [self.code(f"{field.record}.{field.name}"), inline("bdi", words(kind_of(field))), meaning]

    def _all_inherited(self, book: Book, title: str) -> list[Markup]:
        note = tr("They are checked too. Each pack has a document of its own.")
        return [inline("p", words(note)), *map(self._pack, book.inherited)]

    def _pack(self, pack: InheritedPack) -> Markup:
        heading = inline("h3", self.words(pack.title), SPACE, self.code(f"{pack.name} {pack.version}"))
        header = (tr("Rule"), tr("Level"), tr("What it asks"))
        return together([heading, _table(pack.name, header, map(self._inherited, pack.rules))], "\n")

    def _inherited(self, rule: InheritedRule) -> list[Markup]:
        level = [level_badge(rule.level)]
        if rule.was is not None:
            level += [SPACE, inline("span", words(tr("was: {level}", level=level_name(rule.was))), class_="quiet")]
        return [self.code(rule.id), together(level), self.words(rule.title)]


def _table(title: str, header: Sequence[str], rows: Iterator[list[Markup]] | map[list[Markup]]) -> Markup:
    head = inline("tr", *(inline("th", words(cell), scope="col") for cell in header))
    body = [
        inline("tr", inline("th", first, scope="row"), *(inline("td", cell) for cell in rest)) for first, *rest in rows
    ]
    caption_ = inline("caption", words(title))
    return block("table", caption_, block("thead", head), block("tbody", *body))
