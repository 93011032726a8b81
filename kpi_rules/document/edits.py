"""Edits of a document's values, as replacements of its text: what is not edited stays as it is written, comments included.

Comes in: a document and `Change`s of its data. Goes out: for each change what to write where, or nothing where no safe way to write it is
known; and the data as it has to be read afterwards, against which whoever writes the text checks it. Knows nothing of why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kpi_rules.document.document import Document
from kpi_rules.document.places import Path
from kpi_rules.document.rewriting import in_double_quotes, is_plain, spelled, without_pair
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Scalar: TypeAlias = "str | int | Decimal | bool"
    Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"
    Replacement: TypeAlias = "tuple[Span, str]"

_PLAIN_TOO = re.compile(r"-?[0-9]+(?:[.,][0-9]+)? ?%|[0-9]{4}-[0-9]{2}")
"""What may stand without quotes in YAML where it stood so before, though it does not begin with a letter."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Change(Struct):
    """A value at a path, put in the place of what is there or added; nothing takes it out. `adds`: the records of `value` go to the end of
    the list or mapping.

    `after` are the names of fields that a new field stands behind, where they are there.
    """

    path: Path
    value: Value | None
    adds: bool = False
    after: tuple[str, ...] = ()


def replacements(document: Document, change: Change) -> list[Replacement] | None:
    """What to write where."""
    if change.adds:
        return _added(document, change)
    if change.value is None:
        return _taken_out(document, change.path)
    if not document.has(change.path):
        return _new_field(document, change)
    old = _at(document.data, change.path)
    if isinstance(old, list):
        return _list(document, change.path, old, change.value)
    if isinstance(old, dict):
        return None
    return _single(document, change.path, change.value)


def applied(data: Any, changes: Iterable[Change]) -> Any:
    """The data with the changes made: what the new text has to say."""
    copy = _copied(data)
    for change in changes:
        *above, last = change.path
        here = _at(copy, tuple(above)) if change.path else copy
        if change.adds:
            _add(copy, change)
        elif change.value is None:
            here[last] = None
        else:
            here[last] = _copied(change.value)
    return copy


def alike(one: Any, other: Any) -> bool:
    """Whether two documents say the same, where nothing is the same as an absent field."""
    if isinstance(one, dict) and isinstance(other, dict):
        one, other = ({name: value for name, value in each.items() if value is not None} for each in (one, other))
        return one.keys() == other.keys() and all(alike(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    numbers = (int, Decimal)
    if isinstance(one, numbers) and isinstance(other, numbers) and not isinstance(one, bool):
        return not isinstance(other, bool) and one == other
    return type(one) is type(other) and bool(one == other)


def _add(data: Any, change: Change) -> None:
    *above, last = change.path
    here = _at(data, tuple(above))
    if here.get(last) is None:
        here[last] = []
    held = here[last]
    for record in _copied(change.value):
        if isinstance(held, list):
            held.append(record)
        else:
            id_, rest = _keyed(record)
            held[id_] = rest


def _keyed(value: Any) -> tuple[str, dict[str, Any]]:
    return str(value["id"]), {name: inner for name, inner in value.items() if name != "id"}


def _copied(value: Any) -> Any:
    """A copy in which nothing is shared, as aliases share it."""
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return list(map(_copied, value)) if isinstance(value, list) else value


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


# A value in the place of another


def _single(document: Document, path: Path, value: Value) -> list[Replacement] | None:
    span = document.span(path)
    old = document.source.slice(span)
    if isinstance(value, (dict, list)):
        return [(span, _space(old) + _inline(document, value))]
    if document.format == "yaml" and old[:1] in ("|", ">"):
        body = _block(document, span, old, value)
        return None if body is None else [body]
    text = _written(document, old, value)
    return [(span, _space(old) + text)]


def _space(old: str) -> str:
    """What stands before a value where there was none: `key:` has no blank behind it."""
    return "" if old else " "


def _written(document: Document, old: str, value: Scalar) -> str:
    """A single value as the format and the old one's quotes ask for."""
    quoted = old[:1] in ("'", '"') if old else False
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        text = _digits(value)
        return f"{old[0]}{text}{old[0]}" if quoted else text
    if document.format == "toml" and _DAY.fullmatch(old) and _DAY.fullmatch(value):
        return value
    if document.format == "yaml" and not quoted and _PLAIN_TOO.fullmatch(value):
        return value
    spelled_so = spelled(document.format, old, value) if old else None
    if spelled_so:
        return spelled_so
    return _scalar(document, value)


def _scalar(document: Document, value: Scalar) -> str:
    """A single value where there was none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return _digits(value)
    return value if document.format == "yaml" and is_plain(value) else in_double_quotes(value)


def _digits(value: int | Decimal) -> str:
    return str(value) if isinstance(value, int) else f"{value:f}"


def _inline(document: Document, value: Value) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        equals = " = " if document.format == "toml" else ": "
        fields = (f"{_key(document, name)}{equals}{_inline(document, inner)}" for name, inner in value.items())
        return f"{{{', '.join(fields)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(document, each) for each in value)}]"
    return _scalar(document, value)


def _key(document: Document, name: str) -> str:
    if document.format == "json" or not re.fullmatch(r"[A-Za-z][\w-]*", name) or not is_plain(name):
        return in_double_quotes(name)
    return name


def _block(document: Document, span: Span, old: str, value: Scalar) -> Replacement | None:
    """The lines of a block (`|`, `>`): the head stays, with its comment, where it does not say something else now."""
    head, _, body = old.partition("\n")
    text = str(value)
    first = next((line for line in body.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" "))]
    lines = text.rstrip("\n").split("\n")
    if not indent or re.search(r"[1-9+]", head.partition("#")[0]) or not lines[0] or lines[0][0] in " \t":
        return (span, in_double_quotes(text)) if "#" not in head else None
    if len(lines) > 1:
        head = "|" + head[1:]
    head = re.sub(r"^([|>])-?", r"\1" if text.endswith("\n") else r"\1-", head)
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text):
        return None
    return span, "\n".join([head, *(indent + line if line else "" for line in lines)])


# Lists of single values


def _list(document: Document, path: Path, old: list[Any], value: Value) -> list[Replacement] | None:
    """A list of single values in the place of another: what is the same in both stays as it is."""
    new: list[Any] = value if isinstance(value, list) else [value]
    if len(new) == len(old):
        pairs = [(number, each) for number, each in enumerate(new) if each != old[number]]
        found = [_single(document, (*path, number), each) for number, each in pairs]
        return None if None in found else [one for each in found if each for one in each]
    written = document.source.slice(document.span(path))
    if written.startswith("["):
        return [(document.span(path), _inline(document, new))]
    if document.format != "yaml" or not old:
        return None
    indent = " " * (document.source.position(document.span(path).start).column - 1)
    lines = (f"- {_scalar(document, each)}" for each in new if not isinstance(each, (list, dict)))
    return [(document.span(path), f"\n{indent}".join(lines))]


# A value out


def _taken_out(document: Document, path: Path) -> list[Replacement] | None:
    """A field without its value: its line, or its place between commas, or the value alone where something else stands on the line."""
    if not document.has(path):
        return None
    key, value = document.key_span(path), document.span(path)
    if key is None:
        return None
    if document.format == "toml":
        line = _line_of(document, key.start, value.end)
        return None if line is None else [(line, "")]
    parent = _at(document.data, path[:-1])
    alone = len(parent) == 1 or document.written(path) != value
    if not alone and (gone := without_pair(document, path)) is not None:
        return [(gone, "")]
    if document.format == "json":
        return [(value, "null")]
    return [(Span(key.end + _colon(document, key.end), value.end), "")]


def _colon(document: Document, end: int) -> int:
    match = re.match(r"[ \t]*:", document.source.text[end : end + 50])
    return match.end() if match else 1


def _line_of(document: Document, start: int, end: int) -> Span | None:
    """The whole line that something stands on, if nothing else does."""
    text = document.source.text
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop + 1
    return Span(begin, stop) if not text[begin:start].strip() and not text[end:stop].strip() else None


# A new field, a new record


def _new_field(document: Document, change: Change) -> list[Replacement] | None:
    """A field that was not there: behind the nearest of those that it stands behind, else at the end of its record."""
    *above, name = change.path
    here = _at(document.data, tuple(above))
    if not isinstance(here, dict) or not isinstance(name, str):
        return None
    value = change.value
    if not here:
        return [(document.span(tuple(above)), f"{{{_pair(document, name, value)}}}")] if above else None
    siblings = [sibling for sibling in here if isinstance(sibling, str)]
    last = next((each for each in reversed(change.after) if each in here), siblings[-1])
    if document.format == "toml":
        return _new_toml_field(document, tuple(above), here, _pair(document, name, value))
    if _is_flow(document, tuple(above)):
        return [_into_flow(document, (*above, siblings[-1]), _pair(document, name, value))]
    first = document.key_span((*above, siblings[0]))
    if first is None:
        return None
    indent = " " * (document.source.position(first.start).column - 1)
    at = _line_end(document, document.span((*above, last)).end)
    return [(Span(at, at), f"\n{indent}{_pair(document, name, value)}")]


def _pair(document: Document, name: str, value: Any) -> str:
    return f"{_key(document, name)}{' = ' if document.format == 'toml' else ': '}{_inline(document, value)}"


def _is_flow(document: Document, path: Path) -> bool:
    span = document.span(path)
    return document.format == "json" or document.source.text[span.start : span.start + 1] in ("{", "[")


def _into_flow(document: Document, last: Path, text: str) -> Replacement:
    """Behind the last entry between braces or brackets; on a line of its own where that stands on one."""
    span, key = document.span(last), document.key_span(last)
    start = (key or span).start
    before = document.source.text[document.source.text.rfind("\n", 0, start) + 1 : start]
    gap = f"\n{before}" if not before.strip() and "\n" in document.source.text[:start] else " "
    return Span(span.end, span.end), f",{gap}{text}"


def _line_end(document: Document, at: int) -> int:
    """Where the line ends that something ends on, behind its comment."""
    text = document.source.text
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def _new_toml_field(document: Document, above: Path, here: dict[str, Any], text: str) -> list[Replacement] | None:
    """Below the last single value of a table, or inside of braces."""
    singles = [
        name for name, value in here.items() if not isinstance(value, dict) and document.key_span((*above, name))
    ]
    if above and document.source.text[document.span(above).start : document.span(above).start + 1] == "{":
        return [_into_flow(document, (*above, list(here)[-1]), text)]
    singles = [
        name
        for name in singles
        if _line_end(document, document.span((*above, name)).end) and not _is_table_list(here[name])
    ]
    if not singles:
        return None
    at = _line_end(document, document.span((*above, singles[-1])).end)
    return [(Span(at, at), f"\n{text}")]


def _is_table_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _added(document: Document, change: Change) -> list[Replacement] | None:
    """Records at the end of a list, or of a mapping by ids."""
    records: Any = change.value
    held = _at(document.data, change.path) if document.has(change.path) else None
    if document.format == "toml":
        return _added_toml(document, change.path, held, records)
    if isinstance(held, dict) and held:
        found = [_new_field(document, Change((*change.path, id_), rest)) for id_, rest in map(_keyed, records)]
        return None if None in found else [one for each in found if each for one in each]
    if isinstance(held, list) and held:
        last = (*change.path, len(held) - 1)
        if _is_flow(document, change.path):
            return [_into_flow(document, last, _inline(document, record)) for record in records]
        return _behind_last(document, change.path, len(held), records)
    return _first(document, change, records)


def _first(document: Document, change: Change, records: list[Any]) -> list[Replacement] | None:
    """The first records of a list that is empty or not there."""
    inline = _inline(document, records)
    if document.has(change.path):
        span = document.span(change.path)
        old = document.source.slice(span)
        return [(span, _space(old) + inline)]
    if document.format != "yaml" or len(change.path) > 1 or _is_flow(document, ()):
        return _new_field(document, Change(change.path, records, after=change.after))
    text = document.source.text
    lines = [f"{change.path[0]}:", *(line for record in records for line in _lines(document, record, "  "))]
    return [(Span(len(text), len(text)), ("" if text.endswith("\n") else "\n") + "\n".join(lines) + "\n")]


def _behind_last(document: Document, path: Path, count: int, records: list[Any]) -> list[Replacement] | None:
    """New entries below the last, as far in, and with a blank line where the others have one."""
    text = document.source.text
    start = document.span((*path, count - 1)).start
    line = text[text.rfind("\n", 0, start) + 1 : start]
    dash = re.match(r"( *)(?:[^-\n]*:)? *(-)", line) if "-" in line else None
    if dash is None:
        return None
    indent = " " * dash.start(2)
    end = document.span((*path, count - 1)).end
    at = _line_end(document, end)
    gap = "\n" if count > 1 and re.search(r"\n[ \t]*\r?\n", text[document.span((*path, count - 2)).end : start]) else ""
    return [(Span(at, at), "\n" + gap + "\n".join(_lines(document, record, indent))) for record in records]


def _lines(document: Document, record: dict[str, Any], indent: str) -> Iterator[str]:
    """A record as an entry of a list, a field a line."""
    for number, (name, value) in enumerate(record.items()):
        yield f"{indent}{'  ' if number else '- '}{_pair(document, name, value)}"


def _added_toml(document: Document, path: Path, held: Any, records: list[Any]) -> list[Replacement] | None:
    if len(path) != 1 or not (held is None or _is_table_list(held)):
        return None
    text = document.source.text
    tables = (
        "\n".join([f"[[{path[0]}]]", *(_pair(document, name, value) for name, value in record.items())])
        for record in records
    )
    return [(Span(len(text), len(text)), ("" if text.endswith("\n") else "\n") + "\n" + "\n\n".join(tables) + "\n")]


def with_replacements(text: str, wanted: Sequence[Replacement]) -> str | None:
    """The text with all of them made; nothing where two want the same signs. A line behind one that goes takes its place."""
    parts: list[str] = []
    at, line_went = 0, False
    for span, new in sorted(wanted, key=lambda each: (each[0].start, each[0].end)):
        if span.start < at:
            if not (line_went and span.start == span.end and re.match(r"\r?\n", new)):
                return None
            parts.append(new.lstrip("\r\n") + new[: len(new) - len(new.lstrip("\r\n"))])
            continue
        parts += [text[at : span.start], new]
        at = span.end
        line_went = not new and text[at - 1 : at] == "\n"
    return "".join([*parts, text[at:]])
