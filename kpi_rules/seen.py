"""What a reader sees of a text: signs that take no ink are as good as not there.

Comes in: a text. Goes out: whether there is anything to see in it, and the text as it looks, for comparing. Joiners are a part of how
Persian or Hindi words are spelt: nothing here takes them out of what a plan says. Knows nothing of where the text came from.
"""

from __future__ import annotations

import re
import unicodedata

UNSEEN = (
    r"\s\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""White space, controls, what Unicode lets a program ignore (Default_Ignorable_Code_Point) and signs without ink, in a set of a pattern."""
SOMETHING = f"[^{UNSEEN}]"
"""The pattern of a text in which something can be seen, as the schemas have it."""
NOTHING = f"^[{UNSEEN}]*$"
"""That of one in which nothing can."""


def is_empty(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return not " " < text[:1] < "\x7f" and re.search(SOMETHING, text) is None


def as_seen(text: str) -> str:
    """The text as it looks: wide, narrow and other forms of the same signs are one, nothing unseen, one blank between words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", re.sub(f"(?!\\s)[{UNSEEN}]", "", text))
    elif not text.isprintable():
        text = re.sub(r"[\x00-\x08\x0e-\x1b\x7f]+", "", text)
    return " ".join(text.split())


_TWINS = str.maketrans("аВеЕкКМНоОрРсСТуУхХіІјЅѕԁАЕαΑΒΕΖΗΙΚΜΝοΟΡΤΥΧνι", "aBeEkKMHoOpPcCTyYxXiIjSsdAEaABEZHIKMNoOPTYXvi")
"""Cyrillic and Greek letters that nobody can tell from Latin ones."""


def as_latin(word: str) -> str:
    """The word with letters that only look like Latin ones as those."""
    return word.translate(_TWINS)
