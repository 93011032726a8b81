"""Rules as text, well typed by construction, and plans for them: written by chance, from the language's own tables.

What can be written follows from the records (those of the plan schema, and a small world in which more things meet), the signatures of the
built-ins, the types, and the forms of the grammar; `test_soundness.py` sees to it that all of them are. Texts, numbers and ids come
from small pools, so that things are found, repeated and missed; what a condition tells of presence is made use of behind it.
The chances are hypothesis's, or a `Random`'s.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.builtins.declaration import VARIABLES
from kpi_rules.language.duration_words import written
from kpi_rules.language.durations import NO_TIME, Duration
from kpi_rules.language.fitting import substituted
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NUMBER,
    PATTERN,
    TEXT,
    TRUTH,
    Enum,
    Field,
    ListOf,
    Optional,
    Record,
    Records,
    Simple,
    Type,
    optional,
    required,
)
from kpi_rules.plan.schema import plan_schema
from kpi_rules.structs import Struct, field, replace

STATUS = Enum(frozenset({"active", "retired", "proposed"}))
SMALL = Records(
    {
        "plan": {
            "title": Field(TEXT),
            "mission": Field(optional(TEXT)),
            "status": Field(STATUS, "active"),
            "budget": Field(optional(NUMBER)),
            "start": Field(optional(DATE)),
            "interval": Field(optional(DURATION)),
            "tags": Field(ListOf(TEXT)),
            "kpis": Field(ListOf(Record("kpi"))),
            "objectives": Field(ListOf(Record("objective"))),
            "lead": Field(optional(Record("kpi"))),
        },
        "kpi": {
            "id": Field(TEXT),
            "name": Field(optional(TEXT)),
            "owner": Field(optional(TEXT)),
            "status": Field(STATUS, "active"),
            "value": Field(optional(NUMBER)),
            "weight": Field(NUMBER, 1),
            "flag": Field(optional(TRUTH)),
            "by": Field(optional(DATE)),
            "every": Field(optional(DURATION)),
            "tags": Field(ListOf(TEXT)),
            "target": Field(optional(Record("target"))),
            "steps": Field(ListOf(Record("target"))),
        },
        "target": {"value": Field(optional(NUMBER)), "unit": Field(optional(TEXT)), "by": Field(optional(DATE))},
        "objective": {
            "id": Field(TEXT),
            "owner": Field(optional(TEXT)),
            "due": Field(optional(DATE)),
            "drives": Field(ListOf(TEXT)),
        },
        "portfolio": {"plans": Field(ListOf(Record("plan")))},
    }
)
WORLDS = {"small": SMALL, "schema": plan_schema().records}
SETTINGS: dict[str, Type] = {
    "limit": NUMBER,
    "share": NUMBER,
    "words": ListOf(TEXT),
    "levels": ListOf(NUMBER),
    "since": DATE,
    "gap": DURATION,
    "word": TEXT,
    "strict": TRUTH,
    "naming": PATTERN,
}
SIMPLE = (TEXT, NUMBER, TRUTH, DATE, DURATION)
ORDERED = (NUMBER, DATE, DURATION)

# values

POOLS: dict[Type, list[Any]] = {
    TEXT: ["a", "b", "ab", "a b", "Ä", "x", "هدف"],
    NUMBER: [0, 1, 2, -1, 7, Decimal("0.5"), Decimal("1.0"), Decimal("2.50"), 10**30, Decimal("-1e-9")],
    TRUTH: [False, True],
    PATTERN: ["a.?b", "^[abx]+$", "(?i)Ä"],
    DATE: [datetime.date(2026, 1, 31), datetime.date(2026, 3, 1), datetime.date.max, datetime.date(1, 1, 1)],
    DURATION: [
        NO_TIME,
        Duration(days=1),
        Duration(days=7),
        Duration(days=30),
        Duration(days=-3),
        Duration(1),
        Duration(12),
        Duration(days=365),
        Duration(-1),
        Duration(1, 15),
        Duration(3, -90),
        Duration(seconds=5400),
        Duration(0, 1, -3600),
    ],
}


def value_of(type_: Type, records: Records, chance: Random) -> Any:
    """A value of a type; of a record, what is required is there, and some of the rest."""
    match type_:
        case Record(name):
            fields = records.fields[name].items()
            often = 0.55 if len(fields) < 20 else 0.3
            return {
                key: value_of(required(one.type), records, chance)
                for key, one in fields
                if _needed(one) or chance.random() < often
            }
        case ListOf(element):
            return [value_of(element, records, chance) for _ in range(chance.choice([0, 1, 2, 2, 3, 4]))]
        case Enum(values):
            return chance.choice(sorted(values))
        case _:
            return chance.choice(POOLS[type_])


def _needed(one: Field) -> bool:
    return not isinstance(one.type, (Optional, ListOf)) and one.default is None


def settings_by(chance: Random) -> dict[str, Any]:
    """Settings: all are there."""
    return {name: value_of(type_, SMALL, chance) for name, type_ in SETTINGS.items()}


# what there is to call

Signature = tuple[str, tuple[Type, ...], Type]
"""A name, the types of its parameters, and that of its result."""


def _bindings(type_: Type) -> tuple[Type, ...] | None:
    """What the word in a type of a signature may stand for; nothing where there is none."""
    while isinstance(type_, (ListOf, Optional)):
        type_ = type_.element if isinstance(type_, ListOf) else type_.type
    if isinstance(type_, Simple) and type_.name in VARIABLES:
        return VARIABLES[type_.name] or SIMPLE
    return None


def _signatures() -> Iterator[Signature]:
    """Every built-in, for each type that it is for, with and without what may be left out."""
    for name, function in BUILTINS.items():
        if function.form:
            continue
        first = function.parameters[0].type
        for bound in _bindings(first) or (TEXT,):
            words = dict.fromkeys(VARIABLES, bound)
            types = tuple(substituted(parameter.type, words) for parameter in function.parameters)
            least = sum(parameter.required for parameter in function.parameters)
            for many in range(least, len(types) + 1):
                result = substituted(function.given(many), words)
                yield name, types[:many], TEXT if isinstance(result, Enum) else result


CALLS = tuple(_signatures())

# names and paths

Paths = Mapping[Type, tuple[str, ...]]
MAX_STEPS = 3


class Scope(Struct):
    """Names with their types, what is known to be present, and how deep an expression may still become."""

    records: Records
    names: Mapping[str, Type]
    facts: frozenset[str] = frozenset()
    depth: int = 3

    def deeper(self) -> Scope:
        return replace(self, depth=self.depth - 1)

    def knowing(self, path: str) -> Scope:
        parts = path.split(".")
        return replace(self, facts=self.facts | {".".join(parts[:size]) for size in range(1, len(parts) + 1)})

    def having(self, name: str, type_: Type) -> Scope:
        return replace(self, names={**self.names, name: type_})

    def by_root(self) -> Iterator[tuple[str, Paths]]:
        """The paths of each name by their types."""
        for name, type_ in self.names.items():
            known = frozenset(fact for fact in self.facts if fact.split(".")[0] == name)
            yield name, _paths(id(self.records), name, type_, known)

    def type_of(self, wanted: str) -> Type:
        return next(type_ for _, paths in self.by_root() for type_, some in paths.items() if wanted in some)


@lru_cache(maxsize=4096)
def _paths(world: int, name: str, type_: Type, facts: frozenset[str]) -> Paths:
    records = next(each for each in WORLDS.values() if id(each) == world)
    found: dict[Type, list[str]] = {}
    steps = MAX_STEPS + (name == "portfolio")
    for path, one in _below(records, name, required(type_) if name in facts else type_, steps, facts):
        found.setdefault(one, []).append(path)
    return {one: tuple(paths) for one, paths in found.items()}


def _below(records: Records, path: str, type_: Type, steps: int, facts: frozenset[str]) -> Iterator[tuple[str, Type]]:
    yield path, type_
    inner = type_.element if isinstance(type_, ListOf) else required(type_)
    if steps == 0 or not isinstance(inner, Record):
        return
    fields = {name: Field(one) for name, one in SETTINGS.items()}
    for name, declared in (fields if inner.name == "settings" else records.fields[inner.name]).items():
        below, found = f"{path}.{name}", declared.type
        if isinstance(type_, ListOf):
            found = found if isinstance(found, ListOf) else ListOf(required(found))
        elif isinstance(type_, Optional):
            found = optional(found)
        yield from _below(records, below, required(found) if below in facts else found, steps - 1, facts)


@lru_cache(maxsize=1024)
def _from_the_top(world: int, type_: Type, names: frozenset[str]) -> str | None:
    """The first path from the plan or the portfolio to a list of records."""
    for name in ("plan", "portfolio"):
        if name in names and (paths := _paths(world, name, Record(name), frozenset()).get(type_)):
            return paths[0]
    return None


def is_records(type_: Type) -> bool:
    return isinstance(type_, ListOf) and isinstance(type_.element, Record)


def is_place(type_: Type) -> bool:
    return isinstance(required(type_), Record) and required(type_) != Record("settings")


# rules


class Writer(Struct, frozen=False):
    """Writes expressions of a wanted type, defines and rules."""

    records: Records
    chance: Random
    used: int = 0
    budget: int = 40
    calls: list[Signature] = field(default_factory=lambda: list(CALLS))
    of_plan: set[str] = field(default_factory=set)
    """The defines that speak of the plan."""

    def one_of(self, *options: Any) -> Any:
        return self.chance.choice(options)

    def often(self, times: int = 2) -> bool:
        """Once in so many times."""
        return bool(self.chance.randrange(times) == 0)

    def new(self) -> str:
        self.used += 1
        return f"x{self.used}"

    def path(self, fits: Callable[[Type], bool], scope: Scope, of: Iterable[str] | None = None) -> str | None:
        """A path of a fitting type, of each name as often as of another."""
        found = []
        for name, paths in scope.by_root():
            if of is None or name in of:
                fitting = [path for type_, some in paths.items() if fits(type_) for path in some]
                found += [fitting] if fitting else []
        return str(self.chance.choice(self.chance.choice(found))) if found else None

    # expressions

    def expression(self, type_: Type, scope: Scope) -> str:
        """An expression of a type."""
        self.budget -= 1
        if isinstance(type_, Optional):
            return self.maybe(type_, scope)
        plain = scope.depth <= 0 or self.budget <= 0
        path = self.path(lambda one: one == type_, scope)
        if path is not None and (plain or self.often(3)):
            return path
        if plain or isinstance(type_, Record) or (type_ in POOLS and self.often(6)):
            return self.simplest(type_, scope)
        inner = scope.deeper()
        form = self.one_of("own", "own", "own", "call", "call", "call", "otherwise", "if")
        if form == "otherwise" and not isinstance(type_, ListOf):
            return f"({self.maybe(Optional(type_), inner)} otherwise {self.expression(type_, inner)})"
        if form == "if":
            return self.conditional(type_, type_, inner)
        written = self.call(type_, inner) if form == "call" else None
        return written or self.own(type_, inner) or path or self.simplest(type_, scope)

    def simplest(self, type_: Type, scope: Scope) -> str:
        """A literal, or records that are within reach."""
        if isinstance(type_, ListOf) and isinstance(type_.element, Simple):
            return f"[{self.literal(type_.element)}]"
        if isinstance(type_, (ListOf, Record)):
            within_reach = self.reach(type_, scope)
            assert within_reach is not None, type_
            return within_reach
        return self.literal(type_)

    def reach(self, type_: Type, scope: Scope) -> str | None:
        """A record or a list of records that is always there; nothing where none is."""
        path = self.path(lambda one: one == type_, scope)
        return path or (_from_the_top(id(self.records), type_, frozenset(scope.names)) if is_records(type_) else None)

    def literal(self, type_: Type) -> str:
        value = self.chance.choice(POOLS[type_])
        if type_ == TEXT:
            return f'"{value}"'
        if type_ == TRUTH:
            return "true" if value else "false"
        if isinstance(value, Duration):
            return f"({written(value)})"
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return f"({text})" if text.startswith("-") else text

    def call(self, type_: Type, scope: Scope) -> str | None:
        """A call that gives a type."""
        fitting = [each for each in self.calls if each[2] == type_]
        fitting = [each for each in fitting if self.callable(each, scope)]
        if not fitting:
            return None
        name, parameters, _ = self.chance.choice(fitting)
        if len(parameters) == 1 and isinstance(parameters[0], ListOf) and self.often(4):
            return f"{name}({self.comprehension(parameters[0].element, scope)})"
        return f"{name}({', '.join(self.argument(one, scope) for one in parameters)})"

    def callable(self, signature: Signature, scope: Scope) -> bool:
        """Whether all that a call needs is there."""
        name, parameters, _ = signature
        records = [required(one) for one in parameters if isinstance(required(one), Record) or is_records(one)]
        within = all(self.reach(one, scope) for one in records)
        return within and ("plan" in scope.names or name not in self.of_plan)

    def argument(self, type_: Type, scope: Scope) -> str:
        closed = self.path(lambda one: isinstance(one, Enum), scope) if type_ == TEXT and self.often(6) else None
        return closed or self.expression(type_, scope)

    def maybe(self, type_: Optional, scope: Scope) -> str:
        """An expression of a value that may be missing, and that the checker takes to be so."""
        path = self.path(lambda one: one == type_, scope)
        if path is not None and (scope.depth <= 0 or self.often()):
            return path
        inner = scope.deeper()
        if type_.type == NUMBER and self.often(3):
            return f"({self.expression(NUMBER, inner)} / ({self.expression(NUMBER, inner)} - 1))"
        if isinstance(type_.type, Record):
            if self.reach(ListOf(type_.type), scope) is None:
                return path or self.expression(type_.type, scope)
            if "id" in self.records.fields[type_.type.name] and self.often():
                return self.asked(type_.type, inner)
            return f"{self.one_of('first', 'last')}({self.expression(ListOf(type_.type), inner)})"
        if path is not None and self.often(4):
            return self.conditional(type_, type_.type, inner)
        below = self.below_asked(type_, inner) if self.often() else None
        if below is not None:
            return below
        return self.call(type_, inner) or f"first({self.expression(ListOf(type_.type), inner)})"

    def asked(self, record: Record, scope: Scope) -> str:
        """A record of a list, by an id that may be missing itself."""
        key = self.expression(TEXT, scope) if self.often() else self.maybe(Optional(TEXT), scope)
        return f"{self.expression(ListOf(record), scope)}[{key}]"

    def below_asked(self, type_: Optional, scope: Scope) -> str | None:
        """A field of a record of a list that is asked for by its id."""
        fitting = [
            (Record(record), name)
            for record, fields in self.records.fields.items()
            for name, one in fields.items()
            if "id" in fields and optional(one.type) == type_ and self.reach(ListOf(Record(record)), scope)
        ]
        if not fitting:
            return None
        record, name = self.chance.choice(fitting)
        return f"{self.asked(record, scope)}.{name}"

    def conditional(self, one: Type, other: Type, scope: Scope) -> str:
        condition = self.truth(scope)
        return f"(if {condition} then {self.expression(one, scope)} else {self.expression(other, scope)})"

    def own(self, type_: Type, scope: Scope) -> str | None:
        """A form of the grammar that gives a type."""
        write = lambda one: self.expression(one, scope)  # noqa: E731  # a word for what the next lines repeat
        match type_:
            case ListOf(element=element):
                return self.list_of(element, scope)
            case _ if type_ == TRUTH:
                return self.truth(scope)
            case _ if type_ == TEXT:
                return self.text(scope)
            case _ if type_ == NUMBER:
                return self.one_of(
                    lambda: f"({write(NUMBER)} {self.one_of('+', '-', '*')} {write(NUMBER)})",
                    lambda: f"(-{write(NUMBER)})",
                    lambda: f"({write(NUMBER)} / {self.one_of('2', '0.5', '(-3)')})",
                )()
            case _ if type_ == DATE:
                return self.one_of(
                    lambda: f"({write(DATE)} {self.one_of('+', '-')} {write(DURATION)})",
                    lambda: f"({write(DURATION)} + {write(DATE)})",
                )()
            case _ if type_ == DURATION:
                return self.one_of(
                    lambda: f"({write(DATE)} - {write(DATE)})",
                    lambda: f"({write(DURATION)} {self.one_of('+', '-')} {write(DURATION)})",
                    lambda: f"({write(DURATION)} * {write(NUMBER)})",
                    lambda: f"({write(NUMBER)} * {write(DURATION)})",
                    lambda: f"(-{write(DURATION)})",
                )()
        return None

    def text(self, scope: Scope) -> str:
        """A text with values in it."""
        closed = self.path(lambda one: isinstance(one, Enum), scope) if self.often(4) else None
        shown = closed or self.expression(self.one_of(*SIMPLE, ListOf(self.one_of(*SIMPLE))), scope)
        return f'"a {{{shown}}} b{{{{c}}}}"'

    def list_of(self, element: Type, scope: Scope) -> str:
        """A list."""
        if self.often() and not isinstance(element, Record):
            return f"[{', '.join(self.expression(element, scope) for _ in range(self.one_of(1, 2, 3)))}]"
        closure = self.closure(element, scope) if isinstance(element, Record) and self.often() else None
        return closure or f"[{self.comprehension(element, scope)}]"

    def closure(self, element: Record, scope: Scope) -> str | None:
        """Where a field leads from record to record."""
        fields = self.records.fields[element.name]
        naming = [name for name, one in fields.items() if required(one.type) == TEXT or one.type == ListOf(TEXT)]
        if "id" not in fields or self.reach(ListOf(element), scope) is None:
            return None
        way = f"by {self.chance.choice(naming)} in {self.expression(ListOf(element), scope)}"
        within = self.reach(element, scope) is not None
        function = self.one_of("reach", "reaching", "circular") if within else "circular"
        return f"{function}({'' if function == 'circular' else self.expression(element, scope) + ', '}{way})"

    def comprehension(self, element: Type, scope: Scope) -> str:
        """`E for x in L where C`."""
        same = isinstance(element, Record)
        list_, variable, type_ = self.loop(scope, element if same else None)
        within = scope.having(variable, type_)
        where, within = self.where(variable, within)
        sorted_by = f" sorted by {self.key(within)}" if self.chance.random() < 0.25 else ""
        return f"{variable if same else self.expression(element, within)} for {variable} in {list_}{where}{sorted_by}"

    def key(self, scope: Scope) -> str:
        """What a list is sorted by."""
        key = self.expression(self.one_of(NUMBER, TEXT, DATE, DURATION, Optional(NUMBER), Optional(TEXT)), scope)
        return f"({key}){self.one_of('', ' descending')}"

    # conditions

    def truth(self, scope: Scope) -> str:
        """A condition."""
        self.budget -= 1
        inner = scope.deeper()
        if scope.depth <= 0 or self.budget <= 0:
            return self.comparison(inner)
        write = lambda type_: self.expression(type_, inner)  # noqa: E731  # a word for what the next lines repeat
        return str(
            self.one_of(
                lambda: self.comparison(inner),
                lambda: self.comparison(inner),
                lambda: self.membership(inner),
                lambda: f"({self.truth(inner)} {self.one_of('and', 'or')} {self.truth(inner)})",
                lambda: f"(not {self.truth(inner)})",
                lambda: self.told(inner)[0],
                lambda: self.told(inner)[0],
                lambda: self.quantifier(inner),
                lambda: self.quantifier(inner),
                lambda: f"({write(ListOf(self.one_of(*SIMPLE)))} is {self.one_of('present', 'missing')})",
                lambda: f"({write(self.one_of(*SIMPLE))} is {self.one_of('present', 'missing')})",
                lambda: f"({write(TEXT)} matches /{self.one_of('a.?b', '^[abx]+$', '(?i)Ä', '.')}/)",
                lambda: f"({write(TEXT)} matches settings.naming)",
                lambda: self.call(TRUTH, inner) or self.comparison(inner),
            )()
        )

    def comparison(self, scope: Scope) -> str:
        closed = self.path(lambda one: isinstance(one, Enum), scope)
        if closed is not None and self.often(4):
            return self.of_closed(closed, scope)
        type_ = self.one_of(*SIMPLE)
        left, right = self.expression(type_, scope), self.expression(type_, scope)
        if type_ in ORDERED and self.often(4):
            return f"({left} between {right} and {self.expression(type_, scope)})"
        order = ("<", "<=", ">", ">=") if type_ in ORDERED else ()
        return f"({left} {self.one_of('==', '!=', *order)} {right})"

    def of_closed(self, path: str, scope: Scope) -> str:
        """A field with a closed set of values, and one or some of these."""
        closed = scope.type_of(path)
        assert isinstance(closed, Enum)
        values = [f'"{value}"' for value in sorted(closed.values)]
        if self.often():
            return f"({path} {self.one_of('in', 'not in')} [{', '.join(values[:2])}])"
        many = self.path(lambda one: one == ListOf(closed), scope)
        if many is not None and self.often():
            return f"({self.one_of(path, *values)} in {many})"
        return f"({path} {self.one_of('==', '!=')} {self.one_of(*values)})"

    def membership(self, scope: Scope) -> str:
        type_ = self.one_of(*SIMPLE)
        list_ = self.expression(ListOf(type_), scope)
        return f"({self.expression(type_, scope)} {self.one_of('in', 'not in')} {list_})"

    def told(self, scope: Scope) -> tuple[str, str | None]:
        """A condition that tells of presence, and one that needs to know; and what is present where it is false."""
        path = self.path(lambda one: isinstance(one, Optional), scope)
        if path is None:
            return self.comparison(scope), None
        knowing = scope.knowing(path)
        type_ = knowing.type_of(path)
        use = self.truth(knowing)
        if type_ in SIMPLE and self.often():
            use = f"({path} {self.one_of('==', '!=')} {self.expression(type_, knowing)} and {use})"
        form, behind = self.one_of(
            ("({p} is present and {u})", None),
            ("({p} is missing or {u})", path),
            ("(not ({p} is missing) and {u})", None),
            ("(if {p} is present then {u} else {v})", None),
        )
        return form.format(p=path, u=use, v=self.one_of("false", "true")), behind

    def quantifier(self, scope: Scope) -> str:
        list_, variable, element = self.loop(scope)
        named, scope = self.paired(variable, element, scope)
        where, inner = self.where(variable, scope.having(variable, element))
        kind = self.one_of("some", "every", "no")
        return f"({kind} {named} in {list_}{where} satisfies {self.condition(variable, inner)})"

    # loops

    def paired(self, variable: str, element: Type, scope: Scope) -> tuple[str, Scope]:
        """What a loop calls its elements: one at a time, or two."""
        if not isinstance(element, Record) or self.chance.random() < 0.8:
            return variable, scope
        other = self.new()
        return f"pair {other}, {variable}", scope.having(other, element)

    def loop(self, scope: Scope, element: Type | None = None) -> tuple[str, str, Type]:
        """A list, a variable and its type: any list of records that can be reached, or one of simple values."""
        if element is None and self.often(6):
            element = self.one_of(*SIMPLE)
            return self.expression(ListOf(element), scope), self.new(), element
        wanted = None if element is None else ListOf(element)
        path = self.path(lambda one: one == wanted if wanted else is_records(one), scope)
        if path is None:
            top = self.reach(wanted, scope) if wanted else None
            return (top, self.new(), element) if top and element else (f'["a", {self.literal(TEXT)}]', self.new(), TEXT)
        found = scope.type_of(path)
        assert isinstance(found, ListOf)
        if scope.depth > 0 and self.budget > 0 and self.often(4):
            return (
                self.call(found, scope.deeper()) or self.list_of(found.element, scope.deeper()),
                self.new(),
                found.element,
            )
        return path, self.new(), found.element

    def where(self, variable: str, scope: Scope) -> tuple[str, Scope]:
        """A filter, and what is known behind it."""
        if self.often(3):
            return "", scope
        told = self.path(lambda one: isinstance(one, Optional), scope, [variable])
        if told is None or self.often():
            return f" where {self.condition(variable, scope)}", scope
        knowing = scope.knowing(told)
        more = f" and {self.condition(variable, knowing)}" if self.often() else ""
        return f" where {told} is present{more}", knowing

    def condition(self, variable: str, scope: Scope) -> str:
        """A condition on a loop's element: often that something of it is the same as something else."""
        own = self.path(lambda one: one in SIMPLE, scope, [variable])
        if own is None or self.often(3):
            return self.truth(scope.deeper())
        other = self.expression(scope.type_of(own), scope.deeper())
        same = f"{own} == {other}" if self.often() else f"{other} == {own}"
        return f"({same})" if self.often() else f"({same} and {self.truth(scope.deeper())})"

    # defines

    def define(self, number: int) -> str:
        """A define with parameters, which rules and later defines may call."""
        name, kinds = f"d{number}", [each for each in self.records.fields if each != "portfolio"]
        wanted = [*SIMPLE, *SIMPLE, ListOf(TEXT), ListOf(NUMBER), Optional(NUMBER), Optional(TEXT)]
        types = [
            self.one_of(
                *wanted, Record(record := self.chance.choice(kinds)), ListOf(Record(record)), Optional(Record(record))
            )
            for _ in range(self.one_of(0, 1, 1, 2))
        ]
        parameters = {self.new(): type_ for type_ in types}
        names = {**parameters, "settings": Record("settings"), "today": DATE}
        if self.often():
            names["plan"] = Record("plan")
            self.of_plan.add(name)
        result = self.one_of(*SIMPLE, *SIMPLE, ListOf(TEXT), Optional(NUMBER), *map(ListOf, map(Record, kinds)))
        if is_records(result) and self.reach(result, Scope(self.records, names)) is None:
            result = NUMBER
        self.budget = 12
        value = self.expression(result, Scope(self.records, names, depth=2))
        self.calls += [(name, tuple(types), result)] * 8
        return f"define {name}({', '.join(f'{each}: {type_}' for each, type_ in parameters.items())}) = {value}"

    # rules

    def rule(self, number: int) -> str:
        """A rule of the plan, of the plan and what it was before, or of the portfolio; now and then it asks something else besides."""
        about = self.one_of("plan", "plan", "plan", "previous", "portfolio")
        level = self.one_of("must", "should", "could")
        text = "\nalso\n  ".join(self.part(about, level) for _ in range(self.one_of(1, 1, 1, 2, 3)))
        if about == "portfolio" and "portfolio" not in text:
            text = f"when portfolio.plans is present\n  {text}"
        return f'rule rule-{number} "Rule"\n  {text}'

    def part(self, about: str, level: str) -> str:
        """The clauses of a rule, or of what follows `also`."""
        names: dict[str, Type] = {"settings": Record("settings"), "today": DATE}
        names |= {"portfolio": Record("portfolio")} if about == "portfolio" else {"plan": Record("plan")}
        scope, lines = Scope(self.records, names), []
        if about == "previous":
            clause, scope = self.before(scope)
            lines.append(clause)
        if about == "portfolio" and self.often():
            lines.append(f"for each {(each := self.new())} in portfolio.plans")
            scope = scope.having(each, Record("plan"))
        for _ in range(self.one_of(0, 1, 2, 3, 4)):
            self.budget = 25
            clause, scope = self.step(scope)
            lines.append(clause)
        self.budget = 25
        demand, behind = self.told(scope) if self.often(4) else (self.truth(scope), None)
        lines.append(f"{level} {demand}")
        failed = replace(scope.knowing(behind) if behind else scope, depth=2)
        lines += [
            f"{self.one_of('must', 'should', 'could')} when {self.truth(failed)}"
            for _ in range(self.one_of(0, 0, 0, 1, 2))
        ]
        lines += self.remedy(replace(scope.knowing(behind) if behind else scope, depth=2))
        return "\n  ".join(lines)

    def before(self, scope: Scope) -> tuple[str, Scope]:
        """What happens without a previous plan, which a rule that looks at it has to say."""
        may_be = scope.having("previous", Optional(Record("plan")))
        return self.one_of(
            ("when previous is present", may_be.knowing("previous")),
            (f"let {(seen := self.new())} = previous is present", may_be.having(seen, TRUTH)),
            (f"let {(was := self.new())} = previous.title otherwise plan.title", may_be.having(was, TEXT)),
        )

    def step(self, scope: Scope) -> tuple[str, Scope]:
        """A clause, and what is known behind it."""
        match self.one_of("let", "when", "told", "each", "each"):
            case "let":
                return self.let(scope)
            case "when":
                return f"when {self.truth(scope)}", scope
            case "told" if (path := self.path(lambda one: isinstance(one, Optional), scope)) is not None:
                return f"when {path} is present", scope.knowing(path)
            case _:
                list_, variable, type_ = self.loop(scope)
                named, scope = self.paired(variable, type_, scope)
                where, inner = self.where(variable, scope.having(variable, type_))
                return f"for each {named} in {list_}{where}", inner

    def let(self, scope: Scope) -> tuple[str, Scope]:
        name, type_ = (
            self.new(),
            self.one_of(*SIMPLE, *map(ListOf, SIMPLE), Optional(NUMBER), Optional(TEXT), None, None),
        )
        if type_ is not None:
            return f"let {name} = {self.expression(type_, scope)}", scope.having(name, type_)
        path = self.path(lambda one: is_records(one) or (is_place(one) and one != Record("portfolio")), scope)
        if path is None:
            return f"let {name} = today", scope.having(name, DATE)
        return f"let {name} = {path}", scope.having(name, scope.type_of(path))

    def remedy(self, scope: Scope) -> list[str]:
        """What a finding says, where it stands, and what would be right."""
        self.budget = 15
        roots = [name for name, type_ in scope.names.items() if is_place(type_)]
        shown = [
            name
            for name, type_ in scope.names.items()
            if type_ in SIMPLE or (isinstance(type_, ListOf) and type_.element in SIMPLE)
        ]
        lines = [f'say "found {{{self.expression(TEXT, scope)}}}{"".join(f" {{{name}}}" for name in shown)}"']
        if self.often():
            lines.append(f"at {self.path(lambda one: True, scope, roots)}")
        if self.often(3):
            lines.append(f'fix "write {{{self.expression(TEXT, scope)}}}"')
        if self.often(3) and (replaced := self.replacement(scope, roots)):
            lines.append(replaced)
        return lines

    def replacement(self, scope: Scope, roots: list[str]) -> str | None:
        """`replace PATH with VALUE`."""
        path = self.path(lambda one: required(one) == TEXT or isinstance(required(one), Enum), scope, roots)
        if path is None or "." not in path:
            return None
        type_ = required(scope.type_of(path))
        if isinstance(type_, Enum):
            return f'replace {path} with "{self.chance.choice(sorted(type_.values))}"'
        return f"replace {path} with {self.expression(self.one_of(TEXT, Optional(TEXT)), scope)}"


def rule_file(world: str, chance: Random) -> str:
    """A few defines, and a few rules, some of which share loops and values."""
    writer = Writer(WORLDS[world], chance)
    defines = [writer.define(number) for number in range(chance.choice([0, 1, 2, 3]))]
    return "\n\n".join([*defines, *(writer.rule(number) for number in range(chance.choice([1, 2, 3])))])
