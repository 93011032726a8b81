"""How a built-in is declared: one decorated function with signature, documentation, examples and body.

The checker reads the signature, both evaluators call the body, the manual and the tests read the examples. In a signature
`any`, `value`, `ordered`, `sortable` and `quantity` stand for a type each, the same one wherever the word recurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from kpi_rules.language.types import DATE, DURATION, NUMBER, TEXT, TRUTH, Enum, ListOf, Optional, Simple, Type
from kpi_rules.structs import Struct

VARIABLES: dict[str, tuple[Type, ...] | None] = {
    "any": None,
    "value": (TEXT, NUMBER, TRUTH, DATE, DURATION),
    "sortable": (NUMBER, DATE, DURATION, TEXT),
    "ordered": (NUMBER, DATE, DURATION),
    "quantity": (NUMBER, DURATION),
}
"""The types that a word of a signature may stand for; `None`: any type at all."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SETS = {"weekday": Enum(frozenset(WEEKDAYS))}
"""Words of a signature for texts of a closed set."""


class Parameter(Struct):
    """A parameter; with a default it may be left out."""

    name: str
    type: Type
    required: bool
    default: object = None


class Example(Struct):
    """An expression and what it gives, as `kpi-rules eval` prints it."""

    expression: str
    value: object


class Builtin(Struct):
    """A function of the language. Evaluation asks for its body alone; what its declaration says is read when it is asked for."""

    name: str
    signature: str
    body: Callable[..., object]
    written_examples: tuple[tuple[str, object], ...]
    form: str | None = None
    """How it is written where that is no plain call."""

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it takes."""
        import inspect

        given = inspect.signature(self.body).parameters
        parts = (part.partition(": ") for part in _split(self._parts[0]))
        return tuple(
            Parameter(name, _type(type_), True)
            if given[name].default is inspect.Parameter.empty
            else Parameter(name, _type(type_.partition(" = ")[0]), False, given[name].default)
            for name, _, type_ in parts
        )

    @cached_property
    def result(self) -> Type:
        """What it gives where what may be left out is."""
        return _type(self._parts[1].partition(" or ")[0])

    def given(self, arguments: int) -> Type:
        """What it gives for so many arguments: `any? or list of any` is the second where nothing is left out."""
        less, _, all_ = self._parts[1].partition(" or ")
        return _type(all_ if all_ and arguments == len(self.parameters) else less)

    @cached_property
    def doc(self) -> str:
        """What it is for."""
        import inspect

        return inspect.getdoc(self.body) or ""

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """What it is like in use."""
        return tuple(Example(*one) for one in self.written_examples)

    @cached_property
    def _parts(self) -> tuple[str, str]:
        matched = re.fullmatch(r"\w+\((.*)\) -> (.+)", self.signature)
        assert matched is not None, self.signature
        return matched[1], matched[2]


def builtin(
    signature: str, *examples: tuple[str, object], form: str | None = None
) -> Callable[[Callable[..., object]], Builtin]:
    """Declare a built-in: `name(parameter: type, …) -> type`, a default after `=` as in the function's own signature."""
    name = signature[: signature.index("(")]
    return lambda body: Builtin(name, signature, body, examples, form)


def _split(parameters: str) -> list[str]:
    return re.split(r", (?=\w+: )", parameters) if parameters else []


def _type(text: str) -> Type:
    if text.endswith("?"):
        return Optional(_type(text[:-1]))
    if text.startswith("list of "):
        return ListOf(_type(text.removeprefix("list of ")))
    return SETS.get(text) or Simple(text)
