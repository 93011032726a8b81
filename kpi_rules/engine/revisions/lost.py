"""What is said of plans of the base that nobody looks at any more, or that most rules pass by from now on.

Comes in: plans of the base that none of the run continues, and what became of them. Goes out: findings for plans that are still in the
tree, sentences for those that are really gone, and for what is not in force any more. Knows nothing of git and files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.engine.findings import UNCHECKED_PLAN, Finding, PlanInfo, Region, RuleInfo, rule_of_ours
from kpi_rules.engine.fingerprint import fingerprint, likeness
from kpi_rules.engine.revisions.whereabouts import UNTOLD, Became
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.source import Position

MOST_NAMED = 5


def unchecked_plan_rule() -> RuleInfo:
    """The rule, for people."""
    return rule_of_ours(
        UNCHECKED_PLAN,
        "must",
        tr("A plan goes on being looked at"),
        tr("What nobody looks at passes every rule: a plan that is put aside takes its violations with it."),
        "gate",
        waivable=True,
    )


def lost_findings(lost: Iterable[PlanInfo], states: Mapping[str, Became], base: str) -> tuple[Finding, ...]:
    """A finding for each plan that is in the tree and not looked at."""
    return tuple(_finding(plan, states[plan.file], base) for plan in lost if states[plan.file].how not in UNTOLD)


def _finding(plan: PlanInfo, state: Became, base: str) -> Finding:
    name = plan.title or plan.file
    start = Position(1, 1)
    return Finding(
        rule=UNCHECKED_PLAN,
        level="must",
        message=_message(name, state, base),
        remedy=tr(
            "put it where plans are looked for, under a name such as `sales.kpi.yaml` or one that `plans` in `kpi-rules.yaml` has; "
            "if it has had its day, delete it or give it `status: retired`"
        ),
        why=(),
        subject="plan",
        plan=plan.file,
        region=Region(state.file, start, start, 0, 0, (), (1, 1)),
        related=(),
        fingerprint=fingerprint(UNCHECKED_PLAN, plan.identity or plan.file, (), ()),
        likeness=likeness(UNCHECKED_PLAN, (plan.identity or plan.file,), ()),
        change="new",
    )


def _message(name: str, state: Became, base: str) -> str:
    match state.how:
        case "moved":
            return tr(
                "nobody looks at the plan “{name}” of {base} any more: it is in `{file}`",
                name=name,
                base=base,
                file=state.file,
            )
        case "link":
            return tr(
                "nobody looks at the plan “{name}” of {base} any more: `{file}` is a link",
                name=name,
                base=base,
                file=state.file,
            )
        case "folder":
            return tr(
                "nobody looks at the plan “{name}” of {base} any more: `{file}` is a folder",
                name=name,
                base=base,
                file=state.file,
            )
        case "left out":
            return tr(
                "nobody looks at the plan “{name}” of {base} any more: `{file}` was changed, and is not checked out",
                name=name,
                base=base,
                file=state.file,
            )
        case _:
            return tr(
                "nobody looks at the plan “{name}” of {base} any more: `{file}` is still there",
                name=name,
                base=base,
                file=state.file,
            )


def unseen_notice(lost: Iterable[PlanInfo], states: Mapping[str, Became], base: str) -> Iterator[str]:
    """A sentence about the plans that are as they were, and that this working tree leaves out."""
    if unseen := [plan for plan in lost if states[plan.file].how == "unseen"]:
        yield ntr(
            "{count} plan of {base} is not checked out here, and not looked at: {names}",
            "{count} plans of {base} are not checked out here, and not looked at: {names}",
            len(unseen),
            base=base,
            names=_names(unseen),
        )


def unseen_files_notice(files: Iterable[str]) -> Iterator[str]:
    """A sentence about files that a change brings, that hold KPIs, and that nobody looks at."""
    if names := [f"`{file}`" for file in files]:
        yield ntr(
            "{count} file that this change brings holds KPIs, and nobody looks at it: {names}",
            "{count} files that this change brings hold KPIs, and nobody looks at them: {names}",
            len(names),
            names=listed([*names[:MOST_NAMED], *(["…"] if names[MOST_NAMED:] else [])]),
        )


def _names(plans: Iterable[PlanInfo]) -> str:
    names = [f"“{plan.title}” (`{plan.file}`)" if plan.title else f"`{plan.file}`" for plan in plans]
    return listed([*names[:MOST_NAMED], *(["…"] if names[MOST_NAMED:] else [])])


def gone_notice(lost: Iterable[PlanInfo], states: Mapping[str, Became], base: str) -> Iterator[str]:
    """A sentence about the plans that are really gone."""
    if gone := [plan for plan in lost if states[plan.file].how == "gone"]:
        yield ntr(
            "{count} plan of {base} is gone with this change: {names}",
            "{count} plans of {base} are gone with this change: {names}",
            len(gone),
            base=base,
            names=_names(gone),
        )


def idle_notices(plans: Iterable[PlanInfo], idle: Mapping[str, frozenset[str]], base: str) -> Iterator[str]:
    """A sentence for each plan that most rules pass by from now on, or some KPIs of it."""
    for plan in plans:
        subjects = idle.get(plan.file, frozenset())
        if "plan" in subjects:
            yield tr(
                "“{name}” was in force in {base} and is a draft or retired now: most rules pass it by",
                name=plan.title,
                base=base,
            )
        elif subjects:
            kpis = sorted(f"`{subject.removeprefix('kpi ')}`" for subject in subjects)
            yield ntr(
                "{count} KPI of “{name}” was active in {base} and is not now: {names}",
                "{count} KPIs of “{name}” were active in {base} and are not now: {names}",
                len(kpis),
                name=plan.title,
                base=base,
                names=listed([*kpis[:MOST_NAMED], *(["…"] if kpis[MOST_NAMED:] else [])]),
            )
