"""YAML read line by line is what libyaml reads: the same data, everything in the same place; and whatever is doubtful is left to it."""

from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import paths

from kpi_rules.document import Limits, yaml_data, yaml_lines, yaml_places
from kpi_rules.source import Source

ROOT = File(__file__).parents[2]

PLAIN = [
    "a: 1\nb: x y  \nc:\nd: # nothing\ne: x # why\nf: http://a.b/c#d\n",
    "---\na: b\n",
    "# first\n\na:\n  # inside\n  b:\n    c: d\n\n# last\n",
    "a:\n- b\n- c: 1\n  d:\n  - e\n  - f: g\nh: i\n",
    "a:\n  - b: c\n    d:\n      - e: [1, x y]\n        f: {g: 2025-12-31, h: 'i, j'}\nk: []\nl: { m: 1 }\n",
    'a: "b: \'c\' # d"\nb: \'x \\ y\'\nc: ""\nd: -5\ne: 0.1000000000000000055\nf: null\ng: true\nh: [~, -1, "2"]',
    "a: 500 عميل\nb: [أمل, يونس]\nc: é\u00a0#d\n",
    "a: x - y ? z, [1] {2} & * ! | > ' \" % @ `\n",
]
LEFT = [
    "",
    "# nothing\n",
    "text\n",
    "- a\n",
    " a: b\n",
    "a: b\na: c\n",
    "a: {b: 1, b: 2}\n",
    "a: b\n c\n",
    "a:\n  b: c\n d: e\n",
    "a:\n- b\n c: d\n",
    "a:\n  - b\n - c\n",
    "a: b\n- c\n",
    "a: - b\n",
    "a: b: c\n",
    "a: b:\n",
    "a:b\n",
    "a: [b, [c]]\n",
    "a: [b: c]\n",
    "a: [b?, c]\n",
    "a: [b\n",
    "a: |\n  b\n",
    "a: &b c\n",
    "a: *b\n",
    "a: !b c\n",
    "a: 'b''c'\n",
    'a: "b\\n"\n',
    "a: \"b\" c\n",
    "a: .inf\n",
    "a: " + "9" * 101 + "\n",
    "a:\tb\n",
    "a: b\r\n",
    "a: \u2028b\n",
    "a: b # \u0085\n",
    "a: b\n---\nc: d\n",
    "a: b\n...\n",
    "%YAML 1.2\n---\na: b\n",
    "a b: c\n",
    "é: a\n",
    "a" * 65 + ": b\n",
    "a:\n" + "".join("  " * depth + "b:\n" for depth in range(1, 70)),
]  # fmt: skip


def same(text: str, limits: Limits | None = None) -> bool:
    """Whether a text was read here; then libyaml reads the same, in the same places."""
    limits = limits or Limits()
    data = yaml_lines.read(text, limits)
    if data is None:
        return False
    source = Source("plan.yaml", text)
    expected, problems = yaml_data.read(source, limits)
    assert not problems.found()
    assert repr(data) == repr(expected)  # `1` is not `True`, and the order of keys counts
    here, there = yaml_lines.Lines(text), yaml_places.places(source)
    for path, _ in [*paths(data), (("no", "such"), None)]:
        assert here.find(path, data) == there.find(path, data), path
    return True


@pytest.mark.parametrize("text", PLAIN)
def test_plain_texts_are_read(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize("text", LEFT, ids=[text[:20] for text in LEFT])
def test_the_rest_is_left_to_libyaml(text: str) -> None:
    assert yaml_lines.read(text, Limits()) is None


@pytest.mark.parametrize("limits", [Limits(nodes=9), Limits(text=10), Limits(depth=1), Limits(key=3), Limits(digits=2)])
def test_what_may_be_beyond_a_limit_is_left_to_libyaml(limits: Limits) -> None:
    assert yaml_lines.read("a:\n  b:\n    - 123\n", limits) is None


def test_long_texts() -> None:
    text = "kpis:\n" + "".join(f"  - id: k{n}\n    name: The name of {n}\n    # {n}\n\n" for n in range(12_000))
    assert len(text) > 2 * yaml_lines.PIECE
    data = yaml_lines.read(text, Limits())
    assert data == {"kpis": [{"id": f"k{n}", "name": f"The name of {n}"} for n in range(12_000)]}
    assert yaml_lines.read("a: b\n" + "\n" * 600_000 + "c: d\n", Limits()) is None


def test_a_place_is_looked_for_once() -> None:
    """What stands before it may be megabytes, and a plan may have thousands of findings."""

    class Text(str):
        looked = 0

        def index(self, *given: Any) -> int:
            self.looked += 1
            return super().index(*given)

    text = Text("title: T\nkpis:\n" + "- id: a\n  name: b\n" * 100)
    data, places = yaml_lines.read(text, Limits()), yaml_lines.Lines(text)
    for number in range(100):
        place = places.find(("kpis", number, "id"), data)
        assert text[place.value.start : place.value.end] == "a"
    assert text.looked < 5


def test_the_files_of_this_project() -> None:
    files = [path for folder in ("examples", "policies", "tests", "fuzz") for path in (ROOT / folder).rglob("*.yaml")]
    read = [same(path.read_text("utf-8")) for path in files]
    assert sum(read) > 100


KEYS = st.sampled_from(["a", "b", "c", "true", "x-1"])
VALUES = st.sampled_from(
    ["", "x", "x  y ", "x # c", "x#c", "a:b", "a: b", "- x", "-x", "-5", "05", "5.", ".5", "1e3", "0x1F", "~", "Null", '"x" ', "''",
     "'x' # y", "'it''s'", "[a, b ]", "[ a,b ] # c", "{a: 1, b: x y }", "{ a: 1,b: 'q' }", "[]", "{ }", "[-5, -x]", "[a?]", "?x",
     "|", "*a", "<<", "=", "é", "\u2028", "a\u00a0", "x #", "#", "a, b", "a]", "[a", '"a', "12:30", "(x)", "<x", "--", "-", "{a}",
     "{a: }", "[a, ]", "[x#y, z]", "[a:b]", "{a:b}", "[a;b|c>d!e&f*g@h`i%j\"k'l]", "[$a, (b)]", "x\\y", "a\tb", "# c"]
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Lines that are nearly always in the column of something, and mostly like those of a plan."""
    made, columns, column = [], [0], 0
    for _ in range(draw(st.integers(1, 10))):
        dash = draw(st.sampled_from(["", "", "- "]))
        value = draw(VALUES) if draw(st.booleans()) else draw(st.sampled_from(["", "x", "1"]))
        key = draw(KEYS) + ": " if not dash or draw(st.booleans()) else ""
        made.append(" " * column + dash + key + value + draw(st.sampled_from(["", "", " ", "\n", "\n  # c", "\n#"])))
        inside = column + 2 * bool(dash)
        columns = [*columns, column, inside]
        column = draw(st.sampled_from([inside, inside, inside + 2, draw(st.sampled_from(columns)), inside + 1]))
    return "\n".join(made) + draw(st.sampled_from(["", "\n", "\n\n"]))


@settings(max_examples=400)
@given(lines())
def test_random_lines(text: str) -> None:
    same(text)


FORMS = (
    "a: 1\n", "a:\n  b: 1\n", "a:\n- 1\n- 2\n", "a:\n- b: 1\n  c: 2\n", "a: [1, 2, 3]\n", "a: {b: 1, c: 2}\n", "a:\n- b: {c: 1}\n",
    "a:\n- b: [c]\n", "a:\n- [c, d]\n", "a:\n- {c: d}\n- {}\n- []\n", "a: {}\nb: []\n", "a:\n- b:\n  - c: d\n",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_no_more_values_are_read_than_the_limit_says(text: str) -> None:
    data = yaml_lines.read(text, Limits())
    assert data is not None
    assert yaml_lines.read(text, Limits(nodes=_nodes(data) - 1)) is None


def _nodes(data: object) -> int:
    """Keys, values, lists and mappings."""
    if isinstance(data, dict):
        return 1 + sum(1 + _nodes(value) for value in data.values())
    return 1 + sum(map(_nodes, data)) if isinstance(data, list) else 1


def test_ten_thousand_kpis_are_read_line_by_line() -> None:
    fields = "".join(f"    field{number}: some text of ours\n" for number in range(9))
    assert yaml_lines.read("kpis:\n" + f"  - id: a\n{fields}" * 10_000, Limits()) is not None
