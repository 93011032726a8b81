"""Rules that no plan could be checked against in reasonable time and memory: refused when their pack loads.

Comes in: the checked rules of a pack. Goes out: diagnostics. What a rule costs on a plan of a given size is
`kpi_rules.language.compiler.cost`'s business, and asked only where a rule is large with its defines written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import syntax_messages as messages
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.compiler.extent import MOST_LOOPS, MOST_PARTS, Extents
from kpi_rules.language.tree import RuleFile
from kpi_rules.language.walk import walk
from kpi_rules.source import Location

MOST_PATTERNS = 500
"""Patterns in a pack: each takes memory of its own while plans are checked."""


def too_much(rules: Sequence[CheckedRule], files: Sequence[RuleFile]) -> tuple[Diagnostic, ...]:
    """What is wrong with the rules of a pack although they check."""
    extents = Extents(rules[0].defines) if rules else None
    found = [problem for rule in rules if extents for problem in _too_large(rule, extents)]
    return (*found, *_too_many_patterns(files))


def _too_large(rule: CheckedRule, extents: Extents) -> Iterator[Diagnostic]:
    parts, loops = extents.of(rule.tree)
    place = Location(rule.source, rule.tree.id.span)
    if parts > MOST_PARTS:
        from kpi_rules.language.compiler.cost import cost

        if cost(rule).unbounded:
            said = messages.too_large(rule.id)
            yield Diagnostic(said.message, place, said.help)
    if loops > MOST_LOOPS:
        said = messages.too_many_loops(rule.id, MOST_LOOPS)
        yield Diagnostic(said.message, place, said.help)


def _too_many_patterns(files: Sequence[RuleFile]) -> Iterator[Diagnostic]:
    if sum(file.source.text.count("matches") for file in files) <= MOST_PATTERNS:
        return
    seen: set[str] = set()
    for file in files:
        for node in walk((*file.defines, *file.rules)):
            if isinstance(node, tree.Matches) and isinstance(node.pattern, tree.Identifier):
                seen.add(node.pattern.name)
                if len(seen) > MOST_PATTERNS:
                    said = messages.too_many_patterns(MOST_PATTERNS)
                    yield Diagnostic(said.message, Location(file.source, node.pattern.span), said.help)
                    return
