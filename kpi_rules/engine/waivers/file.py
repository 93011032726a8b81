"""The text of a waivers file with an entry more or some fewer; every other byte of it stays.

Comes in: the text. Goes out: the new text, or nothing where the file is written in a way that is not ours to edit (one line,
an alias): the result is read again, and must be what was meant. Knows nothing of what a waiver is about.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from kpi_rules.document import Document, load
from kpi_rules.engine.waivers.written import says_nothing
from kpi_rules.source import Source

HEAD = "# Exceptions to the rules that plans are checked against: kpi-rules waivers --help\nwaivers:\n"


def with_entry(source: Source | None, entry: Mapping[str, str]) -> str | None:
    """The file with one more waiver at its end; a new file where there is none."""
    if source is None or says_nothing(source.text):
        return (
            (source.text.rstrip() + "\n\n" if source and source.text.strip() else "") + HEAD + _block(entry, "  ", "\n")
        )
    document, _ = load(source)
    if document is None or not isinstance(document.data, dict):
        return None
    before = document.data.get("waivers") or []
    if not isinstance(before, list):
        return None
    newline = "\r\n" if "\r\n" in source.text else "\n"
    if before:
        text = _after_last(document, len(before), entry, newline)
    elif "waivers" in document.data:
        return None
    else:
        text = source.text.rstrip() + newline + "waivers:" + newline + _block(entry, "  ", newline)
    return text if _holds(source, text, document.data, [*before, dict(entry)]) else None


def without_entries(source: Source, numbers: Collection[int]) -> str | None:
    """The file without some of its waivers."""
    document, _ = load(source)
    if document is None or not isinstance(document.data, dict):
        return None
    before = document.data.get("waivers") or []
    if not isinstance(before, list) or not all(0 <= number < len(before) for number in numbers):
        return None
    text = source.text
    for number in sorted(numbers, reverse=True):
        start, end = _lines_of(document, number, len(before))
        text = text[:start] + text[end:]
    left = [entry for number, entry in enumerate(before) if number not in numbers]
    return text if _holds(source, text, document.data, left) else None


def _holds(source: Source, text: str, data: Mapping[str, object], waivers: list[Any]) -> bool:
    """Whether the new text says what is meant, and everything else as before."""
    document, _ = load(Source(source.name, text))
    if document is None or not isinstance(document.data, dict):
        return not waivers and not text.strip()
    now = {**document.data, "waivers": document.data.get("waivers") or []}
    return now == {**data, "waivers": waivers}


def _after_last(document: Document, count: int, entry: Mapping[str, str], newline: str) -> str:
    source = document.source
    start, end = _lines_of(document, count - 1, count)
    dash = source.text[start:].partition("-")[0].rpartition("\n")[2]
    head = source.text[:end]
    gap = "" if head.endswith("\n") else newline
    return head + gap + _block(entry, dash, newline) + source.text[end:]


def _lines_of(document: Document, number: int, count: int) -> tuple[int, int]:
    """Where the lines of an entry start and end: its comments above stay with what is above."""
    text = document.source.text
    span = document.span(("waivers", number))
    start = text.rfind("\n", 0, span.start) + 1
    if number + 1 < count:
        following = document.span(("waivers", number + 1)).start
        end = text.rfind("\n", 0, following) + 1
        while (above := text.rfind("\n", 0, end - 1) + 1) > span.end and _is_aside(text[above:end]):
            end = above
        return start, max(end, start)
    newline = text.find("\n", span.start + len(text[span.start : span.end].rstrip()))
    return start, len(text) if newline < 0 else newline + 1


def _is_aside(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _block(entry: Mapping[str, str], indent: str, newline: str) -> str:
    lines = [f"{name}: {_scalar(name, value)}" for name, value in entry.items()]
    return "".join(f"{indent}{'  ' if number else '- '}{line}{newline}" for number, line in enumerate(lines))


def _scalar(name: str, value: str) -> str:
    """A value as YAML; quoted unless it can mean nothing else."""
    return value if name == "until" else json.dumps(value, ensure_ascii=False)
