"""Whether a word is another one, misspelt: what may be put right without asking.

Comes in: the word as written, the one that seems to be meant, and all that could have been meant. It is a slip where nothing
but case and separators differ, or one letter of one longer word within it (never the first, never a digit), and no other
word is as close. `sales-east` is no slip of `sales-west`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SEPARATORS = r"[\s_\-./]+"
_SHORTEST = 4
"""Letters of a word that can be told from another one by one letter."""


def is_slip(written: str, meant: str, known: Iterable[str]) -> bool:
    """Whether the one is surely the other, misspelt."""
    if written == meant or len(written) > 200 or not _is_close(written, meant):
        return False
    return not any(_is_close(written, other) for other in known if other not in (meant, written))


def _is_close(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    if len(first) != len(second):
        first, second = ["".join(first)], ["".join(second)]
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return not pairs or (len(pairs) == 1 and _one_letter_off(*pairs[0]))


def _words(text: str) -> list[str]:
    return [word for word in re.split(_SEPARATORS, unicodedata.normalize("NFKC", text).casefold()) if word]


def _one_letter_off(one: str, other: str) -> bool:
    """One letter more, less, other, or two neighbours swapped."""
    if max(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    swapped = len(left) == 2 and left == right[::-1]
    if any(sign.isdigit() for sign in left + right):
        return False
    return swapped or (start > 0 and len(left) <= 1 and len(right) <= 1)


def _common(one: str, other: str) -> int:
    """How many signs two texts have in common at the start."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
