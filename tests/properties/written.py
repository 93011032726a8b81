"""Strategies: rules as text, well typed by construction, over a small schema, and plans for them.

Texts, numbers and ids come from small pools, so that things are found, repeated and missed; conditions that tell of presence are followed by
uses of what they told.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kpi_rules.language.types import (
    DATE,
    DURATION,
    NUMBER,
    TEXT,
    TRUTH,
    Enum,
    Field,
    ListOf,
    Optional,
    Record,
    Records,
    Type,
    optional,
    required,
)
from kpi_rules.structs import Struct, field, replace

STATUS = Enum(frozenset({"active", "retired", "proposed"}))
RECORDS = Records(
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
SETTINGS: dict[str, Type] = {
    "limit": NUMBER,
    "words": ListOf(TEXT),
    "since": DATE,
    "gap": DURATION,
    "word": TEXT,
}
DEFINES = """
define plainly(text: text) = join(words(lower(text)), " ")
define active() = [a for a in plan.kpis where a.status == "active"]
define owned(owner: text) = [a for a in plan.kpis where a.owner is present and a.owner == owner]
define doubled(n: number) = n + n
define named(k: kpi) = k.name otherwise k.id
"""
SIMPLE = (TEXT, NUMBER, TRUTH, DATE, DURATION)
Draw = Callable[[st.SearchStrategy[Any]], Any]

# values

TEXTS = st.sampled_from(["a", "b", "ab", "a b", "Ä", "x"])
NUMBERS = st.sampled_from([0, 1, 2, -1, 7, Decimal("0.5"), Decimal("1.0"), Decimal("2.50")])
DATES = st.sampled_from([datetime.date(2026, 1, 31), datetime.date(2026, 3, 1), datetime.date.max])
_VALUES: dict[Type, st.SearchStrategy[Any]] = {
    TEXT: TEXTS,
    NUMBER: NUMBERS,
    TRUTH: st.booleans(),
    DATE: DATES,
    DURATION: st.sampled_from([0, 1, 7, 30]),
    STATUS: st.sampled_from(sorted(STATUS.values)),
}


def value_of(type_: Type) -> st.SearchStrategy[Any]:
    """Values of a type."""
    match type_:
        case Record(name):
            return records_of(name)
        case ListOf(element):
            return st.lists(value_of(element), max_size=4)
        case _:
            return _VALUES[type_]


def records_of(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Records: what is required is there, the rest may be."""
    fields = RECORDS.fields[name]
    needed = {
        key: value_of(one.type)
        for key, one in fields.items()
        if not isinstance(one.type, (Optional, ListOf)) and one.default is None
    }
    others = {key: value_of(required(one.type)) for key, one in fields.items() if key not in needed}
    return st.fixed_dictionaries(needed, optional=others)


def settings() -> st.SearchStrategy[dict[str, Any]]:
    """Settings: all are there."""
    return st.fixed_dictionaries({name: value_of(type_) for name, type_ in SETTINGS.items()})


# text


class Scope(Struct):
    """Names with their types, and the paths that are known to be present."""

    names: dict[str, Type]
    facts: frozenset[str] = frozenset()
    depth: int = 3

    def deeper(self) -> Scope:
        return replace(self, depth=self.depth - 1)

    def knowing(self, path: str) -> Scope:
        parts = path.split(".")
        return replace(self, facts=self.facts | {".".join(parts[:size]) for size in range(1, len(parts) + 1)})

    def paths(self) -> list[tuple[str, Type]]:
        """Every path of up to three steps, with the type that it has here."""
        found: list[tuple[str, Type]] = []
        for name, type_ in self.names.items():
            self._extend(name, required(type_) if name in self.facts else type_, 0, found)
        return found

    def _extend(self, path: str, type_: Type, steps: int, found: list[tuple[str, Type]]) -> None:
        found.append((path, type_))
        many = isinstance(type_, ListOf)
        inner = type_.element if isinstance(type_, ListOf) else required(type_)
        if steps == 3 or not isinstance(inner, Record) or (path == "portfolio"):
            return
        fields = SETTINGS_FIELDS if inner.name == "settings" else RECORDS.fields[inner.name]
        for name, declared in fields.items():
            below = f"{path}.{name}"
            if many:
                self._extend(below, _listed(declared.type), steps + 1, found)
            else:
                field_type = optional(declared.type) if isinstance(type_, Optional) else declared.type
                self._extend(below, required(field_type) if below in self.facts else field_type, steps + 1, found)


SETTINGS_FIELDS = {name: Field(type_) for name, type_ in SETTINGS.items()}


def _listed(type_: Type) -> Type:
    return type_ if isinstance(type_, ListOf) else ListOf(required(type_))


class Writer(Struct, frozen=False):
    """Writes expressions of a wanted type."""

    draw: Draw
    used: int = 0
    budget: int = 40
    written: list[str] = field(default_factory=list)

    def one_of(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def new(self) -> str:
        self.used += 1
        return f"x{self.used}"

    def path(self, fits: Callable[[Type], bool], scope: Scope) -> str | None:
        """A path of a fitting type."""
        fitting = [path for path, type_ in scope.paths() if fits(type_)]
        return self.draw(st.sampled_from(fitting)) if fitting else None

    def expression(self, type_: Type, scope: Scope) -> str:
        """An expression of a type, which is not optional."""
        self.budget -= 1
        if isinstance(type_, ListOf):
            return self.list_of(type_.element, scope)
        plain = scope.depth <= 0 or self.budget <= 0
        path = self.path(lambda one: one == type_, scope)
        if plain or self.one_of(0, 1, 2) == 0:
            return path if path is not None and self.one_of(0, 1, 2) else self.literal(type_)
        if self.one_of(0, 1, 2, 3) == 0:
            return f"({self.optional(type_, scope)} otherwise {self.expression(type_, scope.deeper())})"
        if self.one_of(0, 1, 2, 3, 4) == 0:
            parts = (self.truth(scope.deeper()), *(self.expression(type_, scope.deeper()) for _ in range(2)))
            return "(if {} then {} else {})".format(*parts)
        return {TEXT: self.text, NUMBER: self.number, TRUTH: self.truth, DATE: self.date, DURATION: self.duration}[
            type_
        ](scope.deeper())

    def literal(self, type_: Type) -> str:
        value = self.draw(_VALUES[type_])
        if type_ == TEXT:
            return f'"{value}"'
        if type_ == TRUTH:
            return "true" if value else "false"
        if type_ == DURATION:
            return f"{value} days"
        return f"({value})" if str(value).startswith("-") else str(value)

    def optional(self, type_: Type, scope: Scope) -> str:
        """An expression of `T?`."""
        path = self.path(lambda one: one == Optional(type_), scope)
        list_ = self.list_of(type_, scope.deeper())
        options = [f"first({list_})", f"last({list_})"]
        if type_ in (NUMBER, DATE, DURATION):
            options += [f"min({list_})", f"max({list_})"]
        if type_ == NUMBER:
            options.append(f"({self.expression(NUMBER, scope.deeper())} / {self.expression(NUMBER, scope.deeper())})")
            options.append(f"average({list_})")
        if type_ == TEXT:
            options.append(f"nearest({self.expression(TEXT, scope.deeper())}, {list_})")
        return self.one_of(*([path] * 3 if path else []), *options)

    def number(self, scope: Scope) -> str:
        write = lambda type_: self.expression(type_, scope)  # noqa: E731  # a word for what the next lines repeat
        match self.one_of(
            "count", "sum", "arithmetic", "negative", "round", "length", "year", "days", "define", "records"
        ):
            case "count":
                return f"count({self.list_of(self.one_of(*SIMPLE), scope)})"
            case "records":
                return f"count({self.records('kpi', scope)})"
            case "sum":
                return f"sum({self.list_of(NUMBER, scope)})"
            case "negative":
                return f"-({write(NUMBER)})"
            case "round":
                return f"round({write(NUMBER)}, 1)"
            case "length":
                return f"length({write(TEXT)})"
            case "year":
                return f"year({write(DATE)})"
            case "days":
                return f"days({write(DURATION)})"
            case "define":
                return f"doubled({write(NUMBER)})"
            case _:
                return f"({write(NUMBER)} {self.one_of('+', '-', '*')} {write(NUMBER)})"

    def text(self, scope: Scope) -> str:
        write = lambda type_: self.expression(type_, scope)  # noqa: E731  # a word for what the next lines repeat
        match self.one_of("shown", "lower", "join", "define", "list", "named"):
            case "lower":
                return f"{self.one_of('lower', 'upper', 'trim')}({write(TEXT)})"
            case "join":
                return f"join({self.list_of(TEXT, scope)})"
            case "define":
                return f"plainly({write(TEXT)})"
            case "list":
                return f'"{{{self.list_of(self.one_of(*SIMPLE), scope)}}}"'
            case "named" if (path := self.path(lambda one: one == Record("kpi"), scope)) is not None:
                return f"named({path})"
            case _:
                return f'"a {{{write(self.one_of(*SIMPLE))}}} b"'

    def date(self, scope: Scope) -> str:
        return f"({self.expression(DATE, scope)} {self.one_of('+', '-')} {self.expression(DURATION, scope)})"

    def duration(self, scope: Scope) -> str:
        write = lambda type_: self.expression(type_, scope)  # noqa: E731  # a word for what the next lines repeat
        match self.one_of("dates", "sum", "product", "list"):
            case "dates":
                return f"({write(DATE)} - {write(DATE)})"
            case "sum":
                return f"({write(DURATION)} {self.one_of('+', '-')} {write(DURATION)})"
            case "product":
                return f"({write(DURATION)} * {write(NUMBER)})"
            case _:
                return f"sum({self.list_of(DURATION, scope)})"

    def truth(self, scope: Scope) -> str:
        self.budget -= 1
        if scope.depth <= 0 or self.budget <= 0:
            return self.comparison(scope)
        inner = scope.deeper()
        match self.one_of(
            "compare", "compare", "in", "logic", "not", "told", "told", "quantifier", "quantifier", "list", "text"
        ):
            case "in":
                type_ = self.one_of(TEXT, NUMBER, DATE)
                word = self.one_of("in", "not in")
                return f"({self.expression(type_, inner)} {word} {self.list_of(type_, inner)})"
            case "logic":
                return f"({self.truth(inner)} {self.one_of('and', 'or')} {self.truth(inner)})"
            case "not":
                return f"not ({self.truth(inner)})"
            case "told":
                return self.told(inner)
            case "quantifier":
                return self.quantifier(inner)
            case "list":
                return f"({self.list_of(self.one_of(*SIMPLE), inner)} is {self.one_of('present', 'missing')})"
            case "text":
                text = self.expression(TEXT, inner)
                return self.one_of(f'contains({text}, "a")', f"({text} matches /a.?b/)", f"({text} is present)")
            case _:
                return self.comparison(inner)

    def comparison(self, scope: Scope) -> str:
        enums = self.path(lambda one: one == STATUS, scope)
        type_ = self.one_of(*SIMPLE)
        if enums is not None and self.one_of(0, 1, 2) == 0:
            return f'({enums} {self.one_of("==", "!=")} "{self.one_of(*sorted(STATUS.values))}")'
        left, right = self.expression(type_, scope.deeper()), self.expression(type_, scope.deeper())
        if type_ in (NUMBER, DATE, DURATION) and self.one_of(0, 1, 2) == 0:
            return f"({left} between {right} and {self.expression(type_, scope.deeper())})"
        ordered = ("<", "<=", ">", ">=") if type_ in (NUMBER, DATE, DURATION) else ()
        return f"({left} {self.one_of('==', '!=', *ordered)} {right})"

    def told(self, scope: Scope) -> str:
        """A condition that tells of presence, and one that needs to know."""
        path = self.path(lambda one: isinstance(one, Optional), scope)
        if path is None:
            return self.comparison(scope)
        knowing = scope.knowing(path)
        type_ = dict(knowing.paths())[path]
        use = self.truth(knowing)
        if type_ in (NUMBER, TEXT, DATE, DURATION) and self.one_of(0, 1):
            use = f"({path} {self.one_of('==', '!=')} {self.expression(type_, knowing)} and {use})"
        form = self.one_of(
            "({p} is present and {u})", "({p} is missing or {u})", "(if {p} is present then {u} else false)"
        )
        return str(form.format(p=path, u=use))

    def quantifier(self, scope: Scope) -> str:
        list_, variable, element = self.loop(scope)
        inner = replace(scope, names={**scope.names, variable: element})
        where, inner = self.where(variable, inner)
        kind = self.one_of("some", "every", "no")
        return f"({kind} {variable} in {list_}{where} satisfies {self.condition(variable, inner)})"

    def loop(self, scope: Scope) -> tuple[str, str, Type]:
        """A list, a variable and its type."""
        record = self.one_of("kpi", "kpi", "objective", "target", None)
        if record is None:
            return self.list_of(TEXT, scope), self.new(), TEXT
        return self.records(record, scope), self.new(), Record(record)

    def where(self, variable: str, scope: Scope) -> tuple[str, Scope]:
        """A filter, and what is known behind it."""
        told = [
            path for path, type_ in scope.paths() if path.startswith(variable + ".") and isinstance(type_, Optional)
        ]
        if told and self.one_of(0, 1):
            path = self.draw(st.sampled_from(told))
            knowing = scope.knowing(path)
            more = f" and {self.condition(variable, knowing)}" if self.one_of(0, 1) else ""
            return f" where {path} is present{more}", knowing
        return (f" where {self.condition(variable, scope)}", scope) if self.one_of(0, 1) else ("", scope)

    def condition(self, variable: str, scope: Scope) -> str:
        """A condition on a loop's element: often that something of it is the same as something else."""
        own = [(path, type_) for path, type_ in scope.paths() if path.split(".")[0] == variable and type_ in SIMPLE]
        if own and self.one_of(0, 1):
            path, type_ = self.draw(st.sampled_from(own))
            other = self.expression(type_, scope.deeper())
            same = f"{path} == {other}" if self.one_of(0, 1) else f"{other} == {path}"
            return f"({same})" if self.one_of(0, 1) else f"({same} and {self.truth(scope.deeper())})"
        return self.truth(scope.deeper())

    def records(self, name: str, scope: Scope) -> str:
        """A list of records."""
        path = self.path(lambda one: one == ListOf(Record(name)), scope)
        options = [path] * 3 if path else []
        if name == "kpi":
            options += ["active()", 'owned("a")', "plan.kpis"]
        if not options or (scope.depth > 0 and self.budget > 0 and self.one_of(0, 1, 2) == 0):
            return self.filtered(name, scope.deeper())
        return str(self.one_of(*options))

    def filtered(self, name: str, scope: Scope) -> str:
        source = {"kpi": "plan.kpis", "objective": "plan.objectives", "target": "plan.kpis.steps"}[name]
        variable = self.new()
        inner = replace(scope, names={**scope.names, variable: Record(name)})
        where, _ = self.where(variable, inner)
        return f"[{variable} for {variable} in {source}{where}]"

    def list_of(self, element: Type, scope: Scope) -> str:
        """A list of simple values."""
        self.budget -= 1
        path = self.path(lambda one: one == ListOf(element), scope)
        if scope.depth <= 0 or self.budget <= 0:
            return path or f"[{self.literal(element)}]"
        inner = scope.deeper()
        match self.one_of("path", "path", "made", "made", "literal", "built", "built"):
            case "path" if path:
                return path
            case "made":
                list_, variable, type_ = self.loop(inner)
                within = replace(inner, names={**inner.names, variable: type_})
                where, within = self.where(variable, within)
                return f"[{self.expression(element, within)} for {variable} in {list_}{where}]"
            case "built" if element != TRUTH:
                return f"{self.one_of('distinct', 'duplicates', 'sorted')}({self.list_of(element, inner)})"
            case _:
                return f"[{self.expression(element, inner)}, {self.expression(element, inner)}]"

    # rules

    def rule(self, number: int) -> str:
        """A rule; now and then it asks something else besides."""
        level = self.one_of("must", "should", "could")
        head, parts = f'rule rule-{number} "Rule"', [self.part(level) for _ in range(self.one_of(1, 1, 1, 2, 3))]
        return head + "\nalso".join(parts)

    def part(self, level: str) -> str:
        """The clauses of a rule, or of what follows `also`."""
        scope = Scope({"plan": Record("plan"), "settings": Record("settings"), "today": DATE})
        lines = [""]
        for _ in range(self.one_of(0, 1, 2, 3, 4)):
            self.budget = 25
            clause, scope = self.step(scope)
            lines.append(clause)
        self.budget = 25
        lines.append(f"{level} {self.truth(scope)}")
        places = [name for name, type_ in scope.names.items() if isinstance(type_, Record) and name != "settings"]
        place = self.draw(st.sampled_from(places))
        if self.one_of(0, 1):
            known = dict(scope.paths())
            lines.append(f"at {self.one_of(*[path for path in known if path.startswith(place + '.')] or [place])}")
        self.budget = 15
        lines.append(f'say "found {{{self.expression(TEXT, replace(scope, depth=2))}}}"')
        return "\n  ".join(lines)

    def step(self, scope: Scope) -> tuple[str, Scope]:
        """A clause, and what is known behind it."""
        match self.one_of("let", "when", "told", "each", "each"):
            case "let":
                name, type_ = self.new(), self.one_of(*SIMPLE, ListOf(Record("kpi")), ListOf(TEXT), Optional(NUMBER))
                if isinstance(type_, Optional):
                    value = self.optional(type_.type, scope)
                elif type_ == ListOf(Record("kpi")):
                    value = self.records("kpi", scope)
                else:
                    value = self.expression(type_, scope)
                return f"let {name} = {value}", replace(scope, names={**scope.names, name: type_})
            case "when":
                return f"when {self.truth(scope)}", scope
            case "told" if (path := self.path(lambda one: isinstance(one, Optional), scope)) is not None:
                return f"when {path} is present", scope.knowing(path)
            case _:
                list_, variable, type_ = self.loop(scope)
                inner = replace(scope, names={**scope.names, variable: type_})
                where, inner = self.where(variable, inner)
                return f"for each {variable} in {list_}{where}", inner


@st.composite
def rule_files(draw: Draw) -> str:
    """A few rules, some of which share loops and values."""
    writer = Writer(draw)
    return DEFINES + "\n\n".join(writer.rule(number) for number in range(draw(st.integers(1, 3))))
