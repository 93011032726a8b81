"""What the documents show is run: each in a folder of its own, top to bottom, as a reader would.

    ```console   lines after `$ ` are run (`\\` at their end goes on); what follows is what they print, `...` any lines
    ```sh        a script that must end well; one with `pip install` is left to `.ci/run`
    <!-- file: plans/a.kpi.yaml -->   before a block: the block is that file
    <!-- setup: … -->                 a script that readers do not see
    <!-- not run -->                  before a block: it is not run

The folder holds a copy of `examples/` where a command names it; `kpi-rules` is this checkout; exit codes are shown where a document echoes them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import ROOT, bash, program_on_path

from kpi_rules.structs import Struct

pytestmark = pytest.mark.usefixtures("shared_cache")

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_PART = re.compile(
    r"<!-- (?P<word>file|setup|not run|test command)(?:: ?(?P<rest>.*?))? ?-->"
    r"|^(?P<indent> *)```(?P<kind>\w*)\n(?P<text>.*?)^ *```$",
    re.DOTALL | re.MULTILINE,
)


class Step(Struct):
    """Something that a document asks for: a script with what it prints (or not said), or a file."""

    line: int
    text: str
    output: str | None = None
    file: str | None = None


def steps(text: str) -> Iterator[Step]:
    """What a document asks for, in order."""
    mark, rest = "", ""
    for part in _PART.finditer(text):
        line = text.count("\n", 0, part.start()) + 1
        if part["word"]:
            mark, rest = part["word"], part["rest"] or ""
            if mark == "setup":
                yield Step(line, rest)
            continue
        block = re.sub(rf"^{part['indent']}", "", part["text"], flags=re.MULTILINE)
        if mark == "file":
            yield Step(line, block, file=rest.strip())
        elif part["kind"] == "console" and mark != "not run":
            yield from sessions(line, block)
        elif part["kind"] == "sh" and mark not in ("not run", "test command") and "pip install" not in block:
            yield Step(line, block)
        mark = ""


def sessions(line: int, block: str) -> Iterator[Step]:
    """The commands of a console block, each with what it prints."""
    for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = command.split("\n")
        count = next(number for number, each in enumerate(lines, 1) if not each.endswith("\\"))
        yield Step(line, "\n".join(lines[:count]), output="\n".join(lines[count:]).rstrip("\n"))


def agrees(expected: str, found: str) -> bool:
    """Whether an output is what is shown; `...` stands for any lines, one word of a line or more."""
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r" *\n"
        for line in expected.split("\n")
    ]
    return re.fullmatch("".join(lines), found.rstrip("\n") + "\n") is not None if expected else not found.strip()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_document(document: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    wanted = list(steps(document.read_text("utf-8")))
    if any("examples/" in step.text for step in wanted):
        shutil.copytree(ROOT / "examples", folder / "examples")
    variables = {"PATH": program_on_path(tmp_path / "bin"), "HOME": str(tmp_path), "NO_COLOR": "1"}
    for step in wanted:
        where = f"{document.name}:{step.line}: {step.text}"
        if step.file is not None:
            (folder / step.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.file).write_text(step.text, "utf-8")
        elif step.output is None:
            done = bash(step.text, folder, variables)
            assert done.returncode == 0, f"{where}\n{done.stdout}{done.stderr}"
        else:
            done = bash(f"set +e; exec 2>&1\n{step.text}", folder, variables)
            assert agrees(step.output, done.stdout), f"{where}\nprints\n{done.stdout}"


def test_the_rule_that_the_readme_shows_is_shipped() -> None:
    (shown,) = re.findall(r"```rules\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown in (ROOT / "policies" / "core" / "focus.rules").read_text("utf-8")


def test_what_agrees() -> None:
    assert agrees("a\n...\nd", "a\nb\nc\nd\n")
    assert agrees("a\n...\nd", "a\nd\n")
    assert agrees("in ... days", "in 12 days")
    assert not agrees("a\nd", "a\nb\nd\n")
    assert not agrees("", "a")
    assert agrees("", "")
