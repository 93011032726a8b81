"""What does not change a plan changes no finding; and every place that is told, cut from the file, is what stands there.

For every specimen: keys reordered, reformatted with other indentation, quotes, comments, anchors and aliases, CRLF, a byte order mark,
Unicode's decomposed form, as JSON and as TOML: the same findings with the same words and the same fingerprints. KPIs, roles,
objectives and metrics reordered: the same fingerprints, but for rules about order. And for every finding in every one of these
texts: its region is the place of a value (or of the record it is missing from), the same value as in the plan as it was; this stretch of
the file, read by itself, gives that value; its lines and columns are those of its offsets; its excerpt holds the lines of the file.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from faults import paths
from rewriting import Writer, as_toml, composed, decomposed, has_nothing_in_lists, shuffled_keys
from specimens import SETS, Specimen, as_json, specimens_of

from kpi_rules.document import Document, load
from kpi_rules.document.decoding import decode
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.source import Location, Source, Span

SAMPLE = 0.12
ABOUT_ORDER = {
    "content-marketing/lead-kpi-not-first",  # the one that comes first
    "core/similar-names",  # of several that are alike, the first keeps its name
}
ROUNDS = 10
LISTS = ("kpis", "roles", "objectives", "metrics")
tried: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print("\n" + ", ".join(f"{many:,} × {name}" for name, many in tried.items()))


Rewrite = Callable[[Specimen, Random], str]

REWRITES: dict[str, tuple[str, Rewrite]] = {
    "keys in another order": ("yaml", lambda it, chance: as_json(shuffled_keys(it.data, chance))),
    "reformatted": ("yaml", lambda it, chance: Writer(chance).document(it.data)),
    "reformatted, other line ends": ("yaml", lambda it, chance: Writer(chance).document(it.data).replace("\n", "\r\n")),
    "decomposed": ("yaml", lambda it, chance: Writer(chance).document(decomposed(it.data))),
    "as JSON": ("json", lambda it, chance: as_json(shuffled_keys(it.data, chance))),
    "as TOML": ("toml", lambda it, chance: as_toml(it.data)),
    "with remarks": ("yaml", lambda it, chance: it.source.text.replace("\n", "  # more\n\n#: x\n") if _one_line(it) else it.source.text),
}  # fmt: skip


def _one_line(specimen: Specimen) -> bool:
    """Whether a remark may stand at the end of each line: no text goes over several."""
    return not any(sign in specimen.source.text for sign in ("|", ">", "\\\n")) and specimen.source.name.endswith(
        "yaml"
    )


def chosen(pack: str, whole: bool, name: str) -> Iterator[tuple[Specimen, Random]]:
    for specimen in specimens_of(pack):
        for turn in range(ROUNDS if whole else 1):
            chance = Random(f"{specimen.name} {name} {turn}")
            if whole or chance.random() < SAMPLE:
                yield specimen, chance


@cache
def before(specimen: Specimen) -> Report:
    return specimen.check()


def said(report: Report) -> list[tuple[object, ...]]:
    return sorted((it.rule, it.fingerprint, it.level, it.message, it.remedy or "", it.why, it.subject) for it in report.findings)  # fmt: skip


@pytest.mark.parametrize("pack", SETS)
def test_what_does_not_change_a_plan_changes_no_finding(pack: str, whole: bool) -> None:
    for name, (ending, rewrite) in REWRITES.items():
        for specimen, chance in chosen(pack, whole, name):
            if ending == "toml" and has_nothing_in_lists(specimen.data):
                continue
            text = rewrite(specimen, chance)
            file = specimen.source.name.rpartition(".")[0] + f".{ending}"
            source, _ = decode(file, (BOM_UTF8 if chance.random() < 0.1 else b"") + text.encode())
            assert source is not None
            report = specimen.check(source.text, file)
            assert said(report) == said(before(specimen)), f"{specimen.name} {name}\n{text}"
            old, new = places(specimen.source, before(specimen)), places(source, report)
            assert old.keys() == new.keys()
            assert all(any(map(old[one].__contains__, new[one])) for one in old), (specimen.name, name, old, new)
            tried[name] += 1


@pytest.mark.parametrize("pack", SETS)
def test_the_order_of_elements_changes_no_fingerprint(pack: str, whole: bool) -> None:
    for specimen, chance in chosen(pack, whole, "elements"):
        data = dict(specimen.data)
        for name in LISTS:
            if isinstance(data.get(name), list):
                data[name] = chance.sample(data[name], len(data[name]))
        assert marks(specimen.check_data(data)) == marks(before(specimen)), specimen.name
        tried["elements in another order"] += 1


def marks(report: Report) -> set[tuple[str, str]]:
    return {(it.rule, it.fingerprint) for it in report.findings if it.rule not in ABOUT_ORDER}


def places(source: Source, report: Report) -> dict[object, list[Any]]:
    """What stands at every place in this source that the report tells of: it is what the source holds there."""
    document, _ = load(source)
    assert document is not None
    at: dict[Span, list[Any]] = {}
    for path in [(), *paths(document.data)]:
        at.setdefault(document.span(path), []).append(value_at(document.data, path))
    found: dict[object, list[Any]] = {}
    for finding in report.findings:
        for number, region in enumerate((finding.region, *(each.region for each in finding.related))):
            if region.file == source.name:
                span = Span(region.offset, region.end_offset)
                assert span in at, (finding.rule, source.slice(span))
                assert _stands_there(document, span, at[span]), (finding.rule, source.slice(span), at[span])
                found[finding.fingerprint, number] = [composed(value) for value in at[span]]
        _lines_hold(source, finding)
    return found


def value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _stands_there(document: Document, span: Span, values: list[Any]) -> bool:
    """Whether a stretch of the text, read by itself, is one of these values."""
    text = document.source.slice(span)
    if text.startswith("*") or not text:
        return bool(text)  # an alias is what stands elsewhere
    again = _read_alone(document, span, text)
    return (not again and "*" in text) or any(one in values for one in again)


def _read_alone(document: Document, span: Span, text: str) -> list[Any]:
    """What a stretch of a file says by itself: a table of TOML is one, or the list of those that follow it."""
    table = text.startswith("[[") or span == document.span(())
    if document.format == "toml" and not table:
        text = f"alone = {text}"
    elif document.format == "yaml" and text[0] not in "|>":
        text = " " * (document.source.position(span.start).column - 1) + text
    again, _ = load(Source(f"part.{document.format}", text))
    if again is None:
        return []
    if document.format == "toml" and span != document.span(()):
        (data,) = again.data.values()
        return [data, data[0]] if table else [data]
    return [again.data]


def _lines_hold(source: Source, finding: Finding) -> None:
    region = finding.region
    if region.file != source.name:
        return
    place = Location(source, Span(region.offset, region.end_offset))
    assert (place.start, place.end) == (region.start, region.end)
    assert region.excerpt[0] == source.line(region.start.line, region.skipped, 1_000)
