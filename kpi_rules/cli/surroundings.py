"""Where the program runs: on a build server that reads annotations from its log, a format that it understands is chosen.

Comes in: the environment. GitLab reads findings from a file only, and so needs to be told: `--output gitlab=FILE`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from kpi_rules.cli.outputs import Output


def usual_format(environment: Mapping[str, str] = os.environ) -> str:
    """The format of the log where nobody asked for one."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "azure" if environment.get("TF_BUILD", "").casefold() == "true" else "text"


def job_summary(environment: Mapping[str, str] = os.environ) -> tuple[Output, ...]:
    """The summary that GitHub shows on a job's page; other programs of the job write to it, too."""
    file = environment.get("GITHUB_STEP_SUMMARY")
    is_job = environment.get("GITHUB_ACTIONS") == "true"
    return (Output("markdown", file, adds=True),) if file and is_job else ()
