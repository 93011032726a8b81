"""Packs' rule files, parsed. Comes in: the packs that were found. Goes out: their rules and defines as they are written."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.tree import Rule, RuleFile
from kpi_rules.packs.find import FoundPack
from kpi_rules.structs import Struct

Diagnostics = tuple[Diagnostic, ...]


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


def read_rules(found: Sequence[FoundPack]) -> tuple[tuple[Written, ...], Diagnostics]:
    """Every rule file of every pack."""
    written: list[Written] = []
    diagnostics: list[Diagnostic] = []
    for pack in found:
        files = []
        names, problems = pack.folder.rule_files()
        diagnostics += problems
        for name in names:
            source, problems = pack.folder.read(name)
            diagnostics += problems
            if source is None:
                continue
            file, problems = parse_rules(source)
            diagnostics += problems
            files += [] if file is None else [file]
        written.append(Written(pack, tuple(files)))
    return tuple(written), tuple(diagnostics)
