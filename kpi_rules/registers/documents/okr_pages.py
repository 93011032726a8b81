"""OKRs as people write them in Markdown: objectives as headings, lines or items, key results as lists or tables → plain data.

Comes in: the outline of a page. Goes out: `{outline: okr, title, fields, objectives: [{title, …, key_results: [{text, …}]}]}` and the place of
everything; nothing where no objective has a key result. The words are in `okr_words.json`. Knows nothing of maps and plans.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kpi_rules.registers.documents.known_names import known_field
from kpi_rules.registers.documents.outline import Entry, Said, field_of, part_of
from kpi_rules.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

    from kpi_rules.registers.documents.paths import Place

    Record: TypeAlias = "dict[str, Said | Record | list[Record]]"

_NUMBER: Final = r"(?:#?\s*\d{1,2}(?:\.\d{1,2})*(?!\d))"
_END: Final = r"\s*(?:[:：.)|、]|\s[-–—]|[–—]|$)\s*"
_DECORATION: Final = r"^(?:\[[ xX]\]|[^\w\s\[(]|\s)+"


def read_okrs(page: Entry) -> tuple[object, dict[Place, Span]] | None:
    """The OKRs of a page, as data with places."""
    pages = _Pages()
    pages.visit(page.inside, None, results=False)
    if not pages.sure or not any(objective["key_results"] for objective in pages.objectives):
        return None
    whole: Record = {"fields": pages.fields, "objectives": pages.objectives}
    if pages.title is not None:
        whole["title"] = pages.title
    spans: dict[Place, Span] = {}
    data = _plain(whole, (), spans)
    assert isinstance(data, dict)
    return data | {"outline": "okr"}, spans


def _plain(part: Said | Record | list[Record], place: Place, spans: dict[Place, Span]) -> object:
    if isinstance(part, Said):
        spans[place] = part.span
        return part.text
    if isinstance(part, list):
        return [_plain(each, (*place, index), spans) for index, each in enumerate(part)]
    return {name: _plain(each, (*place, name), spans) for name, each in part.items()}


class _Pages:
    """Goes through the entries of a page."""

    def __init__(self) -> None:
        self.title: Said | None = None
        self.fields: Record = {}
        self.objectives: list[Record] = []
        self.sure = False
        """Whether something is called an objective or a key result, or has a number: pages on how to write OKRs do not."""
        self.untitled: Record | None = None
        """An objective of which only the number was read yet."""

    def visit(self, entries: Iterable[Entry], objective: Record | None, *, results: bool, goals: bool = False) -> None:
        """Read entries that stand side by side. `results`: lists are key results; `goals`: entries are objectives."""
        for entry in entries:
            if self.untitled is not None and entry.kind == "line" and field_of(entry) is None:
                objective, self.untitled = self.untitled, None
                objective["title"], results = entry.said, True
                self.visit(entry.inside, objective, results=results)
            elif entry.kind == "row":
                objective = self._row(entry, objective)
            elif (said := labelled(entry.said, "objective")) is not None:
                objective, results, self.sure = self._objective(entry, said), not entry.inside, True
            elif (said := labelled(entry.said, "key_result")) is not None and said.text and objective is not None:
                self._result(entry, said, objective)
                self.sure = True
            elif is_group(entry.said, "key_results"):
                results = objective is not None
                self.visit(entry.inside, objective, results=results)
            elif is_group(entry.said, "objectives"):
                self.visit(entry.inside, None, results=False, goals=True)
            elif entry.kind == "item" and results and objective is not None:
                self._result(entry, _undecorated(entry.said), objective)
            elif entry.kind != "line" and (_has_results(entry) or (goals and entry.kind == "item")):
                objective, results = self._objective(entry, _undecorated(entry.said)), False
            else:
                self._other(entry, objective, results, goals)

    def _other(self, entry: Entry, objective: Record | None, results: bool, goals: bool) -> None:
        if entry.kind == "heading":
            if self.title is None and not self.objectives:
                self.title = _undecorated(entry.said)
            self.visit(entry.inside, None, results=False, goals=goals and entry.depth > 2)
            return
        if objective is None:
            self._field(entry, self.fields, "plan")
        else:
            self._field(entry, objective, "objectives")
        if not (field := field_of(entry)) or field[1].text:
            self.visit(entry.inside, objective, results=results)

    def _objective(self, entry: Entry, said: Said) -> Record:
        objective: Record = {"title": said if said.text else _undecorated(entry.said), "key_results": []}
        self.untitled = None if said.text else objective  # the number here, the words below
        self.objectives.append(objective)
        self.visit(entry.inside, objective, results=not any(map(_leads_to_results, entry.inside)))
        return objective

    def _result(self, entry: Entry, said: Said, objective: Record) -> None:
        result: Record = {"text": said}
        self.sure = self.sure or any(map(str.isdigit, said.text))
        for inner in entry.inside:
            self._field(inner, result, "kpis")
        held = objective["key_results"]
        assert isinstance(held, list)
        held.append(result)

    def _row(self, entry: Entry, objective: Record | None) -> Record | None:
        """A row of a table: a key result, with its objective where a column has that."""
        named = {_role_of_column(name): said for name, said in entry.cells.items() if said.text}
        self.sure = True
        goal, text = named.get("objective"), named.get("key_result")
        if goal is not None and text is not None:
            objective = self._goal_of_row(goal)
        if text is None or objective is None:
            return objective
        said = labelled(text, "key_result") or text
        result: Record = {"text": said if said.text else text}
        result |= {name: cell for name, cell in entry.cells.items() if cell.text and _role_of_column(name) is None}
        held = objective["key_results"]
        assert isinstance(held, list)
        held.append(result)
        return objective

    def _goal_of_row(self, goal: Said) -> Record:
        said = labelled(goal, "objective") or goal
        known = next((each for each in self.objectives if _says(each["title"], said.text or goal.text)), None)
        if known is None:
            known = {"title": said if said.text else goal, "key_results": []}
            self.objectives.append(known)
        return known

    def _field(self, entry: Entry, record: Record, into: str) -> None:
        """What a line says of the record that it stands under, where its name is marked or known."""
        found = field_of(entry)
        if found is None or not found[1].text:
            return
        name = re.sub(_DECORATION, "", found[0]).strip("*_ ")
        known, _ = known_field(name, into, found[1].text)
        name = (known or name.casefold()) if into == "plan" else name
        if name and name not in record and (entry.marked or known):
            record[name] = found[1]


def may_hold(text: str) -> bool:
    """Whether a word for key results is in a text at all: most pages have none, and are not read."""
    plain = text.casefold()
    return any(word in plain for role in ("key_result", "key_results") for word in _words()[role])


def labelled(said: Said, role: str) -> Said | None:
    """What stands behind a label such as `Objective 2:`; empty text where nothing does."""
    match = re.match(_labels()[role], said.text)
    if match is None or (not match[2] and match[0][-1:].isalnum()):
        return None
    if not match[2] and len(match[1]) == 1 and not re.search("[:：]", match[0]):
        return None  # `O` alone says nothing
    return part_of(said, said.text[match.end() :])


def is_group(said: Said, role: str) -> bool:
    """Whether words are a heading such as `Key results:`, and nothing else."""
    return re.sub(r"[\W_]+$", "", re.sub(_DECORATION, "", said.text)).casefold() in _words()[role]


def _undecorated(said: Said) -> Said:
    """Words without a box to tick, a sign or a picture before them."""
    return part_of(said, re.sub(_DECORATION, "", said.text) or said.text)


def _has_results(entry: Entry) -> bool:
    """Whether key results stand right below it."""
    return any(map(_leads_to_results, entry.inside)) and not any(
        labelled(each.said, "objective") for each in entry.inside
    )


def _leads_to_results(entry: Entry) -> bool:
    if entry.kind == "row":
        roles = set(map(_role_of_column, entry.cells))
        return "key_result" in roles and "objective" not in roles
    return is_group(entry.said, "key_results") or bool((said := labelled(entry.said, "key_result")) and said.text)


def _role_of_column(name: str) -> str | None:
    plain = re.sub(r"[\W_]+$", "", name).casefold()
    return next(
        (role for role in ("key_result", "objective") if plain in _words()[role] or plain in _words()[role + "s"]), None
    )


def _says(part: object, text: str) -> bool:
    return isinstance(part, Said) and part.text == text


@cache
def _words() -> dict[str, frozenset[str]]:
    words = json.loads(Path(__file__).with_name("okr_words.json").read_text("utf-8"))
    return {role: frozenset(each) for role, each in words.items()}


@cache
def _labels() -> dict[str, str]:
    return {role: _label(_words()[role]) for role in ("objective", "key_result")}


def _label(words: Iterable[str]) -> str:
    """The pattern of a label: a sign or so, the word, its number, and what ends it."""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return rf"(?i)(?:{_DECORATION})?({either})(?:\s*({_NUMBER})(?:{_END}|\s+)|{_END})"
