"""`kpi-rules rules`: the rules in force, as a list for people or for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import ColorChoice, put_out, wants_color, width, write
from kpi_rules.cli.options import color_option, format_option, policy_options
from kpi_rules.cli.project import options_of, the_policy
from kpi_rules.i18n import ntr, tr
from kpi_rules.packs import Policy, PolicyRule

_EPILOG = """\b
Examples:
  kpi-rules rules                      those of the project, else of core
  kpi-rules rules --pack smart --pack okr
  kpi-rules rules --format json
"""


@click.command("rules", cls=Command, epilog=_EPILOG)
@policy_options
@format_option
@color_option
def command(**given: Any) -> int:
    """List the rules that plans are checked against, by pack."""
    policy = the_policy(options_of(given))
    if given["format_"] == "json":
        put_out(_as_json(policy))
    else:
        write(_as_text(policy, given["color"]))
    return 0


def _as_json(policy: Policy) -> str:
    from kpi_rules.reports.json_text import dumps

    return dumps([rule_object(rule) for rule in policy.rules]) + "\n"


def rule_object(rule: PolicyRule) -> dict[str, object]:
    """A rule for programs."""
    checked = rule.checked
    return {
        "id": rule.id,
        "pack": rule.pack,
        "level": rule.level,
        "title": checked.title,
        "rationale": checked.because,
        "source": checked.origin,
        "scope": checked.scope,
        "waivable": rule.waivable,
        "file": checked.source.name,
        "line": checked.source.position(checked.tree.id.span.start).line,
    }


def _as_text(policy: Policy, color: ColorChoice) -> str:
    from kpi_rules.reports.ink import colours

    ink = colours(wants_color(color, sys.stdout))
    lines: list[str] = []
    for pack in policy.packs:
        rules = [rule for rule in policy.rules if rule.pack == pack.name]
        if rules:
            count = ntr("{count} rule", "{count} rules", len(rules))
            lines += [ink("strong", f"{pack.name} {pack.version}") + f"  {pack.title}, {count}", ""]
            lines += [*_rows(rules, ink), ""]
    lines.append(tr("`kpi-rules rule ID` explains one of them"))
    return "\n".join(lines) + "\n"


def _rows(rules: Iterable[PolicyRule], ink: Any) -> Iterator[str]:
    from kpi_rules.reports.excerpt import wrapped

    rules = list(rules)
    names = max(len(_short(rule)) for rule in rules)
    indent = 2 + 8 + names + 2
    for rule in rules:
        first, *rest = wrapped(rule.checked.title, width(sys.stdout) - indent)
        role = "quiet" if rule.level == "off" else rule.level
        yield "  " + ink(role, f"{rule.level:<8}") + f"{_short(rule):<{names}}  {first}"
        yield from (" " * indent + line for line in rest)


def _short(rule: PolicyRule) -> str:
    return rule.id.partition("/")[2]
