"""JSON and TOML: data, places, comments, and what is said where they cannot be used."""

from decimal import Decimal

import pytest
from marked import read, unmark

from kpi_rules.document import Path, load
from kpi_rules.source import Source

JSON = '{"a": 1, "b": [1.50, true, null, "x\\u00e9\\n", {}, -0, 1e3], "c": {"d": "\\ud83d\\ude00"}}'
TOML = """\
# plan
title = "Plan" # x
"a b".c = 1_000.5
when = 2026-01-31
at = 2026-01-31 12:00:00
[mission]
statement = '''
multi # not
line'''
[[kpis]]
id = "a"
target = {value = 5, by.date = 0x1F}
tags = [
  "x", # y
  'z',
]
[kpis.baseline]
value = -3
[[kpis]]
id = "\\u00e9"
"""


def test_json_data() -> None:
    assert read(JSON, "plan.json").data == {
        "a": 1,
        "b": [Decimal("1.50"), True, None, "xé\n", {}, 0, Decimal(1000)],
        "c": {"d": "😀"},
    }


def test_toml_data() -> None:
    assert read(TOML, "plan.toml").data == {
        "title": "Plan",
        "a b": {"c": Decimal("1000.5")},
        "when": "2026-01-31",
        "at": "2026-01-31T12:00:00",
        "mission": {"statement": "multi # not\nline"},
        "kpis": [
            {"id": "a", "target": {"value": 5, "by": {"date": 31}}, "tags": ["x", "z"], "baseline": {"value": -3}},
            {"id": "é"},
        ],
    }


def test_the_format_can_be_said() -> None:
    document, _ = load(Source("-", "a = 1"), format="toml")
    assert document is not None
    assert document.data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "path", "value", "key"),
    [
        (JSON, (), JSON, None),
        (JSON, ("a",), "1", '"a"'),
        (JSON, ("b", 3), '"x\\u00e9\\n"', None),
        (JSON, ("b", 4), "{}", None),
        (JSON, ("c", "d"), '"\\ud83d\\ude00"', '"d"'),
        (JSON, ("c", "x"), '{"d": "\\ud83d\\ude00"}', None),
        (TOML, ("title",), '"Plan"', "title"),
        (TOML, ("a b",), '"a b".c = 1_000.5', '"a b"'),
        (TOML, ("a b", "c"), "1_000.5", "c"),
        (TOML, ("when",), "2026-01-31", "when"),
        (TOML, ("at",), "2026-01-31 12:00:00", "at"),
        (TOML, ("mission",), "[mission]\nstatement = '''\nmulti # not\nline'''", "mission"),
        (TOML, ("kpis",), TOML[TOML.index("[[kpis]]") : -1], "kpis"),
        (TOML, ("kpis", 0, "target", "by"), "by.date = 0x1F", "by"),
        (TOML, ("kpis", 0, "target", "by", "date"), "0x1F", "date"),
        (TOML, ("kpis", 0, "tags", 1), "'z'", None),
        (TOML, ("kpis", 0, "baseline", "value"), "-3", "value"),
        (TOML, ("kpis", 1), '[[kpis]]\nid = "\\u00e9"', None),
        (TOML, ("kpis", 1, "owner"), '[[kpis]]\nid = "\\u00e9"', None),
    ],
)
@pytest.mark.parametrize("crlf", [False, True])
def test_places(text: str, path: Path, value: str, key: str | None, crlf: bool) -> None:
    def ends(words: str) -> str:
        return words.replace("\n", "\r\n") if crlf else words

    document = read(ends(text), "plan.json" if text is JSON else "plan.toml")
    assert document.source.slice(document.span(path)) == ends(value)
    found = document.key_span(path)
    assert (found and document.source.slice(found)) == key


def test_toml_comments() -> None:
    assert [comment.text for comment in read(TOML, "plan.toml").comments()] == ["plan", "x", "y"]
    assert [comment.text for comment in read('a = "#"#1\n[t]#2\nb = [#3\n]', "a.toml").comments()] == ["1", "2", "3"]
    assert read(JSON, "plan.json").comments() == ()


PROBLEMS = [
    ("json", "«»", "the file is empty"),
    ("json", "«{»", "this `{` is never closed"),
    ("json", '{"a": «[»1, 2', "this `[` is never closed"),
    ("json", '{"a": «"x»', "this quote is never closed"),
    ("json", '{"a": 1«,»}', "nothing follows this comma"),
    ("json", '{"a": 1, «"a"»: 2}', "the key `a` stands here a second time"),
    ("json", '{"a": 1, "b": {"a": 2}, «"\\u0061"»: 2}', "the key `a` stands here a second time"),
    ("json", '{"a": [1 «2»]}', "a comma is missing before this"),
    ("json", '{"a" «1»}', "a colon is missing before this"),
    ("json", "{«'»a': 1}", "a key is expected here"),
    ("json", '{"a": «foo»}', "a value is expected here"),
    ("json", '{"a": "x«\n»y"}', "a line break or tab stands inside quotes"),
    ("json", '{"a": «NaN»}', "`NaN` is not a number"),
    ("json", "[1, «-Infinity»]", "`-Infinity` is not a number"),
    ("json", '{"a": «"\\ud800"»}', "half a character"),
    ("json", '{"a": «1e999»}', "more than 100 digits"),
    ("json", "{} «{»}", "the value above is complete"),
    ("toml", "«»", "the file is empty"),
    ("toml", "«»# nothing", "nothing but comments"),
    ("toml", "a = 1\n«a» = 2", "the key `a` stands here a second time"),
    ("toml", "[a]\n[«a»]", "the key `a` stands here a second time"),
    ("toml", "a = {b = 1, «b» = 2}", "the key `b` stands here a second time"),
    ("toml", "a.b = 1\n«a» = 2", "the key `a` stands here a second time"),
    ("toml", "a = «inf»", "`inf` is not a number"),
    ("toml", "a = [1, «-nan»]", "`-nan` is not a number"),
    ("toml", "a = «foo»", "this is not a value"),
    ("toml", "a «b» = 1", "`=` is missing after a key"),
    ("toml", "a = 1 «2»", "nothing may follow a value in its line"),
    ("toml", "«é» = 1", "neither `key = value` nor `[table]`"),
    ("toml", "x = 1\r\ny = «foo»\r\n", "this is not a value"),
]


@pytest.mark.parametrize(("form", "marked", "message"), PROBLEMS)
def test_problem(form: str, marked: str, message: str) -> None:
    text, span = unmark(marked)
    document, (diagnostic,) = load(Source(f"plan.{form}", text))
    assert document is None
    assert message in diagnostic.message
    assert diagnostic.location is not None
    assert diagnostic.location.span == span
