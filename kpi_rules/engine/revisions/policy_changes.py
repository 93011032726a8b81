"""What changed between two versions of a policy: packs, levels, settings, how long a waiver may be, what fails a run, which plans are looked at.

Comes in: two policies. Goes out: `Change`s, whose subjects are `pack …`, `rule …`, `setting …`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.engine.revisions.changes import Change, Effect, Kind
from kpi_rules.language.values import show
from kpi_rules.packs import PROJECT, LevelInForce, Policy

_GRAVITY: Mapping[LevelInForce, int] = {"off": 0, "could": 1, "should": 2, "must": 3}


def policy_changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """The changes between two versions of a policy."""
    return (
        *_packs(before, after),
        *_rules(before, after),
        *_settings(before, after),
        *_waivers(before, after),
        *_gate(before, after),
        *_looked_at("plans", before.plans, after.plans, looser_with_more=False),
        *_looked_at("exclude", before.exclude, after.exclude, looser_with_more=True),
    )


def _packs(before: Policy, after: Policy) -> Iterator[Change]:
    old, new = _versions(before), _versions(after)
    for name in dict.fromkeys((*old, *new)):
        if name not in new or name not in old:
            removed = name not in new
            yield Change("removed" if removed else "added", f"pack {name}", None, None, None, _effect(removed))
        elif old[name] != new[name]:
            yield Change("changed", f"pack {name}", "version", old[name], new[name])


def _versions(policy: Policy) -> dict[str, str]:
    """The packs' versions; a project's own file is no pack to speak of, what it sets is told."""
    return {pack.name: pack.version for pack in policy.packs if not pack.manifest.name.endswith(PROJECT)}


def _rules(before: Policy, after: Policy) -> Iterator[Change]:
    old = {rule.id: rule for rule in before.rules}
    packs = {pack.name for pack in after.packs}
    kept = {pack.name for pack in before.packs} & packs
    for rule in after.rules:
        was = old.pop(rule.id, None)
        if was is None and rule.pack in kept:
            yield Change("added", f"rule {rule.id}", None, None, None, "stricter")
        elif was is not None and was.level != rule.level:
            looser = _GRAVITY[rule.level] < _GRAVITY[was.level]
            yield Change("changed", f"rule {rule.id}", "level", was.level, rule.level, _effect(looser))
        if was is not None and was.waivable != rule.waivable:
            words = ("yes", "no") if was.waivable else ("no", "yes")
            yield Change("changed", f"rule {rule.id}", "waivable", *words, _effect(rule.waivable))
    for rule in old.values():
        if rule.pack in kept:
            yield Change("removed", f"rule {rule.id}", None, None, None, "looser")


def _settings(before: Policy, after: Policy) -> Iterator[Change]:
    for name, setting in after.settings.items():
        was = before.settings.get(name)
        if was is not None and was.value != setting.value:
            yield Change("changed", f"setting {name}", "value", was.text, setting.text)


def _waivers(before: Policy, after: Policy) -> Iterator[Change]:
    if before.longest_waiver != after.longest_waiver:
        kind: Kind = "changed"
        words = (show(before.longest_waiver), show(after.longest_waiver))
        yield Change(
            kind, "setting longest_waiver", "value", *words, _effect(after.longest_waiver > before.longest_waiver)
        )


def _gate(before: Policy, after: Policy) -> Iterator[Change]:
    old, new = before.fail_on or "must", after.fail_on or "must"
    if old != new:
        yield Change("changed", "setting fail_on", "value", old, new, _effect(_GRAVITY[new] > _GRAVITY[old]))


def _looked_at(
    name: str, before: tuple[str, ...], after: tuple[str, ...], *, looser_with_more: bool
) -> Iterator[Change]:
    """The patterns that say which plans are looked at. What others in their place mean for that is for people to see."""
    old, new = set(before), set(after)
    if old == new:
        return
    more, fewer = old < new, new < old
    sure = (more or fewer) and (looser_with_more or bool(old and new))  # no `plans` are all plans
    effect = _effect(more == looser_with_more) if sure else None
    kind: Kind = "changed" if old and new else "removed" if old else "added"
    yield Change(kind, f"setting {name}", "value", show(list(before)) or None, show(list(after)) or None, effect)


def _effect(looser: bool) -> Effect:
    return "looser" if looser else "stricter"
