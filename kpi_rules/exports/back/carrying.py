"""Edits carried out on the text of a plan: as many as can be, each checked against what the new text says.

Comes in: a plan's source, edits. Goes out: the new source, and refusals. A text that does not read as the old data with just these values
changed, that loses a comment, or in which more does not fit than before, is never handed out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kpi_rules.document import load
from kpi_rules.document.document import Document
from kpi_rules.document.edits import Change, alike, applied, replacements, with_replacements
from kpi_rules.exports.back.comparing import Edit, Refusal
from kpi_rules.i18n import tr
from kpi_rules.plan import PlanSchema, load_what_fits
from kpi_rules.source import Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.document.places import Path

_MOST_SIGNS = 30_000_000
"""Signs of texts that are tried where not all edits can be made together: then the rest is refused."""


class Carried(Struct):
    """The text with the edits that could be made, those, and why the others could not."""

    after: Source
    made: tuple[Edit, ...]
    refusals: tuple[Refusal, ...]


def carried_out(source: Source, edits: Sequence[Edit], schema: PlanSchema) -> Carried:
    """The plan's text with all edits that can be made."""
    document, _ = load(source)
    assert document is not None, "the plan was read before"
    carrying = _Carrying(document, schema)
    made, refused = carrying.most([], carrying.writable(edits))
    text = carrying.text(made)
    assert text is not None, "it was tried"
    return Carried(Source(source.name, text), tuple(made), (*carrying.refusals, *refused))


class _Carrying:
    """Tries edits on one text."""

    def __init__(self, document: Document, schema: PlanSchema) -> None:
        self.refusals: list[Refusal] = []
        self._document = document
        self._schema = schema
        self._comments = _comments(document)
        _, problems = load_what_fits(document.source, schema)
        self._problems = Counter(each.message for each in problems)
        self._line_end = "\r\n" if "\r\n" in document.source.text else "\n"
        self._signs = 0

    def writable(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits that there is a way to write; the others are refused."""
        found = []
        for edit in edits:
            if _is_shared(self._document, edit.change):
                self._refuse(edit, tr("it is written once for several places (`&`, `*`): edit it in the plan"))
            elif replacements(self._document, edit.change) is None:
                self._refuse(edit, _unsafe())
            else:
                found.append(edit)
        return found

    def _refuse(self, edit: Edit, why: str) -> None:
        self.refusals += [Refusal(place, why) for place in edit.places]

    def most(self, made: list[Edit], edits: list[Edit]) -> tuple[list[Edit], list[Refusal]]:
        """As many of the edits as can be made beside those that are: all, all that the reader takes, or each half by itself."""
        if not edits:
            return made, []
        self._signs += len(self._document.source.text)
        why, unfit = self._why_not([*made, *edits])
        if why is None:
            return [*made, *edits], []
        if len(edits) == 1 or self._signs > _MOST_SIGNS:
            return made, [Refusal(place, why) for edit in edits for place in edit.places]
        refused = [edit for edit in edits if id(edit) in unfit]
        if refused and len(refused) < len(edits):
            found, more = self.most(made, [edit for edit in edits if id(edit) not in unfit])
            return found, [*(Refusal(place, unfit[id(edit)]) for edit in refused for place in edit.places), *more]
        middle = len(edits) // 2
        made, first = self.most(made, edits[:middle])
        made, second = self.most(made, edits[middle:])
        return made, [*first, *second]

    def text(self, edits: Sequence[Edit]) -> str | None:
        """The text with edits made; nothing where no safe way to write one is known, or two are in each other's way."""
        wanted = []
        for change in _together(edits):
            found = replacements(self._document, change)
            if found is None:
                return None
            wanted += [(span, new.replace("\n", self._line_end)) for span, new in found]
        return with_replacements(self._document.source.text, wanted)

    def _why_not(self, edits: Sequence[Edit]) -> tuple[str | None, dict[int, str]]:
        """What speaks against edits: one sentence, and what the reader says of single ones."""
        text = self.text(edits)
        if text is None:
            return _unsafe(), {}
        source = Source(self._document.source.name, text)
        document, problems = load(source)
        if document is None or problems:
            return _unsafe(), {}
        if not alike(document.data, applied(self._document.data, [edit.change for edit in edits])):
            return _unsafe(), {}
        if self._comments - _comments(document):
            return tr("a comment would be lost: edit it in the plan"), {}
        return self._misfits(source, document, edits)

    def _misfits(self, source: Source, document: Document, edits: Sequence[Edit]) -> tuple[str | None, dict[int, str]]:
        """What does not fit that fitted before, and the edits that it stands in."""
        _, problems = load_what_fits(source, self._schema)
        new = Counter(each.message for each in problems) - self._problems
        if not new:
            return None, {}
        places = {each.location.span.start: each.message for each in problems if each.location and each.message in new}
        unfit: dict[int, str] = {}
        for edit in edits:
            if not edit.change.adds and document.has(edit.change.path):
                span = document.span(edit.change.path)
                key = document.key_span(edit.change.path)
                start = key.start if key else span.start
                message = next((each for at, each in places.items() if start <= at <= span.end), None)
                if message is not None:
                    unfit[id(edit)] = message
        return next(iter(new)), unfit


def _unsafe() -> str:
    return tr("it is written in a way that cannot be edited safely: edit it in the plan")


def _is_shared(document: Document, change: Change) -> bool:
    """Whether a value stands for several places: it has an anchor that others lead to, or lies in what an alias leads to."""
    text = document.source.text
    if document.format != "yaml" or "&" not in text or "*" not in text:
        return False
    for length in range(1, len(change.path)):
        above = change.path[:length]
        if document.has(above) and document.written(above) != document.span(above):
            return True
    if change.adds or not document.has(change.path):
        return False
    start = document.span(change.path).start
    anchor = re.search(r"&([^\s,\[\]{}]+)[ \t]*$", text[max(0, start - 200) : start])
    return anchor is not None and f"*{anchor[1]}" in text


def _together(edits: Sequence[Edit]) -> list[Change]:
    """The changes; what goes to the end of one list goes there at once."""
    added: dict[Path, list[Any]] = {}
    for edit in edits:
        if edit.change.adds:
            records: Any = edit.change.value
            added.setdefault(edit.change.path, []).extend(records)
    single = [edit.change for edit in edits if not edit.change.adds]
    return [*single, *(Change(path, records, adds=True) for path, records in added.items())]


def _comments(document: Document) -> Counter[str]:
    return Counter(document.source.slice(each.span) for each in document.comments())
