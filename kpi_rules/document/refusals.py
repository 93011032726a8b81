"""What a document may not hold, though its format would: the sentences, each in one place for all formats.

Knows nothing of how it was found.
"""

from __future__ import annotations

from collections.abc import Callable

from kpi_rules.document.limits import Limits
from kpi_rules.document.problems import Problems
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Span

Tell = Callable[[Span, Limits, Problems], None]
"""How something beyond a limit is told."""


def duplicate(key: str, span: Span, first: Span | None, problems: Problems) -> None:
    """One key twice in one mapping."""
    problems.add(
        span,
        tr("the key `{key}` stands here a second time", key=_short(key)),
        tr("keep one of the two"),
        (tr("first here"), first) if first else None,
    )


def no_key(span: Span, problems: Problems) -> None:
    """A colon with nothing before it."""
    problems.add(span, tr("a key is missing before the colon"), tr("write it as `key: value`"))


def key_not_text(span: Span, problems: Problems) -> None:
    """A list, a mapping or an alias as a key."""
    problems.add(span, tr("a key must be text"), tr("a key that starts with `[`, `{`, `*` or `?` needs quotes"))


def merge_key(span: Span, problems: Problems) -> None:
    """YAML 1.1's `<<`."""
    problems.add(
        span,
        tr("`<<` has no meaning here: YAML 1.2 does not know it"),
        tr("write the fields out; a whole value can be named with `&name` and repeated with `*name`"),
    )


def tag(span: Span, text: str, problems: Problems) -> None:
    """A tag such as `!!str`."""
    problems.add(
        span,
        tr("the tag `{tag}` has no meaning here: a value is what it looks like", tag=_short(text)),
        tr("remove it; put a number or a date in quotes to have it read as text"),
    )


def empty_block(span: Span, sign: str, problems: Problems) -> None:
    """A `|` or `>` with no text below it, which is often a comparison without quotes."""
    problems.add(
        span,
        tr("`{sign}` announces text on the lines below, and there is none", sign=sign),
        tr("put a value that starts with `{sign}` in quotes", sign=sign[:1]),
    )


def too_long(span: Span, limits: Limits, problems: Problems) -> None:
    """One text beyond the limit."""
    problems.add(
        span,
        ntr(
            "from here on there is no end of one text within {count} character",
            "from here on there is no end of one text within {count} characters",
            limits.text,
        ),
        tr("look for a quote that is not closed; a text of this length does not belong in a plan"),
    )


def key_too_long(span: Span, limits: Limits, problems: Problems) -> None:
    """One key beyond the limit."""
    problems.add(
        span, ntr("a key is longer than {count} character", "a key is longer than {count} characters", limits.key)
    )


def too_deep(span: Span, limits: Limits, problems: Problems) -> None:
    """Nesting beyond the limit."""
    problems.add(
        span,
        ntr(
            "lists and mappings stand more than {count} level inside each other here",
            "lists and mappings stand more than {count} levels inside each other here",
            limits.depth,
        ),
        tr("a plan needs no more than ten; look for brackets that are not closed"),
    )


def too_many(span: Span, limits: Limits, problems: Problems) -> None:
    """A file with too much in it."""
    problems.add(
        span,
        ntr(
            "the file holds more than {count} key or value",
            "the file holds more than {count} keys and values",
            limits.nodes,
        ),
        tr("split it into several plans"),
    )


def too_many_words(limits: Limits) -> tuple[str, str]:
    """A value that would take a closer look after very many that did; the sentence, and what to do."""
    return (
        ntr(
            "more than {count} value of the file is written in words or in doubt: this one is not read",
            "more than {count} values of the file are written in words or in doubt: this one is not read",
            limits.words,
        ),
        tr("write them plainly, as in `>= 500 leads by 2026-12-31` or `quarterly`, or split the plan"),
    )


def too_repetitive(span: Span, limits: Limits, problems: Problems) -> None:
    """Aliases that multiply."""
    problems.add(
        span,
        ntr(
            "aliases such as this one repeat more than {count} value, or nest too deep",
            "aliases such as this one repeat more than {count} values, or nest too deep",
            limits.repeated,
        ),
        tr("write the values out where they are needed"),
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
