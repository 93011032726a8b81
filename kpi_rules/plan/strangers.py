"""Documents that are surely no plans: a text, another program's file. Advice on fields would lead their owner astray.

Comes in: a source. Goes out: what is said of it, or nothing where it may be a plan, however wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.diagnostics import Diagnostic, similar
from kpi_rules.document import load
from kpi_rules.document.limits import Limits
from kpi_rules.i18n import listed, tr
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_COMMON: Final = (
    "title",
    "name",
    "version",
    "description",
    "status",
    "notes",
    "links",
    "period",
    "locale",
    "organization",
    "level",
)
"""Fields that many a document has which is no plan."""
_SHOWN: Final = 3


def no_plan(source: Source, limits: Limits | None = None) -> Diagnostic | None:
    """What is said of a document that is surely no plan."""
    document, _ = load(source, limits)
    if document is None:
        return None
    data = document.data
    if isinstance(data, str):
        return _said(tr("`{name}` is plain text, and no plan", name=source.name))
    if not isinstance(data, Mapping):
        return None
    names = [name for name in data if isinstance(name, str)]
    if not names or "title" in names or any(_may_be_meant(name, data[name]) for name in names):
        return None
    some = listed(f"`{name[:40]}`" for name in names[:_SHOWN])
    return _said(tr("`{name}` is no plan: it has {fields}, and none of a plan's fields", name=source.name, fields=some))


def _may_be_meant(name: str, value: object) -> bool:
    """Whether a name is one of a plan's fields, another word for one, or a slip of the pen."""
    from kpi_rules.plan.synonyms import Synonyms

    if name in _COMMON:
        return False
    fields = [field for field in plan_schema().json["$defs"]["plan"]["properties"] if field not in _COMMON]
    return similar(name, fields) is not None or any(
        meant.path[0] in fields for meant in Synonyms().fields(name, "Plan", value)
    )


def _said(message: str) -> Diagnostic:
    help_ = tr("name the plan, or the register, that you mean; `kpi-rules init` writes a plan to begin with")
    return Diagnostic(message, None, help_)
