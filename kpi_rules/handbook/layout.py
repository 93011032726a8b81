"""Rules and defines as `pack format` lays them out, however their file is written.

Comes in: a rule file. Goes out: conditions and defines as text. Knows nothing of documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from textwrap import dedent

from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.formatting.comments import comments, comments_before
from kpi_rules.language.formatting.formatter import format_rules
from kpi_rules.language.lexer import lex
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.quoted import condition, condition_in, definition
from kpi_rules.language.tree import RuleFile
from kpi_rules.source import Source
from kpi_rules.structs import Struct


class Layout(Struct):
    """The texts of a file's rules and defines, by name."""

    rules: Mapping[str, str]

    @classmethod
    def of(cls, source: Source) -> Layout:
        """The layout of a file."""
        file = _laid_out(source)
        return cls({rule.id.name: condition_in(rule, file.source) for rule in file.rules} if file else {})

    def condition(self, checked: CheckedRule) -> str:
        """What a rule asks."""
        amended = any(step.span.start > checked.tree.condition.span.end for step in checked.tree.steps)
        return condition(checked) if amended else self.rules.get(checked.id) or condition(checked)

    def define(self, define: CheckedDefine) -> str:
        """A define."""
        file = _laid_out(define.source)
        for node in file.defines if file else ():
            if file is not None and node.name.name == define.name:
                return dedent(file.source.slice(node.span))
        return definition(define)


@cache
def _laid_out(source: Source) -> RuleFile | None:
    """The file in the one layout, and without its comments."""
    text, _ = format_rules(Source(source.name, _bare(source)))
    return None if text is None else parse_rules(Source(source.name, text))[0]


def _bare(source: Source) -> str:
    text = source.text
    for comment in reversed(comments(source, lex(source)[0])):
        text = text[: comment.span.start] + text[comment.span.end :]
    return text


def opening(source: Source, name: str) -> str | None:
    """What the comment that a file begins with says: its first block; the file's own name in front of it is left out."""
    words: list[str] = []
    line = 0
    for comment in comments_before(source, lex(source)[0], 0):
        number = source.position(comment.span.start).line
        if words and number != line + 1:
            break
        words.append(comment.text.lstrip("#").strip())
        line = number
    text = " ".join(filter(None, words))
    label, colon, rest = text.partition(": ")
    if colon and label.casefold().removeprefix("the ") == name.replace("-", " ").casefold():
        text = rest
    return text[:1].upper() + text[1:] or None
