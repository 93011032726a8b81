"""The parser's table that is kept is the grammar's own, and is used where it is surely that alone."""

from __future__ import annotations

from typing import Any

import lark
import pytest

from kpi_rules.language import grammar


def automaton(parser: Any) -> dict[str, Any]:
    """What a parser does in each state, the states numbered as one comes to them from each start."""
    table = parser.parser.parser._parse_table
    numbers: dict[int, int] = {}
    found: dict[str, Any] = {}
    waiting = [table.start_states[start] for start in sorted(table.start_states)]
    for state in waiting:
        numbers.setdefault(state, len(numbers))
    for state in waiting:
        said = found[str(numbers[state])] = {}
        for token, (action, to) in sorted(table.states[state].items()):
            if action.name == "Shift":
                if to not in numbers:
                    numbers[to] = len(numbers)
                    waiting.append(to)
                said[token] = numbers[to]
            else:
                said[token] = (str(to.origin.name), [str(one.name) for one in to.expansion], to.alias, repr(to.options))
    assert len(found) == len(table.states)
    ends = {start: numbers[state] for start, state in table.end_states.items()}
    return found | {"ends": ends, "placeholders": parser.options.maybe_placeholders}


def test_the_table_is_the_grammars_own() -> None:
    kept = grammar.kept()
    assert kept is not None, (
        "run python tools/grammar_table.py; or look whether the table suits this series of lark, and add it"
    )
    assert automaton(kept) == automaton(grammar.worked_out())


@pytest.mark.parametrize("version", ["1.4.0", "2.1.1", "1.10.0"])
def test_for_another_series_of_lark_it_is_worked_out(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(lark, "__version__", version)
    assert grammar.kept() is None


def test_the_table_of_another_grammar_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "_digest", lambda: "another")
    assert grammar.kept() is None
