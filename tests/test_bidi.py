"""Isolates: always in pairs, around what needs them, and nothing that a stranger writes gets out of them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules import bidi, i18n
from kpi_rules.reports.excerpt import wrapped
from kpi_rules.reports.safe import one_line

Value = TypeVar("Value")
STRANGE = st.text(st.sampled_from("ab نص`{}\u2066\u2067\u2068\u2069\u202a\u202e\u202c"), max_size=20)


def in_language(tag: str | None, said: Callable[[], Value]) -> Value:
    def run() -> Value:
        i18n.use(tag)
        return said()

    return contextvars.copy_context().run(run)


@pytest.mark.parametrize(
    ("tag", "answer"),
    [("ar", True), ("ar-EG", True), ("fa", True), ("he", True), ("ar-Latn", False), ("en", False), (None, False)],
)
def test_which_languages_run_from_right_to_left(tag: str | None, answer: bool) -> None:
    assert bidi.runs_right_to_left(tag) is answer


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{name}", "\u2068{name}\u2069"),
        ("`{name}`: {n}", "\u2068`{name}`\u2069: \u2068{n}\u2069"),
        ("{count} x", "{count} x"),
        ("`{{a: {b}}}` {{c}}", "\u2068`{{a: {b}}}`\u2069 {{c}}"),
        ("`a` and `b`", "\u2068`a`\u2069 and \u2068`b`\u2069"),
    ],
)
def test_places_and_code_are_set_apart(template: str, shown: str) -> None:
    assert bidi.isolated_template(template) == shown


@given(STRANGE)
def test_what_is_set_apart_stays_balanced_and_forces_nothing(text: str) -> None:
    shown = bidi.isolated(text)
    assert bidi.balanced(shown)
    assert not any("\u202a" <= sign <= "\u202e" for sign in shown)


@given(STRANGE)
def test_a_strangers_name_leaves_the_sentence_whole(name: str) -> None:
    said = in_language("ar", lambda: i18n.tr("there is no rule `{id}`", id=name))
    assert bidi.balanced(said)
    assert one_line(said).count("\u2068") >= 1


@given(st.lists(st.sampled_from(["كلمة", "\u2068`core/no-mission", "a\u2069", "\u2068x\u2069", "word"]), max_size=30))
def test_wrapped_lines_are_balanced_each(words: list[str]) -> None:
    text = " ".join(words)
    if bidi.balanced(text):
        lines = wrapped(text, 30)
        assert all(bidi.balanced(line) for line in lines)
        assert bidi.without_isolates(" ".join(lines)) == bidi.without_isolates(text)


def test_english_has_no_isolates() -> None:
    assert in_language(None, lambda: i18n.tr("there is no rule `{id}`", id="x")) == "there is no rule `x`"
    assert in_language("en-GB", lambda: i18n.listed(["a", "b"])) == "a, b"


def test_arabic_has_them_and_its_own_plurals_and_comma() -> None:
    assert in_language("ar", lambda: i18n.tr("there is no rule `{id}`", id="x")) == "لا توجد قاعدة \u2068`x`\u2069"
    counted = in_language(
        "ar-EG", lambda: [i18n.ntr("{count} hint", "{count} hints", n) for n in (0, 1, 2, 3, 11, 100)]
    )
    assert counted == ["لا تلميحات", "تلميح واحد", "تلميحان", "3 تلميحات", "11 تلميحًا", "100 تلميح"]
    assert in_language("ar", lambda: i18n.listed(["a", "ب"])) == "\u2068a\u2069، \u2068ب\u2069"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("ar", "ar"),
        ("AR_eg", "ar-EG"),
        ("zh-hant-TW", "zh-Hant-TW"),
        ("pt-br", "pt-BR"),
        ("klingon", None),
        ("", None),
        ("../x", None),
    ],
)
def test_tags_are_written_in_one_way(written: str, tag: str | None) -> None:
    assert i18n.normal_tag(written) == tag


def test_a_language_falls_back() -> None:
    assert i18n.fallbacks("zh-Hant-TW") == ("zh-Hant-TW", "zh-Hant", "zh")
    assert in_language("ar-EG", i18n.spoken) == "ar"
    assert in_language("fr", i18n.spoken) == "en"
    assert in_language("fr", i18n.language) == "fr"
