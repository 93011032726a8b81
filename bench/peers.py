"""The same five rules in other tools, over the same plans: verdicts compared first, then times, in interleaved rounds.

`python bench/peers.py [--plans 300] [--rounds 5]` prints medians as ratios to hand-written Python with PyYAML's C loader. What is not
installed is left out and said so; extra `bench` has the Python ones, Spectral comes from npm (`@stoplight/spectral-cli`).

The rules are those of `five/` and `hand_written.py`. JSON Schema and Spectral's functions cannot say that an id must be declared elsewhere in
the same document: they are held to the three rules that they can say (marked `3 of 5`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hand_written
import plans
import yaml
from memory import peak

HERE = Path(__file__).parent
Verdict = frozenset[str]
"""The rules that a plan fails."""
Evaluator = Callable[[Any], Verdict]


# the five rules, tool by tool

SAYS = {
    "KPIs; at most": "too-many-kpis",
    "has no owner among": "kpi-without-owner",
    "serves no objective": "unknown-objective",
    "has no target": "kpi-without-target",
    "is not defined": "undefined-kpi",
}
"""How `hand_written.py` tells of each rule."""
SCHEMA = {"properties": {"kpis": {"maxItems": 6, "items": {"required": ["target", "definition"]}}}}
REQUIRED = {"target": "kpi-without-target", "definition": "undefined-kpi"}
CEL = {
    "too-many-kpis": "kpis.size() <= 6",
    "kpi-without-owner": "kpis.all(k, has(k.owner) && roles.exists(r, r.id == k.owner))",
    "unknown-objective": "kpis.all(k, has(k.objective) && objectives.exists(o, o.id == k.objective))",
    "kpi-without-target": "kpis.all(k, has(k.target))",
    "undefined-kpi": "kpis.all(k, has(k.definition))",
}
REGO = """
package plan
import rego.v1
declared(id, list) if { some one in list; one.id == id }
failed contains "too-many-kpis" if count(input.kpis) > 6
failed contains "kpi-without-owner" if { some k in input.kpis; not declared(object.get(k, "owner", ""), input.roles) }
failed contains "unknown-objective" if { some k in input.kpis; not declared(object.get(k, "objective", ""), input.objectives) }
failed contains "kpi-without-target" if { some k in input.kpis; not k.target }
failed contains "undefined-kpi" if { some k in input.kpis; not k.definition }
"""
RULE_ENGINE = {
    "too-many-kpis": "$sum([1 for k in kpis]) <= 6",
    "kpi-without-owner": "$all([(k&['owner']) in [r['id'] for r in roles] for k in kpis])",
    "unknown-objective": "$all([(k&['objective']) in [o['id'] for o in objectives] for k in kpis])",
    "kpi-without-target": "$all([(k&['target']) != null for k in kpis])",
    "undefined-kpi": "$all([(k&['definition']) != null for k in kpis])",
}


def by_hand(data: Any) -> Verdict:
    """The rules that `hand_written.py` tells of."""
    said = "\n".join(hand_written.findings(data))
    return frozenset(rule for words, rule in SAYS.items() if words in said)


def with_jsonschema() -> Evaluator:
    import jsonschema

    validator = jsonschema.Draft202012Validator(SCHEMA)
    return lambda data: frozenset(_rule(error.message) for error in validator.iter_errors(data))


def with_jsonschema_rs() -> Evaluator:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMA})
    return lambda data: frozenset(_rule(error.message) for error in validator.iter_errors(data))


def _rule(message: str) -> str:
    name, _, rest = message.partition(" ")
    return REQUIRED[name.strip("'\"")] if rest == "is a required property" else "too-many-kpis"


def with_cel_python() -> Evaluator:
    import celpy

    environment = celpy.Environment()
    programs = {rule: environment.program(environment.compile(text)) for rule, text in CEL.items()}

    def run(data: Any) -> Verdict:
        context = {name: celpy.json_to_cel(data[name]) for name in ("kpis", "objectives", "roles")}
        return frozenset(rule for rule, program in programs.items() if not program.evaluate(context))

    return run


def with_rust_cel() -> Evaluator:
    import cel

    programs = {rule: cel.compile(text) for rule, text in CEL.items()}
    return lambda data: frozenset(rule for rule, program in programs.items() if not program.execute(data))


def with_regopy() -> Evaluator:
    import regopy

    interpreter = regopy.Interpreter()
    interpreter.add_module("plan", REGO)

    def run(data: Any) -> Verdict:
        interpreter.set_input(data)
        found = json.loads(str(interpreter.query("data.plan.failed")))
        return frozenset(found["expressions"][0])

    return run


def with_rule_engine() -> Evaluator:
    import rule_engine

    rules = {rule: rule_engine.Rule(text) for rule, text in RULE_ENGINE.items()}
    return lambda data: frozenset(rule for rule, one in rules.items() if not one.matches(data))


def with_kpi_rules() -> Evaluator:
    """Evaluation alone: the plan is read beforehand, as for every other tool here."""
    import datetime

    from kpi_rules import load_policy
    from kpi_rules.language.compiler import compile_rules
    from kpi_rules.language.outcome import Inputs

    policy = load_policy(str(HERE / "five"))
    rules = compile_rules([rule.checked for rule in policy.rules])
    today = datetime.date(2026, 3, 1)

    def run(data: Any) -> Verdict:
        outcomes = rules.run(Inputs(data, None, None, policy.values, today))
        return frozenset(
            rule.checked.id for rule, outcome in zip(policy.rules, outcomes, strict=True) if outcome.failures
        )

    return run


EVALUATORS: dict[str, tuple[Callable[[], Evaluator], bool]] = {
    "kpi-rules (compiled; findings made)": (with_kpi_rules, True),
    "jsonschema (3 of 5)": (with_jsonschema, False),
    "jsonschema-rs (3 of 5)": (with_jsonschema_rs, False),
    "cel-python": (with_cel_python, True),
    "Rust CEL (common-expression-language)": (with_rust_cel, True),
    "regopy": (with_regopy, True),
    "rule-engine": (with_rule_engine, True),
}
"""What each tool makes of a plan that is already read; and whether it can say all five rules."""


def of_three(verdict: Verdict) -> Verdict:
    """What of a verdict JSON Schema can say."""
    return verdict & {"too-many-kpis", *REQUIRED.values()}


# whole programs


def commands(folder: Path, schema: Path, ruleset: Path) -> dict[str, list[str]]:
    """Whole programs over the files, as people run them."""
    files = [str(path) for path in sorted(folder.iterdir())]
    found = {
        "hand-written (CSafeLoader, no line numbers)": [sys.executable, str(HERE / "hand_written.py"), *files],
        "kpi-rules check (packs known, plans not)": [*OURS, str(folder)],
        "kpi-rules check --no-cache": [*OURS, "--no-cache", str(folder)],
    }
    tools = {
        "check-jsonschema (3 of 5)": ["check-jsonschema", "--schemafile", str(schema), *files],
        "yamllint (reads and lints YAML, no rules)": [
            "yamllint",
            "-d",
            "{extends: relaxed, rules: {line-length: disable}}",
            *files,
        ],
        "spectral (3 of 5)": ["spectral", "lint", "--quiet", "--ruleset", str(ruleset), *files],
    }
    for name, (program, *arguments) in tools.items():
        beside = Path(sys.executable).with_name(program)
        path = str(beside) if beside.exists() else shutil.which(program)
        if path:
            found[name] = [path, *arguments]
        else:
            print(f"left out: {program} is not installed")
    return found


OURS = [sys.executable, "-m", "kpi_rules", "check", "--pack", str(HERE / "five"), "--format", "concise"]

SPECTRAL = {
    "rules": {
        "kpis": {"given": "$.kpis", "severity": "error", "then": {"function": "length", "functionOptions": {"max": 6}}},
        "target": {"given": "$.kpis[*]", "severity": "error", "then": {"field": "target", "function": "truthy"}},
        "defined": {"given": "$.kpis[*]", "severity": "error", "then": {"field": "definition", "function": "truthy"}},
    }
}


# measuring


def interleaved(runs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The median time of each, one after the other in every round."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def table(title: str, medians: dict[str, float], base: str, memory: dict[str, int] | None = None) -> None:
    held = " memory |" if memory else ""
    print(f"\n{title}\n\n| | ratio | median |{held}\n|---|---|---|" + "---|" * bool(memory))
    for name, median in sorted(medians.items(), key=lambda item: item[1]):
        held = f" {memory[name] // 1024} MB |" if memory else ""
        print(f"| {name} | {median / medians[base]:.2f} | {median * 1000:.1f} ms |{held}")


def evaluation(texts: list[str], rounds: int) -> None:
    """Evaluation alone, of plans in memory: every scalar is a text, which all tools take."""
    plans = [yaml.load(text, yaml.CBaseLoader) for text in texts]
    expected = [by_hand(data) for data in plans]
    runs: dict[str, Callable[[], Any]] = {
        "hand-written Python": lambda: [hand_written.findings(data) for data in plans]
    }
    for name, (make, all_five) in EVALUATORS.items():
        try:
            evaluate = make()
        except ImportError as error:
            print(f"left out: {name}: {error}")
            continue
        wanted = expected if all_five else [of_three(verdict) for verdict in expected]
        found = [evaluate(data) for data in plans]
        wrong = sum(one != other for one, other in zip(found, wanted, strict=True))
        print(f"{name}: {len(plans) - wrong} of {len(plans)} verdicts agree")
        if not wrong:
            runs[name] = lambda evaluate=evaluate: [evaluate(data) for data in plans]
    table(f"Evaluation alone, {len(plans)} plans", interleaved(runs, rounds), "hand-written Python")


def programs(texts: list[str], rounds: int) -> None:
    """Whole programs over files."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "plans"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number:05}.kpi.yaml").write_text(text, "utf-8")
        schema, ruleset = Path(work) / "schema.json", Path(work) / "ruleset.json"
        schema.write_text(json.dumps(SCHEMA), "utf-8")
        ruleset.write_text(json.dumps(SPECTRAL), "utf-8")
        caches = Caches(Path(work))
        commanded = commands(folder, schema, ruleset)
        runs = {name: lambda command=command: _run(command, caches.fresh()) for name, command in commanded.items()}
        memory = {name: peak(command, HERE.parent, _env(caches.fresh())) for name, command in commanded.items()}
        title = f"Whole programs, {len(texts)} files"
        table(title, interleaved(runs, rounds), "hand-written (CSafeLoader, no line numbers)", memory)


class Caches:
    """Cache folders that know the pack and no plan of those that are timed."""

    def __init__(self, work: Path) -> None:
        self._made = 0
        self._folder = work / "caches"
        other = work / "other.kpi.yaml"
        other.write_text(plans.plan(0, 6, faulty=False), "utf-8")
        _run([*OURS, str(other)], self._folder / "0")

    def fresh(self) -> Path:
        """Another one."""
        self._made += 1
        return Path(shutil.copytree(self._folder / "0", self._folder / str(self._made)))


def _run(command: list[str], cache: Path) -> None:
    done = subprocess.run(command, capture_output=True, check=False, cwd=HERE.parent, env=_env(cache))
    if done.returncode not in (0, 1):
        print(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[:300]}")


def _env(cache: Path) -> dict[str, str]:
    """A checkout's modules are compiled once, as those that pip installed are."""
    return {**os.environ, "KPI_RULES_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": ""}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--plans", type=int, default=300)
    arguments.add_argument("--kpis", type=int, default=6)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    texts = [
        plans.plan(given.seed + number, given.kpis + (number % 10 == 3), faulty=number % 2 == 1)
        for number in range(given.plans)
    ]
    print(f"{given.plans} plans of {given.kpis} KPIs or more, seed {given.seed}, {given.rounds} interleaved rounds")
    evaluation(texts, given.rounds)
    programs(texts, given.rounds)


if __name__ == "__main__":
    main()
