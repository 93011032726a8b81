"""What stands above a rule: how many tests expect it, and how many plans of the open folders fall short of it.

Comes in: a rules text, and how many plans each rule found something in. Goes out: `Lens`es in the order of the text.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.editing.rules.named import Named
from kpi_rules.editing.rules.references import definitions
from kpi_rules.editing.rules.rules_text import RulesText
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class Lens(Struct):
    """Words above a line, and what they lead to; nothing where something is only told."""

    span: Span
    title: str
    rule: str
    leads_to: Literal["tests", "mutants"] | None = None


def lenses(text: RulesText, failing: Mapping[str, int]) -> tuple[Lens, ...]:
    """The lenses of a file. `failing`: plans by full id of a rule."""
    found: list[Lens] = []
    for one in text.declarations:
        if one.kind != "RULE" or not one.name or not text.around.pack:
            continue
        tests = definitions(text, Named(one.name, "rule", one.name_span))
        told = ntr("{count} test expects it: run them", "{count} tests expect it: run them", len(tests))
        found.append(
            Lens(one.name_span, told if tests else tr("no test expects it"), one.name, "tests" if tests else None)
        )
        if tests:
            found.append(Lens(one.name_span, tr("what would no test notice?"), one.name, "mutants"))
        if plans := failing.get(f"{text.around.pack}/{one.name}", 0):
            words = ntr("{count} plan falls short of it", "{count} plans fall short of it", plans)
            found.append(Lens(one.name_span, words, one.name))
    return tuple(found)
