"""`kpi-rules diff --packs OLD NEW [PLANS]...`: what differs between two packs, and what that does to plans."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from kpi_rules.cli.cache import the_cache
from kpi_rules.cli.clock import USUAL, within
from kpi_rules.cli.console import put_out, tell, wants_color, write
from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.cli.project import options_of
from kpi_rules.comparing.difference import Difference
from kpi_rules.comparing.impact import Checking, Impact, impact
from kpi_rules.comparing.in_words import summary
from kpi_rules.comparing.pairs import called
from kpi_rules.comparing.policies import difference
from kpi_rules.engine.gate import CLEAN, FOUND, NOTHING_CHECKED
from kpi_rules.engine.inputs import PlanFile, read_plan
from kpi_rules.files import shown
from kpi_rules.i18n import language, listed, tr
from kpi_rules.packs import Policy
from kpi_rules.structs import Struct
from kpi_rules.workspace.options import Options
from kpi_rules.workspace.plan_files import plan_files
from kpi_rules.workspace.sides import side

_OF_A_PROJECT = {
    "packs": "--pack",
    "config": "--config",
    "settings": "--set",
    "base": "--base",
    "baseline": "--baseline",
}


class _Told(Struct):
    """All there is to tell of two packs."""

    old: str
    new: str
    policy: Difference
    impact: Impact | None


def compare_packs(given: dict[str, Any]) -> int:
    """Compare the packs that were asked for; the exit code."""
    if others := [option for name, option in _OF_A_PROJECT.items() if given[name]]:
        message = tr("`--packs` compares two packs by themselves: {options} has no place there", options=listed(others))
        raise Unusable.because(message, tr("leave it out"))
    old, new = given["sides"]
    options = options_of({**given, "paths": given["arguments"], "sides": None})
    with within(USUAL):
        before, after = _policy(old), _policy(new)
        files = _files(options, after) if options.paths else ()
        if options.paths and not files:
            names = listed(f"`{shown(path)}`" for path in options.paths)
            tell(tr("nothing was checked: there is no {names}", names=names))
            return NOTHING_CHECKED
        found = _Told(old, new, difference(before, after), impact_on(files, before, after, options) if files else None)
    match given["format_"]:
        case "json":
            put_out(_as_json(found, options))
        case "markdown":
            put_out(_as_markdown(found))
        case _:
            write("\n".join(_as_text(found, wants_color(given["color"], sys.stdout))) + "\n")
    return FOUND if given["fail_on_easier"] and found.policy.may_be_easier else CLEAN


def against(old: str, new: str, format_: str, color: bool) -> Any:
    """What a pack changes of another that it builds on: as lines of text, or as objects."""
    found = _Told(old, new, difference(_policy(old), _policy(new)), None)
    if format_ == "json":
        from kpi_rules.reports.comparison.json_objects import difference_objects

        return difference_objects(found.policy)
    return "\n".join(_as_text(found, color)) + "\n"


def impact_on(files: Sequence[PlanFile], before: Policy, after: Policy, options: Options) -> Impact:
    """What the new policy does to these plans."""
    checking = Checking(options.today, options.jobs, language(), the_cache())
    return impact(lambda: map(read_plan, files), before, after, called(before, after), checking)


def _policy(reference: str) -> Policy:
    policy, problems = side(reference, the_cache())
    if policy is None:
        raise Unusable(problems)
    if problems:
        tell_diagnostics(problems)
    return policy


def _files(options: Options, policy: Policy) -> tuple[PlanFile, ...]:
    found = plan_files(options, None, policy, of_base=False)
    if found.diagnostics and found.files:
        raise Unusable(found.diagnostics)
    return found.files


def _as_text(found: _Told, color: bool) -> Iterator[str]:
    from kpi_rules.reports.comparison.text import difference_lines, impact_lines
    from kpi_rules.reports.ink import colours
    from kpi_rules.reports.safe import one_line

    ink = colours(color)
    yield ink("strong", one_line(tr("from {old} to {new}", old=found.old, new=found.new)))
    yield from difference_lines(found.policy, ink)
    if not found.policy:
        yield tr("nothing differs")
    elif told := summary(found.policy):
        yield ""
        yield told
    if found.impact:
        yield ""
        yield from impact_lines(found.impact, ink)


def _as_markdown(found: _Told) -> str:
    from kpi_rules.reports.comparison.markdown import difference_lines, impact_lines, page

    def lines() -> Iterator[str]:
        yield from difference_lines(found.policy)
        if not found.policy:
            yield tr("nothing differs")
        if found.impact:
            yield from ("", *impact_lines(found.impact))

    return page(lines())


def _as_json(found: _Told, options: Options) -> str:
    from kpi_rules.reports.comparison.json_objects import difference_objects, impact_object
    from kpi_rules.reports.json_text import dumps

    value = {
        "format": "kpi-rules-diff-packs",
        "version": 1,
        "old": found.old,
        "new": found.new,
        "today": options.today.isoformat(),
        "policy": difference_objects(found.policy),
        "impact": impact_object(found.impact),
    }
    return dumps(value) + "\n"
