"""Where a name of a pack is given and where it is used: a define, a setting, a rule's id, a name within a rule; and what to change to rename it.

Comes in: a rules text and an offset. Goes out: places in the pack's own files. In manifests, locales and tests a name is found as the word that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kpi_rules.editing.rules.in_locales import in_locales
from kpi_rules.editing.rules.named import Named
from kpi_rules.editing.rules.rules_text import RulesText
from kpi_rules.editing.rules.scope_at import base_before, names_at, record_of, type_of
from kpi_rules.language.lexer import KEYWORDS
from kpi_rules.source import Location, Source, Span

_NAME = re.compile(r"[^\W\d]\w*")
_ID = re.compile(r"[^\W\d_]\w*(?:-\w+)*")


def named_at(text: RulesText, offset: int) -> Named | None:
    """What the word at an offset names."""
    number = text.at(offset)
    if number is None or text.kind(number) not in ("NAME", "RULE_ID"):
        return None
    word = text.lexemes[number]
    name = str(word.value)
    if text.kind(number) == "RULE_ID":
        return Named(name, "rule", word.span)
    if text.kind(number - 1) == "DOT":
        base = type_of(text, base_before(text, number - 1), names_at(text, word.span.start))
        record = record_of(base) or ""
        return Named(name, "setting" if record == "settings" else "field", word.span, record=record)
    declaration = text.declaration_at(word.span.start)
    local = names_at(text, declaration.span.end).get(name) if declaration else None
    if local is not None and local.span is not None:
        return Named(name, "local", word.span, declaration)
    given = {one.name for file in _texts(text) for one in file.declarations if one.kind == "DEFINE"}
    is_define = name in given or name in text.environment.defines
    return Named(name, "define", word.span) if is_define else None


def definitions(text: RulesText, named: Named) -> tuple[Location, ...]:
    """Where it is given; for a rule's id, the tests that expect it."""
    if named.kind == "local" and named.declaration is not None:
        known = names_at(text, named.declaration.span.end).get(named.name)
        return (text.place(known.span),) if known is not None and known.span is not None else ()
    if named.kind == "define":
        own = [
            Location(one.source, declaration.name_span)
            for one in _texts(text)
            for declaration in one.declarations
            if declaration.kind == "DEFINE" and declaration.name == named.name
        ]
        define = text.environment.defines.get(named.name)
        return tuple(own) or ((Location(define.source, define.value.span),) if define else ())
    if named.kind == "setting":
        setting = text.around.settings.get(named.name)
        return (setting.declared,) if setting else ()
    if named.kind == "rule":
        return tuple(one for one in _beside(text, named) if "/tests/" in one.source.name)
    return tuple(_in_schema(text, named))


def references(text: RulesText, named: Named) -> tuple[Location, ...]:
    """Every place in the pack that the name stands at."""
    if named.kind == "local" and named.declaration is not None:
        words = range(named.declaration.first, named.declaration.after)
        own = tuple(
            text.place(text.lexemes[number].span)
            for number in words
            if text.kind(number) == "NAME"
            and text.lexemes[number].value == named.name
            and text.kind(number - 1) != "DOT"
        )
        return (*own, *in_locales(text.around.beside, named))
    found = [place for one in _texts(text) for place in _in_rules(one, named)]
    return (*found, *_beside(text, named), *in_locales(text.around.beside, named))


def renamed(text: RulesText, named: Named, name: str) -> tuple[Location, ...] | None:
    """The places to write another name at; nothing where it cannot be one, or is taken."""
    form = _ID if named.kind == "rule" else _NAME
    if named.kind == "field" or form.fullmatch(name) is None or (named.kind != "rule" and name in KEYWORDS):
        return None
    if named.kind == "define" and named.name not in {one.name for file in _texts(text) for one in file.declarations}:
        return None
    if named.kind == "setting" and not any(one.source.name.endswith("pack.yaml") for one in definitions(text, named)):
        return None
    return references(text, named)


def _texts(text: RulesText) -> Iterator[RulesText]:
    """The pack's rule files, this one as it stands."""
    own = PurePosixPath(text.source.name).name
    yield text
    for source in text.around.files:
        if PurePosixPath(source.name).name != own:
            yield RulesText(source, text.around)


def _in_rules(text: RulesText, named: Named) -> Iterator[Location]:
    for number, word in enumerate(text.lexemes):
        if word.value != named.name:
            continue
        after_dot = text.kind(number - 1) == "DOT"
        of_settings = after_dot and number > 1 and text.lexemes[number - 2].value == "settings"
        if (
            (named.kind == "rule" and word.kind == "RULE_ID")
            or (named.kind == "setting" and of_settings)
            or (named.kind == "define" and word.kind == "NAME" and not after_dot and _is_call(text, number))
        ):
            yield text.place(word.span)


def _is_call(text: RulesText, number: int) -> bool:
    return text.kind(number + 1) == "LPAR" or text.kind(number - 1) == "DEFINE"


_BESIDE = {
    "rule": r"(?m)(?:^[ \t]+|\b[\w-]+/|# expect:[^\n]*?[\s,]){name}(?=\s*:|\s*$|\s*[,\[\]])",
    "setting": r"(?m)(?:^[ \t]+{name}(?=\s*:)|# set:[ \t]*{name}(?=\s*=))",
}


def _beside(text: RulesText, named: Named) -> Iterator[Location]:
    """The name in the manifest, the locales and the tests: as a key, in `# expect:` and `# set:`."""
    pattern = _BESIDE.get(named.kind)
    if pattern is None:
        return
    searched = re.compile(pattern.replace("{name}", re.escape(named.name)))
    for source in text.around.beside:
        for found in searched.finditer(source.text):
            yield Location(source, Span(found.end() - len(named.name), found.end()))


def _in_schema(text: RulesText, named: Named) -> Iterator[Location]:
    """Where a field is declared: in the pack's manifest, else in the schema of plans."""
    from kpi_rules.resources import bundled

    key = re.compile(rf"(?m)\b{re.escape(named.name)}(?=\s*:)")
    for source in text.around.beside[:1]:
        fields = source.text.find("\nfields:")
        if fields >= 0 and (found := key.search(source.text, fields)):
            yield Location(source, Span(found.start(), found.end()))
            return
    path = bundled("schemas") / "plan.schema.json"
    schema = Source(str(path), path.read_text("utf-8"))
    start = max(0, schema.text.find(f'"{named.record}": {{')) if named.record != "plan" else 0
    if found := re.compile(rf'"{re.escape(named.name)}"(?=\s*:)').search(schema.text, start):
        yield Location(schema, Span(found.start(), found.end()))
