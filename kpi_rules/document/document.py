"""A text in any of the formats, read: plain data, and on demand the place of everything in it.

A source comes in, a `Document` and diagnostics go out. A reader is loaded when its format is met. Knows nothing of what
the data means.
"""

from __future__ import annotations

import gc

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import yaml_lines
from kpi_rules.document.comments import Comment
from kpi_rules.document.limits import Limits
from kpi_rules.document.places import Path, Place
from kpi_rules.document.problems import Problems
from kpi_rules.i18n import tr
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    from kpi_rules.document.places import Places

Format: TypeAlias = 'Literal["yaml", "json", "toml"]'


class Document(Struct, frozen=False):
    """Plain data (`dict` with text keys, `list`, `str`, `int`, `Decimal`, `bool`, `None`) and its source."""

    source: Source
    data: object
    format: Format
    _places: Places | None = None
    _comments: tuple[Comment, ...] | None = None

    def span(self, path: Path) -> Span:
        """Where a value stands; where it is absent, its nearest present parent."""
        return self._find(path).value

    def written(self, path: Path) -> Span:
        """Where a value is written: where an alias leads to, else where it stands."""
        return self._find(path).written

    def key_span(self, path: Path) -> Span | None:
        """Where the key stands that leads to a value; nothing for an entry of a list, the whole, and what is absent."""
        place = self._find(path)
        return place.key if place.steps == len(path) else None

    def at(self, path: Path) -> Any:
        """The value at a place where there is one."""
        here: Any = self.data
        for step in path:
            here = here[step]
        return here

    def has(self, path: Path) -> bool:
        """Whether a value is there."""
        here: Any = self.data
        for step in path:
            inside = range(len(here)) if isinstance(here, list) else here if isinstance(here, dict) else ()
            if step not in inside:
                return False
            here = here[step]
        return True

    def comments(self) -> tuple[Comment, ...]:
        """All comments, in order."""
        if self._comments is None:
            self._comments = _comments_of(self.source, self.format)
        return self._comments

    def _find(self, path: Path) -> Place:
        if self._places is None:
            self._places = _places_of(self.source, self.format)
        return self._places.find(path, self.data)


def load(
    source: Source,
    limits: Limits | None = None,
    format: Format | None = None,  # noqa: A002 (the word of the command line)
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read a text: as the format says, else as its name ends, else as YAML."""
    kind, limits = format or ("yaml" if source.register else _format_of(source.name)), limits or Limits()
    collecting = gc.isenabled()
    gc.disable()  # reading makes millions of lists and no garbage: looking for some again and again takes longer than reading
    try:
        if kind == "yaml" and (plain := yaml_lines.read(source.text, limits)) is not None:
            return Document(source, plain, kind, yaml_lines.Lines(source.text)), ()
        data, problems = _read(source, limits, kind)
    finally:
        if collecting:
            gc.enable()
    if kind == "yaml" and not isinstance(data, dict) and _is_toml(source, limits):
        return None, (_unnamed_toml(source),)
    return (None if problems else Document(source, data, kind)), problems.found()


def _is_toml(source: Source, limits: Limits) -> bool:
    """Whether a text that is no fields in YAML is such in TOML."""
    if "=" not in source.text:
        return False
    data, problems = _read(source, limits, "toml")
    return bool(data) and not problems


def _unnamed_toml(source: Source) -> Diagnostic:
    message = tr("this is TOML, and is read as YAML because of its name")
    help_ = tr("let the name end in `.toml`; on standard input, say `--stdin-name plan.toml`")
    return Diagnostic(message, Location(source, Span(0, len(source.line(1)))), help_)


def _format_of(name: str) -> Format:
    ending = name.lower().rpartition(".")[2]
    return "json" if ending == "json" else "toml" if ending == "toml" else "yaml"


def _read(source: Source, limits: Limits, kind: Format) -> tuple[object, Problems]:
    if kind == "json":
        from kpi_rules.document import json_text

        return json_text.read(source, limits)
    if kind == "toml":
        from kpi_rules.document import toml_text

        return toml_text.read(source, limits)
    from kpi_rules.document import yaml_data

    return yaml_data.read(source, limits)


def _places_of(source: Source, kind: Format) -> Places:
    if kind == "json":
        from kpi_rules.document import json_text

        return json_text.places(source)
    if kind == "toml":
        from kpi_rules.document import toml_places

        return toml_places.places(source)
    from kpi_rules.document import yaml_places

    return yaml_places.places(source)


def _comments_of(source: Source, kind: Format) -> tuple[Comment, ...]:
    if kind == "json":
        return ()
    if kind == "toml":
        from kpi_rules.document import toml_places

        return toml_places.comments(source)
    from kpi_rules.document import yaml_places

    return yaml_places.comments(source)
