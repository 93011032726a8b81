"""What does not change a plan changes no finding; and every place that is told, cut from the file, is what stands there.

For every specimen: keys reordered, reformatted with other indentation, quotes, comments, anchors and aliases, CRLF, a byte order mark,
Unicode's decomposed form, as JSON and as TOML: the same findings with the same words and the same fingerprints. KPIs, roles,
objectives and metrics reordered: the same fingerprints, but for rules about order. And for every finding in every one of these
texts: its region is the place of a value (or of the record it is missing from); this stretch of the file, read as YAML by itself,
gives that value; its lines and columns are those of its offsets; its excerpt holds the lines of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from faults import paths
from rewriting import Writer, as_toml, decomposed, has_nothing_in_lists, shuffled_keys
from specimens import Specimen, as_json, specimens

from kpi_rules.document import Document, load
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.source import Location, Source, Span

SAMPLE = 0.12
ABOUT_ORDER = {
    "content-marketing/lead-kpi-not-first",  # the one that comes first
    "core/similar-names",  # of several that are alike, the first keeps its name
}
ROUNDS = 10
LISTS = ("kpis", "roles", "objectives")

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


def chosen(whole: bool, name: str) -> Iterator[tuple[Specimen, Random]]:
    for specimen in specimens():
        for turn in range(ROUNDS if whole else 1):
            chance = Random(f"{specimen.name} {name} {turn}")
            if whole or chance.random() < SAMPLE:
                yield specimen, chance


def said(report: Report) -> list[tuple[object, ...]]:
    return sorted((it.rule, it.fingerprint, it.level, it.message, it.remedy or "", it.why, it.subject) for it in report.findings)  # fmt: skip


@pytest.mark.parametrize("name", REWRITES)
def test_what_does_not_change_a_plan_changes_no_finding(name: str, whole: bool) -> None:
    ending, rewrite = REWRITES[name]
    for specimen, chance in chosen(whole, name):
        if ending == "toml" and has_nothing_in_lists(specimen.data):
            continue
        text = rewrite(specimen, chance)
        file = specimen.source.name.rpartition(".")[0] + f".{ending}"
        report = specimen.check(text, file)
        assert said(report) == said(specimen.check()), f"{specimen.name} {name}\n{text}"
        places_hold(Source(file, text), report)


def test_the_order_of_elements_changes_no_fingerprint(whole: bool) -> None:
    for specimen, chance in chosen(whole, "elements"):
        data = dict(specimen.data)
        for name in LISTS:
            if isinstance(data.get(name), list):
                data[name] = chance.sample(data[name], len(data[name]))
        assert marks(specimen.check_data(data)) == marks(specimen.check()), specimen.name


def marks(report: Report) -> set[tuple[str, str]]:
    return {(it.rule, it.fingerprint) for it in report.findings if it.rule not in ABOUT_ORDER}


def places_hold(source: Source, report: Report) -> None:
    """Every place in this source is the place of something that it holds."""
    document, _ = load(source)
    assert document is not None
    at: dict[Span, list[Any]] = {}
    for path in [(), *paths(document.data)]:
        at.setdefault(document.span(path), []).append(value_at(document.data, path))
    for finding in report.findings:
        for region in (finding.region, *(each.region for each in finding.related)):
            if region.file == source.name:
                span = Span(region.offset, region.end_offset)
                assert span in at, (finding.rule, source.slice(span))
                assert _stands_there(document, span, at[span]), (finding.rule, source.slice(span), at[span])
        _lines_hold(source, finding)


def value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _stands_there(document: Document, span: Span, values: list[Any]) -> bool:
    """Whether a stretch of the text, read by itself, is one of these values."""
    text = document.source.slice(span)
    if document.format == "toml" or text.startswith("*"):
        return bool(text)
    if document.format == "yaml" and text[0] not in "|>":
        text = " " * (document.source.position(span.start).column - 1) + text
    again, _ = load(Source("part.yaml", text))
    if again is None and "*" in text:
        return True  # an alias of something that stands elsewhere
    return again is not None and again.data in values


def _lines_hold(source: Source, finding: Finding) -> None:
    region = finding.region
    if region.file != source.name:
        return
    place = Location(source, Span(region.offset, region.end_offset))
    assert (place.start, place.end) == (region.start, region.end)
    assert region.excerpt[0] == source.line(region.start.line, region.skipped, 1_000)
