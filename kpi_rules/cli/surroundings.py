"""Where the program runs: which language is spoken there, and whether a build server reads annotations from its log.

Comes in: the environment. Goes out: a language, the usual format, a further report. GitLab reads findings from a file only, and so needs to be told: `--output gitlab=FILE`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from kpi_rules import i18n
from kpi_rules.files import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cli.outputs import Output

_WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY", "WORKSPACE")
_NO_LANGUAGE = ("", "C", "POSIX")


def usual_format(environment: Mapping[str, str] = os.environ) -> str:
    """The format of the log where nobody asked for one."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "azure" if environment.get("TF_BUILD", "").casefold() == "true" else "text"


def job_summary(environment: Mapping[str, str] = os.environ) -> tuple[Output, ...]:
    """The summary that GitHub shows on a job's page; other programs of the job write to it, too."""
    file = environment.get("GITHUB_STEP_SUMMARY")
    if not file or environment.get("GITHUB_ACTIONS") != "true":
        return ()
    from kpi_rules.cli.outputs import Output

    return (Output("markdown", file, adds=True),)


def place_in_repository(environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The top of the repository that we are in, and the current folder from there; nothing at its top, and outside of any.

    Where no git lies, as in a container, the build server's folder is the top.
    """
    here = os.path.realpath(os.curdir)
    top = top_of(here) or _workspace(here, environment)
    return ("", "") if top is None or top == here else (shown(top), shown(os.path.relpath(here, top)))


def top_of(folder: str) -> str | None:
    """The top of the repository that a folder is in."""
    while not os.path.exists(os.path.join(folder, ".git")):  # noqa: PTH110, PTH118
        folder, below = os.path.dirname(folder), folder  # noqa: PTH120
        if folder == below:
            return None
    return folder


def _workspace(here: str, environment: Mapping[str, str]) -> str | None:
    """The folder that a build server keeps the checkout in, where we are inside of it."""
    for name in _WORKSPACES:
        top = os.path.realpath(environment.get(name, ""))
        if environment.get(name) and f"{here}{os.sep}".startswith(f"{top}{os.sep}"):
            return top
    return None


def language_of(environment: Mapping[str, str]) -> str | None:
    """The language of LC_ALL, LC_MESSAGES or LANG, whichever is set first; LANGUAGE refines it. C and POSIX are none."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    if bare(locale) in _NO_LANGUAGE:
        return None
    listed = [*environment.get("LANGUAGE", "").split(":"), locale]
    tags = [tag for value in listed if (tag := i18n.normal_tag(bare(value))) is not None]
    return next((tag for tag in tags if is_spoken(tag)), tags[0] if tags else None)


def bare(locale: str) -> str:
    """A locale's name without its encoding and variant: `ar_EG` of `ar_EG.UTF-8`."""
    return locale.partition(".")[0].partition("@")[0]


def is_spoken(tag: str) -> bool:
    """Whether the program speaks it, or what it falls back on."""
    return not set(i18n.fallbacks(tag)).isdisjoint(i18n.available())
