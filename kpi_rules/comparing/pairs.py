"""Which rule of one policy is which of another: by its id; else by its name in a pack that is called otherwise or in another pack; else by
what it says."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.comparing.trees import same
from kpi_rules.packs import PROJECT, Policy, PolicyRule
from kpi_rules.structs import Struct


class Pair(Struct):
    """A rule before and after; one of them may be missing. `of_renamed_pack`: only its pack is called otherwise."""

    old: PolicyRule | None
    new: PolicyRule | None
    of_renamed_pack: bool = False


def paired(before: Policy, after: Policy) -> Iterator[Pair]:
    """The rules in pairs, in the order of the new policy; then those that are gone."""
    left = {rule.id: rule for rule in before.rules}
    found: dict[str, Pair] = {}
    for rule in after.rules:
        if rule.id in left:
            found[rule.id] = Pair(left.pop(rule.id), rule)
    packs = {new: old for old, new in named_alike(before, after).items()}
    for rule in after.rules:
        was = f"{packs.get(rule.pack, '')}/{_own_name(rule)}"
        if rule.id not in found and was in left:
            found[rule.id] = Pair(left.pop(was), rule, of_renamed_pack=True)
    for alike in (_of_one_name, _of_one_tree):
        for rule in after.rules:
            was = next((old.id for old in left.values() if alike(old, rule)), "") if rule.id not in found else ""
            if was:
                found[rule.id] = Pair(left.pop(was), rule)
    for rule in after.rules:
        yield found.get(rule.id) or Pair(None, rule)
    yield from (Pair(rule, None) for rule in left.values())


def named_alike(before: Policy, after: Policy) -> dict[str, str]:
    """The one pack that is called otherwise, where one has gone and one has come that share rules by name."""
    old = [pack.name for pack in before.packs if not pack.manifest.name.endswith(PROJECT)]
    new = [pack.name for pack in after.packs if not pack.manifest.name.endswith(PROJECT)]
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    if not (len(gone) == len(come) == 1):
        return {}
    names = [
        {_own_name(rule) for rule in policy.rules if rule.pack == pack}
        for policy, pack in ((before, gone[0]), (after, come[0]))
    ]
    return {gone[0]: come[0]} if names[0] & names[1] else {}


def _own_name(rule: PolicyRule) -> str:
    return rule.id.rpartition("/")[2]


def _of_one_name(old: PolicyRule, new: PolicyRule) -> bool:
    return _own_name(old) == _own_name(new)


def _of_one_tree(old: PolicyRule, new: PolicyRule) -> bool:
    """Whether two rules say the very same, whatever they are called."""
    trees = [rule.checked.tree for rule in (old, new)]
    if trees[0].title.parts != trees[1].title.parts:
        return False
    return same(trees[0], trees[1], {})


def called(before: Policy, after: Policy) -> dict[str, str]:
    """By its id now: what each rule was called that is called otherwise."""
    pairs = ((pair.old, pair.new) for pair in paired(before, after))
    return {new.id: old.id for old, new in pairs if old and new and old.id != new.id}
