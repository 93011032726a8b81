"""What differs between two policies as sentences: one line each, the language's own words as they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kpi_rules.comparing.difference import Aspect, Difference, Entry
from kpi_rules.comparing.effects import EFFECTS
from kpi_rules.i18n import listed, ntr, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.comparing.effects import Effect

CLAUSES = frozenset({"condition", "when", "for each", "let", "define", "at", "replace", "also"})
"""Aspects whose values are words of the language."""
TEXTS = frozenset({"say", "fix", "title", "because", "source", "description"})
"""Aspects whose values are prose."""
_SAYS = frozenset({"condition", "when", "for each", "let", "define", "setting", "also", "level", "waivable", "value"})
"""Aspects that may mean something for plans."""
MOST_SIGNS = 100
"""Signs of a text that are shown; machines get all of it."""

Show = Callable[[str, str], str]
"""`show(kind, text)`: a value as it stands in a line, of the kind `code`, `text` or `value`."""


def heading(entry: Entry) -> str:
    """What has changed, and what that means."""
    told = _subject(entry)
    means = effect_in_words(entry)
    return tr("{change} ({effect})", change=told, effect=means) if means else told


def _subject(entry: Entry) -> str:
    values = {"name": entry.name, "was": entry.was}
    subject = {
        "pack": tr("pack {name}", **values),
        "rule": tr("rule {name}", **values),
        "setting": tr("setting {name}", **values),
        "field": tr("field {name}", **values),
        "project": tr("setting {name}", **values),
    }[entry.subject]
    match entry.kind:
        case "added":
            return tr("{subject} added", subject=subject)
        case "removed":
            return tr("{subject} removed", subject=subject)
        case "renamed":
            return tr("{subject}, which was {was}", subject=subject, **values)
        case "changed":
            return subject


def effect_in_words(entry: Entry) -> str:
    """What an entry means for plans; nothing where it cannot mean anything."""
    if entry.effect is None or (entry.effect == "same" and not any(one.what in _SAYS for one in entry.aspects)):
        return ""
    return effect_word(entry.effect)


def effect_word(effect: Effect) -> str:
    """An effect in a word or two."""
    match effect:
        case "easier":
            return tr("easier")
        case "harder":
            return tr("harder")
        case "either":
            return tr("easier or harder")
        case "same":
            return tr("no plan fares otherwise")


def line(aspect: Aspect, show: Show) -> str:
    """One aspect: what it was and what it is."""
    kind = "code" if aspect.what in CLAUSES else "text" if aspect.what in TEXTS else "value"
    values = {"what": label(aspect), "before": show(kind, aspect.before), "after": show(kind, aspect.after)}
    if not aspect.before:
        return tr("{what}: {after} is new", **values)
    if not aspect.after:
        return tr("{what}: {before} is gone", **values)
    return tr("{what}: {before} → {after}", **values)


def label(aspect: Aspect) -> str:
    """What an aspect is called: a clause by its word in the language, with its name; the part of the rule where that is not the first."""
    words = {
        "condition": tr("demand"),
        "define": f"`define {aspect.name}`",
        "let": f"`let {aspect.name}`",
        "setting": tr("setting {name}", name=aspect.name),
        "title": tr("title"),
        "level": tr("level"),
        "waivable": tr("waivable"),
        "stands in for": tr("stands in for"),
        "type": tr("type"),
        "value": tr("value"),
        "minimum": tr("minimum"),
        "maximum": tr("maximum"),
        "values": tr("possible values"),
        "description": tr("description"),
        "required": tr("required"),
        "default": tr("default"),
        "version": tr("version"),
    }
    word = words.get(aspect.what, f"`{aspect.what}`")
    if aspect.part:
        return tr("{what} (part {number})", what=word, number=aspect.part + 1)
    return word


def summary(difference: Difference) -> str:
    """How much has become easier, harder, or may have."""
    effects = Counter(entry.effect for entry in difference.entries if entry.effect and effect_in_words(entry))
    return listed(_counted(effect, effects[effect]) for effect in EFFECTS if effects[effect])


def _counted(effect: Effect, count: int) -> str:
    match effect:
        case "easier":
            return ntr("{count} change makes it easier", "{count} changes make it easier", count)
        case "either":
            return ntr("{count} may work either way", "{count} may work either way", count)
        case "harder":
            return ntr("{count} change makes it harder", "{count} changes make it harder", count)
        case "same":
            return ntr("{count} changes no verdict", "{count} change no verdict", count)
