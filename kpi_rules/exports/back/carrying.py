"""Edits carried out on the text of a plan: as many as can be, each checked against what the new text says.

Comes in: a plan's source, edits. Goes out: the new source, and refusals. A text that does not read as the old data with just these values
changed, that loses a comment, or in which more does not fit than before, is never handed out.
"""

from __future__ import annotations

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

_MOST_TRIES = 400
"""Texts that are tried where not all edits can be made together."""


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
    made, refused = carrying.most([], list(edits))
    text = carrying.text(made)
    assert text is not None, "it was tried"
    return Carried(Source(source.name, text), tuple(made), tuple(refused))


class _Carrying:
    def __init__(self, document: Document, schema: PlanSchema) -> None:
        self._document = document
        self._schema = schema
        self._comments = _comments(document)
        _, problems = load_what_fits(document.source, schema)
        self._problems = Counter(each.message for each in problems)
        self._line_end = "\r\n" if "\r\n" in document.source.text else "\n"
        self._tries = 0

    def most(self, made: list[Edit], edits: list[Edit]) -> tuple[list[Edit], list[Refusal]]:
        """As many of the edits as can be made beside those that are: all, else each half by itself."""
        if not edits:
            return made, []
        self._tries += 1
        why = self._why_not([*made, *edits])
        if why is None:
            return [*made, *edits], []
        if len(edits) == 1 or self._tries > _MOST_TRIES:
            return made, [Refusal(place, why) for edit in edits for place in edit.places]
        middle = len(edits) // 2
        made, refused = self.most(made, edits[:middle])
        made, more = self.most(made, edits[middle:])
        return made, [*refused, *more]

    def text(self, edits: Sequence[Edit]) -> str | None:
        """The text with edits made; nothing where no safe way to write one is known, or two are in each other's way."""
        wanted = []
        for change in _together(edits):
            found = replacements(self._document, change)
            if found is None:
                return None
            wanted += [(span, new.replace("\n", self._line_end)) for span, new in found]
        return with_replacements(self._document.source.text, wanted)

    def _why_not(self, edits: Sequence[Edit]) -> str | None:
        """What speaks against edits: one sentence."""
        text = self.text(edits)
        if text is None:
            return tr("it is written in a way that cannot be edited safely: edit it in the plan")
        source = Source(self._document.source.name, text)
        document, problems = load(source)
        if document is None or problems:
            return tr("it is written in a way that cannot be edited safely: edit it in the plan")
        if not alike(document.data, applied(self._document.data, [edit.change for edit in edits])):
            return tr("it is written once for several places (`&`, `*`): edit it in the plan")
        if self._comments - _comments(document):
            return tr("a comment would be lost: edit it in the plan")
        _, problems = load_what_fits(source, self._schema)
        new = Counter(each.message for each in problems) - self._problems
        return next(iter(new), None)


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
