"""Files of tables → `Workbook`: one reader a format, loaded where its format is met.

Comes in: a name and bytes. Goes out: a workbook, or what is wrong with the file. Knows nothing of what the tables mean.
"""

from __future__ import annotations

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Limits, decode
from kpi_rules.i18n import tr
from kpi_rules.registers.cells import Workbook

_ZIPPED = b"PK\x03\x04"


def read_workbook(
    name: str, data: bytes, limits: Limits | None = None
) -> tuple[Workbook | None, tuple[Diagnostic, ...]]:
    """The tables of a file: as its bytes say, else as its name ends."""
    limits = limits or Limits()
    if data.startswith(_ZIPPED):
        return _zipped(name, data, limits)
    ending = name.lower().rpartition(".")[2]
    if ending in ("xlsx", "xlsm", "ods"):
        return None, (_no_workbook(name, data, limits),)
    if ending in ("md", "markdown"):
        from kpi_rules.registers.files import markdown

        source, problems = decode(name, data, limits)
        return (None, problems) if source is None else markdown.read(source, limits)
    from kpi_rules.registers.files import delimited

    return delimited.read(name, data, limits)


def _zipped(name: str, data: bytes, limits: Limits) -> tuple[Workbook | None, tuple[Diagnostic, ...]]:
    from kpi_rules.registers.files.package import Refused, opened

    try:
        package = opened(data)
        if package.has("xl/workbook.xml") or package.has("xl/workbook.bin"):
            from kpi_rules.registers.files import xlsx

            return xlsx.read(name, package), ()
        if package.has("content.xml") and "spreadsheet" in package.text("mimetype"):
            from kpi_rules.registers.files import ods

            return ods.read(name, package), ()
    except (ValueError, LookupError, ArithmeticError):  # whatever a file was made to do: people are told of the file
        message = tr(
            "cannot read `{name}`: {reason}", name=name, reason=tr("it is damaged, or only a part of it is here")
        )
        return None, (Diagnostic(message, None, tr("open it in a spreadsheet program, and save it again")),)
    except Refused as refused:
        message = tr("cannot read `{name}`: {reason}", name=name, reason=refused.reason)
        return None, (Diagnostic(message, None, refused.remedy),)
    return None, (_no_workbook(name, data, limits),)


def _no_workbook(name: str, data: bytes, limits: Limits) -> Diagnostic:
    """A file whose name says that it is a workbook, and that is none."""
    from kpi_rules.document.signatures import foreign

    if told := foreign(name, data):
        return told
    help_ = tr("save it in a spreadsheet program as `.xlsx`; a text with commas is called `.csv`")
    return Diagnostic(tr("cannot read `{name}`: it is no workbook", name=name), None, help_)
