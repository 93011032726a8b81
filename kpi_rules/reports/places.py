"""Places as other tools write them: relative URIs, columns in other units. Knows nothing of any one format."""

from __future__ import annotations

import re
from urllib.parse import quote

from kpi_rules.engine.findings import Region
from kpi_rules.reports.safe import one_line, visible

_DRIVE = re.compile(r"^[A-Za-z]:/")


def uri(file: str) -> str:
    """A file's name as a URI: relative where the name is, `file:` where it is absolute."""
    encoded = _encoded(file)
    if file.startswith("/"):
        return f"file://{encoded}"
    if _DRIVE.match(file):
        return f"file:///{file[0]}:{encoded[4:]}"
    return encoded.removeprefix("./")


def place_of(region: Region) -> str:
    """Where a place is, for people: `plan.kpi.yaml:7:12`, or `register.xlsx: KPIs!C7`."""
    if region.sheet:
        return lead(region) + region.cell
    whole = region.register and not any(region.excerpt)
    return lead(region) + ("" if whole else f":{spot(region)}")


def lead(region: Region) -> str:
    """What stands before the place in a file, or on a sheet: `plan.kpi.yaml`, or `register.xlsx: KPIs!`."""
    return f"{visible(region.file)}: {one_line(region.sheet)}!" if region.sheet else visible(region.file)


def spot(region: Region) -> str:
    """The place without its file: `7:12`, or `KPIs!C7`."""
    if region.sheet:
        return f"{one_line(region.sheet)}!{region.cell}"
    return f"{region.start.line}:{region.start.column}"


def is_relative(file: str) -> bool:
    """Whether a file is named from the folder in which the program was run."""
    return not (file.startswith("/") or _DRIVE.match(file))


def path(file: str) -> str:
    """A file's name as build servers match it with the repository's: without a leading `./`."""
    return file.removeprefix("./")


def _encoded(file: str) -> str:
    try:
        return quote(file.encode("utf-8", "surrogateescape"), safe="/")
    except UnicodeEncodeError:
        return quote(file.encode("utf-8", "surrogatepass"), safe="/")


def utf8_columns(region: Region) -> tuple[int | None, int | None]:
    """The start and end columns in bytes of UTF-8, missing where the excerpt does not reach so far."""
    if not region.excerpt:
        return None, None
    one_line = region.start.line == region.end.line
    start = None if region.skipped else _bytes(region.excerpt[0], region.start.column)
    end = None if one_line and region.skipped else _bytes(region.excerpt[-1], region.end.column)
    return start, end


def _bytes(line: str, column: int) -> int | None:
    before = line[: column - 1]
    return len(before.encode("utf-8", "surrogatepass")) + 1 if len(before) == column - 1 else None


def covered(region: Region) -> str | None:
    """The text of a region on one line, where the excerpt holds all of it."""
    if region.start.line != region.end.line or not region.excerpt:
        return None
    text = region.excerpt[0][region.start.column - 1 - region.skipped : region.end.column - 1 - region.skipped]
    return text if region.register or len(text) == region.end_offset - region.offset else None
