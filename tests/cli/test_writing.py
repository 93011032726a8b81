"""Nothing is written or read out of the repository by a link that lies in it, whatever command is asked; and nothing writes past one room."""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import Kpi

from kpi_rules.files import leads_out, lies_outside

PACKAGE = Path(__file__).parents[2] / "kpi_rules"
PLAN = """title: A
mission: M m m
review: quarterly
roles: [{id: lead, title: L}]
objectives: [{id: grow, title: G}]
kpis:
- {id: k, name: Calls made, objective: grwo, owner: lead, target: '>= 5 by 2026-12-31'}
"""
WAIVER = "waivers:\n- {rule: core/kpi-without-rationale, reason: why, owner: me, until: 2020-04-01}\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links of POSIX")

# which modules may call what writes: the room for writing, the cache, pipes between processes, a stream put to rest
WRITERS = {"cli/writing.py", "cache.py"}
PASSING = {
    "engine/crew.py": {"fdopen"},
    "cli/console.py": {"open"},
    "cli/help_texts.py": {"write_text"},
    "server/features/plan_reading.py": {
        "mkdtemp",
        "open",
    },  # a page for an editor to show, in a new folder of the system's for such
}
WRITING = frozenset(
    [
        "write_text",
        "write_bytes",
        "mkdir",
        "makedirs",
        "touch",
        "unlink",
        "rename",
        "rmdir",
        "removedirs",
        "symlink_to",
        "hardlink_to",
        "symlink",
        "copy2",
        "copyfile",
        "copytree",
        "rmtree",
        "truncate",
        "chmod",
        "chown",
        "mkstemp",
        "mkdtemp",
        "NamedTemporaryFile",
        "TemporaryDirectory",
        "mkfifo",
    ]
)
OF_MODULES = ("copy", "move", "remove", "link", "replace")
MODULES = sorted(PACKAGE.rglob("*.py"))


def writes(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Calls that write, by name and line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        receiver = getattr(node.func, "value", None)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [
            one.value for one in (*node.args, *(each.value for each in node.keywords)) if isinstance(one, ast.Constant)
        ]
        modes = [one for one in texts if isinstance(one, str) and set(one) <= set("rwaxbt+") and set(one) & set("wax+")]
        flags = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
        if (
            (name in ("open", "fdopen") and (modes or flags & {"O_WRONLY", "O_RDWR", "O_CREAT"}))
            or name in WRITING
            or (name in OF_MODULES and getattr(receiver, "id", "") in ("os", "shutil"))
        ):
            yield name, node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_all_writing_passes_one_room(path: Path) -> None:
    module = path.relative_to(PACKAGE).as_posix()
    found = {
        f"{name} in line {line}"
        for name, line in writes(ast.parse(path.read_text("utf-8")))
        if name not in PASSING.get(module, ())
    }
    assert not found or module in WRITERS, f"{module} writes by itself: {found}"


@pytest.mark.parametrize(
    "text",
    [
        "p.open('wb')",
        "open(p, 'a')",
        "open(p, mode='x')",
        "os.open(p, os.O_CREAT)",
        "p.write_text(t)",
        "os.makedirs(p)",
        "shutil.copy(a, b)",
    ],
)
def test_what_writes_is_seen(text: str) -> None:
    assert list(writes(ast.parse(text)))


@pytest.fixture(params=["git", "project", "neither"])
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checked tree with a folder beside it that links lead to."""
    inside, outside = tmp_path / "tree", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
    (outside / "kept").write_text("kept")
    (inside / "a.kpi.yaml").write_text(PLAN)
    if request.param == "git":
        (inside / ".git").mkdir()
    if request.param != "neither":
        (inside / "kpi-rules.yaml").write_text("extends: [core]\n")
    monkeypatch.chdir(inside)
    return inside


def by_file(name: str, content: str = "kept") -> Callable[[Path], None]:
    """A file of this name is a link to one outside."""

    def lay(outside: Path) -> None:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).unlink(missing_ok=True)
        (outside / "kept").write_text(content)
        Path(name).symlink_to(outside / "kept")

    return lay


def by_folder(name: str) -> Callable[[Path], None]:
    """A folder of this name is a link to the one outside."""

    def lay(outside: Path) -> None:
        Path(name).symlink_to(outside)

    return lay


def with_pack(lay: Callable[[Kpi, Path], None]) -> Callable[[Kpi, Path], None]:
    def made(kpi: Kpi, outside: Path) -> None:
        kpi("pack", "new", "acme")
        lay(kpi, outside)

    return made


def unformatted(kpi: Kpi, outside: Path) -> None:
    """A rule file of the pack, out of the layout, through the pack's folder that is a link."""
    rules = next(Path("acme").glob("*.rules"))
    rules.write_text(rules.read_text().replace("\n", "\n\n\n", 1))
    shutil.move("acme", outside / "acme")
    Path("acme").symlink_to(outside / "acme")


def linked_pack_file(kpi: Kpi, outside: Path) -> None:
    Path("acme/out").symlink_to(outside)


Lay = Callable[[Path], None] | Callable[[Kpi, Path], None]
CASES: dict[str, tuple[Lay, tuple[str, ...]]] = {
    "a report through a link": (by_file("report.sarif"), ("check", "--output", "sarif=report.sarif")),
    "a report through a folder": (by_folder("out"), ("check", "-o", "out/report.txt")),
    "a report by the whole path": (by_folder("out"), ("check", "-o", "{here}/out/report.txt")),
    "a report through a dangling link": (lambda outside: Path("r").symlink_to(outside / "new"), ("check", "-o", "r")),
    "a report up and in again": (by_folder("out"), ("check", "-o", "../tree/out/report.txt")),
    "fixes": (by_file("a.kpi.yaml", PLAN), ("check", "--fix", "a.kpi.yaml")),
    "a lock": (by_file("kpi-rules.lock"), ("lock",)),
    "a baseline": (by_file("kpi-rules.baseline.json"), ("baseline",)),
    "a baseline elsewhere": (by_folder("out"), ("baseline", "--baseline", "out/b.json")),
    "waivers": (
        by_file("kpi-rules.waivers.yaml", WAIVER),
        ("waivers", "add", "kpi-without-rationale", "--reason", "r", "--owner", "o", "--until", "2026-04-01", "--today", "2026-03-01"),
    ),
    "waivers that are over": (by_file("kpi-rules.waivers.yaml", WAIVER), ("waivers", "prune")),
    "a project": (by_folder(".vscode"), ("init", "--ci", "none")),
    "a build server's file": (by_folder(".github"), ("init",)),
    "a project in a folder": (by_folder("out"), ("init", "out/new", "--ci", "none")),
    "a pack": (by_folder("out"), ("pack", "new", "out/acme")),
    "the layout of a pack": (with_pack(unformatted), ("pack", "format", "acme")),
    "a pack's document": (with_pack(linked_pack_file), ("pack", "docs", "acme", "--output", "acme/out/acme.md")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_written_out_of_the_repository(kpi: Kpi, tree: Path, case: str) -> None:
    lay, command = CASES[case]
    outside = tree.parent / "outside"
    lay(kpi, outside) if lay.__code__.co_argcount == 2 else lay(outside)  # type: ignore[call-arg]  # told apart
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    ran = kpi(*(word.replace("{here}", str(tree)) for word in command))
    assert ran.code == 2, ran.out + ran.err
    assert "a link takes it out of `" in ran.err
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before
    assert not [path for path in outside.rglob("*") if path.is_dir() and path.name not in ("acme", "tests", "locales")]


@pytest.mark.parametrize(
    ("name", "content", "command"),
    [
        ("kpi-rules.waivers.yaml", WAIVER, ("check",)),
        ("kpi-rules.baseline.json", "{}", ("check",)),
        ("kpi-rules.lock", "", ("check", "--locked")),
        ("own/pack.yaml", "name: own\nversion: 1.0.0\n", ("check", "--pack", "./own")),
    ],
)
def test_nothing_is_read_out_of_the_repository(
    kpi: Kpi, tree: Path, name: str, content: str, command: tuple[str, ...]
) -> None:
    by_file(name, f"{content}# a secret\n")(tree.parent / "outside")
    ran = kpi(*command)
    assert (ran.code, "secret" in ran.out + ran.err) == (2, False)
    assert "link" in ran.err


def test_a_pack_in_a_folder_that_is_a_link(kpi: Kpi, tree: Path) -> None:
    kpi("pack", "new", "acme")
    shutil.move("acme", tree.parent / "outside" / "acme")
    Path("acme").symlink_to(tree.parent / "outside" / "acme")
    ran = kpi("check", "--pack", "./acme")
    assert (ran.code, "`acme/pack.yaml` is not read: a link takes it out of `" in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("entry", ["/etc/*", "../outside/*.yaml", "../*", "out/*.yaml", "{outside}/kept"])
def test_a_project_names_its_own_plans_only(kpi: Kpi, tree: Path, entry: str) -> None:
    outside = tree.parent / "outside"
    (outside / "b.yaml").write_text(PLAN.replace("title: A", "title: Secret"))
    Path("out").symlink_to(outside)
    Path("kpi-rules.yaml").write_text(f"plans: ['*.kpi.yaml', '{entry.replace('{outside}', str(outside))}']\n")
    ran = kpi("check")
    assert (ran.code, "lies outside of the repository" in ran.err, "Secret" in ran.out) == (2, True, False)
    assert "kpi-rules.yaml:1:" in ran.err


def test_what_a_user_names_elsewhere_is_his_business(kpi: Kpi, tree: Path) -> None:
    outside = tree.parent / "outside"
    (outside / "b.kpi.yaml").write_text(PLAN)
    ran = kpi(
        "check", "--output", f"{outside}/report.txt", "--output", "json=../outside/report.json", "../outside/b.kpi.yaml"
    )
    assert ran.code == 1, ran.err
    assert {"report.txt", "report.json"} <= {path.name for path in outside.iterdir()}
    assert kpi("check", "-o", "/dev/null").code == 1


def test_links_within_the_repository_are_followed(kpi: Kpi, tree: Path) -> None:
    Path("reports").mkdir()
    Path("latest.txt").symlink_to("reports/today.txt")
    assert kpi("check", "-o", "latest.txt").code == 1
    assert Path("reports/today.txt").read_text()


def test_a_pack_is_not_overwritten_by_its_document(kpi: Kpi, tree: Path) -> None:
    kpi("pack", "new", "acme")
    rules = next(Path("acme").glob("*.rules"))
    before = rules.read_text()
    ran = kpi("pack", "docs", "acme", "--output", str(rules))
    assert (ran.code, "a report would overwrite" in ran.err, rules.read_text() == before) == (2, True, True)


def test_where_a_path_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, other = tmp_path / "tree", tmp_path / "other"
    for folder in (tree / ".git", tree / "sub", tree / "module" / ".git", other / ".git"):
        folder.mkdir(parents=True)
    (tree / "out").symlink_to(other)
    (tree / "in").symlink_to(tree / "sub")
    (tree / "module" / "up").symlink_to(tree / "sub")
    (tmp_path / "way").symlink_to(tree)
    monkeypatch.chdir(tree / "sub")
    assert leads_out(tree / "out" / "x") == str(tree)  # another repository is not this one
    assert leads_out(tree / "in" / "x") is None
    assert leads_out(tree / "module" / "up" / "x") == str(tree / "module")
    assert leads_out(tmp_path / "way" / "sub" / "x") is None  # the way to the repository may be any
    assert leads_out(tmp_path / "way" / "out" / "x") == str(tmp_path / "way")
    assert leads_out(other / "x") is None
    assert leads_out("../out/x") == str(tree)
    assert not lies_outside(tree / "elsewhere", tree / "sub")
    assert lies_outside(other, tree / "sub")
    assert lies_outside(tree / "out", tree / "sub")
    assert not lies_outside(tmp_path / "way" / "sub", tmp_path / "way")
