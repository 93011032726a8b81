"""How large rules are with their defines written out, and how deep their loops stand: by this, packs that only look small are refused."""

import pytest

from kpi_rules.language.compiler.extent import MOST_PARTS, Extent, Extents
from tests.language.compiled_rules import checked

NAMED = "define named(o: text) = every a in plan.kpis satisfies a.id == o\n"
TWICE = NAMED + 'define twice(o: text) = named(o) and named("{o}!")\n'
RULES = {
    "must true": (2, 0),
    "must not true": (3, 0),
    "must every a in plan.kpis satisfies true": (7, 1),
    "must (every a in plan.kpis satisfies true) and (every b in plan.kpis satisfies true)": (14, 1),
    "must every a in plan.kpis satisfies some b in plan.kpis satisfies a.id == b.id": (18, 2),
    "for each k in plan.kpis must every a in plan.kpis satisfies true": (12, 2),
    'for each k in plan.kpis for each m in plan.kpis must true say "{count([a.id for a in plan.kpis])}"': (23, 3),
    "let n = count(plan.kpis) for each k in plan.kpis must n > 0": (16, 1),
    "must true also must not true": (5, 0),
    "for each k in plan.kpis must true also must every a in plan.kpis satisfies true": (14, 1),
    "must true also for each k in plan.kpis must every a in plan.kpis satisfies true": (14, 2),
}
CALLING = {
    NAMED + 'rule r "R" must named("a")': (14, 1),
    NAMED + 'rule r "R" must named("a") and named("b")': (28, 1),
    NAMED + 'rule r "R" for each k in plan.kpis must named(k.id)': (21, 2),
    NAMED + 'rule r "R" must some b in plan.kpis satisfies named(b.id)': (21, 2),
    TWICE + 'rule r "R" must twice("a")': (32, 1),
}


@pytest.mark.parametrize(
    ("text", "wanted"), [*((f'rule r "R" {text}', wanted) for text, wanted in RULES.items()), *CALLING.items()]
)
def test_extents(text: str, wanted: tuple[int, int]) -> None:
    (rule,) = checked(text)
    assert Extents(rule.defines).of(rule.tree) == Extent(*wanted)


def test_more_than_anything_is_as_much_as_anything() -> None:
    defines = "".join(f"define d{n}(x: number) = d{n - 1}(x) + d{n - 1}(x)\n" for n in range(1, 30))
    (rule,) = checked(f'define d0(x: number) = x\n{defines}rule r "R" must d29(1) == 1')
    assert Extents(rule.defines).of(rule.tree).parts == MOST_PARTS + 1
