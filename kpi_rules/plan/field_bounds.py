"""What the values of a pack's field keep to: least and greatest, and a pattern for texts.

Comes in: a declaration, to be looked at; or the schema of a field. Goes out: what is wrong with the declaration; what looks at each value once it is
read, as the reader of plans has it. Numbers keep to JSON Schema's own bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kpi_rules.document.readers import TYPE
from kpi_rules.document.shape import CHECKED, Refusal, Schema
from kpi_rules.i18n import spoken, tr
from kpi_rules.language.values import show
from kpi_rules.plan.misdeclared import Misdeclared

_LIST: Final = "list of "
_ORDERED: Final = ("number", "date", "duration")


def check_bounds(path: tuple[str, ...], declaration: Mapping[str, Any]) -> Misdeclared | None:
    """What is wrong with the bounds and the pattern of a declaration, and with a default beyond them."""
    word = str(declaration.get("type", "text")).removeprefix(_LIST)
    found: dict[str, Any] = {}
    for part in ("minimum", "maximum"):
        if part not in declaration:
            continue
        if word not in _ORDERED:
            return _has_no(part, word, path)
        found[part] = _read(word, declaration[part])
        if found[part] is None:
            message = tr("`{value}` is not a {type}", value=declaration[part], type=word)
            return Misdeclared((*path, part), message, tr("write the bound as plans write such values"))
    if len(found) == 2 and found["minimum"] > found["maximum"]:
        return Misdeclared((*path, "maximum"), tr("the greatest value lies below the least"), tr("exchange the two"))
    return _check_pattern(path, word, declaration) or _check_default(path, word, declaration)


def _has_no(part: str, word: str, path: tuple[str, ...]) -> Misdeclared:
    return Misdeclared(
        (*path, part), tr("a field of type {type} has no `{part}`", type=word, part=part), tr("leave it out")
    )


def _check_pattern(path: tuple[str, ...], word: str, declaration: Mapping[str, Any]) -> Misdeclared | None:
    from kpi_rules.language import messages, regex

    if "pattern" not in declaration:
        return None
    if word != "text" or "values" in declaration:
        return _has_no("pattern", word, path)
    wrong = regex.problem(declaration["pattern"])
    if wrong is None:
        return None
    said = messages.bad_regex(*wrong)
    return Misdeclared((*path, "pattern"), said.message, said.help)


def _check_default(path: tuple[str, ...], word: str, declaration: Mapping[str, Any]) -> Misdeclared | None:
    default = _read(word, declaration.get("default"))
    refusal = None if default is None else _against(word, declaration)(default)
    return None if refusal is None else Misdeclared((*path, "default"), refusal.message, refusal.help)


def _read(word: str, raw: Any) -> Any:
    """A value as rules see it; nothing where it is none."""
    if raw is None or word in ("text", "truth"):
        return raw
    if word == "number":
        return None if isinstance(raw, (str, bool)) else raw
    from kpi_rules.plan.convert import MISSING, Doubt, converted

    read = converted(word, raw) if isinstance(raw, str) else MISSING
    return None if read is MISSING or isinstance(read, (Refusal, Doubt)) else read


def checks(schema: Schema) -> Callable[[Any], Refusal | None]:
    """What looks at the values of a field, by its schema."""
    return _against(str(schema.get(TYPE, "text")), schema[CHECKED])


def _against(word: str, given: Mapping[str, Any]) -> Callable[[Any], Refusal | None]:
    least, most = _read(word, given.get("minimum")), _read(word, given.get("maximum"))
    pattern = given.get("pattern")

    def check(value: Any) -> Refusal | None:
        if least is not None and isinstance(value, type(least)) and value < least:
            return Refusal(tr("the least that is allowed here is {minimum}", minimum=show(least, spoken())), None)
        if most is not None and isinstance(value, type(most)) and value > most:
            return Refusal(tr("the most that is allowed here is {maximum}", maximum=show(most, spoken())), None)
        return _unlike(value, pattern) if pattern is not None and isinstance(value, str) else None

    return check


def _unlike(value: str, pattern: str) -> Refusal | None:
    from kpi_rules.language import regex

    if regex.found(pattern, value):
        return None
    short = value if len(value) <= 40 else value[:39] + "…"
    return Refusal(
        tr("`{value}` is not written as it should be", value=short), tr("it has to match `{pattern}`", pattern=pattern)
    )
