"""How a built-in is declared: one decorated function with signature, documentation, examples and body.

The checker reads the signature, both evaluators call the body, the manual and the tests read the examples. In a signature
`any`, `value`, `ordered`, `sortable` and `quantity` stand for a type each, the same one wherever the word recurs.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

from kpi_rules.language.types import DATE, DURATION, NUMBER, TEXT, TRUTH, ListOf, Optional, Simple, Type
from kpi_rules.structs import Struct

VARIABLES: dict[str, tuple[Type, ...] | None] = {
    "any": None,
    "value": (TEXT, NUMBER, TRUTH, DATE, DURATION),
    "sortable": (NUMBER, DATE, DURATION, TEXT),
    "ordered": (NUMBER, DATE, DURATION),
    "quantity": (NUMBER, DURATION),
}
"""The types that a word of a signature may stand for; `None`: any type at all."""


class Parameter(Struct):
    """A parameter; with a default it may be left out."""

    name: str
    type: Type
    default: object = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty


class Example(Struct):
    """An expression and what it gives, as `kpi-rules eval` prints it."""

    expression: str
    value: object


class Builtin(Struct):
    """A function of the language."""

    name: str
    signature: str
    parameters: tuple[Parameter, ...]
    result: Type
    doc: str
    examples: tuple[Example, ...]
    body: Callable[..., object]


def builtin(signature: str, *examples: tuple[str, object]) -> Callable[[Callable[..., object]], Builtin]:
    """Declare a built-in: `name(parameter: type, …) -> type`, a default after `=` as in the function's own signature."""

    def declare(body: Callable[..., object]) -> Builtin:
        matched = re.fullmatch(r"(\w+)\((.*)\) -> (.+)", signature)
        assert matched is not None, signature
        defaults = inspect.signature(body).parameters
        parameters = tuple(
            Parameter(name, _type(type_.partition(" = ")[0]), defaults[name].default)
            for name, _, type_ in (part.partition(": ") for part in _split(matched[2]))
        )
        doc = inspect.getdoc(body) or ""
        return Builtin(
            matched[1], signature, parameters, _type(matched[3]), doc, tuple(Example(*e) for e in examples), body
        )

    return declare


def _split(parameters: str) -> list[str]:
    return re.split(r", (?=\w+: )", parameters) if parameters else []


def _type(text: str) -> Type:
    if text.endswith("?"):
        return Optional(_type(text[:-1]))
    if text.startswith("list of "):
        return ListOf(_type(text.removeprefix("list of ")))
    return Simple(text)
