"""Names that do not fit a schema, in words: which field is meant by one that there is not, where it belongs, and which is missing.

What comes in: the name, its place as a linked path, and the schema of its record. What goes out: the field that is meant, if any; the sentence
is noted in `Misfits`. Knows nothing of KPIs: fields and records are called what the schema calls them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.diagnostics import Edit, Reading, did_you_mean, similar
from kpi_rules.document.meant import Meant
from kpi_rules.document.misfits import Misfits, Where, path_of
from kpi_rules.document.places import Path
from kpi_rules.document.schema_words import either_of, example_line, noun, records_of, reference, shortened
from kpi_rules.i18n import listed, tr
from kpi_rules.source import Span
from kpi_rules.spelling import is_slip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_LONGER: Final = 2
ALIKE: Final = 0.8
"""How much of two words is the same where the one may be the other, misspelt."""
MOST_NAMES: Final = 300
"""So many names of unknown fields are compared with those that there are."""
_WIDEST: Final = 500
"""So many characters of a record's first line are underlined."""


def meanings(
    misfits: Misfits, name: str, record: Mapping[str, Any], value: object, beside: Iterable[str] = ()
) -> Iterator[Meant]:
    """The fields that an unknown name may stand for, by those who know other words, the likeliest first; with the names `beside` it."""
    if misfits.words is None:
        return
    known = ("", *record.get("properties", {}))
    found = list(misfits.words.fields(name, str(record.get("title", "")), value, beside))
    if found and found[0].by_shape and most_alike(misfits, name, record) is not None:
        return  # it looks like a word of ours, misspelt: what stands there decides nothing
    yield from (meant for meant in found if meant.path[0] in known or is_own(meant, record))


def is_own(meant: Meant, record: Mapping[str, Any]) -> bool:
    """Whether it is a field that the schema leaves to the writer."""
    return any(meant.path[0].startswith(start.removeprefix("^")) for start in record.get("patternProperties", ()))


def slip_of(misfits: Misfits, name: str, record: Mapping[str, Any]) -> Meant | None:
    """The field that an unknown name is a slip of the pen of."""
    key = (name, id(record))
    if key not in misfits.slips:
        near = most_alike(misfits, name, record)
        sure = near is not None and is_slip(name, near, record["properties"])
        misfits.slips[key] = Meant((near,), slip=True) if near is not None and sure else None
    return misfits.slips[key]


def other_name(misfits: Misfits, where: Where, name: str, record: Mapping[str, Any], meant: Meant) -> None:
    """Another word for a field, that is surely meant: what stands there is read as that."""
    assert where is not None
    told = misfits.counted(where)
    misfits.unfit.discard(path_of(where))
    if not told:
        return
    path, fields = path_of(where), record["properties"]
    outer, *inner = meant.path
    edit = None
    if is_own(meant, record):
        help_ = tr("fields of your own start with `x-`: `x-{name}`", name=outer.removeprefix("x-"))
        edit = misfits.other_key(path, outer, fields, sure=True)
    elif outer == "":
        help_ = tr("its entries are `{name}`, too: write them there; here they are read so", name=inner[0])
    elif inner:
        help_ = tr(
            "write it inside `{outer}`, as `{name}`; here it is read as if it stood there",
            outer=outer,
            name=inner[0],
        )
        edit = misfits.other_place(path, meant)
    elif meant.value is not None:
        help_ = tr("write `{line}`; here it is read so", line=shortened(f"{outer}: {_in_braces(meant.value)}"))
        edit = misfits.other_place(path, meant) if isinstance(meant.value, str) else None
    else:
        help_ = (
            tr("did you mean `{name}`?", name=outer)
            if meant.slip
            else tr("here it is called `{name}`, and is read so", name=outer)
        )
        edit = misfits.other_key(path, outer, fields, sure=True)
    message = tr("unknown field `{name}` in {record}", name=shortened(name), record=noun(record.get("title", "")))
    span = misfits.document.key_span(path) or misfits.document.span(path)
    own = is_own(meant, record)
    reading = (
        None if meant.slip else Reading(name, "" if own else _shown(meant), own)
    )  # a slip of our word is no other word
    misfits.append(message, span, help_, edit, reading)


def _shown(meant: Meant) -> str:
    """What is meant, in a few words."""
    name = ".".join(filter(None, meant.path))
    return f"{name}: {meant.value}" if isinstance(meant.value, str) else name


def _in_braces(value: object) -> str:
    """A value as it may be written on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_in_braces(one)}' for name, one in value.items())}}}"
    return f"[{', '.join(map(_in_braces, value))}]" if isinstance(value, list) else str(value)


def unknown_field(
    misfits: Misfits, where: Where, name: str, record: Mapping[str, Any], meant: Meant | None = None
) -> None:
    """A field that the record does not have; `meant` may be another word for it."""
    told = misfits.counted(where)
    if where is None:
        return
    if not told:
        misfits.suspect(path_of(where), meant.path[0] if meant else most_alike(misfits, name, record))
        return
    span = misfits.document.key_span(path_of(where)) or misfits.document.span(path_of(where))
    if _is_rest_of_text(misfits, span):
        message = tr("the comma before `{text}` ends a text", text=shortened(name))
        misfits.append(message, span, tr("put quotes around the text: {example}", example='`"…, …"`'))
        return
    title = record.get("title")
    message = (
        tr("unknown field `{name}` in {record}", name=name, record=noun(title))
        if title
        else tr("unknown key `{name}`", name=name)
    )
    path = path_of(where)
    if (found := _where_it_belongs(misfits, name, record, path, meant)) is not None:
        misfits.append(message, span, *found)
        return
    _left_alone(misfits, path, name, message, span)
    if misfits.words is not None:
        held = misfits.words.may_hold(str(title or ""), misfits.document.at(path))
        misfits.unfit |= {(*path[:-1], field) for field in held}  # nobody knows that these are absent


def name_of_all(misfits: Misfits, where: Where, name: str, fields: Iterable[str]) -> None:
    """A name in the place of a field, before what it is the name of: `- Visits: 120,000`."""
    if misfits.counted(where):
        path = path_of(where)
        read = ", ".join(fields)
        message = tr("`{name}` is no field here, and is read as a name", name=shortened(name))
        span = misfits.document.key_span(path) or misfits.document.span(path)
        misfits.append(message, span, None, reading=Reading(tr("a name before its value"), read))
    misfits.unfit.discard(path_of(where))


def left_alone(misfits: Misfits, where: Where, name: str, record: Mapping[str, Any]) -> None:
    """A field that is the writer's own."""
    if misfits.counted(where):
        path = path_of(where)
        message = tr("unknown field `{name}` in {record}", name=shortened(name), record=noun(record.get("title", "")))
        _left_alone(misfits, path, name, message, misfits.document.key_span(path) or misfits.document.span(path))
    misfits.unfit.discard(path_of(where))


def _left_alone(misfits: Misfits, path: Path, name: str, message: str, span: Span) -> None:
    own = tr("fields of your own start with `x-`: `x-{name}`", name=name)
    misfits.unfit.discard(path)
    misfits.append(message, span, own, misfits.other_key(path, f"x-{name}", ()), Reading(name, own=True))


def _is_rest_of_text(misfits: Misfits, span: Span) -> bool:
    """Whether this is no key at all but what follows a comma in `{…: a text, with a comma}`."""
    text = misfits.document.source.text
    before, after = (
        text[max(0, span.start - 200) : span.start].rstrip()[-1:],
        text[span.end : span.end + 200].lstrip()[:1],
    )
    return misfits.document.format == "yaml" and before == "," and after in (",", "}")


def _where_it_belongs(
    misfits: Misfits, name: str, record: Mapping[str, Any], path: Path, meant: Meant | None
) -> tuple[str | None, Edit | None] | None:
    """What to do about it; nothing where it is no field's name, nor like one, and may stand as the writer's own beside something of ours: a record
    of which nothing is read (`target: {zq: 5}`) says something, and nobody knows what."""
    fields = record.get("properties", {})
    if meant is not None and not meant.slip:
        return _perhaps(misfits, path, meant, fields)
    homes = {definition: title for definition, title, names in records_of(misfits.schema) if name in names}
    inside = [f"`{field}`" for field, inner in fields.items() if reference(inner) in homes]
    if inside:
        misfits.unfit |= {(*path[:-1], field) for field, inner in fields.items() if reference(inner) in homes}
        return tr("`{name}` belongs inside {field}", name=name, field=either_of(inside)), None
    near = most_alike(misfits, name, record)
    if near is not None:
        misfits.suspect(path, near)
        return tr("did you mean `{name}`?", name=near), misfits.other_key(path, near, fields)
    if homes:
        records = listed(map(noun, homes.values()))
        return tr("`{name}` is a field of: {records}", name=name, records=records), None
    siblings = misfits.document.at(path[:-1])
    says_something = isinstance(siblings, dict) and not fields.keys().isdisjoint(siblings)
    return None if says_something and "patternProperties" in record else (did_you_mean(name, fields), None)


def _perhaps(misfits: Misfits, path: Path, meant: Meant, fields: Iterable[str]) -> tuple[str | None, Edit | None]:
    """Another word for a field that is likely meant, or that is written as well."""
    shown = ".".join(filter(None, meant.path))
    misfits.suspect(path, meant.path[0])
    if misfits.document.has((*path[:-1], meant.path[0])):
        return tr("`{name}` says the same, and is there already: keep one", name=shown), None
    edit = misfits.other_key(path, meant.path[0], fields) if len(meant.path) == 1 and meant.value is None else None
    return tr("did you mean `{name}`?", name=shown), edit


def most_alike(misfits: Misfits, name: str, record: Mapping[str, Any]) -> str | None:
    """The field that is written most like this one; the same names come again in every record."""
    key = (name, id(record))
    if key not in misfits.nearest:
        likely = len(misfits.nearest) < MOST_NAMES
        misfits.nearest[key] = alike(name, record.get("properties", {})) if likely else None
    return misfits.nearest[key]


def absent(
    misfits: Misfits,
    where: Where,
    name: str,
    schema: Mapping[str, Any],
    record: Mapping[str, object],
    stands_in: str | None = None,
) -> None:
    """A required field that is not there: told at the first line of its record. `stands_in` is read in its place."""
    if not misfits.counted(where, name):
        return
    line = example_line(name, schema)
    help_ = tr("add a line such as `{line}`", line=line) if line else None
    reading = None if stands_in is None else Reading("", f"{name}: {stands_in}")
    misfits.append(tr("`{name}` is missing", name=name), _first_line(misfits, where, record), help_, reading=reading)
    misfits.last_is_absence_of((*path_of(where), name))


def _first_line(misfits: Misfits, where: Where, record: Mapping[str, object]) -> Span:
    """A record's first field, as far as its line goes: a whole record is too much to underline."""
    path = path_of(where)
    name = next(iter(record), None)
    if name is None:
        return misfits.document.span(path)
    first, value = misfits.document.key_span((*path, name)), misfits.document.span((*path, name))
    start = first.start if first else value.start
    lines = misfits.document.source.text[start : min(value.end, start + _WIDEST)].splitlines()
    return Span(start, start + len(lines[0].rstrip())) if lines else misfits.document.span(path)


def alike(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is, but for a letter or two: likeness of letters says nothing of the sense."""
    from difflib import SequenceMatcher  # needed where something is misspelt

    known = list(known)
    slip = next((name for name in known if is_slip(word, name, known)), None)
    near = slip or similar(word, known)
    if near is None or slip is not None:
        return near
    if abs(len(near) - len(word)) > _LONGER:
        return None
    one, other = word.casefold(), near.casefold()
    is_alike = one[:1] == other[:1] and SequenceMatcher(None, one, other).ratio() >= ALIKE
    return near if is_alike else None
