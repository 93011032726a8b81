"""The same five rules in other tools, over the same plans: verdicts compared first, then times, in interleaved rounds.

`python bench/peers.py [--plans 300] [--rounds 5]` prints medians as ratios to hand-written Python with PyYAML's C loader. What is not
installed is left out and said so; extra `bench` has the Python ones, Spectral comes from npm (`@stoplight/spectral-cli`).

JSON Schema and Spectral's schema functions cannot say that an id must be declared elsewhere in the same document, nor compare two
numbers of it: they are held to the three rules that they can say (marked `3 of 5`).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from memory import peak

HERE = Path(__file__).parent
Verdict = frozenset[str]
"""The rules that a plan fails."""
Evaluator = Callable[[Any], Verdict]


# plans


def plan(random_: random.Random, kpis: int) -> dict[str, Any]:
    """A plan; about half of them break some of the five rules."""
    bad = random_.random() < 0.5
    roles = [{"id": f"role-{n}", "title": f"Role {n}"} for n in range(3)]
    objectives = [{"id": f"objective-{n}", "title": f"Objective {n}"} for n in range(3)]
    return {
        "title": f"Plan {random_.randrange(10**6)}",
        "mission": "Help small firms keep their books in order",
        "roles": roles,
        "objectives": objectives,
        "kpis": [kpi(random_, n, bad) for n in range(kpis + (4 if bad and random_.random() < 0.3 else 0))],
        "review": "quarterly",
    }


def kpi(random_: random.Random, number: int, bad: bool) -> dict[str, Any]:
    """A KPI with the fields that the rules look at, and some that they do not."""
    baseline = random_.randrange(100, 900)
    made: dict[str, Any] = {
        "id": f"kpi-{number}",
        "name": f"Sales leads from channel {number}",
        "status": "active",
        "objective": f"objective-{random_.randrange(3)}",
        "owner": f"role-{random_.randrange(3)}",
        "baseline": {"value": baseline},
        "target": {"value": baseline + random_.randrange(1, 200), "unit": "leads"},
        "definition": "People who asked to be called back after reading: counted once each",
    }
    if bad and random_.random() < 0.3:
        change = random_.choice(["objective", "owner", "no owner", "target"])
        made |= {
            "objective": {"objective": "nowhere"},
            "owner": {"owner": "nobody"},
            "target": {"target": {"value": 1}},
        }.get(change, {})
        if change == "no owner":
            del made["owner"]
    return made


# the five rules, tool by tool


def hand_written(data: Any) -> Verdict:
    """Plain Python, as one would write it."""
    failed = set()
    objectives = {one["id"] for one in data["objectives"]}
    roles = {one["id"] for one in data["roles"]}
    if sum(one.get("status", "active") == "active" for one in data["kpis"]) > 6:
        failed.add("too-many-kpis")
    for one in data["kpis"]:
        if one.get("objective") not in objectives:
            failed.add("unknown-objective")
        owner = one.get("owner")
        if owner is None:
            failed.add("kpi-without-owner")
        elif owner not in roles:
            failed.add("unknown-owner")
        if "target" in one and "baseline" in one and one["target"]["value"] < one["baseline"]["value"]:
            failed.add("target-below-baseline")
    return frozenset(failed)


SCHEMA = {
    "properties": {
        "kpis": {
            "contains": {"properties": {"status": {"const": "active"}}, "required": ["id"]},
            "maxContains": 6,
            "items": {"required": ["owner", "objective"]},
        }
    }
}
"""What JSON Schema can say of the five: the count, and that there is an owner and an objective."""

CEL = {
    "too-many-kpis": 'kpis.filter(k, k.status == "active").size() <= 6',
    "unknown-objective": "kpis.all(k, has(k.objective) && objectives.exists(o, o.id == k.objective))",
    "kpi-without-owner": "kpis.all(k, has(k.owner))",
    "unknown-owner": "kpis.all(k, !has(k.owner) || roles.exists(r, r.id == k.owner))",
    "target-below-baseline": "kpis.all(k, !has(k.target) || !has(k.baseline) || k.target.value >= k.baseline.value)",
}
REGO = """
package plan
import rego.v1
too_many if count([k | some k in input.kpis; k.status == "active"]) > 6
unknown_objective if { some k in input.kpis; not declared(object.get(k, "objective", ""), input.objectives) }
without_owner if { some k in input.kpis; not k.owner }
unknown_owner if { some k in input.kpis; k.owner; not declared(k.owner, input.roles) }
below if { some k in input.kpis; k.target.value < k.baseline.value }
declared(id, list) if { some one in list; one.id == id }
failed contains "too-many-kpis" if too_many
failed contains "unknown-objective" if unknown_objective
failed contains "kpi-without-owner" if without_owner
failed contains "unknown-owner" if unknown_owner
failed contains "target-below-baseline" if below
"""
RULE_ENGINE = {
    "too-many-kpis": "$sum([1 for k in kpis if k['status'] == 'active']) <= 6",
    "unknown-objective": "$all([k['objective'] in [o['id'] for o in objectives] for k in kpis])",
    "kpi-without-owner": "$all([(k&['owner']) != null for k in kpis])",
    "unknown-owner": "$all([(k&['owner']) == null or (k['owner'] in [r['id'] for r in roles]) for k in kpis])",
    "target-below-baseline": "$all([k['target']['value'] >= k['baseline']['value'] for k in kpis])",
}


def with_jsonschema() -> Evaluator:
    import jsonschema

    validator = jsonschema.Draft202012Validator(SCHEMA)
    return lambda data: _schema_verdict(error.validator for error in validator.iter_errors(data))


def with_jsonschema_rs() -> Evaluator:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMA})
    return lambda data: _schema_verdict(_words(error.message) for error in validator.iter_errors(data))


def _words(message: str) -> str:
    return "required" if "required" in message else "contains"


def _schema_verdict(found: Iterable[Any]) -> Verdict:
    names = {"required": "a field", "contains": "too-many-kpis", "maxContains": "too-many-kpis"}
    return frozenset(names[str(one)] for one in found)


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
    from kpi_rules.language.interpreter import Inputs

    policy = load_policy(str(HERE / "peers_rules"))
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
    """A verdict in the terms of those that can say three rules."""
    fields = {"kpi-without-owner"} & verdict
    return frozenset({"a field"} if fields else ()) | (verdict & {"too-many-kpis"})


# whole programs


def commands(folder: Path, schema: Path, ruleset: Path) -> dict[str, list[str]]:
    """Whole programs over the files, as people run them."""
    files = [str(path) for path in sorted(folder.iterdir())]
    found = {
        "hand-written (CSafeLoader, no line numbers)": [
            sys.executable,
            str(HERE / "peers.py"),
            "--hand-written",
            str(folder),
        ],
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


OURS = [sys.executable, "-m", "kpi_rules", "check", "--pack", str(HERE / "peers_rules"), "--format", "concise"]

SPECTRAL = {
    "rules": {
        "kpis": {"given": "$.kpis", "severity": "error", "then": {"function": "length", "functionOptions": {"max": 6}}},
        "owner": {"given": "$.kpis[*]", "severity": "error", "then": {"field": "owner", "function": "truthy"}},
        "objective": {"given": "$.kpis[*]", "severity": "error", "then": {"field": "objective", "function": "truthy"}},
    }
}


def hand_written_run(folder: Path) -> None:
    """The honest baseline: PyYAML's C loader, the five rules, a line for each that fails."""
    for path in sorted(folder.iterdir()):
        text = path.read_text("utf-8")
        for rule in sorted(hand_written(yaml.load(text, yaml.CSafeLoader))):
            print(f"{path}: {rule}")


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


def evaluation(plans: list[Any], rounds: int) -> None:
    """Evaluation alone, of plans in memory."""
    expected = [hand_written(data) for data in plans]
    runs: dict[str, Callable[[], Any]] = {"hand-written Python": lambda: [hand_written(data) for data in plans]}
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


def programs(plans: list[Any], rounds: int) -> None:
    """Whole programs over files."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "plans"
        folder.mkdir()
        for number, data in enumerate(plans):
            text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
            (folder / f"{number:05}.kpi.yaml").write_text(text, "utf-8")
        schema, ruleset = Path(work) / "schema.json", Path(work) / "ruleset.json"
        schema.write_text(json.dumps(SCHEMA), "utf-8")
        ruleset.write_text(json.dumps(SPECTRAL), "utf-8")
        caches = Caches(Path(work), plans[0])
        commanded = commands(folder, schema, ruleset)
        runs = {name: lambda command=command: _run(command, caches.fresh()) for name, command in commanded.items()}
        memory = {name: peak(command, HERE.parent, _env(caches.fresh())) for name, command in commanded.items()}
        title = f"Whole programs, {len(plans)} files"
        table(title, interleaved(runs, rounds), "hand-written (CSafeLoader, no line numbers)", memory)


class Caches:
    """Cache folders that know the pack and no plan of those that are timed."""

    def __init__(self, work: Path, plan: Any) -> None:
        self._made = 0
        self._folder = work / "caches"
        other = work / "other.kpi.yaml"
        other.write_text(yaml.safe_dump({**plan, "title": "Another"}), "utf-8")
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
    return {**os.environ, "KPI_RULES_CACHE": str(cache)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--plans", type=int, default=300)
    arguments.add_argument("--kpis", type=int, default=6)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--hand-written", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.hand_written:
        hand_written_run(given.hand_written)
        return
    random_ = random.Random(given.seed)
    plans = [plan(random_, given.kpis) for _ in range(given.plans)]
    print(f"{given.plans} plans of {given.kpis} KPIs or more, seed {given.seed}, {given.rounds} interleaved rounds")
    evaluation(plans, given.rounds)
    programs(plans, given.rounds)


if __name__ == "__main__":
    main()
