"""Values that a text was to show and does not: `${…}`, `{{…}}`, `%s` and the like, as other languages write them.

Rule files come in, warnings go out. A text may mean any sign; what is told looks like a path of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.language import tree
from kpi_rules.language.review.warning import warn
from kpi_rules.language.walk import walk
from kpi_rules.source import Source, Span

_VALUE = r"[^\W\d][\w.]*(?:\([^(){}\n]*\))?(?:\.\w+)*"
_DOUBLED = rf"\{{\{{\s*({_VALUE})\s*\}}\}}"
_PREFIXED = r"[$#%@](?=\{[^{])"
_OTHER = rf"(?:\$\(|%\(|\$|<%=?\s*|\[\[)\s*({_VALUE})\s*(?:\)s?|%>|\]\]|(?<=\w))"
_PLACEHOLDER = r"(?<![\w%])%(?:[sdifu]\b|\d\$s)|(?<!\w)\{\{?\d?\}\}"


def odd_texts(files: Sequence[tree.RuleFile]) -> Iterator[Diagnostic]:
    """The texts of rules that show signs where a value was most likely meant."""
    for file in files:
        for rule in file.rules:
            for part in (rule, *rule.also):
                for text in (part.say, part.fix):
                    if text is not None:
                        yield from _of_text(text.source or file.source, text, _roots(part))


def _roots(rule: tree.Rule) -> frozenset[str]:
    """The names that a value in a text may begin with."""
    names = [
        step.variable.name if isinstance(step, tree.ForEach) else step.name.name
        for step in rule.steps
        if not isinstance(step, tree.When)
    ]
    return frozenset(["plan", "settings", "previous", "portfolio", "today", *names])


def _of_text(source: Source, text: tree.Text, roots: frozenset[str]) -> Iterator[Diagnostic]:
    """The signs between the expressions of one text."""
    inner = [
        part for node in text.parts if not isinstance(node, str) for part in walk(node) if isinstance(part, tree.Text)
    ]
    for start, end in _plain(text):
        written = source.text[start:end]
        for found in re.finditer(_DOUBLED, written):
            if _is_value(found[1], roots):
                yield _shown(source, start, found, tr("`{{` and `}}` are plain braces: no value is shown"))
        for found in re.finditer(_OTHER, written):
            if found[1] and _is_value(found[1], roots) and "." in found[1]:
                yield _shown(source, start, found, tr("a value is shown in braces alone"))
        for found in re.finditer(_PLACEHOLDER, written):
            message = tr("`{sign}` shows no value", sign=found[0])
            help_ = tr("write the value in braces, such as `{path}`", path="{plan.title}")
            yield warn(message, source, Span(start + found.start(), start + found.end()), help_)
    for part in text.parts:
        if not isinstance(part, str) and re.match(_PREFIXED, source.text[part.span.start - 2 : part.span.start + 1]):
            sign, shown = source.text[part.span.start - 2], "{" + source.slice(part.span) + "}"
            message = tr("the `{sign}` before the value is shown, too", sign=sign)
            yield warn(
                message, source, Span(part.span.start - 2, part.span.end + 1), tr("write `{better}`", better=shown)
            )
    for one in inner:
        yield from _of_text(source, one, roots)


def _plain(text: tree.Text) -> Iterator[tuple[int, int]]:
    """Where the text has no expressions."""
    at = text.span.start
    for part in text.parts:
        if not isinstance(part, str):
            yield at, part.span.start - 1
            at = part.span.end + 1
    yield at, text.span.end


def _is_value(written: str, roots: frozenset[str]) -> bool:
    return re.split(r"[.(]", written)[0] in roots or "(" in written


def _shown(source: Source, start: int, found: re.Match[str], message: str) -> Diagnostic:
    span = Span(start + found.start(), start + found.end())
    return warn(message, source, span, tr("write `{better}`", better="{" + found[1] + "}"))
