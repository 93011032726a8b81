"""Mechanical remedies: what a rule would replace, or a reader would put right → the text to write, and where.

Comes in: a failure's replacement and the plan it speaks of, or a diagnostic's edit. Goes out: a `Fix` for the finding. It is safe
where a rule says outright what is meant, or where what stands there is surely a slip of it. Knows nothing of files.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from kpi_rules.diagnostics import Edit as Correction
from kpi_rules.document import Document, Path
from kpi_rules.document.rewriting import rewritten_value
from kpi_rules.engine.findings import Edit, Fix, Region
from kpi_rules.i18n import tr
from kpi_rules.language.outcome import Replacement
from kpi_rules.plan import Plan
from kpi_rules.plan.unread import UNREAD
from kpi_rules.source import Location
from kpi_rules.spelling import is_slip

_SHOWN = 60


def fix_of(replacement: Replacement | None, plan: Plan) -> Fix | None:
    """The fix that carries out what a rule would replace; nothing where the text is not written as it is read."""
    if replacement is None or not plan.owns(replacement.place.record):
        return None
    document = plan.document
    path = _present(document, plan.path_to(replacement.place.record, replacement.place.fields))
    if not _reads(document, path, replacement.old):
        return None
    found = rewritten_value(document, path, replacement.new)
    if found is None:
        return None
    safe = _is_safe(replacement, plan)
    return fix_of_edit(Correction(Location(document.source, found[0]), found[1], safe))


def _is_safe(replacement: Replacement, plan: Plan) -> bool:
    """Whether it is beyond doubt: said outright, a slip of what it was guessed from, or what the reader is sure of."""
    record, guess = replacement.place.record, replacement.options
    if plan.type_of(record) == UNREAD:
        return bool(record.get("sure"))
    return guess is None or (bool(guess) and is_slip(replacement.old, replacement.new, guess))  # none: who knows which


def fix_of_edit(edit: Correction | None) -> Fix | None:
    """The fix that is one replacement of text; nothing in a register, which is not what a plan's text is written in."""
    if edit is None or edit.location.source.origin(edit.location.span) is not None:
        return None
    title = tr("replace {old} with {new}", old=f"`{_short(edit.location.text)}`", new=f"`{_short(edit.text)}`")
    return Fix(title, (Edit(Region.of(edit.location), edit.text),), edit.safe)


def _present(document: Document, path: Path) -> Path:
    """The longest part of a path that is there: a value may stand alone for its record."""
    while path and not document.has(path):
        path = path[:-1]
    return path


def _reads(document: Document, path: Path, text: str) -> bool:
    value: Any = document.data
    for step in path:
        value = value[step]
    return isinstance(value, str) and unicodedata.normalize("NFC", value) == text


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
