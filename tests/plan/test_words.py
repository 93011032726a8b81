"""The files of words: every language has every section, and no word of a section means two things within its group."""

import json
import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi_rules.plan import words
from kpi_rules.plan.quantities import plain_units

FOLDER = Path(words.__file__).parent / "locales"


def test_every_language_has_a_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(words.LANGUAGES)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_shape(language: str) -> None:
    assert tuple(json.loads((FOLDER / f"{language}.json").read_text("utf-8"), object_pairs_hook=once)) == words.SECTIONS


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A key that stands twice is a word with two meanings, of which JSON keeps the last."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), sorted({key for key in keys if keys.count(key) > 1})
    return dict(pairs)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_word_means_two_things(language: str) -> None:
    """Within a group `{meaning: [words]}` each word stands once, however it is spelled in capitals."""
    for section in words.SECTIONS:
        for path, group in groups(words.section(language, section), (section,)):
            listed = [word.casefold() for meant in group.values() for word in meant]
            twice = sorted({word for word in listed if listed.count(word) > 1})
            assert not twice, f"{language}: {'.'.join(path)}: {twice}"
            assert all(word == word.strip() and word for word in listed), f"{language}: {path}"


def groups(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, list[str]]]]:
    if isinstance(value, dict):
        if value and all(isinstance(item, list) for item in value.values()):
            yield path, value
        for key, item in value.items():
            yield from groups(item, (*path, key))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("mindestens 5", "en"),
        ("не менее 5", "ru"),
        ("لا يقل عن 5", "ar"),
        ("5日以内", "zh"),
        ("5 こ", "ja"),
        ("5건", "ko"),
    ],
)
def test_letters_tell_of_languages(text: str, first: str) -> None:
    assert words.languages_of(text)[0] == first


def test_of_a_language_without_a_file_nothing_is_known() -> None:
    assert words.section("xx", "quantities") == {}


NO_UNIT_SECTIONS = {
    "quantities": (
        "before", "after", "about", "scales", "percent", "points", "from", "to", "between", "and", "through", "per", "rates", "up",
        "down", "against", "fold", "times", "out of", "of", "numbers", "one", "negations", "alternatives",
    ),
    "dates": ("months", "weekdays", "by", "end", "fiscal", "ordinals"),
}  # fmt: skip
ALSO_NO_UNITS = {"k", "kk", "m", "b", "x", "o", "l", "i", "tbd", "tbc", "pending", "nines", "st", "nd", "rd", "th"}


def listed(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from listed(item)


def test_words_that_are_no_units_are_known_without_a_file() -> None:
    """`plain_units.py` has every plain word that a language of Latin letters gives another meaning behind a number."""
    wanted = ALSO_NO_UNITS | {
        word
        for language in words.LATIN
        for section, names in NO_UNIT_SECTIONS.items()
        for name in names
        for word in listed(words.section(language, section).get(name, []))
        if re.fullmatch("[a-z]{1,40}", word)
    }
    if os.environ.get("UPDATE_GOLDEN"):
        path = Path(plain_units.__file__)
        before, _, after = path.read_text("utf-8").partition('    """\n')
        lines = textwrap.fill(" ".join(sorted(wanted)), width=112, initial_indent="    ", subsequent_indent="    ")
        path.write_text(f'{before}    """\n{lines}\n    """{after.partition(chr(34) * 3)[2]}', "utf-8")
        return
    assert wanted == plain_units.NO_UNITS
