"""Before rules run: what they may cost on these plans. A rule that may take too long is not run, and that is a finding of it.

Comes in: compiled rules, the size up to which each is surely within the budget, and inputs. Goes out: an outcome for each. Only rules that are
not within it for sure are measured against the real sizes of the plan's lists. A rule that did not run never passes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpi_rules.i18n import tr
from kpi_rules.language.outcome import Bounds, Failure, Inputs, Outcome, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.language.compiler import CompiledRules
    from kpi_rules.packs import PolicyRule

Evaluate = Callable[["CompiledRules", Inputs, Bounds], Sequence[Outcome]]


def outcomes(
    rules: Sequence[PolicyRule],
    compiled: CompiledRules,
    safe: Sequence[int],
    size: int,
    inputs: Inputs,
    bounds: Bounds,
    evaluate: Evaluate,
    most_steps: int | None = None,
) -> Sequence[Outcome]:
    """What each rule gives. `size` is more than any list of the inputs holds; `safe`: how much that may be for each rule."""
    doubtful = [number for number, most in enumerate(safe) if most < size]
    refused = _refused(rules, doubtful, inputs, most_steps) if doubtful else {}
    if not refused:
        return evaluate(compiled, inputs, bounds)
    from kpi_rules.language.compiler import compile_rules

    others = compile_rules([rule.checked for number, rule in enumerate(rules) if number not in refused])
    rooms = [room for number, room in enumerate(bounds.rooms) if number not in refused]
    ran = iter(evaluate(others, inputs, Bounds(rooms, bounds.steps)))
    return [refused[number] if number in refused else next(ran) for number in range(len(rules))]


def _refused(
    rules: Sequence[PolicyRule], doubtful: Sequence[int], inputs: Inputs, most_steps: int | None
) -> dict[int, Outcome]:
    """The rules that may take too long on these plans, the dearest first, and what is said of them."""
    from kpi_rules.language.compiler.cost import BUDGET, TIMES_LINEAR, measured

    most = most_steps or BUDGET
    roots = {
        "plan": inputs.plan,
        "previous": inputs.previous,
        "portfolio": inputs.portfolio,
        "settings": inputs.settings,
    }
    known = {name: root for name, root in roots.items() if root is not None}
    refused, steep = [], []
    for number in doubtful:
        found = rules[number].cost.folded(inputs.settings)
        sizes = measured(found.sizes, known)
        steps, rising = found.bound(sizes), found.steep.bound(sizes)
        if steps is None or rising is None or steps > most * TIMES_LINEAR:
            refused.append(number)
        else:
            steep.append((rising, number))
    for rising, number in sorted(steep, reverse=True):
        if sum(each for each, _ in steep) > most:
            steep.remove((rising, number))
            refused.append(number)
    return {number: Outcome(failures=(_failure(str(rules[number].cost), inputs),)) for number in refused}


def _failure(cost: str, inputs: Inputs) -> Failure:
    record = inputs.plan if inputs.plan is not None else inputs.portfolio or {}
    return Failure(
        message=tr("this rule was not run: it may take too long here ({cost})", cost=cost),
        remedy=tr("split the plan, or have the pack's author avoid loops inside loops"),
        why=(),
        elements=(),
        place=Place(record),
    )
