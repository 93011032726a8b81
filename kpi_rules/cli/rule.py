"""`kpi-rules rule ID`: the page of one rule: what it asks, why, where that comes from, what to do, what can be set."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import click

from kpi_rules.cli.console import ColorChoice, wants_color, width, write
from kpi_rules.cli.options import OneOf, policy_options
from kpi_rules.cli.policy import find_project, one_or_unusable, the_policy
from kpi_rules.i18n import tr
from kpi_rules.language import tree
from kpi_rules.language.checker import CheckedDefine, CheckedRule
from kpi_rules.packs import Policy, PolicyRule, bundled_packs, find_rule
from kpi_rules.reports.ink import Ink

_EPILOG = """\b
Examples:
  kpi-rules rule too-many-kpis
  kpi-rules rule smart/no-deadline
"""


@click.command("rule", epilog=_EPILOG)
@click.argument("rule_id", metavar="ID")
@policy_options
@click.option("--color", type=OneOf(["auto", "always", "never"]), default="auto", show_default=True, help="Colour.")
def command(**given: Any) -> int:
    """Explain the rule ID: `pack/rule`, or `rule` alone where only one pack has it."""
    wanted: str = given["rule_id"]
    packs = given["packs"] or _its_pack(wanted)
    policy = the_policy(packs, given["settings"], find_project(given["config"], packs))
    by_id = {rule.id: rule for rule in policy.rules}
    found = one_or_unusable(*find_rule(wanted, by_id, None))
    write("\n".join(_page(by_id[found], policy, given["color"])) + "\n")
    return 0


def _its_pack(wanted: str) -> tuple[str, ...]:
    """The bundled pack that a full id names, so that any of its rules can be read without a project."""
    pack, slash, _ = wanted.partition("/")
    return (pack,) if slash and pack in bundled_packs() else ()


def _page(rule: PolicyRule, policy: Policy, color: ColorChoice) -> Iterator[str]:
    from kpi_rules.reports.ink import colours
    from kpi_rules.reports.words import kind

    checked = rule.checked
    ink = colours(wants_color(color, sys.stdout))
    level = ink("quiet", tr("off")) if rule.level == "off" else ink(rule.level, f"{rule.level} ({kind(rule.level)})")
    yield f"{ink('strong', rule.id)}  {level}"
    yield checked.title
    yield ""
    for block in (condition(checked), *definitions(checked)):
        yield from ("    " + line for line in block.split("\n"))
        yield ""
    yield from _part(tr("why"), checked.because, ink)
    yield from _part(tr("fix"), _written(checked, checked.tree.fix), ink)
    yield from _part(tr("edit"), _edit(checked), ink)
    yield from _part(tr("source"), checked.origin, ink)
    yield from _settings(checked, policy, ink)
    place = checked.source.position(checked.tree.id.span.start)
    yield from _part(tr("pack"), _pack(rule, policy), ink)
    yield from _part(tr("file"), f"{checked.source.name}:{place.line}", ink)
    yield from _part(tr("level"), _level(rule), ink)


def condition(checked: CheckedRule) -> str:
    """What the rule asks, as it is written: from its first clause to the end of its condition."""
    rule = checked.tree
    start = rule.steps[0].span.start if rule.steps else rule.level_span.start
    text = checked.source.text[start : rule.condition.span.end]
    column = checked.source.position(start).column - 1
    return dedent(" " * column + text)


def _written(checked: CheckedRule, text: tree.Text | None) -> str | None:
    """A text of the rule, with its expressions in braces as they are written."""
    if text is None:
        return None
    source = text.source or checked.source
    parts = (part if isinstance(part, str) else f"{{{source.slice(part.span)}}}" for part in text.parts)
    return "".join(parts)


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
        yield from _part(label, f"{name} = {setting.text}: {setting.description} ({setting.origin})", ink)
        label = ""


def used_settings(checked: CheckedRule) -> set[str]:
    """The settings that a rule reads, itself or through its defines."""
    from kpi_rules.language.walk import walk

    trees = (checked.tree, *(define.value for define in used_defines(checked)))
    nodes = (node for top in trees for node in walk(top))
    return {
        node.field.name
        for node in nodes
        if isinstance(node, tree.FieldOf) and isinstance(node.base, tree.Name) and node.base.name == "settings"
    }


def used_defines(checked: CheckedRule) -> list[CheckedDefine]:
    """The defines that a rule calls, directly or not, in the order in which it meets them."""
    from kpi_rules.language.walk import walk

    used: dict[str, CheckedDefine] = {}
    waiting: list[object] = [checked.tree]
    while waiting:
        for node in walk(waiting.pop(0)):
            if isinstance(node, tree.Call) and node.function.name in checked.defines.keys() - used.keys():
                used[node.function.name] = checked.defines[node.function.name]
                waiting.append(used[node.function.name].value)
    return list(used.values())


def definitions(checked: CheckedRule) -> Iterator[str]:
    """The defines that a rule calls, as they would be written."""
    for define in used_defines(checked):
        parameters = ", ".join(f"{name}: {type_}" for name, type_ in define.parameters)
        value = define.source.slice(define.value.span)
        yield f"define {define.name}({parameters}) = {value}"


def _pack(rule: PolicyRule, policy: Policy) -> str:
    pack = next(pack for pack in policy.packs if pack.name == rule.pack)
    return f"{pack.name} {pack.version}, {pack.title}"


def _level(rule: PolicyRule) -> str:
    return tr(
        "set at {place}; change it under `levels` in kpi-rules.yaml: {id}: off", place=rule.level_origin, id=rule.id
    )
