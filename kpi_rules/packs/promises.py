"""What a pack promises of its settings and rules, and who breaks it: a pack or project further down may do what is left open, and no more.

Comes in: what is in force so far and what somebody further down says. Goes out: a diagnostic that shows the promise beside the line that
breaks it, or nothing. `final` lets nobody change a thing; `only: lower` and `only: higher` let a setting go one way, `only: stricter` a
level. Two promises are made by the thing itself: bounds are narrowed and never widened, and what may not be waived stays so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import spoken, tr
from kpi_rules.language.values import show
from kpi_rules.packs.policy import LevelInForce, Promise
from kpi_rules.source import Location

if TYPE_CHECKING:
    from kpi_rules.packs.manifest import Manifest
    from kpi_rules.packs.policy import Setting

STRICTNESS: dict[LevelInForce, int] = {"off": 0, "could": 1, "should": 2, "must": 3}


def changed_setting(setting: Setting, value: Any, place: Location) -> Diagnostic | None:
    """Somebody gives a setting another value."""
    promise = setting.promise
    if promise is None or (
        value == setting.value and str(value) == str(setting.value)
    ):  # 90 days are as long as a quarter
        return None
    now = show(setting.value, spoken())
    match promise.kind:
        case "lower" if not value <= setting.value:
            help_ = tr("{value} or less is allowed", value=now)
        case "higher" if not value >= setting.value:
            help_ = tr("{value} or more is allowed", value=now)
        case "final":
            help_ = tr("leave it out: {value} is in force", value=now)
        case _:
            return None
    return _broken(
        tr("setting `{name}`: {promise}", name=setting.name, promise=said(promise)), place, promise.place, help_
    )


def changed_level(
    rule: str, level: LevelInForce, promise: Promise | None, new: LevelInForce, place: Location
) -> Diagnostic | None:
    """Somebody gives a rule another level, or turns it off."""
    if promise is None or new == level:
        return None
    if promise.kind == "stricter":
        if STRICTNESS[new] > STRICTNESS[level]:
            return None
        help_ = tr("`{level}` is in force; only a stricter level is allowed", level=level)
    else:
        help_ = tr("leave it out: `{level}` is in force", level=level)
    return _broken(tr("rule `{rule}`: {promise}", rule=rule, promise=said(promise)), place, promise.place, help_)


def narrowed_rule(rule: str, promise: Promise, place: Location) -> Diagnostic:
    """Somebody amends a rule so that it asks less often."""
    message = tr("rule `{rule}`: {promise}; another `when` asks less", rule=rule, promise=said(promise))
    return _broken(message, place, promise.place, tr("leave `when` out; texts may be amended"))


def waivable_again(rule: str, place: Location, promised: Location) -> Diagnostic:
    """Somebody lets teams waive what may not be waived."""
    message = tr("rule `{rule}`: that it may not be waived cannot be undone", rule=rule)
    return _broken(message, place, promised, tr("leave `waivable` out"))


def wider_bound(setting: str, part: str, bound: str, place: Location, promised: Location) -> Diagnostic:
    """Somebody widens what a setting may be."""
    message = tr("setting `{name}`: its `{part}` can be narrowed, not widened", name=setting, part=part)
    help_ = tr("{bound} is in force; leave `{part}` out, or narrow it", bound=bound, part=part)
    return _broken(message, place, promised, help_)


def changed_promise(name: str, old: Promise | None, new: Promise) -> Diagnostic | None:
    """Somebody promises something else than what is promised already: only that nothing changes any more goes further."""
    if old is None or new.kind in (old.kind, "final"):
        return None
    message = tr("`{name}`: {promise}, and that cannot be undone", name=name, promise=said(old))
    return _broken(message, new.place, old.place, tr("leave it out, or say `final: true`"))


def promised(entry: Mapping[str, Any], manifest: Manifest, *path: str) -> Promise | None:
    """What an entry of a manifest promises: `final: true`, or which way is left open with `only`."""
    if entry.get("final") is True:
        return Promise("final", manifest.at(*path, "final"))
    return Promise(entry["only"], manifest.at(*path, "only")) if "only" in entry else None


def taken_back(entry: Mapping[str, Any], manifest: Manifest, old: Promise | None, *path: str) -> Diagnostic | None:
    """Somebody says `final: false` of what is final."""
    if entry.get("final") is not False or old is None or old.kind != "final":
        return None
    message = tr("`{name}`: {promise}, and that cannot be undone", name=path[-1], promise=said(old))
    return _broken(message, manifest.at(*path, "final"), old.place, tr("leave it out"))


def said(promise: Promise) -> str:
    """A promise in words."""
    match promise.kind:
        case "final":
            return tr("it is final")
        case "lower":
            return tr("it may only be lowered")
        case "higher":
            return tr("it may only be raised")
        case "stricter":
            return tr("it may only become stricter")


def _broken(message: str, place: Location, promised: Location, help_: str) -> Diagnostic:
    return Diagnostic(message, place, help_, (Note(tr("promised here"), promised),))
