"""`kpi-rules diff`: what changed, and what that did."""

from __future__ import annotations

import json
from pathlib import Path

from repository import Repository
from running import Kpi, Ran

TODAY = ("--today", "2026-03-01")
PLAN = """\
title: Content 2026
mission: Help small firms keep their books
review: quarterly
roles: [{id: lead, title: Head}]
objectives: [{id: grow, title: Grow}]
kpis:
- {id: leads, name: Sales leads, objective: grow, owner: lead, target: '>= 500 leads by 2026-12-31'}
"""


def test_in_words(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    repository.write("a.kpi.yaml", PLAN)
    repository.write("old.kpi.yaml", "title: Old\nkpis: []\nstatus: draft\n")
    repository.commit()
    assert kpi("diff", *TODAY).out.startswith("no plan has changed since HEAD\n")
    (repository.here / "a.kpi.yaml").unlink()
    (repository.here / "old.kpi.yaml").unlink()
    repository.write("b.kpi.yaml", PLAN.replace("500", "400").replace("review: quarterly\n", ""))
    repository.write("kpi-rules.yaml", "settings: {max_kpis: 9}\n")
    ran = kpi("diff", *TODAY)
    assert ran.code == 0
    assert ran.out.startswith("""\
Content 2026: moved from a.kpi.yaml to b.kpi.yaml
  KPI leads: target lowered from 500 to 400 (easier)
  plan: review interval removed: 1 quarter (easier)

Old: plan removed from old.kpi.yaml

packs and settings
  rule core/too-many-kpis (easier)
    setting max_kpis: 6 → 9
  rule core/overloaded-owner (harder)
    setting max_kpis: 6 → 9
  setting max_kpis (easier or harder)
    value: 6 → 9

by the new packs and settings
  in 1 plan nothing else is found

new violation[core/no-review-interval]: """)
    told = ran.out.splitlines()
    assert not any(line.startswith("fixed") for line in told)
    assert "note: 1 plan of HEAD is gone with this change: “Old” (`old.kpi.yaml`)" in told
    assert told[-2] == "note: the packs of this change are not those of HEAD, which are used (--policy-from head)"
    assert told[-1].startswith("since HEAD: 1 new finding, ")


def test_as_json_against_another_revision(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    repository.write("a.kpi.yaml", PLAN)
    first = repository.commit()
    repository.write("a.kpi.yaml", PLAN.replace("owner: lead, ", ""))
    repository.commit()
    assert json.loads(kpi("diff", *TODAY, "--format", "json").out)["plans"] == []
    said = json.loads(kpi("diff", first, "a.kpi.yaml", *TODAY, "--format", "json").out)
    assert said["plans"] == [
        {
            "title": "Content 2026",
            "before": "a.kpi.yaml",
            "after": "a.kpi.yaml",
            "changes": [
                {
                    "kind": "removed",
                    "subject": "kpi leads",
                    "field": "owner",
                    "before": "lead",
                    "after": None,
                    "effect": None,
                    "text": "KPI leads: owner removed: lead",
                }
            ],
            "diagnostics": [],
        }
    ]
    assert "core/kpi-without-owner" in [finding["rule"] for finding in said["new"]]
    assert said["base"] == first


def test_names_do_no_harm(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    repository.write("a.kpi.yaml", PLAN)
    repository.commit()
    repository.write("a.kpi.yaml", PLAN.replace("Sales leads", '"\\e[31m\\n::error::x\\u202e"'))
    out = kpi("diff", *TODAY).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\n::error::" not in out


def test_no_revision(kpi: Kpi) -> None:
    assert kpi("diff").code == 2
    Repository(Path.cwd())
    Path("a.kpi.yaml").write_text(PLAN)
    assert kpi("diff").code == 2


def test_a_plan_that_cannot_be_read_now_is_not_gone(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    repository.write("a.kpi.yaml", PLAN)
    repository.commit()
    repository.write("a.kpi.yaml", PLAN + "metrics: [\n")
    ran = kpi("diff", *TODAY)
    assert ran.code == 1
    assert ran.out.startswith("""\
Content 2026: a.kpi.yaml cannot be read now, so nobody knows what has changed
  a.kpi.yaml:8:10: this `[` is never closed (close it with `]`)

new violation[invalid-plan]: """)
    plan = json.loads(kpi("diff", *TODAY, "--format", "json").out)["plans"][0]
    assert (plan["before"], plan["after"], plan["changes"]) == ("a.kpi.yaml", "a.kpi.yaml", [])
    assert plan["diagnostics"] == [
        {
            "message": "this `[` is never closed",
            "file": "a.kpi.yaml",
            "line": 8,
            "column": 10,
            "help": "close it with `]`",
        }
    ]
    repository.commit()
    ran = kpi("diff", *TODAY)
    assert (ran.code, ran.out.splitlines()[0]) == (
        1,
        "a.kpi.yaml: a.kpi.yaml cannot be read now, so nobody knows what has changed",
    )
    repository.write("a.kpi.yaml", PLAN)
    ran = kpi("diff", *TODAY)
    assert ran.code == 0
    assert ran.out.startswith("Content 2026: a.kpi.yaml could not be read before, so nobody knows what has changed\n")


def test_a_file_is_no_revision(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    repository.write("a.kpi.yaml", PLAN)
    repository.commit()
    assert kpi("diff", "a.kpi.yaml") == Ran(
        2,
        "",
        "error: `a.kpi.yaml` is a file or folder, and no revision\n"
        "  = help: name the revision first, then what to look at: `HEAD a.kpi.yaml`\n",
    )
