"""`kpi-rules pack test`: run packs' tests, show what differs, and what the tests leave open."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import is_terminal, tell, wants_color, write
from kpi_rules.cli.options import color_option
from kpi_rules.cli.pack_names import references, tell_all
from kpi_rules.cli.problems import Unusable
from kpi_rules.engine.gate import CLEAN, FOUND, NOTHING_CHECKED
from kpi_rules.i18n import ntr, tr
from kpi_rules.reports.ink import Ink, colours
from kpi_rules.reports.safe import one_line, visible

if TYPE_CHECKING:
    from kpi_rules.authoring.excuses import Excuse
    from kpi_rules.authoring.gaps import Survivor, Unseen
    from kpi_rules.authoring.suite import Suite
    from kpi_rules.authoring.trial import Mismatch, Trial

_EPILOG = """\b
A test is a plan in the pack's folder tests/; a folder in it is one run of several plans. Comments say what is found:
  kpis:   # expect: too-many-kpis [must]      on the line, or on the line above; the level may be left out
  # today: 2026-03-01                         the day of the run; 2026-01-01 where it is not said
  # set: max_kpis=5                           a setting
  # previous: last-year.yaml                  the plan's previous version, a file beside it
  # rules: own                                only the pack's own rules; those that it inherits are left aside
  # say: no KPI … (0 active)                  what is said on that line; # fix: what is advised; # say ar: in a language
  # example: too-many-kpis                    the test that documents of the pack show for the rule
A table in tests/ (.csv) is a test a row: columns are fields such as kpi.owner, and expect holds what is found.

\b
What cannot be tested is excused in the pack, on the line or above it:
  # mutant: REASON          no test can notice a change of this line
  # untested: REASON        this branch or verdict cannot be seen

\b
Examples:
  kpi-rules pack test                          the pack in this folder
  kpi-rules pack test policies/* --mutate
  kpi-rules pack test acme --only sponsors --update
"""


@click.command("test", cls=Command, epilog=_EPILOG)
@click.argument("packs", metavar="[PACK]…", nargs=-1)
@click.option("--update", is_flag=True, help="Write what is found into the tests as what is expected.")
@click.option("--only", metavar="TEXT", default="", help="Only tests with TEXT in their name; no coverage then.")
@click.option("--coverage/--no-coverage", default=True, help="Whether verdicts and branches that no test sees fail.")
@click.option("--mutate", is_flag=True, help="Change each rule a little, and list the changes that no test notices.")
@color_option
def command(packs: tuple[str, ...], **given: Any) -> int:
    """Run the tests of packs. Findings must be exactly those expected, and the tests must show what each rule does."""
    from kpi_rules.authoring.suite import try_pack

    ink = colours(wants_color(given["color"], sys.stdout))
    failed = nothing = False
    for reference in references(packs):
        suite, diagnostics = try_pack(reference, lambda name: given["only"] in name)
        if suite is None:
            raise Unusable(diagnostics)
        tell_all(diagnostics)
        if given["update"]:
            suite = _updated(suite, reference, given["only"])
        failed |= _show(suite, given, ink)
        nothing |= not suite.trials
    return FOUND if failed else NOTHING_CHECKED if nothing else CLEAN


def _updated(suite: Suite, reference: str, only: str) -> Suite:
    """Write the expectations, and run the tests again."""
    from kpi_rules.authoring.suite import Bench, try_pack
    from kpi_rules.authoring.update import updated
    from kpi_rules.cli.writing import write_file

    bench = Bench(reference, suite.policy)
    for trial in suite.trials:
        if trial.run.row is not None and not trial.passed:
            tell(tr("{test} is a row of a table: write what is found into its column `expect`", test=trial.run.name))
            continue
        texts = None if trial.passed else updated(trial, suite.policy.schema, bench.tried)
        paths = {plan.name: plan.path for plan in trial.run.plans}
        for name, text in (texts or {}).items():
            path = paths[name]
            mark = b"\xef\xbb\xbf" if path.read_bytes().startswith(b"\xef\xbb\xbf") else b""
            write_file(path, mark + text.encode("utf-8"))
            tell(tr("{file} is updated", file=name))
        if texts is None and not trial.passed:
            tell(tr("{test} cannot be updated: no comment can stand where one is needed", test=trial.run.name))
    again, _ = try_pack(reference, lambda name: only in name)
    return again or suite


def _show(suite: Suite, given: dict[str, Any], ink: Ink) -> bool:
    """Show how a pack's tests went, and tell whether anything is amiss."""
    lines: list[str] = []
    for trial in suite.trials:
        if not trial.passed:
            tell_all(trial.problems)
            lines += [*_failure(trial, ink), ""]
    bad = sum(not trial.passed for trial in suite.trials)
    lines.append(_summary(suite, bad, ink))
    write("\n".join(lines) + "\n")
    if bad or not suite.trials or given["only"]:
        return bool(bad)
    uncovered = given["coverage"] and _show_coverage(suite, ink)
    return (given["mutate"] and _show_survivors(suite, ink)) or uncovered


def _summary(suite: Suite, bad: int, ink: Ink) -> str:
    total = len(suite.trials)
    name = ink("strong", suite.pack.name)
    if not total:
        return tr("{pack}: there are no tests; a plan in `tests/` is one", pack=name)
    tests = ntr("{count} test", "{count} tests", total)
    if not bad:
        return tr("{pack}: {tests}, all as expected", pack=name, tests=tests)
    failed = ink("must", ntr("{count} fails", "{count} fail", bad))
    return tr("{pack}: {tests}, {failed}", pack=name, tests=tests, failed=failed)


def _failure(trial: Trial, ink: Ink) -> Iterator[str]:
    """A test that failed: each line where expected and found differ."""
    file = line = None
    for mismatch in trial.mismatches:
        if mismatch.file != file:
            file, line = mismatch.file, None
            yield ink("strong", file)
        if mismatch.line != line:
            line = mismatch.line
            yield f"{line:>5} {ink('frame', '│')} {visible(mismatch.text)}"
        yield from _difference(mismatch, ink)


def _difference(mismatch: Mismatch, ink: Ink) -> Iterator[str]:
    indent = " " * 6
    expected, found = mismatch.expected, mismatch.found
    if expected is not None:
        level = f" [{expected.written.level}]" if expected.written.level else ""
        yield indent + ink("must", f"- {tr('expected')}  {expected.written.rule}{level}")
    if found is not None:
        words = one_line(found.message)
        yield (
            indent + ink("good", f"+ {tr('found')}     {found.rule.rpartition('/')[2]} [{found.level}]") + f"  {words}"
        )


def _show_coverage(suite: Suite, ink: Ink) -> bool:
    """What no test has seen."""
    missing, excuses = suite.unseen()
    _excuses_not_needed(excuses.unused("untested"))
    if not missing:
        return False
    count = ntr("{count} thing is never seen:", "{count} things are never seen:", len(missing))
    write("\n".join([f"{suite.pack.name}: {ink('should', count)}", *map(_unseen, missing), ""]))
    return True


def _unseen(one: Unseen) -> str:
    place = f"  {one.place.source.name}:{one.place.start.line}  "
    if not one.is_branch:
        from kpi_rules.cli.explain import verdict_word

        return place + tr("{rule} is never seen {verdict}", rule=one.rule, verdict=verdict_word(one.missing))
    words = one_line(" ".join(one.place.text.split()))
    return place + tr("{rule}: `{condition}` is never {outcome}", rule=one.rule, condition=words, outcome=one.missing)


def _show_survivors(suite: Suite, ink: Ink) -> bool:
    """The mutants that no test notices."""
    hunt = suite.hunt()
    survivors = list(hunt.survivors(_progress if is_terminal(sys.stderr) else lambda rule: None))
    _clear()
    _excuses_not_needed(hunt.excuses.unused("mutant"))
    name = suite.pack.name
    if not survivors:
        write(tr("{pack}: no change of a rule goes unnoticed", pack=name) + "\n")
        return False
    count = ntr("{count} change goes unnoticed:", "{count} changes go unnoticed:", len(survivors))
    write("\n".join([f"{name}: {ink('should', count)}", *(_survivor(one, ink) for one in survivors), ""]))
    return True


def _survivor(one: Survivor, ink: Ink) -> str:
    mutant = one.mutant
    place = f"{one.place.source.name}:{one.place.start.line}"
    line = one_line(mutant.line) or tr("(the clause is left out)")
    change = f"{one_line(mutant.was)} → {one_line(mutant.now)}"
    return f"  {place}  {line}\n      {ink('quiet', f'{one.rule}: {change}')}"


def _excuses_not_needed(excuses: Sequence[Excuse]) -> None:
    from kpi_rules.diagnostics import Diagnostic

    message = tr("nothing here needs an excuse any more")
    tell_all([Diagnostic(message, one.place, tr("take it out"), warning=True) for one in excuses])


def _progress(rule: str) -> None:
    sys.stderr.write(f"\r\x1b[K{tr('changing {rule} …', rule=rule)}")
    sys.stderr.flush()


def _clear() -> None:
    if is_terminal(sys.stderr):
        sys.stderr.write("\r\x1b[K")
