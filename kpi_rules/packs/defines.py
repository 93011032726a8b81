"""Defines that a pack has from those it extends.

A name that two of them define means neither: it is left to the pack to say what it means, and what builds on such a name is left
out with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kpi_rules.language.checked import CheckedDefine
from kpi_rules.language.tree import Call
from kpi_rules.language.walk import walk
from kpi_rules.packs.find import FoundPack


def visible_defines(pack: FoundPack, defines: Mapping[str, Mapping[str, CheckedDefine]]) -> Mapping[str, CheckedDefine]:
    """The defines of a pack's ancestors, by name. `defines` holds each pack's own."""
    inherited = [own for name, own in defines.items() if name in pack.lineage and name != pack.name]
    times = Counter(name for own in inherited for name in own)
    visible: dict[str, CheckedDefine] = {}
    for own in inherited:
        for name, define in own.items():
            if times[name] == 1 and _called(define) & times.keys() <= visible.keys():
                visible[name] = define
    return visible


def _called(define: CheckedDefine) -> set[str]:
    return {node.function.name for node in walk(define.value) if isinstance(node, Call)}
