"""Packs' rule files, parsed. Comes in: the packs that were found. Goes out: their rules and defines as they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.language.parser import parse_what_can_be
from kpi_rules.language.tree import Rule, RuleFile
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.folder import Folder
from kpi_rules.resources import bundled
from kpi_rules.source import Source
from kpi_rules.structs import Struct

Diagnostics = tuple[Diagnostic, ...]
Parse = Callable[[Source], tuple[RuleFile, Diagnostics]]
MOST_RULE_BYTES = 250_000
"""Bytes in the rule files of one pack: four times what core needs, and as much as is read within ten times a cold check."""


class Written(Struct):
    """A pack's rule files as parsed."""

    pack: FoundPack
    files: tuple[RuleFile, ...]

    def rules(self) -> tuple[tuple[RuleFile, Rule], ...]:
        """Its rules, each with its file."""
        return tuple((file, rule) for file in self.files for rule in file.rules)

    def full(self, rule: Rule) -> str:
        """A rule's full id."""
        return f"{self.pack.name}/{rule.id.name}"


def read_rules(found: Sequence[FoundPack], parse: Parse = parse_what_can_be) -> tuple[tuple[Written, ...], Diagnostics]:
    """Every rule file of every pack, as far as it can be read."""
    written: list[Written] = []
    diagnostics: list[Diagnostic] = []
    for pack in found:
        files = []
        sources, problems = _sources(pack.folder)
        diagnostics += problems
        read = _parsed_once if parse is parse_what_can_be and _is_bundled(pack.folder) else parse
        for source in sources:
            file, problems = read(source)
            diagnostics += problems
            files.append(file)
        written.append(Written(pack, tuple(files)))
    return tuple(written), tuple(diagnostics)


_parsed_once = lru_cache(maxsize=100)(parse_what_can_be)
"""The rule files that ship with the program: each of many projects in a repository reads them, and so does the base of a change."""


def _is_bundled(folder: Folder) -> bool:
    return folder.path.parent == bundled("policies")


def _sources(folder: Folder) -> tuple[Sequence[Source], Diagnostics]:
    """The texts of a pack's rule files; none where they are too much altogether."""
    names, problems = folder.rule_files()
    sources: list[Source] = []
    diagnostics = list(problems)
    size = 0
    for name in names:
        source, problems = folder.read(name)
        diagnostics += problems
        sources += [] if source is None else [source]
        size += 0 if source is None else len(source.text.encode())
        if size > MOST_RULE_BYTES:
            message = tr(
                "the rule files of `{name}` are larger than {count} bytes", name=folder.name, count=MOST_RULE_BYTES
            )
            return (), (Diagnostic(message, None, tr("split it into several packs")),)
    return sources, tuple(diagnostics)
