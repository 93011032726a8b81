"""What is fuzzed: for each kind of input, a function that takes any bytes and raises where a promise is broken.

The promises: nothing but a value or diagnostics comes out; every diagnostic has its place in the text; every place that is known lies
in the text; what is read twice is read alike. `run.py` feeds these coverage-guided; the test suite replays the corpus and mutates it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from kpi_rules.authoring.remarks import read_remarks
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document, Limits, decode, load
from kpi_rules.engine.check import check
from kpi_rules.engine.fingerprint import label
from kpi_rules.engine.waivers.file import with_entry, without_entries
from kpi_rules.engine.waivers.remarks import remarks
from kpi_rules.engine.waivers.written import read_waivers
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.durations import Duration
from kpi_rules.language.formatting.formatter import format_rules
from kpi_rules.language.interpreter import run
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_expression, parse_rules
from kpi_rules.packs import Policy, load_policy
from kpi_rules.packs.fields import extended_schema
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.folder import Folder
from kpi_rules.packs.manifest import read_manifest
from kpi_rules.packs.settings import merge_settings
from kpi_rules.plan.calendar.dates import read_date, read_start
from kpi_rules.plan.calendar.durations import read_duration
from kpi_rules.plan.conventions import PLAIN, conventions_of
from kpi_rules.plan.quantities.quantity import LARGEST, Quantity, parse_quantity
from kpi_rules.reports import FORMATS
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
ENDINGS = ("yaml", "json", "toml")
ENTRY = {"rule": "core/no-mission", "reason": "R", "owner": "O", "until": "2026-06-30"}
LIMITS = Limits(size=100_000, depth=16, nodes=2_000, repeated=500, text=5_000, digits=40, problems=5)


@cache
def core() -> Policy:
    """Rules to check plans against."""
    policy, diagnostics = load_policy(["core", "content-marketing"])
    assert policy is not None, diagnostics
    return policy


def placed(diagnostics: Iterable[Diagnostic], source: Source) -> None:
    """Every diagnostic is about a stretch of the text, and says something."""
    for diagnostic in diagnostics:
        assert diagnostic.message
        assert diagnostic.location is not None, diagnostic
        span = diagnostic.location.span
        assert 0 <= span.start <= span.end <= len(source.text), diagnostic


def source_of(data: bytes) -> Source | None:
    """The text of a file, in the format that its first byte asks for."""
    ending = ENDINGS[data[0] % 3] if data[:1] and data[0] < 9 else "yaml"
    source, diagnostics = decode(
        f"a.kpi.{ending}", data[1:] if ending != "yaml" or data[:1] < b"\x09" else data, LIMITS
    )
    assert (source is None) == bool(diagnostics)
    return source


def documents(data: bytes) -> None:
    """A plan file: from bytes to a report in every format."""
    source = source_of(data)
    if source is None:
        return
    document, diagnostics = load(source, LIMITS)
    assert (document is None) == bool(diagnostics)
    placed(diagnostics, source)
    if document is not None:
        _places(document)
    report = check([source], core(), TODAY)
    for finding in report.findings:
        assert 0 <= finding.region.offset <= finding.region.end_offset <= len(source.text)
    for format_ in ("text", "json", "sarif", "junit"):
        assert isinstance(FORMATS[format_].render(report), str)


def _places(document: Document) -> None:
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), document.data)]
    while waiting:
        path, value = waiting.pop()
        assert not isinstance(value, float)
        span = document.span(path)
        assert 0 <= span.start <= span.end <= len(document.source.text)
        assert document.has(path)
        if isinstance(value, dict):
            waiting += [((*path, key), inner) for key, inner in value.items()]
            assert all(document.key_span((*path, key)) is not None for key in value)
        elif isinstance(value, list):
            waiting += [((*path, index), inner) for index, inner in enumerate(value)]


GERMAN = conventions_of("de") or PLAIN


def quantities(data: bytes) -> None:
    """A quantity, a date, an interval, as people write them."""
    text = data.decode("utf-8", "replace")
    for conventions in (PLAIN, GERMAN):
        quantity = parse_quantity(text, conventions)
        if isinstance(quantity, Quantity):
            numbers = (quantity.value, quantity.low, quantity.high, quantity.change, quantity.start)
            assert all(number is None or -LARGEST <= number <= LARGEST for number in numbers)
            assert quantity.operator in (None, ">=", "<=", ">", "<", "=")
            assert quantity.unit is None or quantity.unit.strip()
            assert quantity.low is None or (quantity.high is not None and quantity.low < quantity.high)
    for read in (read_date, read_start):
        value = read(text)
        assert not isinstance(value, datetime.date) or type(value) is datetime.date
    interval = read_duration(text)
    assert not isinstance(interval, Duration) or interval.in_days >= 1


@cache
def environment() -> Environment:
    """What rules may speak of."""
    policy = core()
    return Environment(policy.schema.records, {name: setting.type for name, setting in policy.settings.items()})


@cache
def inputs() -> Inputs:
    """A plan for rules to look at."""
    from kpi_rules.plan import load_plan

    text = (Path(__file__).parent / "plan.kpi.yaml").read_text("utf-8")
    plan, diagnostics = load_plan(Source("plan.kpi.yaml", text), core().schema)
    assert plan is not None, diagnostics
    return Inputs(plan.values, None, {"plans": [plan.values]}, core().values, TODAY)


def rules(data: bytes) -> None:
    """Rule text: parsed, checked, laid out (twice alike), and run where it checks."""
    source = Source("a.rules", data.decode("utf-8", "replace")[:5_000])
    _, problems = parse_expression(source)
    placed(problems, source)
    file, problems = parse_rules(source)
    assert (file is None) == bool(problems)
    placed(problems, source)
    if file is None:
        return
    laid_out, _ = format_rules(source)
    assert laid_out is not None
    again, _ = format_rules(Source("a.rules", laid_out))
    assert again == laid_out
    checked, problems = check_rules([file], environment())
    placed(problems, source)
    for rule in checked:
        run(rule, inputs())


def manifests(data: bytes) -> None:
    """A pack's manifest, or a project's: its settings and fields, too."""
    source, _ = decode("pack.yaml", data, LIMITS)
    if source is None:
        return
    for project in (False, True):
        manifest, diagnostics = read_manifest(source, project=project)
        assert (manifest is None) == bool(diagnostics)
        placed(diagnostics, source)
        if manifest is not None:
            pack = FoundPack(Folder(Path(), "."), manifest, frozenset({manifest.name}))
            placed(extended_schema([pack])[1], source)
            settings, diagnostics = merge_settings([pack], {})
            placed(diagnostics, source)
            assert diagnostics or all(label(setting.name) for setting in settings.values())


def comments(data: bytes) -> None:
    """Comments of a plan: none within a text, each where it says; and what they ask of us."""
    source = source_of(data)
    document = None if source is None else load(source, LIMITS)[0]
    if source is None or document is None:
        return
    last = 0
    for comment in document.comments():
        assert last <= comment.span.start < comment.span.end <= len(source.text)
        last = comment.span.end
        assert source.slice(comment.span).startswith("#")
        assert source.slice(comment.span)[1:].strip() == comment.text
    lines = source.position(len(source.text)).line
    for remark in remarks(document):
        assert all(1 <= line <= lines for line in remark.lines)
    read_remarks(source, document)


def waivers(data: bytes) -> None:
    """A file of waivers: read, added to, taken from; and whatever was there before still is."""
    source, _ = decode("kpi-rules.waivers.yaml", data, LIMITS)
    if source is None:
        return
    before = read_waivers(source)
    added = with_entry(source, ENTRY)
    if added is not None and not before[1]:  # what is malformed is told, and stays so
        after = read_waivers(Source(source.name, added))
        assert len(after[0]) == len(before[0]) + 1
    without_entries(source, [0])


TARGETS: dict[str, Callable[[bytes], None]] = {
    "documents": documents,
    "quantities": quantities,
    "rules": rules,
    "manifests": manifests,
    "comments": comments,
    "waivers": waivers,
}
