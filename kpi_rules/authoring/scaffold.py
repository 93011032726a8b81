"""A pack to start from: its files as texts. Complete, and small enough to be read in a minute."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_MANIFEST = """\
name: {name}
version: 0.1.0
title: {title}
description: What our plans have to hold beyond the common rules.
# extends: [core]            # build on a bundled pack, then override its settings and levels:
# levels: {{core/too-many-kpis: should}}

settings:
  cost_limit:
    type: number
    default: 1000
    minimum: 0
    description: The monthly cost above which somebody has to pay for a KPI by name.

fields:
  kpi:
    monthly_cost: {{type: number, description: What measuring and pursuing the KPI costs in a month.}}
    sponsor: {{type: text, description: The role that pays for the KPI.}}
"""

_RULES = """\
# Sponsors: what costs money has somebody who pays for it.

rule costly-without-sponsor "A costly KPI has a sponsor"
  for each kpi in plan.kpis
  when kpi.monthly_cost is present and kpi.monthly_cost > settings.cost_limit
  must kpi.sponsor is present
  at kpi.monthly_cost
  say "{kpi.name otherwise kpi.id} costs {kpi.monthly_cost} a month, above {settings.cost_limit}, and has no sponsor"
  fix "Name the role that pays, as in `sponsor: head-of-sales`, or spend less"
  because "What nobody pays for is the first to be dropped when money is short."
  source "Our own; write here where a rule comes from"
"""

_TEST = """\
# A test is a plan. What is to be found stands beside it, and nothing else may be found.
title: Support desk 2026
kpis:
  - id: satisfaction
    name: Satisfied callers
    monthly_cost: 1001   # expect: costly-without-sponsor [must]
  - id: first-reply
    name: Hours to the first reply
    monthly_cost: 5000
    sponsor: head-of-support
  - id: calls
    name: Calls answered
    monthly_cost: 1000   # the limit itself is fine
  - id: complaints
    name: Complaints
"""

_ARABIC = """\
title: قواعدنا
description: ما ينبغي أن تحويه خططنا فوق القواعد المشتركة.
settings:
  cost_limit: التكلفة الشهرية التي يلزم فوقها أن يُسمّى من يتحمّل كلفة المؤشر.
fields:
  kpi:
    monthly_cost: ما يكلّفه قياس المؤشر والعمل عليه في الشهر.
    sponsor: الدور الذي يموّل المؤشر.
topics:
  sponsors: جهات التمويل
rules:
  costly-without-sponsor:
    title: للمؤشر المكلف جهة تموّله
    say: يكلّف {kpi.name otherwise kpi.id} مبلغ {kpi.monthly_cost} شهريًا، أي فوق {settings.cost_limit}، ولا جهة تموّله
    fix: "اذكر الدور الذي يموّله، مثل `sponsor: head-of-sales`، أو خفّض التكلفة"
    because: ما لا يموّله أحد هو أول ما يُستغنى عنه عند ضيق المال.
"""

_README = """\
# {title}

A pack of rules for `kpi-rules`.

| file | what it holds |
|---|---|
| `pack.yaml` | the pack's name, what it builds on, its settings and fields |
| `*.rules` | the rules, a file for each topic |
| `tests/` | plans that show what each rule finds, and what it does not |
| `locales/ar.yaml` | the same texts in Arabic |

```sh
kpi-rules pack check {name}
kpi-rules pack format {name}
kpi-rules pack test {name} --mutate
kpi-rules check plans/ --pack ./{name}
```
"""


def is_name(name: str) -> bool:
    """Whether a pack can have this name."""
    return _NAME.fullmatch(name) is not None


def new_pack(name: str) -> Mapping[str, str]:
    """The files of a new pack, by their paths in it."""
    title = name.replace("-", " ").capitalize()
    return {
        "pack.yaml": _MANIFEST.format(name=name, title=title),
        "sponsors.rules": _RULES,
        "tests/sponsors.yaml": _TEST,
        "locales/ar.yaml": _ARABIC,
        "README.md": _README.format(name=name, title=title),
    }
