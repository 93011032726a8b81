"""`kpi-rules rule ID`: the page of one rule: what it asks, why, where that comes from, what to do, what can be set."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import ColorChoice, put_out, wants_color, width, write
from kpi_rules.cli.options import color_option, format_option, policy_options
from kpi_rules.cli.problems import argument_at
from kpi_rules.cli.project import one_or_unusable, options_of, the_policy
from kpi_rules.engine.own_rules import OwnRule, own_rules
from kpi_rules.i18n import listed, tr
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.quoted import condition, definition, used_defines, used_settings, written
from kpi_rules.packs import Policy, PolicyRule, bundled_packs, find_rule
from kpi_rules.packs.names import meant
from kpi_rules.packs.policy import Amendment
from kpi_rules.packs.promises import said
from kpi_rules.reports.ink import Ink

_EPILOG = """\b
Examples:
  kpi-rules rule too-many-kpis
  kpi-rules rule smart/no-deadline
  kpi-rules rule core/no-mission --format json
"""


@click.command("rule", cls=Command, epilog=_EPILOG)
@click.argument("rule_id", metavar="ID")
@policy_options
@format_option
@color_option
def command(**given: Any) -> int:
    """Explain the rule ID: `pack/rule`, or `rule` alone where only one pack has it."""
    wanted: str = given["rule_id"]
    ours = {rule.info.id: rule for rule in own_rules()}
    if wanted in ours:
        return _tell_own(ours[wanted], given)
    packs = given["packs"] or _its_pack(wanted)
    policy = the_policy(options_of({**given, "packs": packs}))
    by_id = {rule.id: rule for rule in policy.rules}
    known = by_id if meant(wanted, by_id) else (*by_id, *ours)  # what a pack has comes before what we have
    found = one_or_unusable(*find_rule(wanted, known, None))
    if found in ours:
        return _tell_own(ours[found], given)
    rule = by_id[found]
    if given["format_"] == "json":
        put_out(_as_json(rule, policy))
    else:
        write("\n".join(_page(rule, policy, given["color"])) + "\n")
    return 0


def _tell_own(rule: OwnRule, given: dict[str, Any]) -> int:
    if given["format_"] == "json":
        put_out(_own_as_json(rule))
    else:
        write("\n".join(_own_page(rule, given["color"])) + "\n")
    return 0


def _own_as_json(rule: OwnRule) -> str:
    """A rule of the program's own, with what other rules have and it has not as nothing."""
    from kpi_rules.reports.json_text import dumps

    info = rule.info
    told = {"id": info.id, "pack": None, "level": info.level, "title": info.title, "rationale": info.rationale}
    nothing = {"source": None, "scope": None, "waivable": info.waivable, "file": None, "line": None, "condition": None}
    return dumps({**told, **nothing, "defines": [], "remedies": [rule.remedy], "settings": []}) + "\n"


def _own_page(rule: OwnRule, color: ColorChoice) -> Iterator[str]:
    from kpi_rules.reports.ink import colours
    from kpi_rules.reports.words import kind

    info, ink = rule.info, colours(wants_color(color, sys.stdout))
    yield f"{ink('strong', info.id)}  {ink(info.level, f'{info.level} ({kind(info.level)})')}"
    yield info.title
    yield ""
    yield from _part(tr("why"), info.rationale, ink)
    yield from _part(tr("fix"), rule.remedy, ink)
    waivable = tr("it can be waived") if info.waivable else tr("it cannot be waived")
    yield from _part(
        tr("level"), tr("a rule of the program's own: no pack turns it off; {waivable}", waivable=waivable), ink
    )


def _its_pack(wanted: str) -> tuple[str, ...]:
    """The bundled pack that a full id names, so that any of its rules can be read without a project."""
    pack, slash, _ = wanted.partition("/")
    return (pack,) if slash and pack in bundled_packs() else ()


def _as_json(rule: PolicyRule, policy: Policy) -> str:
    """What the page says, and what `rules` says of every rule."""
    from kpi_rules.cli.config import setting_object
    from kpi_rules.cli.rules import rule_object
    from kpi_rules.reports.json_text import dumps

    checked = rule.checked
    remedies = [text for part in checked.parts if (text := written(part, part.tree.fix, policy.values))]
    return dumps(
        {
            **rule_object(rule),
            "condition": condition(checked),
            "defines": list(map(definition, used_defines(checked))),
            "remedies": [" ".join(text.split()) for text in remedies],
            "settings": [setting_object(policy.settings[name]) for name in sorted(used_settings(checked))],
            **({"amended": list(map(_amendment, rule.amendments))} if rule.amendments else {}),
        }
    ) + "\n"  # fmt: skip


def _page(rule: PolicyRule, policy: Policy, color: ColorChoice) -> Iterator[str]:
    from kpi_rules.reports.ink import colours
    from kpi_rules.reports.words import kind

    checked = rule.checked
    ink = colours(wants_color(color, sys.stdout))
    level = ink("quiet", tr("off")) if rule.level == "off" else ink(rule.level, f"{rule.level} ({kind(rule.level)})")
    yield f"{ink('strong', rule.id)}  {level}"
    yield checked.title
    yield ""
    for block in (condition(checked), *map(definition, used_defines(checked))):
        yield from ("    " + line for line in block.split("\n"))
        yield ""
    yield from _part(tr("why"), checked.because, ink)
    for part in checked.parts:
        yield from _part(tr("fix"), written(part, part.tree.fix, policy.values), ink)
        yield from _part(tr("edit"), _edit(part), ink)
    yield from _part(tr("source"), checked.origin, ink)
    yield from _settings(checked, policy, ink)
    place = checked.source.position(checked.tree.id.span.start)
    yield from _part(tr("pack"), _pack(rule, policy), ink)
    yield from _part(tr("file"), f"{checked.source.name}:{place.line}", ink)
    for one in rule.amendments:
        yield from _part(tr("amended"), _amended(one), ink)
    yield from _part(tr("level"), _level(rule), ink)
    for decision in rule.decisions:
        yield from _part(tr("reason"), decision.reason, ink)
    if rule.promise is not None:
        yield from _part(tr("promise"), f"{said(rule.promise)} ({rule.promise.place})", ink)


def _amendment(amendment: Amendment) -> dict[str, object]:
    place = amendment.place
    at = {"file": place.source.name, "line": place.start.line}
    return {"pack": amendment.pack, **at, "clauses": list(amendment.clauses)}


def _amended(amendment: Amendment) -> str:
    """Who says which of it anew."""
    names = listed(f"`{name}`" for name in amendment.clauses)
    return tr("{names} by {pack} at {place}", names=names, pack=amendment.pack, place=amendment.place)


def _edit(checked: CheckedRule) -> str | None:
    """What `check --fix` does about it."""
    clause = checked.tree.replace
    if clause is None:
        return None
    path, value = checked.source.slice(clause.path.span), checked.source.slice(clause.value.span)
    return tr("`check --fix` replaces {path} with {value}", path=path, value=value)


def _part(label: str, text: str | None, ink: Ink) -> Iterator[str]:
    from kpi_rules.reports.excerpt import wrapped

    if not text:
        return
    first, *rest = wrapped(" ".join(text.split()), width(sys.stdout) - 10)
    yield ink("strong", f"{label:<8}") + "  " + first
    yield from (" " * 10 + line for line in rest)


def _settings(checked: CheckedRule, policy: Policy, ink: Ink) -> Iterator[str]:
    label = tr("settings")
    for name in sorted(used_settings(checked)):
        setting = policy.settings[name]
        origin = argument_at(setting.origin) or setting.origin
        yield from _part(label, f"{name} = {setting.text}: {setting.description} ({origin})", ink)
        label = ""


def _pack(rule: PolicyRule, policy: Policy) -> str:
    pack = next(pack for pack in policy.packs if pack.name == rule.pack)
    return f"{pack.name} {pack.version}, {pack.title}"


def _level(rule: PolicyRule) -> str:
    return tr(
        "set at {place}; change it under `levels` in kpi-rules.yaml: {id}: off", place=rule.level_origin, id=rule.id
    )
