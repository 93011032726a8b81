"""The text of a file of a project that has to be read: its waivers, its baseline, its lock."""

from __future__ import annotations

import os
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.files import leads_out, read_bytes, shown
from kpi_rules.i18n import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.source import Source


def read_text(path: Path) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a file, or what is wrong with it."""
    from kpi_rules.document import Limits, decode

    name = shown(os.path.normpath(path))
    if (root := leads_out(path)) is not None:
        message = tr("`{name}` is not read: a link takes it out of `{folder}`", name=name, folder=shown(root))
        return None, (Diagnostic(message, None, tr("put the file itself there")),)
    data, diagnostics = read_bytes(path, name, Limits().size)
    return (None, diagnostics) if data is None else decode(name, data, Limits())


def read_if_there(path: Path | None) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a file; nothing where there is none."""
    return read_text(path) if path is not None and os.path.lexists(path) else (None, ())
