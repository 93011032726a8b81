"""The program's own words: taken from the source into the catalogues, and the catalogues made ready to be read.

    python tools/translations.py update     after a sentence has changed: each kpi_rules.po gets the new ones, to be translated
    python tools/translations.py compile    after translating: kpi_rules.po → kpi_rules.mo, both committed

Needs Babel (`pip install -e '.[dev]'`). The tests ask for both: nothing untranslated, and the .mo made of the .po.
"""

from __future__ import annotations

import ast
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "kpi_rules"
SCHEMAS = ROOT / "schemas"
LOCALES = SOURCE / "locales"
_HEADER = "# The words of kpi-rules itself. Terms: docs/translating.md."


def extracted() -> Catalog:
    """Every sentence of the program, and what the schemas say of records, fields and wrong texts."""
    catalog = Catalog(project="kpi-rules", header_comment=_HEADER, charset="utf-8")
    for file in sorted(SOURCE.rglob("*.py")):
        module = ast.parse(file.read_text("utf-8"))
        for message in (*_sentences(module), *_help_texts(module)):
            catalog.add(message, locations=[(file.relative_to(ROOT).as_posix(), None)])
    for schema in sorted(SCHEMAS.glob("*.schema.json")):
        for words in _schema_words(json.loads(schema.read_text("utf-8"))):
            catalog.add(words, locations=[(f"schemas/{schema.name}", None)])
    for adapter in sorted((SOURCE / "registers" / "adapters").glob("*.map.yaml")):
        for words in _map_words(yaml.safe_load(adapter.read_text("utf-8"))):
            catalog.add(words, locations=[(adapter.relative_to(ROOT).as_posix(), None)])
    return catalog


def _sentences(module: ast.Module) -> Iterator[str | tuple[str, str]]:
    """What is given to `tr` and `ntr`, inside of f-strings too, where Babel's own reader does not look."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        texts = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
        if name == "tr" and texts:
            yield texts[0]
        elif name == "ntr":
            one, many = texts  # written out where they are used: nobody finds them elsewhere
            yield one, many


def _help_texts(module: ast.Module) -> Iterator[str]:
    """The help of commands and options, and what the tables of commands say of each."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) in ("option", "Option"):
            yield from (word.value.value for word in node.keywords if word.arg == "help")  # type: ignore[attr-defined]
        elif isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            yield ast.get_docstring(node) or ""
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "").endswith("COMMANDS"):
            yield from (
                entry.elts[1].value for entry in ast.walk(node) if isinstance(entry, ast.Tuple) and _is_entry(entry)
            )  # type: ignore[attr-defined]


def _makes_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", None) in ("command", "group")


def _is_entry(entry: ast.Tuple) -> bool:
    """Whether it is a module and what its command is for."""
    return len(entry.elts) == 2 and all(isinstance(part, ast.Constant) for part in entry.elts)


def _map_words(data: Any) -> Iterator[str]:
    """What a map says for people: what it reads, and its doubts."""
    if isinstance(data, dict):
        yield from (data[name] for name in ("reads", "doubt") if name in data)
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _map_words(part)


def _schema_words(schema: Any) -> Iterator[str]:
    """The titles of records, and the descriptions of texts that have to be of a certain form."""
    if isinstance(schema, list):
        for entry in schema:
            yield from _schema_words(entry)
    if not isinstance(schema, dict):
        return
    if "properties" in schema and isinstance(schema.get("title"), str):
        yield schema["title"]
    if isinstance(schema.get("pattern"), str) and isinstance(schema.get("description"), str):
        yield schema["description"]
    yield from _field_words(schema)
    for value in schema.values():
        yield from _schema_words(value)


def _field_words(schema: dict[str, Any]) -> Iterator[str]:
    """What the fields of plans are called and, with the members of their closed sets, mean: editors say it while a plan is written."""
    for field in schema.get("properties", {}).values():
        if isinstance(field, dict) and "title" in field and isinstance(field.get("description"), str):
            yield from (field["title"], field["description"])
    yield from schema.get("enumDescriptions", ())


def read(po: Path) -> Catalog:
    """A catalogue."""
    with po.open("rb") as file:
        return read_po(file, locale=po.parents[1].name)


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def catalogues() -> list[Path]:
    """The catalogues there are."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))


def _update(po: Path) -> None:
    catalog = read(po)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with po.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, sort_output=True)


def main(action: str) -> None:
    """Do one of the two."""
    for po in catalogues():
        if action == "update":
            _update(po)
        po.with_suffix(".mo").write_bytes(compiled(read(po)))
        left = [message.id for message in read(po) if message.id and not _is_translated(message.string)]
        sys.stdout.write(f"{po.relative_to(ROOT)}: {len(left)} to translate\n")


def _is_translated(string: str | tuple[str, ...] | list[str]) -> bool:
    return bool(string) and all(string) if isinstance(string, (list, tuple)) else bool(string)


if __name__ == "__main__":
    main(sys.argv[1])
