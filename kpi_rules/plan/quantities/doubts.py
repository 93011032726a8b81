"""Why a text that looks like a number is none, in words, and how to write it.

What comes in: the text or what of it is in doubt. What goes out: a `Doubt`. Every such message is on this screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.days import shortened
from kpi_rules.plan.quantities.numerals import meanings


def unclear(text: str) -> Doubt:
    """A number with something that is not understood."""
    if letters := re.search(
        r"(?<![A-Za-z])(?=[OoIl.,]*[0-9]|[OoIl]{2})[0-9OoIl.,]*[OoIl][0-9OoIl.,]*(?![A-Za-z0-9])(?: ?[%‰٪€$£])?",
        text[:200],
    ):
        return _letters(letters[0])
    help_ = tr(
        "write one number, its unit and its date, as in `>= 500 leads by 2026-12-31`, and leave the rest to `definition`"
    )
    return Doubt(tr("`{text}` may hold a number, and it is not certain which", text=shortened(text)), help_)


def _letters(written: str) -> Doubt:
    """`1O0`: letters that look like digits."""
    meant = written.translate(str.maketrans("OoIl", "0011"))
    message = tr("letters stand among the digits of `{text}`", text=shortened(written))
    return Doubt(message, tr("did you mean `{name}`?", name=shortened(meant)))


def too_long(text: str) -> Doubt:
    """A number that begins a long text."""
    return unclear(text)


def ambiguous(written: str) -> Doubt:
    """Digits that may be two numbers."""
    ways = meanings(written)
    if len(ways) == 2:
        message = tr("`{text}` may be {one} or {other}", text=shortened(written), one=ways[0], other=ways[1])
        return Doubt(
            message, tr("write the one that is meant, or say once how your numbers are written, as in `locale: de`")
        )
    if ways:
        message = tr("`{text}` is not certainly a number: is its comma a decimal sign?", text=shortened(written))
        return Doubt(
            message,
            tr("write `{instead}`, or say once how your numbers are written, as in `locale: de`", instead=ways[0]),
        )
    message = tr("`{text}` is not certainly a number", text=shortened(written))
    return Doubt(message, tr("write its digits with a decimal point and no other signs, as in `1234.5`"))


def bare(text: str) -> Doubt:
    """`84.500` without quotes in a plan whose points group thousands."""
    meant = text.replace(".", "")
    return Doubt(
        tr("`{text}` may be {one} or {other}", text=text, one=meant, other=text),
        tr("did you mean `{name}`?", name=meant),
    )


def about(text: str) -> Doubt:
    """`~95%`, `approx. 50`."""
    help_ = tr("write the bound that is still good enough, as in `>= 90%`, or a range, as in `90-95%`")
    return Doubt(tr("`{text}` is about a number: nobody can tell when it is met", text=shortened(text)), help_)


def part(text: str) -> Doubt:
    """`two thirds of the stores`, `increase by a third`."""
    return Doubt(
        tr("`{text}` is a part in words: no rule can compare it", text=shortened(text)),
        tr("write it as a percentage, as in `>= 66%` or `+33%`, or count what is meant, as in `200 stores`"),
    )


def none(text: str) -> Doubt:
    """`none`: zero of them, or no target at all."""
    return Doubt(
        tr("`{text}` may be zero, or no target at all", text=shortened(text)),
        tr("write `0` where there is to be none, and leave it out where there is no target"),
    )


def so_many_of(written: str, count: object, whole: object) -> Doubt:
    """`36 of 40`: 36, or the share that this is."""
    share = 100 * int(str(count)) / int(str(whole))
    return Doubt(
        tr("`{text}` may be a count or a share", text=shortened(written)),
        tr("write the one that is meant, `{count}` or `{share}%`", count=count, share=f"{share:.3g}"),
    )


def two_numbers(one: str = "", other: str = "") -> Doubt:
    """Two numbers in one text."""
    message = tr("two numbers stand here, {one} and {other}", one=f"`{shortened(one)}`", other=f"`{shortened(other)}`")
    return Doubt(
        message,
        tr(
            "write the one that is to be reached; conditions belong in `definition`, other numbers in KPIs of their own"
        ),
    )


def clock(text: str) -> Doubt:
    """`7:40`: a time without its unit."""
    return Doubt(
        tr("`{text}` may be minutes and seconds, or hours and minutes", text=shortened(text)),
        tr("write it in one unit, as in `460 s` or `7.5 h`"),
    )


def behind_words(words: str) -> Doubt:
    """`Level 3`: a number that may be part of a name."""
    message = tr("a number behind `{text}` may be a quantity or a name", text=shortened(words))
    return Doubt(
        message,
        tr("where it is a quantity, write the number first, as in `3 levels`, or an operator before it, as in `>= 3`"),
    )


def misplaced(text: str, day: str) -> Doubt:
    """A target's words where a level or a bound is meant."""
    example = "`>= 95%`" if not day else "`320`"
    message = tr("`{text}` is no single value, and one is meant here", text=shortened(text))
    return Doubt(message, tr("write one number, as in {example}", example=example))


def no_range(text: str) -> Doubt:
    """Text that does not say two ends."""
    return Doubt(
        tr("`{text}` is not a range", text=shortened(text)),
        tr("write both ends, as in `0-100` or `range: {min: 0, max: 100}`"),
    )


def unknown_locale(text: str) -> Doubt:
    """A tag that CLDR does not know."""
    from kpi_rules.diagnostics import did_you_mean
    from kpi_rules.plan.conventions import known_tags

    near = did_you_mean(shortened(text), sorted(known_tags()))
    forms = tr("write a language, and where it matters a country, as in `de` or `de-CH`")
    message = tr("`{text}` is not a locale that is known", text=shortened(text))
    return Doubt(message, f"{near} {forms}" if near else forms)


def unknown_year_end(text: str) -> Doubt:
    """What is no month or day."""
    return Doubt(
        tr("`{text}` is not the end of a year", text=shortened(text)),
        tr("write its last month or day, as in `June` or `06-30`"),
    )


def several_owners(first: str, others: Sequence[str]) -> Doubt:
    """A list of owners, of which one is to answer for it."""
    message = tr("of several owners one answers for it: here it is read as the first, `{name}`", name=shortened(first))
    line = ", ".join(others)
    return Doubt(
        message,
        tr(
            "write `owner: {name}` and `contributors: [{others}]`, or the one who answers for it first",
            name=shortened(first),
            others=shortened(line),
        ),
    )
