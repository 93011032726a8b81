"""The files of words: every language has every section, and no word of a section means two things within its group."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi_rules.plan import words

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
