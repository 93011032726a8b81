"""`kpi-rules import --into PLAN REGISTER`: what was edited in a register that was put out, taken into the text of the plan.

The difference is shown first. It is written when whoever sits there says so, or `--yes` does; without a terminal nothing is written unasked.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kpi_rules.cli.console import is_terminal, tell, write
from kpi_rules.cli.fixing import diff_lines, write_mended
from kpi_rules.cli.problems import Unusable
from kpi_rules.engine.fixing import Mended
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.files import from_here, read_bytes, shown
from kpi_rules.i18n import listed, ntr, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_rules.exports.back.comparing import Edits, Refusal
    from kpi_rules.exports.back.rows import CameBack
    from kpi_rules.packs import Policy
    from kpi_rules.plan import Plan

_MOST_BYTES = 100_000_000
_MOST_LINES = 20_000
"""Of a plan whose difference is shown."""
_YES = ("y", "yes", "j", "ja", "o", "oui", "s", "si", "sí", "sim", "ن", "نعم", "是", "はい")


def take_back(register: str, plan_file: str, policy: Policy, *, yes: bool = False, only_diff: bool = False) -> int:
    """Take what was edited into the plan; 1 where a cell could not be taken over, or, with `only_diff`, where something would change."""
    from kpi_rules.exports.back.carrying import carried_out

    file = PlanFile(Path(plan_file), shown(from_here(plan_file)))
    plan = _plan(file, policy)
    edits = _edits(register, plan)
    carried = carried_out(plan.document.source, edits.edits, policy.schema)
    mended = Mended(plan.document.source, carried.after, len(carried.made))
    _tell(edits.notes, [*edits.refusals, *carried.refusals])
    refused = FOUND if edits.refusals or carried.refusals else CLEAN
    if not carried.made:
        tell(tr("nothing is to be changed in {file}", file=file.name))
        return refused
    _show(mended)
    if only_diff:
        return FOUND
    if not yes:
        _ask(file.name)
    write_mended(file, mended)
    cells = ntr("{count} edit", "{count} edits", len(carried.made))
    tell(tr("took {edits} into {file}", edits=cells, file=file.name))
    return refused


def _plan(file: PlanFile, policy: Policy) -> Plan:
    from kpi_rules.plan import load_what_fits

    source = read_plan(file, policy.limits)
    if isinstance(source, Unreadable):
        raise Unusable(source.diagnostics)
    plan, problems = load_what_fits(source, policy.schema, policy.limits)
    if plan is None:
        raise Unusable(problems)
    return plan


def _edits(register: str, plan: Plan) -> Edits:
    from kpi_rules.exports.back.comparing import edits_of
    from kpi_rules.exports.back.rows import came_back
    from kpi_rules.exports.tables import tables_of
    from kpi_rules.registers.files.opening import read_workbook

    name = shown(register)
    data, diagnostics = read_bytes(register, name, _MOST_BYTES)
    if data is None:
        raise Unusable(diagnostics)
    workbook, diagnostics = read_workbook(name, data)
    if workbook is None:
        raise Unusable(diagnostics)
    tables = tables_of([plan])
    came = came_back(workbook, tables, plan.schema)
    if not came.rows:
        help_ = tr("`kpi-rules export` puts one out; without `--into` a plan is made of it")
        raise Unusable.because(tr("`{name}` is no register that was put out by us", name=name), help_)
    return edits_of(plan, tables, came, _names(plan, came, name))


def _names(plan: Plan, came: CameBack, register: str) -> list[str]:
    """What the plan is called in a register that holds several."""
    labels = list(
        dict.fromkeys(row.plan for table, rows in came.rows.items() for row in rows if row.plan and table != "plan")
    )
    if not labels:
        return [plan.title]
    base = Path(plan.document.source.name).name
    own = [
        one for one in labels if one == plan.title or (one.startswith(f"{plan.title} (") and one.endswith(f"{base})"))
    ]
    if not own:
        message = tr("`{name}` holds no plan `{title}`", name=register, title=plan.title)
        raise Unusable.because(message, tr("it holds {names}", names=listed(labels[:5])))
    return own


def _tell(notes: Iterable[str], refusals: Iterable[Refusal]) -> None:
    from kpi_rules.reports.safe import one_line

    for note in notes:
        tell(tr("note: {notice}", notice=one_line(note)))
    for refusal in refusals:
        tell(tr("not taken over: {cell}: {reason}", cell=refusal.place, reason=one_line(refusal.reason)))


def _show(mended: Mended) -> None:
    """The difference; of a very long plan only how much it is: working it out takes minutes."""
    if mended.before.text.count("\n") <= _MOST_LINES:
        write("".join(diff_lines(mended)))
    else:
        lines = ntr("{count} edit", "{count} edits", mended.edits)
        tell(tr("the plan is too long for its difference to be shown: {edits}", edits=lines))


def _ask(file: str) -> None:
    """Go on where the answer is yes; end the command otherwise."""
    if not is_terminal(sys.stdin):
        raise Unusable.because(
            tr("nobody is there to say yes: nothing is written"), tr("add `--yes`, or `--diff` to look only")
        )
    tell(tr("write this to {file}? [y/N]", file=file))
    if sys.stdin.readline().strip().casefold() not in _YES:
        raise Unusable.because(tr("nothing is written"))
