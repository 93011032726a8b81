"""What does not fit a schema, in words: every message of the schema-directed reader is on this screen.

What comes in: places as linked paths, and the schema that was meant. What goes out: diagnostics at their spans, the
first `MOST` of them. Knows nothing of KPIs: fields and records are called what the schema calls them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpi_rules.diagnostics import Diagnostic, Edit, did_you_mean, similar
from kpi_rules.document.meant import Meant
from kpi_rules.document.places import Path
from kpi_rules.document.rewriting import rewritten_key, rewritten_value
from kpi_rules.document.schema_words import (
    either_of,
    example_line,
    expected,
    kind_of,
    kinds_of,
    noun,
    plain_number,
    records_of,
    reference,
    shortened,
)
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.source import Location, Span
from kpi_rules.spelling import is_slip
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    from kpi_rules.document import Document
    from kpi_rules.document.meant import Words

MOST: Final = 50
"""So many diagnostics of one document are written out; the rest are counted."""

ALIKE: Final = 0.8
"""How much of two words is the same where the one may be the other, misspelt."""
MOST_NAMES: Final = 1_000
"""So many names of unknown fields are compared with those that there are."""

_WIDEST: Final = 500
"""So many characters of a record's first line are underlined."""

Where: TypeAlias = "tuple[Any, str | int] | None"
"""A path from its end: (the path before, the last key); nothing for the root."""


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""What a reader gives where there is no value."""


class Refusal(Struct):
    """What a conversion gives for a value that it cannot read."""

    message: str
    help: str | None = None
    instead: str | None = None
    sure: bool = False
    """What could be written instead, and whether that is surely what is meant."""


class Doubt(Struct):
    """What a conversion gives for a value that may mean several things, or none: `kept` stands in its place, and it is told.

    `at` leads from the value that was converted to the part of it that is meant, where that is a record.
    """

    message: str
    help: str | None = None
    kept: object = MISSING
    instead: str | None = None
    sure: bool = False
    at: tuple[str, ...] = ()


class Misfits:
    """What does not fit, so far, and what is in doubt. `strict`: a doubt is a misfit."""

    def __init__(
        self, document: Document, schema: Mapping[str, Any], *, strict: bool = True, words: Words | None = None
    ) -> None:
        self.count = 0
        self.strict = strict
        self.doubts: list[tuple[Where, Doubt]] = []
        self.unfit: set[Path] = set()
        """Where something was left out because it does not fit, or is likely to be meant by something that does not."""
        self.made: list[tuple[Where, str, dict[str, object]]] = []
        """Names that were made from others: where, which field of which record."""
        self.named: list[dict[str, object]] = []
        """Records whose names were made, once they are told apart."""
        self.hoisted: list[tuple[str, object, Where, tuple[dict[str, object], str | None]]] = []
        """Lists of the document that are written inside a record: which, what is written, where, the record and the link to it."""
        self.places: dict[Path, Path] = {}
        """Where what stands here in the values is written, where that is not the same path."""
        self._document = document
        self._schema = schema
        self._words = words
        self._found: list[Diagnostic] = []
        self._absent: dict[Path, Diagnostic] = {}
        self._misspelt: set[Path] = set()
        self._claimed: dict[Path, Span] = {}
        self._nearest: dict[tuple[str, int], str | None] = {}

    def attempt(self) -> Misfits:
        """A fresh account, for trying one way to read of several."""
        return Misfits(self._document, self._schema, strict=self.strict, words=self._words)

    def take(self, attempt: Misfits) -> None:
        """Go on with what an attempt found that came to an end."""
        self.doubts += attempt.doubts
        self.made += attempt.made
        self.named += attempt.named
        self.hoisted += attempt.hoisted
        self.places |= attempt.places

    def tell_apart(self, entries: Sequence[object]) -> None:
        """Number the made names that another entry of the list has."""
        ours = {id(record) for _, _, record in self.made}
        names = {name for _, name, _ in self.made}
        others = [entry for entry in entries if isinstance(entry, dict) and id(entry) not in ours]
        taken = {(name, entry.get(name)) for entry in others for name in names}
        turns: dict[tuple[str, object], int] = {}
        for _, name, record in self.made:
            first = (name, record[name])
            while (name, record[name]) in taken:
                turns[first] = turns.get(first, 1) + 1
                record[name] = f"{first[1]} ({turns[first]})"
            taken.add((name, record[name]))
            self.named.append(record)
        self.made.clear()

    def meant(self, name: str, record: Mapping[str, Any], value: object) -> Meant | None:
        """The field that an unknown name stands for, by those who know other words."""
        if self._words is None:
            return None
        known = ("", *record.get("properties", {}))
        found = self._words.fields(name, str(record.get("title", "")), value)
        return next((meant for meant in found if meant.path[0] in known), None)

    def slip_of(self, name: str, record: Mapping[str, Any]) -> Meant | None:
        """The field that an unknown name is a slip of the pen of."""
        near = self._near(name, record)
        return Meant((near,), slip=True) if near is not None and is_slip(name, near, record["properties"]) else None

    def hoists(self, name: str) -> bool:
        """Whether this is a list of the document, into which what is written inside a record can be put."""
        return bool(self._schema.get("$defs")) and not self.strict

    def hoist(self, name: str, value: object, here: Where, owner: tuple[dict[str, object], str | None]) -> None:
        """Note a list that is written inside a record and belongs into the document."""
        self.hoisted.append((name, value, here, owner))

    def spoil(self, where: Where, names: Iterable[str]) -> bool:
        """Whether a record of which nothing was read has misfits under these names; then it is left out itself."""
        path = path_of(where)
        spoilt = any((*path, name) in self.unfit for name in names)
        if spoilt:
            self.unfit.add(path)
        return spoilt

    def stand_in(self, where: Where) -> str:
        """What a record is called that does not say it: by its place, or by its file."""
        path = path_of(where)
        steps = (f"[{step + 1}]" if isinstance(step, int) else str(step) for step in path)
        return "".join(steps) if path else self._document.source.name.rpartition("/")[2].partition(".")[0]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of the text; what is beyond the limit is counted in the last."""
        found = sorted(self._once(), key=lambda each: each.location.span if each.location else Span(0, 0))
        if more := self.count - len(self._found):
            message = ntr("{count} more problem of this kind", "{count} more problems of this kind", more)
            found.append(Diagnostic(message, Location(self._document.source, Span(0, 0)), tr("mend the others first")))
        return tuple(found)

    def _once(self) -> list[Diagnostic]:
        """A field that is missing because it is misspelt is told where it stands, and not once more where it does not."""
        known = {id(self._absent[path]) for path in self._misspelt & self._absent.keys()}
        return [diagnostic for diagnostic in self._found if id(diagnostic) not in known]

    # -- the messages

    def wrong_type(self, where: Where, value: object, schema: Mapping[str, Any]) -> object:
        """A value of another kind than the schema has; what it means, if that is certain."""
        if value is None:
            self.empty(where, schema)
        elif "number" in kinds_of(schema) and (meant := self.value_meant(where, value) or "").isdigit():
            self._counted(where)
            self.unfit.discard(path_of(where))
            message = tr("expected {expected}, found {found}", expected=expected(schema), found=kind_of(value))
            edit = Edit(Location(self._document.source, self._document.written(path_of(where))), meant, safe=True)
            self._tell(where, message, tr("here it is called `{name}`, and is read so", name=meant), edit)
            return int(meant)
        else:
            self._wrong_type(where, value, schema)
        return MISSING

    def _wrong_type(self, where: Where, value: object, schema: Mapping[str, Any]) -> None:
        if not self._counted(where):
            return
        message = tr("expected {expected}, found {found}", expected=expected(schema), found=kind_of(value))
        span = self._document.written(path_of(where))
        instead = _other_writing(value, self._document.source.slice(span), schema)
        edit = Edit(Location(self._document.source, span), instead, safe=True) if instead else None
        self._tell(where, message, self._other_kind(where, value, schema, instead), edit)

    def _other_kind(self, where: Where, value: object, schema: Mapping[str, Any], instead: str | None) -> str | None:
        kinds = kinds_of(schema)
        if instead is not None and isinstance(value, str):
            return tr("write it without quotes: {text}", text=f"`{instead[:40]}`")
        if instead is not None:
            shown = instead if len(instead) <= 42 else f'{instead[:41]}"'
            return tr("put quotes around it: {text}", text=f"`{shown}`")
        if schema.get("x-kpi-rules-type") == "duration" and isinstance(value, (int, Decimal)):
            return tr("say of what: `{count} days`, `{count} weeks` or `{count} months`", count=value)
        if "array" in kinds:
            return tr("start each entry of the list with `- `")
        if kinds <= {"object", "null"} and isinstance(value, list):
            return tr("write the fields straight below, without `- `")
        line = _first_field(schema) if where is None else example_line(where[1], schema) if _is_named(where) else None
        return tr("write something like `{line}`", line=line) if line else None

    def empty(self, where: Where, schema: Mapping[str, Any] | None = None) -> None:
        """Nothing, or blank text, where there has to be something."""
        if not self._counted(where):
            return
        if where is None:
            self._tell(where, tr("the file is empty"), None)
        elif isinstance(where[1], int):
            self._tell(where, tr("this entry of the list is empty"), tr("fill it in or remove it"))
        else:
            line = example_line(where[1], schema)
            help_ = tr("write something like `{line}`", line=line) if line else None
            self._tell(where, tr("`{name}` is empty", name=where[1]), help_)

    def absent(self, where: Where, name: str, schema: Mapping[str, Any], record: Mapping[str, object]) -> None:
        """A required field that is not there: told at the first line of its record."""
        if not self._counted(where, name):
            return
        line = example_line(name, schema)
        help_ = tr("add a line such as `{line}`", line=line) if line else None
        self._append(tr("`{name}` is missing", name=name), self._first_line(where, record), help_)
        self._absent[(*path_of(where), name)] = self._found[-1]

    def other_name(self, where: Where, name: str, record: Mapping[str, Any], meant: Meant) -> None:
        """Another word for a field, that is surely meant: what stands there is read as that."""
        assert where is not None
        told = self._counted(where)
        self.unfit.discard(path_of(where))
        if not told:
            return
        path, fields = path_of(where), record["properties"]
        outer, *inner = meant.path
        edit = None
        if outer == "":
            help_ = tr("write it at the top, under `{name}`; here it is read as if it stood there", name=inner[0])
        elif inner:
            help_ = tr(
                "write it inside `{outer}`, as `{name}`; here it is read as if it stood there",
                outer=outer,
                name=inner[0],
            )
        elif meant.value is not None:
            help_ = tr("write `{line}`; here it is read so", line=f"{outer}: {meant.value}")
        else:
            help_ = (
                tr("did you mean `{name}`?", name=outer)
                if meant.slip
                else tr("here it is called `{name}`, and is read so", name=outer)
            )
            edit = self._other_key(path, outer, fields, sure=True)
        message = tr("unknown field `{name}` in {record}", name=shortened(name), record=noun(record.get("title", "")))
        span = self._document.key_span(path) or self._document.span(path)
        self._append(message, span, help_, edit)

    def unknown_field(self, where: Where, name: str, record: Mapping[str, Any], meant: Meant | None = None) -> None:
        """A field that the record does not have; `meant` may be another word for it."""
        told = self._counted(where)
        if where is None:
            return
        if not told:
            self._suspect(path_of(where), meant.path[0] if meant else self._near(name, record))
            return
        span = self._document.key_span(path_of(where)) or self._document.span(path_of(where))
        if self._is_rest_of_text(span):
            message = tr("the comma before `{text}` ends a text", text=shortened(name))
            self._append(message, span, tr("put quotes around the text: {example}", example='`"…, …"`'))
            return
        title = record.get("title")
        message = (
            tr("unknown field `{name}` in {record}", name=name, record=noun(title))
            if title
            else tr("unknown key `{name}`", name=name)
        )
        self._append(message, span, *self._where_it_belongs(name, record, path_of(where), meant))

    def _is_rest_of_text(self, span: Span) -> bool:
        """Whether this is no key at all but what follows a comma in `{…: a text, with a comma}`."""
        text = self._document.source.text
        before, after = (
            text[max(0, span.start - 200) : span.start].rstrip()[-1:],
            text[span.end : span.end + 200].lstrip()[:1],
        )
        return self._document.format == "yaml" and before == "," and after in (",", "}")

    def _where_it_belongs(
        self, name: str, record: Mapping[str, Any], path: Path, meant: Meant | None
    ) -> tuple[str | None, Edit | None]:
        fields = record.get("properties", {})
        if meant is not None and not meant.slip:
            return self._perhaps(path, meant, fields)
        homes = {definition: title for definition, title, names in records_of(self._schema) if name in names}
        inside = [f"`{field}`" for field, inner in fields.items() if reference(inner) in homes]
        if inside:
            self.unfit |= {(*path[:-1], field) for field, inner in fields.items() if reference(inner) in homes}
            return tr("`{name}` belongs inside {field}", name=name, field=either_of(inside)), None
        near = self._near(name, record)
        if near is not None:
            self._suspect(path, near)
            return tr("did you mean `{name}`?", name=near), self._other_key(path, near, fields)
        if homes:
            records = listed(map(noun, homes.values()))
            return tr("`{name}` is a field of: {records}", name=name, records=records), None
        own = tr("fields of your own start with `x-`: `x-{name}`", name=name) if "patternProperties" in record else None
        return did_you_mean(name, fields) or own, None

    def _perhaps(self, path: Path, meant: Meant, fields: Iterable[str]) -> tuple[str | None, Edit | None]:
        """Another word for a field that is likely meant, or that is written as well."""
        shown = ".".join(filter(None, meant.path))
        self._suspect(path, meant.path[0])
        if self._document.has((*path[:-1], meant.path[0])):
            return tr("`{name}` says the same, and is there already: keep one", name=shown), None
        edit = self._other_key(path, meant.path[0], fields) if len(meant.path) == 1 and meant.value is None else None
        return tr("did you mean `{name}`?", name=shown), edit

    def _near(self, name: str, record: Mapping[str, Any]) -> str | None:
        """The field that is written most like this one; the same names come again in every record."""
        key = (name, id(record))
        if key not in self._nearest:
            likely = len(self._nearest) < MOST_NAMES
            self._nearest[key] = _alike(name, record.get("properties", {})) if likely else None
        return self._nearest[key]

    def _suspect(self, path: Path, meant: str | None) -> None:
        """Another field may be meant by one that there is not: nobody knows what that holds."""
        if meant is not None:
            self._misspelt.add((*path[:-1], meant))
            self.unfit.add((*path[:-1], meant))

    def _other_key(self, path: Path, near: str, fields: Iterable[str], *, sure: bool = False) -> Edit | None:
        """The key that is meant, unless it is there already, or the first of two such slips is to become it."""
        found = rewritten_key(self._document, path, near)
        there = self._document.has((*path[:-1], near))
        if found is None or there or self._claimed.setdefault((*path[:-1], near), found[0]) != found[0]:
            return None
        return self._edit(found, sure or is_slip(str(path[-1]), near, fields))

    def _other_value(self, where: Where, meant: str | None, sure: bool) -> Edit | None:
        """Another text for a value."""
        return None if meant is None else self._edit(rewritten_value(self._document, path_of(where), meant), sure)

    def _edit(self, found: tuple[Span, str] | None, sure: bool) -> Edit | None:
        return None if found is None else Edit(Location(self._document.source, found[0]), found[1], sure)

    def not_among(self, where: Where, value: object, values: Sequence[object]) -> object:
        """A value outside a closed set; the one that it is another word for."""
        meant = self.value_meant(where, value, values)
        if meant is not None:
            return self._other_word(where, value, meant)
        self._not_among(where, value, values)
        return MISSING

    def value_meant(self, where: Where, value: object, values: Sequence[object] | None = None) -> str | None:
        """The value that a text stands for, by those who know other words."""
        if self._words is None or not isinstance(value, str) or where is None:
            return None
        return self._words.value(value, self._named(where), values)

    def _named(self, where: Where) -> str:
        """The field at a place, by its own name."""
        path = path_of(where)
        meant = next((here for here, written in self.places.items() if written == path), path) if self.places else path
        return next((step for step in reversed(meant) if isinstance(step, str)), "")

    def _other_word(self, where: Where, value: object, meant: str) -> str:
        """Another word for a value; or for one of another field, beside which this one is as good as `meant` says."""
        told = self._counted(where)
        path = path_of(where)
        self.unfit.discard(path)
        other, _, meant = meant.removeprefix("@").rpartition("=")
        if told:
            message = tr("`{value}` is not a value of {field}", value=shortened(value), field=_field(where))
            if other:
                help_ = tr(
                    "that is said with `{line}`; here it is read as `{name}`",
                    line=f"{other}: {shortened(value)}",
                    name=meant,
                )
                edit = self._other_key(path, other, (), sure=True) if len(path) > 1 else None
            else:
                help_ = tr("here it is called `{name}`, and is read so", name=meant)
                edit = self._other_value(where, meant, sure=True)
            self._tell(where, message, help_, edit)
        return meant

    def _not_among(self, where: Where, value: object, values: Sequence[object]) -> None:
        if not self._counted(where):
            return
        names = [str(value) for value in values if value not in (None, "")]
        all_names = listed(f"`{name}`" for name in names)
        near = _alike(str(value), names)
        help_ = (
            tr("did you mean `{name}`? Known here: {names}", name=near, names=all_names)
            if near
            else tr("known here: {names}", names=all_names)
        )
        message = tr("`{value}` is not a value of {field}", value=shortened(value), field=_field(where))
        sure = near is not None and is_slip(str(value), near, names)
        self._tell(where, message, help_, self._other_value(where, near, sure))

    def wrong_text(self, where: Where, value: str, schema: Mapping[str, Any]) -> None:
        """Text of another form than the schema asks for; the schema's description says which."""
        if self._counted(where):
            message = tr("`{value}` cannot stand for {field}", value=shortened(value), field=_field(where))
            self._tell(where, message, schema.get("description"))

    def out_of_bounds(self, where: Where, least: object, most: object) -> None:
        """A number that is too small or too large."""
        if not self._counted(where):
            return
        if least is None or most is None:
            help_ = (
                tr("at most {most}", most=plain_number(most))
                if least is None
                else tr("at least {least}", least=plain_number(least))
            )
        else:
            help_ = tr("between {least} and {most}", least=plain_number(least), most=plain_number(most))
        self._tell(where, tr("this number is out of bounds"), help_)

    def too_short(self, where: Where, schema: Mapping[str, Any]) -> None:
        """A list with fewer entries than there have to be."""
        if self._counted(where):
            message = ntr(
                "{field} needs at least {count} entry", "{field} needs at least {count} entries",
                schema["minItems"], field=_field(where),
            )  # fmt: skip
            self._tell(where, message, None)

    def refused(self, where: Where, refusal: Refusal) -> None:
        """A value that a conversion cannot read."""
        if self._counted(where):
            edit = self._other_value(where, refusal.instead, refusal.sure)
            self._tell(where, refusal.message, refusal.help, edit)

    def doubted(self, where: Where, doubt: Doubt) -> object:
        """A value that a conversion is in doubt of; what stands in its place."""
        if self.strict:
            self.refused(where, Refusal(doubt.message, doubt.help, doubt.instead, doubt.sure))
            return MISSING
        self.doubts.append((where, doubt))
        return doubt.kept

    # -- places

    def _counted(self, where: Where, *below: str) -> bool:
        """Count one more; whether it is still to be written out."""
        self.count += 1
        self.unfit.add((*path_of(where), *below))
        return self.count <= MOST

    def _tell(self, where: Where, message: str, help_: str | None, edit: Edit | None = None) -> None:
        self._append(message, self._document.span(path_of(where)), help_, edit)

    def _append(self, message: str, span: Span, help_: str | None, edit: Edit | None = None) -> None:
        self._found.append(Diagnostic(message, Location(self._document.source, span), help_, edit=edit))

    def _first_line(self, where: Where, record: Mapping[str, object]) -> Span:
        """A record's first field, as far as its line goes: a whole record is too much to underline."""
        path = path_of(where)
        name = next(iter(record), None)
        if name is None:
            return self._document.span(path)
        first, value = self._document.key_span((*path, name)), self._document.span((*path, name))
        start = first.start if first else value.start
        lines = self._document.source.text[start : min(value.end, start + _WIDEST)].splitlines()
        return Span(start, start + len(lines[0].rstrip())) if lines else self._document.span(path)


def _alike(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is, but for a letter or two: likeness of letters says nothing of the sense."""
    from difflib import SequenceMatcher  # needed where something is misspelt

    known = list(known)
    slip = next((name for name in known if is_slip(word, name, known)), None)
    near = slip or similar(word, known)
    if near is None or slip is not None:
        return near
    one, other = word.casefold(), near.casefold()
    alike = one[:1] == other[:1] and SequenceMatcher(None, one, other).ratio() >= ALIKE
    return near if alike else None


def path_of(where: Where) -> tuple[str | int, ...]:
    """A linked path as a tuple."""
    keys: list[str | int] = []
    while where is not None:
        where, key = where
        keys.append(key)
    return tuple(reversed(keys))


def _is_named(where: Where) -> bool:
    """Whether a place is a field, and no entry of a list."""
    return where is not None and isinstance(where[1], str)


def _first_field(schema: Mapping[str, Any]) -> str | None:
    """How a record may begin: with the first field that it has to have."""
    name = next(iter(schema.get("required", ())), None)
    return None if name is None else example_line(name, schema["properties"][name])


def _other_writing(value: object, written: str, schema: Mapping[str, Any]) -> str | None:
    """A value written as the kind that is asked for, if it fits then: text with quotes, anything else without."""
    kinds = kinds_of(schema)
    if isinstance(value, (bool, int, Decimal)) and kinds & {"string", None}:
        return f'"{written}"' if _is_free_text(schema) else None
    if isinstance(value, str) and kinds & {"number", "boolean"} and _bare(value, kinds):
        return value.strip()
    return None


def _is_free_text(schema: Mapping[str, Any]) -> bool:
    """Whether any text will do: no number is a word of a closed set, an interval or a date."""
    if not {"x-kpi-rules-type", "x-kpi-rules-short", "enum", "pattern"}.isdisjoint(schema):
        return False
    return all(map(_is_free_text, schema.get("anyOf", ())))


def _bare(value: str, kinds: set[str | None]) -> bool:
    text = value.strip()
    if "number" in kinds and text.isascii():
        return text.lstrip("-").replace(".", "", 1).isdigit()
    return "boolean" in kinds and text in ("true", "false")


def _field(where: Where) -> str:
    """The field that a place belongs to: the last name on the way."""
    name = next((key for key in reversed(path_of(where)) if isinstance(key, str)), "")
    return f"`{name}`"
