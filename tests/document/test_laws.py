"""Laws over random texts: every span, cut from the text, is what was reported; and nothing that is read ever fails."""

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from marked import paths, read

from kpi_rules.document import Document, Limits, decode, load
from kpi_rules.document.scalars import Refused, resolve
from kpi_rules.source import Source

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff\ufeff"))
_PLAIN = st.from_regex(r"[a-zA-Z0-9.é📈\u2028ع][a-zA-Z .%é📈\u2028ع/-]{0,12}", fullmatch=True)
PLAIN = _PLAIN.map(lambda text: text.strip(" ")).filter(lambda text: "inf" not in text and "nan" not in text.lower())
WORD = st.from_regex(r"[a-zé]{1,6}", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(bool), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def yaml_texts(draw: st.DrawFn) -> tuple[str, dict[tuple[str | int, ...], str]]:
    """A block of lists and mappings, and what stands at each path."""
    lines: list[str] = []
    expected: dict[tuple[str | int, ...], str] = {}

    def scalar() -> str:
        style = draw(st.sampled_from(["plain", "single", "double"]))
        if style == "plain":
            return draw(PLAIN)
        words = draw(TEXT)
        return "'" + words.replace("'", "''") + "'" if style == "single" else json.dumps(words, ensure_ascii=False)

    def value(path: tuple[str | int, ...], indent: str, head: str) -> None:
        kind = draw(st.sampled_from(["scalar", "scalar", "mapping", "list"])) if len(path) < 3 else "scalar"
        after = draw(st.sampled_from(["", " ", "  # why", ' \t# it\'s "so"']))
        if kind == "scalar":
            expected[path] = scalar()
            anchor = draw(st.sampled_from(["", "", f"&n{len(lines)} "]))
            lines.append(f"{head} {anchor}{expected[path]}{after}")
            return
        lines.append(head + after.replace("\t", " "))  # a tab after `-` is more than libyaml reads
        if kind == "list":
            for index in range(draw(st.integers(1, 3))):
                value((*path, index), indent + "  ", f"{indent}  -")
            return
        for key in draw(st.lists(WORD, min_size=1, max_size=3, unique=True)):
            value((*path, key), indent + "  ", f"{indent}  {key}:")

    for key in draw(st.lists(WORD, min_size=1, max_size=3, unique=True)):
        value((key,), "", f"{key}:")
    return draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""]), expected


@given(yaml_texts())
def test_a_span_is_its_value(case: tuple[str, dict[tuple[str | int, ...], str]]) -> None:
    text, expected = case
    document = read(text)
    for path, written in expected.items():
        assert document.source.slice(document.span(path)) == written
    for path, _ in paths(document.data):
        key = document.key_span(path)
        if path and isinstance(path[-1], str):
            assert key is not None
            assert document.source.slice(key) == path[-1]


@given(VALUES)
def test_json_is_read_alike_as_json_and_as_yaml(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1).replace("\x7f", "")
    as_json, as_yaml = read(text, "a.json"), read(text, "a.yaml")
    assert as_json.data == as_yaml.data
    for path, _ in paths(as_json.data):
        assert as_json.span(path) == as_yaml.span(path)
        assert as_json.key_span(path) == as_yaml.key_span(path)


SNIPPETS = st.lists(
    st.sampled_from(
        ["a", "b", ":", ": ", "- ", "-", "\n", "\n  ", "\n ", " ", "'", '"', "[", "]", "{", "}", ",", "#", " # c\n", "&x ",
         "*x", "!t ", "|\n", ">\n", ">5", "? ", "<<", "---\n", "...\n", "%YAML 1.2\n", "\t", "\r\n", "\r", "\\", "\\u00e9",
         "\u2028", "\x85", "\ufeff", "📈", "1", "1.5", "0x1", "=", "[[", "]]", "a.b", "'''", '"""', "\n\n", "null", "@", "`", "~"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


def load_anything(source: Source) -> Document | None:
    document, diagnostics = load(source, Limits(depth=8, nodes=50, repeated=20, text=40, key=10, digits=5, problems=3))
    assert (document is None) == bool(diagnostics)
    for diagnostic in diagnostics:
        assert diagnostic.location is not None
        span = diagnostic.location.span
        assert 0 <= span.start <= span.end <= len(source.text)
    if document is not None:
        for path, value in paths(document.data):
            assert not isinstance(value, float)
            assert document.has(path)
            span = document.span(path)
            assert 0 <= span.start <= span.end <= len(source.text)
        for comment in document.comments():
            assert source.slice(comment.span).startswith("#")
    return document


@settings(max_examples=1500)
@given(SNIPPETS, st.sampled_from(["yaml", "json", "toml"]))
def test_any_text_ends_in_data_or_diagnostics(text: str, form: str) -> None:
    load_anything(Source(f"plan.{form}", text))


@settings(max_examples=500)
@given(SNIPPETS)
def test_a_plain_span_reads_as_its_value(text: str) -> None:
    document, _ = load(Source("plan.yaml", text))
    for path, value in paths(document.data) if document else ():
        written = document.source.slice(document.span(path)) if document else ""
        if not isinstance(value, (dict, list)) and written and written[0] not in "'\"|>*" and "\n" not in written:
            assert "\r" in written or resolve(written, 100) == value


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    source, diagnostics = decode("plan.yaml", data)
    assert (source is None) == bool(diagnostics)
    if source is not None:
        load_anything(source)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_numbers_are_exact(number: Decimal) -> None:
    try:
        assert resolve(str(number), 100) == number
    except Refused:
        assert len(f"{number:f}") > 100
