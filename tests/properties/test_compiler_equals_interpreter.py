"""On random rules and random plans the compiled code says what the interpreter says: verdict, message, reasons and place."""

import datetime
from typing import Any

from hypothesis import assume, given, note
from hypothesis import strategies as st

from kpi_rules.language.checker import CheckedRule, Environment, check_rules
from kpi_rules.language.compiler import compile_rules
from kpi_rules.language.compiler.cost import cost
from kpi_rules.language.compiler.stored import decode, encode
from kpi_rules.language.interpreter import Inputs, run
from kpi_rules.language.parser import parse_rules
from kpi_rules.source import Source
from tests.properties.written import RECORDS, SETTINGS, records_of, rule_files, settings

TODAY = datetime.date(2026, 3, 1)


def checked(text: str) -> tuple[CheckedRule, ...]:
    """The rules of a file. All of them check, but where a condition told more than their writer took note of."""
    file, problems = parse_rules(Source("written.rules", text))
    assert file is not None, (text, list(map(str, problems)))
    rules, problems = check_rules([file], Environment(RECORDS, SETTINGS))
    unforeseen = [str(one) for one in problems if "is never missing" not in one.message]
    assert not unforeseen, (text, unforeseen)
    assume(rules)
    return rules


@given(rule_files(), st.lists(st.tuples(records_of("plan"), settings()), min_size=1, max_size=4))
def test_equal(text: str, worlds: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    note(text)
    rules = checked(text)
    compiled = compile_rules(rules)
    assert sum(len(unit.rules) for unit in compiled.units) == sum(len(rule.parts) for rule in rules)
    stored = encode(compiled)
    assert stored is not None
    again = decode(stored)
    assert again is not None
    for plan, values in worlds:
        inputs = Inputs(plan, None, None, values, TODAY)
        expected = tuple(run(rule, inputs) for rule in rules)
        assert compiled.run(inputs) == expected
        assert again.run(inputs) == expected
    assert all(not cost(rule).unbounded for rule in rules)
