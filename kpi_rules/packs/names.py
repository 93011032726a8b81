"""Rule ids: `pack/rule` in full, `rule` alone where only one pack has it.

Comes in: an id as someone wrote it and the full ids there are. Goes out: the full id that is meant, or a diagnostic.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.i18n import listed, tr
from kpi_rules.source import Location


def meant(written: str, full_ids: Iterable[str]) -> tuple[str, ...]:
    """The full ids that a written id can mean: one where all is well."""
    if "/" in written:
        return (written,) if written in full_ids else ()
    return tuple(full for full in full_ids if full.endswith("/" + written))


def find_rule(written: str, full_ids: Iterable[str], place: Location | None) -> tuple[str | None, Diagnostic | None]:
    """The one rule that is meant."""
    full_ids = sorted(full_ids)
    found = meant(written, full_ids)
    if len(found) == 1:
        return found[0], None
    if found:
        message = tr("more than one pack has a rule `{id}`", id=written)
        return None, Diagnostic(message, place, tr("write one of {ids}", ids=listed(f"`{full}`" for full in found)))
    help_ = _suggestion(written, full_ids) or (tr("`kpi-rules rules` lists them") if place is None else None)
    return None, Diagnostic(tr("there is no rule `{id}`", id=written), place, help_)


def _suggestion(written: str, full_ids: list[str]) -> str | None:
    """Suggest in the form that was written."""
    if "/" not in written:
        return did_you_mean(written, (full.rpartition("/")[2] for full in full_ids))
    short = written.split("/", 1)[1]
    moved = [full for full in full_ids if full.endswith("/" + short)]
    return tr("did you mean `{name}`?", name=moved[0]) if len(moved) == 1 else did_you_mean(written, full_ids)
