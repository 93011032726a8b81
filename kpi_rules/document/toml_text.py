"""TOML text to plain data.

A source comes in, data and what is wrong go out. Python's own reader decides what is TOML; `toml_places` has looked first,
so that nothing hostile reaches that reader. Dates become ISO text. Knows nothing of plans.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, time
from decimal import Decimal

from kpi_rules.document import toml_places
from kpi_rules.document.limits import Limits
from kpi_rules.document.problems import Problems
from kpi_rules.i18n import tr
from kpi_rules.source import Source, Span
from kpi_rules.structs import replace

TIMES_DEARER = 2
"""What it takes to read a value of TOML, in values of other formats."""
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read(source: Source, limits: Limits) -> tuple[object, Problems]:
    """The data of a text, and what is wrong with it."""
    problems = Problems(source, limits.problems)
    if not source.text.strip():
        problems.add(Span(0, 0), tr("the file is empty"))
        return None, problems
    limits = replace(limits, nodes=limits.nodes // TIMES_DEARER)
    toml_places.check(source, limits, problems)
    if problems:
        return None, problems
    try:
        data = _plain(tomllib.loads(source.text, parse_float=Decimal))
        if not data:
            problems.add(Span(0, 0), tr("the file holds nothing but comments"))
        return data, problems
    except tomllib.TOMLDecodeError as error:
        _explain(source, str(error), problems)
        return None, problems


def _plain(value: object) -> object:
    """The value with its dates and times as text; no deeper than the limit, which was checked."""
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_plain(inside) for inside in value]
    return value.isoformat() if isinstance(value, (date, time)) else value


def _explain(source: Source, said: str, problems: Problems) -> None:
    where = _WHERE.search(said)
    span = _span(source, where)
    message, help_ = next(
        (told for part, told in _told().items() if part in said),
        (tr("this is not valid TOML"), None),
    )
    problems.add(span, message, help_)


def _span(source: Source, where: re.Match[str] | None) -> Span:
    text = source.text
    if where is None or where[1] is None:
        end = len(text.rstrip())
        return Span(max(end - 1, 0), end)
    lines = text.replace("\r\n", " \n").split(
        "\n"
    )  # tomllib counts its columns without the `\r`; a blank keeps the offsets
    start = sum(len(line) + 1 for line in lines[: int(where[1]) - 1]) + int(where[2]) - 1
    found = re.compile(r"\S[\w.-]*").match(text, start)
    return Span(start, found.end() if found else min(start + 1, len(text)))


def _told() -> dict[str, tuple[str, str | None]]:
    return {
        "Expected '='": (tr("`=` is missing after a key"), tr('write it as `key = "value"`')),
        "Invalid value": (tr("this is not a value"), tr('a text needs quotes: `key = "value"`')),
        "Unclosed array": (tr("a `[` is never closed, or a comma is missing before this"), None),
        "Unclosed inline table": (tr("a `{` is never closed, or a comma is missing before this"), None),
        "Unterminated string": (tr("a quote is never closed"), None),
        "Illegal character": (
            tr("a line break or an invisible character stands where none may be"),
            tr('close the quote in its own line; text of several lines stands in `"""`'),
        ),
        "Expected newline": (tr("nothing may follow a value in its line"), tr("start a new line")),
        "initial character for a key": (
            tr("a key may not start with this"),
            tr("a key of other letters than A to Z needs quotes"),
        ),
        "Invalid statement": (
            tr("this line is neither `key = value` nor `[table]`"),
            tr("a key of other letters than A to Z needs quotes"),
        ),
        "Cannot overwrite": (tr("this key stands here a second time"), tr("keep one of the two")),
        "Duplicate inline table key": (tr("this key stands here a second time"), tr("keep one of the two")),
        "Cannot declare": (tr("this table stands here a second time"), tr("a list of tables is written `[[name]]`")),
        "Cannot redefine": (tr("this key stands here a second time"), tr("keep one of the two")),
        "Cannot mutate": (tr("this table was complete above, and cannot grow"), None),
        "Unescaped '\\'": (
            tr("this escape names no character"),
            tr("write `\\\\` for a backslash, or use single quotes"),
        ),
        "Expected ']": (tr("`]` is missing at the end of a table's line"), None),
        "Invalid date": (tr("this date does not exist"), None),
    }
