"""`kpi-rules config`: every final setting and level, the gate and the globs of plans and of what is excluded, each with the file and line that it came from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import ColorChoice, put_out, wants_color, write
from kpi_rules.cli.options import color_option, format_option, policy_options
from kpi_rules.cli.problems import argument_at
from kpi_rules.cli.project import options_of, the_policy
from kpi_rules.i18n import isolated, tr
from kpi_rules.language.durations import Duration
from kpi_rules.language.values import show
from kpi_rules.packs import PROJECT, Policy, PolicyRule, Setting
from kpi_rules.packs.policy import Decision
from kpi_rules.packs.tables import is_table
from kpi_rules.reports.safe import visible
from kpi_rules.structs import Struct

if TYPE_CHECKING:
    from kpi_rules.packs.manifest import Manifest
    from kpi_rules.source import Location

_EPILOG = """\b
Examples:
  kpi-rules config                       the project's, else those of core
  kpi-rules config teams/sales.kpi.yaml  the one that rules this plan
  kpi-rules config --pack okr --set max_objectives=3
  kpi-rules config --changed             what somebody decided otherwise, from the first word to the last, with reasons
  kpi-rules config --format json
"""


@click.command("config", cls=Command, epilog=_EPILOG)
@click.argument("plan_file", metavar="[PLAN]", required=False, type=click.Path())
@click.option("--changed", is_flag=True, help="Only what was decided otherwise than where it comes from, step by step.")
@policy_options
@format_option
@color_option
def command(**given: Any) -> int:
    """Print the configuration in force: settings, levels, gate and plans, and which file and line decided each.

    With PLAN, that of the project that the plan belongs to: the nearest kpi-rules.yaml above it.
    """
    policy = the_policy(options_of(given), given["plan_file"])
    if given["format_"] == "json":
        put_out(_as_json(policy, given["changed"]))
    else:
        write((_changes if given["changed"] else _as_text)(policy, given["color"]))
    return 0


class _Written(Struct):
    """Something that a manifest says, and where."""

    value: str
    place: Location


def _projects(policy: Policy) -> list[Manifest]:
    """The project's own manifest, if there is one."""
    from kpi_rules.packs.manifest import read_manifest

    sources = [pack.manifest for pack in policy.packs if pack.manifest.name.endswith(PROJECT)]
    return [manifest for source in sources if (manifest := read_manifest(source, project=True)[0])]


def _gate(policy: Policy) -> Location | None:
    """Where the project says which findings fail a run."""
    return next((manifest.at("fail_on") for manifest in _projects(policy) if manifest.fail_on), None)


def _globs(policy: Policy, key: Literal["plans", "exclude"]) -> tuple[_Written, ...]:
    """The globs of the project's plans, or of what is none of them."""
    return tuple(
        _Written(glob, manifest.at(key, index) if manifest.document.has((key, 0)) else manifest.at(key))
        for manifest in _projects(policy)
        for index, glob in enumerate(getattr(manifest, key))
    )


# text


def _as_text(policy: Policy, color: ColorChoice) -> str:
    from kpi_rules.reports.ink import colours

    ink = colours(wants_color(color, sys.stdout))
    packs = [(f"{pack.name} {pack.version}", visible(pack.manifest.name)) for pack in policy.packs]
    settings = [
        (f"{name} = {setting.text}", _told(setting.origin, setting.decisions))
        for name, setting in policy.settings.items()
    ]
    levels = [(_level(rule), _told(rule.level_origin, rule.decisions)) for rule in policy.rules]
    plans = [(glob.value, _at(glob.place)) for glob in _globs(policy, "plans")]
    excluded = [(glob.value, _at(glob.place)) for glob in _globs(policy, "exclude")]
    place = _gate(policy)
    gate = [(f"fail_on = {policy.fail_on or 'must'}", _at(place) if place else tr("where nothing is said"))]
    titles = (tr("packs"), tr("settings"), tr("levels"), tr("gate"), tr("plans"), tr("excluded"))
    blocks = zip(titles, (packs, settings, levels, gate, plans, excluded), strict=True)
    return "\n".join(line for title, rows in blocks if rows for line in _block(ink("strong", title), rows))


def _changes(policy: Policy, color: ColorChoice) -> str:
    """What was decided otherwise, each as its chain of decisions."""
    from kpi_rules.reports.ink import colours

    ink = colours(wants_color(color, sys.stdout))
    settings = [(name, setting.decisions) for name, setting in policy.settings.items() if len(setting.decisions) > 1]
    levels = [(rule.id, rule.chain) for rule in policy.rules if rule.decisions]
    blocks = [(title, chains) for title, chains in ((tr("settings"), settings), (tr("levels"), levels)) if chains]
    if not blocks:
        return tr("nothing is decided otherwise than where it comes from") + "\n"
    return "\n".join(line for title, chains in blocks for line in _chains(ink("strong", title), chains))


def _chains(title: str, chains: Iterable[tuple[str, tuple[Decision, ...]]]) -> Iterator[str]:
    yield title
    for name, decisions in chains:
        yield f"  {isolated(visible(name))}"
        for number, decision in enumerate(decisions):
            arrow = "→" if number else " "
            reason = f"  {tr('“{text}”', text=visible(decision.reason))}" if decision.reason else ""
            yield f"    {arrow} {isolated(visible(decision.value))}  {isolated(_at(decision.place))}{reason}"
    yield ""


def _block(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A title and two columns; a value that is long goes past the second."""
    rows = list(rows)
    column = min(44, max(len(left) for left, _ in rows))
    yield title
    for left, right in rows:
        yield f"  {isolated(visible(left))}" + " " * (column - len(left)) + f"  {isolated(right)}"
    yield ""


def _level(rule: PolicyRule) -> str:
    return f"{rule.level:<6} {rule.id}" + ("" if rule.waivable else f" ({tr('not waivable')})")


def _told(place: Location, decisions: tuple[Decision, ...]) -> str:
    """Where something was decided last, and why."""
    reason = decisions[-1].reason if decisions else None
    return _at(place) + (f"  {tr('“{text}”', text=visible(reason))}" if reason else "")


def _at(place: Location) -> str:
    """A file and line, or what was written on the command line."""
    return visible(argument_at(place) or f"{place.source.name}:{place.start.line}")


# JSON


def _as_json(policy: Policy, changed: bool) -> str:
    from kpi_rules.reports.json_text import dumps

    return dumps(
        {
            "packs": [
                {"name": pack.name, "version": pack.version, "title": pack.title, "file": pack.manifest.name}
                for pack in policy.packs
            ],
            "settings": [
                setting_object(setting)
                for setting in policy.settings.values()
                if not changed or len(setting.decisions) > 1
            ],
            "levels": [level_object(rule) for rule in policy.rules if not changed or rule.decisions],
            "plans": [{"glob": glob.value, **_place(glob.place)} for glob in _globs(policy, "plans")],
            "exclude": [{"glob": glob.value, **_place(glob.place)} for glob in _globs(policy, "exclude")],
            "fail_on": {"level": policy.fail_on or "must", **(_place(place) if (place := _gate(policy)) else {})},
            "longest_waiver": policy.longest_waiver.in_whole_days,
        }
    ) + "\n"  # fmt: skip


def setting_object(setting: Setting) -> dict[str, object]:
    """A setting in force for programs."""
    return {
        "name": setting.name,
        "type": "table" if is_table(setting.type) else str(setting.type),
        "value": _plain(setting.value),
        "description": setting.description,
        **_place(setting.origin),
        "decisions": list(map(_decision, setting.decisions)),
        "promise": None if setting.promise is None else setting.promise.kind,
    }


def level_object(rule: PolicyRule) -> dict[str, object]:
    """A rule's level for programs."""
    return {
        "rule": rule.id,
        "level": rule.level,
        "waivable": rule.waivable,
        **_place(rule.level_origin),
        "decisions": list(map(_decision, rule.chain)),
        "promise": None if rule.promise is None else rule.promise.kind,
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {"value": decision.value, "reason": decision.reason, **_place(decision.place)}


def _plain(value: Any) -> object:
    """A value as JSON has it; durations are numbers of days, what JSON cannot hold exactly is text."""
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _plain(cell) for name, cell in value.items()}
    if isinstance(value, Duration):
        return _plain(value.in_days)
    if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        return float(value)
    return value if isinstance(value, (bool, int, str)) else show(value)


def _place(place: Location) -> dict[str, object]:
    """Where a value came from; a command line has no lines."""
    if argument := argument_at(place):
        return {"file": None, "line": None, "argument": argument}
    return {"file": place.source.name, "line": place.start.line}
