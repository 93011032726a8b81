"""Which texts hold a plan, whatever they are called."""

from __future__ import annotations

import pytest

from kpi_rules.engine.top_level import holds_kpis

PLANS = [
    "kpis: []",
    "title: T\nkpis:\n- a",
    '"kpis" : []',
    "\ufeffkpis: []",
    'title = "T"\n[[kpis]]\nid = "a"',
    'kpis = ["a"]',
    '{"kpis": []}',
    '{"title": "T", "kpis": []}',
    '{"title": "a \\" } ] b", "roles": [{"id": "r"}], "kpis": []}',
    '{\n  "title": "T",\n  "kpis"\n  : []\n}',
    "# a plan\n---\n{title: Don't, kpis: [a]}",
    "{'kpis': []}",
    "\ufeff {kpis: []}",
]
OTHERS = [
    "",
    "services:\n  kpis: none",
    '{"services": {"kpis": []}}',
    '{\n  "services": {\n    "kpis": []\n  }\n}',
    '{"title": "\\"kpis\\": [", "x": 1}',
    '["kpis"]',
    '[{"kpis": []}]',
    '{"title": "kpis", "x": 1}',
    '{"x": "kpis: [", "y": 2}',
    "notes: kpis: x",
    "my-kpis: []",
    "{my-kpis: []}",
]


@pytest.mark.parametrize("text", PLANS)
def test_a_plan(text: str) -> None:
    assert holds_kpis(text.encode())


@pytest.mark.parametrize("text", OTHERS)
def test_no_plan(text: str) -> None:
    assert not holds_kpis(text.encode())


@pytest.mark.parametrize("piece", ['"\\', "{", "'", '"', '{"', "---", "#", '\\"kpis', "{'"])
def test_rubbish_is_read_once(piece: str) -> None:
    """Quotes that nobody ends: whoever went back for each would never come to the end of this."""
    assert not holds_kpis(b"{ kpis " + piece.encode() * 400_000)
