"""The conversions that the plan schema names with `x-kpi-rules-type`: what is written → what rules see.

What comes in: a value of the right shape, and how the plan writes numbers and dates. What goes out: a date, a duration, a record
of a quantity, `MISSING`, a doubt or a refusal. Knows nothing of places.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial

from kpi_rules.document.shape import MISSING, Closer, Conversion, Doubt, Refusal
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.dates import plain_date, read_date, read_start
from kpi_rules.plan.calendar.durations import WORDS, read_duration
from kpi_rules.plan.conventions import PLAIN, Conventions, conventions_of, conventions_of_year
from kpi_rules.plan.quantities.quantity import Quantity, parse_any_quantity, parse_quantity, read_usual
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

__all__ = ["CONVERSIONS", "MISSING", "Doubt", "Refusal", "conversions", "converted", "written_conventions"]

_TARGETS: Final = {"target", "targets", "thresholds", "metric", "commit", "stretch"}
"""The fields of a KPI that say what it is to reach, or where that is said."""
_SAYS_MORE: Final = {
    "definition",
    "formula",
    "numerator",
    "denominator",
    "unit",
    "data_source",
    "direction",
    "baseline",
    "actual",
}
"""The fields of a KPI that say what it measures: one that has none of them, as a bare key result, says all in its name."""
_TAG: Final = (2, 5)
"""Signs of a locale's name: `de`, `de-CH`. Few other values of a plan are so short."""
_THOUSAND: Final = 1000
_SAID: Final = ("value", "operator", "unit", "per", "low", "high", "change")


def _interval(value: Any) -> object:
    """How often."""
    if type(value) is not str:
        return _read_interval(value)
    return WORDS.get(value) or Closer("interval", value, _read_interval)


def _read_interval(value: object) -> object:
    """How often; what is no interval invalidates nothing, and may be meant as it stands."""
    read = read_duration(value)
    if isinstance(read, Doubt) and isinstance(value, str) and read.instead is None:
        return replace(
            read, help=tr("{help}; what is meant as it stands is listed in `accepted_texts`", help=read.help)
        )
    return read


def _written(value: object) -> object:
    """The value of a quantity's record: read together with the record's other fields."""
    return value


def _date(value: Any, read: Conversion, kind: str) -> object:
    """A day, or the end or start of a longer time."""
    if type(value) is not str:
        return read(value)
    return plain_date(value) or Closer(kind, value, read)


def _range(value: Any, conventions: Conventions) -> object:
    """A range: its two ends, or a text that has both."""
    if isinstance(value, dict):
        return value
    value = str(value)
    return Closer(
        "range", value, lambda text: parse_quantity(text, conventions, level=True), lambda found: _ends(found, value)
    )


def _ends(found: object, value: str) -> object:
    """The record of a range."""
    if isinstance(found, Quantity) and found.low is not None and found.high is not None:
        unit = {} if found.unit is None else {"unit": found.unit}
        return {"min": {"value": found.low, **unit}, "max": {"value": found.high, **unit}}
    if not isinstance(found, Doubt):
        from kpi_rules.plan.quantities.doubts import no_range

        found = no_range(value)
    return Doubt(found.message, found.help, {"min": {"text": value}})


def _period(value: Any, conventions: Conventions) -> object:
    """A period: where its label says from when to when and nothing else does, that."""
    if "label" not in value or "start" in value or "end" in value:
        return value
    from kpi_rules.plan.calendar.periods import parse_period

    found = parse_period(value["label"], conventions)
    return value if found is None else {**value, "start": found[0], "end": found[1]}


def _kpi(value: Any, conventions: Conventions) -> object:
    """A KPI: the baseline of `target: 10 → 20`; the target that its name or its objective holds, where nothing else has one."""
    if not value.keys().isdisjoint(_TARGETS):
        return _settled(value)
    name, aim = value.get("name", ""), value.get("objective", "")
    if any(sign in aim for sign in "%<>≤≥") or ("over" in value and aim[:1].isdigit()):

        def level(found: object) -> object:
            if (
                isinstance(found, Quantity) and found.value is not None and _is_level(found.words, aim)
            ):  # that of an SLO
                value["target"] = _said(found, "by", value.pop("objective"))
            return _settled(value)

        return Closer("target", aim, lambda text: parse_any_quantity(text, conventions), level)
    if not any(map(str.isdigit, name)):
        return _settled(value)

    def look(text: str) -> object:
        from kpi_rules.plan.quantities.in_names import may_ask_for_it, target_in_name

        return target_in_name(text, conventions) or (_SAYS_MORE.isdisjoint(value) and may_ask_for_it(text))

    def then(found: object) -> object:
        if isinstance(found, Quantity):
            value["target"] = {**_said(found, "by", name), "text": name}
        elif found:
            value["target"] = {"text": name}
        return _settled(value)

    return Closer("name", name, look, then)


def _is_level(words: str | None, aim: str) -> bool:
    """Whether what stands around a number says no more than which of the values is looked at (`p95 < 300 ms`), or of what (`99% of days`)."""
    return words is None or (words[:1] == "p" and words[1:].isdigit()) or aim[:1] in "0123456789<>≤≥"


def _settled(value: Any) -> object:
    """A KPI whose target is known: with the baseline of that, and one owner."""
    target = value.get("target")
    if type(target) is dict and "start" in target:
        value.setdefault("baseline", target["start"])
        del target["start"]
    for step in value.get("targets", ()):
        step.pop("start", None)
    return _owned(value)


def _owned(value: Any) -> object:
    """What somebody answers for: of several owners the first is read as the one who does, and the others as contributors."""
    owners = value.get("owner")
    if type(owners) is not list:
        return value
    first, *others = dict.fromkeys(owners) or (None,)
    if first is None:
        del value["owner"]
        return value
    value["owner"] = first
    if not others:
        return value
    value["contributors"] = list(dict.fromkeys([*others, *value.get("contributors", ())]))
    from kpi_rules.plan.quantities.doubts import several_owners

    doubt = several_owners(first, others)
    return Doubt(doubt.message, doubt.help, value, at=("owner",), complete=True)


def _reader(conventions: Conventions, day: str, *, level: bool) -> Conversion:
    """Reads a quantity into its record; what the record says itself is not read from its text. `day` is the field of the date."""

    def read(value: Any) -> object:
        if type(value) is str:
            return _usual(value, day, conventions) or _worded(value, {}, conventions, day, level, ())
        if type(value) is not dict:
            return _bare(value, conventions)
        written = value.get("value")
        if type(written) is not str:
            return value
        rest = {name: item for name, item in value.items() if name != "value"}
        usual = _usual(written, day, conventions)
        return {**usual, **rest} if usual else _worded(written, rest, conventions, day, level, ("value",))

    return read


def _bare(value: Any, conventions: Conventions) -> object:
    """A number; where a point groups thousands, one with three digits behind it is in doubt: `84.500` without quotes is 84.5 in any format."""
    if (
        conventions.decimal == ","
        and isinstance(value, Decimal)
        and 1 <= value < _THOUSAND
        and value.as_tuple().exponent == -3
    ):
        from kpi_rules.plan.quantities.doubts import bare

        doubt = bare(str(value))
        return Doubt(doubt.message, doubt.help, {"text": str(value)})
    return {"value": value}


def _worded(
    written: str, rest: dict[str, object], conventions: Conventions, day: str, level: bool, at: tuple[str, ...]
) -> Closer:
    """The record of a quantity in any words, or why it is none: then the text is kept."""

    def look(text: str) -> object:
        return parse_any_quantity(text, conventions, level=level)

    def then(found: Any) -> object:
        if isinstance(found, Quantity) and _fits(found, day):
            return {**_said(found, day, written), **rest}
        kept = {"text": written, **rest}
        if found is None:
            return kept
        if isinstance(found, Quantity):
            from kpi_rules.plan.quantities.doubts import misplaced

            found = misplaced(written, day)
        return Doubt(found.message, found.help, kept, found.instead, found.sure, at)

    return Closer("level" if level else "target", written, look, then)


def _fits(found: Quantity, day: str) -> bool:
    """Whether it may stand here: a start is of a target alone, and so are bounds of one that is no bound itself."""
    if found.start is not None or found.change is not None:
        return day == "by"
    return (not found.operator or day in ("by", "")) and (not found.by or bool(day))


def _said(found: Quantity, day: str, written: str) -> dict[str, object]:
    said: dict[str, object] = {name: each for name in _SAID if (each := getattr(found, name)) is not None}
    if found.by is not None:
        said[day] = found.by
    if found.words is not None:
        said["text"] = written
    if found.start is not None:
        said["start"] = {"value": found.start} | ({"unit": found.unit} if found.unit else {})
    return said


def _usual(written: str, day: str, conventions: Conventions) -> dict[str, object] | None:
    """What most quantities are, read in one go."""
    found = read_usual(written, conventions)
    if found is None:
        return None
    number, operator, unit, by = found
    if (operator and day not in ("by", "")) or (by and not day):
        return None
    read: dict[str, object] = {"value": number}
    if operator is not None:
        read["operator"] = operator
    if unit is not None:
        read["unit"] = unit
    if by is not None:
        read[day] = by
    return read


@lru_cache(maxsize=64)
def conversions(conventions: Conventions) -> Mapping[str, Conversion]:
    """The conversions for a plan of these conventions."""
    return {
        "date": partial(_date, read=partial(read_date, conventions=conventions), kind="date"),
        "start": partial(_date, read=partial(read_start, conventions=conventions), kind="start"),
        "duration": _interval,
        "written number": _written,
        "quantity": _reader(conventions, "", level=True),
        "target": _reader(conventions, "by", level=False),
        "baseline": _reader(conventions, "date", level=True),
        "actual": _reader(conventions, "on", level=True),
        "range": partial(_range, conventions=conventions),
        "period": partial(_period, conventions=conventions),
        "kpi": partial(_kpi, conventions=conventions),
        "owned": _owned,
        "locale": _locale,
        "year end": _year_end,
    }


def _locale(value: str) -> object:
    """A locale that CLDR knows."""
    if conventions_of(value.strip()) is not None:
        return value.strip()
    from kpi_rules.plan.quantities.doubts import unknown_locale

    return unknown_locale(value)


def _year_end(value: str) -> object:
    """When the fiscal year ends, as `06-30`."""
    from kpi_rules.plan.calendar.fiscal_years import parse_year_end
    from kpi_rules.plan.quantities.doubts import unknown_year_end

    found = parse_year_end(value)
    return unknown_year_end(value) if found is None else f"{found[0]:02d}-{found[1]:02d}"


CONVERSIONS: Final[Mapping[str, Conversion]] = conversions(PLAIN)


def converted(name: str, value: object) -> object:
    """A value by the conversion of a name, for a closer look too."""
    found = CONVERSIONS[name](value)
    return found.read() if isinstance(found, Closer) else found


def _locale_in_other_words(field: tuple[object, object]) -> str | None:
    """The locale that a plan says under another name: `sprache: de`."""
    name, value = field
    if type(value) is not str or len(value) not in _TAG or not value[:2].islower() or type(name) is not str:
        return None
    if len(value) > 2 and value[2] not in "-_":
        return None
    from kpi_rules.plan.synonyms import Synonyms  # a plan of plain English never comes here

    meant = next(iter(Synonyms().fields(name, "plan", value)), None)
    return value if meant is not None and meant.path == ("locale",) else None


def written_conventions(plan: object, locale: str | None = None) -> Conventions:
    """How a plan writes numbers and dates: as its `locale` says, else as that of the project does."""
    if not isinstance(plan, dict):
        return PLAIN
    period = plan.get("period")
    ends = period.get("year_ends") if isinstance(period, dict) else None
    tag = plan.get("locale") or next(filter(None, map(_locale_in_other_words, plan.items())), locale)
    if not ends and not tag:
        return PLAIN
    year_ends = None
    if isinstance(ends, str):
        from kpi_rules.plan.calendar.fiscal_years import parse_year_end

        year_ends = parse_year_end(ends)
    found = conventions_of(tag.strip(), year_ends) if isinstance(tag, str) else None
    return found or (conventions_of_year(year_ends) if year_ends else PLAIN)
