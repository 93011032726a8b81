"""A book as Markdown, as GitHub and others show it.

Comes in: a book, while the program speaks its language. Goes out: text. Every text of the pack is plain words wherever it stands; code is
fenced by more backticks than it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from kpi_rules.bidi import runs_right_to_left
from kpi_rules.handbook.board import decision, settings, several_decide
from kpi_rules.handbook.book import Book, Example, Excerpt, InheritedRule, Prose, RuleEntry, Said, SettingEntry
from kpi_rules.handbook.words import (
    LEVELS,
    caption,
    counts,
    file_name,
    kind_of,
    level_meaning,
    level_name,
    notes,
    pieces,
)
from kpi_rules.i18n import isolated, tr
from kpi_rules.reports.markdown_text import escape
from kpi_rules.reports.safe import visible


def render(book: Book, board: bool = False) -> str:
    """The document, or its edition for a board."""
    lines = list(_board(book) if board else _book(book))
    if runs_right_to_left(book.language):
        lines = [f'<div dir="rtl" lang="{escape(book.language)}">', "", *lines, "", "</div>"]
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _board(book: Book) -> Iterator[str]:
    """What is asked, why, how much it weighs and who decides; no code."""
    yield from _opening(book)
    for topic in book.topics:
        yield from ("", f"## {_prose(topic.title)}", "")
        for rule in topic.rules:
            yield from _asked(rule, several_decide(book))
    yield from ("", f"## {tr('What has been set')}", "") if settings(book) else ()
    for setting in settings(book):
        before = f" ({escape(tr('was: {value}', value=setting.was))})" if setting.was else ""
        yield f"- **{escape(setting.value)}** {_prose(setting.description)}{before}"


def _asked(rule: RuleEntry, several: bool) -> Iterator[str]:
    told = [rule.sentence] if rule.sentence is not None and rule.level != "off" else []
    told += [rule.rationale] if rule.rationale is not None else []
    remarks = " · ".join([level_name(rule.level), *decision(rule, several, _prose)])
    yield f"- **{_prose(rule.title)}** ({remarks})"
    yield from (f"  <br>{_prose(text)}" for text in told)


def _opening(book: Book) -> Iterator[str]:
    yield f"# {_prose(book.title)}"
    yield ""
    if book.description:
        yield from _paragraphs(book.description)
    yield f"{_code(f'{book.name} {book.version}')} · {escape(counts(book))}"
    yield ""
    levels = {rule.level for rule in book.rules} | {rule.level for pack in book.inherited for rule in pack.rules}
    yield from (f"- **{level_name(level)}** {level_meaning(level)}" for level in LEVELS if level in levels)


def _book(book: Book) -> Iterator[str]:
    yield from _opening(book)
    yield from _contents(book)
    for topic in book.topics:
        yield from ("", f"## {_prose(topic.title)}", "")
        if topic.intro:
            yield from _paragraphs(topic.intro)
        for rule in topic.rules:
            yield from _rule(rule, book)
    yield from _appendices(book)


def _contents(book: Book) -> Iterator[str]:
    yield from ("", f"## {tr('Contents')}", "")
    for topic in book.topics:
        yield f"- {_prose(topic.title)}"
        for rule in topic.rules:
            yield f"  - [{_prose(rule.title)}](#{_anchor(rule)}) ({level_name(rule.level)})"


def _anchor(rule: RuleEntry) -> str:
    return f"rule-{rule.id.partition('/')[2]}"


# rules


def _rule(rule: RuleEntry, book: Book) -> Iterator[str]:
    yield from ("", f'<a id="{_anchor(rule)}"></a>', "", f"### {_prose(rule.title)}", "")
    yield " · ".join([f"**{level_name(rule.level)}**", _code(rule.id), *map(escape, notes(rule))])
    yield ""
    if rule.rationale:
        yield from _paragraphs(rule.rationale)
    yield from (f"**{tr('Condition')}**", "")
    yield from _fenced("\n\n".join([rule.condition, *rule.defines]), "", book)
    if rule.settings:
        yield from (f"**{tr('Settings')}**", "", *_settings(rule.settings), "")
    for example, failing in ((rule.failing, True), (rule.passing, False)):
        if example is not None:
            yield from _example(example, failing, book)
    if rule.level != "off" and not rule.inherited and rule.failing is None and rule.passing is None:
        yield from (tr("No test of the pack shows this rule yet."), "")
    if rule.source:
        yield from (f"{tr('Source:')} {_prose(rule.source)}", "")


def _example(example: Example, failing: bool, book: Book) -> Iterator[str]:
    yield f"**{'✗' if failing else '✓'} {escape(caption(failing, example.circumstances))}**"
    yield ""
    for excerpt in example.excerpts:
        yield from (_code(file_name(excerpt)), "")
        yield from _fenced("\n".join(_lines(excerpt)), "yaml", book)
    said = example.said
    quoted = []
    if said.message:
        quoted.append(f"**{level_name(said.level)}**: {_prose(said.message)}")
    if said.decided:
        quoted.append(f"{tr('Why:')} {', '.join(map(_decided(said), said.decided))}")
    if said.remedy:
        quoted.append(f"{tr('What to do:')} {_prose(said.remedy)}")
    for number, line in enumerate(quoted):
        yield from ([">"] if number else []) + [f"> {line}"]
    yield ""


def _decided(said: Said) -> Callable[[str], str]:
    """Of a finding it is said in words, else as code of the rule."""
    message = said.message
    return _code if message is None else lambda text: _prose(Prose(text, message.language))


def _lines(excerpt: Excerpt) -> Iterator[str]:
    for line in excerpt.lines:
        if line.skipped:
            yield "…"
        yield line.text
    if excerpt.cut:
        yield "…"


# tables


def _appendices(book: Book) -> Iterator[str]:
    if book.settings:
        yield from ("", f"## {tr('Settings')}", "", *_settings(book.settings))
    if book.fields:
        yield from ("", f"## {tr('Fields that plans have beside the usual ones')}", "")
        rows = [
            (_code(f"{field.record}.{field.name}"), escape(kind_of(field)), _optional(field.description))
            for field in book.fields
        ]
        yield from _table((tr("Field"), tr("Kind"), tr("What it means")), rows)
    if book.inherited:
        yield from ("", f"## {tr('Rules of the packs that this one builds on')}", "")
        yield tr("They are checked too. Each pack has a document of its own.")
    for pack in book.inherited:
        yield from ("", f"### {_prose(pack.title)} ({_code(f'{pack.name} {pack.version}')})", "")
        yield from _table((tr("Rule"), tr("Level"), tr("What it asks")), map(_inherited, pack.rules))


def _settings(settings: Sequence[SettingEntry]) -> Iterator[str]:
    rows = []
    for setting in settings:
        changed = f" {escape(tr('changed from {pack}', pack=setting.pack))}" if setting.changed else ""
        changed += f" ({escape(tr('was: {value}', value=setting.was))})" if setting.was else ""
        bounds = f" ({escape(setting.bounds)})" if setting.bounds else ""
        rows.append((_code(setting.name) + changed, _value(setting), _prose(setting.description) + bounds))
    yield from _table((tr("Setting"), tr("Value"), tr("What it decides")), rows)


def _value(setting: SettingEntry) -> str:
    return escape(setting.value) if setting.kind == "words" else _code(setting.value)


def _inherited(rule: InheritedRule) -> tuple[str, str, str]:
    was = f" ({tr('was: {level}', level=level_name(rule.was))})" if rule.was else ""
    return _code(rule.id), level_name(rule.level) + was, _prose(rule.title)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "| " + " | ".join("---" for _ in header) + " |"
    yield from ("| " + " | ".join(row) + " |" for row in rows)


# texts


def _optional(prose: Prose | None) -> str:
    return _prose(prose) if prose else ""


def _paragraphs(prose: Prose) -> Iterator[str]:
    for text in prose.text.split("\n\n"):
        yield from (_prose(Prose(text, prose.language)), "")


def _prose(prose: Prose) -> str:
    """A text on one line, its code as code."""
    return "".join(_code(piece.text) if piece.code else _plain(piece.text) for piece in pieces(prose))


def _plain(text: str) -> str:
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return before + escape(text) + after


def _code(text: str) -> str:
    """Code within a line; a bar would end a table's cell even there."""
    shown = visible(" ".join(text.split())).replace("`", "'").replace("|", "\\|")
    return isolated(f"`{shown}`") if shown else ""


def _fenced(text: str, language: str, book: Book) -> Iterator[str]:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    block = [f"{fence}{language}", *map(visible, text.split("\n")), fence]
    apart = runs_right_to_left(book.language)
    yield from ['<div dir="ltr">', "", *block, "", "</div>", ""] if apart else [*block, ""]
