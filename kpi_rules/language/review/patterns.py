"""Patterns that are most likely meant otherwise: rule files come in, warnings go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import tree
from kpi_rules.language.patterns import doubtful
from kpi_rules.language.review.warning import warn
from kpi_rules.language.walk import walk
from kpi_rules.source import Span


def odd_patterns(files: Sequence[tree.RuleFile]) -> Iterator[Diagnostic]:
    """The doubtful parts of every pattern of these files."""
    for file in files:
        for node in walk((*file.defines, *file.rules, *file.amends)):
            if isinstance(node, tree.Matches) and isinstance(node.pattern, tree.Identifier):
                start = node.pattern.span.start + 1
                written = file.source.slice(node.pattern.span)[1:-1]
                for said, part in doubtful(written):
                    span = Span(start + part.start, start + part.end) if part.end > part.start else node.pattern.span
                    yield warn(said.message, file.source, span, said.help)
