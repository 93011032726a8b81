"""What is seen of a text: signs without ink are nothing, and joiners count only where a text is more than they."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.seen import as_seen, is_empty

UNSEEN = "\0 \t\x1b\x7f\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200d\u200e\u2028\u202e\u2060\u2063\u2066\u2800\u3000\u3164\ufe0f\ufeff\uffa0\ufff9\U0001bca0\U0001d173\U000e0041\U000e0101"
DRAWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Controls of Unicode that are drawn around or before numbers, such as the Arabic sign of a year."""
SEEN = (
    "a",
    "0",
    ".",
    "~",
    "é",
    "ع",
    "٪",
    "\u0600",
    "می\u200cدانم",
    "क्\u200dष",
    "👩\u200d👧",
    "❤\ufe0f",
    "\u3131",
    "\u2801",
    "한",
)


def test_signs_without_ink() -> None:
    assert [sign for sign in UNSEEN if not is_empty(sign)] == []
    assert is_empty(UNSEEN)
    assert is_empty("")


@pytest.mark.parametrize("text", SEEN)
def test_what_is_seen_is_seen_among_what_is_not(text: str) -> None:
    assert not is_empty(text)
    assert not is_empty(f"{UNSEEN}{text}{UNSEEN}")
    assert as_seen(f"{UNSEEN}{text}{UNSEEN}") == as_seen(text)


@given(st.text())
def test_the_text_as_it_looks(text: str) -> None:
    seen = as_seen(text)
    assert as_seen(seen) == seen
    assert (seen == "") == is_empty(text)
    assert not any(is_empty(sign) for sign in seen.replace(" ", ""))


def test_what_unicode_calls_a_control_or_a_space() -> None:
    signs = map(chr, range(sys.maxunicode + 1))
    unseen = {sign for sign in signs if unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp")}
    assert {sign for sign in unseen if not is_empty(sign)} <= set(DRAWN)
