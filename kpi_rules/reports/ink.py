"""Colour, only when told: the few roles a report's words play, and the terminal codes for them."""

from __future__ import annotations

from collections.abc import Callable

Ink = Callable[[str, str], str]
"""`ink(role, text)`: the text in the role's colour, or as it is."""

_CODES = {
    "must": "1;31",
    "should": "1;33",
    "could": "1;36",
    "error": "1;31",
    "warning": "1;33",
    "good": "1;32",
    "quiet": "2",
    "frame": "1;34",
    "strong": "1",
}


def colours(on: bool) -> Ink:
    """Ink that colours, or ink that leaves everything as it is."""
    return _coloured if on else _plain


def _plain(_role: str, text: str) -> str:
    return text


def _coloured(role: str, text: str) -> str:
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if text else text
