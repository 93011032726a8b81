"""All tests of one pack: loaded once, tried, and what they leave open.

Comes in: a pack's name or path. Goes out: `Suite` with every trial. A run with settings of its own has a policy of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpi_rules.authoring.cases import cases_of
from kpi_rules.authoring.excuses import Excuses
from kpi_rules.authoring.folder import find_runs
from kpi_rules.authoring.gaps import Hunt, Unseen, unseen
from kpi_rules.authoring.runs import Run
from kpi_rules.authoring.trial import Trial, try_run
from kpi_rules.authoring.wordings import languages, unsaid
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import Finding
from kpi_rules.packs import Pack, Policy, PolicyRule, load_policy
from kpi_rules.packs.find import find_packs
from kpi_rules.packs.settings import merge_settings
from kpi_rules.structs import Struct, replace

Diagnostics = tuple[Diagnostic, ...]


class Suite(Struct):
    """A pack, its policy, and how its tests went."""

    pack: Pack
    policy: Policy
    trials: tuple[Trial, ...]

    @property
    def passed(self) -> bool:
        """Whether all tests pass."""
        return all(trial.passed for trial in self.trials)

    @property
    def rules(self) -> tuple[PolicyRule, ...]:
        """The pack's own rules, those turned off aside."""
        return tuple(rule for rule in self.policy.rules if rule.pack == self.pack.name and rule.active)

    @property
    def files(self) -> frozenset[str]:
        """The names of its rule files."""
        return frozenset(source.name for source in self.pack.rule_sources)

    def unseen(self) -> tuple[tuple[Unseen, ...], Excuses]:
        """What no test has seen, and the excuses that were looked at."""
        excuses = Excuses.of(self.pack.rule_sources)
        return unseen(self.rules, cases_of(self.trials), excuses, self.files), excuses

    def hunt(self) -> Hunt:
        """The hunt for mutants that no test notices; only where all tests pass."""
        return Hunt(self.rules, cases_of(self.trials), self.trials, Excuses.of(self.pack.rule_sources), self.files)


def try_pack(
    reference: str, wanted: Callable[[str], bool] = lambda name: True, language: str | None = None
) -> tuple[Suite | None, Diagnostics]:
    """Run the tests of a pack, or those whose name is wanted; findings are told in the language."""
    policy, diagnostics = load_policy([reference], language=language)
    if policy is None:
        return None, diagnostics
    pack = policy.packs[-1]
    bench = Bench(reference, policy, language)
    trials = tuple(bench.tried(run) for run in find_runs(pack.folder, policy.schema, wanted))
    return Suite(pack, policy, trials), diagnostics


class Bench:
    """Tries runs of one pack; policies with the same settings are loaded once."""

    def __init__(self, reference: str, policy: Policy, language: str | None = None) -> None:
        self.reference = reference
        self.language = language
        self.plain = policy
        self.others: dict[str, Bench] = {}
        self.policies: dict[tuple[tuple[str, str], ...], tuple[Policy | None, Diagnostics]] = {(): (policy, ())}

    def tried(self, run: Run) -> Trial:
        """How a run went."""
        policy, problems = self.policy(run.settings)
        if policy is None:
            return Trial(run, self.plain, (), (), (), (*run.problems, *problems))
        trial = try_run(run, policy)
        said: dict[str | None, tuple[Finding, ...]] = {tag: self.findings(run, tag) for tag in sorted(languages(run))}
        differing = tuple(unsaid(run, {None: trial.findings, **said}))
        return replace(trial, problems=(*trial.problems, *differing)) if differing else trial

    def findings(self, run: Run, language: str) -> tuple[Finding, ...]:
        """What is found in a run, told in a language."""
        if language not in self.others:
            policy, _ = load_policy([self.reference], language=language)
            self.others[language] = Bench(self.reference, policy or self.plain, language)
        policy, _ = self.others[language].policy(run.settings)
        return try_run(run, policy or self.plain).findings

    def policy(self, settings: Mapping[str, str]) -> tuple[Policy | None, Diagnostics]:
        """The policy with these settings."""
        key = tuple(sorted(settings.items()))
        if key not in self.policies:
            self.policies[key] = self.with_settings(settings)
        return self.policies[key]

    def with_settings(self, settings: Mapping[str, str]) -> tuple[Policy | None, Diagnostics]:
        """The same policy with other settings. They are inputs of its rules' code, which is made once."""
        found, problems = find_packs([self.reference], None)
        if found is None:
            return None, problems
        merged, problems = merge_settings(found, settings)
        if problems:
            return None, problems
        policy = replace(self.plain, settings=merged)
        for code in ("compiled_plan_rules", "compiled_portfolio_rules", "safe_sizes"):
            vars(policy)[code] = getattr(self.plain, code)
        return policy, ()
