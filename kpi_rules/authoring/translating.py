"""A pack's locale with every text that people read in it: what is translated stays, what is missing is there to be filled in.

Comes in: a pack with its rules, a language, and the file as it is, if it is. Goes out: the file with more lines, and what was done. Above each text stands
the original as a comment: so a later run can tell what has changed since it was translated. Lines are only ever added, or such a comment written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from kpi_rules.document import Document, load
from kpi_rules.language import tree
from kpi_rules.packs import Pack, PolicyRule
from kpi_rules.packs.locales import ALSO, PARTS
from kpi_rules.packs.manifest import Manifest
from kpi_rules.source import Source
from kpi_rules.structs import Struct

Path = tuple[str | int, ...]
CHANGED = "# changed since it was translated; it was:"
"""Above a text whose original is another now; it goes when somebody takes it out."""


class Original(Struct):
    """A text to translate: where it stands in a locale, and how it reads in the pack's own language."""

    path: Path
    text: str


class Translation(Struct):
    """A locale file, and the texts that are missing, new to it, or changed since they were translated."""

    text: str
    missing: tuple[Path, ...]
    added: tuple[Path, ...]
    changed: tuple[Path, ...]
    by_hand: tuple[Path, ...]


def originals(pack: Pack, manifest: Manifest, rules: Sequence[PolicyRule]) -> tuple[Original, ...]:
    """Every text of a pack that people read, in the order of its files."""
    return tuple(Original(path, " ".join(text.split())) for path, text in _texts(pack, manifest, rules) if text.strip())


def _texts(pack: Pack, manifest: Manifest, rules: Sequence[PolicyRule]) -> Iterator[tuple[Path, str]]:
    yield ("title",), manifest.title or ""
    yield ("description",), manifest.description or ""
    for name, declared in manifest.settings.items():
        if isinstance(declared, Mapping) and declared.get("description"):
            yield ("settings", name), str(declared["description"])
    for record, fields in manifest.fields.items():
        for name, field in fields.items():
            yield ("fields", record, name), str(field.get("description") or "")
    for stem in dict.fromkeys(PurePath(rule.file).stem for rule in rules):
        yield ("topics", stem), stem.replace("-", " ").replace("_", " ").capitalize()
    for rule in rules:
        source, node = rule.checked.source, rule.checked.tree
        yield from _of_part(("rules", rule.checked.id), node, PARTS, source)
        for number, part in enumerate(node.also):
            yield from _of_part(("rules", rule.checked.id, "also", number), part, ALSO, source)


def _of_part(path: Path, rule: tree.Rule, parts: Iterable[str], source: Source) -> Iterator[tuple[Path, str]]:
    for part in parts:
        text: tree.Text | None = getattr(rule, part)
        if text is not None:
            yield (*path, part), source.slice(text.span)[1:-1].replace('\\"', '"')


def translated(wanted: Sequence[Original], own: str, old: Source) -> Translation | None:
    """The locale with all that is wanted in it; nothing where the file cannot be read."""
    document = load(old)[0] if old.text.strip() else None
    if document is None and old.text.strip():
        return None
    writer = _Writer(old.text.splitlines(), own, document)
    for one in wanted:
        writer.take(one)
    text = "\n".join(writer.joined()) + "\n"
    after = load(Source(old.name, text))[0]
    if after is None or (document is not None and _filled(after.data) != _filled(document.data)):
        return None  # never anything but what was there
    missing = tuple(one.path for one in wanted if one.path not in writer.there)
    return Translation(text, missing, tuple(writer.added), tuple(writer.changed), tuple(writer.by_hand))


def _filled(data: Any) -> Any:
    """What a locale says, without what is left to be filled in."""
    if isinstance(data, dict):
        inner = {key: _filled(value) for key, value in data.items()}
        return {key: value for key, value in inner.items() if value not in (None, {}, [])}
    if isinstance(data, list):
        filled = [_filled(value) for value in data]
        return filled if any(value not in (None, {}, []) for value in filled) else []
    return data


class _Writer:
    """The lines of a locale, and those that go between them."""

    def __init__(self, lines: list[str], own: str, document: Document | None) -> None:
        self.lines = lines
        self.document = document
        self.mark = f"# {own}: "
        self.before: dict[int, list[str]] = {}
        self.replaced: dict[int, str | None] = {}
        self.there: set[Path] = set()
        self.added: list[Path] = []
        self.changed: list[Path] = []
        self.by_hand: list[Path] = []
        self.sections: dict[Path, list[str]] = {}

    def joined(self) -> Iterator[str]:
        """All lines."""
        for number, line in enumerate(self.lines):
            yield from self.before.get(number, ())
            kept = self.replaced.get(number, line)
            if kept is not None:
                yield kept
        yield from self.before.get(len(self.lines), ())
        for section in self.sections.values():
            if self.lines or section is not next(iter(self.sections.values())):
                yield ""
            yield from section

    def take(self, one: Original) -> None:
        """Have a text in the file, with its original above it."""
        document = self.document
        value: Any = None
        if document is not None and document.has(one.path):
            value = _at(document.data, one.path)
            self.remember(one, translated=bool(value and str(value).strip()))
            return
        self.added.append(one.path)
        self.add(one)

    def remember(self, one: Original, translated: bool) -> None:
        """The original above a text that is there; told where it is another than the one that was translated."""
        if translated:
            self.there.add(one.path)
        assert self.document is not None
        key = self.document.key_span(one.path)
        if key is None:
            return
        line = self.document.source.position(key.start).line - 1
        indent = " " * (len(self.lines[line]) - len(self.lines[line].lstrip(" ")))
        if self.lines[line].lstrip().startswith("- "):
            return  # the first key of an entry: a comment above it would belong to the list
        above = self.above(line)
        known = next((number for number in above if self.lines[number].strip().startswith(self.mark.strip())), None)
        marked = any(self.lines[number].strip().startswith(CHANGED) for number in above)
        if known is None:
            self.before.setdefault(line, []).append(f"{indent}{self.mark}{one.text}")
        elif (was := self.lines[known].strip()[len(self.mark.strip()) :].strip()) != one.text:
            self.replaced[known] = f"{indent}{self.mark}{one.text}"
            if translated and not marked:
                self.before.setdefault(line, []).append(f"{indent}{CHANGED} {was}")
            marked = marked or translated
        if marked and translated:
            self.changed.append(one.path)

    def above(self, line: int) -> list[int]:
        """The comments directly above a line."""
        found = []
        while line > 0 and self.lines[line - 1].lstrip().startswith("#"):
            line -= 1
            found.append(line)
        return found

    def add(self, one: Original) -> None:
        """A text to be filled in, after the one before it in the nearest mapping that is there."""
        document = self.document
        for depth in range(len(one.path) - 1, 0, -1):
            parent = one.path[:depth]
            if document is not None and document.has(parent) and isinstance(_at(document.data, parent), dict):
                there_otherwise = any(document.has(one.path[:inner]) for inner in range(depth + 1, len(one.path)))
                if there_otherwise or not self.is_block(parent):
                    self.by_hand.append(one.path)
                    return
                place, indent = self.end_of(parent)
                self.open(self.before.setdefault(place, []), one, depth, indent)
                return
        self.open(self.sections.setdefault(one.path[:1], []), one, 0, 0)

    def open(self, lines: list[str], one: Original, depth: int, indent: int) -> None:
        """The lines of a text, with those of what it stands in where they are not there yet."""
        in_list = False
        for number, step in enumerate(one.path[depth:-1], start=depth):
            if isinstance(step, int):
                in_list = True
                continue
            pad = " " * (indent + 2 * (number - depth))
            header = f"{pad}{step}:"
            opened = any(line == header for line in lines) if number == depth else _is_last(lines, header, pad)
            if not opened:
                if number == 1 and depth == 0 and one.path[0] == "rules" and len(lines) > 1:
                    lines.append("")
                lines.append(header)
        steps = [step for step in one.path[depth:-1] if isinstance(step, str)]
        pad = " " * (indent + 2 * len(steps))
        if in_list:
            first = f"{pad}- "
            number = next(step for step in one.path if isinstance(step, int))
            begun = sum(line.startswith(first) for line in _since(lines, f"{pad[:-2]}also:"))
            lines.append(f"{pad}  {self.mark}{one.text}" if begun > number else f"{pad}{self.mark}{one.text}")
            lines.append(f"{pad}  {one.path[-1]}:" if begun > number else f"{first}{one.path[-1]}:")
            return
        lines += [f"{pad}{self.mark}{one.text}", f"{pad}{one.path[-1]}:"]

    def is_block(self, path: Path) -> bool:
        """Whether a mapping is written line by line."""
        assert self.document is not None
        return self.document.source.text[self.document.span(path).start] not in "{[&*"

    def end_of(self, parent: Path) -> tuple[int, int]:
        """The line after a mapping, and the column of its keys."""
        assert self.document is not None
        source, inner = self.document.source, _at(self.document.data, parent)
        last = (*parent, list(inner)[-1])
        while isinstance(value := _at(self.document.data, last), dict) and value and self.is_block(last):
            last = (*last, list(value)[-1])
        span = self.document.span(last)
        end = len(source.text[: span.end].rstrip())
        key = self.document.key_span((*parent, next(iter(inner))))
        column = source.position(key.start).column - 1 if key else 0
        own = self.document.key_span(last)
        return max(source.position(end).line, source.position(own.end).line if own else 0), column


def _since(lines: Sequence[str], header: str) -> Sequence[str]:
    """The lines after the last that reads so."""
    at = max((number for number, line in enumerate(lines) if line == header), default=0)
    return lines[at:]


def _is_last(lines: Sequence[str], header: str, pad: str) -> bool:
    """Whether a mapping is the one that is being written: nothing as far left came after it."""
    for line in reversed(lines):
        if line == header:
            return True
        if line and not re.match(rf"{pad} ", line) and not line.strip().startswith("#"):
            return False
    return False


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
