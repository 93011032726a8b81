"""What a pack says, part by part, for its lock: its rules and defines by what they say, its settings and levels by what stands there.

Layout, comments and the file that a rule stands in are no part of what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from json import dumps

from kpi_rules.language.lexer import lex
from kpi_rules.language.parser import parse_rules
from kpi_rules.packs.manifest import read_manifest
from kpi_rules.packs.policy import Pack
from kpi_rules.source import Source, Span

MOST_SIGNS = 60
"""Signs of a value that is written out; a longer one is known by its hash."""


def hash_of(data: bytes) -> str:
    """A hash, with what made it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def parts_of(pack: Pack) -> dict[str, str]:
    """Each part by its kind and name (`rule no-owner`, `setting max_kpis`), with its value or a hash."""
    return dict(sorted((*_rules(pack), *_manifest(pack))))


def _rules(pack: Pack) -> Iterator[tuple[str, str]]:
    for source in pack.rule_sources:
        file, _ = parse_rules(source)
        for rule in file.rules if file else ():
            yield f"rule {rule.id.name}", _words(source, rule.span)
        for amend in file.amends if file else ():
            yield f"amend {amend.id.name}", _words(source, amend.span)
        for define in file.defines if file else ():
            yield f"define {define.name.name}", _words(source, define.span)


def _words(source: Source, span: Span) -> str:
    lexemes, _ = lex(Source("", source.slice(span)))
    return hash_of(repr([(one.kind, one.value) for one in lexemes]).encode("utf-8", "surrogatepass"))


def _manifest(pack: Pack) -> Iterator[tuple[str, str]]:
    manifest, _ = read_manifest(pack.manifest, project=False)
    if manifest is None:
        return
    for name, value in manifest.settings.items():
        yield from _setting(name, value)
    for name, weight in manifest.levels.items():
        yield f"level {name}", _shown(weight)
    for record, fields in manifest.fields.items():
        for name, value in fields.items():
            yield f"field {record}.{name}", _shown(value)


def _setting(name: str, value: object) -> Iterator[tuple[str, str]]:
    """A setting by its value; what else is declared of it by itself."""
    parts = value if isinstance(value, Mapping) else {"default": value}
    for part, what in parts.items():
        yield f"setting {name}" if part == "default" else f"setting {name}.{part}", _shown(what)


def _shown(value: object) -> str:
    """A value as it stands there, where it is short."""
    text = value if isinstance(value, str) else dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= MOST_SIGNS and text.isprintable() else hash_of(text.encode("utf-8", "surrogatepass"))
