"""What takes a closer look is looked at once for each text, and no more often than a limit says: counted."""

from __future__ import annotations

import pytest

from kpi_rules.document import Limits
from kpi_rules.document.misfits import MOST
from kpi_rules.plan import convert
from kpi_rules.plan.plan import load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source
from kpi_rules.structs import replace


def _kpis(*targets: str) -> str:
    return "title: A\nkpis:\n" + "".join(
        f"- {{id: k{number}, target: '{target}'}}\n" for number, target in enumerate(targets)
    )


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of quantities that were read word by word."""
    texts: list[str] = []
    parse = convert.parse_any_quantity
    monkeypatch.setattr(
        convert, "parse_any_quantity", lambda text, *args, **named: (texts.append(text), parse(text, *args, **named))[1]
    )
    return texts


def _read(text: str, words: int) -> tuple[object, list[str]]:
    plan, problems = load_what_fits(Source("a.kpi.yaml", text), plan_schema(), replace(Limits(), words=words))
    return plan, [problem.message for problem in problems]


def test_a_text_is_read_once(looked: list[str]) -> None:
    plan, problems = _read(_kpis(*["at least 5% by Q4 2026"] * 4, ">= 5% by 2026-12-31"), 10)
    assert looked == ["at least 5% by Q4 2026"]
    assert not problems
    kpis = plan.values["kpis"]  # type: ignore[attr-defined]
    assert [kpi["target"]["value"] for kpi in kpis] == [5] * 5
    assert len({id(kpi["target"]) for kpi in kpis}) == 5  # a record of its own, each at its place


def test_no_more_texts_are_read_than_the_limit_says(looked: list[str]) -> None:
    _, problems = _read(_kpis(*(f"at least {number}% by Q4 2026" for number in range(9))), 3)
    assert len(looked) == 3
    assert len(problems) == 6
    assert {problem.partition(":")[0] for problem in problems} == {
        "more than 3 values of the file are written in words or in doubt"
    }


def test_long_texts_count_as_several(looked: list[str]) -> None:
    _read(_kpis(*(f"at least {number} users {'of our service ' * 8}" for number in range(9))), 6)
    assert len(looked) == 2


def test_doubts_beyond_the_limit_are_counted_and_not_made(looked: list[str]) -> None:
    plan, problems = _read(_kpis(*["about 5%"] * (MOST + 50)), 40)
    assert looked == ["about 5%"]
    assert len(plan.values["unread"]) == 40  # type: ignore[attr-defined]
    assert len(problems) == MOST + 1
    assert "10 more problems of this kind" in problems


@pytest.mark.parametrize("field", ["target", "review_interval", "due", "range"])
def test_every_kind_of_closer_look_is_counted(field: str) -> None:
    text = "title: A\nobjectives: []\nkpis:\n" + "".join(
        f"- {{id: k{n}, {field}: 'some {n} words of 5 March'}}\n" for n in range(30)
    )
    if field == "due":
        text = text.replace("objectives: []\nkpis:", "objectives:").replace("id: k", "title: T, id: k")
    _, problems = _read(text, 7)
    assert len([one for one in problems if one.startswith("more than 7 values")]) == 23
