"""`kpi-rules init`: what a repository needs to begin with, beside what it has."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import write
from kpi_rules.cli.options import OneOf
from kpi_rules.cli.problems import Unusable
from kpi_rules.files import shown
from kpi_rules.i18n import tr

_EPILOG = """\b
Examples:
  kpi-rules init                   kpi-rules.yaml, plans/first.kpi.yaml, a GitHub workflow, editor settings
  kpi-rules init --ci gitlab       the same with a GitLab job
  kpi-rules init teams/sales       the same for a folder; the workflow at the top of the repository, where it is read
"""


@click.command("init", cls=Command, epilog=_EPILOG)
@click.argument("folder", type=click.Path(), default=".")
@click.option(
    "--ci",
    "server",
    type=OneOf(["github", "gitlab", "azure", "none"]),
    default="github",
    show_default=True,
    help="The build server that gets a file.",
)
def command(folder: str, server: str) -> int:
    """Begin in FOLDER: the project's file, a first plan, a build server's file, editor settings.

    Nothing that exists is touched.
    """
    from kpi_rules.authoring.origin import COMMIT, REPOSITORY, UNKNOWN, noted_origin, requirement
    from kpi_rules.authoring.starter import PLAN, SERVERS, file_beside, new_project, server_file
    from kpi_rules.cli.schema import schema_text
    from kpi_rules.cli.surroundings import top_of
    from kpi_rules.cli.writing import write_file
    from kpi_rules.plan import plan_schema

    base = Path(folder)
    if base.exists() and not base.is_dir():
        raise Unusable.because(tr("`{name}` is not a folder", name=folder))
    program = requirement(noted_origin())
    here = os.path.realpath(base)
    top = top_of(here) or here  # where build servers look for their files
    inner = os.path.relpath(here, top)
    files = {base / name: text for name, text in new_project("none", schema_text(plan_schema()), _year()).items()}
    folder_in_it = "" if inner == "." else Path(inner).as_posix()
    served = dict(server_file(server, program, folder_in_it))
    whole = Path(top, SERVERS[server][0]) if server in SERVERS else None
    further = file_beside(server, program, folder_in_it, _text(whole)) if whole and os.path.lexists(whole) else {}
    served |= further
    of_server = {
        Path(os.path.normpath(base / os.path.relpath(top, here) / name)): text for name, text in served.items()
    }
    has_plans = _has_plans(base)
    for path, text in {**files, **of_server}.items():
        if os.path.lexists(path):
            write(tr("kept     {file}: it exists", file=shown(str(path))) + "\n")
        elif path == base / PLAN and has_plans:
            write(tr("left out {file}: there are plans", file=shown(str(path))) + "\n")
        else:
            write_file(path, text.encode("utf-8"), with_folders=True)
            write(tr("written  {file}", file=shown(str(path))) + "\n")
            if program == UNKNOWN and path in of_server:
                message = tr(
                    "no package index has kpi-rules yet: put the address of its repository and a commit there, in the place "
                    "of {repository} and {commit}",
                    repository=REPOSITORY,
                    commit=COMMIT,
                )
                write(f"{' ' * 9}{message}\n")
            if path in of_server and any(path.name == Path(name).name for name in further):
                write(f"{' ' * 9}{_how_to_use(server, next(iter(further)))}\n")
    write(tr("next: kpi-rules check") + "\n")
    return 0


def _how_to_use(server: str, name: str) -> str:
    """What is left to do with a file that the build server does not read by itself."""
    if server == "gitlab":
        return tr("GitLab reads it when .gitlab-ci.yml says `include: [{{local: /{name}}}]`", name=name)
    return tr("Azure reads it when you make a pipeline of it")


def _text(path: Path) -> str:
    from kpi_rules.files import read_bytes

    return (read_bytes(path, path.name, 1_000_000)[0] or b"").decode("utf-8", "replace")


def _year() -> int:
    return datetime.date.today().year


def _has_plans(base: Path) -> bool:
    from kpi_rules.engine.discover import discover

    return base.is_dir() and bool(discover([], (), base)[0])
