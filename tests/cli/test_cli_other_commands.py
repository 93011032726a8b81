from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from running import Kpi

from kpi_rules import __version__
from kpi_rules.cli.group import COMMANDS, program

PLAN = (Path(__file__).parents[1] / "e2e" / "plan.kpi.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("expression", "type_", "value"),
    [
        ("0.1 + 0.2", "number", "0.3"),
        ("1 / 8", "number", "0.125"),
        ("10 * 1_000_000_000_000_000_000_000", "number", "10000000000000000000000"),
        ('"a\\"{1 + 1}"', "text", '"a\\"2"'),
        ('"\\u{202e}\\u{1b}"', "text", '"\\u202e\\u001b"'),
        ("plan.vision", "text?", "null"),
        ("plan.kpis.name", "list of text", '["عدد العملاء المحتملين", "Likes 👍"]'),
        ("2 weeks", "duration", "14"),
        ("-(2 + 3)", "number", "-5"),
        ("-5", "number", "-5"),
        ("- 5 + 3", "number", "-2"),
        ("2026-01-31 + 1 day", "date", '"2026-02-01"'),
        ("plan.kpis is present", "truth", "true"),
        ("first(plan.kpis)", "kpi?", None),
    ],
)
def test_eval_prints_type_and_exact_value(kpi: Kpi, expression: str, type_: str, value: str | None) -> None:
    ran = kpi("eval", expression, "--plan", "-", "--format", "json", stdin=PLAN)
    assert ran.code == 0, ran
    assert json.loads(ran.out)["type"] == type_
    if value is not None:
        assert ran.out == f'{{"type": "{type_}", "value": {value}}}\n'


def test_eval_prints_text_for_people(kpi: Kpi) -> None:
    assert kpi("eval", "plan.kpis.owner", "--plan", "-", stdin=PLAN).out == '["amal"]  (list of text)\n'
    assert kpi("eval", "plan.vision", "--plan", "-", stdin=PLAN).out == "missing  (text?)\n"


def test_eval_sees_the_settings_of_a_pack(kpi: Kpi, pack: str) -> None:
    assert kpi("eval", "settings.max_kpis", "--pack", pack).out == "2  (number)\n"
    assert kpi("eval", "settings.max_kpis", "--pack", pack, "--set", "max_kpis=7").out == "7  (number)\n"


@pytest.mark.parametrize("expression", ["1 +", "count(plan.kpi)", "length(plan.vision)", "1 == true"])
def test_eval_refuses_with_diagnostics(kpi: Kpi, expression: str) -> None:
    ran = kpi("eval", expression, "--plan", "-", "--format", "json", stdin=PLAN)
    found = json.loads(ran.out)["diagnostics"]
    assert ran.code == 2
    assert found[0].keys() == {"message", "line", "column", "help"}
    assert found[0]["line"] == 1
    text = kpi("eval", expression, "--plan", "-", stdin=PLAN)
    assert (text.code, text.out) == (2, "")
    assert "error: " + found[0]["message"] in text.err
    assert f"--> <expression>:1:{found[0]['column']}" in text.err


def test_eval_knows_defines_and_names_that_are_given_before(kpi: Kpi) -> None:
    given = "let own = active_kpis(); let two = 2; count(own) * two"
    assert kpi("eval", given, "--plan", "-", stdin=PLAN).out == "6  (number)\n"
    assert kpi("eval", "let n = count(plan.kpis)؛ n", "--plan", "-", stdin=PLAN).out == "3  (number)\n"
    assert kpi("eval", "active_kpis()").code == 2
    assert "name one: `--plan team.kpi.yaml`" in kpi("eval", "active_kpis()").err
    assert "`let` gives a value a name" in kpi("eval", "let 3 = x").err


LINES = """\
# the plan of the tests
count(plan.kpis)

let x = 3
x + 1
let x = "a"; [x]
:type [x]
"""


def test_eval_without_an_expression_answers_line_by_line(kpi: Kpi, tmp_path: Path) -> None:
    (tmp_path / "p.kpi.yaml").write_text(PLAN, "utf-8")
    ran = kpi("eval", "--plan", str(tmp_path / "p.kpi.yaml"), stdin=LINES)
    assert ran.out.splitlines() == [
        "3  (number)",
        "x = 3  (number)",
        "4  (number)",
        'x = "a"  (text)',
        '["a"]  (list of text)',
        "list of text",
    ]
    assert ran.code == 0
    again = kpi("eval", stdin=f"plan.title\n:plan {tmp_path / 'p.kpi.yaml'}\ncount(plan.kpis)\n:quit\nfoo\n")
    assert again.code == 2
    assert "there is no plan to look at" in again.err
    assert "foo" not in again.err
    assert again.out == "3  (number)\n"


def test_eval_answers_lines_as_json(kpi: Kpi) -> None:
    ran = kpi("eval", "--format", "json", stdin="1 + 1\n1 +\n:tipe 1\n:help\n:names\n")
    lines = ran.out.splitlines()
    assert json.loads(lines[0]) == {"type": "number", "value": 2}
    assert json.loads(lines[1])["diagnostics"][0]["column"] == 4
    assert "did you mean `:type`?" in ran.err
    assert "active_kpis(): list of kpi" in lines
    assert ran.code == 2


def test_eval_cannot_read_both_from_standard_input(kpi: Kpi) -> None:
    assert kpi("eval", "--plan", "-", stdin=PLAN).code == 2


def test_eval_without_a_plan_says_how_to_give_one(kpi: Kpi) -> None:
    ran = kpi("eval", "count(plan.kpis)")
    assert ran.code == 2
    assert "--plan" in ran.err


def test_eval_tells_what_is_wrong_with_the_plan(kpi: Kpi) -> None:
    ran = kpi("eval", "1", "--plan", "-", "--format", "json", stdin="kpis: 5\n")
    assert ran.code == 2
    assert json.loads(ran.out)["diagnostics"][0]["file"] == "<stdin>"


def test_rules_are_listed(kpi: Kpi, pack: str) -> None:
    text = kpi("rules", "--pack", pack).out
    assert "tiny 1.0.0  Tiny, 3 rules" in text
    assert "  must    too-many-kpis      A plan keeps to a handful of KPIs\n" in text
    listed = json.loads(kpi("rules", "--pack", pack, "--format", "json").out)
    assert [(rule["id"], rule["level"]) for rule in listed] == [
        ("tiny/too-many-kpis", "must"),
        ("tiny/kpi-without-owner", "should"),
        ("tiny/unscaled", "could"),
    ]


def test_a_rules_page_holds_what_a_reader_needs(kpi: Kpi, pack: str) -> None:
    page = kpi("rule", "too-many-kpis", "--pack", pack, "--set", "max_kpis=4").out
    for part in (
        "tiny/too-many-kpis  must (violation)\nA plan keeps to a handful of KPIs\n",
        "    when active() is present\n    must count(active()) <= settings.max_kpis\n",
        '    define active() = [k for k in plan.kpis where k.status == "active"]\n',
        "why       The more KPIs, the less focus.\n",
        "fix       Keep {at most} 4\n",
        "source    Common sense\n",
        "settings  max_kpis = 4: The most KPIs (--set max_kpis=4)\n",
    ):
        assert part in page
    assert kpi("rule", "tiny/too-many-kpis", "--pack", pack).code == 0


def test_a_full_id_needs_no_pack(kpi: Kpi) -> None:
    assert kpi("rule", "smart/no-deadline").out.startswith("smart/no-deadline")


def test_version(kpi: Kpi) -> None:
    libraries = f"PyYAML {yaml.__version__}, libyaml {yaml._yaml.get_version_string()}"
    assert kpi("--version").out == f"kpi-rules {__version__} ({libraries})\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_program(kpi: Kpi, shell: str) -> None:
    assert "_KPI_RULES_COMPLETE" in kpi("completion", shell).out


def test_help_teaches_by_example(kpi: Kpi) -> None:
    assert "kpi-rules check plans/ --pack okr" in kpi("--help").out
    for name in COMMANDS:
        ran = kpi(name, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert "kpi-rules " + name in ran.out


def examples() -> list[str]:
    import click

    context = click.Context(program)
    texts = [program.epilog, *((program.get_command(context, name) or program).epilog for name in COMMANDS)]
    lines = [line for text in texts for line in (text or "").split("\n")]
    found = [match[1] for line in lines if (match := re.match(r"\s+(?:cat \S+ \| )?(kpi-rules .*)", line))]
    return [re.split(r"\s{2,}| < | > ", line)[0] for line in found]


@pytest.mark.parametrize("line", examples())
def test_every_example_of_the_help_is_understood(line: str) -> None:
    import click

    _, name, *arguments = shlex.split(line.partition(" folders,")[0])
    command = program.get_command(click.Context(program), name)
    assert command is not None, line
    command.make_context(name, arguments)


def test_a_rules_page_for_programs(kpi: Kpi, pack: str) -> None:
    page = json.loads(kpi("rule", "too-many-kpis", "--pack", pack, "--set", "max_kpis=4", "--format", "json").out)
    (listed,) = (
        one for one in json.loads(kpi("rules", "--pack", pack, "--format", "json").out) if one["id"] == page["id"]
    )
    assert listed.items() <= page.items()
    assert page["condition"] == "when active() is present\nmust count(active()) <= settings.max_kpis"
    assert page["defines"] == ['define active() = [k for k in plan.kpis where k.status == "active"]']
    assert page["remedies"] == ["Keep {at most} 4"]
    (setting,) = page["settings"]
    assert (setting["name"], setting["value"], setting["argument"]) == ("max_kpis", 4, "--set max_kpis=4")


def test_explain_takes_a_plan_on_standard_input(kpi: Kpi, pack: str) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    ran = kpi("explain", "-", "--pack", pack, stdin=PLAN)
    assert ran.code == 0
    assert ran.out.replace("<stdin>", "a.kpi.yaml") == kpi("explain", "a.kpi.yaml", "--pack", pack).out
    assert kpi("explain", "-", "--previous", "-", stdin=PLAN).err == (
        "error: only one plan can come in on standard input\n"
    )
    assert "--> <stdin>:1:1\n" in kpi("explain", "-", stdin="x").err
