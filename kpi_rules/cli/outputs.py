"""Where reports go: `--output FILE`, `--output FORMAT=FILE`, standard output."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kpi_rules.cli.console import put_out, write
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.writing import add_to_file, put_file
from kpi_rules.files import shown
from kpi_rules.i18n import tr
from kpi_rules.reports import FORMATS
from kpi_rules.structs import Struct

_FORMAT = r"[A-Za-z][A-Za-z0-9_-]*(?==)"


FOR_PEOPLE = ("text", "concise")
"""Formats that nobody parses."""


class Output(Struct):
    """A report to write: its format, and its file; none is standard output. `adds`: to what is in the file already."""

    format: str
    file: str | None
    adds: bool = False


def wanted(format_: str, outputs: Sequence[str]) -> tuple[Output, ...]:
    """What to write: every `--output`, and `--format` on standard output unless one took its place."""
    files = [_output(format_, text) for text in outputs]
    _refuse_twice(output.file for output in files if output.file is not None)
    taken = any(output.format == format_ or output.file is None for output in files)
    return tuple(files) if taken else (Output(format_, None), *files)


def _output(format_: str, text: str) -> Output:
    match = re.match(_FORMAT, text)
    file = text
    if match:
        if match[0] not in FORMATS:
            from kpi_rules.diagnostics import similar

            near = similar(match[0], FORMATS)
            meant = tr("did you mean `{name}`?", name=near) if near else tr("known here: {names}", names=_names())
            raise Unusable.because(tr("there is no format `{name}`", name=match[0]), meant)
        format_, file = match[0], text[match.end() + 1 :]
    if not file:
        raise Unusable.because(tr("`--output {text}` names no file", text=text), tr("write it as sarif=report.sarif"))
    return Output(format_, None if file == "-" else file)


def _refuse_twice(files: Iterable[str]) -> None:
    """End the command where a report would take the place of another; devices and pipes take all."""
    seen: set[str] = set()
    for file in files:
        real = os.path.realpath(file)
        if real in seen and (os.path.isfile(real) or not os.path.lexists(real)):  # noqa: PTH113 - never raises
            message = tr("two reports would be written to `{name}`", name=shown(file))
            raise Unusable.because(message, tr("give each `--output` a file of its own"))
        seen.add(real)


def refuse_overwriting(outputs: Iterable[Output], inputs: Iterable[str | Path]) -> None:
    """End the command where a report would take the place of what the run reads."""
    files = [output.file for output in outputs if output.file is not None]
    if not files:
        return
    read = {os.path.realpath(path) for path in inputs}
    for file in files:
        if os.path.realpath(file) in read:
            message = tr("a report would overwrite `{name}`, which this run reads", name=shown(file))
            raise Unusable.because(message, tr("write the report to another file"))


def _names() -> str:
    return ", ".join(FORMATS)


def put(output: Output, text: str) -> None:
    """Write a report to where it goes."""
    if output.file is None:
        (write if output.format in FOR_PEOPLE else put_out)(text)
        return
    (add_to_file if output.adds else put_file)(Path(output.file), text)
