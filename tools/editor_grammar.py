"""Colours of `.rules` files for editors that read TextMate grammars, made of the lexer's own words.

    python tools/editor_grammar.py     after the lexer has changed: writes editors/vscode/syntaxes/kpi-rules.tmLanguage.json

The tests ask for it: the file is what this makes, and every word of the bundled packs is coloured as the lexer reads it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kpi_rules.language import lexer
from kpi_rules.language.builtins import BUILTINS

FILE = Path(__file__).parents[1] / "editors" / "vscode" / "syntaxes" / "kpi-rules.tmLanguage.json"
SCOPE = "source.kpi-rules"
_DECLARING = frozenset(["rule", "amend", "define", "let"])
_CONSTANTS = frozenset(["true", "false"])
_WORD_OPERATORS = frozenset(
    ["and", "or", "not", "in", "is", "matches", "between", "satisfies", "otherwise", "present", "missing"]
)
_SEPARATORS = frozenset("()[],.:?")
_NAMED_AFTER = frozenset(
    ["let", "for", "each", "some", "every", "no", "define", "in", "where", "and", "or", "not", "say"]
)
"""Words after which a name or a value begins: none that `replace`, `with` or `also` could follow as words of the language."""


def grammar() -> dict[str, Any]:
    """The grammar; what is first in the list is tried first."""
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "comment": "Made by tools/editor_grammar.py from the lexer's words: change them there.",
        "name": "KPI rules",
        "scopeName": SCOPE,
        "patterns": [*_comments_and_texts(), *_heads(), *_numbers(), *_words(), *_signs()],
        "repository": {"inside": {"patterns": _inside_a_text()}},
    }


def _comments_and_texts() -> list[dict[str, Any]]:
    text = {
        "name": _scope("string.quoted.double"),
        "begin": '"',
        "end": '"',
        "patterns": [{"include": "#inside"}],
    }
    return [_match(r"#[^\n\r]*", "comment.line.number-sign"), text]


def _inside_a_text() -> list[dict[str, Any]]:
    escapes = "|".join(re.escape(one) for one in lexer._ESCAPES)
    expression = {
        "name": _scope("meta.embedded.expression"),
        "begin": r"\{",
        "end": r"\}",
        "beginCaptures": {"0": {"name": _scope("punctuation.section.embedded.begin")}},
        "endCaptures": {"0": {"name": _scope("punctuation.section.embedded.end")}},
        "patterns": [{"include": "$self"}],
    }
    return [
        _match(rf"{escapes}|{lexer._UNICODE_ESCAPE.pattern}|\{{\{{|\}}\}}", "constant.character.escape"),
        _match(r"\\.|\}", "invalid.illegal"),
        expression,
    ]


def _heads() -> list[dict[str, Any]]:
    """What a word before it makes special: a rule's id, a define's name, an expression after `matches`, a field."""
    return [
        _pair(rf"{_word(['rule'])}\s+({lexer._RULE_ID.pattern})", "storage.type", "entity.name.class"),
        _pair(rf"{_word(['amend'])}\s+({lexer._FULL_ID.pattern})", "storage.type", "entity.name.class"),
        _pair(rf"{_word(['define'])}\s+({lexer._WORD.pattern})", "storage.type", "entity.name.function"),
        _pair(rf"{_word(['matches'])}\s+({_whole(lexer._REGEX)})", "keyword.operator.word", "string.regexp"),
        _pair(rf"(\.)\s*({lexer._WORD.pattern})", "punctuation.separator", "variable.other.property"),
    ]


def _numbers() -> list[dict[str, Any]]:
    number = _whole(lexer._NUMBER)
    return [
        _match(_whole(lexer._DATE), "constant.numeric.date"),
        _match(f"{number}(?:{_whole(lexer._UNIT)})?", "constant.numeric"),
    ]


def _words() -> list[dict[str, Any]]:
    control = lexer.KEYWORDS - _DECLARING - _CONSTANTS - _WORD_OPERATORS
    names = "|".join(rf"\b{word}\s" for word in sorted(_NAMED_AFTER))
    clause = _word(lexer.CLAUSE_KEYWORDS)
    signs = r"[-+*/=<>,(\[:.]\s"
    after = r"(?!\s*(?:[-+*/.=:<>,)\]]|!=))"
    return [
        _match(_word(_DECLARING), "storage.type"),
        _match(_word(_CONSTANTS), "constant.language"),
        _match(_word(_WORD_OPERATORS), "keyword.operator.word"),
        _match(_word(control), "keyword.control"),
        _match(rf"(?<=^|\s)(?<!{signs}|{names}){clause}{after}", "keyword.control"),
        _match(rf"{_word(BUILTINS)}(?=\s*\()", "support.function"),
        _match(lexer._WORD.pattern, "variable.other"),
    ]


def _signs() -> list[dict[str, Any]]:
    signs = sorted(lexer.SYMBOLS, key=lambda sign: (-len(sign), sign))
    operators = "|".join(re.escape(sign) for sign in signs if sign not in _SEPARATORS)
    return [
        _match(operators, "keyword.operator"),
        _match("|".join(re.escape(sign) for sign in signs if sign in _SEPARATORS), "punctuation.separator"),
    ]


def _word(words: Any) -> str:
    return rf"(?<!\w)({'|'.join(sorted(words))})(?!\w)"


def _whole(pattern: re.Pattern[str]) -> str:
    """An expression of the lexer's, as one that captures nothing, with digits that are ASCII where it means those."""
    text = re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern.pattern)
    return text.replace(r"[\d_]", "[0-9_]").replace(r"\d", "[0-9]") if pattern.flags & re.ASCII else text


def _scope(name: str) -> str:
    return f"{name}.kpi-rules"


def _match(expression: str, name: str) -> dict[str, Any]:
    return {"name": _scope(name), "match": expression}


def _pair(expression: str, first: str, second: str) -> dict[str, Any]:
    captures = {"1": {"name": _scope(first)}, "2": {"name": _scope(second)}}
    return {"match": expression, "captures": captures}


def written() -> str:
    """The file."""
    return json.dumps(grammar(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
