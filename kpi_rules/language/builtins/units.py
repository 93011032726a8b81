"""Built-ins over units: a value as a duration, and in another unit of its kind. Never by a guess: what two people may read in two ways has none."""

from __future__ import annotations

from kpi_rules.language.builtins.declaration import builtin
from kpi_rules.language.durations import Duration, of_seconds
from kpi_rules.language.unit_words import CALENDAR, SECONDS, known
from kpi_rules.language.values import Number, divide, multiply, rounded


@builtin(
    "duration(value: number, unit: text) -> duration?",
    ('duration(90, "min") is present', True),
    ('(duration(90, "min") otherwise 0 days) <= 2 hours', True),
    ('duration(3, "leads")', None),
)
def duration(value: Number, unit: str) -> Duration | None:
    """So many of a unit of time, in any of twelve languages; missing where the unit is none, or what it says is shorter than a second."""
    found = known(unit)
    if found is None or found.kind not in (SECONDS, CALENDAR):
        return None
    if found.kind == CALENDAR:
        return Duration(found.factor) * value
    seconds = rounded(multiply(value, found.factor), 0)
    if found.factor % 86_400 == 0 and seconds == multiply(value, found.factor) and not int(seconds) % 86_400:
        return Duration(days=int(seconds) // 86_400)
    return None if value and not seconds else of_seconds(int(seconds))


@builtin(
    "convert(value: number, unit: text, into: text) -> number?",
    ('convert(1500, "g", "kg")', 1.5),
    ('convert(90, "min", "h")', 1.5),
    ('convert(3, "k€", "EUR")', 3000),
    ('convert(5, "km", "kg")', None),
)
def convert(value: Number, unit: str, into: str) -> Number | None:
    """A value in another unit: of time, length, area, volume, mass, energy, power, data, or of one currency; missing where one is unknown or of another kind."""
    one, other = known(unit), known(into)
    if one is None or other is None or one.kind != other.kind:
        return None
    return divide(multiply(value, one.factor), other.factor)


UNITS = (duration, convert)
