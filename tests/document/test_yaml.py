"""YAML text to data, places and comments."""

import pytest
from marked import read, unmark

from kpi_rules.document import Path
from kpi_rules.document.document import Document

DATA = {
    "a: b": {"a": "b"},
    "- a\n- b": ["a", "b"],
    "text": "text",
    "a:\n- b\n- c": {"a": ["b", "c"]},
    "{a: 1, b: [2, {c: 3}], d}": {"a": 1, "b": [2, {"c": 3}], "d": None},
    "[a: 1, b]": [{"a": 1}, "b"],
    "a:\nb: ~\nc: ''": {"a": None, "b": None, "c": ""},
    "1: a\nnull: b\ntrue: c\n1.0: d": {"1": "a", "null": "b", "true": "c", "1.0": "d"},
    "'<<': 1\n? long\n: 2": {"<<": 1, "long": 2},
    "a: |\n  x\n   y\n\nb: >-\n  x\n  y\n": {"a": "x\n y\n", "b": "x y"},
    "a: |+\n  x\n\n": {"a": "x\n\n"},
    "a: x\n  y\n\n  z": {"a": "x y\nz"},
    'a: "x\\ty\\u00e9\\U0001F4C8\\/"': {"a": "x\tyé📈/"},
    "a: 'it''s'": {"a": "it's"},
    "a: &x 1\nb: *x": {"a": 1, "b": 1},
    "a: &x {k: [1]}\nb: [*x, *x]": {"a": {"k": [1]}, "b": [{"k": [1]}, {"k": [1]}]},
    "a: &x 1\nb: &x 2\nc: *x": {"a": 1, "b": 2, "c": 2},
    "&k a: 1\nb: *k": {"a": 1, "b": "a"},
    "%YAML 1.2\n---\na: b\n...\n": {"a": "b"},
    "%YAML 1.1\n---\na: no": {"a": "no"},
    "--- {a: b}\n": {"a": "b"},
    "a: b\r\nc:\r\n- d\r\n": {"a": "b", "c": ["d"]},
    "a: x\u0085y\u2028z\u2029\nb: '\u2028'": {"a": "x\u0085y\u2028z\u2029", "b": "\u2028"},
    "a: \ufeffb": {"a": "\ufeffb"},
    "\ufeffa: b": {"\ufeffa": "b"},
    "a: \uf8ff\u2028\U000f0000": {"a": "\uf8ff\u2028\U000f0000"},
    "url: http://a.b/c#d\ntime: 12:30": {"url": "http://a.b/c#d", "time": "12:30"},
    "a:\tb\t# c": {"a": "b"},
    "مؤشر: عملاء محتملون": {"مؤشر": "عملاء محتملون"},
}


@pytest.mark.parametrize(("text", "data"), DATA.items(), ids=list(DATA))
def test_data(text: str, data: object) -> None:
    assert read(text).data == data


VALUES: list[tuple[str, Path]] = [
    ("a: «b»", ("a",)),
    ("a: «b c» # d", ("a",)),
    ("a: «'b # c'»   # d", ("a",)),
    ('a: «"b\\n"»\n', ("a",)),
    ("a: &x   «b»\n", ("a",)),
    ("a: &x # why\n  «b: c\n  d: e»\n", ("a",)),
    ("a: &x «b»\nc: *x\n", ("a",)),
    ("a: &x b\nc: «*x»\n", ("c",)),
    ("a: &x {k: «b»}\nc: *x\n", ("c", "k")),
    ("a:«»\nb: c", ("a",)),
    ("a:«»   # nothing\nb: c", ("a",)),
    ("-«»\n- b", (0,)),
    ("{a:«» , b}", ("a",)),
    ("a: «|\n  text\n  more»\n\n\nb: c", ("a",)),
    ("a: «>-\n  text»\n  \n", ("a",)),
    ("a:\n  «b: c\n  d:\n    - e»\n\n# end\nf: g", ("a",)),
    ("a:\n  «- b\n  - c: d»\n\nf: g", ("a",)),
    ("a:\n- b\n- «c: d\n  e: f»\n\n", ("a", 1)),
    ("a: «[b, c ]» \n", ("a",)),
    ("a: «{b: c\n }»\n", ("a",)),
    ("[a: «b», c]", (0, "a")),
    ("[«a: b», c]", (0,)),
    ("a: «x\n  y»\nb: c", ("a",)),
    ("\r\n«a: b\r\nc: d»\r\n", ()),
    ("a: 📈\r\nb: «é📈»\r\n", ("b",)),
    ("a: x\u0085\u2028y\nb: «z»", ("b",)),
    ("a: {b: «c»}\nd: e", ("a", "b", "x", 3)),  # absent: the nearest present parent
    ("«a: [1]»", ("nothing",)),
    ("a: «[1]»", ("a", 5)),
]


@pytest.mark.parametrize(("marked", "path"), VALUES)
def test_place_of_a_value(marked: str, path: Path) -> None:
    text, span = unmark(marked)
    assert read(text).span(path) == span


KEYS: list[tuple[str, Path]] = [
    ("«a»: b", ("a",)),
    ("a: {«'b'»: c}", ("a", "b")),
    ("- x\n- «b»: c\n", (1, "b")),
    ("&x «a»: b", ("a",)),
    ("a: &x {«k»: b}\nc: *x\n", ("c", "k")),
    ("? «a»\n: b", ("a",)),
]


@pytest.mark.parametrize(("marked", "path"), KEYS)
def test_place_of_a_key(marked: str, path: Path) -> None:
    text, span = unmark(marked)
    assert read(text).key_span(path) == span


def test_what_has_no_key() -> None:
    document = read("a: [b]")
    assert document.key_span(()) is None
    assert document.key_span(("a", 0)) is None
    assert document.key_span(("x",)) is None


@pytest.mark.parametrize(
    ("path", "there"),
    [((), True), (("a",), True), (("a", 0), True), (("a", 1), False), (("a", -1), False), (("b",), False),
     (("a", "0"), False), (("a", 0, "x"), False), (("n",), True)],
)  # fmt: skip
def test_has(path: Path, there: bool) -> None:
    assert read("a: [b]\nn:").has(path) is there


COMMENTS = {
    "# one\na: b # two\n\n  #three  \n": ["one", "two", "three"],
    "a: 'x # y'\nb: \"# z\"\nc: x#y\nd: http://x#y": [],
    "a: |  # head\n  text # inside\n# after\nb: c": ["head", "after"],
    "%YAML 1.2 # version\n--- # start\na: b\n... # end\n": ["version", "start"],
    "a: [b, # one\n  c] # two\r\nd: e\r\n": ["one", "two"],
    "a: # nothing\nb: c": ["nothing"],
    "a: &x # named\n  b\nc: *x # again": ["named", "again"],
    "a: b\n#": [""],
}


@pytest.mark.parametrize(("text", "expected"), COMMENTS.items(), ids=list(COMMENTS))
def test_comments(text: str, expected: list[str]) -> None:
    document = read(text)
    found = document.comments()
    assert [comment.text for comment in found if comment.text != "end"] == expected
    assert all(shown(document, comment.span.start) == "#" for comment in found)


def shown(document: Document, offset: int) -> str:
    return document.source.text[offset]
