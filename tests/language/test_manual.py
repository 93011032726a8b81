"""docs/language.md and the cheat sheet: every rule checks, every example gives what it says, the functions are those there are."""

import datetime
import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kpi_rules.language.builtins import BUILTINS, Builtin
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_expression, check_rules
from kpi_rules.language.durations import Duration
from kpi_rules.language.fitting import written
from kpi_rules.language.interpreter import evaluate
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_expression, parse_rules
from kpi_rules.language.types import NUMBER, TEXT, ListOf
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source

DOCS = Path(__file__).parents[2] / "docs"
MANUAL = DOCS / "language.md"
BASE_PLAN = Path(__file__).with_name("base-plan.yaml")
ENVIRONMENT = Environment(plan_schema().records, {"max_kpis": NUMBER, "vanity_words": ListOf(TEXT)})
START = "<!-- functions: generated from the declarations; UPDATE_GOLDEN=1 pytest tests/language/test_manual.py -->\n"
END = "<!-- end of functions -->"


def blocks(language: str) -> list[Any]:
    """The fenced blocks of a language in the manual and the cheat sheet."""
    return [
        pytest.param(match[1], id=f"{path.name}-{number}")
        for path in (MANUAL, DOCS / "cheat-sheet.md")
        for number, match in enumerate(
            re.finditer(rf"^```{language}\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S), 1
        )
    ]


def value_of(expression: str) -> Any:
    plan, _ = load_plan(Source("base-plan.yaml", BASE_PLAN.read_text("utf-8")), plan_schema())
    assert plan is not None
    source = Source("expression", expression)
    parsed, diagnostics = parse_expression(source)
    assert parsed is not None, diagnostics
    typed, diagnostics = check_expression(parsed, source, ENVIRONMENT)
    assert typed is not None, diagnostics
    inputs = Inputs(plan.values, None, {"plans": [plan.values]}, {}, datetime.date(2026, 3, 1))
    return shown(evaluate(typed, inputs, ENVIRONMENT.all_records()))


def shown(value: Any) -> Any:
    """As `kpi-rules eval` prints it in JSON."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Duration):
        return value.in_days
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("text", blocks("rules"))
def test_rules_check(text: str) -> None:
    file, diagnostics = parse_rules(Source("manual.rules", text))
    assert file is not None, diagnostics
    assert check_rules([file], ENVIRONMENT)[1] == ()


@pytest.mark.parametrize("text", blocks("eval"))
def test_examples(text: str) -> None:
    for line in text.splitlines():
        expression, _, expected = line.partition(" → ")
        assert value_of(expression) == (None if expected == "missing" else json.loads(expected)), line


@pytest.mark.parametrize(
    "line", [line for line in (DOCS / "cheat-sheet.md").read_text("utf-8").splitlines() if line.startswith("| ")]
)
def test_cheat_sheet_names_what_there_is(line: str) -> None:
    for call in re.findall(r"`([^`]*)`", line):
        for name in re.findall(r"\b([a-z_]+)\(", call):
            assert name in BUILTINS


@pytest.mark.parametrize(
    ("expression", "value"),
    [(example.expression, example.value) for function in BUILTINS.values() for example in function.examples],
)
def test_examples_of_functions(expression: str, value: object) -> None:
    assert value_of(expression) == value


def gives(type_: str) -> str:
    """A result type in words: those that follow the arguments' are "the same"."""
    kind, missing = type_.removesuffix("?"), ", or missing" if type_.endswith("?") else ""
    words = {
        "any": "one of them",
        "ordered": "one of them",
        "quantity": "the same",
        "list of value": "a list of the same",
        "list of any": "a list of the same",
    }
    return words.get(kind, kind).replace("list of sortable", "a list of the same") + missing


def given(function: Builtin) -> str:
    """What a function gives, and what it gives where nothing is left out."""
    less, all_ = gives(str(function.result)), gives(str(function.given(len(function.parameters))))
    return less if less == all_ else f"{less}; {all_}"


def functions() -> str:
    """The table of functions, from their declarations."""
    rows = ["| function | gives | what it is | for example |", "|---|---|---|---|"]
    for function in BUILTINS.values():
        assert function.examples, function.name
        example = function.examples[0]
        value = "missing" if example.value is None else json.dumps(example.value, ensure_ascii=False)
        rows.append(
            f"| `{written(function)}` | {given(function)} | {function.doc} | `{example.expression} → {value}` |"
        )
    return "\n" + "\n".join(rows) + "\n\n"


def test_the_functions_of_the_manual_are_those_of_the_language() -> None:
    text = MANUAL.read_text("utf-8")
    before, _, rest = text.partition(START)
    section, _, after = rest.partition(END)
    assert after
    if "UPDATE_GOLDEN" in os.environ:
        MANUAL.write_text(before + START + functions() + END + after, "utf-8")
    else:
        assert section == functions()
