"""HTML whose every text is escaped: what is not `Markup` cannot become markup.

Elements from names, attributes and content go in, `Markup` comes out; it is well-formed XML as well. Knows nothing of packs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

from kpi_rules.reports.safe import readable, visible

Markup = NewType("Markup", str)
"""Text that is HTML. Made here only."""

EMPTY = Markup("")
SPACE = Markup(" ")
_VOID = frozenset(["meta", "link", "br", "hr"])
_SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\ufffe": "", "\uffff": ""}
)
Attribute = str | None


def words(text: str) -> Markup:
    """Words for people: on one line, nothing in them that does something."""
    return Markup(" ".join(readable(" ".join(text.split())).split()).translate(_SPECIAL))


def verbatim(text: str) -> Markup:
    """A text as it is written, line breaks and blanks and all."""
    return Markup("\n".join(visible(line) for line in text.split("\n")).translate(_SPECIAL))


def inline(name: str, /, *content: Markup, **attributes: Attribute) -> Markup:
    """An element within a line."""
    return Markup(f"<{name}{_attributes(attributes)}>{''.join(content)}</{name}>")


def block(name: str, /, *content: Markup, **attributes: Attribute) -> Markup:
    """An element on lines of its own."""
    opening = f"<{name}{_attributes(attributes)}"
    if name in _VOID:
        return Markup(f"{opening} />")
    return Markup("\n".join([f"{opening}>", *filter(None, content), f"</{name}>"]))


def together(parts: Iterable[Markup], between: str = "") -> Markup:
    """Several in a row."""
    return Markup(between.join(parts))


def _attributes(attributes: dict[str, Attribute]) -> str:
    """`class_` is `class`, `aria_label` is `aria-label`; what is missing is left out."""
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items() if value is not None)
    return "".join(f' {name}="{words(value)}"' for name, value in named)
