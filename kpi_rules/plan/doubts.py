"""Why a text that looks like a number is none, in words, and how to write it.

What comes in: the text or what of it is in doubt. What goes out: a `Refusal`. Every such message is on this screen.
"""

from __future__ import annotations

from kpi_rules.document.shape import Refusal
from kpi_rules.i18n import tr
from kpi_rules.plan.dates import shortened
from kpi_rules.plan.numerals import meanings


def unclear(text: str) -> Refusal:
    """A number with something that is not understood."""
    help_ = tr("write one number, its unit and its date, as in `>= 500 leads by 2026-12-31`, and leave the rest to `definition`")
    return Refusal(tr("`{text}` may hold a number, and it is not certain which", text=shortened(text)), help_)


def too_long(text: str) -> Refusal:
    """A number that begins a long text."""
    return unclear(text)


def ambiguous(written: str) -> Refusal:
    """Digits that may be two numbers."""
    ways = meanings(written)
    if len(ways) == 2:
        message = tr("`{text}` may be {one} or {other}", text=shortened(written), one=ways[0], other=ways[1])
        return Refusal(message, tr("write the one that is meant, or say once how your numbers are written, as in `locale: de`"))
    if ways:
        message = tr("`{text}` is not certainly a number: is its comma a decimal sign?", text=shortened(written))
        return Refusal(message, tr("write `{instead}`, or say once how your numbers are written, as in `locale: de`", instead=ways[0]), ways[0])
    message = tr("`{text}` is not certainly a number", text=shortened(written))
    return Refusal(message, tr("write its digits with a decimal point and no other signs, as in `1234.5`"))


def about(text: str) -> Refusal:
    """`~95%`, `approx. 50`."""
    help_ = tr("write the bound that is still good enough, as in `>= 90%`, or a range, as in `90-95%`")
    return Refusal(tr("`{text}` is about a number: nobody can tell when it is met", text=shortened(text)), help_)


def two_numbers(one: str = "", other: str = "") -> Refusal:
    """Two numbers in one text."""
    message = tr("two numbers stand here, {one} and {other}", one=f"`{shortened(one)}`", other=f"`{shortened(other)}`")
    return Refusal(message, tr("write the one that is to be reached; conditions belong in `definition`, other numbers in KPIs of their own"))


def behind_words(words: str) -> Refusal:
    """`Level 3`: a number that may be part of a name."""
    message = tr("a number behind `{text}` may be a quantity or a name", text=shortened(words))
    return Refusal(message, tr("where it is a quantity, write the number first, as in `3 levels`, or an operator before it, as in `>= 3`"))
