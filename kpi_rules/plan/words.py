"""The words that people write in plans, by language: a file of data each, `locales/<language>.json`.

What comes in: a section (`quantities`, `dates`, `cadences`, `fields`, `values`) and a text that was not understood without
them. What goes out: that section of the languages that the text may be written in, by its letters. A file is read when
it is first needed; plain English plans never need one. Knows nothing of what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Section: TypeAlias = "Mapping[str, Any]"

SECTIONS: Final = ("quantities", "dates", "cadences", "fields", "values")
LATIN: Final = ("en", "de", "fr", "es", "pt", "it", "nl")
_BY_LETTERS: Final = {
    r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufeff]": ("ar",),
    r"[\u0400-\u052f]": ("ru",),
    r"[\u3040-\u30ff]": ("ja",),
    r"[\u1100-\u11ff\uac00-\ud7af]": ("ko",),
    r"[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff]": ("zh", "ja"),
}
"""The languages that a letter tells of. Latin letters are in every text, and tell of English first."""
LANGUAGES: Final = (*LATIN, "ru", "ar", "zh", "ja", "ko")


def languages_of(text: str) -> tuple[str, ...]:
    """The languages that a text may be written in, the likeliest first."""
    if text.isascii():
        return LATIN
    found = [name for letters, names in _BY_LETTERS.items() if re.search(letters, text) for name in names]
    return tuple(dict.fromkeys([*found, *LATIN]))


def section(language: str, name: str) -> Section:
    """What a language's file says under one heading; nothing of a language that has no file."""
    return _file(language)[name] if language in LANGUAGES else {}


@cache
def _file(language: str) -> Mapping[str, Section]:
    import json  # a plan of plain English never comes here

    found: Mapping[str, Section] = json.loads(
        (Path(__file__).parent / "locales" / f"{language}.json").read_text("utf-8")
    )
    return found
