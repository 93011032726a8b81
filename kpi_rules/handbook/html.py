"""A book as one HTML file that needs nothing else: no script, no font, no picture, no network.

Comes in: a book, while the program speaks its language. Goes out: text. The same book gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kpi_rules.bidi import runs_right_to_left
from kpi_rules.handbook.board import sections
from kpi_rules.handbook.book import Book, Prose, RuleEntry, Topic
from kpi_rules.handbook.html_parts import Parts, level_badge
from kpi_rules.handbook.markup import EMPTY, SPACE, Markup, block, inline, words
from kpi_rules.handbook.words import LEVELS, counts, level_meaning, pieces
from kpi_rules.i18n import tr

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(book: Book, board: bool = False) -> str:
    """The document, or its edition for a board."""
    direction = "rtl" if runs_right_to_left(book.language) else "ltr"
    body = _board(book) if board else _body(book)
    page = block("html", _head(book), body, lang=book.language, dir=direction)
    return f"<!DOCTYPE html>\n{page}\n"


def _head(book: Book) -> Markup:
    return block(
        "head",
        block("meta", charset="utf-8"),
        block("meta", http_equiv="Content-Security-Policy", content=POLICY),
        block("meta", name="viewport", content="width=device-width, initial-scale=1"),
        block("meta", name="color-scheme", content="light dark"),
        block("meta", name="generator", content="kpi-rules pack docs"),
        inline("title", words(_plain(book.title))),
        inline("style", _style(), running_header(book)),
    )


@cache
def _style() -> Markup:
    return Markup("\n" + Path(__file__).with_name("page.css").read_text("utf-8"))


def _plain(prose: Prose) -> str:
    return "".join(piece.text for piece in pieces(prose))


def running_header(book: Book) -> Markup:
    """What stands at the head of each printed page; every sign but letters and digits is written by its number."""
    text = "".join(
        sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in f"{_plain(book.title)} · {book.name} {book.version}"
    )
    return Markup(f'@page {{ @top-center {{ content: "{text}" }} }}\n')


def _board(book: Book) -> Markup:
    parts = Parts(book.language)
    main = block("main", *sections(book, parts, _anchors(book.topics)), id="rules")
    return block("body", _header(book, parts), main, _foot(book), class_="board")


def _body(book: Book) -> Markup:
    parts = Parts(book.language)
    anchors = _anchors(book.topics)
    main = [*_topics(book, parts, anchors), *parts.appendices(book)]
    skip = inline("a", words(tr("Skip to the rules")), class_="skip", href="#rules")
    return block(
        "body",
        skip,
        _header(book, parts),
        _contents(book, parts, anchors),
        block("main", *main, id="rules"),
        _foot(book),
    )


def _header(book: Book, parts: Parts) -> Markup:
    facts = [parts.code(f"{book.name} {book.version}"), Markup(" · "), words(counts(book))]
    description = parts.paragraph(book.description, "lead") if book.description else EMPTY
    return block(
        "header", parts.inline("h1", book.title), description, inline("p", *facts, class_="facts"), _legend(book)
    )


def _legend(book: Book) -> Markup:
    """What the levels mean, those that the book has."""
    there = {rule.level for rule in book.rules} | {rule.level for pack in book.inherited for rule in pack.rules}
    entries = [
        block("div", inline("dt", level_badge(level)), inline("dd", words(level_meaning(level))))
        for level in LEVELS
        if level in there
    ]
    return block("dl", *entries, class_="legend") if entries else EMPTY


def _contents(book: Book, parts: Parts, anchors: Sequence[str]) -> Markup:
    entries = []
    for topic, anchor in zip(book.topics, anchors, strict=True):
        rules = [_link(rule, parts) for rule in topic.rules]
        heading = inline("a", parts.words(topic.title), href=f"#{anchor}")
        entries.append(block("li", inline("p", heading), block("ul", *rules)))
    entries += [
        block("li", inline("p", inline("a", words(title), href=f"#{id_}"))) for id_, title in parts.titles(book)
    ]
    heading = inline("h2", words(tr("Contents")), id="contents")
    return block("nav", heading, block("ul", *entries, class_="contents"), aria_labelledby="contents")


def _link(rule: RuleEntry, parts: Parts) -> Markup:
    link = inline("a", parts.words(rule.title), href=f"#{rule_anchor(rule)}")
    return inline("li", link, SPACE, level_badge(rule.level))


def rule_anchor(rule: RuleEntry) -> str:
    """Where a rule is found on the page."""
    return f"rule-{rule.id.partition('/')[2]}"


def _anchors(topics: Sequence[Topic]) -> tuple[str, ...]:
    """Where topics are found: by their names as far as an address can hold them, each once."""
    found: list[str] = []
    for topic in topics:
        name = "topic-" + (re.sub(r"[^a-z0-9]+", "-", topic.name.lower()).strip("-") or "x")
        while name in found:
            name += "-x"
        found.append(name)
    return tuple(found)


def _topics(book: Book, parts: Parts, anchors: Sequence[str]) -> Iterator[Markup]:
    for topic, anchor in zip(book.topics, anchors, strict=True):
        intro = parts.paragraph(topic.intro, "intro") if topic.intro else EMPTY
        rules = [parts.rule(rule, rule_anchor(rule)) for rule in topic.rules]
        heading = parts.inline("h2", topic.title, id=f"{anchor}-title")
        yield block("section", heading, intro, *rules, id=anchor, aria_labelledby=f"{anchor}-title")


def _foot(book: Book) -> Markup:
    made = tr("Made by {program} from {pack}.", program="kpi-rules", pack=f"{book.name} {book.version}")
    return block("footer", inline("p", words(made)))
