"""Parts of rules in the language's own words: on one line, in the one layout, without comments."""

from __future__ import annotations

from kpi_rules.language.formatting.forms import Forms
from kpi_rules.language.formatting.layout import render
from kpi_rules.language.lexer import lex
from kpi_rules.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.language import tree

_WIDE = 1_000_000


def phrase(node: tree.Node, source: Source) -> str:
    """An expression or a loop's parts as they are written."""
    return _laid_out(_plain(source.slice(node.span)))


def between(first: tree.Node, last: tree.Node, source: Source) -> str:
    """The words from one part to another."""
    return " ".join(_plain(source.slice(Span(first.span.start, last.span.end))).split())


def _plain(text: str) -> str:
    """A text without its comments."""
    if "#" not in text:
        return text
    lexemes, _ = lex(Source("", text))
    made, at = [], 0
    for one in lexemes:
        gap = text[at : one.span.start]
        made += [" " if "#" in gap else gap, text[one.span.start : one.span.end]]
        at = one.span.end
    return "".join(made)


def _laid_out(text: str) -> str:
    source = Source("", text)
    lexemes, problems = lex(source)
    if problems or not lexemes:
        return " ".join(text.split())
    forms = Forms(source, lexemes)
    made = render(forms.expression(), _WIDE)
    return made if forms.at == len(lexemes) else " ".join(text.split())
