"""A rule in its own words: its condition, its texts, the defines and settings it uses."""

from kpi_rules.language.quoted import condition, definition, reads_today, used_defines, used_settings, written
from tests.language.compiled_rules import checked

RULES = """\
define many(most: number) = count(plan.kpis) > most
define late() = today > 2026-01-31 and many(settings.limit)
rule bare "Bare"
  must many(2)
  say "{count(plan.kpis)} of {settings.limit + 1}"
rule long "Long"
  for each kpi in plan.kpis
  when kpi.name is present
  must late()
    and kpi.id in settings.words
also
  must true
"""


def test_a_rule_in_its_own_words() -> None:
    bare, long = checked(RULES)
    assert condition(bare) == "must many(2)"
    assert condition(long) == (
        "for each kpi in plan.kpis\nwhen kpi.name is present\nmust late()\n  and kpi.id in settings.words\nalso\nmust true"
    )
    assert written(bare, bare.tree.say, {"limit": 3}) == "{count(plan.kpis)} of 4"
    assert written(long, long.tree.say, {}) is None


def test_what_a_rule_uses() -> None:
    bare, long = checked(RULES)
    assert [definition(define) for define in used_defines(bare)] == [
        "define many(most: number) = count(plan.kpis) > most"
    ]
    assert [define.name for define in used_defines(long)] == ["late", "many"]
    assert (used_settings(bare), used_settings(long)) == ({"limit"}, {"limit", "words"})
    assert (reads_today(bare), reads_today(long)) == (False, True)
