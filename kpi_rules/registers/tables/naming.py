"""Ids from names: short, readable in every script, no two alike, and the same each time.

Comes in: a name, and the ids that there are. Goes out: an id. Knows nothing of records.
"""

from __future__ import annotations

import re
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST: Final = 48
"""Signs of an id, so that people still read it."""
_UNNEEDED: Final = "[\u0300-\u036f\u0640\u064b-\u0652'’]"
"""Accents of Latin, Greek and Cyrillic letters, Arabic vowel signs, apostrophes: what names are as well read without."""
_UNJOINED: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "&": " and ", "%": " percent "}
)


def id_of(name: str) -> str:
    """The id that a name makes: `Umsatz je Kunde` is `umsatz-je-kunde`."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_UNJOINED)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not re.match(_UNNEEDED, sign))
    words = "".join(map(_letter, unicodedata.normalize("NFC", bare))).split()
    found = ""
    for word in words:
        if found and len(found) + 1 + len(word) > _LONGEST:
            break
        found += ("-" if found else "") + word[:_LONGEST]
    return found


def _letter(sign: str) -> str:
    """A sign of a word, or a blank. Marks are a part of how words of India are spelt."""
    return sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else " "


class Ids:
    """The ids of one list: each is given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, id_: str) -> bool:
        """Give an id that somebody wrote, if nobody has it."""
        if id_ in self._given:
            return False
        self._given.add(id_)
        return True

    def make(self, name: str, otherwise: str) -> str:
        """An id for a name; of the same names the second has `-2` behind it."""
        base = id_of(name) or otherwise
        if self.take(base):
            return base
        number = self._next.get(base, 2)
        while not self.take(f"{base}-{number}"):
            number += 1
        self._next[base] = number + 1
        return f"{base}-{number}"
