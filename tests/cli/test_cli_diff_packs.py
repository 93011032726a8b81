"""`kpi-rules diff --packs`, and what `diff` says of packs and settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from repository import Repository
from running import Kpi

from kpi_rules.resources import bundled

TODAY = ("--today", "2026-03-01")
RULES = """
define active() = [k for k in plan.kpis where k.status == "active"]

rule too-many "Few KPIs"
  must count(active()) <= settings.most
  say "too many"

rule no-owner "KPIs have owners"
  for each kpi in active()
  should kpi.owner is present
  say "“{kpi.id}” has no owner"
"""
MANIFEST = """name: city
version: {version}
settings:
  most: {{type: number, default: {most}, minimum: 1, description: At most}}
"""
PLAN = "title: {title}\nkpis:\n- {{id: a}}\n- {{id: b, owner: x}}\n- {{id: c}}\n"


def pack(folder: str, rules: str = RULES, version: str = "1.0.0", most: int = 3) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "pack.yaml").write_text(MANIFEST.format(version=version, most=most))
    Path(folder, "city.rules").write_text(rules)


def plans(count: int = 2) -> None:
    Path("plans").mkdir()
    for number in range(count):
        Path("plans", f"{number}.kpi.yaml").write_text(PLAN.format(title=f"Plan {number}"))


def fits(text: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(text)
    jsonschema.validate(said, json.loads((bundled("schemas") / "diff.schema.json").read_text("utf-8")))
    return said


NEWER = RULES.replace("should kpi.owner is present", 'must kpi.owner is present and kpi.owner != "x"')


def test_two_packs_and_plans(kpi: Kpi) -> None:
    pack("old")
    pack("new", NEWER, "2.0.0", most=2)
    plans()
    ran = kpi("diff", "--packs", "old", "./new", "plans", *TODAY)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
from old to ./new
pack city
  version: 1.0.0 → 2.0.0
rule city/too-many (harder)
  setting most: 3 → 2
rule city/no-owner (harder)
  level: should → must
  demand: `and kpi.owner != "x"` is new
setting most (harder)
  value: 3 → 2

3 changes make it harder

4 findings more, 4 at another level, in 2 of 2 plans
  city/no-owner: 2 findings more, 4 at another level
  city/too-many: 2 findings more
  plans/0.kpi.yaml: 2 findings more, 2 at another level
  plans/1.kpi.yaml: 2 findings more, 2 at another level
"""
    )
    said = fits(kpi("diff", "--packs", "old", "new", "plans", *TODAY, "--format", "json").out)
    assert (said["impact"]["more"], said["impact"]["less"], said["impact"]["reweighed"]) == (4, 0, 4)
    assert said["policy"][2]["changes"][1] == {
        "what": "condition",
        "name": None,
        "part": 1,
        "before": None,
        "after": 'and kpi.owner != "x"',
        "text": 'demand: `and kpi.owner != "x"` is new',
    }
    back = kpi("diff", "--packs", "new", "old", *TODAY).out
    assert "rule city/no-owner (easier)" in back


def test_nothing_differs(kpi: Kpi) -> None:
    pack("old")
    pack(
        "new", "# about\n" + RULES.replace("kpi.", "one.").replace("each kpi", "each one").replace("\n  must", " must")
    )
    assert kpi("diff", "--packs", "old", "new").out == "from old to new\nnothing differs\n"
    assert kpi("diff", "--packs", "old", "new", "--fail-on-easier").code == 0


def test_versions_of_git_and_rules_that_moved(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    pack("packs/city")
    repository.commit()
    pack("packs/city", RULES.replace("rule no-owner", "rule nobody").replace("  must", "\n  must"))
    Path("packs/city/more.rules").write_text('rule mission "Mission" must plan.mission is present\n')
    told = kpi("diff", "--packs", "HEAD:packs/city", "packs/city").out
    assert told.splitlines()[1:] == [
        "rule city/nobody, which was city/no-owner",
        "rule city/mission added (harder)",
        "",
        "1 change makes it harder",
    ]
    assert kpi("diff", "--packs", "HEAD:./packs/city", "packs/city").out.splitlines()[1:] == told.splitlines()[1:]
    (repository.here / "packs").rename(repository.here / "elsewhere")
    assert kpi("diff", "--packs", "HEAD:packs/city", "elsewhere/city").out.splitlines()[1:] == told.splitlines()[1:]


def test_a_pack_that_is_called_otherwise(kpi: Kpi) -> None:
    pack("old")
    pack("new")
    manifest = Path("new/pack.yaml")
    manifest.write_text(manifest.read_text().replace("name: city", "name: town"))
    plans(1)
    assert kpi("diff", "--packs", "old", "new", "plans").out.splitlines()[1:] == [
        "pack town, which was city",
        "",
        "in 1 plan nothing else is found",
    ]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (RULES.replace("<= settings.most", "<= settings.most + 1"), 1),
        (RULES.replace('kpi.status == "active"', 'kpi.status != "active"'), 0),
        (RULES.replace("count(active()) <= settings.most", "plan.title matches /^A/"), 1),
        (RULES.replace("must", "should"), 1),
        (RULES.replace("should", "must"), 0),
        (RULES.replace('say "too many"', 'say "many"'), 0),
    ],
)
def test_what_is_easier_may_fail(kpi: Kpi, rules: str, code: int) -> None:
    pack("old")
    pack("new", rules)
    assert kpi("diff", "--packs", "old", "new").code == 0
    assert kpi("diff", "--packs", "old", "new", "--fail-on-easier").code == code


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("old", "nowhere"), 2, "no pack is named `nowhere`"),
        (("old", "./nowhere"), 2, "there is no pack at `./nowhere`"),
        (("old", "broken"), 2, "error:"),
        (("HEAD:old", "old"), 2, "no git repository"),
        (("old", "old", "missing"), 3, "nothing was checked: there is no `missing`"),
        (("old", "old", "--base", "HEAD"), 2, "--base has no place there"),
        (("old", "old", "--set", "most=1"), 2, "--set has no place there"),
    ],
)
def test_a_side_that_is_not_there(kpi: Kpi, arguments: tuple[str, ...], code: int, said: str) -> None:
    pack("old")
    pack("broken", 'rule a "A" must')
    ran = kpi("diff", "--packs", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_since_a_revision(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    pack("packs/city")
    plans()
    Path("kpi-rules.yaml").write_text("extends: [./packs/city]\n")
    repository.commit()
    pack("packs/city", NEWER)
    ran = kpi("diff", *TODAY)
    assert ran.code == 0
    assert ran.out.startswith("""\
packs and settings
  rule city/no-owner (harder)
    level: should → must
    demand: `and kpi.owner != "x"` is new

by the new packs and settings
  2 findings more, 4 at another level, in 2 of 2 plans
    city/no-owner: 2 findings more, 4 at another level
""")
    said = fits(kpi("diff", *TODAY, "--format", "json").out)
    assert (said["impact"]["plans"], said["impact"]["touched"]) == (2, 2)
    pack("packs/city", RULES.replace("<= settings.most", "<= settings.most + 1"))
    assert kpi("diff", *TODAY, "--fail-on-easier").code == 1


def test_markdown_is_dead(kpi: Kpi) -> None:
    pack("old")
    pack("new", RULES.replace('say "too many"', 'say "<b>@you</b> [x](http://e.vil) | `code`"'))
    out = kpi("diff", "--packs", "old", "new", "--format", "markdown").out
    assert out.startswith("## Packs and settings\n\n- **rule city/too-many**\n  - `say`\\: “too many” → “")
    assert not any(sign in out for sign in ("<b>", "@you", "](", " | `"))


def test_in_arabic(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    pack("old")
    pack("new", NEWER, "2.0.0", most=2)
    plans()
    for form in ("text", "markdown"):
        out = kpi("diff", "--packs", "old", "new", "plans", *TODAY, "--format", form).out
        assert not any(word in out for word in ("harder", "finding", "level", "demand", "setting"))
        assert "أشد" in out
