"""`pack check`: what a pack leaves to be desired although it checks."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_rules.authoring.review import review

LOCALE = "title: T\nsettings: {most: M}\nrules:\n  too-many: {title: T, say: S}\n  without-owner: {title: T}\n"


def field_with(type_: str, examples: str) -> str:
    """A field that a pack declares, with its examples."""
    return f"fields: {{kpi: {{ward: {{type: {type_}, description: W, examples: {examples}}}}}}}\n"


def told(pack: Any) -> list[str]:
    return [problem.message for problem in review(str(pack))[1]]


def test_nothing_to_be_said(make: Any) -> None:
    assert told(make()) == []


@pytest.mark.parametrize(
    ("added", "messages"),
    [
        ("  more: {type: number, default: 1}\n", ["no rule of the pack reads the setting `more`", "nothing says what the setting `more` decides"]),
        ("fields: {kpi: {ward: text}}\n", ["nothing says what the field `kpi.ward` means"]),
        (field_with("text", "[a, 5, [b]]"), ["no plan could hold this value of `ward`: `[b]` is not a text"]),
        (field_with("truth", "[true, 'yes']"), ["no plan could hold this value of `ward`: `yes` is not a truth"]),
        (field_with("number", "[5, 1.5, x]"), ["no plan could hold this value of `ward`: `x` is not a number"]),
        (field_with("date", "[2026, 2026-Q2, 2026-02-30]"), ["no plan could hold this value of `ward`: there is no such day as `2026-02-30`"]),
        (field_with("duration", "[monthly, every other Monday, 30]"), ["no plan could hold this value of `ward`: `30` is not an interval"]),
        (field_with("list of number", "[5, [1, 2], [1, x]]"), ["no plan could hold this value of `ward`: `[1, x]` is not a list of number"]),
        (field_with("list of duration", "[weekly, [weekly, often]]"), ["no plan could hold this value of `ward`: `often` is not an interval"]),
        (field_with("text, values: [low, high]", "[low, hihg]"), ["no plan could hold this value of `ward`: `hihg` is none of its values"]),
        (field_with("text, values: [low, high], default: low", "[low, high]"), []),
    ],
)  # fmt: skip
def test_what_nobody_can_understand(added: str, messages: list[str], make: Any) -> None:
    pack = make()
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8") + added, "utf-8")
    assert told(pack) == messages


def test_what_is_not_translated_of_what_follows_also(make: Any) -> None:
    rules = 'rule few "F" must count(plan.kpis) <= settings.most'
    rules += ' also must count(plan.roles) < 9 say "R" fix "X" also must count(plan.metrics) < 9 say "M"'
    plan = "title: T\nkpis: [{id: a}, {id: b}, {id: c}]\n# expect: few\n"
    pack = make({"few.yaml": plan}, rules=rules)
    (pack / "locales").mkdir()
    locale = "title: T\nsettings: {most: M}\nrules:\n  few: {title: T, also: [{say: R}]}\n"
    (pack / "locales" / "ar.yaml").write_text(locale, "utf-8")
    assert told(pack) == ["`also 1 fix`, `also 2 say` of `few` are not translated"]


@pytest.mark.parametrize(
    ("locale", "messages"),
    [
        (LOCALE, []),
        (LOCALE.replace("settings: {most: M}\n", ""), ["the setting `most` is not translated"]),
        (LOCALE + "topics: {few: F}\n", []),
        (LOCALE + "topics: {}\nfields: {}\n", []),
        (LOCALE + "topics: {fw: F}\n", ["the pack has no rule file `fw.rules`", "the heading of `few.rules` is not translated"]),
        (LOCALE + "fields: {kpi: {x: F}}\n", ["the pack declares no field `kpi.x`"]),
    ],
)  # fmt: skip
def test_what_is_not_translated(locale: str, messages: list[str], make: Any) -> None:
    pack = make()
    (pack / "locales").mkdir()
    (pack / "locales" / "ar.yaml").write_text(locale, "utf-8")
    assert told(pack) == messages


def test_an_example_that_does_not_fit_is_told_at_its_place(make: Any) -> None:
    pack = make()
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8") + field_with("duration", "[monthly, per incident]"), "utf-8")
    (problem,) = review(str(pack))[1]
    assert problem.warning
    assert problem.location is not None
    assert problem.location.text == "per incident"
