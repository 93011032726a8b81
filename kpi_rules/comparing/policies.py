"""Two policies → what differs: packs, rules, settings, fields of plans, and what a project says of waivers, its gate and its plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.comparing.difference import Aspect, Difference, Entry
from kpi_rules.comparing.effects import effect, same_value, settings_of, together
from kpi_rules.comparing.fields import field_entries
from kpi_rules.comparing.pairs import Pair, named_alike, paired
from kpi_rules.comparing.rules import (
    GRAVITY,
    Version,
    aspects,
    demand,
    further,
    may_mean_anything,
    rule_effect,
    shown,
)
from kpi_rules.language.values import show
from kpi_rules.packs import PROJECT, Policy, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.comparing.difference import Kind
    from kpi_rules.comparing.effects import Effect

_LOOKED_AT = frozenset(
    {"name", "type", "value", "text", "description", "declared", "packs", "allowed", "minimum", "maximum"}
)
_PROPERTIES = ("type", "value", "minimum", "maximum", "values", "description")


def difference(before: Policy, after: Policy) -> Difference:
    """All that differs between two policies."""
    if before is after:
        return Difference()
    return Difference(
        (
            *_packs(before, after),
            *_rules(before, after),
            *_settings(before, after),
            *field_entries(before.schema.records, after.schema.records),
            *_project(before, after),
        )
    )


def _packs(before: Policy, after: Policy) -> Iterator[Entry]:
    """Packs by name; the only one that is gone and the only one that has come, with rules in common, are one that is called otherwise."""
    old, new = _versions(before), _versions(after)
    called = {new_name: old_name for old_name, new_name in named_alike(before, after).items()}
    for name in dict.fromkeys((*old, *new)):
        if name in new:
            was = called.get(name, name)
            changed = (Aspect("version", old[was], new[name]),) if was in old and old[was] != new[name] else ()
            if was != name:
                yield Entry("pack", name, "renamed", changed, was=was)
            elif name not in old:
                yield Entry("pack", name, "added", effect="harder" if _in_force(after, name) else "same")
            elif changed:
                yield Entry("pack", name, "changed", changed)
        elif name not in called.values():
            yield Entry("pack", name, "removed", effect="easier" if _in_force(before, name) else "same")


def _versions(policy: Policy) -> dict[str, str]:
    """The packs' versions; a project's own file is no pack to speak of, what it sets is told."""
    return {pack.name: pack.version for pack in policy.packs if not pack.manifest.name.endswith(PROJECT)}


def _in_force(policy: Policy, pack: str) -> bool:
    return any(rule.active for rule in policy.rules if rule.pack == pack)


def _rules(before: Policy, after: Policy) -> Iterator[Entry]:
    for pair in paired(before, after):
        entry = _rule(pair, before, after)
        if entry is not None:
            yield entry


def _rule(pair: Pair, before: Policy, after: Policy) -> Entry | None:
    old, new = pair.old, pair.new
    if old is None or new is None:
        rule, kind = (new, "added") if old is None else (old, "removed")
        assert rule is not None
        of_kind: Kind = "added" if kind == "added" else "removed"
        gains: Effect = "harder" if kind == "added" else "easier"
        told = Aspect("level", *(("", rule.level) if kind == "added" else (rule.level, "")))
        return Entry("rule", rule.id, of_kind, (told,), gains if rule.active else "same")
    versions = Version.of(before, old), Version.of(after, new)
    means = rule_effect(*versions)
    changed = tuple(aspects(*versions))
    if not changed and means != "same":
        changed = (Aspect("condition", demand(old.checked), demand(new.checked)),)
    if old.id != new.id and not pair.of_renamed_pack:
        return Entry("rule", new.id, "renamed", changed, means, old.id)
    return Entry("rule", new.id, "changed", changed, means) if changed else None


def _settings(before: Policy, after: Policy) -> Iterator[Entry]:
    users = _users(before)
    for name in dict.fromkeys((*before.settings, *after.settings)):
        old, new = before.settings.get(name), after.settings.get(name)
        if old is None or new is None:
            found = new or old
            assert found is not None
            told = Aspect("value", *(("", found.text) if old is None else (found.text, "")))
            yield Entry("setting", name, "added" if old is None else "removed", (told,))
            continue
        changed = tuple(_properties(old, new))
        if changed:
            means = _setting_effect(name, old, new, before, users.get(name, ()))
            yield Entry("setting", name, "changed", changed, means)


def _users(policy: Policy) -> Mapping[str, list[str]]:
    """By setting: the rules in force whose verdict hangs on it."""
    found: dict[str, list[str]] = {}
    for rule in policy.rules:
        for name in settings_of(rule.checked) if rule.active else ():
            found.setdefault(name, []).append(rule.id)
    return found


def _setting_effect(name: str, old: Setting, new: Setting, policy: Policy, users: Iterable[str]) -> Effect | None:
    """What another value means for the rules as they were; nothing where only words or bounds differ."""
    if may_mean_anything(further(old, new, _LOOKED_AT)):
        return "either"
    if same_value(old.value, new.value):
        return None
    values = dict(policy.values)
    changed = {**values, name: new.value}
    asking = set(users)
    rules = (rule.checked for rule in policy.rules if rule.id in asking)
    return together(effect(rule, rule, values, changed) for rule in rules)


def _properties(old: Setting, new: Setting) -> Iterator[Aspect]:
    for what in _PROPERTIES:
        before, after = _property(old, what), _property(new, what)
        if before != after:
            yield Aspect(what, before, after)
    yield from further(old, new, _LOOKED_AT)


def _property(setting: Setting, what: str) -> str:
    match what:
        case "type":
            return str(setting.type)
        case "value":
            return shown(setting.value)
        case "values":
            return "" if setting.allowed is None else ", ".join(setting.allowed)
        case "description":
            return setting.description
        case _:
            return shown(getattr(setting, what))


def _project(before: Policy, after: Policy) -> Iterator[Entry]:
    """How long a waiver may be, what fails a run, and which plans are looked at."""
    if before.longest_waiver != after.longest_waiver:
        told = Aspect("value", show(before.longest_waiver), show(after.longest_waiver))
        easier = after.longest_waiver > before.longest_waiver
        yield Entry("project", "longest_waiver", "changed", (told,), "easier" if easier else "harder")
    old, new = before.fail_on or "must", after.fail_on or "must"
    if old != new:
        easier = GRAVITY[new] > GRAVITY[old]
        yield Entry("project", "fail_on", "changed", (Aspect("value", old, new),), "easier" if easier else "harder")
    yield from _looked_at("plans", before.plans, after.plans, easier_with_more=False)
    yield from _looked_at("exclude", before.exclude, after.exclude, easier_with_more=True)


def _looked_at(
    name: str, before: tuple[str, ...], after: tuple[str, ...], *, easier_with_more: bool
) -> Iterator[Entry]:
    """The patterns that say which plans are looked at. What others in their place mean for that is for people to see."""
    old, new = set(before), set(after)
    if old == new:
        return
    more, fewer = old < new, new < old
    sure = (more or fewer) and (easier_with_more or bool(old and new))  # no `plans` are all plans
    means: Effect = "either" if not sure else "easier" if more == easier_with_more else "harder"
    told = Aspect("value", show(list(before)), show(list(after)))
    yield Entry("project", name, "changed", (told,), means)
