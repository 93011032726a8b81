"""How much work a rule can be, as a polynomial in the sizes of a plan's lists, known when it loads.

Comes in: a checked rule. Goes out: its `Cost`, from the same operations that the compiler makes code of: what it computes once counts once.
Evaluated with a plan's real sizes (`measured`), or with one bound for all of them, it says before a rule runs whether it is too much.
A step is a tenth of a microsecond or so. Texts count as short; similarity, whose texts are cut at 200 signs, as what it may take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.compiler.graph import BINDERS, LISTS, PLAN, Graph, Operation, TooLarge
from kpi_rules.language.compiler.lowering import bare
from kpi_rules.language.compiler.rules import Loop, LoweredRule, lowered_all
from kpi_rules.language.outcome import parts
from kpi_rules.structs import Struct, field

BUDGET: Final = 200_000_000
"""Steps that the rules may take on one plan, all together, to hold its lists against each other: what rises faster than the plan."""
TIMES_LINEAR: Final = 100
"""So many times that for one rule in all: what rises with the plan alone is bounded by how large a plan may be."""
SHORT: Final = 200
"""Entries of a list of the settings that counts as a number, not as a list."""
SIMILARITY: Final = 3_000
"""Steps to compare two texts."""
WORDS: Final = 50
"""Words of a text."""
ANYTHING: Final = "everything"
"""The size of a list of which it is not known where it comes from."""
_OWN: Final = {"call": 5, "text": 5, "matches": 20}

_OF_FIRST: Final = frozenset(
    {
        *("first", "last", "distinct", "sorted", "arranged", "duplicates", "common", "without"),
        *("leading", "following", "way", "reached", "reaching_to", "circular"),
    }
)
"""Built-ins that give elements of their first argument."""

Terms = Mapping[tuple[str, ...], int]
"""The factor of each product of sizes. A size is that of a list (`kpis.targets`: of all KPIs together), of the longest of such lists
(`kpis/targets`: in one KPI), or how often one value is there at most (`kpis:id`)."""


class Cost(Struct):
    """A polynomial in the sizes of lists. `unbounded`: too much to be worked out, and so to be run."""

    terms: Terms
    unbounded: bool = False

    def __add__(self, other: Cost) -> Cost:
        terms = dict(self.terms)
        for product, factor in other.terms.items():
            terms[product] = terms.get(product, 0) + factor
        return Cost(terms, self.unbounded or other.unbounded)

    def __mul__(self, other: Cost) -> Cost:
        terms: dict[tuple[str, ...], int] = {}
        for one, factor in self.terms.items():
            for two, other_factor in other.terms.items():
                product = tuple(sorted((*one, *two)))
                terms[product] = terms.get(product, 0) + factor * other_factor
        return Cost(terms, self.unbounded or other.unbounded)

    def folded(self, settings: Mapping[str, object]) -> Cost:
        """The cost where these settings hold: their lists are numbers, unless they are long."""
        total = Cost({}, self.unbounded)
        for product, factor in self.terms.items():
            sizes = {name: _measured(name, {"settings": settings}) for name in product if _is_setting(name)}
            short = {name: size for name, size in sizes.items() if size <= SHORT}
            for name in product:
                factor *= short.get(name, 1)  # noqa: PLW2901  # multiplied up
            total += Cost({tuple(name for name in product if name not in short): factor})
        return total

    @property
    def steep(self) -> Cost:
        """The part that rises faster than a plan: where one list is held against another, or against itself."""
        return Cost({product: factor for product, factor in self.terms.items() if len(product) > 1}, self.unbounded)

    @property
    def sizes(self) -> frozenset[str]:
        """The lists whose sizes matter."""
        return frozenset(name for product in self.terms for name in product)

    def bound(self, sizes: Mapping[str, int] | int) -> int | None:
        """Steps at most; nothing where there is no bound. `sizes`: of each list, or of none more than that."""
        if self.unbounded:
            return None
        total = 0
        for product, factor in self.terms.items():
            for name in product:
                factor *= sizes if isinstance(sizes, int) else sizes.get(name, 0)  # noqa: PLW2901  # multiplied up
            total += factor
        return total

    def safe_up_to(self, budget: int = BUDGET) -> int:
        """The size up to which, were all lists that long, it stays within the budget; -1 where it never does."""
        low, high = -1, 1 << 40
        while low < high:
            middle = (low + high + 1) // 2
            steps = self.bound(middle)
            low, high = (middle, high) if steps is not None and steps <= budget else (low, middle - 1)
        return low

    def __str__(self) -> str:
        if self.unbounded:
            return "∞"
        ordered = sorted(self.terms.items(), key=lambda term: (-len(term[0]), term[0]))
        return " + ".join(_term(product, factor) for product, factor in ordered) or "0"


def cost(rule: CheckedRule) -> Cost:
    """What a rule may take on a plan, in steps: its verdicts. What failures say takes steps of its own (`outcome.Steps`)."""
    graph = Graph()
    try:
        total = _number(0)
        for part in lowered_all([rule], graph):
            total += _rule(part)
        return total
    except (TooLarge, RecursionError):
        return Cost({}, unbounded=True)


def measured(names: Iterable[str], roots: Mapping[str, object]) -> Mapping[str, int]:
    """The sizes of the lists that a cost speaks of. `roots`: plan, previous, portfolio and settings."""
    return {name: parts(roots) if name == ANYTHING else _measured(name, roots) for name in names}


def _measured(name: str, roots: Mapping[str, object]) -> int:
    owners, within, rest = name.partition("/")
    if within:
        return max((len(_found(rest, [owner])) for owner in _all_of(owners, roots)), default=0)
    list_, within, field_ = name.partition(":")
    found = _all_of(list_, roots)
    if within:
        values = _found(field_, found)
        return max(Counter(values).values(), default=0) if all(map(_is_plain, values)) else len(values)
    return len(found)


def _all_of(path: str, roots: Mapping[str, object]) -> list[Any]:
    return _found(path, [roots if path.partition(".")[0] in roots else roots.get("plan") or {}])


def _found(path: str, found: list[Any]) -> list[Any]:
    """What stands at a path below some records, that of lists in one row."""
    for name in path.split("."):
        values = (record.get(name) for record in found if isinstance(record, Mapping))
        found = [value for value in values if value is not None]
        found = [one for value in found for one in (value if isinstance(value, list) else (value,))]
    return found


def _is_plain(value: object) -> bool:
    return not isinstance(value, (dict, list))


def _is_setting(name: str) -> bool:
    return name.startswith("settings.")


def _term(product: tuple[str, ...], factor: int) -> str:
    powers = [f"{name}{_power(product.count(name))}" for name in sorted(set(product))]
    return " · ".join([*powers, *([str(factor)] if factor != 1 or not powers else [])])


def _power(power: int) -> str:
    return "" if power == 1 else str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _number(steps: int) -> Cost:
    return Cost({(): steps})


_ONE: Final = _number(1)


class _Turn(Struct, eq=False):
    """A loop's variable: how often its loop begins and it is bound in all, where its elements come from, whether each is another."""

    begun: Cost
    times: Cost
    path: str | None = None
    distinct: bool = False


Scope = Mapping[int, _Turn]


def _rule(rule: LoweredRule) -> Cost:
    counting = _Counting()
    scope: dict[int, _Turn] = {PLAN: _Turn(_ONE, _ONE)}
    times, total = _ONE, _ONE
    for step in rule.steps:
        if isinstance(step, Loop):
            total += counting.of(step.list, scope, times)
            turn = counting.turn(step.list, scope, times)
            scope, times = {**scope, step.variable: turn}, turn.times
            total += times + (counting.of(step.where, scope, times) if step.where is not None else _number(0))
        else:
            total += counting.of(step, scope, times)
    return total + counting.of(rule.demand, scope, times)


class _Counting(Struct, frozen=False):
    """Adds up the steps of operations, each that is kept once for each turn of the innermost loop that matters to it."""

    seen: set[object] = field(default_factory=set)
    turns: dict[object, _Turn] = field(default_factory=dict)

    def of(self, operation: Operation, scope: Scope, times: Cost) -> Cost:
        """The steps of an operation that is asked for so many times, and of all that it needs and nothing has asked for before."""
        operation = bare(operation)
        if operation.cheap:
            return self.all(operation.arguments, scope, times) + self.own(operation, scope, times)
        key = _key(operation, scope)
        if key in self.seen:
            return times
        self.seen.add(key)
        inner = scope[min(operation.free, default=PLAN)].times
        own = times + self.own(operation, scope, inner)
        if operation.kind not in BINDERS:
            return own + self.all(operation.arguments, scope, inner)
        list_, *bodies = operation.arguments
        turn = self.turn(list_, scope, inner)
        if operation.kind == "first" and bodies[0].kind == "constant":
            turn = _Turn(inner, inner, turn.path)
        within = {**scope, int(str(operation.data[0])): turn}
        return own + turn.times + self.of(list_, scope, inner) + self.all(bodies, within, turn.times)

    def all(self, operations: Iterable[Operation], scope: Scope, times: Cost) -> Cost:
        """The steps of several."""
        total = _number(0)
        for one in operations:
            total += self.of(one, scope, times)
        return total

    def own(self, operation: Operation, scope: Scope, times: Cost) -> Cost:
        """The steps of so many times, without those of what it needs."""
        each = times * _number(_OWN.get(operation.kind, 1))
        match operation.kind:
            case "gather" | "set":
                return each + self.swept(operation.arguments[0], scope, times)
            case "in" if operation.arguments[1].kind not in ("set", "group"):
                return each + self.swept(operation.arguments[1], scope, times)
            case "call":
                return each + self.called(str(operation.data[0]), operation, scope, times)
            case _:
                return each

    def called(self, function: str, operation: Operation, scope: Scope, times: Cost) -> Cost:
        """The steps of a built-in."""
        first = operation.arguments[0]
        match function:
            case "matches":
                return times * _number(_OWN["matches"])
            case "similarity":
                return times * _number(SIMILARITY)
            case "nearest":
                return self.swept(operation.arguments[1], scope, times) * _number(SIMILARITY)
            case "mentioned":
                return self.swept(operation.arguments[1], scope, times)
            case "together" | "common" | "without":
                return self.swept(first, scope, times) + self.swept(operation.arguments[1], scope, times)
            case "reached" | "reaching_to" | "following":
                return self.swept(first, scope, times) * _number(4)
            case "rank" | "position":
                return self.swept(operation.arguments[1], scope, times)
            case "words" | "split":
                return times * _number(WORDS)
            case "sorted" | "arranged" | "median" | "way":
                return self.swept(first, scope, times) * _number(5)
            case "show_list":
                return self.swept(first, scope, times)
            case _:
                return self.swept(first, scope, times) if function in LISTS else _number(0)

    def swept(self, list_: Operation, scope: Scope, times: Cost) -> Cost:
        """The steps to go through a list, so many times."""
        return self.turn(list_, scope, times).times

    def turn(self, list_: Operation, scope: Scope, times: Cost) -> _Turn:
        """A loop over a list that begins so many times. Lists that are parts of another's elements make up one whole."""
        list_ = bare(list_)
        if list_.kind == "list" and not _kept(list_):
            of = self.turn(list_.arguments[0], scope, times)
            return _Turn(of.begun, of.times)
        path, distinct = _path(list_, scope), list_.kind == "call" and list_.data[0] in ("distinct", "duplicates")
        owner, source = scope.get(_owner(list_)), _source(list_)
        if owner is None:
            return _Turn(times, times * self.size(list_, scope), path, distinct)
        once = owner.times.terms == times.terms  # one of these lists for each element of the owner's
        if source.kind == "lookup":
            alike = _alike(source.arguments[1], owner, scope) if once else None
            if alike is not None:
                begun = owner.begun * alike
                return _Turn(begun, begun * self.size(list_, scope), path)
        elif owner.path is not None and path is not None:
            if once:
                return _Turn(times, owner.begun * Cost({(path,): 1}), path)
            if path.startswith(f"{owner.path}."):
                longest = f"{owner.path}/{path.removeprefix(owner.path)[1:]}"
                return _Turn(times, times * Cost({(longest,): 1}), path)
        return _Turn(times, times * self.size(list_, scope), path, distinct)

    def size(self, list_: Operation, scope: Scope) -> Cost:
        """How long a list is at most."""
        list_ = bare(list_)
        match list_.kind:
            case "field" | "gather" if list_.data[1] in ("list", "lists"):
                return Cost({(_path(list_, scope) or ANYTHING,): 1})
            case "items":
                return _number(len(list_.arguments))
            case "constant":
                return _number(len(list_.data[1]) if isinstance(list_.data[1], tuple) else 1)
            case "if":
                return self.size(list_.arguments[1], scope) + self.size(list_.arguments[2], scope)
            case "call" if list_.data[0] in ("words", "split"):
                return _number(WORDS)
            case "call" if list_.data[0] == "together":
                return self.size(list_.arguments[0], scope) + self.size(list_.arguments[1], scope)
            case "gather" | "list" | "set" | "group" | "lookup" | "call":
                return self.size(list_.arguments[0], scope)
            case _:
                return Cost({(ANYTHING,): 1})


def _alike(key: Operation, owner: _Turn, scope: Scope) -> Cost | None:
    """How many of the owner's elements ask for the same at most, where they ask by themselves or by a field of theirs."""
    key = bare(key)
    if key.kind == "variable" and owner.distinct:
        return _ONE
    path = _path(key, scope)
    if owner.path is None or path is None or not path.startswith(f"{owner.path}."):
        return None
    return Cost({(f"{owner.path}:{path.removeprefix(owner.path)[1:]}",): 1})


def _key(operation: Operation, scope: Scope) -> object:
    return id(operation), frozenset((number, id(scope[number])) for number in operation.free)


def _owner(list_: Operation) -> int:
    """The variable of whose element a list is a part, or which is looked up; 0: none."""
    list_ = _source(list_)
    if list_.kind == "lookup":
        list_ = bare(list_.arguments[1])
        while list_.kind == "field":
            list_ = bare(list_.arguments[0])
    return int(str(list_.data[0])) if list_.kind == "variable" else 0


def _source(list_: Operation) -> Operation:
    """What a list is part of, or made of element by element."""
    while list_.kind in ("field", "gather", "set") or (list_.kind == "list" and _kept(list_)):
        list_ = bare(list_.arguments[0])
    return list_


def _kept(list_: Operation) -> bool:
    """Whether a list holds elements of another, and nothing made of them."""
    return list_.arguments[2].kind == "variable"


def _path(operation: Operation, scope: Scope) -> str | None:
    """Where in a plan a record, or the elements of a list, come from: `kpis`, `kpis.targets`, `portfolio.plans.kpis`."""
    operation = bare(operation)
    match operation.kind:
        case "global":
            return "" if operation.data[0] == "plan" else str(operation.data[0])
        case "variable":
            turn = scope.get(int(str(operation.data[0])))
            return turn.path if turn else None
        case "field" | "gather":
            outer = _path(operation.arguments[0], scope)
            return None if outer is None else f"{outer}.{operation.data[0]}".lstrip(".")
        case "list":
            return _path(operation.arguments[0], scope) if _kept(operation) else None
        case "lookup" | "group" | "set":
            return _path(operation.arguments[0], scope)
        case "first" if _kept(operation):
            return _path(operation.arguments[0], scope)
        case "if" if operation.arguments[2].data == ("NoneType", None):
            return _path(operation.arguments[1], scope)
        case "call" if operation.data[0] in _OF_FIRST:
            return _path(operation.arguments[0], scope)
        case _:
            return None
