"""A map made of a document that no map knows: lists of mappings whose names our schema and synonyms know, and questions for the rest.

Comes in: a tree. Goes out: a map as data, as people will review it, and questions; nothing where no list is surely one of KPIs, metrics or
objectives. Nothing is guessed that is not sure: a name that is only likely, or two for one field, is a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kpi_rules.document import load
from kpi_rules.i18n import tr
from kpi_rules.registers.documents.conversions import as_text
from kpi_rules.registers.documents.known_names import LISTS, Known, known_as, meant_value
from kpi_rules.registers.documents.map import DocumentMap, read_maps
from kpi_rules.registers.documents.map_text import map_text
from kpi_rules.registers.documents.shapes import LEVELS, Listed, lists_in, mappings, step_to, values_of
from kpi_rules.source import Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    from kpi_rules.registers.documents.tree import Tree

    Data: TypeAlias = "dict[str, Any]"

NAME: Final = "kpi-rules.map.yaml"
_TITLES: Final = {"kpis": "name", "metrics": "name", "objectives": "title", "roles": "title"}
_INSIDE: Final = {("objectives", "kpis"): "objective", ("metrics", "kpis"): "metric", ("kpis", "kpis"): "parent"}
_WORDS: Final = 30
"""Values of a field that takes only some that are asked about."""


class Guess(Struct):
    """A map as data, and what nobody but its reader can decide."""

    map: Data
    questions: tuple[str, ...]


def guess_map(tree: Tree) -> Guess | None:
    """The map that a document asks for by itself."""
    if not tree.roots:
        return None
    root = tree.roots[0].data
    guesser = _Guesser()
    records = [record for each in lists_in(root) for record in guesser.records(each)]
    if not guesser.found & {"kpis", "metrics", "objectives"}:
        return None
    plan = guesser.plan(root) if isinstance(root, dict) else {}
    if "locale" not in plan:
        plan |= guesser.locale()
    made: Data = {"name": "guessed", "reads": tr("a document of its own shape"), "file": file_name(tree.source.name)}
    made |= {"plan": plan} if plan else {}
    return Guess(made | {"records": records}, tuple(guesser.questions))


def map_of(guess: Guess) -> DocumentMap:
    """The map of a guess, as it is read from its text: what is written is what is followed."""
    document, told = load(Source(NAME, map_text(guess.map, guess.questions)))
    maps, problems = read_maps(document) if document is not None else ((), told)
    if not maps:
        raise ValueError("; ".join(map(str, problems)))
    return maps[0]


def file_name(name: str) -> str:
    """The name of a file without its folders, as a map says it."""
    return name.replace("\\", "/").rpartition("/")[2]


# -- how it is read


class _Guesser:
    """Makes the records of a map, and questions."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.found: set[str] = set()
        self.written: list[tuple[str, str]] = []
        """The names of records and the texts of numbers and dates under them."""

    def records(self, found: Listed, around: str = "") -> Iterator[Data]:
        """The records that a list makes; where it is none of ours, what is in it."""
        inside = [record for inner in found.inside for record in self.records(inner, found.into or around)]
        if not found.into:
            self._say_where(found, inside)
            if inside:
                yield {"from": found.path, "inside": inside}
            return
        self.found.add(found.into)
        record: Data = {"from": found.path, "into": found.into}
        link = _INSIDE.get((around, found.into))
        if link is not None:
            record["link"] = link
        taken = {inner.key for inner in found.inside if inner.into}
        record["fields"] = self.fields(found, taken)
        record["rest"] = "keep"
        yield record | ({"inside": inside} if inside else {})

    def plan(self, root: Data) -> Data:
        """The fields of the plan that a document says at its top."""
        kinds = (str, int, Decimal, dict)
        singles = {name: [value] for name, value in root.items() if isinstance(value, kinds) and value}
        return self._fields(singles, "plan", set())

    def locale(self) -> Data:
        """How the document writes its numbers and dates, where its texts show it."""
        from kpi_rules.registers.tables.guessing.locales import shown_locale

        names = list(dict.fromkeys(name for name, _ in self.written))
        tag, questions = shown_locale([text for _, text in self.written], names)
        self.questions += questions
        return {"locale": {"text": tag}} if tag else {}

    def fields(self, found: Listed, taken: set[str]) -> Data:
        """The fields of a record, by what its names surely stand for."""
        values = {name: given for name, given in values_of(found.entries).items() if name not in taken}
        made = self._fields(values, found.into, {"id"} if found.keyed else set())
        title = _TITLES[found.into]
        if found.texts and found.keyed:
            return {"id": "@key", title: "."}
        if found.texts:
            return {title: [made.pop(title), "."] if title in made else "."} | made
        if not found.keyed:
            return made
        return {"id": "@key"} | ({} if title in made else {title: "@key"}) | made

    def _say_where(self, found: Listed, inside: list[Data]) -> None:
        """Each record says which department or so it is in, where that has a name."""
        names = (name for name, given in values_of(found.entries).items() if isinstance(given[0], str))
        name = next(
            (name for name in names if (known := known_as(name, "kpis", "a")) and known.field in ("name", "id")), None
        )
        for record in inside if name and found.key else ():
            record.setdefault("fields", {})["x-" + "-".join(found.key.split())] = f"^.{step_to(name or '')}"

    def _fields(self, values: Mapping[str, Sequence[object]], into: str, have: set[str]) -> Data:
        made: Data = {}
        sources: dict[str, str] = {}
        for name, given in values.items():
            known = known_as(name, into, given[0])
            levels = known is not None and known.field.partition(".")[0] in LEVELS
            self.written += [(name, text if levels and isinstance(text, str) else "") for text in given]
            if known is None or known.field in LISTS:
                continue
            if known.likely:
                self._ask(tr("is {name} the field {field}?", name=f"`{name}`", field=f"`{known.field}`"))
            elif known.field in sources or known.field in have:
                self._ask(_which(name, sources.get(known.field, "id"), known.field))
            else:
                sources[known.field] = name
                made |= self._ways(name, known, given)
        return made

    def _ways(self, name: str, known: Known, given: Sequence[object]) -> Data:
        """How a field is made of what stands under a name."""
        path = step_to(name)
        if known.value == name:
            return {known.field: {"text": name}}  # `reviews: {monthly: The board}`
        if known.value is not None:
            return {known.field: {"from": path, "words": _words_of_truth(name, known)}}
        if all(isinstance(value, dict) for value in given):
            return self._parts(path, known.field, given)
        if all(isinstance(value, list) and mappings(value) for value in given):
            entries = [entry for value in given if isinstance(value, list) for entry in mappings(value)]
            fields = self._fields(values_of(entries), known.field, set())
            return {known.field: {"from": f"{path}[*]", "fields": fields}} if fields else {}
        if known.values is None:
            return {known.field: path}
        texts = dict.fromkeys(as_text(value) for value in given if isinstance(value, (str, int, Decimal)))
        meant = {text: _meant(known, text) for text in list(texts)[:_WORDS]}
        others = {field_ for field_, _ in meant.values()}
        if len(others) == 1 and known.field not in others:
            return {others.pop(): path}  # a status of its own kind: `at risk`
        words = {text: value for text, (field_, value) in meant.items() if value is not None and field_ == known.field}
        for text in (text for text in meant if text not in words):
            self._ask(
                tr(
                    "what does {value} in {name} mean, in terms of {field}?",
                    value=f"`{text}`",
                    name=f"`{name}`",
                    field=f"`{known.field}`",
                )
            )
        return {known.field: {"from": path, "words": words}} if words else {}

    def _parts(self, path: str, whole: str, given: Sequence[object]) -> Data:
        """A field that is a record in a plan, too: `target: {value: 5, by: 2027}`."""
        inner = self._fields(values_of([value for value in given if isinstance(value, dict)]), whole, set())
        told = {f"{whole}.{name}": way for name, way in inner.items() if isinstance(way, dict) and "text" in way}
        return {f"{whole}.{name}": f"{path}.{way}" for name, way in inner.items() if isinstance(way, str)} | told

    def _ask(self, question: str) -> None:
        if question not in self.questions:
            self.questions.append(question)


def _which(name: str, other: str, field: str) -> str:
    return tr(
        "{name} and {other} both look like {field}: which of them is it?",
        name=f"`{name}`",
        other=f"`{other}`",
        field=f"`{field}`",
    )


def _meant(known: Known, text: str) -> tuple[str, str | None]:
    return (known.field, text) if text in (known.values or ()) else meant_value(known, text)


def _words_of_truth(name: str, known: Known) -> Data:
    """What yes and no mean in a field: `higher_is_better: true`."""
    no = known_as(name, "kpis", False)
    yes = known_as(name, "kpis", True)
    return {"true": yes.value if yes else known.value, "false": no.value if no else known.value}
