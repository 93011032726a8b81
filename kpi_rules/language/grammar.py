"""The grammar's parser, whose table is worked out when the grammar changes (`tools/grammar_table.py`) and lies beside it: making it takes lark a
fifth of a run that knows nothing.

Comes in: `grammar.lark` and its table. Goes out: the parser. The table of another grammar, and of a series of lark that has not been looked
at, is not used: then it is worked out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import Lexer, TerminalDef

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

TABLE: Final = "grammar.table.json"
SERIES: Final = ("1.1", "1.2", "1.3")
"""Those of lark that read the table alike."""
_OPTIONS: Final[Mapping[str, Any]] = {
    "parser": "lalr",
    "start": ["rule", "amend", "define", "expression", "text"],
    "maybe_placeholders": True,
}


class NoLexer(Lexer):
    """The words are fed to the parser one by one; nothing is left to lex."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, *_: Any) -> Any:
        return iter(())


@cache
def parser() -> Lark:
    """The parser."""
    return kept() or worked_out()


def worked_out() -> Lark:
    """The parser, made of the grammar."""
    return Lark(_text("grammar.lark"), lexer=NoLexer, **_OPTIONS)


def kept() -> Lark | None:
    """The parser, made of the table."""
    data = json.loads(_text(TABLE))
    if data["grammar"] != _digest() or not lark.__version__.startswith(tuple(f"{series}." for series in SERIES)):
        return None
    table = data["data"]["parser"]["parser"]
    table["tokens"] = _by_number(table["tokens"])
    table["states"] = {state: _by_number(actions) for state, actions in _by_number(table["states"]).items()}
    data["data"]["options"] = {**_OPTIONS, "lexer": NoLexer}
    data["data"]["parser"]["lexer_conf"]["lexer_type"] = NoLexer
    return Lark.load({"data": data["data"], "memo": _by_number(data["memo"])})


def table() -> str:
    """The table as it is kept."""
    data, memo = worked_out().memo_serialize([TerminalDef, Rule])
    data["options"] = data["parser"]["lexer_conf"]["lexer_type"] = None  # given anew
    whole = {"grammar": _digest(), "data": data, "memo": memo}
    return json.dumps(whole, separators=(",", ":"), sort_keys=True) + "\n"


def _by_number(named: dict[str, Any]) -> dict[int, Any]:
    """What JSON has by text."""
    return {int(number): value for number, value in named.items()}


def _text(name: str) -> str:
    return (files("kpi_rules.language") / name).read_text("utf-8")


def _digest() -> str:
    return sha256(_text("grammar.lark").encode()).hexdigest()
