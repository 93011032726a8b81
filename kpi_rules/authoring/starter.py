"""What a repository needs to begin with: the project's file, a first plan that is clean, a build server's file, editor settings.

A year, the plan schema and the build server come in; file names and texts go out. Writes nothing.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from types import MappingProxyType

from kpi_rules.authoring.origin import UNKNOWN

SCHEMA = ".kpi-rules/plan.schema.json"
PLAN = "plans/first.kpi.yaml"

_PROJECT = """\
# What the plans are checked against. `kpi-rules rules` lists it, `kpi-rules rule ID` explains a rule.
extends: [core] # others: content-marketing, smart, okr, balanced-scorecard, engineering, public-sector, portfolio, guardrails
# plans: ["plans/**/*.kpi.yaml"] # otherwise every *.kpi.yaml below this folder
# settings: {max_kpis: 5}
# levels: {core/kpi-without-rationale: off}
"""

_PLAN = """\
# yaml-language-server: $schema=../.kpi-rules/plan.schema.json
#
# A first plan that every rule of the core pack agrees with. Put your own words in the place of these.
title: Our team {year}
mission: Help small firms keep their books in order
review: quarterly

roles:
  - id: team-lead
    title: Head of the team
    scope: Answers for what the team delivers, and for the money it spends

objectives:
  - id: grow-pipeline
    title: Grow the sales pipeline

# All that is measured; the few that the mission hangs on are chosen below.
metrics:
  - id: leads
    name: Sales leads
    definition: Contacts that asked for an offer, each counted once a year
    data_source: CRM
    decision: kpi
  - id: visits
    name: Visits to our guides
    definition: Sessions of people outside our firm that opened a guide
    data_source: Web analytics
    decision: monitor
    reason: It tells whether guides are found; what they bring is counted by leads

kpis:
  - id: leads
    metric: leads
    objective: grow-pipeline
    owner: team-lead
    status: active
    rationale: Leads are the first sign that what we do brings business
    baseline: 310
    target: ">= 500 leads by {year}-12-31"
"""

_EDITOR = """\
{
  "yaml.schemas": {
    ".kpi-rules/plan.schema.json": ["*.kpi.yaml", "*.kpi.yml"]
  },
  "json.schemas": [
    {"fileMatch": ["*.kpi.json"], "url": "./.kpi-rules/plan.schema.json"}
  ]
}
"""

_GITHUB = """\
name: KPI plans
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest{place}
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 2 # of a pull request: what it is merged into, and the two merged
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install "{program}"
      - run: | # a pull request is checked out as merged, and held against the first parent: its base as it is now
          base=""
          if [ "$GITHUB_EVENT_NAME" = pull_request ]; then base=HEAD^1; fi
          kpi-rules check ${{base:+--base "$base" --new-only}}
"""

_GITLAB = """\
kpi-rules:
  image: python:3.13
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_DEPTH: "0" # a merge request is held against its base
  script:{place}
    - pip install "{program}"
    # where the merged result is checked out (TARGET_BRANCH_SHA is set), against the target as it is now; else against where the branch began
    - base=${{CI_MERGE_REQUEST_TARGET_BRANCH_SHA:-${{CI_MERGE_REQUEST_DIFF_BASE_SHA:-}}}}
    - kpi-rules check --output gitlab=kpi-rules.json ${{base:+--base "$base" --new-only}}
  artifacts:
    when: always
    reports:
      codequality: {prefix}kpi-rules.json
"""

_AZURE = """\
trigger: [main]
pool:
  vmImage: ubuntu-latest
steps:
  - checkout: self
    fetchDepth: "2" # of a pull request: what it is merged into, and the two merged
  - task: UsePythonVersion@0
    inputs:
      versionSpec: "3.13"
  - script: pip install "{program}"
    displayName: Install kpi-rules
  - bash: | # a pull request is checked out as merged, and held against the first parent: its target as it is now
      base=""
      if [ "$BUILD_REASON" = PullRequest ]; then base=HEAD^1; fi
      kpi-rules check ${{base:+--base "$base" --new-only}}{place}
    displayName: Check KPI plans
"""

_PLACES = {
    "github": "\n    defaults:\n      run:\n        working-directory: {quoted}",
    "gitlab": "\n    - {command}",
    "azure": "\n    workingDirectory: {quoted}",
}
"""What says in which folder a build server's file runs its commands, where that is not the top of the repository."""

SERVERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "github": (".github/workflows/kpi-plans.yml", _GITHUB),
        "gitlab": (".gitlab-ci.yml", _GITLAB),
        "azure": ("azure-pipelines.yml", _AZURE),
    }
)


def new_project(server: str, schema: str, year: int, program: str = UNKNOWN) -> Mapping[str, str]:
    """The files of a new project at the top of a repository. `server` is one of `SERVERS`; another word is none of them. `program`: what it
    is to install."""
    files = {
        "kpi-rules.yaml": _PROJECT,
        PLAN: _PLAN.format(year=year),
        SCHEMA: schema,
        ".vscode/settings.json": _EDITOR,
    }
    return {**files, **server_file(server, program)}


def server_file(server: str, program: str = UNKNOWN, folder: str = "") -> Mapping[str, str]:
    """A build server's file, by its name from the top of the repository, for a project in a folder of that."""
    if server not in SERVERS:
        return {}
    name, text = SERVERS[server]
    quoted = json.dumps(folder, ensure_ascii=False)
    command = json.dumps(f"cd {shlex.quote(folder)}", ensure_ascii=False)
    place = _PLACES[server].format(quoted=quoted, command=command) if folder else ""
    if folder and server == "github":  # one a project
        name = name.replace(".yml", _of_folder(folder) + ".yml")
    return {name: text.format(program=program, place=place, prefix=f"{folder}/" if folder else "")}


def file_beside(server: str, program: str, folder: str, there: str) -> Mapping[str, str]:
    """The same for a repository that has its build server's one file, which says `there`: a file of another name; nothing where that says it all."""
    if server not in FURTHER or ("kpi-rules check" in there and folder in there):
        return {}
    ((_, text),) = server_file(server, program, folder).items()
    ending = _of_folder(folder) if folder else ""
    return {FURTHER[server].format(ending=ending): text.replace("kpi-rules:", f"kpi-rules{ending}:", 1)}


FURTHER: Mapping[str, str] = MappingProxyType(
    {"gitlab": ".gitlab/kpi-rules{ending}.yml", "azure": "azure-pipelines-kpi-plans{ending}.yml"}
)
"""What a build server's file is called where it has one already, which is not ours to change."""


def _of_folder(folder: str) -> str:
    return "-" + re.sub(r"[^\w-]+", "-", folder)
