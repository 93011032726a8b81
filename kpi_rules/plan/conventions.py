"""How a plan's numbers and dates are written, where it says so: `locale: de` → `Conventions`.

What comes in: a BCP 47 tag, and when the fiscal year ends. What goes out: the decimal sign, the order of day and month, names of
months and weekdays, from CLDR through Babel, which is loaded only here. Without a locale, nothing is settled. Knows nothing of plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final


class Conventions(Struct, eq=False):
    """What is settled; made once for each locale. `decimal` is empty and `day_first` is nothing where nobody has said so."""

    decimal: str = ""
    language: str = ""
    day_first: bool | None = None
    months: Mapping[str, int] = {}
    weekdays: Mapping[str, int] = {}
    year_ends: tuple[int, int] | None = None
    """The last month and day of the fiscal year."""


PLAIN: Final = Conventions()


@lru_cache(maxsize=16)
def conventions_of_year(year_ends: tuple[int, int]) -> Conventions:
    """The conventions of a plan that only says when its fiscal year ends."""
    return Conventions(year_ends=year_ends)


@lru_cache(maxsize=64)
def conventions_of(tag: str, year_ends: tuple[int, int] | None = None) -> Conventions | None:
    """The conventions of a locale; nothing where CLDR does not know it."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    return Conventions(
        decimal=_decimal(locale),
        language=locale.language,
        day_first=_day_first(locale),
        months=_names(locale.months, range(1, 13), 0),
        weekdays=_names(locale.days, range(7), 1),
        year_ends=year_ends,
    )


def known_tags() -> Iterable[str]:
    """The locales that CLDR knows."""
    from babel.localedata import locale_identifiers

    return (name.replace("_", "-") for name in locale_identifiers())


def _decimal(locale: Any) -> str:
    """The decimal sign among ASCII digits; Arabic ones have their own, which is never in doubt."""
    symbols = locale.number_symbols
    return str((symbols.get("latn") or symbols)["decimal"])


def _day_first(locale: Any) -> bool | None:
    """Which comes first in a date that ends with its year. English of no country has no order: half of it writes the other."""
    pattern = re.sub(r"'[^']*'", "", locale.date_formats["short"].pattern)
    day, month, year = pattern.find("d"), max(pattern.find("M"), pattern.find("L")), pattern.find("y")
    if min(day, month, year) < 0 or year < max(day, month) or (locale.language == "en" and not locale.territory):
        return None
    return bool(day < month)


def _names(forms: Mapping[str, Any], numbers: range, offset: int) -> Mapping[str, int]:
    """Every name of months or days but those of one letter, in small letters."""
    return {
        str(forms[context][width][number]).lower(): number + offset
        for context in ("stand-alone", "format")
        for width in ("wide", "abbreviated")
        for number in numbers
        if width in forms.get(context, {}) and number in forms[context][width]
    }
