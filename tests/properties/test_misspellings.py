"""A misspelling never loads: not in a rule, not in a manifest.

Each name that stands in a rule (fields, functions, settings, types, names that the rule gives, texts of a closed set) is misspelt where
it stands, and the pack's rules are checked again: there is a diagnostic that names it, and no rule. So is each word of the language.
A name that is only given and never used is nobody's misspelling. Each key of each manifest is misspelt, too, and each name that it refers to.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest
from faults import misspellings, paths
from specimens import policy

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document, load
from kpi_rules.language import tree
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.lexer import CLAUSE_KEYWORDS, KEYWORDS, lex
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.tree import RuleFile
from kpi_rules.language.types import Enum
from kpi_rules.language.walk import walk
from kpi_rules.packs import Pack, bundled_packs, load_policy
from kpi_rules.packs.settings import Setting
from kpi_rules.source import Source, Span

SAMPLE = 12
"""Misspellings for each pack in a bounded run."""
tried: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print("\nmisspelt: " + ", ".join(f"{many:,} {what}" for what, many in tried.items()))


def pack_named(name: str) -> Pack:
    return next(each for each in policy((name,)).packs if each.name == name)


@cache
def environment(name: str) -> Environment:
    settings: dict[str, Setting] = dict(policy((name,)).settings)
    return Environment(policy((name,)).schema.records, {each: setting.type for each, setting in settings.items()})


@cache
def parsed(source: Source) -> RuleFile:
    file, _ = parse_rules(source)
    assert file is not None
    return file


def places(file: RuleFile, called: frozenset[str]) -> Iterator[Span]:
    """Where names stand that something depends on; `called`: the defines of the pack that are."""
    yield from (define.name.span for define in file.defines if define.name.name in called)
    for top in (*file.defines, *file.rules):
        used = {node.name for node in walk(top) if isinstance(node, tree.Name)}
        for node in walk(top):
            match node:
                case tree.Name():
                    yield node.span
                case tree.FieldOf(field=field):
                    yield field.span
                case tree.Call(function=function):
                    yield function.span
                case tree.ForEach(variable=name) | tree.Let(name=name) | tree.Quantifier(variable=name):
                    if name.name in used:
                        yield name.span
                case tree.Comprehension(variable=name):
                    if name.name in used:
                        yield name.span
                case tree.Parameter(name=name, declared_text=declared):
                    last = declared.name.split()[-1]
                    start = declared.span.end - len(last)
                    yield Span(start, start + len(last.rstrip("?")))
                    if name.name in used:
                        yield name.span


def closed_texts(name: str) -> Iterator[tuple[Source, Span]]:
    """Texts in rules that are compared with a field of a closed set of texts."""
    for rule in policy((name,)).rules:
        if rule.pack == name:
            for node in walk(rule.checked.tree):
                if isinstance(node, tree.Comparison):
                    for one, other in ((node.left, node.right), (node.right, node.left)):
                        if isinstance(one, tree.Text) and isinstance(other.type, Enum) and not other.type.literal:
                            yield rule.checked.source, Span(one.span.start + 1, one.span.end - 1)


def checked(name: str, source: Source, text: str) -> tuple[int, tuple[Diagnostic, ...]]:
    """The rules of a pack with one of its files changed: how many load, and what is told."""
    file, problems = parse_rules(Source(source.name, text))
    if file is None:
        return 0, problems
    files = [file if each == source else parsed(each) for each in pack_named(name).rule_sources]
    rules, problems = check_rules(files, environment(name))
    return len(rules), problems


@pytest.mark.parametrize("name", bundled_packs())
def test_a_misspelt_name_in_a_rule_never_loads(name: str, whole: bool) -> None:
    files = [parsed(source) for source in pack_named(name).rule_sources]
    tops = [top for file in files for top in (*file.defines, *file.rules)]
    called = frozenset(node.function.name for top in tops for node in walk(top) if isinstance(node, tree.Call))
    every = [(file.source, span) for file in files for span in sorted(set(places(file, called)))]
    for source, span in sampled([*every, *closed_texts(name)], name, whole):
        for word in misspellings(source.slice(span)) if whole else [source.slice(span) + "q"]:
            text = source.text[: span.start] + word + source.text[span.end :]
            loaded, problems = checked(name, source, text)
            where = f"{source.name}:{source.position(span.start)}: {word}"
            assert (loaded, bool(problems)) == (0, True), where
            tried["names"] += 1
            right = source.slice(span)  # a name that a rule gives, misspelt there, is told where the right one stands
            assert any(said in quoted(each) for each in problems for said in (word, right)), where


def quoted(diagnostic: Diagnostic) -> set[str]:
    """What a diagnostic names, and the words of the types that it names."""
    names = re.findall("`([^`]+)`", str(diagnostic))
    return {*names, *(word for name in names for word in name.rstrip("?").split())}


def sampled(every: list[tuple[Source, Span]], name: str, whole: bool) -> list[tuple[Source, Span]]:
    return every if whole else Random(name).sample(every, min(SAMPLE, len(every)))


@pytest.mark.parametrize("name", bundled_packs())
def test_a_misspelt_word_of_the_language_never_loads(name: str, whole: bool) -> None:
    """`mist`, `shuold`, `sya`: a word of the language that is none."""
    every = [(source, span) for source in pack_named(name).rule_sources for span in words(source)]
    for number, (source, span) in enumerate(sampled(every, name, whole)):
        wrong = list(misspellings(source.slice(span)))
        text = source.text[: span.start] + wrong[number % len(wrong)] + source.text[span.end :]
        loaded, problems = checked(name, source, text)
        assert (loaded, bool(problems)) == (0, True), (
            f"{source.name}:{source.position(span.start)}: {text[span.start :][:20]}"
        )
        tried["words of the language"] += 1


def words(source: Source) -> Iterator[Span]:
    """Where words of the language stand, in texts' expressions too."""
    lexemes, _ = lex(source)
    for lexeme in lexemes:
        if lexeme.kind != "NAME" and source.slice(lexeme.span) in KEYWORDS | CLAUSE_KEYWORDS:
            yield lexeme.span


@pytest.mark.parametrize("name", bundled_packs())
def test_a_misspelt_manifest_never_loads(name: str, whole: bool, tmp_path: Path) -> None:
    """Every key but names that it declares itself, in `settings` and `fields`: those the rules would miss, where they use them."""
    folder = tmp_path / name
    shutil.copytree(pack_named(name).folder.path, folder, ignore=shutil.ignore_patterns("tests", "locales"))
    document, _ = load(pack_named(name).manifest)
    assert document is not None
    every = list(_spans(document))
    for span in every if whole else Random(name).sample(every, min(6, len(every))):
        text = document.source.text
        changed = text[: span.end] + "q" + text[span.end :]
        (folder / "pack.yaml").write_text(changed, "utf-8")
        found, problems = load_policy([str(folder)])
        assert found is None, changed[span.start - 20 : span.end + 20]
        assert problems
        tried["manifests"] += 1


def _spans(document: Document) -> Iterator[Span]:
    """Keys, and the packs, rules and types that are referred to."""
    for path in paths(document.data):
        declared = len(path) == 2 and path[0] in ("settings", "levels")
        declared |= path[0] == "fields" and len(path) == 3
        key = document.key_span(path)
        if key is not None and not (declared and path[0] != "levels"):
            yield key
        if path[0] == "extends" and len(path) == 2:
            yield document.span(path)
