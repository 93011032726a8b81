"""How often, in people's own words: each is the interval that is meant, or a doubt, and never another interval."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.document.shape import Doubt
from kpi_rules.language.durations import UNITS, Duration
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.plan.calendar.durations import read_duration
from kpi_rules.plan.words import LANGUAGES, section
from kpi_rules.source import Source

CASES = yaml.safe_load((Path(__file__).parent / "cadences.yaml").read_text("utf-8"))
NAMED = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def parts(every: int | str | None) -> tuple[int, int] | tuple[int, int, int] | None:
    """Months and days of what a case expects, and seconds if that is what it is."""
    if every is None or isinstance(every, int):
        return None if every is None else (0, every)
    if every in NAMED:
        return NAMED[every], 0
    number, unit = every.split()
    if unit.startswith(("hour", "minute")):
        return 0, 0, int(number) * (3_600 if unit.startswith("hour") else 60)
    return int(number) * NAMED[unit.removesuffix("s")], 0


def read(text: str) -> tuple[int, int] | tuple[int, int, int] | None:
    found = read_duration(text)
    if not isinstance(found, Duration):
        return None
    return (found.months, found.days, found.seconds) if found.seconds else (found.months, found.days)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_case(case: dict[str, object]) -> None:
    assert read(str(case["text"])) == parts(case["every"])  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_an_interval_of_any_kind_leaves_the_rest_of_the_plan(case: dict[str, object]) -> None:
    plan = f"title: T\nkpis:\n- id: a\n  review_interval: {quoted(str(case['text']))}\n  target: 5\n"
    loaded, problems = load_plan(Source("a.yaml", plan), plan_schema())
    assert problems == ()
    assert loaded is not None
    (kpi,) = loaded.values["kpis"]
    assert kpi["target"] == {"value": 5}
    told = [one["text"] for one in loaded.values.get("unread", ())]
    assert told == ([] if "review_interval" in kpi else [str(case["text"])])
    assert ("review_interval" in kpi) is (case["every"] is not None)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_means_one_thing_in_a_language(language: str) -> None:
    given = section(language, "cadences")
    words = [word for texts in given["intervals"].values() for word in texts]
    assert len(words) == len(set(words))
    unclear = {word for texts in given.get("ambiguous", {}).values() for word in texts}
    assert [word for word in words if word not in unclear and not read(word)] == []


@pytest.mark.parametrize(
    ("written", "message", "help_", "instead"),
    [
        (30, "`30` is not an interval", "say of what: `30 days`, `30 weeks`, `30 months`", None),
        ("٣٠", "`٣٠` is not an interval", "say of what: `٣٠ days`", None),
        ("per incident", "`per incident` is not an interval", "write `monthly`, `quarterly`", None),
        ("every 30 seconds", "an interval is at least a minute", "write `hourly`", None),
        ("0 hours", "an interval is at least a minute", "write `hourly`", None),
        ("0 days", "an interval is at least a minute", "write `hourly`", None),
        ("biannual", "`biannual` means different intervals to people", "write `6 months` or `2 years`", None),
        ("Bi-Monthly", "`Bi-Monthly` means different intervals to people", "write `2 weeks` or `2 months`", None),
        ("montly", "`montly` is not an interval", "did you mean `monthly`?", "monthly"),
        ("Quartely", "`Quartely` is not an interval", "did you mean `quarterly`?", "quarterly"),
        ("monatlch", "`monatlch` is not an interval", "did you mean `monatlich`?", "monatlich"),
        ("biennual", "`biennual` is not an interval", "write `monthly`", None),
        ("bi-anual", "`bi-anual` is not an interval", "write `monthly`", None),
        ("weekday", "`weekday` is not an interval", "write `monthly`", None),
        ("bimontly", "`bimontly` is not an interval", "write `monthly`", None),
        ("", "`` is not an interval", "write `monthly`", None),
    ],
)
def test_what_is_told_of_a_doubt(written: object, message: str, help_: str, instead: str | None) -> None:
    doubt = read_duration(written)
    assert isinstance(doubt, Doubt)
    assert doubt.message == message
    assert doubt.help is not None
    assert doubt.help.startswith(help_)
    assert (doubt.instead, doubt.sure) == (instead, instead is not None)


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["every", "2", "weeks", "monthly", "Monday", "of", "the", "twice", "/", "(", ")"])).map(
        " ".join
    )
)
def test_any_text_is_an_interval_of_a_day_or_more_or_a_doubt(text: str) -> None:
    found = read_duration(text)
    assert isinstance(found, Doubt) or found >= UNITS["day"]
