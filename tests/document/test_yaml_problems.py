"""What is said of a YAML text that cannot be used, and where."""

import pytest
from marked import unmark

from kpi_rules.document import load
from kpi_rules.source import Source

PROBLEMS = [
    # not a plan's YAML
    ("«»", "the file is empty"),
    ("«»\n  \n", "the file is empty"),
    ("«»# a comment\n", "nothing but comments"),
    ("a: 1\n«a»: 2", "the key `a` stands here a second time"),
    ("x:\n  - {a: 1, 'b': 2, «\"b\"»: 3}", "the key `b` stands here a second time"),
    ("a: 1\n«---»\nb: 2\n", "a second document begins here"),
    ("a: «!!str» 5", "the tag `!!str` has no meaning here"),
    ("a: &x «!mine» {b: c}", "the tag `!mine` has no meaning here"),
    ("a: [«!!int» 5, b]", "the tag `!!int` has no meaning here"),
    ("«<<»: {a: b}", "`<<` has no meaning here"),
    ("a: «*nope»", "nothing above is named `&nope`"),
    ("a: &x [b, «*x»]", "would never end"),
    ("? «[»a]\n: b", "a key must be text"),
    ("? «{»a: c}\n: b", "a key must be text"),
    ("a: &x b\n«*x» : c", "a key must be text"),
    ("a: «.inf»", "`.inf` is not a number that a plan can hold"),
    ("a: «»1e1000".replace("«»1e1000", "«1e1000»"), "more than 100 digits"),
    ("a: «>5»\nb: c", "announces text on the lines below, and there is none"),
    ("a: «|»\nb: c", "announces text on the lines below, and there is none"),
    ("«k»".replace("k", "k" * 1020) + ": v", "a key is longer than 1000 characters"),
    # quotes
    ('a: «"foo»\nb: c', "this quote is never closed"),
    ("a: 'x'\nb: 'it'«s'»\n", "text stands after the closing quote"),
    ("a: 'x'\nb: «'its»\n", "this quote is never closed"),
    ("a: «'b»\n---\nc: d", "not closed before the line `---`"),
    ('a: "x" «y»\n', "text stands after the closing quote"),
    ("a: 'it's' b", None),
    ('a: "«\\q»"', "`\\q` stands for nothing"),
    ('a: "C:«\\U»sers"', None),
    # colons
    ("a: b«:» c", "a second colon stands in this line"),
    ("a: b\n  «c:» d", "a key stands here, inside the value of the line above"),
    ("a: b\n«foo»\nc: d", "this line has no colon"),
    ("«foo»\nb: c", "this line has no colon"),
    ("a: b\n«:» c", "a key is missing before the colon"),
    ("«kkk»: v".replace("kkk", "k" * 3000), "longer than the 1024 characters"),
    # brackets
    ("a: «[»1, 2", "this `[` is never closed"),
    ("a: «{»b: 1", "this `{` is never closed"),
    ("a: [«[»", "this `[` is never closed"),
    ("a: «[»b,\n", "this `[` is never closed"),
    ("a: [1, 2\n«b:» 3", "missing before this"),
    ("a: [b] «c»", "text stands after the closing `]`"),
    ("a: b\n«]»", "this `]` closes nothing"),
    ("a: [b, «,» c]", "a value is expected before `,`"),
    # indentation
    ("a:\n«\t»b: c", "a tab cannot indent"),
    ("a: b\n«\t»c: d", "a tab cannot indent"),
    ("a:\n   b: c\n  «d:» e", "starts in a column where nothing above it starts"),
    ("a: 1\n «b:» 2", "a key stands here, inside the value"),
    ("- a\n«b:» c", "neither an entry of the list above nor outside it"),
    ("a: b\n«- c»", "a list entry stands where a key is expected"),
    ("a: «- b»", "a list cannot begin here"),
    ("a:\n- «\t»# why\n  b: c", "a tab cannot stand here"),
    # signs
    ("target: «>= 95%»", "a value that starts with `>` needs quotes"),
    ("target: «> 95»", "a value that starts with `>` needs quotes"),
    ("a: «@team»", "a text cannot start with `@`"),
    ("a: «`x`»", "a text cannot start with ```"),
    ("a: «%» x", "a text cannot start with `%`"),
    ("a: «*»", "a value that starts with `*` needs quotes"),
    ("a: «&»", "a value that starts with `&` needs quotes"),
    # the head of the file
    ("«%YAML 1.3»\n---\na: b", "only YAML 1.1 and 1.2"),
    ("«%FOO bar»\n---\na: b", "read as an instruction"),
    ("%YAML 1.2\n«a:» b", "a line `---` is missing"),
    ("{a: b}\n«c:» d", "the value above is complete"),
    ("a: x«\ufffe»y", "the character U+FFFE cannot stand"),
]


@pytest.mark.parametrize(("marked", "message"), PROBLEMS, ids=[marked[:40] for marked, _ in PROBLEMS])
@pytest.mark.parametrize("crlf", [False, True])
def test_problem(marked: str, message: str | None, crlf: bool) -> None:
    text, span = unmark(marked.replace("\n", "\r\n") if crlf else marked) if "«" in marked else (marked, None)
    document, diagnostics = load(Source("plan.yaml", text))
    assert document is None
    (diagnostic,) = diagnostics
    assert diagnostic.location is not None
    if message is not None:
        assert message in diagnostic.message
        assert diagnostic.location.text == text[span.start : span.end] if span else True
        assert diagnostic.location.span == span
    for words in ("token", "scalar", "block mapping", "block collection", "stream"):
        assert words not in f"{diagnostic.message} {diagnostic.help}"


def test_a_repeated_key_shows_the_first() -> None:
    _, (diagnostic,) = load(Source("plan.yaml", "x: {a: 0}\ny:\n  a: 1\n  b: 2\n  a: 3\n"))
    assert [(note.label, str(note.location)) for note in diagnostic.notes] == [("first here", "plan.yaml:3:3")]


def test_several_at_once_in_the_order_of_the_text() -> None:
    text = "a: !!str 1\nb: *x\na: 2\n<<: 3\nc: .nan\nd: [\n"
    _, diagnostics = load(Source("plan.yaml", text))
    assert [str(diagnostic.location) for diagnostic in diagnostics] == [
        "plan.yaml:1:4", "plan.yaml:2:4", "plan.yaml:3:1", "plan.yaml:4:1", "plan.yaml:5:4", "plan.yaml:6:4",
    ]  # fmt: skip


def test_only_so_many_are_told() -> None:
    _, diagnostics = load(Source("plan.yaml", "a: 1\n" * 1000))
    assert len(diagnostics) == 21
    assert diagnostics[-1].message == "979 more problems like these"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (">= 500 leads by 2026-12-31", '">= 500 leads by 2026-12-31"'),
        (">= 500 leads # as agreed", '">= 500 leads"'),
        ('>= 500 "hot" leads', "'>= 500 \"hot\" leads'"),
        (">= 5 of 'x' \\ \"y\"", "'>= 5 of ''x'' \\ \"y\"'"),
    ],
)
def test_what_is_to_be_written_reads(written: str, instead: str) -> None:
    _, (diagnostic,) = load(Source("plan.yaml", f"target: {written}\n"))
    assert diagnostic.help == f"write `{instead}`"
    document, problems = load(Source("plan.yaml", f"target: {instead}\n"))
    assert document is not None, problems
    assert document.data == {"target": written.partition(" #")[0]}
