"""What people call the things that rules speak of: records, their fields, lists, settings, and what a pack calls its own.

Comes in: a plan schema, the settings with their values, the words of packs for their defines. Goes out: names in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kpi_rules.document.shape import flatten
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct, field

if TYPE_CHECKING:
    from kpi_rules.packs import Setting
    from kpi_rules.plan.schema import PlanSchema

_INITIALS = {"kpi": "KPI", "kpis": "KPIs", "id": "ID", "ids": "IDs", "okr": "OKR", "okrs": "OKRs", "url": "URL"}


_NO_NOUNS = frozenset(["by", "on", "for", "to", "deprecated"])


class Vocabulary(Struct):
    """Names in the reader's language. `words` are what packs call their defines, by name."""

    schema: PlanSchema
    settings: Mapping[str, Setting]
    words: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Titles of the fields that packs declare."""

    def record(self, name: str) -> str:
        """One record of a kind: `KPI`, `objective`."""
        match name:
            case "kpi":
                return tr("KPI")
            case "objective":
                return tr("objective")
            case "role":
                return tr("role")
            case "metric":
                return tr("metric")
            case "plan":
                return tr("plan")
            case "milestone":
                return tr("milestone")
            case "interim_target" | "target":
                return tr("target")
            case "review" | "past_review":
                return tr("review")
            case _:
                return _plain(name)

    def field(self, record: str, name: str) -> str:
        """A field of a record, within a sentence: `owner`, `review interval`."""
        if name == "by":
            return tr("date")
        return self.captions.get((record, name)) or within(tr(self.titles(record).get(name) or _plain(name)))

    def titles(self, record: str) -> Mapping[str, str]:
        """The titles of a record's fields, as the schema has them."""
        if record not in self._known:
            json: Any = self.schema.json
            properties = (
                flatten({"$ref": f"#/$defs/{record}"}, json).get("properties", {}) if record in json["$defs"] else {}
            )
            self._known[record] = {name: str(one["title"]) for name, one in properties.items() if "title" in one}
        return self._known[record]

    @cached_property
    def _known(self) -> dict[str, Mapping[str, str]]:
        return {}


def _plain(name: str) -> str:
    """The words of a name: `active_kpis` is `active KPIs`."""
    return " ".join(_INITIALS.get(word, word) for word in name.split("_"))


def within(label: str) -> str:
    """A label within a sentence; in English it begins small, but for initials, and is set apart where it is no noun."""
    text = label[:1].lower() + label[1:] if label[1:2].islower() else label
    return f"“{text}”" if text.rpartition(" ")[2] in _NO_NOUNS else text


def words_of(name: str) -> str:
    """What a define is called where its pack's own language is read."""
    return _plain(name)
