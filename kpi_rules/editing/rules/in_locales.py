"""Where the texts of locales use a name: in the expressions between their braces, as `{kpi.name}` and `{settings.max_kpis}`.

Comes in: a pack's files beside its rules, a name. Goes out: places. A name of a rule's own is looked for in the texts of that rule. Knows no more of
YAML than how a mapping in braces begins, and that the lines of an entry are indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpi_rules.editing.rules.named import Named
from kpi_rules.source import Location, Source, Span

_BRACES = r"(?<!\{)\{(?!\{)[^{}]*\}"
_MAPPING = r"\{\s*[\w\-]+\s*:\s"
_USE = {
    "local": r"(?<![\w.\-]){name}(?![\w\-]|\s*\()",
    "define": r"(?<![\w.\-]){name}(?=\s*\()",
    "setting": r"(?<![\w.\-])settings\.{name}(?!\w)",
}


def in_locales(beside: Iterable[Source], named: Named) -> Iterator[Location]:
    """The places in locales that a name stands at."""
    pattern = _USE.get(named.kind)
    if pattern is None or (named.kind == "local" and (named.declaration is None or named.declaration.kind != "RULE")):
        return
    use = re.compile(r'\\?"[^"{}]*"|' + pattern.replace("{name}", re.escape(named.name)))
    for source in beside:
        if "/locales/" not in source.name:
            continue
        start, end = _entry(source.text, named.declaration.name) if named.declaration else (0, len(source.text))
        for braces in re.compile(_BRACES).finditer(source.text, start, end):
            if re.match(_MAPPING, braces[0]):
                continue
            for found in use.finditer(source.text, braces.start(), braces.end()):
                if not found[0].endswith('"'):
                    yield Location(source, Span(found.end() - len(named.name), found.end()))


def _entry(text: str, rule: str) -> tuple[int, int]:
    """Where the texts of a rule stand: from its key to the next line that is indented no deeper."""
    key = re.search(rf"(?m)^([ \t]+){re.escape(rule)}\s*:", text)
    if key is None:
        return 0, 0
    end = re.compile(rf"(?m)^(?![ \t]{{{len(key[1]) + 1}}})(?=[ \t]*[^\s#])").search(text, key.end())
    return key.start(), end.start() if end else len(text)
