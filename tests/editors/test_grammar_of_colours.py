"""The TextMate grammar is made of the lexer, and colours every word as the lexer reads it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.lexer import CLAUSE_KEYWORDS, KEYWORDS, SYMBOLS, lex
from kpi_rules.source import Source

TOP = Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tools"))
import editor_grammar  # noqa: E402

NODE = shutil.which("node")
SIGNS = frozenset([*SYMBOLS.values(), "BRACE_OPEN", "BRACE_CLOSE"])
WORDS_OF_ALL_KINDS = """\
# A word of each kind. "no text" 12 rule x
define ten_of(kpi: kpi, list: list number?) = [1_000.5, 2026-01-31, 2 weeks, -3]
rule معرف-عربي "{{literal}} \\"quoted\\" \\u{1F600} {upper("inner {count(plan.kpis)} text")} end"
  let replace = 1 + ten_of(plan.owner)
  let with = replace
  for each kpi in plan.kpis where kpi.rule.also is present and kpi.name matches /a\\/b "c" [0-9]/ or not true
  when replace == 1 and with != 2
  must kpi.in <= 3 months
  say "over
       two lines"
  replace kpi.name with "x" with 1
also
  must false
"""


def scope_of(text: str, kind: str, value: object) -> str:
    """How the word of a kind has to be coloured."""
    fixed = {
        "RULE_ID": "entity.name.class", "REGEX": "string.regexp", "NUMBER": "constant.numeric", "DATE": "constant.numeric.date",
        "DURATION": "constant.numeric", "TEXT_START": "string.quoted", "TEXT_PART": "string.quoted", "TEXT_END": "string.quoted",
    }  # fmt: skip
    if kind in fixed:
        return fixed[kind]
    if kind in SIGNS:
        return "punctuation|keyword.operator"
    if kind == "NAME":
        return "variable.other|support.function|entity.name.function"
    return "keyword|storage.type|constant.language"


def mistakes(text: str, coloured: list[tuple[int, int, list[str]]]) -> Iterator[str]:
    """Words whose innermost colour is not of their kind."""
    lexemes, problems = lex(Source("a.rules", text))
    assert not problems
    for lexeme in lexemes:
        wanted = scope_of(text, lexeme.kind, lexeme.value).split("|")
        start, end = lexeme.span.start, lexeme.span.end
        for one_start, one_end, scopes in coloured:
            if one_start >= end or one_end <= start or not text[max(start, one_start) : min(end, one_end)].strip():
                continue
            innermost = scopes[-1]
            if lexeme.kind == "TEXT_PART" and innermost.startswith("constant.character.escape"):
                continue
            if not any(innermost.startswith(one) for one in wanted):
                line = text.count("\n", 0, start) + 1
                yield f"line {line}: {text[start:end]!r} is {lexeme.kind}, coloured as {innermost}"


def colours(modules: Path, *texts: str, folder: Path) -> list[list[tuple[int, int, list[str]]]]:
    files = [folder / f"{number}.rules" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, "utf-8", newline="")
    script = Path(__file__).with_name("colours.js")
    ran = subprocess.run(
        [NODE, script, editor_grammar.FILE, modules, *files],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return json.loads(ran.stdout)


def test_the_file_is_what_the_tool_writes() -> None:
    assert editor_grammar.FILE.read_text("utf-8") == editor_grammar.written(), "run python tools/editor_grammar.py"


def test_no_word_of_the_language_is_left_out() -> None:
    written = json.dumps(editor_grammar.grammar()["patterns"])
    for word in (*KEYWORDS, *CLAUSE_KEYWORDS, *BUILTINS):
        assert word in written


def test_every_word_is_coloured_as_the_lexer_reads_it(modules: Path, tmp_path: Path) -> None:
    texts = [WORDS_OF_ALL_KINDS, *(file.read_text("utf-8") for file in sorted(TOP.glob("policies/*/*.rules")))]
    told = colours(modules, *texts, folder=tmp_path)
    assert [list(mistakes(text, one)) for text, one in zip(texts, told, strict=True)] == [[] for _ in texts]


def test_what_follows_a_text_that_ends_is_no_text(modules: Path, tmp_path: Path) -> None:
    text = 'rule a "x {y} }" # z\n'
    found = {text[start:end]: scopes for start, end, scopes in colours(modules, text, folder=tmp_path)[0]}
    assert found["y"][-1] == "variable.other.kpi-rules"
    assert "meta.embedded.expression.kpi-rules" in found["y"]
    assert found[" # z"[1:]][-1] == "comment.line.number-sign.kpi-rules"
    assert any("invalid.illegal.kpi-rules" in scopes for scopes in found.values())
