"""What is understood of a value that people wrote: `>= 500 leads by Q4 2026` → at least 500 leads by 31 Dec 2026.

Comes in: a node of a plan and what its place means. Goes out: a sentence, or the doubt that the reader has. Read by the very conversions that a check uses.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from kpi_rules.document.scalars import Refused, resolve
from kpi_rules.document.shape import Doubt, Refusal
from kpi_rules.editing.plans.meaning import Meaning
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.i18n import spoken, tr
from kpi_rules.language.duration_words import said
from kpi_rules.language.durations import Duration
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_DIGITS: Final = 40
_DAYS: Final = ("by", "on", "date")


class Understood(Struct):
    """A value in words; `doubt`: it is none for certain, and what to do."""

    words: str
    doubt: str | None = None
    help: str | None = None
    value: object = None


def data_of(node: Node) -> Any:
    """What stands in a node, as data."""
    node = node.target or node
    match node.kind:
        case "record":
            return {entry.key: data_of(entry) for entry in node.entries if entry.key is not None}
        case "list":
            return [data_of(entry) for entry in node.entries]
        case "nothing":
            return None
        case _:
            return _plain(node.text) if not node.quote else node.text


def _plain(text: str) -> object:
    try:
        return resolve(text, _DIGITS)
    except Refused:
        return text


def understood(plan: PlanText, node: Node, meaning: Meaning) -> Understood | None:
    """What a value is read as, where it is more than the text that stands there."""
    value = data_of(node)
    if meaning.kind is None or meaning.kind in ("kpi", "owned") or value is None or isinstance(value, (list, bool)):
        return None
    read = plan.read(meaning.kind, _fields_read(plan, value) if isinstance(value, dict) else value)
    if isinstance(read, (Doubt, Refusal)):
        return Understood("", read.message, read.help)
    words = _said(read)
    return Understood(words, value=read) if words else None


def _fields_read(plan: PlanText, value: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a quantity, its date read."""
    days = {name: plan.read("date", value[name]) for name in _DAYS if value.get(name) is not None}
    return {**{name: one for name, one in value.items() if one is not None}, **days}


def _said(read: object) -> str:
    match read:
        case datetime.date():
            return day_in_words(read)
        case Duration():
            return tr("every {time}", time=said(read, spoken()))
        case dict() if "min" in read or "max" in read:
            low, high = (amount(one if isinstance(one, dict) else {"value": one}) for one in _ends(read))
            return tr("from {low} to {high}", low=low, high=high) if low and high else ""
        case dict():
            return quantity_in_words(read)
        case _:
            return ""


def _ends(read: Mapping[str, Any]) -> tuple[Any, Any]:
    return read.get("min"), read.get("max")


def day_in_words(day: datetime.date) -> str:
    """A day as people write it."""
    from babel.dates import format_date  # an editor's question comes long after the start

    return str(format_date(day, "d MMM y", locale=spoken().replace("-", "_")))


def quantity_in_words(read: Mapping[str, Any]) -> str:
    """A target, baseline, actual or the like."""
    words = _bounded(read)
    if not words:
        return ""
    if isinstance(read.get("by"), datetime.date):
        return tr("{what} by {day}", what=words, day=day_in_words(read["by"]))
    day = read.get("on") or read.get("date")
    return tr("{what} on {day}", what=words, day=day_in_words(day)) if isinstance(day, datetime.date) else words


def _bounded(read: Mapping[str, Any]) -> str:
    """An amount on the side of it that is good."""
    if read.get("low") is not None and read.get("high") is not None:
        low, high = (amount({**read, "value": read[end]}) for end in ("low", "high"))
        return tr("from {low} to {high}", low=low, high=high)
    if read.get("change") is not None:
        change = read["change"]
        size = amount({**read, "value": abs(change)})
        return (
            tr("{amount} more than the baseline", amount=size)
            if change >= 0
            else tr("{amount} less than the baseline", amount=size)
        )
    what = amount(read)
    match read.get("operator") if what else None:
        case ">=":
            return tr("at least {amount}", amount=what)
        case "<=":
            return tr("at most {amount}", amount=what)
        case ">":
            return tr("more than {amount}", amount=what)
        case "<":
            return tr("less than {amount}", amount=what)
        case "=":
            return tr("exactly {amount}", amount=what)
        case _:
            return what


def amount(read: Mapping[str, Any]) -> str:
    """A number and what it counts."""
    value = read.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return ""
    number = f"{value:,}"
    unit = read.get("unit")
    words = f"{number}%" if unit == "percent" else f"{number} {unit}" if unit else number
    return tr("{amount} per {unit}", amount=words, unit=read["per"]) if read.get("per") else words
