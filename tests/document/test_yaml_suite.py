"""The cases of the official yaml-test-suite that are in our part of YAML: what we read is what they say, and what is an error is none of ours.

They are not part of this repository: `git clone -b data https://github.com/yaml/yaml-test-suite`, and name the folder in `YAML_TEST_SUITE`.
"""

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kpi_rules.document import load
from kpi_rules.source import Source

SUITE = os.environ.get("YAML_TEST_SUITE")
pytestmark = pytest.mark.skipif(not SUITE, reason="YAML_TEST_SUITE names no copy of the official yaml-test-suite")

MORE_THAN_YAML = {
    "9C9N": "a list in brackets goes on in the first column",
    "9JBA": "a comment without a space before it, after a bracket",
    "CVW2": "a comment without a space before it, after a comma",
    "DK95/01": "a tab indents a second line of a text in quotes",
    "G5U8": "`-` as a text within brackets",
    "MUS6/00": "a directive with a comment right behind it",
    "QB6E": "a text in quotes goes on in the first column",
    "SU5Z": "a comment without a space before it, after a text in quotes",
    "X4QW": "a comment without a space before it, after `>`",
    "Y79Y/003": "a tab indents within brackets",
    "YJV2": "`-` as a text within brackets",
}
"""What libyaml takes and YAML does not. It is taken for what it looks like."""
ANOTHER_VALUE = {
    "652Z": "`?` before a key within braces",
    "HM87/01": "`?` before a text within brackets",
    "L24T/01": "spaces in the last line of a block, which does not end",
    "Y2GN": "a colon within the name of an anchor",
}
"""What libyaml reads otherwise than YAML 1.2 says; nothing that a plan has."""


def cases() -> Iterator[Path]:
    for file in sorted(Path(SUITE or "nowhere").rglob("in.yaml")):
        yield file.parent


def same_id(known: dict[str, str], case: Path) -> bool:
    parts = case.relative_to(SUITE or "").parts
    return any(
        parts[0] == id_.split("/")[0] and (len(parts) == 1 or int(id_.split("/")[1]) == int(parts[1])) for id_ in known
    )


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_case_is_read_as_it_says_or_refused(case: Path) -> None:
    document, diagnostics = load(Source("case.yaml", (case / "in.yaml").read_bytes().decode()))
    if document is None:
        assert diagnostics
        return
    if (case / "error").exists():
        assert same_id(MORE_THAN_YAML, case)
        return
    if not (case / "in.json").exists():
        return
    expected = json.loads((case / "in.json").read_text("utf-8"), parse_float=Decimal)
    assert (document.data == expected) != same_id(ANOTHER_VALUE, case)


def test_a_good_part_of_it_is_ours() -> None:
    assert (
        sum(load(Source("case.yaml", (case / "in.yaml").read_bytes().decode()))[0] is not None for case in cases())
        > 150
    )
