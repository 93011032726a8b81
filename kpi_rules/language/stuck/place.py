"""A place where the grammar has no word for what stands there, and what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules.language.lexer import CLAUSE_WORDS, VALUE_ENDS, Lexeme
from kpi_rules.language.syntax_messages import Said
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

CLOSING = {"LPAR": ("(", ")"), "LSQB": ("[", "]"), "BRACE_OPEN": ("{", "}")}
OPENING = {"RPAR": "LPAR", "RSQB": "LSQB", "BRACE_CLOSE": "BRACE_OPEN"}
COMPARE = frozenset(["EQ", "NE", "LT", "LE", "GT", "GE", "IN", "BETWEEN", "MATCHES", "IS"])
Answer = tuple[Said, Span]


class Place(Struct):
    """Where the grammar got stuck."""

    source: Source
    lexemes: Sequence[Lexeme]
    index: int
    accepts: frozenset[str]

    @property
    def found(self) -> Lexeme | None:
        return self.lexemes[self.index] if self.index < len(self.lexemes) else None

    @property
    def before(self) -> Lexeme | None:
        return self.lexemes[self.index - 1] if self.index else None

    @property
    def after(self) -> Lexeme | None:
        return self.lexemes[self.index + 1] if self.index + 1 < len(self.lexemes) else None

    @property
    def kind(self) -> str:
        return self.found.kind if self.found else ""

    @property
    def before_kind(self) -> str:
        return self.before.kind if self.before else ""

    @property
    def span(self) -> Span:
        """Where it stands; after the last word where words are missing."""
        end = self.lexemes[-1].span.end
        return self.found.span if self.found else Span(end, end)

    @property
    def word(self) -> str:
        return self.source.slice(self.span)

    @property
    def clause_may_begin(self) -> bool:
        return "MUST" in self.accepts

    @property
    def value_is_wanted(self) -> bool:
        return "NUMBER" in self.accepts

    @property
    def value_has_ended(self) -> bool:
        open_still = "DOT" in self.accepts or "AND" in self.accepts
        return not self.value_is_wanted and (
            open_still or ((self.clause_may_begin or "$END" in self.accepts) and self.before_kind in VALUE_ENDS)
        )

    def begins_line(self, lexeme: Lexeme) -> bool:
        """Whether a word is the first of its line."""
        return not self.source.text[self.source.text.rfind("\n", 0, lexeme.span.start) + 1 : lexeme.span.start].strip()

    def rest_of_line(self, start: int) -> str:
        """What stands on a line from an offset on, comments aside."""
        end = self.source.text.find("\n", start)
        return self.source.text[start : end if end >= 0 else len(self.source.text)].partition(" #")[0].strip()

    def kinds_of_clause(self) -> list[str]:
        """The kinds of the words of this clause, up to here."""
        kinds = [lexeme.kind for lexeme in self.lexemes[: self.index]]
        last = max((at for at, kind in enumerate(kinds) if kind in CLAUSE_WORDS), default=0)
        return kinds[last:]

    def opened(self) -> list[Lexeme]:
        """The brackets that are open here."""
        open_: list[Lexeme] = []
        for lexeme in self.lexemes[: self.index]:
            if lexeme.kind in CLOSING:
                open_.append(lexeme)
            elif lexeme.kind in OPENING and open_:
                open_.pop()
        return open_
