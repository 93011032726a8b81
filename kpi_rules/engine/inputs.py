"""What a check is given: the sources of plans, or why a file could not be read.

A file that cannot be read is no reason to stop: it becomes a finding like any other invalid plan.
"""

from __future__ import annotations

from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document.decoding import decode
from kpi_rules.document.limits import Limits
from kpi_rules.files import read_bytes
from kpi_rules.source import Source
from kpi_rules.structs import Struct


class Unreadable(Struct):
    """A file that gives no source, and why."""

    name: str
    diagnostics: tuple[Diagnostic, ...]


class PlanFile(Struct):
    """A file to check: where it lies, and the name that people see."""

    path: str | Path
    name: str
    refused: Diagnostic | None = None
    """Why it is not read."""
    source: Source | Unreadable | None = None
    """What was made of it, where it is a register: one holds several plans, and each is such a file."""


def read_plan(file: PlanFile, limits: Limits | None = None) -> Source | Unreadable:
    """The source of a plan file."""
    if file.refused:
        return Unreadable(file.name, (file.refused,))
    if file.source:
        return file.source
    limits = limits or Limits()
    data, diagnostics = read_bytes(file.path, file.name, limits.size)
    return Unreadable(file.name, diagnostics) if data is None else source_of(file.name, data, limits)


def source_of(name: str, data: bytes, limits: Limits | None = None) -> Source | Unreadable:
    """The source of bytes that came some other way (standard input, a commit)."""
    source, diagnostics = decode(name, data, limits or Limits())
    return Unreadable(name, diagnostics) if source is None else source
