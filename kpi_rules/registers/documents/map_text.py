"""A map that was guessed, as the text that people review: what is surely understood, and questions on the rest, with what to do about them.

Comes in: the map as data, and questions. Goes out: YAML, as a part of `kpi-rules.map.yaml`. Knows nothing of documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.i18n import tr
from kpi_rules.registers.documents.conversions import as_text
from kpi_rules.registers.draft import scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    Data = dict[str, Any]

_SHORT: Final = 90
"""Characters of what is written on one line."""


def map_text(data: Data, questions: tuple[str, ...] = ()) -> str:
    """The text of `kpi-rules.map.yaml` with this one map."""
    lines = [
        "# "
        + tr(
            "How documents are read into plans. `kpi-rules import` wrote this from their names: put right what is wrong."
        ),
        "# " + tr("It is used from now on; nothing is guessed any more. docs/document-maps.md explains it."),
        "documents:",
        *_block([data], "  "),
    ]
    if questions:
        lines += ["", "    # " + tr("Answer each by a change above, and take it away."), "    questions:"]
        lines += [f"      - {scalar(question)}" for question in questions]
    return "\n".join(lines) + "\n"


def _block(value: Any, indent: str) -> Iterator[str]:
    """Lines of a mapping or list."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, (dict, list)) and len(inline := _inline(each)) > _SHORT:
                first, *rest = _block(each, indent + "  ")
                yield f"{indent}- {first.lstrip()}"
                yield from rest
            else:
                yield f"{indent}- {_inline(each)}"
        return
    for key, inner in value.items():
        inline = _inline(inner)
        if isinstance(inner, (dict, list)) and (key in ("records", "inside", "fields", "plan") or len(inline) > _SHORT):
            yield f"{indent}{scalar(key)}:"
            yield from _block(inner, indent + "  ")
        else:
            yield f"{indent}{scalar(key)}: {inline}"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return scalar(value) if isinstance(value, str) else as_text(value)
