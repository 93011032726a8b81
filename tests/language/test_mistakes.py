"""What people get wrong in a rule, and what they are told: `mistakes.txt` holds each mistake with its diagnostics.

`UPDATE_GOLDEN=1 pytest tests/language/test_mistakes.py` writes the file anew; read the difference before you commit it.
"""

import os
from pathlib import Path

import pytest

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.parser import parse_what_can_be
from kpi_rules.language.types import NUMBER, TEXT, ListOf
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

GOLDEN = Path(__file__).with_name("mistakes.txt")
SEPARATOR = "\n---\n"
ANSWER = "\n>>>\n"
ENVIRONMENT = Environment(plan_schema().records, {"max_kpis": NUMBER, "vague_words": ListOf(TEXT)})


def chunks() -> list[str]:
    return GOLDEN.read_text("utf-8").strip("\n").split(SEPARATOR)


def told(text: str) -> str:
    """The diagnostics of a rule text, each with its line, what is underlined, the message and the help."""
    source = Source("acme.rules", text)
    file, diagnostics = parse_what_can_be(source)
    diagnostics += check_rules([file], ENVIRONMENT)[1]
    return "\n".join(_shown(diagnostic) for diagnostic in diagnostics)


def _shown(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    assert place is not None
    underlined = " ".join(place.text.split()) or "end"
    return f"{place.start.line}:{place.start.column} [{underlined}] {diagnostic.message}\n    {diagnostic.help}"


@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: " ".join(chunk.partition(ANSWER)[0].split())[:60])
def test_mistake(chunk: str) -> None:
    text, _, expected = chunk.partition(ANSWER)
    found = told(text)
    assert found, "this is a mistake, and nothing was said"
    if "UPDATE_GOLDEN" not in os.environ:
        assert found == expected


def test_update_golden() -> None:
    texts = [chunk.partition(ANSWER)[0] for chunk in chunks()]
    if "UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(SEPARATOR.join(text + ANSWER + told(text) for text in texts) + "\n", "utf-8")
    assert len(set(texts)) == len(texts) >= 80
