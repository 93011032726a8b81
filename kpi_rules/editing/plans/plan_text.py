"""A plan that is being written: its text, the schema it is to fit, and what its lines tell of it.

Everything that an editor asks about a plan is asked of this. Knows nothing of rules and findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from kpi_rules.document import Format, Path
from kpi_rules.document.shape import MISSING, Closer
from kpi_rules.editing.plans.meaning import Meaning, meaning_of
from kpi_rules.editing.plans.sketch import Node, find
from kpi_rules.i18n import tr
from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.convert import conversions
from kpi_rules.plan.schema import PlanSchema
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_AMOUNTS = frozenset(("quantity", "target", "baseline", "actual", "range"))
_TEXTS = frozenset(("range", "locale", "year end"))


def _can_be(kind: str, value: object) -> bool:
    """Whether a value is of a shape that its kind has: what is not, the schema refuses before it is read."""
    if isinstance(value, dict):
        return kind in _AMOUNTS and all(not isinstance(one, (dict, list)) or kind == "range" for one in value.values())
    return isinstance(value, str) or (kind not in _TEXTS and isinstance(value, (int, Decimal)))


class PlanText(Struct):
    """A plan's text as it is now, whole or not."""

    source: Source
    schema: PlanSchema
    captions: Mapping[tuple[str, str], str] = {}
    """What the fields that packs declare mean, by record and name, in the reader's language."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What was worked out of it once."""

    @property
    def text(self) -> str:
        """What is written."""
        return self.source.text

    @cached_property
    def format(self) -> Format:
        """What it is written in, by its name."""
        ending = self.source.name.lower().rpartition(".")[2]
        return "json" if ending == "json" else "toml" if ending == "toml" else "yaml"

    @cached_property
    def sketch(self) -> Node:
        """What stands where."""
        if self.format == "toml":
            from kpi_rules.editing.plans.toml_sketch import toml_sketch

            return toml_sketch(self.text)
        from kpi_rules.editing.plans.yaml_sketch import yaml_sketch

        return yaml_sketch(self.text, json=self.format == "json")

    def node(self, path: Path) -> Node | None:
        """What a path leads to."""
        return find(self.sketch, path)

    def value(self, *path: str | int) -> str | None:
        """A single text that is written there."""
        node = self.node(path)
        return node.text if node is not None and node.kind == "value" else None

    def sentence(self, meaning: Meaning) -> str:
        """What a field is for, in the reader's language."""
        described = self.captions.get((meaning.owner or "", meaning.field or "")) or meaning.schema.get("description")
        return tr(str(described)) if described else ""

    def meaning(self, node: Node) -> Meaning | None:
        """What the schema says of the place of a node."""
        return meaning_of(node, self.schema)

    @cached_property
    def conventions(self) -> Conventions:
        """How it writes numbers and dates."""
        said = {"locale": self.value("locale"), "period": {"year_ends": self.value("period", "year_ends")}}
        if self.value("locale") is None:
            from kpi_rules.document import load  # what it shows, it shows where it can be read

            document, _ = load(self.source)
            return self.schema.conventions_of(said if document is None else document.data)
        return self.schema.conventions_of(said)

    def read(self, kind: str, value: object) -> object:
        """A value of a kind, as this plan's reader takes it; `MISSING` for what is of no kind."""
        convert = conversions(self.conventions).get(kind)
        found = MISSING if convert is None or not _can_be(kind, value) else convert(value)
        return found.read() if isinstance(found, Closer) else found
