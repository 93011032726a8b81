"""A rules file as it is being written: its words, its declarations, and what the pack around it knows. Made of any text.

Comes in: a source, its pack's `Surroundings`. Goes out: what the answers of this folder are made of. Reads no file.
"""

from __future__ import annotations

from functools import cached_property

from kpi_rules.language.checked import Environment
from kpi_rules.language.lexer import HEADS, Lexeme, lex
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_rules.packs.policy import Setting


class Surroundings(Struct, eq=False):
    """What a pack knows: types, settings, defines, the texts of its own files, its manifest."""

    environment: Environment
    settings: Mapping[str, Setting] = field(default_factory=dict)
    files: tuple[Source, ...] = ()
    """Its rule files, as they are open."""
    beside: tuple[Source, ...] = ()
    """Its manifest, locales and tests."""
    pack: str = ""
    """Its name."""
    inherited: Mapping[str, Source] = field(default_factory=dict)
    """The rules of packs that it builds on, by full id: what each says."""


class Declaration(Struct):
    """A rule, an amendment or a define: its words by number, its name where it has one."""

    kind: str
    first: int
    after: int
    name: str
    name_span: Span
    span: Span


class RulesText(Struct, eq=False):
    """A rules file."""

    source: Source
    around: Surroundings

    @property
    def environment(self) -> Environment:
        """Records, settings and defines."""
        return self.around.environment

    @cached_property
    def lexemes(self) -> tuple[Lexeme, ...]:
        """Its words; what is none is left out."""
        return lex(self.source)[0]

    def kind(self, number: int) -> str:
        """The kind of a word; nothing where there is none."""
        return self.lexemes[number].kind if 0 <= number < len(self.lexemes) else ""

    def at(self, offset: int) -> int | None:
        """The word that an offset touches; a name before a sign."""
        found = [n for n, one in enumerate(self.lexemes) if one.span.start <= offset <= one.span.end]
        return min(found, key=lambda n: (self.kind(n) not in ("NAME", "RULE_ID"), -n), default=None)

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """Its rules and defines in order."""
        starts = [n for n, one in enumerate(self.lexemes) if one.kind in HEADS]
        return tuple(
            self._declaration(first, after)
            for first, after in zip(starts, [*starts[1:], len(self.lexemes)], strict=False)
        )

    def _declaration(self, first: int, after: int) -> Declaration:
        word = self.lexemes[first]
        named = self.kind(first + 1) in ("RULE_ID", "NAME") and first + 1 < after
        name = self.lexemes[first + 1] if named else word
        text = str(name.value) if named else ""
        span = Span(word.span.start, self.lexemes[after - 1].span.end)
        return Declaration(word.kind, first, after, text, name.span, span)

    def declaration_at(self, offset: int) -> Declaration | None:
        """The rule or define that an offset is in or behind."""
        before = [one for one in self.declarations if one.span.start <= offset]
        return before[-1] if before else None

    def place(self, span: Span) -> Location:
        """A place in it."""
        return Location(self.source, span)
