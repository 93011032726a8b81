"""XML elements from names, attributes and content: well-formed whatever the content is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpi_rules.reports.safe import readable

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;"})


def text(value: str) -> str:
    """A text as content or in an attribute; characters that XML may not hold, or that are not seen, are spelled out."""
    lines = [readable(line).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff") for line in value.split("\n")]
    return "\n".join(lines).translate(_SPECIAL)


def element(
    name: str, attributes: Mapping[str, object], children: Iterable[str] = (), content: str = "", depth: int = 0
) -> str:
    """An element on its own lines, with children (elements already made, one level deeper) or with text."""
    indent = "  " * depth
    listed = "".join(f' {key}="{text(str(value))}"' for key, value in attributes.items())
    inner = "".join(children)
    if inner:
        return f"{indent}<{name}{listed}>\n{inner}{indent}</{name}>\n"
    if content:
        return f"{indent}<{name}{listed}>{text(content)}</{name}>\n"
    return f"{indent}<{name}{listed}/>\n"
