"""What an editor asks about rules: tables of a text with a cursor and what is to be among the answers; and that no cut of any file raises."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest

from kpi_rules.editing.rules import completion, hover, outline, references
from kpi_rules.editing.rules.in_locales import in_locales
from kpi_rules.editing.rules.named import Named
from kpi_rules.editing.rules.rules_text import Declaration, RulesText, Surroundings
from kpi_rules.editing.rules.surroundings import surroundings
from kpi_rules.editing.rules.tokens import tokens
from kpi_rules.source import Source, Span

POLICIES = Path(__file__).parents[2] / "policies"
MANIFEST = """name: acme
version: 1.0.0
extends: [core]
settings:
  most: {type: number, default: 5, description: How many are enough}
fields:
  kpi: {sponsor: {type: text, description: Who pays}}
"""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    folder = tmp_path_factory.mktemp("packs") / "acme"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, "utf-8")
    (folder / "own.rules").write_text("define is_big(kpi: kpi) = kpi.target.value is present\n", "utf-8")
    return surroundings(folder)


def cut(text: str) -> tuple[str, int]:
    return text.replace("|", "", 1), text.index("|")


def asked(text: str, around: Surroundings) -> tuple[RulesText, int]:
    written, offset = cut(text)
    return RulesText(Source("acme/own.rules", written), around), offset


RULE = 'rule x "X"\n  for each kpi in plan.kpis\n'
COMPLETIONS = [
    ("|", ["rule", "define"], ["must"]),
    (RULE + "  |", ["when", "let", "must", "should", "could", "for each"], ["then", "rule"]),
    (RULE + "  must kpi.|", ["name", "owner", "sponsor"], ["rule", "must"]),
    (RULE + "  must kpi.ow|", ["owner"], ["most"]),
    (RULE + "  must kpi.target.|", ["value", "operator"], ["owner"]),
    (RULE + "  must count(plan.|", ["kpis", "objectives"], []),
    (RULE + "  must plan.kpis.|", ["owner"], []),
    (RULE + "  must settings.|", ["most"], ["owner"]),
    (RULE + '  must kpi.direction == "|"', ["increase", "decrease"], ["owner", "kpi"]),
    (RULE + "  must kpi.direction == |", ["increase", "decrease", "kpi"], []),
    (RULE + "  must |", ["kpi", "plan", "settings", "count", "is_big", "not", "every"], ["say"]),
    (RULE + "  must kpi.owner is |", ["present", "missing"], ["plan"]),
    (RULE + "  must kpi.owner is present |", ["say", "fix", "at", "and", "rule"], ["must", "should"]),
    (RULE + '  must kpi.owner is present\n  say "{kpi.|}"', ["owner"], ["say"]),
    (RULE + '  must kpi.owner is present\n  say "{|}"', ["kpi", "plan"], ["say"]),
    (RULE + '  must kpi.owner is present\n  say "nothing of |"', [], ["kpi", "say"]),
    (RULE + "  let goal = kpi.target\n  must goal.|", ["value"], ["owner"]),
    (RULE + "  must every one in plan.objectives satisfies one.|", ["id", "title"], ["owner_of"]),
    (RULE + "  # kpi.|", [], ["owner", "rule"]),
    ("define f(o: objective) = o.|", ["title"], ["target"]),
    ("amend |", ["core/no-mission", "core/kpi-without-owner"], ["rule", "acme/own"]),
    ("amend core/kpi-w|", ["core/kpi-without-owner"], ["must"]),
    (
        "amend core/kpi-without-owner\n  |",
        ["when", "say", "fix", "because", "source"],
        ["must", "let", "for each", "at"],
    ),
    ("amend core/kpi-without-owner\n  when kpi.ow|", ["owner"], ["most"]),
    ("amend kpi-without-owner\n  when |", ["kpi", "led"], ["say"]),
    ("define f(o: |", ["kpi", "text", "list of"], []),
]


@pytest.mark.parametrize(("text", "there", "absent"), COMPLETIONS, ids=[one[0][-30:] for one in COMPLETIONS])
def test_completion(text: str, there: list[str], absent: list[str], acme: Surroundings) -> None:
    labels = [one.label for one in completion.complete(*asked(text, acme))]
    assert [one for one in there if one not in labels] == []
    assert [one for one in absent if one in labels] == []
    assert len(labels) == len(set(labels))


HOVERS = [
    (RULE + "  must kpi.ow|ner is present", "kpi.owner: "),
    (RULE + "  must kp|i.owner is present", "kpi: kpi"),
    (RULE + "  must settings.mo|st > 3", "How many are enough"),
    (RULE + "  must kpi.spon|sor is present", "Who pays"),
    (RULE + "  must co|unt(plan.kpis) > 3", "How many values a list has."),
    (RULE + "  must is_b|ig(kpi)", "define is_big(kpi: kpi) -> truth"),
]


@pytest.mark.parametrize(("text", "words"), HOVERS)
def test_hover(text: str, words: str, acme: Surroundings) -> None:
    told = hover.hover(*asked(text, acme))
    assert told is not None
    assert words in "\n".join(told.paragraphs)


@pytest.mark.parametrize(
    ("text", "label", "active"),
    [
        (RULE + "  must count(|", "count(values: list of any) -> number", 0),
        (RULE + '  must join(plan.kpis.name, "|', "join(", 1),
        (RULE + "  must is_big(|)", "is_big(kpi: kpi) -> truth", 0),
    ],
)
def test_signatures(text: str, label: str, active: int, acme: Surroundings) -> None:
    found = hover.signature(*asked(text, acme))
    assert found is not None
    assert found.label.startswith(label)
    assert found.active == active


def test_no_signature_outside_a_call(acme: Surroundings) -> None:
    assert hover.signature(*asked(RULE + "  must count(plan.kpis) > |", acme)) is None


@pytest.mark.parametrize(
    ("text", "name", "kind", "count"),
    [
        (RULE + "  must k|pi.owner is present", "kpi", "local", 2),
        ("define b(k: kpi) = k.name is present\n" + RULE + "  must b|(kpi)", "b", "define", 2),
        (RULE + "  must settings.mo|st > settings.most", "most", "setting", 3),
        ("rule n|o-owner", "no-owner", "rule", 1),
    ],
)
def test_what_is_renamed(text: str, name: str, kind: str, count: int, acme: Surroundings) -> None:
    written, offset = asked(text, acme)
    if kind == "define":
        written = RulesText(written.source, Surroundings(acme.environment, acme.settings))
    named = references.named_at(written, offset)
    assert named is not None
    assert (named.name, named.kind) == (name, kind)
    places = references.renamed(written, named, "other")
    assert places is not None
    assert [one.text for one in places] == [name] * count


LOCALE = """\
rules:
  other:
    say: "{kpi.name} and {goal}"
  no-owner:
    title: kpi, goal (max_kpis)
    say: "{kpi.name}, {{kpi}}, {first(k for kpi in x) otherwise \\"kpi\\"}, {plan.kpi}: {goal}, {settings.max_kpis}"
    fix: >-
      Do {goal
      otherwise twice(goal)} or {twice(kpi)}
  # kpi
  last: {title: kpi, say: "{kpi.name} {settings.max_kpis}"}
"""
IN_LOCALES = [
    ("local", "kpi", [5, 5, 8]),
    ("local", "goal", [5, 7, 8]),
    ("setting", "max_kpis", [5, 10]),
    ("define", "twice", [8, 8]),
]


@pytest.mark.parametrize(("kind", "name", "lines"), IN_LOCALES)
def test_what_is_renamed_in_locales(kind: Literal["local", "setting", "define"], name: str, lines: list[int]) -> None:
    beside = [Source("acme/locales/ar.yaml", LOCALE), Source("acme/pack.yaml", LOCALE)]
    rule = Declaration("RULE", 0, 1, "no-owner", Span(0, 0), Span(0, 0)) if kind == "local" else None
    found = list(in_locales(beside, Named(name, kind, Span(0, 0), rule)))
    assert [one.text for one in found] == [name] * len(lines)
    assert [LOCALE.count("\n", 0, one.span.start) for one in found] == lines


def test_a_word_of_the_language_is_no_name(acme: Surroundings) -> None:
    written, offset = asked(RULE + "  must k|pi.owner is present", acme)
    named = references.named_at(written, offset)
    assert named is not None
    assert references.renamed(written, named, "must") is None
    assert references.renamed(written, named, "a b") is None


def everything(text: RulesText, offset: int) -> None:
    completion.complete(text, offset)
    hover.hover(text, offset)
    hover.signature(text, offset)
    named = references.named_at(text, offset)
    if named is not None:
        references.definitions(text, named)
        references.references(text, named)
        references.renamed(text, named, "other")


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*/*.rules")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_cut_of_any_file_at_any_cursor_raises(path: Path) -> None:
    around = Surroundings(surroundings(POLICIES / "core").environment)
    whole = path.read_text("utf-8")
    chance = random.Random(path.name)
    for _ in range(12):
        start = chance.randrange(len(whole))
        end = min(len(whole), start + chance.randrange(1, 400))
        text = RulesText(Source(path.name, whole[start:end]), around)
        for offset in (0, len(text.source.text), chance.randrange(len(text.source.text) + 1)):
            everything(text, offset)
        found = tokens(text)
        assert all(one.start < one.end for one in found)
        assert all(one.end <= two.start for one, two in pairwise(found))
        outline.symbols(text)
        outline.folds(text)
