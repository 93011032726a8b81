"""The project that a command works with: what was asked for becomes options, and what is wrong with it ends the command."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Mapping

from kpi_rules.cli.cache import the_cache
from kpi_rules.cli.clock import USUAL, within
from kpi_rules.cli.console import tell
from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.cli.progress import counted
from kpi_rules.engine.inputs import Unreadable, source_of
from kpi_rules.files import from_here, shown
from kpi_rules.i18n import tr
from kpi_rules.structs import replace
from kpi_rules.workspace.opening import open_project
from kpi_rules.workspace.options import Options
from kpi_rules.workspace.places import Place, find_place
from kpi_rules.workspace.policy import project_policy
from kpi_rules.workspace.project import Project
from kpi_rules.workspace.settling import settled as settled_project
from kpi_rules.workspace.settling import settled_alone as settled_project_alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.document.limits import Limits
    from kpi_rules.engine.settled import Settled
    from kpi_rules.packs import Policy
    from kpi_rules.source import Source

    Value = TypeVar("Value")

STANDARD_INPUT = "-"


def options_of(given: Mapping[str, Any]) -> Options:
    """What a command was asked for, by the names of its options; it need not have all of them."""
    paths = tuple(given.get("paths", ()))
    limits = dict(given.get("limits", ()))
    findings = limits.get("findings")
    return Options(
        today=given.get("today") or datetime.date.today(),
        paths=tuple(path for path in paths if path != STANDARD_INPUT),
        texts=(from_here(given.get("stdin_name", "<stdin>")),) if STANDARD_INPUT in paths else (),
        config=given.get("config"),
        packs=tuple(given.get("packs", ())),
        settings=tuple(given.get("settings", ())),
        fail_on=given.get("fail_on"),
        limits=_limits(limits) if limits else None,
        most_steps=limits.get("cost"),
        base=given.get("base"),
        policy_from_base=given.get("policy_from", "base") == "base",
        waivers_from_base=given.get("waivers_from", "base") == "base",
        baseline=given.get("baseline"),
        no_baseline=given.get("no_baseline", False),
        jobs=given.get("jobs") or cores(),
        **({} if findings is None else {"most_findings": findings}),
    )


def _limits(given: Mapping[str, int]) -> Limits | None:
    """What a plan may be at most, where something is said of it."""
    from kpi_rules.document.limits import Limits
    from kpi_rules.structs import fields

    own = {name: given[name] for name in fields(Limits) if name in given}
    return Limits(**own) if own else None


def cores() -> int:
    """The cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


class the_project:  # noqa: N801  # `with the_project(options) as project:`
    """The project that was asked for, within its time; what it holds open is let go at the end."""

    def __init__(self, options: Options, seconds: int = USUAL) -> None:
        self._options = options
        self._time = within(seconds)
        self._project: Project | None = None

    def __enter__(self) -> Project:
        self._time.__enter__()
        try:
            self._project = _or_end(open_project(self._options, the_place(self._options), the_cache()))
            return _with_standard_input(self._project)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            if self._project is not None:
                self._project.close()
        finally:
            self._time.__exit__()


def _with_standard_input(project: Project) -> Project:
    """Standard input is read once, and before processes share the files."""
    texts = {name: standard_input(name, project.policy.limits) for name in project.options.texts}
    return replace(project, texts=texts) if texts else project


def standard_input(name: str, limits: Limits | None) -> Source | Unreadable:
    """The plan that comes in on standard input: not more of it than a plan may be large."""
    from kpi_rules.document.limits import Limits

    most = (limits or Limits()).size
    return source_of(name, sys.stdin.buffer.read(most + 1) if sys.stdin else b"", limits)


def settled(project: Project, quiet: bool = False) -> Settled:
    """Check, and settle what becomes of the findings; whoever waits at a terminal sees how far it is."""
    return _or_end(settled_project(project, lambda items, total: counted(items, total, quiet)))


def settled_alone(project: Project) -> Settled:
    """The same without the projects below it."""
    return _or_end(settled_project_alone(project))


def the_place(options: Options, plan: str | None = None) -> Place:
    """Where the project is: that of a plan, or of the folder we are in."""
    place = _or_end(find_place(options, plan))
    if place.passed_over is not None:
        tell(tr("note: {file} is not looked at because of `--pack`", file=shown(str(place.passed_over))))
    return place


def the_policy(options: Options, plan: str | None = None) -> Policy:
    """The policy that rules, or that rules a plan."""
    return policy_at(the_place(options, plan), options)


def policy_at(place: Place, options: Options) -> Policy:
    """The policy of a project."""
    return _or_end(project_policy(options, place.file, the_cache()))


def _or_end(found: tuple[Value | None, tuple[Diagnostic, ...]]) -> Value:
    """What was found, warnings told; or the end of the command."""
    value, diagnostics = found
    if value is None:
        raise Unusable(diagnostics)
    if diagnostics:
        tell_diagnostics(diagnostics)
    return value


def one_or_unusable(found: str | None, problem: Diagnostic | None) -> str:
    """A name that was found, or the end of the command."""
    return _or_end((found, (problem,) if problem and found is None else ()))
