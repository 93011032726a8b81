"""What is wrong with the open documents: plans as a check of their project finds it, over the texts as they are in the editor."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import Finding
from kpi_rules.engine.inputs import source_of
from kpi_rules.files import from_here
from kpi_rules.server.kinds import kind_of
from kpi_rules.server.session import Document, Session
from kpi_rules.structs import Struct, replace
from kpi_rules.workspace.opening import open_project
from kpi_rules.workspace.options import Options
from kpi_rules.workspace.places import find_place
from kpi_rules.workspace.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

Problem: TypeAlias = "Finding | Diagnostic"


LEVELS = ("must", "should", "could")


class Judging(Struct, frozen=False):
    """Judges open documents, and keeps what it found."""

    def problems(self, session: Session, documents: Mapping[str, Document]) -> dict[str, tuple[Problem, ...]]:
        """What is wrong, by the keys of documents and of files that are not open."""
        found: dict[str, tuple[Problem, ...]] = {}
        for key, document in documents.items():
            if kind_of(document) == "plan" and document.path is not None:
                found[key] = _of_plan(session, document, document.path)
        return found


def _of_plan(session: Session, document: Document, path: str) -> tuple[Problem, ...]:
    os.chdir(_root(session, path))
    name = from_here(path)
    source = source_of(name, document.text.said.encode("utf-8"))
    options = Options(today=session.settings.today or datetime.date.today(), texts=(name,))
    place, problems = find_place(options, name)
    if place is None:
        return problems
    project, problems = open_project(options, place)
    if project is None:
        return problems
    try:
        result, problems = settled(replace(project, texts={name: source}))
    finally:
        project.close()
    if result is None:
        return problems
    findings = (one for one in result.report.findings if not (one.waived or one.baselined))
    level = session.settings.level or "could"
    return tuple(one for one in findings if LEVELS.index(one.level) <= LEVELS.index(level))


def _root(session: Session, path: str) -> str:
    """The innermost folder of the client's that a file is in; else its own."""
    around = [
        root for root in session.roots.values() if path.startswith(os.path.join(root, "")) and os.path.isdir(root)
    ]
    return max(around, key=len, default=os.path.dirname(path))
