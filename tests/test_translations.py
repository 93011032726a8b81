"""The program's own words in other languages: all of them, with their places, and compiled."""

from __future__ import annotations

import importlib.util
import re
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kpi_rules import i18n

ROOT = Path(__file__).parents[1]
PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
LANGUAGES = [tag for tag in i18n.available() if tag != "en"]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    pytest.importorskip("babel")
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=LANGUAGES)
def catalog(request: pytest.FixtureRequest, tool: ModuleType) -> Any:
    return tool.read(tool.LOCALES / request.param / "LC_MESSAGES" / "kpi_rules.po")


def test_arabic_is_spoken() -> None:
    assert "ar" in i18n.available()


def test_every_sentence_of_the_program_is_translated(tool: ModuleType, catalog: Any) -> None:
    source = {message.id for message in tool.extracted() if message.id}
    translated = {message.id for message in catalog if message.id and tool._is_translated(message.string)}
    assert source - translated == set(), "python tools/translations.py update"
    assert {message.id for message in catalog if message.id} - source == set(), "python tools/translations.py update"
    assert not any(message.fuzzy for message in catalog if message.id)


def forms(message: Any) -> list[tuple[str, str, bool]]:
    """Each English form with its translation, and whether the translation may leave the number out."""
    if isinstance(message.id, str):
        return [(message.id, message.string, False)]
    return [(message.id[1], string, True) for string in message.string]


def test_translations_keep_the_places_and_the_code(catalog: Any) -> None:
    for message in catalog:
        for english, translated, counted in forms(message) if message.id else ():
            wanted, found = set(PLACE.findall(english)), set(PLACE.findall(translated))
            assert found <= wanted, english
            if not counted:
                assert found == wanted, english
            assert english.count("`") % 2 == translated.count("`") % 2, english
            assert not re.search("[\u2066-\u2069\u200e\u200f]", translated), (
                f"isolates are put in by the program: {english}"
            )


def test_the_compiled_catalogue_is_made_of_the_other(tool: ModuleType, catalog: Any) -> None:
    path = tool.LOCALES / str(catalog.locale) / "LC_MESSAGES" / "kpi_rules.mo"
    with path.open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled._catalog.keys() - {""} == {  # type: ignore[attr-defined]  # nothing public lists what is translated
        key
        for message in catalog
        if message.id
        for key in ([message.id] if isinstance(message.id, str) else [(message.id[0], n) for n in range(6)])
    }, "python tools/translations.py compile"
    for message in catalog:
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string
        elif message.id:
            for number, form in ((0, 0), (1, 1), (2, 2), (7, 3), (103, 3), (11, 4), (99, 4), (100, 5), (1002, 5)):
                assert compiled.ngettext(*message.id, number) == message.string[form]
