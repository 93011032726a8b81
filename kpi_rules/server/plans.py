"""A plan that is asked about, with what is known of it: its project's schema, settings and findings, the other plans, the waivers.

Comes in: a question. Goes out: a `View`, in which names of files are told from the folder of the plan's project.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property

from kpi_rules.editing.plans.outline import Symbol, search
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.engine.findings import Finding
from kpi_rules.files import from_here
from kpi_rules.packs.captions import captions
from kpi_rules.plan.schema import PlanSchema, plan_schema
from kpi_rules.server.asked import Asked
from kpi_rules.server.judging import Room, folder_of
from kpi_rules.server.translation import Translation
from kpi_rules.source import Source
from kpi_rules.structs import Struct
from kpi_rules.workspace.places import WAIVERS
from kpi_rules.workspace.project import Project

_KEPT: dict[tuple[str, str], PlanText] = {}
"""Plans as they were last asked about, with what was worked out of them; for the one thread that answers."""
_MOST = 5_000


class View(Struct, eq=False):
    """A plan as somebody asks about it."""

    asked: Asked
    folder: str
    room: Room | None
    project: Project | None
    name: str
    """What the project calls it."""

    @cached_property
    def plan(self) -> PlanText:
        """The plan's own text."""
        return self._kept(Source(self.name, self.asked.document.text.said))

    def _text(self, source: Source) -> PlanText:
        return PlanText(source, self._schema, self._captions)

    @property
    def _schema(self) -> PlanSchema:
        return self.project.policy.schema if self.project is not None else plan_schema()

    @cached_property
    def _captions(self) -> Mapping[tuple[str, str], str]:
        """What the fields mean that the project's packs declare."""
        found: dict[tuple[str, str], str] = {}
        for pack in self.project.policy.packs if self.project is not None else ():
            found |= captions(pack.folder, "", pack.language).fields
        return found

    @cached_property
    def others(self) -> tuple[PlanText, ...]:
        """The other plans of the folder."""
        return tuple(map(self._kept, self._sources()))

    def _kept(self, source: Source) -> PlanText:
        """A plan, with what was worked out of it when it was last asked about."""
        kept = _KEPT.get((self.folder, source.name))
        if (
            kept is None
            or kept.source.text != source.text
            or kept.schema is not self._schema
            or kept.captions != self._captions
        ):
            if len(_KEPT) > _MOST:
                _KEPT.clear()
            kept = _KEPT[self.folder, source.name] = self._text(source)
        return kept

    def _sources(self) -> Iterator[Source]:
        texts = self.room.workspace.texts if self.room is not None else {}
        for name, source in texts.items():
            if isinstance(source, Source) and name != self.plan.source.name:
                yield source

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a check finds in the plan as it is now."""
        path = self.asked.document.path
        told = self.asked.judging.problems(self.asked.session, self.asked.documents).get(path or "", ())
        return tuple(one.problem for one in told if isinstance(one.problem, Finding))

    @property
    def is_judged(self) -> bool:
        """Whether rules were held against the plan when it was last looked."""
        return self.asked.document.path in self.asked.judging.judged

    @property
    def settings(self) -> Mapping[str, object]:
        """The settings of the project."""
        return self.project.policy.values if self.project is not None else {}

    @property
    def waivers(self) -> Source | None:
        """The file of waivers, as it is open or on disk."""
        if self.project is None or self.project.folder is None:
            return None
        document = self.asked.documents.get(os.path.normcase(os.path.abspath(self.project.folder / WAIVERS)))
        return self.project.waivers if document is None else Source(self.waivers_name, document.text.said)

    @property
    def waivers_name(self) -> str:
        """What the file of waivers is called."""
        folder = self.project.folder if self.project is not None else None
        return WAIVERS if folder is None else from_here(str(folder / WAIVERS))

    @property
    def translation(self) -> Translation:
        """What speaks to the client of the files of the folder."""
        return Translation(self.asked.documents, self.asked.session.units, self.folder)


def found_in(room: Room, wanted: str) -> Iterator[tuple[Source, Symbol]]:
    """The records of a folder's plans that a search finds."""
    for name, source in room.workspace.texts.items():
        project = _project(room, name)
        if isinstance(source, Source) and project is not None:
            for one in search(PlanText(source, project.policy.schema), wanted):
                yield source, one


def view_of(asked: Asked, *, judged: bool = False) -> View:
    """The view of a plan; `judged`: over the very texts that are open now."""
    path = asked.document.path
    if path is None:
        return View(asked, os.getcwd(), None, None, asked.document.uri)
    room = asked.judging.room(asked.session, path)
    if room is None or judged:
        asked.judging.problems(asked.session, asked.documents)
        room = asked.judging.room(asked.session, path)
    if path in asked.judging.alone or room is None:
        os.chdir(folder_of(asked.session, path))
        return View(asked, os.getcwd(), None, asked.judging.alone.get(path), from_here(path))
    os.chdir(room.folder)
    name = room.workspace.called(path) or from_here(path)
    return View(asked, room.folder, room, _project(room, name), name)


def _project(room: Room, name: str) -> Project | None:
    """The project that a plan belongs to: its own, else the folder's."""
    top = room.workspace.project
    if top is None:
        return None
    return next((one for one in top.all if any(file.name == name for file in one.files)), top)
