"""The board edition: what is asked, why, how much it weighs and who decides, in words alone, on a few pages.

Comes in: a book of everything in force, while the program speaks its language. Goes out: the body of the HTML page, or Markdown. Nothing
of it is code: whoever reads it sees neither rules nor plans' keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kpi_rules.handbook.book import Book, Prose, RuleEntry, SettingEntry
from kpi_rules.handbook.html_parts import Parts, level_badge
from kpi_rules.handbook.markup import SPACE, Markup, block, inline, words
from kpi_rules.handbook.words import notes
from kpi_rules.i18n import tr


def sections(book: Book, parts: Parts, anchors: tuple[str, ...]) -> Iterator[Markup]:
    """Each topic with what it asks; then the numbers that are set."""
    for topic, anchor in zip(book.topics, anchors, strict=True):
        heading = parts.inline("h2", topic.title, id=f"{anchor}-title")
        rules = block("ul", *(_rule(rule, parts, several_decide(book)) for rule in topic.rules), class_="asked")
        yield block("section", heading, rules, id=anchor, aria_labelledby=f"{anchor}-title")
    if settings(book):
        heading = inline("h2", words(tr("What has been set")), id="settings-title")
        rows = block("dl", *(_setting(setting, parts) for setting in settings(book)), class_="set")
        yield block("section", heading, rows, id="settings", aria_labelledby="settings-title")


def _rule(rule: RuleEntry, parts: Parts, several: bool) -> Markup:
    content = [inline("p", parts.inline("strong", rule.title), SPACE, level_badge(rule.level))]
    if rule.sentence is not None and rule.level != "off":
        content.append(parts.inline("p", rule.sentence, class_="asks"))
    if rule.rationale is not None:
        content.append(parts.inline("p", rule.rationale, class_="quiet"))
    if remarks := decision(rule, several, parts.words):
        content.append(inline("p", Markup(" · ".join(remarks)), class_="decided"))
    return block("li", *content, class_=rule.level)


def several_decide(book: Book) -> bool:
    """Whether it has to be said who decided: it is not the same for all rules."""
    return len({rule.decision.who for rule in book.rules}) > 1


def decision(rule: RuleEntry, several: bool, shown: Callable[[Prose], str]) -> list[str]:
    """Who decided, where several do; what it was before, and that no team may be excused. `shown` makes a text harmless where it goes."""
    remarks = [Prose(note, rule.title.language) for note in notes(rule)]
    return [shown(text) for text in ([rule.decision.who] if several else []) + remarks]


def _setting(setting: SettingEntry, parts: Parts) -> Markup:
    value = inline("dt", inline("bdi", words(setting.value)))
    was = [SPACE, inline("span", words(tr("was: {value}", value=setting.was)), class_="quiet")] if setting.was else []
    return block("div", value, inline("dd", parts.words(setting.description), *was))


def settings(book: Book) -> list[SettingEntry]:
    """What is set and no matter of those who write rules: numbers, lengths of time, words."""
    return [setting for setting in book.settings if setting.kind != "code"]
