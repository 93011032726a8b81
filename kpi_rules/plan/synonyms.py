"""What people call the fields of plans and their values, in many languages: `locales/<language>.json`, under `fields` and `values`.

What comes in: a name or a value that the schema does not have. What goes out: the fields or the value that it stands for. In the files, words for a field
of a record are parted by `|`. A word that ends in `#` is meant where the value has a number in it, in `{` or `[` where it is a mapping or
a list, in `@` where it says how often; one that begins with `~` is only likely. The words of the field `x-` are what people note for themselves. A field that begins with `/` is a list that
there is more than one of: its entries join those of the field. `direction+` is what a yes means, `-` a no, and `kind=milestone` what either does.
`@health=active`: the value is one of another field, and this one is as good as that. Knows nothing of documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from kpi_rules.document.meant import Meant
from kpi_rules.plan.words import languages_of, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST: Final = 60
"""Characters of a name that is looked up."""
_RECORDS: Final = {"metric": "kpi", "interim_target": "target"}
OWN: Final = "x-"
"""How the names of somebody's own fields begin."""
_YES: Final = {True: True, False: False, "yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}
_WHEN: Final = (
    r"20\d\d (?:20)?\d\d|fy ?\d\d \d\d|(?:(?:q[1-4]|h[12]) )?(?:fy ?)?[2٢][0٠]\d\d|20\d\d q[1-4]|q[1-4]|fy ?\d\d"
)
"""A year, a quarter or a half in a name that is written `plainly`."""
_CALLED: Final = r"[^\W\d_]{1,12}[ .\-]?\d{1,2}(?:\.\d{1,2})*"
"""`G1`, `Goal 2`, `SO-1.2`: where it is no quantity, what an objective is called."""
_BARE: Final = "[\u0300-\u036f\u0653-\u0655]"
_ALIKE: Final = str.maketrans(
    "ىة標準績關鍵際達責負單資來評頻備註權週說義計數據實級門類屬層維業務項預編號處報時間點趨勢紅黃綠燈現狀態構總經營財顧戶學習進結領國際產員師質機會開發當",
    "يه标准绩关键际达责负单资来评频备注权周说义计数据实级门类属层维业务项预编号处报时间点趋势红黄绿灯现状态构总经营财顾户学习进结领国际产员师质机会开发当",
)
"""Letters that are taken for one another: two of Arabic, and the traditional signs of Chinese words for fields."""
_ARTICLE: Final = r"\bال(?=\w{2})"
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LEVELS: Final = ("target", "baseline", "actual")
_LISTS: Final = ("objectives", "kpis")
_RHYTHMS: Final = {
    "plan": "review",
    "kpi_plan": "review",
    "kpi": "reporting_frequency",
    "metric": "reporting_frequency",
}
_LONG_ENDING: Final = 4
_LOOKED_AT: Final = 3
_PERSON: Final = r"(?:(?:Mrs?|Ms|Dr|Prof|Fr|Hr|Herr|Frau|Mme|Sra?|Dra|Ing|Cllr|Supt|Sir|Eng)\.? )+[^\W\d_]\w+|[A-ZÀ-Þ]\. ?[A-ZÀ-Þ][^\W\d_]+$"
_OWNED: Final = ("plan", "kpi_plan", "kpi", "objective")
_TEXTS: Final = frozenset(("definition", "limitations", "notes", "rationale", "formula"))
_UP: Final = {True: "increase", False: "decrease"}


class Word(Struct):
    """A field that a word stands for: under which condition on the value, and whether surely."""

    field: str
    condition: str
    sure: bool


class Synonyms:
    """Knows other words for the fields and values of plans."""

    def fields(self, name: str, record: str, value: object, beside: Iterable[str] = ()) -> Iterator[Meant]:
        """The fields of a record, by the record's title, that a name stands for with this value and beside these names, the likeliest first."""
        kind = record.casefold().replace(" ", "_")
        plain = plainly(name)
        if (
            beside
            and _RECORDS.get(kind, kind) == "kpi"
            and re.fullmatch(_WHEN, plain)
            and isinstance(value, (str, int, Decimal))
        ):
            yield from _year_alone(plain, value, tuple(map(str, beside)))
            return
        if isinstance(value, str) and (numbered := re.fullmatch(r"(\D{2,}?) ?[0-9]{1,2}", plain)):
            plain = numbered[1]  # KR1
        if (
            _RECORDS.get(kind, kind) == "kpi"
            and len(name) <= _LONGEST
            and (dated := _dated(plain, languages_of(name), value))
        ):
            yield dated
        if kind == "review" and isinstance(value, str) and len(name) <= _LONGEST and _is_interval(name):
            yield Meant(
                ("interval",), value=name
            )  # `{monthly: The board, quarterly: …}`: how often, by what is held then
            yield Meant((OWN + plain.replace(" ", "-"),))
        known = False
        for language in languages_of(name) if len(name) <= _LONGEST else ():
            for word in _words_of(language, kind, plain):
                known = True
                if word.field == OWN:
                    yield Meant((OWN + plainly(name).replace(" ", "-"),))
                elif _fits(word, value) and (meant := _meant(word, value)):
                    yield meant
                    if meant.path == ("id",):  # where it has one: somebody's own
                        yield Meant((OWN + plain.replace(" ", "-"),))
        if beside and not known and len(name) <= _LONGEST and (field := _by_its_shape(plain, name, kind, value)):
            yield Meant((field,), by_shape=True)
            yield Meant((OWN + plain.replace(" ", "-"),))

    def may_hold(self, record: str, value: object) -> Sequence[str]:
        """The fields of a KPI that a number under a name which nobody knows may be meant for."""
        kind = record.casefold()
        is_number = isinstance(value, (int, Decimal)) or (
            isinstance(value, str) and len(value) <= _LONGEST and _has_number(value)
        )
        return _LEVELS if is_number and not isinstance(value, bool) and _RECORDS.get(kind, kind) == "kpi" else ()

    def value(self, text: str, field: str, values: Sequence[object] | None) -> str | None:
        """The value of a field that a text stands for."""
        for language in languages_of(text) if len(text) <= _LONGEST else ():
            found = _values(language).get(field, {}).get(plainly(text), ())
            known = (one for one in found if values is None or one in values or one.startswith("@"))
            if (meant := next(known, None)) is not None:
                return meant
        return None


@lru_cache(maxsize=2_000)
def plainly(name: str) -> str:
    """A name without what differs from one writer to another: case, separators, camel's humps, Arabic vowel signs."""
    humps = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    folded = re.sub(r"[\u0640\u064b-\u0652]", "", unicodedata.normalize("NFKC", humps).casefold())
    return " ".join(re.split(r"[\s_\-./’'?:*,،;]+", folded)).strip()


def spellings(plain: str) -> tuple[str, ...]:
    """How a word may be spelt: as it is, without its accents (`definicion`), with its umlauts written out, with one letter for the Arabic ones that people
    take for one another and without their article, and in one."""
    joined = plain.replace(" ", "")  # `out-turn`, `base line`
    if plain.isascii():
        return (plain,) if joined == plain else (plain, joined)
    unmarked = bare(plain)
    return tuple(dict.fromkeys((plain, unmarked, plain.translate(_UMLAUTS), re.sub(_ARTICLE, "", unmarked), joined)))


def bare(plain: str) -> str:
    """A word without its accents, and with one sign for those that are taken for one another."""
    if plain.isascii():
        return plain
    unmarked = re.sub(_BARE, "", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", unmarked).translate(_ALIKE)


def _by_its_shape(plain: str, name: str, kind: str, value: object) -> str:
    """The field that a name of somebody's own is for, by its main word and what stands there: a list of some kind of goals, somebody's post, how
    often."""
    if isinstance(value, (list, dict)):
        spoken = plain.split()
        words = {spoken[0], spoken[-1]} - {plain} if spoken else set()
        if kind in ("plan", "kpi_plan") and _holds_levels(value):
            return "kpis"
        for language in languages_of(name):
            listed = _words(language).get("plan" if kind in _RHYTHMS else kind, {})
            endings = (
                {end for end in listed if len(end) > _LONG_ENDING and plain.endswith(end)}
                if language in ("de", "nl")
                else set()
            )
            fields = {one.field for word in words | endings for one in listed.get(word, ())} | (words & {*_LISTS})
            if found := next((field for field in _LISTS if field in fields), ""):
                return found
        return ""
    if not isinstance(value, str):
        return ""
    if kind in _OWNED and (_is_somebody(plain, name) or re.match(_PERSON, value)):
        return "owner"
    is_rhythm = len(value) <= _LONGEST and not re.match(r"\W*\d", value) and _is_interval(value)
    return _RHYTHMS.get(kind, "") if is_rhythm else ""


def _holds_levels(value: object) -> bool:
    """Whether it is a list of records with a target, a baseline or an actual each, in whatever words."""
    records = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return bool(records) and all(
        any(
            _stands_for(str(name)).partition(".")[0] in ("target", "targets", "baseline", "actual", "actuals")
            for name in record
        )
        for record in records[:_LOOKED_AT]
    )


def _is_somebody(plain: str, name: str) -> bool:
    """Whether a name is that of a post, whatever goes with it: `general manager`, `Qualitätsbeauftragte`, `responsable qualité`."""
    first, *_, last = [*plain.split(), plain.rsplit(maxsplit=1)[-1]] if plain else ["", ""]
    posts = [section(language, "posts") for language in languages_of(name)]
    return any(
        first in each.get("begin", ()) or last in each.get("end", ()) or last.endswith(tuple(each.get("endings", ())))
        for each in posts
    )


def _words_of(language: str, kind: str, plain: str) -> Iterator[Word]:
    """What a word stands for in a kind of record; in one that is much like another, then what it does there."""
    words = _words(language)
    for record in dict.fromkeys((kind, _RECORDS.get(kind, kind))):
        known = words.get(record, {})
        yield from next((known[each] for each in spellings(plain) if each in known), ())


def _fits(word: Word, value: object) -> bool:
    """Whether a value is of the kind that a word is meant with; a mapping is no text."""
    match word.condition:
        case "#":
            return isinstance(value, (int, Decimal)) or (isinstance(value, str) and _has_number(value))
        case "{":
            return isinstance(value, dict)
        case "[":
            return isinstance(value, (list, dict))
        case "@":
            return isinstance(value, str) and _is_interval(value)
        case _:
            return not (isinstance(value, dict) and word.field in _TEXTS)


def _is_interval(text: str) -> bool:
    """Whether a text says how often: `jährlich`."""
    from kpi_rules.language.durations import Duration
    from kpi_rules.plan.calendar.durations import read_duration

    return isinstance(read_duration(text), Duration)


def _has_number(text: str) -> bool:
    """Whether a text holds a number: in digits, or in a word that is nothing else, as `zero`; `G1` is what something is called."""
    called = re.fullmatch(_CALLED, text.strip()) is not None
    if any(map(str.isdigit, text)) and not called:
        return True
    from kpi_rules.plan.quantities.quantity import Quantity, parse_quantity  # few names need it

    read = parse_quantity(text)
    return isinstance(read, Quantity) and read.value is not None and read.words is None and (called or not read.unit)


def _meant(word: Word, value: object) -> Meant | None:
    if word.field.startswith("/"):
        return Meant(("", word.field[1:])) if isinstance(value, (list, dict)) else None
    if "=" in word.field:
        name, _, said = word.field.partition("=")
        return Meant((name,), value=said) if _truth(value) is not None else None
    if word.field[-1] not in "+-":
        return Meant(tuple(word.field.split(".")), word.sure)
    yes = _truth(value)
    return None if yes is None else Meant((word.field[:-1],), value=_UP[yes is (word.field[-1] == "+")])


def _truth(value: object) -> bool | None:
    """Whether a value is a yes or a no."""
    return _YES.get(value.casefold() if isinstance(value, str) else value) if isinstance(value, (str, bool)) else None


def _dated(plain: str, languages: Sequence[str], value: object) -> Meant | None:
    """What a field with a year in its name stands for: `target_2025: 45%` is one of `targets`, `baseline 2023: 30` a baseline with its date."""
    parts = re.fullmatch(f"(?P<word>.+?) ?(?P<when>{_WHEN})|(?P<when_>{_WHEN}) (?P<word_>.+)", plain)
    if parts is None or isinstance(value, (dict, list)) or value in (None, ""):
        return None
    word, when = parts["word"] or parts["word_"], (parts["when"] or parts["when_"]).upper()
    when = _year(when)
    known = {
        found.field
        for language in languages
        for name in (word, f"{word}s")
        for found in _words(language).get("kpi", {}).get(name, ())
    }
    known.add(word)
    if not known.isdisjoint(("target", "targets")):
        return Meant(("targets",), value={when: value})
    if "baseline" in known:
        return Meant(("baseline",), value={"value": value, "date": when})
    return (
        Meant(("actuals",), value=[{"value": value, "on": when}])
        if not known.isdisjoint(("actual", "actuals"))
        else None
    )


def _year_alone(plain: str, value: object, beside: Sequence[str]) -> Iterator[Meant]:
    """What a year in the place of a field stands for: what was reached where a target stands beside it, else a target; of several, with no
    baseline beside them, the first is that."""
    when = _year(plain)
    around = {name: _stands_for(name) for name in beside}
    years = sorted(name for name in beside if re.fullmatch(_WHEN, plainly(name)))
    if not {"target", "targets"}.isdisjoint(around.values()):
        yield Meant(("actuals",), value=[{"value": value, "on": when}])
    elif (
        len(years) > 1 and plainly(years[0]) == plain and {"baseline", "actual", "actuals"}.isdisjoint(around.values())
    ):
        yield Meant(("baseline",), value={"value": value, "date": when})
    else:
        yield Meant(("targets",), value={when: value})


def _stands_for(name: str) -> str:
    """The field of a KPI that a name stands for, with a year or without."""
    plain = re.sub(rf" ?\b(?:{_WHEN})\b ?", "", plainly(name))
    found = (word.field for language in languages_of(name) for word in _words_of(language, "kpi", plain))
    return plain if plain in ("target", "targets", "baseline", "actual", "actuals") else next(found, "")


def _year(plain: str) -> str:
    """A year as dates are read: `2025/26`, `FY26`."""
    when = "".join(str(int(sign)) if sign.isdigit() else sign for sign in plain.upper())
    return re.sub(r"(?<=\d\d) (?=\d)", "/", when)


@cache
def _words(language: str) -> dict[str, dict[str, list[Word]]]:
    """The words of a language by record; what has a condition comes first."""
    found: dict[str, dict[str, list[Word]]] = {}
    for record, fields in section(language, "fields").items():
        words = found.setdefault(record, {})
        for field, listed in fields.items():
            for text in listed.split("|"):
                condition = text[-1] if text[-1] in "#{[@" else ""
                word = Word(field, condition, not text.startswith("~"))
                for spelt in spellings(plainly(text.strip("~#{[@"))):
                    if word not in (known := words.setdefault(spelt, [])):
                        known.append(word)
        for several in words.values():
            several.sort(key=lambda word: not word.condition)
    return found


@cache
def _values(language: str) -> dict[str, dict[str, list[str]]]:
    """The words of a language for values, by field."""
    found: dict[str, dict[str, list[str]]] = {}
    for field, values in section(language, "values").items():
        for value, listed in values.items():
            for text in listed.split("|"):
                found.setdefault(field, {}).setdefault(plainly(text), []).append(value)
        known = found.get(field, {})
        for plain in [plain for plain in known if not plain.isascii()]:
            known.setdefault(bare(plain), known[plain])
    return found
