"""The floors of the house: every import points left, and heavy libraries have one door each."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kpi_rules"
FLOORS = [
    {"bidi", "seen", "structs"},
    {"i18n", "resources", "source", "spelling"},
    {"diagnostics"},
    {"files"},
    {"cache"},
    {"document", "language"},
    {"plan"},
    {"registers"},
    {"packs"},
    {"engine"},
    {"comparing"},
    {"workspace"},
    {"authoring", "reports"},
    {"editing", "exports", "handbook"},
    {"server"},
    {"cli"},
]
ONE_DOOR = {
    "yaml": 1,
    "re2": 1,
    "click": "cli",
    "lark": 2,
    "jsonschema": 1,
    "lsprotocol": "server",
    "cattrs": "server",
    "markdown_it": "registers",
    "hcl2": 1,
    "xlsxwriter": 1,
    "weasyprint": 1,
}
"""How many modules may import a library, or the room of those that may."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            yield node.module or ""
            if node.module == "kpi_rules":
                yield from (f"kpi_rules.{alias.name}" for alias in node.names)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def floor(name: str) -> int | None:
    return next((number for number, rooms in enumerate(FLOORS) if name in rooms), None)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_left(path: Path) -> None:
    here = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if here in ("__init__", "__main__", "api"):
        return  # the front door sees the whole house
    assert floor(here) is not None, f"{here} has no floor: name it in FLOORS"
    for module in imports(path):
        if not module.startswith("kpi_rules."):
            continue
        there = room(module)
        if there in (here, "__version__"):
            continue
        assert floor(there) is not None, f"{module} has no floor"
        assert (floor(there) or 0) < (floor(here) or 0), f"{here} may not import {there}"


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def graph() -> dict[str, set[str]]:
    """Which modules each module imports, also for its types alone; not those of the front door."""
    names = {module_name(path) for path in MODULES} - {"kpi_rules", "kpi_rules.api", "kpi_rules.__main__"}
    found = {}
    for path in MODULES:
        wanted: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                wanted |= inner & names or {node.module or ""}
        found[module_name(path)] = wanted & names - {module_name(path)}
    return {name: found[name] for name in names}


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert list(graphlib.TopologicalSorter(graph()).static_order())


@pytest.mark.parametrize("library", ONE_DOOR)
def test_libraries_have_one_door(library: str) -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if any(module.split(".")[0] == library for module in imports(path))
    }
    limit = ONE_DOOR[library]
    if isinstance(limit, str):
        assert all(user.startswith(f"{limit}/") for user in users)
    else:
        assert len(users) <= limit, users


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_records_have_their_fields_in_every_python(path: Path) -> None:
    """From Python 3.14 on a class knows what it annotates while it is made only where annotations are texts."""
    imported = set(imports(path))
    assert "kpi_rules.structs" not in imported or "__future__" in imported


def test_modules_of_tests_have_names_of_their_own() -> None:
    """Two of one name in folders that are no packages keep each other from being collected."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
