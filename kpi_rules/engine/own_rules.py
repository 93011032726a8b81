"""The rules of the program itself: no pack has them, and none turns them off. For whoever meets one in a report.

Goes out: each with what to do about its findings. Knows nothing of any plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.engine.findings import INVALID_PLAN, OWN_WORDS, UNCHECKED_PLAN, UNREADABLE, RuleInfo
from kpi_rules.engine.invalid import invalid_plan_rule
from kpi_rules.engine.own_words import own_words_rule
from kpi_rules.engine.revisions.doubts import unread_value_rule
from kpi_rules.engine.revisions.lost import unchecked_plan_rule
from kpi_rules.engine.waivers.rules import waiver_rules
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct


class OwnRule(Struct):
    """A rule of ours, and what to do."""

    info: RuleInfo
    remedy: str


def own_rules() -> Iterator[OwnRule]:
    """All of them."""
    for info in (invalid_plan_rule(), own_words_rule(), unchecked_plan_rule(), unread_value_rule(), *waiver_rules()):
        yield OwnRule(info, _remedy(info.id))


def _remedy(rule: str) -> str:
    match rule:
        case _ if rule == INVALID_PLAN:
            return tr(
                "Each finding says what does not fit, where, and what to write; with `kpi-rules schema` an editor says so while you write"
            )
        case _ if rule == OWN_WORDS:
            return tr("`kpi-rules check --fix` writes the schema's words; fields of your own start with `x-`")
        case _ if rule == UNCHECKED_PLAN:
            return tr(
                "Put the plan where plans are looked for, or name it in `plans` of kpi-rules.yaml; if it has had its day, delete it or "
                "give it `status: retired`"
            )
        case _ if rule == UNREADABLE:
            return tr(
                "Write it so that it means one thing; what is meant as it stands goes into the setting `accepted_texts`, in a change before"
            )
        case "waivers/unknown-rule":
            return tr("Write the id as reports have it; `kpi-rules rules` lists them")
        case "waivers/not-waivable":
            return tr("Mend the plan, and take the waiver out")
        case "waivers/too-long":
            return tr(
                "Let it end sooner, and renew it then; `longest_waiver` in kpi-rules.yaml says how long one may be"
            )
        case "waivers/expired":
            return tr("Mend the plan, or renew the waiver; `kpi-rules waivers prune` takes out what excuses nothing")
        case "waivers/unused":
            return tr("Take it out: `kpi-rules waivers prune`")
        case _:
            return tr("Write rule, plan, reason, owner and last day; `kpi-rules waivers add` does so")
