"""The rules about waivers themselves, and findings of theirs. No pack can turn them off, none of them can be waived."""

from __future__ import annotations

from typing import Literal

from kpi_rules.engine.findings import Finding, Level, Region, RuleInfo, rule_of_ours
from kpi_rules.engine.fingerprint import fingerprint, likeness
from kpi_rules.i18n import tr

PACK = "waivers"
WaiverRule = Literal[
    "waivers/malformed",
    "waivers/unexplained",
    "waivers/unknown-rule",
    "waivers/not-waivable",
    "waivers/too-long",
    "waivers/expired",
    "waivers/unused",
]

_LEVELS: dict[WaiverRule, Level] = {
    "waivers/malformed": "must",
    "waivers/unexplained": "must",
    "waivers/unknown-rule": "must",
    "waivers/not-waivable": "must",
    "waivers/too-long": "must",
    "waivers/expired": "should",
    "waivers/unused": "should",
}


def waiver_rule(rule: WaiverRule) -> RuleInfo:
    """A rule about waivers, for people."""
    title, rationale = _texts(rule)
    return rule_of_ours(rule, _LEVELS[rule], title, rationale, PACK)


def waiver_rules() -> tuple[RuleInfo, ...]:
    """All of them."""
    return tuple(map(waiver_rule, _LEVELS))


def waiver_rule_named(rule: str) -> RuleInfo | None:
    """The rule about waivers that has this id."""
    return next((waiver_rule(known) for known in _LEVELS if known == rule), None)


def waiver_finding(
    rule: WaiverRule, message: str, remedy: str | None, region: Region, about: tuple[str, ...], waived_rule: str
) -> Finding:
    """A finding about a waiver; `about` is what tells it from others, wherever it stands."""
    return Finding(
        rule=rule,
        level=_LEVELS[rule],
        message=message,
        remedy=remedy,
        why=(),
        subject=f"waiver {waived_rule}"[:200],
        plan=region.file,
        region=region,
        related=(),
        fingerprint=fingerprint(rule, "", about, ()),
        likeness=likeness(rule, about, ()),
    )


def _texts(rule: WaiverRule) -> tuple[str, str]:
    match rule:
        case "waivers/malformed":
            return tr("A waiver can be read"), tr(
                "What cannot be read excuses nothing, and someone believes that it does."
            )
        case "waivers/unexplained":
            return tr("A waiver says why"), tr(
                "An exception without a reason cannot be judged when it is looked at again."
            )
        case "waivers/unknown-rule":
            return tr("A waiver names a rule that there is"), tr("A misspelt waiver excuses nothing.")
        case "waivers/not-waivable":
            return tr("What may not be waived is not"), tr("A pack says that this rule has no exceptions.")
        case "waivers/too-long":
            return tr("A waiver ends soon enough"), tr(
                "An exception without an end in sight is a rule that was given up."
            )
        case "waivers/expired":
            return tr("A waiver that has ended is renewed or taken out"), tr("It excuses nothing any more.")
        case "waivers/unused":
            return tr("A waiver excuses something"), tr("One that excuses nothing today may excuse a mistake tomorrow.")
