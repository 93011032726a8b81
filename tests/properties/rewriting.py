"""One plan, written in many ways: styles, quotes, comments, anchors, line ends, formats. What it says stays the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from json import dumps
from random import Random
from typing import Any, Literal

from specimens import as_json

from kpi_rules.structs import Struct, field

_PLAIN = re.compile(r"[A-Za-z\u0621-\u064a][A-Za-z0-9\u0621-\u064a _.%/-]*(?<! )")
_WORDS = {"null", "true", "false"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REMARKS = ("# why", "#", '# it\'s "so": [not] {a} value', "# kpis: 3")


class Writer(Struct, frozen=False):
    """Writes data as YAML, each time in another way."""

    chance: Random
    anchors: dict[str, str] = field(default_factory=dict)
    named: int = 0

    def document(self, data: Any) -> str:
        lines = self._block(data, "")
        text = "".join(line + "\n" for line in lines)
        start = self.chance.choice(["", "---\n", "# first\n\n", "%YAML 1.2\n---\n"])
        return start + text

    def _block(self, value: Any, indent: str) -> list[str]:
        """The lines of a mapping or list."""
        deeper = indent + self.chance.choice([" ", "  ", "    "])
        lines = []
        entries = [(f"{self._key(key)}:", inner) for key, inner in value.items()] if isinstance(value, Mapping) else [
            ("-", inner) for inner in value
        ]  # fmt: skip
        for head, inner in entries:
            lines += self._gap(indent)
            lines += self._entry(indent + head, inner, deeper)
        return lines

    def _entry(self, head: str, value: Any, deeper: str) -> list[str]:
        if value and isinstance(value, (Mapping, list)) and self.chance.random() < 0.7:
            return [head + self._after(), *self._block(value, deeper)]
        if isinstance(value, str) and _fits_block(value) and self.chance.random() < 0.1:
            sign = self.chance.choice(["|-", ">-", "|-  # a text"])
            return [f"{head} {sign}", deeper + value]
        return [f"{head} {self._anchored(value)}{self._after()}"]

    def _anchored(self, value: Any) -> str:
        """The value, or its anchor where it stood before."""
        written = as_json(value)
        if written in self.anchors and self.chance.random() < 0.7:
            return "*" + self.anchors[written]
        if self.chance.random() < 0.1:
            self.named += 1
            name = self.anchors[written] = f"n{self.named}"
            return f"&{name} {self._flow(value)}"
        return self._flow(value)

    def _flow(self, value: Any) -> str:
        blank = self.chance.choice(["", " "])
        if isinstance(value, Mapping):
            inner = ", ".join(f"{self._key(key)}: {self._flow(each)}" for key, each in value.items())
            return "{" + blank + inner + blank + "}"
        if isinstance(value, list):
            return "[" + blank + ", ".join(map(self._flow, value)) + blank + "]"
        return self._text(value) if isinstance(value, str) else self._other(value)

    def _other(self, value: Any) -> str:
        if value is None:
            return self.chance.choice(["null", "~"])
        if isinstance(value, bool):
            return self.chance.choice(["true", "True", "TRUE"] if value else ["false", "False"])
        return str(value)

    def _text(self, text: str) -> str:
        styles = [dumps(text, ensure_ascii=self.chance.random() < 0.2)]
        if "\n" not in text:
            styles.append("'" + text.replace("'", "''") + "'")
        if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
            styles += [text, text]
        return self.chance.choice(styles)

    def _key(self, key: str) -> str:
        return self.chance.choice([key, key, key, f'"{key}"', f"'{key}'"])

    def _after(self) -> str:
        return self.chance.choice(["", "", "", "  ", "  " + self.chance.choice(_REMARKS)])

    def _gap(self, indent: str) -> list[str]:
        return self.chance.choice([[], [], [], [""], [indent + self.chance.choice(_REMARKS)]])


def _fits_block(text: str) -> bool:
    return bool(text) and text == text.strip() and text.isprintable()


def shuffled_keys(value: Any, chance: Random) -> Any:
    """The same data, every mapping in another order."""
    if isinstance(value, Mapping):
        keys = chance.sample(list(value), len(value))
        return {key: shuffled_keys(value[key], chance) for key in keys}
    return [shuffled_keys(each, chance) for each in value] if isinstance(value, list) else value


def decomposed(value: Any) -> Any:
    """The same data, its texts in Unicode's decomposed form (as file systems and some editors write them)."""
    return _in_form("NFD", value)


def composed(value: Any) -> Any:
    """The same data, its texts in Unicode's composed form."""
    return _in_form("NFC", value)


def _in_form(form: Literal["NFC", "NFD"], value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _in_form(form, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_form(form, each) for each in value]
    return unicodedata.normalize(form, value) if isinstance(value, str) else value


def as_toml(data: Mapping[str, Any]) -> str:
    """The same data as TOML, which knows no null."""
    lines, tables = [], []
    for key, value in data.items():
        if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            for each in value:
                tables += [f"[[{key}]]", *_pairs(each), ""]
        elif value is not None:
            lines.append(f"{key} = {_inline(value)}")
    return "\n".join([*lines, "", *tables])


def _pairs(mapping: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_inline(value)}  # a remark" for key, value in mapping.items() if value is not None]


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_inline(each)}" for key, each in value.items() if each is not None) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, str):
        return value if _DATE.fullmatch(value) else dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def has_nothing_in_lists(value: Any) -> bool:
    """Whether a list holds a null, which TOML cannot write."""
    if isinstance(value, Mapping):
        return any(map(has_nothing_in_lists, value.values()))
    return isinstance(value, list) and any(each is None or has_nothing_in_lists(each) for each in value)
