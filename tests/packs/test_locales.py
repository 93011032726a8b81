"""Packs in other languages: what is shown, what it falls back on, and what is wrong at its own place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.language import tree
from kpi_rules.packs import Policy, bundled_packs, load_policy
from kpi_rules.packs.align import aligned
from kpi_rules.packs.locales import ALSO, PARTS, locale_tags, read_locale
from kpi_rules.source import Span

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "locales.yaml").read_text("utf-8"))
MANIFEST = (
    "name: acme\ntitle: Acme\ndescription: Ours\nsettings: {most: {type: number, default: 3, description: The most}}\n"
)
RULES = """\
rule few "Few"
  let most = settings.most
  must count(plan.kpis) <= most
  say "{count(plan.kpis)} KPIs"
  fix "Remove some"
  because "Focus."
rule two "Two"
  let most = 9
  must count(plan.roles) <= most
  say "One"
also must plan.title != "" say "Two"
also must plan.vision is present say "Three"
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    (tmp_path / "acme" / "locales").mkdir(parents=True)
    (tmp_path / "acme" / "pack.yaml").write_text(MANIFEST, "utf-8")
    (tmp_path / "acme" / "few.rules").write_text(RULES, "utf-8")
    return tmp_path / "acme"


def put(pack: Path, tag: str, text: str) -> None:
    (pack / "locales" / f"{tag}.yaml").write_text(text, "utf-8")


def loaded(pack: Path | str, language: str | None) -> Policy:
    policy, problems = load_policy([str(pack)], language=language)
    assert policy is not None, [str(problem) for problem in problems]
    return policy


def written(text: tree.Text | None, source: Any) -> str | None:
    """A text with its expressions as they are written."""
    if text is None:
        return None
    own = text.source or source
    return "".join(part if isinstance(part, str) else f"{{{own.slice(part.span)}}}" for part in text.parts)


@pytest.mark.parametrize("case", [case for case in CASES if "problem" not in case], ids=lambda case: case["name"])
def test_texts_in_the_readers_language(case: dict[str, Any], acme: Path) -> None:
    put(acme, "ar", case["locale"])
    rule = next(one.checked for one in loaded(acme, "ar").rules if one.checked.id == case.get("rule", "few"))
    for node, texts in zip((rule.tree, *rule.tree.also), (case, *case.get("also", [])), strict=False):
        for part in {"title", "say", "fix"} & texts.keys():
            assert written(getattr(node, part), rule.source) == texts[part]


@pytest.mark.parametrize("case", [case for case in CASES if "problem" in case], ids=lambda case: case["name"])
def test_what_is_wrong_is_told_at_its_own_place(case: dict[str, Any], acme: Path) -> None:
    put(acme, "ar", case["locale"])
    policy, problems = load_policy([str(acme)], language="ar")
    assert policy is None
    assert all(str(problem.location).startswith(f"{acme}/locales/ar.yaml:") for problem in problems)
    said = [f"{p.location.start.line}:{p.location.start.column} {p.message}; {p.help}" for p in problems if p.location]
    assert said == [case["problem"]]


def test_nobody_reads_a_locale_that_nobody_asked_for(acme: Path) -> None:
    put(acme, "ar", "rules: [")
    assert loaded(acme, None).rules[0].checked.title == "Few"
    assert loaded(acme, "fr").rules[0].checked.title == "Few"


def test_a_language_falls_back_text_by_text(acme: Path) -> None:
    put(acme, "ar", "title: أ\nrules: {few: {title: قليل, because: تركيز}}")
    put(acme, "ar-EG", "rules: {few: {title: قليّل}}")
    rule = loaded(acme, "ar-EG").rules[0].checked
    assert (rule.title, rule.because) == ("قليّل", "تركيز")
    pack = loaded(acme, "ar-EG").packs[0]
    assert (pack.title, pack.description, pack.language) == ("أ", "Ours", "ar-EG")
    assert loaded(acme, "ar-SA").rules[0].checked.title == "قليل"


def test_a_packs_own_language_needs_no_locale(acme: Path) -> None:
    (acme / "pack.yaml").write_text(MANIFEST + "language: ar\n", "utf-8")
    put(acme, "fr", "rules: {few: {title: X}}")
    put(acme, "en", "rules: {few: {title: A few}}")
    assert loaded(acme, "ar-EG").rules[0].checked.title == "Few"
    assert loaded(acme, "en-GB").rules[0].checked.title == "A few"


def test_a_pack_in_arabic_sets_latin_words_apart(acme: Path) -> None:
    (acme / "pack.yaml").write_text(MANIFEST + "language: ar\n", "utf-8")
    rule = loaded(acme, None).rules[0].checked
    assert written(rule.tree.say, rule.source) == "\u2068{count(plan.kpis)}\u2069 KPIs"


def test_settings_are_described(acme: Path) -> None:
    put(acme, "ar", "settings: {most: الأكثر}")
    assert loaded(acme, "ar").settings["most"].description == "الأكثر"
    assert loaded(acme, None).settings["most"].description == "The most"


def test_a_pack_translates_what_it_builds_on(acme: Path) -> None:
    (acme / "pack.yaml").write_text(MANIFEST + "extends: [core]\n", "utf-8")
    put(acme, "fr", "settings: {max_kpis: Le plus}\nrules: {core/no-mission: {title: Une mission}, few: {title: Peu}}")
    policy = loaded(acme, "fr")
    titles = {rule.id: rule.checked.title for rule in policy.rules}
    assert titles["core/no-mission"] == "Une mission"
    assert titles["acme/few"] == "Peu"
    assert policy.settings["max_kpis"].description == "Le plus"


def test_a_locale_outside_of_its_pack_is_refused(acme: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("title: x", "utf-8")
    (acme / "locales" / "ar.yaml").symlink_to(tmp_path / "secret.yaml")
    policy, problems = load_policy([str(acme)], language="ar")
    assert policy is None
    assert "outside of its pack" in problems[0].message


def texts_of(rule: tree.Rule) -> list[set[str]]:
    """The texts that a rule has, and those of each `also`."""
    also = [{part for part in ALSO if getattr(one, part) is not None} for one in rule.also]
    return [{part for part in PARTS if getattr(rule, part) is not None}, *also]


def translated(texts: Mapping[str, Any]) -> list[set[str]]:
    return [set(texts) - {"also"}, *map(set, texts.get("also", []))]


@pytest.mark.parametrize("name", bundled_packs())
def test_bundled_packs_are_complete_in_arabic(name: str) -> None:
    english, arabic = loaded(name, None), loaded(name, "ar-EG")
    pack = next(pack for pack in english.packs if pack.name == name)
    assert "ar" in locale_tags(pack.folder)
    locale, problems = read_locale(pack.folder, "ar")
    assert locale is not None and problems == ()
    assert locale.title and locale.description
    wanted = {rule.checked.id: texts_of(rule.checked.tree) for rule in english.rules if rule.pack == name}
    assert {rule: translated(texts) for rule, texts in locale.rules.items()} == wanted
    described = {setting.name for setting in english.settings.values() if name in setting.packs and setting.description}
    assert set(locale.settings) == described
    assert [rule.id for rule in arabic.rules] == [rule.id for rule in english.rules]


@pytest.mark.parametrize(
    ("written", "text", "part", "found"),
    [
        ("plain {x}", "plain {x}", "x", "x"),
        ("'it''s {x}'", "it's {x}", "x", "x"),
        ('"a \\"b\\" \\u0041 {x}"', 'a "b" A {x}', "x", "x"),
        (">-\n  a\n  b {x}\n", "a b {x}", "x", "x"),
        ("|\n  a\n  b {x}\n", "a b {x}", "b {x}", "b {x}"),
        ("plain\n  over lines {x}", "plain over lines {x}", "lines {x}", "lines {x}"),
        ("a", "something else", "else", None),
    ],
)
def test_a_part_of_a_text_is_found_in_the_file(written: str, text: str, part: str, found: str | None) -> None:
    start = text.index(part)
    span = aligned(written, text, Span(start, start + len(part)))
    assert (written[span.start : span.end] if span else None) == found
