"""Texts with a marked stretch: `«…»` says where something is expected to stand."""

from collections.abc import Iterator

from kpi_rules.document import Document, Path, load
from kpi_rules.source import Source, Span


def unmark(text: str) -> tuple[str, Span]:
    before, marked, after = text.replace("»", "«").split("«")
    return before + marked + after, Span(len(before), len(before) + len(marked))


def read(text: str, name: str = "plan.yaml") -> Document:
    document, diagnostics = load(Source(name, text))
    assert document is not None, diagnostics
    assert diagnostics == ()
    return document


def paths(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from paths(inside, (*path, key))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from paths(inside, (*path, index))
