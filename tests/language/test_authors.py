"""What authors write as they know it from elsewhere, and what they are told: `authors.yaml` holds each mistake with what has to be said."""

import re
from pathlib import Path

import pytest
import yaml

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.parser import parse_rules, parse_what_can_be
from kpi_rules.language.review.lint import lint
from kpi_rules.language.types import NUMBER, TEXT, ListOf
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

CASES = yaml.safe_load(Path(__file__).with_name("authors.yaml").read_text("utf-8"))
ENVIRONMENT = Environment(plan_schema().records, {"max_kpis": NUMBER, "vague_words": ListOf(TEXT)})
FRAMES = {
    "must": 'rule r "T"\n  must {}\n',
    "each": 'rule r "T"\n  for each kpi in plan.kpis\n  must {}\n',
    "say": 'rule r "T"\n  must plan.vision is present\n  say {}\n',
    "clause": 'rule r "T"\n  for each kpi in plan.kpis\n  {}\n',
    "pattern": 'rule r "T"\n  must plan.title matches /{}/\n',
    "file": "{}\n",
}


def framed(case: dict[str, str]) -> str:
    kind = next(kind for kind in FRAMES if kind in case)
    return FRAMES[kind].replace("{}", case[kind])


def told(text: str) -> list[Diagnostic]:
    file, problems = parse_what_can_be(Source("acme.rules", text))
    rules, more = check_rules([file], ENVIRONMENT)
    return [*problems, *more, *(lint([file], rules) if not (problems or more) else ())]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(next(iter(case.values())).split())[:50])
def test_told(case: dict[str, str]) -> None:
    found = told(framed(case))
    assert found, "this is a mistake, and nothing was said"
    said = "\n".join(f"{one.message}\n{one.help}" for one in found)
    for words in case["says"]:
        assert words in said
    assert all(one.help for one in found), "nothing says what to do"


def test_what_is_offered_can_be_written() -> None:
    """Where the whole of a form is told otherwise, and nothing is left open, the other reads."""
    tried = 0
    for case in CASES:
        text = framed(case)
        first = told(text)[0]
        offered = re.fullmatch(r"write `([^`…]+)`", first.help or "")
        if offered is None or first.location is None or "never closed" in first.message or "pattern" in case:
            continue
        span = first.location.span
        if len(first.location.text) < 4 or "\n" in first.location.text or "begins with" in first.message:
            continue
        _, again = parse_rules(Source("acme.rules", text[: span.start] + offered[1] + text[span.end :]))
        places = [one.location.span.start for one in again if one.location]
        assert all(place > span.start + len(offered[1]) for place in places), (text, offered[1], again)
        tried += 1
    assert tried >= 120
