"""The fuzzer's targets without the fuzzer: its corpus again, and some hundred mutations of it, the same ones in every run.

What fuzzing found is in the corpus of its target, named after what was wrong; the rest of the corpus is named by the fuzzer. Where atheris
is installed, each target is fuzzed for a moment, too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

FUZZ = Path(__file__).parents[2] / "fuzz"
sys.path.insert(0, str(FUZZ))

from targets import TARGETS  # noqa: E402  # after the path that it is found by

MUTATIONS = {"documents": 60, "quantities": 1500, "rules": 120, "manifests": 80, "comments": 300, "waivers": 120}
TOKENS = [
    b"\x00", b"\xff", b"\n", b"\r\n", b"\t", b"  ", b": ", b"- ", b"[", b"]", b"{", b"}", b'"', b"'", b"#", b"&a ", b"*a", b"|\n",
    b">\n", b"---\n", b"1e999", b"9" * 50, b"\xe2\x80\xa8", b"\xd9\xa3", b" otherwise ", b" is present", b"{{", b"}}", b"\\u{110000}",
    b"null", b"true", b"2026-02-30", b"P1D", b"%", b">=", b" by ", b"not ", b"(", b")", b"kpi-rules: ", b"rule a \"b\" must ",
]  # fmt: skip


def corpus(name: str) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted((FUZZ / "corpus" / name).iterdir())]


def mutations(name: str, many: int) -> Iterator[bytes]:
    chance = Random(name)
    seeds = [data for _, data in corpus(name)]
    for _ in range(many):
        data = chance.choice(seeds)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(data) + 1)
            end = min(len(data), start + chance.choice([0, 0, 1, 2, 9, 40]))
            other = chance.choice(seeds)
            cut = chance.randrange(len(other) + 1)
            data = data[:start] + chance.choice([b"", chance.choice(TOKENS), other[cut : cut + 20]]) + data[end:]
        yield data


def tried(name: str, data: bytes, note: str) -> None:
    try:
        TARGETS[name](data)
    except Exception as error:
        error.add_note(note)
        raise


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_again(name: str) -> None:
    for file, data in corpus(name):
        tried(name, data, file)


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_it(name: str, whole: bool) -> None:
    for data in mutations(name, MUTATIONS[name] * (100 if whole else 1)):
        tried(name, data, repr(data))


@pytest.mark.parametrize("name", TARGETS)
def test_a_guided_run(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    (tmp_path / "found").mkdir()
    folders = [tmp_path / "found", FUZZ / "corpus" / name]
    command = [
        sys.executable,
        FUZZ / "run.py",
        name,
        "-runs=1000",
        "-seed=1",
        f"-artifact_prefix={tmp_path}/",
        *folders,
    ]
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-5000:]
