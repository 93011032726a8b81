"""What a stranger wrote does nothing where it is printed: no command prints workflow commands, escape sequences or bidi controls of his."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from running import Kpi

from kpi_rules.reports.safe import dead

EVIL = "::error::x ##vso[task.setvariable]y ##[command]z \\x1b[31mred \\u202eevil"
ALIVE = re.compile(r"^\s*::|##\w*\[|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", re.MULTILINE)
NAME = "::error::a ##vso[b] \x1b[31m\u202e.kpi.yaml"
PACK = f'name: evil\nversion: 1.0.0\ntitle: "{EVIL}"\ndescription: "{EVIL}"\nsettings:\n  most: {{type: number, default: 1, description: "{EVIL}"}}\n'
RULES = f'''rule loud "{EVIL.replace(chr(92) + "x1b", "").replace(chr(92) + "u202e", "")}"
  for each kpi in plan.kpis
  must kpi.owner == "::set-output name=a::b"
  say "::warning::{{kpi.name otherwise kpi.id}}"
  fix "::notice::{{kpi.name otherwise kpi.id}}"
  replace kpi.owner with "::stop-commands::"
  because "::add-mask::x"
  source "##vso[build]"
'''
PLAN = f'title: "{EVIL}"\nkpis:\n- id: k\n  name: "{EVIL}"\n  owner: "::debug::o"\n'
PROJECT = f"extends: [./evil]\n# {EVIL}\n"
COMMANDS = [
    ("check", "--format", "concise"),
    ("check", "--format", "text"),
    ("check", "--diff", "--unsafe-fixes"),
    ("check", "::error::nowhere"),
    ("check", "--limit", "::error::x=1"),
    ("explain", "loud", NAME),
    ("explain", "evil/loud"),
    ("rule", "loud"),
    ("rules",),
    ("config",),
    ("waivers", "list"),
    ("waivers", "prune"),
    ("pack", "check", "evil"),
    ("pack", "test", "evil"),
    ("pack", "format", "evil", "--check"),
    ("pack", "format", "evil", "--diff"),
    ("lock",),
    ("baseline",),
    ("init", "::error::new", "--ci", "none"),
    ("evaluate", "plan.title", "--plan", NAME),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_that_is_printed_for_people_does_anything(kpi: Kpi, command: tuple[str, ...]) -> None:
    Path("evil").mkdir()
    Path("evil/pack.yaml").write_text(PACK)
    Path("evil/a.rules").write_text(RULES)
    Path("kpi-rules.yaml").write_text(PROJECT)
    Path(NAME).write_text(PLAN)
    waiver = f'{{rule: loud, plan: "{EVIL}", reason: "{EVIL}", owner: "{EVIL}", until: 2020-01-01}}'
    Path("kpi-rules.waivers.yaml").write_text(f"waivers:\n- {waiver}\n")
    ran = kpi(*command)
    assert ran.out + ran.err
    assert not ALIVE.search(ran.out), ALIVE.findall(ran.out)
    assert not ALIVE.search(ran.err), ALIVE.findall(ran.err)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a plan\n  of ours :: it is\n", "a plan\n  of ours :: it is\n"),
        ("::error::x\n  ::error::y", "\\x3a:error::x\n  \\x3a:error::y"),
        ("a ##vso[x] ##[y]", "a #\\x23vso[x] #\\x23[y]"),
        ("\x1b[31mred\x1b[0m \x1b[2Jgone \x1b]0;t\x07", "\x1b[31mred\x1b[0m \\x1b[2Jgone \\x1b]0;t\\x07"),
        ("مؤشر \u2068kpi\u2069 \u202eevil", "مؤشر \u2068kpi\u2069 \\u202eevil"),
    ],
)
def test_dead(text: str, printed: str) -> None:
    assert dead(text) == printed
