"""A repository through twenty commits: whatever does not change what is wrong leaves findings, baseline and waivers as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from repository import Repository
from running import Kpi

from kpi_rules.structs import Struct, replace

TODAY = "2026-03-01"
WAIVED_HERE = "# kpi-rules: waive core/kpi-without-owner until 2026-06-30 -- the sponsor joins in May"
WAIVERS = """\
waivers:
  - rule: core/kpi-without-target
    plan: Content 2026
    subject: kpi signups
    reason: the first quarter is for counting
    owner: Ada
    until: 2026-06-30
"""
COMPLETE = {"objective": "grow", "owner": "lead", "target": ">= 5 by 2026-12-31", "definition": "what it counts"}


class Text(Struct):
    """A plan, and how it is written."""

    title: str
    kpis: tuple[tuple[str, dict[str, str]], ...]
    organization: str = ""
    keys_last: bool = False
    indent: int = 2
    quoted: bool = False
    flow: bool = False
    gaps: bool = False
    crlf: bool = False
    extra: str = ""

    def render(self) -> str:
        head = [f"title: {self.title}", "mission: Help small firms keep their books", "review: quarterly"]
        head += [f"organization: {self.organization}"] if self.organization else []
        parts = ["objectives: [{id: grow, title: Grow}]", "roles: [{id: lead, title: Head, scope: content}]"]
        kpis = ["kpis:", *(line for name, fields in self.kpis for line in self.kpi(name, fields))]
        lines = [*(parts if self.keys_last else []), *reversed(head)] if self.keys_last else [*head, *parts]
        text = "\n".join([*([self.extra] if self.extra else []), *lines, *kpis, ""])
        return text.replace("\n", "\r\n") if self.crlf else text

    def kpi(self, name: str, fields: dict[str, str]) -> list[str]:
        pad = " " * self.indent
        values = {"id": name, "name": f"All {name}", **fields}
        if self.keys_last:
            values = {"id": name, **dict(reversed(list(values.items())[1:]))}
        shown = {key: f'"{value}"' if self.quoted or key == "target" else value for key, value in values.items()}
        above = ([""] if self.gaps else []) + ([f"{pad}# what {name} is"] if self.gaps else [])
        above += [pad + WAIVED_HERE] if name == "leads" else []
        if self.flow:
            return [*above, pad + "- {" + ", ".join(f"{key}: {value}" for key, value in shown.items()) + "}"]
        lines = [f"{key}: {value}" for key, value in shown.items()]
        return [*above, f"{pad}- {lines[0]}", *(f"{pad}  {line}" for line in lines[1:])]


LEADS = ("leads", {key: COMPLETE[key] for key in ("objective", "target", "definition")})
VISITS = ("visits", {**COMPLETE, "objective": "nowhere"})
SIGNUPS = ("signups", {key: COMPLETE[key] for key in ("objective", "owner", "definition")})
DEMOS = ("demos", {key: COMPLETE[key] for key in ("objective", "owner", "target")})
TRIALS = ("trials", COMPLETE)
A = Text("Content 2026", (LEADS, VISITS, SIGNUPS, DEMOS))

Plans = dict[str, Text]


class Step(Struct):
    """A commit: what it makes of the plans, and what is new and fixed by it, as `rule subject`."""

    name: str
    change: Callable[[Plans], Plans]
    new: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    beyond_baseline: frozenset[str] = frozenset()
    gone_from_baseline: int = 0


def every(**style: Any) -> Callable[[Plans], Plans]:
    return lambda plans: {name: replace(text, **style) for name, text in plans.items()}


def renamed(old: str, new: str) -> Callable[[Plans], Plans]:
    return lambda plans: {new if name == old else name: text for name, text in plans.items()}


def only(name: str, **style: Any) -> Callable[[Plans], Plans]:
    return lambda plans: {file: replace(text, **style) if file == name else text for file, text in plans.items()}


def kpis(*order: tuple[str, dict[str, str]]) -> Callable[[Plans], Plans]:
    return every(kpis=order)


def split(plans: Plans) -> Plans:
    """Half of the KPIs go to a plan of their own, the one with the remark among them."""
    a = plans["okr/a.kpi.yaml"]
    stays = tuple(kpi for kpi in a.kpis if kpi[0] in ("visits", "signups", "trials"))
    goes = tuple(kpi for kpi in a.kpis if kpi[0] in ("leads", "demos"))
    return {"okr/a.kpi.yaml": replace(a, kpis=stays), "okr/b.kpi.yaml": replace(a, title="Sales 2026", kpis=goes)}


def merge(plans: Plans) -> Plans:
    a, b = plans["okr/a.kpi.yaml"], plans["okr/b.kpi.yaml"]
    return {"okr/a.kpi.yaml": replace(a, kpis=(*b.kpis, *a.kpis))}


HINTS = frozenset({"core/kpi-without-rationale kpi trials", "core/no-data-source kpi trials"})
OF_B = frozenset({"core/no-metric-survey plan"})
MENDED = ("visits", {**VISITS[1], "objective": "grow"})
UNKNOWN = frozenset({"core/unknown-objective kpi visits"})

STEPS = (
    Step("comments and blank lines", every(gaps=True)),
    Step("indented", every(indent=6)),
    Step("keys in another order", every(keys_last=True)),
    Step("KPIs in another order", kpis(DEMOS, SIGNUPS, LEADS, VISITS)),
    Step("renamed", renamed("a.kpi.yaml", "content.kpi.yaml")),
    Step("moved", renamed("content.kpi.yaml", "okr/a.kpi.yaml")),
    Step("quoted", every(quoted=True)),
    Step("in flow style", every(flow=True)),
    Step("Windows line ends", every(crlf=True)),
    Step("lines above", every(extra="# one\n# two\n\n# three")),
    Step("a KPI inserted", kpis(TRIALS, DEMOS, SIGNUPS, LEADS, VISITS), new=HINTS, beyond_baseline=HINTS),
    Step("back in block style", every(flow=False, crlf=False, quoted=False), beyond_baseline=HINTS),
    Step("split in two", split, new=OF_B, beyond_baseline=HINTS | OF_B),
    Step("the new one reordered", only("okr/b.kpi.yaml", kpis=(DEMOS, LEADS)), beyond_baseline=HINTS | OF_B),
    Step("the new one retitled", only("okr/b.kpi.yaml", title="Leads 2026"), beyond_baseline=HINTS | OF_B),
    Step("the new one renamed", renamed("okr/b.kpi.yaml", "okr/0.kpi.yaml"), beyond_baseline=HINTS | OF_B),
    Step("and back", renamed("okr/0.kpi.yaml", "okr/b.kpi.yaml"), beyond_baseline=HINTS | OF_B),
    Step("merged again", merge, beyond_baseline=HINTS),
    Step(
        "mended",
        kpis(TRIALS, DEMOS, SIGNUPS, LEADS, MENDED),
        fixed=UNKNOWN,
        beyond_baseline=HINTS,
        gone_from_baseline=1,
    ),
    Step("broken again", kpis(TRIALS, DEMOS, SIGNUPS, LEADS, VISITS), new=UNKNOWN, beyond_baseline=HINTS),
    Step("another organization", every(organization="Acme"), beyond_baseline=HINTS),
)


def names(findings: list[dict[str, Any]]) -> set[str]:
    return {f"{finding['rule']} {finding['subject']}" for finding in findings}


def write(repository: Repository, plans: Plans) -> None:
    for old in repository.here.rglob("*.kpi.yaml"):
        old.unlink()
    for name, text in plans.items():
        repository.write(name, text.render())


def test_twenty_commits(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    plans: Plans = {"a.kpi.yaml": A}
    write(repository, plans)
    repository.write("kpi-rules.waivers.yaml", WAIVERS)
    assert kpi("baseline", "--today", TODAY).code == 0
    repository.commit("first")
    first = kpi("check", "--today", TODAY, "--format", "json")
    assert json.loads(first.out)["summary"]["waived"] == 2
    assert len(STEPS) >= 20
    for step in STEPS:
        plans = step.change(plans)
        write(repository, plans)
        ran = kpi("check", "--base", "HEAD", "--today", TODAY, "--format", "json")
        report = json.loads(ran.out)
        new = [finding for finding in report["findings"] if finding["change"] == "new"]
        assert names(new) == set(step.new), step.name
        assert names(report["fixed"]) == set(step.fixed), step.name
        standing = [it for it in report["findings"] if not it["baselined"] and not it["waived"]]
        assert names(standing) == set(step.beyond_baseline), step.name
        waived = [finding for finding in report["findings"] if finding["waived"]]
        assert names(waived) == {"core/kpi-without-owner kpi leads", "core/kpi-without-target kpi signups"}, step.name
        notices = [notice for notice in report["notices"] if "no more" in notice]
        assert [int(notice.split()[0]) for notice in notices] == [step.gone_from_baseline] * bool(
            step.gone_from_baseline
        )
        repository.commit(step.name)


@pytest.mark.parametrize("file", ["a.kpi.yaml", "b.kpi.yaml"])
def test_a_second_mistake_of_the_same_kind_is_new(kpi: Kpi, file: str) -> None:
    repository = Repository(Path.cwd())
    repository.write("a.kpi.yaml", A.render())
    repository.commit()
    twice = (LEADS, ("visits", {**COMPLETE, "objective": "nowhere"}), ("more", {**COMPLETE, "objective": "nowhere"}))
    (repository.here / "a.kpi.yaml").unlink()
    repository.write(file, replace(A, kpis=twice).render())
    ran = kpi("check", "--base", "HEAD", "--new-only", "--today", TODAY, "--format", "json")
    new = [finding for finding in json.loads(ran.out)["findings"] if finding["change"] == "new"]
    assert "core/unknown-objective kpi more" in names(new)
    assert "core/unknown-objective kpi visits" not in names(new)
    assert ran.code == 1
