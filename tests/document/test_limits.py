"""Hostile and broken files: a clear diagnostic, quickly. (Those of 50 to 100 MB were measured by hand.)"""

import time
import tracemalloc
from collections.abc import Callable

import pytest

from kpi_rules.document import Limits, decode, load
from kpi_rules.source import Source

BYTES = [
    (b"a: b\nc: \xff\n", "the byte 0xFF stands here", "plan.yaml:2:4"),
    (b"\xef\xbb\xbfa: b\n\xff", "the byte 0xFF stands here", "plan.yaml:2:1"),
    ("a: é".encode("latin-1"), "the byte 0xE9 stands here", "plan.yaml:1:4"),
    ("a: b".encode("utf-16"), "UTF-16", "plan.yaml:1:1"),
    ("a: b".encode("utf-16-le"), "UTF-16", "plan.yaml:1:1"),
    ("a: b".encode("utf-32"), "UTF-16 or UTF-32", "plan.yaml:1:1"),
    (b"a: b\nc: \0\n", "the control character U+0000", "plan.yaml:2:4"),
    (b"a: \x1b[31m", "the control character U+001B", "plan.yaml:1:4"),
    (b"x" * 101, "larger than 100 bytes", "plan.yaml:1:1"),
]


@pytest.mark.parametrize(("data", "message", "place"), BYTES)
def test_bytes(data: bytes, message: str, place: str) -> None:
    source, (diagnostic,) = decode("plan.yaml", data, Limits(size=100))
    assert source is None
    assert message in diagnostic.message
    assert str(diagnostic.location) == place


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\0\0\0",
        bytes(range(256)),
        b"title: A\n" + bytes(range(32)),
    ],
)
def test_what_is_no_text_at_all_is_not_shown(data: bytes) -> None:
    source, (diagnostic,) = decode("plan.yaml", data)
    assert source is None
    assert diagnostic.message == "cannot read `plan.yaml`: it is binary, not text"
    assert diagnostic.location is None


def test_byte_order_mark_and_line_ends() -> None:
    source, diagnostics = decode("plan.yaml", b"\xef\xbb\xbfa: b\r\n\tc")
    assert source == Source("plan.yaml", "a: b\r\n\tc")
    assert diagnostics == ()


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE: list[tuple[str, str, Callable[[], str], str]] = [
    ("billion laughs", "yaml", lambda: LAUGHS, "aliases such as this one repeat"),
    ("chained aliases", "yaml", lambda: "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 99)),
     "nest too deep"),
    ("cyclic aliases", "yaml", lambda: "a: &a\n" + "- *a\n" * 20_000, "would never end"),
    ("a megabyte of [", "yaml", lambda: "[" * 1_000_000, "more than 64 levels"),
    ("a megabyte of {", "yaml", lambda: "{" * 1_000_000, "a key must be text"),
    ("a megabyte of dashes", "yaml", lambda: "- " * 500_000, "more than 64 levels"),
    ("deep lines", "yaml", lambda: "".join(" " * i + "a:\n" for i in range(1500)), "more than 64 levels"),
    ("a long number", "yaml", lambda: "a: " + "9" * 1_000_000, "more than 100 digits"),
    ("a long fraction", "yaml", lambda: "a: 0." + "9" * 1_000_000, "more than 100 digits"),
    ("a long key", "yaml", lambda: "k" * 1_000_000 + ": 1", "longer than the 1024 characters"),
    ("a long ? key", "yaml", lambda: "? " + "k" * 900_000 + "\n: 1", "longer than 1000 characters"),
    ("a long text", "yaml", lambda: "a: " + "x" * 2_000_000, "no end of one text within 1000000 characters"),
    ("a long quoted text", "yaml", lambda: "a: '" + "x\n " * 700_000, "no end of one text within 1000000 characters"),
    ("a long comment", "yaml", lambda: "#" * 2_000_000, "no end of one text within 1000000 characters"),
    ("repeated keys", "yaml", lambda: "a: 1\n" * 50_000, "stands here a second time"),
    ("near names", "yaml", lambda: "".join(f"- &name{i} x\n" for i in range(9000)) + "- *namex\n" * 30, "nothing above"),
    ("many documents", "yaml", lambda: "---\n" * 100_000, "a second document"),
    ("many [", "json", lambda: "[" * 300_000, "more than 64 levels"),
    ("depth", "json", lambda: "[" * 65 + "]" * 65, "more than 64 levels"),
    ("a long number", "json", lambda: '{"a": ' + "9" * 1_000_000 + "}", "more than 100 digits"),
    ("a long key", "json", lambda: '{"' + "k" * 1_000_000 + '": 1}', "longer than 1000 characters"),
    ("a long text", "json", lambda: '["' + "k" * 2_000_000 + '"]', "no end of one text"),
    ("repeated keys", "json", lambda: "{" + '"a": 1, ' * 50_000 + '"b": 1}', "stands here a second time"),
    ("a megabyte of [", "toml", lambda: "a = " + "[" * 1_000_000, "more than 64 levels"),
    ("a long dotted key", "toml", lambda: "a." * 500_000 + "b = 1", "more than 64 levels"),
    ("a long dotted table", "toml", lambda: "[" + "a." * 500_000 + "b]", "more than 64 levels"),
    ("a long number", "toml", lambda: "a = " + "9" * 1_000_000, "more than 100 digits"),
    ("a long text", "toml", lambda: 'a = """' + '"x' * 1_000_000, "no end of one text"),
    ("repeated keys", "toml", lambda: "a = 1\n" * 20_000, "stands here a second time"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "message"), [case[1:] for case in HOSTILE],
                         ids=[f"{form}: {name}" for name, form, _, _ in HOSTILE])  # fmt: skip
def test_hostile(form: str, text: Callable[[], str], message: str) -> None:
    source = Source(f"plan.{form}", text())
    before = time.process_time()
    document, diagnostics = load(source)
    assert time.process_time() - before < 2
    assert document is None
    assert message in diagnostics[0].message
    assert len(diagnostics) <= 21
    assert all(diagnostic.location is not None for diagnostic in diagnostics)


def test_memory_stays_small() -> None:
    source = Source("plan.yaml", LAUGHS + "z: [" * 100_000)
    tracemalloc.start()
    load(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def _told(text: str) -> list[tuple[str, str]]:
    return [(str(diagnostic.location), diagnostic.message) for diagnostic in load(Source("plan.yaml", text))[1]]


@pytest.mark.parametrize("before", ["", "title: A\ntitle: B\nkpis: []\nx: "])
@pytest.mark.parametrize("sign", ["[", "{", "{a: ", "- ", "? ", "[{", "[? "])
@pytest.mark.parametrize("levels", [999, 1000, 1001, 5000])
def test_the_reason_does_not_hang_on_how_deep_it_is(before: str, sign: str, levels: int) -> None:
    """libyaml 0.2.6 stops by itself at 1,000 levels, 0.2.5 at none."""
    assert _told(before + sign * levels) == _told(before + sign * 70) != []


def test_no_limit_is_beyond_what_libyaml_bears() -> None:
    document, (diagnostic,) = load(Source("plan.yaml", "[" * 2000 + "]" * 2000), Limits(depth=100_000))
    assert document is None
    assert "levels inside each other" in diagnostic.message


@pytest.mark.parametrize("ending", ["", "end: {}\n", "x: >\n  y\n"])
def test_nodes_of_one_mapping(ending: str) -> None:
    text = "x: &a 1\n" + "".join(f"k{number}: 1\n" for number in range(20)) + ending.replace("x:", "y:")
    document, (diagnostic,) = load(Source("plan.yaml", text), Limits(nodes=30))
    assert document is None
    assert diagnostic.message == "the file holds more than 30 keys and values"


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_nodes(form: str) -> None:
    text = "[" + ", ".join(["1"] * 10) + "]"
    assert load(Source(f"plan.{form}", text), Limits(nodes=11))[0] is not None
    document, (diagnostic,) = load(Source(f"plan.{form}", text), Limits(nodes=10))
    assert document is None
    assert "more than 10 keys and values" in diagnostic.message
    assert load(Source(f"plan.{form}", '["' + "," * 15 + '"]'), Limits(nodes=10))[0] is not None


def test_half_as_many_nodes_in_toml() -> None:
    text = "".join(f"k{number} = 1\n" for number in range(6))
    assert load(Source("plan.toml", text), Limits(nodes=24))[0] is not None
    document, (diagnostic,) = load(Source("plan.toml", text), Limits(nodes=22))
    assert document is None
    assert "more than 11 keys and values" in diagnostic.message


def test_aliases_count_as_what_they_repeat() -> None:
    text = "- &a [1, 2, 3]\n- *a\n- *a\n"
    assert load(Source("plan.yaml", text), Limits(repeated=8))[0] is not None
    assert load(Source("plan.yaml", text), Limits(repeated=7))[0] is None


@pytest.mark.parametrize(("form", "text"), [("yaml", "[[[1]]]"), ("json", "[[[1]]]"), ("toml", "a = [[1]]")])
def test_depth(form: str, text: str) -> None:
    assert load(Source(f"plan.{form}", text), Limits(depth=3))[0] is not None
    assert load(Source(f"plan.{form}", text), Limits(depth=2))[0] is None
