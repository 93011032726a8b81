"""What does not fit a schema, collected while a document is read: misfits, doubts, and what was read from elsewhere.

What comes in: places as linked paths, and sentences, from `unfit_values.py` and `unfit_names.py`. What goes out: diagnostics at their
spans, the first `MOST` of them, and the paths that hold nothing certain. Knows neither KPIs nor what a sentence says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpi_rules.diagnostics import Diagnostic, Edit, Reading
from kpi_rules.document.limits import Limits
from kpi_rules.document.places import Path
from kpi_rules.document.refusals import too_many_words
from kpi_rules.document.rewriting import moved_inside, other_field, rewritten_key, rewritten_value
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Location, Span
from kpi_rules.spelling import is_slip
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    from kpi_rules.document import Document
    from kpi_rules.document.meant import Meant, Words

MOST: Final = 1_000
"""So many diagnostics of one document are written out; the rest are counted."""

_LONG: Final = 60
"""Signs of a text that counts as two."""

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
    complete: bool = False
    """Whether all that was written is in `kept`: what is not there is absent, and not unknown."""


class Closer(Struct):
    """What a conversion gives for a text that takes a closer look: `look` reads it, and the same for each text of its kind; `then` makes the value."""

    kind: str
    text: str
    look: Callable[[str], object]
    then: Callable[[object], object] | None = None

    def read(self) -> object:
        """The value, a refusal or a doubt."""
        return self.made(self.look(self.text))

    def made(self, seen: object) -> object:
        """The value of what was seen."""
        return seen if self.then is None else self.then(seen)


class Hoisted(Struct):
    """What is written inside a record and belongs to a list of the document: all of one, or an entry, which the record is itself.

    `link` is the field that leads from the entries back to the record, `called` what an entry takes over from it, by its own fields. What `lends`
    is no entry where the list is there: those that name the record take its fields over.
    """

    list: str
    value: object
    here: Where
    record: dict[str, object]
    link: str | None
    called: Mapping[str, str] | None = None
    lends: bool = False


class Misfits:
    """What does not fit, so far, and what is in doubt. `strict`: a doubt is a misfit."""

    def __init__(
        self,
        document: Document,
        schema: Mapping[str, Any],
        *,
        strict: bool = True,
        words: Words | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.count = 0
        self.strict = strict
        self.limits = limits or Limits()
        self._seen: dict[tuple[str, str], object] = {}
        """What was seen in the texts that took a closer look."""
        self._looked = 0
        self.doubts: list[tuple[Where, Doubt]] = []
        self.unfit: set[Path] = set()
        """Where something was left out because it does not fit, or is likely to be meant by something that does not."""
        self.made: list[tuple[Where, str, dict[str, object]]] = []
        """Names that were made from others: where, which field of which record."""
        self.named: list[dict[str, object]] = []
        """Records whose names were made, once they are told apart."""
        self.hoisted: list[Hoisted] = []
        """What belongs to a list of the document and is written inside a record."""
        self.places: dict[Path, Path] = {}
        """Where what stands here in the values is written, where that is not the same path."""
        self._stands: dict[Path, Path] = {}
        self.beside: dict[Path, dict[str, object]] = {}
        """Values that were written in another field of their record."""
        self.document = document
        self.schema = schema
        self.words = words
        self._found: list[Diagnostic] = []
        self.nearest: dict[tuple[str, int], str | None] = {}
        """The field that is written most like a name that there is not, by that name and its record's schema."""
        self.slips: dict[tuple[str, int], Meant | None] = {}
        """The field that such a name is surely a slip of, by the same."""
        self._ids: set[str] | None = None
        self._aims: set[str] | None = None
        self._id_fields: dict[str, bool] = {}
        self._absent: dict[Path, Diagnostic] = {}
        self._misspelt: set[Path] = set()
        self._claimed: dict[Path, Span] = {}

    def is_id(self, value: object) -> bool:
        """Whether a record of one of the document's lists is called so."""
        if self._ids is None:
            lists = self.document.data.values() if isinstance(self.document.data, dict) else ()
            records = (record for each in lists if isinstance(each, list) for record in each)
            self._ids = {
                str(given)
                for record in records
                if isinstance(record, dict)
                for name, given in record.items()
                if isinstance(given, (str, int)) and self._is_id_field(str(name))
            }
        return str(value) in self._ids

    def is_aim(self, text: str) -> bool:
        """Whether one of the document's objectives, in whatever words it lists them, is called so."""
        if self._aims is None:
            data = self.document.data if isinstance(self.document.data, dict) else {}
            lists = [
                each for name, each in data.items() if isinstance(each, list) and self._is_list_of_aims(str(name), each)
            ]
            entries = [entry for each in lists for entry in each]
            texts = (one for entry in entries for one in (entry.values() if isinstance(entry, dict) else (entry,)))
            self._aims = {one for one in texts if isinstance(one, str)}
        return text in self._aims

    def _is_list_of_aims(self, name: str, listed: object) -> bool:
        if name == "objectives" or self.words is None:
            return name == "objectives"
        return any(meant.path[-1] == "objectives" for meant in self.words.fields(name, "Plan", listed))

    def _is_id_field(self, name: str) -> bool:
        """Whether an objective's id is called so."""
        if name == "id" or self.words is None:
            return name == "id"
        if name not in self._id_fields:
            self._id_fields[name] = any(meant.path == ("id",) for meant in self.words.fields(name, "Objective", ""))
        return self._id_fields[name]

    def attempt(self) -> Misfits:
        """A fresh account, for trying one way to read of several."""
        fresh = Misfits(self.document, self.schema, strict=self.strict, words=self.words, limits=self.limits)
        fresh._seen, fresh._looked = self._seen, self._looked
        return fresh

    def take(self, attempt: Misfits) -> None:
        """Go on with what an attempt found that came to an end."""
        self._looked = attempt._looked
        self.doubts += attempt.doubts
        self.made += attempt.made
        self.named += attempt.named
        self.hoisted += attempt.hoisted
        for here, written in attempt.places.items():
            self.move(here, written)

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

    def look(self, closer: Closer) -> object:
        """What a text is that takes a closer look: each once, and no more than so many."""
        key = (closer.kind, closer.text)
        if key not in self._seen:
            self._looked += 1 + len(closer.text) // _LONG
            if self._looked > self.limits.words:
                return Refusal(*too_many_words(self.limits))
            self._seen[key] = closer.look(closer.text)
        return closer.made(self._seen[key])

    def move(self, here: Path, written: Path) -> None:
        """Note that what stands here in the values is written elsewhere."""
        self.places[here] = written
        self._stands.setdefault(written, here)

    def stands(self, where: Where) -> Path:
        """Where what is written at a place stands in the values."""
        path = path_of(where)
        return self._stands.get(path, path)

    def hoists(self, name: str) -> bool:
        """Whether this is a list of the document, into which what is written inside a record can be put."""
        return bool(self.schema.get("$defs")) and not self.strict

    def hoist(
        self,
        name: str,
        value: object,
        here: Where,
        owner: tuple[dict[str, object], str | None],
        *,
        called: Mapping[str, str] | None = None,
        lends: bool = False,
    ) -> None:
        """Note a list that is written inside a record and belongs into the document; or, with what it is called, an entry of it."""
        self.hoisted.append(Hoisted(name, value, here, *owner, called, lends))

    def spoil(self, where: Where, names: Iterable[str]) -> bool:
        """Whether a record of which nothing was read has misfits under these names; then it is left out itself."""
        path = path_of(where)
        spoilt = any((*path, name) in self.unfit for name in names)
        if spoilt:
            self.unfit.add(path)
        return spoilt

    def as_written(self, where: Where) -> str:
        """The signs of a value."""
        return self.document.source.slice(self.document.written(path_of(where)))

    def stand_in(self, where: Where) -> str:
        """What a record is called that does not say it: by its place, or by its file."""
        path = path_of(where)
        steps = (f"[{step + 1}]" if isinstance(step, int) else str(step) for step in path)
        return "".join(steps) if path else self.document.source.name.rpartition("/")[2].partition(".")[0]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of the text; what is beyond the limit is counted in the last."""
        found = sorted(self._once(), key=lambda each: each.location.span if each.location else Span(0, 0))
        if more := self.count - len(self._found):
            message = ntr("{count} more problem of this kind", "{count} more problems of this kind", more)
            found.append(Diagnostic(message, Location(self.document.source, Span(0, 0)), tr("mend the others first")))
        return tuple(found)

    def _once(self) -> list[Diagnostic]:
        """A field that is missing because it is misspelt is told where it stands, and not once more where it does not."""
        known = {id(self._absent[path]) for path in self._misspelt & self._absent.keys()}
        return [diagnostic for diagnostic in self._found if id(diagnostic) not in known]

    def last_is_absence_of(self, path: Path) -> None:
        """What was told last is that a field is missing."""
        self._absent[path] = self._found[-1]

    def suspect(self, path: Path, meant: str | None) -> None:
        """Another field may be meant by one that there is not: nobody knows what that holds."""
        if meant is not None:
            self._misspelt.add((*path[:-1], meant))
            self.unfit.add((*path[:-1], meant))

    def other_key(self, path: Path, near: str, fields: Iterable[str], *, sure: bool = False) -> Edit | None:
        """The key that is meant, unless it is there already, or the first of two such slips is to become it."""
        found = rewritten_key(self.document, path, near)
        there = self.document.has((*path[:-1], near))
        if found is None or there or self._claimed.setdefault((*path[:-1], near), found[0]) != found[0]:
            return None
        return self._edit(found, sure or is_slip(str(path[-1]), near, fields))

    def other_place(self, path: Path, meant: Meant) -> Edit | None:
        """The field written where it is meant: inside another, or with the value that it has there."""
        if isinstance(meant.value, str):
            there = self.document.has((*path[:-1], meant.path[0]))
            return None if there else self._edit(other_field(self.document, path, meant.path[0], meant.value), True)
        if (*path[:-1], meant.path[0]) in self.places:
            return None  # it is to be called so first
        return self._edit(moved_inside(self.document, path, *meant.path), True)

    def other_value(self, where: Where, meant: str | None, sure: bool) -> Edit | None:
        """Another text for a value."""
        return None if meant is None else self._edit(rewritten_value(self.document, path_of(where), meant), sure)

    def _edit(self, found: tuple[Span, str] | None, sure: bool) -> Edit | None:
        return None if found is None else Edit(Location(self.document.source, found[0]), found[1], sure)

    def counted(self, where: Where, *below: str) -> bool:
        """Count one more; whether it is still to be written out."""
        self.count += 1
        self.unfit.add((*path_of(where), *below))
        return self.count <= MOST

    def tell(
        self, where: Where, message: str, help_: str | None, edit: Edit | None = None, reading: Reading | None = None
    ) -> None:
        """Write out one, at what stands in its place."""
        self.append(message, self.document.span(path_of(where)), help_, edit, reading)

    def append(
        self, message: str, span: Span, help_: str | None, edit: Edit | None = None, reading: Reading | None = None
    ) -> None:
        """Write out one, at a span."""
        self._found.append(Diagnostic(message, Location(self.document.source, span), help_, edit=edit, reading=reading))


def path_of(where: Where) -> tuple[str | int, ...]:
    """A linked path as a tuple."""
    keys: list[str | int] = []
    while where is not None:
        where, key = where
        keys.append(key)
    return tuple(reversed(keys))
