"""Packs that mean harm: what reaches for Python, for other files, for time or for memory is refused, or bounded.

(Sizes here are a tenth of what was tried by hand; docs/assurance.md has those.)
"""

from __future__ import annotations

import datetime
import os
import time
import tracemalloc
from pathlib import Path

import pytest

from kpi_rules.engine.check import check
from kpi_rules.engine.revisions import git
from kpi_rules.engine.revisions.committed import folder_in
from kpi_rules.packs import Folder, load_policy
from kpi_rules.source import Source
from tests.cli.repository import Repository

NAMED = "name: hostile\nversion: 1.0.0\n"
FINE = 'rule a "A" must true\n'
PLAN = "title: " + "a" * 2000 + "\nkpis:\n" + "".join(f"- {{id: k{number}}}\n" for number in range(30))
SECONDS = 3.0


def rule(condition: str) -> str:
    return f'rule a "A"\n  must {condition}\n'


def chained(first: str, each: str, last: str) -> str:
    return first + "".join(each.format(this=number, before=number - 1) for number in range(1, 60)) + last


REFUSED: dict[str, tuple[str, str]] = {
    "a field of Python's": (rule("plan.__class__ is present"), "`plan` has no field `__class__`"),
    "a field of a KPI": (rule("every k in plan.kpis satisfies k.__dict__ is present"), "no field `__dict__`"),
    "a method of a list": (rule("plan.kpis.append is present"), "no field `append`"),
    "a name of Python's": (rule("__builtins__ is present"), "nothing named `__builtins__`"),
    "a function of Python's": (rule('__import__("os") == "a"'), "no function `__import__`"),
    "eval": (rule('eval("1") == 1'), "no function `eval`"),
    "a lambda": (rule("(lambda: 1) == 1"), "`:` is not expected here"),
    "a walrus": (rule("(x := 1) == 1"), "expected"),
    "format with a field": ('rule a "A" must false say "{plan.title.__class__}"', "a text has no fields"),
    "format with an index": ('rule a "A" must false say "{0.__class__}"', "a number has no fields"),
    "format with a conversion": ('rule a "A" must false say "{plan.title!r}"', "has no format"),
    "settings of Python's": ('rule a "A" must false say "{settings.__init__.__globals__}"', "no setting `__init__`"),
    "a huge number": (rule("1" + "0" * 100_000 + " == 1"), "more than 60 digits"),
    "a huge power": (rule("9 ** 999999999 == 1"), "expected"),
    "very many brackets": (rule("(" * 240_000), "nests too deeply"),
    "balanced brackets": (rule("(" * 1000 + "true" + ")" * 1000), "nests too deeply"),
    "lists in lists": (rule("[" * 240_000), "nests too deeply"),
    "calls in calls": (rule("trim(" * 9000 + '"a"' + ")" * 9000 + ' == "a"'), "nests too deeply"),
    "texts in texts": ('rule a "A" must false say "' + '{"' * 20_000 + '"', "nests too deeply"),
    "not not not": (rule("not " * 50_000 + "true"), "too long"),
    "minus minus": (rule("-" * 50_000 + "1 == 1"), "too long"),
    "and and and": (rule("true and " * 20_000 + "true"), "too long"),
    "a path without end": (rule("plan" + ".title" * 20_000 + ' == "a"'), "too long"),
    "a list without end": (rule("1 in [" + "1," * 15_000 + "1]"), "too long"),
    "very many rules": (FINE * 13_000, "larger than 250000 bytes"),
    "very many words": ("rule " * 45_000, "has no title"),
    "rules of one name": ('rule r "R" must true\n' * 300, "used twice"),
    "defines that double": (
        chained("define d0(x: number) = x + x\n", "define d{this}(x: number) = d{before}(d{before}(x))\n", rule("d59(1) == 1")),
        "too large with its defines written out",
    ),
    "a define of itself": ("define d(x: number) = d(x) + 1\n" + rule("d(1) == 1"), "d"),
    "loops in loops": ('rule a "A"\n' + "".join(f"for each k{n} in plan.kpis\n" for n in range(12)) + "must false", "more than 6 loops"),
    "quantifiers in quantifiers": (rule("".join(f"every x{n} in plan.kpis satisfies " for n in range(12)) + "true"), "more than 6 loops"),
    "a repetition of repetitions": (rule("plan.title matches /(a{1000}){1000}/"), "repeats too often"),
    "three levels of them": (rule("plan.title matches /((a{100}){100}){100}/"), "repeats too often"),
    "letters of every script": (rule(r"plan.title matches /(\pL{500}){2}/"), "pattern too large"),
    "a long pattern": (rule("plan.title matches /" + "a" * 5000 + "/"), "longer than 1000 signs"),
    "a look-around": (rule("plan.title matches /(?=a)b/"), "has no meaning in a pattern"),
    "a back-reference": (rule(r"plan.title matches /(a)\1/"), "has no meaning in a pattern"),
    "many patterns": ("".join(f'rule r{n} "R" must plan.title matches /a{n}/\n' for n in range(600)), "more than 500 patterns"),
    "a null byte": ('rule a "A\0" must true', "control character"),
}  # fmt: skip

BOUNDED: dict[str, str] = {
    "lets that double": chained('rule a "A"\n  let a0 = "aa"\n', '  let a{this} = "{{a{before}}}{{a{before}}}"\n', '  must a59 == ""\n  say "{a59}"\n'),
    "defines that double a text": chained('define d0() = "aa"\n', 'define d{this}() = "{{d{before}()}}{{d{before}()}}"\n', rule('d59() == "a"')),
    "a product without end": chained('rule a "A"\n  let a0 = 999999999999\n', "  let a{this} = a{before} * a{before}\n", "  must a59 == 1\n"),
    "thousands of lets": 'rule a "A"\n' + "".join(f"  let a{n} = 1\n" for n in range(2000)) + "  must true\n",
    "a pattern that backtracks elsewhere": rule("plan.title matches /^(a+)+$/"),
    "a hundred of these": rule("plan.title matches /" + "|".join(["(x+x+)+y"] * 100) + "/"),
    "thousands of parts": 'rule r "R" must false' + " also must false" * 1500,
    "rules of many parts": "".join(f'\nrule r{n} "R" must true' + " also must true" * 300 for n in range(5)),
    "thousands of rules": "".join(f'rule r{n} "R" must true\n' for n in range(1000)),
}  # fmt: skip


def pack(folder: Path, rules: str = FINE, manifest: str = NAMED) -> str:
    (folder / "pack.yaml").write_text(manifest, "utf-8")
    (folder / "a.rules").write_text(rules, "utf-8")
    return str(folder)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    rules, words = REFUSED[name]
    begun = time.process_time()
    policy, diagnostics = load_policy([pack(tmp_path, rules)])
    assert policy is None
    assert words in "\n".join(map(str, diagnostics))
    assert len(diagnostics) <= 200
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("name", BOUNDED)
def test_bounded(name: str, tmp_path: Path) -> None:
    begun = time.process_time()
    policy, diagnostics = load_policy([pack(tmp_path, BOUNDED[name])])
    assert policy is not None, diagnostics
    report = check([Source("plan.yaml", PLAN)], policy, datetime.date(2026, 3, 1))
    assert all(len(finding.message) <= 2000 for finding in report.findings)
    assert time.process_time() - begun < SECONDS


def test_rule_files_are_bounded_together(tmp_path: Path) -> None:
    """On disk and in a commit: each file by itself is small enough."""
    repository = Repository(tmp_path)
    for name in "abc":
        repository.write(f"acme/{name}.rules", f'rule {name} "R" must true\n' + "#" * 400_000)
    repository.write("acme/pack.yaml", NAMED)
    repository.commit()
    found, _ = git.Repository.around(tmp_path)
    commit, _ = found.commit("main") if found else (None, None)
    assert commit is not None
    with commit:
        for here, name in ((Folder(tmp_path, "."), "acme"), (folder_in(commit, tmp_path), "main:acme")):
            policy, diagnostics = load_policy(["./acme"], here=here)
            assert policy is None
            assert [one.message for one in diagnostics] == [f"the rule files of `{name}` are larger than 250000 bytes"]


def test_memory_is_bounded(tmp_path: Path) -> None:
    tracemalloc.start()
    load_policy([pack(tmp_path, rule("(" * 900_000))])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


LAUGHS = "x-a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"x-{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MANIFESTS: dict[str, tuple[str, str]] = {
    "billion laughs": (NAMED + LAUGHS, "aliases such as this one repeat"),
    "a tag": (NAMED + 'title: !!python/object/apply:os.system ["echo"]\n', "has no meaning here"),
    "a megabyte": (NAMED + "#" * 1_000_000, "larger than 1000000 bytes"),
    "thousands of levels": (NAMED + "levels:\n" + "".join(f"  a{n}: off\n" for n in range(5000)), "there is no rule `a0`"),
    "a name that is a path": ("name: ../../x\nversion: 1.0.0\n", "cannot stand for `name`"),
    "a setting of Python's": (NAMED + "settings:\n  __class__: {type: number, default: 1}\n", "cannot be the name of a setting"),
    "a field of Python's": (NAMED + "fields:\n  kpi:\n    __init__: {type: text}\n", "cannot be the name of a field"),
    "a record of Python's": (NAMED + "fields:\n  __class__:\n    a: {type: text}\n", "no records called"),
    "a huge number": (NAMED + "settings:\n  a: {type: number, default: 1e999999999}\n", "more than 100 digits"),
    "extends itself": (NAMED + "extends: [.]\n", "in a circle"),
    "extends the system": (NAMED + 'extends: ["/etc"]\n', "not a relative path"),
    "extends a drive": (NAMED + "extends: ['C:\\x']\n", "not a relative path"),
    "extends far above": (NAMED + 'extends: ["' + "../" * 500 + 'etc"]\n', "there is no pack at"),
    "extends a home": (NAMED + 'extends: ["~/x"]\n', "there is no pack at"),
    "extends an address": (NAMED + 'extends: ["https://example.org/pack"]\n', "there is no pack at"),
    "extends a module": (NAMED + "extends: [os]\n", "no pack is named `os`"),
    "extends a long path": (NAMED + 'extends: ["' + "a/" * 5000 + '"]\n', "there is no pack at"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifests(name: str, tmp_path: Path) -> None:
    manifest, words = MANIFESTS[name]
    begun = time.process_time()
    policy, diagnostics = load_policy([pack(tmp_path, manifest=manifest)])
    assert policy is None
    assert words in "\n".join(map(str, diagnostics))
    assert len(diagnostics) <= 200
    assert time.process_time() - begun < SECONDS


def test_a_long_list_in_a_setting_is_bounded(tmp_path: Path) -> None:
    words = ",".join(f"w{number}" for number in range(100_000))
    manifest = NAMED + f"settings:\n  words: {{type: list of text, default: [{words}]}}\n"
    begun = time.process_time()
    policy, _ = load_policy([pack(tmp_path, rule("plan.title not in settings.words"), manifest)])
    assert policy is not None
    check([Source("plan.yaml", PLAN)], policy, datetime.date(2026, 3, 1))
    assert time.process_time() - begun < SECONDS


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("file", ["a.rules", "pack.yaml"])
def test_a_link_to_a_strangers_file_brings_nothing_into_a_report(file: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("rule secret-word", "utf-8")
    folder = tmp_path / "pack"
    folder.mkdir()
    pack(folder)
    (folder / file).unlink()
    (folder / file).symlink_to(secret)
    policy, diagnostics = load_policy([str(folder)])
    assert policy is None
    assert "link to a file outside of its pack" in str(diagnostics[0])
    assert not any("secret-word" in str(diagnostic) for diagnostic in diagnostics)


@pytest.mark.skipif(os.name == "nt", reason="pipes and links of POSIX")
def test_pipes_devices_and_loops_make_nobody_wait(tmp_path: Path) -> None:
    pack(tmp_path)
    os.mkfifo(tmp_path / "b.rules")
    (tmp_path / "c.rules").symlink_to("/dev/zero")
    (tmp_path / "d.rules").symlink_to(tmp_path / "d.rules")
    (tmp_path / "e.rules").mkdir()
    policy, diagnostics = load_policy([str(tmp_path)])
    assert policy is not None, diagnostics
    assert [rule.id for rule in policy.rules] == ["hostile/a"]


def test_packs_that_extend_one_another_without_end(tmp_path: Path) -> None:
    for number in range(60):
        folder = tmp_path / f"p{number}"
        folder.mkdir()
        pack(folder, FINE, f"name: p{number}\nversion: 1.0.0\nextends: [../p{number + 1}]\n")
    policy, diagnostics = load_policy([str(tmp_path / "p0")])
    assert policy is None
    assert "more than 50 packs extend one another" in str(diagnostics[0])
