"""What rules ask, in plain words: each rule of the table is said so in English and in Arabic, or not at all (`null`).

A new row needs only its `rule`; `UPDATE_GOLDEN=1` says the rest, which is then read: a sentence that is wrong or hard to read is worse than none.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules import i18n
from kpi_rules.handbook.sentences import Vocabulary, sentence
from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.parser import parse_rules
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

TABLE = Path(__file__).with_name("sentences.yaml")
ROWS: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text("utf-8"))
DEFINES = """
define active_kpis() = [k for k in plan.kpis where k.status == "active"]
define is_owned(kpi: kpi) = kpi.owner is present
"""
LANGUAGES = {"en": {}, "ar": {"active_kpis": "المؤشرات المفعّلة"}}


def checked(text: str) -> CheckedRule:
    """A rule from its clauses."""
    file, problems = parse_rules(Source("a.rules", f'{DEFINES}\nrule a "A title"\n  {text}\n'))
    assert file is not None, problems
    rules, problems = check_rules([file], Environment(plan_schema().records))
    assert rules, problems
    return rules[0]


def said(text: str, language: str) -> str | None:
    """What a rule asks, in a language."""
    i18n.use(language)
    try:
        return sentence(checked(text), Vocabulary(plan_schema(), {}, LANGUAGES[language]), own=language == "en")
    finally:
        i18n.use(None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"][:60])
def test_a_rule_in_plain_words(row: dict[str, Any]) -> None:
    now = {language: said(row["rule"], language) for language in LANGUAGES}
    if os.environ.get("UPDATE_GOLDEN"):
        row |= now
        TABLE.write_text(yaml.safe_dump(ROWS, allow_unicode=True, sort_keys=False, width=200), "utf-8")
    assert now == {language: row.get(language) for language in LANGUAGES}


def test_most_rules_have_a_sentence_in_both_languages_or_in_none() -> None:
    assert sum(row["en"] is not None for row in ROWS) > len(ROWS) * 2 // 3
    assert all((row["en"] is None) == (row["ar"] is None) for row in ROWS)
