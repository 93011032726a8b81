"""The formatting of plans: blanks at the ends of lines and at the end of the file, and nothing else.

How a plan is indented, quoted, ordered and wrapped is its writer's business. The data and the comments stay what they are: where the new text would not read
as the old one, or where the old one cannot be read, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.document import Document, load
from kpi_rules.editing.plans.ids import Change
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.source import Source, Span


def tidied(plan: PlanText) -> tuple[Change, ...]:
    """What is to be changed; nothing where all is well."""
    changes = tuple(_changes(plan))
    if not changes:
        return ()
    old, _ = load(plan.source)
    new, _ = load(Source(plan.source.name, applied(plan.text, changes)))
    return changes if old is not None and new is not None and _says(old) == _says(new) else ()


def _says(document: Document) -> object:
    return document.data, [comment.text for comment in document.comments()]


def _changes(plan: PlanText) -> Iterator[Change]:
    text = plan.text
    end = len(text.rstrip(" \t\r\n"))
    blocks = [node.span for node in plan.sketch.walk() if node.kind == "value" and node.quote in ("|", ">")]
    for found in re.compile(r"[ \t]+(?=\r|\n)").finditer(text, 0, end):
        if not any(span.start <= found.start() < span.end for span in blocks):
            yield Change(plan.source, Span(found.start(), found.end()), "")
    newline = "\r\n" if "\r\n" in text else "\n"
    if (
        end and text[end:] != newline and all(span.end < end for span in blocks)
    ):  # a block's last lines may be part of it
        yield Change(plan.source, Span(end, len(text)), newline)


def applied(text: str, changes: tuple[Change, ...]) -> str:
    """The text with changes made."""
    parts, at = [], 0
    for change in changes:
        parts += [text[at : change.span.start], change.text]
        at = change.span.end
    return "".join([*parts, text[at:]])
