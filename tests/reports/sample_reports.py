"""The few reports that every format is held against: a clean one, an ordinary one, a compared one, a hostile one, one of registers."""

from __future__ import annotations

import datetime

from kpi_rules.engine.findings import (
    Edit,
    Finding,
    Fix,
    PackInfo,
    PlanInfo,
    Region,
    Related,
    Report,
    RuleInfo,
    Tally,
    Waived,
)
from kpi_rules.registers.draft import Drawn
from kpi_rules.source import Location, Origin, Source, Span

PLAN = Source(
    "plans/content marketing.kpi.yaml",
    """\
title: Content marketing 2026
mission: Help small firms keep their books in order
objectives:
  - {id: grow-pipeline, title: "Grow 😀 the sales pipeline"}
kpis:
  - id: leads
    name: Sales leads from content
    objective: grow-pipelnie
    target: ">= 500 leads by 2026-12-31"
  - id: followers
    name: متابعون على المنصات
    target: "📈 many more"
    rationale: everybody else counts them, and the board has asked for them every month since the agency put them on page one
review: quarterly
""",
)

HARM = "\n::error file=x::\r##vso[task.complete]\x1b[31m<script>alert(1)</script>|`x`[a](http://x.y){0}\u202egnp.exe\x00\ud800@me #1"
HOSTILE = Source(
    "plans/\n::set-output name=x::<b>,:;]&\u202e\udcff.kpi.yaml",
    f'title: "{HARM}"\nkpis:\n  - name: =cmd|calc\n\u0085\u2028::error::',
)

RULES = (
    RuleInfo(
        "core/too-many-kpis",
        "must",
        "A plan keeps to a handful of KPIs",
        "The more KPIs an organisation defines, the less it focuses.",
        "Goldman, CCO interview: no more than six, in some cases fewer",
        "core",
        "policies/core/focus.rules",
        3,
    ),
    RuleInfo(
        "core/unknown-objective", "must", "A KPI's objective exists", None, None, "core", "policies/core/a.rules", 9
    ),
    RuleInfo("core/kpi-without-owner", "should", "Each KPI has an owner", None, None, "core", "o.rules", 1, False),
    RuleInfo("core/kpi-without-rationale", "could", "Each KPI says why it was chosen", None, None, "core", "r", 1),
    RuleInfo("core/kpi-growth", "should", "KPIs do not multiply", None, None, "core", "policies/core/focus.rules", 20),
)


def region(text: str, source: Source = PLAN) -> Region:
    """The place of a text in a source; of all after its first line where it ends with an ellipsis."""
    start = source.text.index(text.removesuffix("…"))
    end = len(source.text) if text.endswith("…") else start + len(text)
    return Region.of(Location(source, Span(start, end)))


def finding(rule: str, place: str, message: str, **more: object) -> Finding:
    levels = {info.id: info.level for info in RULES}
    values: dict[str, object] = {
        "level": levels.get(rule, "must"),
        "remedy": None,
        "why": (),
        "subject": "plan",
        "plan": "Content marketing 2026",
        "related": (),
        "fingerprint": f"{abs(sum(map(ord, rule + place))):016x}",
    }
    source = more.pop("source", PLAN)
    return Finding(rule=rule, message=message, region=region(place, source), **(values | more))  # type: ignore[arg-type]  # fields by name


TOO_MANY = finding(
    "core/too-many-kpis",
    "kpis:",
    "8 active KPIs; at most 6 keep a team focused",
    why=("8 <= 6",),
    remedy="Rank them by what they do for the mission and keep the rest as metrics",
)
UNKNOWN = finding(
    "core/unknown-objective",
    "grow-pipelnie",
    "no objective has the id grow-pipelnie",
    subject="kpi leads",
    remedy="Did you mean grow-pipeline?",
    related=(Related("the nearest one", region("grow-pipeline")),),
)
CHART = finding("core/kpi-without-rationale", "many more", "more than what?", subject="kpi followers")
UNKNOWN_FIXED = finding(
    "core/unknown-objective",
    "grow-pipelnie",
    "no objective has the id grow-pipelnie",
    subject="kpi leads",
    fix=Fix("Write grow-pipeline", (Edit(region("grow-pipelnie"), "grow-pipeline"),), safe=True),
)
NO_OWNER = finding(
    "core/kpi-without-owner",
    "id: followers…",
    "KPI متابعون على المنصات has no owner",
    subject="kpi followers",
    remedy="Name the role that answers for it",
)
NO_RATIONALE = finding(
    "core/kpi-without-rationale", "المنصات", "nobody says why متابعون على المنصات matters", subject="kpi followers"
)
LONG = finding("core/kpi-without-rationale", "board has asked", "the reason is the agency's", subject="kpi followers")
INVALID = finding(
    "invalid-plan", "review", "unknown field `review`", remedy="did you mean `reviews`?", subject="file", plan=""
)


CELLS = {
    "leads": Origin("registers/2026.xlsx", 7, "Leads | 500 by June | Anna | متابعون", 0, 5, "Key figures", "B7"),
    "target": Origin("registers/2026.xlsx", 7, "Leads | 500 by June | Anna | متابعون", 8, 19, "Key figures", "C7"),
    "owner": Origin("registers/2026.csv", 3, 'churn;"5 %";Ben', 12, 15, "", "C3"),
}
WORKBOOK = Drawn(
    "registers/2026.xlsx#Sales",
    "kpis:\n  - name: Leads\n    target: 500 by June\n",
    "registers/2026.xlsx",
    (None, "leads", "target"),
    lambda place: CELLS[str(place)],
)
TABLE = Drawn(
    "registers/2026.csv",
    "kpis:\n  - name: churn\n    owner: Ben\n",
    "registers/2026.csv",
    (None, None, "owner"),
    lambda place: CELLS[str(place)],
)

INVALID_PLAN = RuleInfo("invalid-plan", "must", "A plan can be read", None, None, "", "", 0, waivable=False)


def report(findings: tuple[Finding, ...], plans: tuple[PlanInfo, ...], **more: object) -> Report:
    tallies = {
        "invalid-plan": Tally(failed=1),
        "core/too-many-kpis": Tally(failed=1),
        "core/unknown-objective": Tally(passed=1, failed=1),
        "core/kpi-without-owner": Tally(passed=6, failed=1, waived=1),
        "core/kpi-without-rationale": Tally(passed=6, failed=2),
        "core/kpi-growth": Tally(not_applicable=1),
    }
    packs = (PackInfo("core", "1.0.0"),)
    return Report("0.1.0", datetime.date(2026, 3, 1), packs, (INVALID_PLAN, *RULES), plans, findings, tallies, **more)  # type: ignore[arg-type]  # fields by name


CONTENT = PlanInfo(PLAN.name, "Content marketing 2026")
OTHER = PlanInfo("plans/sales.kpi.yaml", "Sales")

REPORTS = {
    "clean": report((), (OTHER,)),
    "ordinary": report((TOO_MANY, UNKNOWN, NO_OWNER, NO_RATIONALE, CHART, LONG, INVALID), (CONTENT, OTHER)),
    "compared": report(
        (
            finding("core/too-many-kpis", "kpis:", "8 active KPIs", change="unchanged"),
            UNKNOWN_FIXED,
            finding("core/kpi-without-owner", "leads", "KPI leads has no owner", subject="kpi leads", change="new"),
            finding(
                "core/kpi-without-owner",
                "followers",
                "KPI followers has no owner",
                subject="kpi followers",
                waived=Waived(
                    "The agency leaves in June", "Head of content", datetime.date(2026, 6, 30), in_source=True
                ),
            ),
            finding("core/kpi-without-rationale", "name: Sales", "no rationale", baselined=True),
        ),
        (CONTENT,),
        base="main",
        fixed=(finding("core/kpi-growth", "title", "KPIs doubled", change="fixed"),),
        notices=("120 more findings were left out",),
    ),
    "register": report(
        (
            finding("core/kpi-without-rationale", "500", "500 of what?", source=WORKBOOK, plan=WORKBOOK.name),
            finding(
                "core/kpi-without-owner",
                "Leads",
                "KPI Leads has no owner",
                source=WORKBOOK,
                plan=WORKBOOK.name,
                subject="kpi leads",
                related=(Related("beside it", region("500", WORKBOOK)),),
            ),
            finding("core/too-many-kpis", "Ben", "Ben owns 8 KPIs", source=TABLE, plan=TABLE.name, subject="role ben"),
        ),
        (
            PlanInfo(WORKBOOK.name, "Sales", register=WORKBOOK.register),
            PlanInfo(TABLE.name, "Churn", register=TABLE.register),
        ),
    ),
    "hostile": Report(
        "0.1.0",
        datetime.date(2026, 3, 1),
        (PackInfo(HARM, HARM),),
        (RuleInfo("core/too-many-kpis", "must", HARM, HARM, HARM, "core", HARM, 1),),
        (PlanInfo(HOSTILE.name, HARM),),
        (
            finding(
                "core/too-many-kpis", HARM, HARM, source=HOSTILE, remedy=HARM, why=(HARM,), subject=HARM, plan=HARM
            ),
            finding("core/too-many-kpis", "=cmd|calc", "=cmd|calc", source=HOSTILE, remedy="@SUM(A1)", subject="+1"),
            finding(
                "core/too-many-kpis",
                "::error::",
                "::error::x",
                source=HOSTILE,
                related=(Related(HARM, region("kpis:", HOSTILE)),),
                waived=Waived(HARM, HARM, None),
            ),
        ),
        {"core/too-many-kpis": Tally(failed=3)},
        notices=(HARM,),
        base=HARM,
    ),
}
