"""What a repository needs to begin with: the project's file, a first plan that is clean, a build server's file, editor settings.

A year, the plan schema and the build server come in; file names and texts go out. Writes nothing.
"""

from __future__ import annotations

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
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # a pull request is held against its base
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install "{program}"
      - run: kpi-rules check ${{BASE:+--base "$BASE" --new-only}}
        env:
          BASE: ${{{{ github.event.pull_request.base.sha }}}}
"""

_GITLAB = """\
kpi-rules:
  image: python:3.13
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_DEPTH: "0" # a merge request is held against its base
  script:
    - pip install "{program}"
    - >-
      kpi-rules check --output gitlab=kpi-rules.json
      ${{CI_MERGE_REQUEST_DIFF_BASE_SHA:+--base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --new-only}}
  artifacts:
    when: always
    reports:
      codequality: kpi-rules.json
"""

_AZURE = """\
trigger: [main]
pool:
  vmImage: ubuntu-latest
steps:
  - checkout: self
    fetchDepth: "0" # a pull request is held against its target
  - task: UsePythonVersion@0
    inputs:
      versionSpec: "3.13"
  - script: pip install "{program}"
    displayName: Install kpi-rules
  - bash: |
      target=${{SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/}}
      kpi-rules check ${{target:+--base "origin/$target" --new-only}}
    displayName: Check KPI plans
"""

SERVERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "github": (".github/workflows/kpi-plans.yml", _GITHUB),
        "gitlab": (".gitlab-ci.yml", _GITLAB),
        "azure": ("azure-pipelines.yml", _AZURE),
    }
)


def new_project(server: str, schema: str, year: int, program: str = UNKNOWN) -> Mapping[str, str]:
    """The files of a new project. `server` is one of `SERVERS`; another word is none of them. `program`: what it is to install."""
    files = {
        "kpi-rules.yaml": _PROJECT,
        PLAN: _PLAN.format(year=year),
        SCHEMA: schema,
        ".vscode/settings.json": _EDITOR,
    }
    if server in SERVERS:
        name, text = SERVERS[server]
        files[name] = text.format(program=program)
    return files
