"""OpenSLO v1 (https://github.com/OpenSLO/OpenSLO), of the KPIs that are service levels: a rolling window, and a share that is to be kept.

A KPI is one where it says `over` and its target is a share below 100 %. At least 99.9 % of good events is a ratio of good ones, at most
0.1 % of bad ones a ratio of bad ones. `left_out` says why a KPI with a window is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from kpi_rules.exports.export import Export
from kpi_rules.exports.values import plain
from kpi_rules.i18n import tr
from kpi_rules.language.durations import Duration
from kpi_rules.registers.draft import Draft, Taken, draw

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kpi_rules.registers.draft import Part

    Kpi: TypeAlias = "dict[str, Any]"

_LONGEST_TEXT = 1050
_LONGEST_NAME = 63


def render(export: Export) -> bytes:
    """A document for each service level."""
    texts = [
        draw(Draft("", _objective(plan.values, kpi)), "").text
        for plan in export.plans
        for kpi in plan.values.get("kpis") or ()
        if "over" in kpi and _why_not(kpi) is None
    ]
    return "---\n".join(texts).encode("utf-8", "backslashreplace")


def left_out(export: Export) -> Iterator[str]:
    """Why KPIs with a window are not put out; for one without, there is nothing to be said."""
    for plan in export.plans:
        for kpi in plan.values.get("kpis") or ():
            if "over" in kpi and (why := _why_not(kpi)):
                yield tr("KPI `{id}` is left out: {why}", id=kpi["id"], why=why)


def _why_not(kpi: Kpi) -> str | None:
    target = kpi.get("target") or {}
    if target.get("unit", kpi.get("unit")) not in ("percent", "%") or "value" not in target:
        return tr("its target is no share in percent")
    share = _share(kpi)
    if share is None or not 0 <= share < 100:
        return tr("a service level is a share below 100 %")
    if _window(kpi["over"]) is None:
        return tr("its window is no whole number of days or months")
    return None if _indicator(kpi) else tr("it says neither a numerator and a denominator, nor a formula or query")


def _share(kpi: Kpi) -> Decimal | None:
    """The share of good events that is to be reached, in percent."""
    value = Decimal(str(kpi["target"]["value"]))
    return 100 - value if _is_of_bad(kpi) else value


def _is_of_bad(kpi: Kpi) -> bool:
    """Whether the share is of what should not happen."""
    operator = kpi["target"].get("operator")
    return operator in ("<=", "<") or (operator is None and kpi.get("direction") == "decrease")


def _objective(plan: dict[str, Any], kpi: Kpi) -> dict[str, Part]:
    name = _name(str(kpi["id"]))
    service = (
        kpi.get("platform") or (kpi.get("scope") or {}).get("content") or plan.get("organization") or plan["title"]
    )
    spec: dict[str, Part] = {}
    if text := kpi.get("definition") or kpi.get("rationale"):
        spec["description"] = Taken(" ".join(text.split())[:_LONGEST_TEXT])
    spec["service"] = Taken(_name(service))
    spec["indicator"] = {"metadata": {"name": Taken(name)}, "spec": {"ratioMetric": _indicator(kpi)}}
    spec["timeWindow"] = [{"duration": Taken(_window(kpi["over"])), "isRolling": Taken(True)}]
    spec["budgetingMethod"] = Taken("Occurrences")
    share = _share(kpi)
    assert share is not None
    target = Decimal(plain(share / 100))
    spec["objectives"] = [{"displayName": Taken(str(kpi.get("name", kpi["id"]))), "target": Taken(target)}]
    metadata: dict[str, Part] = {"name": Taken(name)}
    if kpi.get("name"):
        metadata["displayName"] = Taken(kpi["name"])
    if kpi.get("owner"):
        metadata["annotations"] = {"kpi-rules/owner": Taken(kpi["owner"])}
    return {"apiVersion": Taken("openslo/v1"), "kind": Taken("SLO"), "metadata": metadata, "spec": spec}


def _indicator(kpi: Kpi) -> dict[str, Part]:
    """How it is measured: two queries, or one that gives the ratio."""
    if kpi.get("numerator") and kpi.get("denominator"):
        counted = "bad" if _is_of_bad(kpi) else "good"
        return {
            "counter": Taken(True),
            counted: _metric(kpi, kpi["numerator"]),
            "total": _metric(kpi, kpi["denominator"]),
        }
    query = (kpi.get("data_source") or {}).get("query") or kpi.get("formula")
    if not query:
        return {}
    return {
        "counter": Taken(False),
        "rawType": Taken("failure" if _is_of_bad(kpi) else "success"),
        "raw": _metric(kpi, query),
    }


def _metric(kpi: Kpi, query: str) -> dict[str, Part]:
    source: dict[str, Part] = {}
    if system := (kpi.get("data_source") or {}).get("system"):
        source["type"] = Taken(system)
    source["spec"] = {"query": Taken(query)}
    return {"metricSource": source}


def _window(over: Duration) -> str | None:
    """A duration in OpenSLO's short words."""
    if sum(map(bool, (over.months, over.days, over.seconds))) > 1:
        return None
    if over.seconds:
        return f"{over.seconds // 3_600}h" if not over.seconds % 3_600 else f"{over.seconds // 60}m"
    if over.months > 0:
        return f"{over.months}M"
    return f"{over.days}d" if over.days > 0 else None


def _name(text: str) -> str:
    """A name as Kubernetes has them; where the text has no Latin letter, by the numbers of its letters."""
    latin = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", latin.casefold()).strip("-")[:_LONGEST_NAME].strip("-")
    return name or "x" + "-".join(f"{ord(sign):x}" for sign in text)[: _LONGEST_NAME - 1].strip("-")
