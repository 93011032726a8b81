"""What a heading may mean: the fields that it is a word for, the time and the unit in it.

Comes in: a heading, what the rows are, and what stands below it. Goes out: a `Heading`. The words are those that plans are read with
(`plan.synonyms`), and those that only headings of tables have (`locales/<tag>.json`). Nothing of it is more than a word: `contents` looks at cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from kpi_rules.plan.quantities.quantity import Quantity, parse_quantity
from kpi_rules.plan.synonyms import OWN, Synonyms, bare, plainly, spellings
from kpi_rules.plan.words import is_unspaced, languages_of, section
from kpi_rules.registers.tables.fields import ROWS, declared_field, kind_of, known_fields
from kpi_rules.registers.tables.periods import split_period
from kpi_rules.registers.tables.standing import JOINED
from kpi_rules.registers.tables.words import LANGUAGES, day_words, fields_of, more_words, stems_of, words_of
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST: Final = 80
_MARKS: Final = r"^(?:[^\w\s%#(\[<>≤≥=+±-]|_)+\s*|\s*[^\w\s%#)\].?*€$£¥<>=+-]+$"
"""What stands at the ends of a heading for the eye alone: `📊 Indicator`."""
_FEW: Final = 8
_WITH_STEMS: Final = ("kpi", "metric", "objective")
_SAYS_OF: Final = (
    "name", "category", "scope", "scope.team", "data_source", "collection_method",
    "reporting_frequency", "collection_frequency", "review_interval", "direction", "target.by",
)  # fmt: skip
"""What a heading may speak of beside its field: the owner of the process, the source of the indicator."""
_SHORT: Final = 40
_RECORDS: Final = {
    "kpi": "KPI",
    "value": "KPI",
    "metric": "Metric",
    "objective": "Objective",
    "role": "Role",
    "review": "Past review",
}
_UNIT: Final = r"[(\[（]\s*(?:in |en |em |بـ?)?([^()\[\]（）]{1,20})[)\]）]"
_PARTS: Final = r"\s*(?:\s/\s|\n|\||/|[(（\[]|[)）\]])\s*"
_ABOUT: Final = r"^(?:kpi|kr|key result|indicator|indicators|metric|measure|kennzahl|indicateur|indicador|مؤشر|المؤشر|指标|指標)[\s_-]+|[\s:*#?]+$"
NUMBER: Final = "#"
"""What is no field: the number of a row, which is its id where it is more than 1, 2, 3."""
_SYNONYMS: Final = Synonyms()


class Guess(Struct):
    """A field that a heading is a word for; not `sure`: it is only likely. `within`: one of its words names it, as a value might."""

    field: str
    sure: bool = True
    within: bool = False


class Heading(Struct):
    """What a heading says: what it is a word for, likeliest first, its time and its unit."""

    guesses: tuple[Guess, ...]
    period: str = ""
    unit: str = ""
    rest: str = ""


def read_heading(text: str, row: str, sample: str) -> Heading:
    """What a heading may mean where rows are of a kind; `sample` is what stands below it."""
    found = _read(text, row, sample)
    declared = declared_field(row, text)
    return replace(found, guesses=(Guess(declared), *found.guesses)) if declared else found


@lru_cache(maxsize=4_000)
def _read(text: str, row: str, sample: str) -> Heading:
    text = re.sub(_MARKS, "", " ".join(text.split()))[:_LONGEST]
    unit = unit_in(text)
    rest, period = split_period(without_unit(text))
    guesses = tuple(dict.fromkeys(_meant(rest, row, sample)))
    if period and not guesses and rest:  # the other language says it again: `Ziel 2026 / Target 2026`
        again = re.sub(rf"\s*{re.escape(period)}\s*", " ", rest).strip()
        guesses = tuple(dict.fromkeys(_meant(again, row, sample))) if again != rest else ()
        rest = again
    if not guesses and period:  # `Rev 2.0` is no time
        guesses = tuple(dict.fromkeys(_meant(text, row, sample)))
    return Heading(guesses, period, unit, rest)


def unit_in(text: str) -> str:
    """The unit in brackets at the end of a heading: `Target (EUR)`."""
    match = re.search(_UNIT + r"\s*\*?$", text)
    if match is None:
        return ""
    unit = match[1].strip()
    if unit == "%":
        return unit
    read = parse_quantity(f"1 {unit}", level=True) if not re.search(r"\d", unit) else None
    known = isinstance(read, Quantity) and read.value == 1 and read.unit is not None
    return (
        unit
        if known
        and re.fullmatch(
            r"[€$£¥₹]|[A-Z]{3}|k€|T€|TEUR|Mio\.? ?€|days?|hours?|minutes?|Tage|Stunden|jours|días|dias|أيام|يوم|ساعة|ريال|درهم|人|件|円|元|万元|天|小时|日|時間",
            unit,
        )
        else ""
    )


def without_unit(text: str) -> str:
    """A heading without the unit in brackets behind it."""
    return re.sub(_UNIT, " ", text).strip() if unit_in(text) else text


def _meant(text: str, row: str, sample: str) -> Iterator[Guess]:
    """The fields that a text is a word for: whole, without what only says that it is about an indicator, and in its parts."""
    yield from _words(text, row, sample)
    flat = " ".join(re.sub(r"[()（）\[\]]", " ", text).split())
    if flat != text:  # `Actual (PY)` is no actual
        yield from _words(flat, row, sample)
    alone = re.sub(_ABOUT, "", text, flags=re.I)
    if alone != text and alone:
        yield from _words(alone, row, sample)
    parts = [part for part in re.split(_PARTS, text) if part and part != text]
    for part in reversed(parts) if JOINED in text and len(parts) > 1 else parts if len(parts) > 1 else ():
        yield from _words(part, row, sample)  # of two rows of headings the lower one says more
    if len(parts) == 2 and (day := _day_of(parts[0], parts[1], row, sample)):
        yield Guess(day)
    for core in dict.fromkeys(core for each in (alone, *parts) for core in _cores(each)):
        yield from _words(core, row, sample)
    if (single := re.sub(r"(?<=[a-zà-ÿ]{5})s\b", "", plainly(text))) != plainly(text):
        yield from _words(single, row, sample)
    if day := _day_beside(plainly(text), row):
        yield Guess(day)
    if row in _WITH_STEMS:
        yield from (Guess(name, within=True) for name in _named(text, row, sample))


def _day_of(first: str, last: str, row: str, sample: str) -> str:
    """The day of a value, where a heading stands over it and over the value (`Baseline / Year`)."""
    fields = [guess.field for guess in _words(first, row, sample)]
    kind = kind_of(row, fields[0]) if fields else None
    is_day = any(plainly(last) in day_words(language) for language in languages_of(last))
    return f"{fields[0]}.{kind.day}" if kind is not None and kind.day and is_day else ""


def _day_beside(plain: str, row: str) -> str:
    """The day of a value whose heading says both: `Year of the target`."""
    first, _, after = plain.partition(" ")
    before, _, last = plain.rpartition(" ")
    for language in languages_of(plain):
        for day, rest in ((first, after), (last, before)):
            if rest and day in day_words(language):
                fields = [guess.field for text in (rest, *_cores(rest)) for guess in _words(text, row, "1")]
                kind = kind_of(row, fields[0]) if fields else None
                if kind is not None and kind.day:
                    return f"{fields[0]}.{kind.day}"
    return ""


def _named(text: str, row: str, sample: str) -> tuple[str, ...]:
    """The one field that a heading of a few words names in one of them (`Who is accountable for it`), where none of the others says anything else; of
    two that are called alike, both."""
    words = plainly(text).split()
    if len(words) > _FEW or len(text) > _SHORT:
        return ()
    found = {name for language in languages_of(text) for name, stems in stems_of(language).items() if _has(text, stems)}
    if len(found) > 1:
        found.discard("name")  # the owner of the indicator
    if len(found) != 1 and found != {"target", "objective"}:
        return ()
    others = {guess.field for word in words if len(words) > 1 for guess in _words(word, row, sample)}
    allowed = found if "name" in found else {*found, *_SAYS_OF}
    return tuple(sorted(name for name in found if others <= allowed and kind_of(row, name) is not None))


def _has(text: str, stems: tuple[str, ...]) -> bool:
    """Whether a word of a text begins with a stem; in scripts without spaces, whether it stands anywhere. With `*` a word ends in it, with `$` it is one."""
    plain = f" {bare(plainly(text))} "
    return any(
        stem in plain
        if is_unspaced(stem[0])
        else re.search(rf"[^\W\d_]{re.escape(stem[1:])} ", plain) is not None
        if stem[0] == "*"
        else f" {stem.replace('$', ' ')}" in plain or f" ال{stem}" in plain
        for stem in stems
    )


def _cores(text: str) -> tuple[str, ...]:
    """A heading without the words at its ends that say nothing more of a field, in each language: `Responsible department`."""
    plain = plainly(text)
    found = (_stripped(plain, more_words(language)) for language in languages_of(text))
    return tuple(dict.fromkeys(core for core in found if core not in ("", plain)))


def _stripped(plain: str, more: tuple[str, ...]) -> str:
    for word in more:
        gap = "" if is_unspaced(word[0]) else " "
        if plain.startswith(word + gap):
            return _stripped(plain[len(word) :].strip(), more)
        if plain.endswith(gap + word):
            return _stripped(plain[: -len(word)].strip(), more)
    return "" if plain in more else plain


def _words(text: str, row: str, sample: str) -> Iterator[Guess]:
    plain = plainly(text)
    if not plain:
        return
    if name := next((known[each] for known in (_by_name(row),) for each in spellings(plain) if each in known), ""):
        yield Guess(name)
    record = "kpi" if row == "metric" else ROWS[row]
    if any(NUMBER in fields_of(text, language, record) for language in languages_of(text)):
        yield Guess(NUMBER)
    for language in languages_of(text):
        for field in fields_of(text, language, record):
            yield Guess(field)
    for meant in _SYNONYMS.fields(text, _RECORDS[row], sample):
        field = ".".join(meant.path)
        if field.startswith(OWN) or meant.path[0] == "" or meant.value is not None:
            if field.startswith(OWN):
                yield Guess(OWN)
        elif kind_of(row, field) is not None:
            yield Guess(field, meant.sure)
    if row == "objective":
        yield from _own_list(text, sample)


def _own_list(text: str, sample: str) -> Iterator[Guess]:
    """What KPIs call their objective, and what they say of it, in a list of objectives: `Strategic goal` is its title there."""
    for guess in _words(text, "kpi", sample):
        outer, _, inner = guess.field.partition(".")
        if outer == "objective" and kind_of("objective", inner or "title") is not None:
            yield Guess(inner or "title", guess.sure)


@cache
def _by_name(row: str) -> Mapping[str, str]:
    """The schema's own names for the fields, as people write them."""
    return {
        plainly(name): name
        for name in reversed(known_fields(row))
        if name.partition(".")[0] not in ("owner", "metric") or "." not in name
    }


def languages_in(headings: Iterable[str]) -> list[str]:
    """The languages that headings are words of, the one of most first."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for heading in headings:
        rest = plainly(split_period(heading)[0])
        for language in languages_of(heading):
            if language in counts and (rest in _known_words(language)):
                counts[language] += 1
    return [language for language in sorted(counts, key=lambda each: -counts[each]) if counts[language]]


@cache
def _known_words(language: str) -> frozenset[str]:
    """All words for fields of KPIs in a language."""
    listed = [
        words for record in ("kpi", "objective") for words in section(language, "fields").get(record, {}).values()
    ]
    listed += [words for fields in words_of(language)["fields"].values() for words in fields.values()]
    own = {plainly(name) for name in known_fields("kpi")} if language == "en" else set()
    return frozenset(plainly(word.strip("~#{[@")) for words in listed for word in words.split("|")) | own


def is_objective(text: str) -> bool:
    """`Goal 2: Grow`, `O1 - Grow`."""
    match = re.match(r"(\D{1,24}?)\s*(?:\d{1,2}|[IVX]{1,4})?(?:\.\d)?\s*[:.–—-]\s", text)
    if match is None:
        return False
    meant = {guess.field for guess in read_heading(match[1], "kpi", "words").guesses}
    return match[1] in ("O", "SO", "G") or not meant.isdisjoint(("objective", "priority"))
