"""What is wrong with an input, a rule or a pack: message, place, help.

A diagnostic is about an input; what a plan falls short of is a finding (`kpi_rules.engine.findings`). Style, after
Cedar's: lower case, no final period, the user's words in backticks, no words of the implementation, help apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.i18n import listed, tr
from kpi_rules.source import Location
from kpi_rules.structs import Struct


class Note(Struct):
    """A second place that a diagnostic or finding speaks of, and why."""

    label: str
    location: Location


class Edit(Struct):
    """The text that would put something right, at its place. `safe`: what is meant is beyond doubt."""

    location: Location
    text: str
    safe: bool


class Reading(Struct):
    """How words that a schema does not have are read: `written` as `read`, or as nothing of the schema's (`own`, and no `read`); where
    nothing is `written`, `read` stands in for what is missing."""

    written: str
    read: str = ""
    own: bool = False


class Diagnostic(Struct):
    """One thing that is wrong with an input.

    `location` is missing only where there is no text to point at (a file that cannot be read): then `message` names it.
    `warning` marks what `pack check` reports and loading accepts.
    """

    message: str
    location: Location | None
    help: str | None = None
    notes: tuple[Note, ...] = ()
    warning: bool = False
    edit: Edit | None = None
    unused: bool = False
    """What stands there could be left out: editors show it faded."""
    reading: Reading | None = None
    """What stands there is read, or left to its writer: nothing is wrong with the input, and that is what is told."""

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        return f"{where}{self.message}" + (f" ({self.help})" if self.help else "")


class InputError(Exception):
    """Inputs that cannot be used, with every diagnostic found.

    Raised only at the edges (the public API, the command line); inside, diagnostics are returned.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


def similar(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, or nothing when none is near."""
    import difflib  # needed where something is misspelt

    written = word[:100].casefold().replace("-", "_")
    by_folded = {name.casefold().replace("-", "_"): name for name in known}
    near = difflib.get_close_matches(written, by_folded, n=3, cutoff=0.6)
    return next((by_folded[name] for name in near if _spelt_alike(written, name)), None)


def _spelt_alike(word: str, known: str) -> bool:
    """Whether two words that have most of their letters in common look alike, too: `unit` is not what `counts` means."""
    import difflib

    if word[:1] == known[:1] or word in known or known in word:
        return True
    return difflib.SequenceMatcher(None, known, word).ratio() >= 0.75


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help sentence that names the nearest known word, else the known words when they are few."""
    known = sorted(set(known))
    near = similar(word, known)
    if near is not None:
        return tr("did you mean `{name}`?", name=near)
    if 0 < len(known) <= 12:
        return tr("known here: {names}", names=listed(f"`{name}`" for name in known))
    return None
