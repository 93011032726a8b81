"""The policy of a project: from its `kpi-rules.yaml`, or from packs in its place, with settings over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kpi_rules.files import from_here, shown
from kpi_rules.i18n import language
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.packs import Policy
    from kpi_rules.packs.known import Known
    from kpi_rules.workspace.options import Options

    Loaded = tuple[Policy | None, tuple[Diagnostic, ...]]


def project_policy(options: Options, project: Path | None, cache: Cache | None) -> Loaded:
    """The policy; with one, diagnostics are warnings."""
    return _policy(options, project, cache, dict(options.settings))


def policy_of_one(
    options: Options, project: Path | None, cache: Cache | None, lean: bool = False, known: Known | None = None
) -> Loaded:
    """The policy of one of several projects: a setting that it lacks another may have. `lean`: one of many. `known`: what was made of packs before."""
    return with_known(lambda settings: _policy(options, project, cache, settings, lean, known), options)


def with_known(load: Callable[[Mapping[str, str]], Loaded], options: Options) -> Loaded:
    """A policy with those of the settings asked for that it has."""
    settings = dict(options.settings)
    policy, problems = load(settings)
    if policy is not None or not settings:
        return policy, problems
    bare, _ = load({})
    known = {name: text for name, text in settings.items() if bare and name.partition(".")[0] in bare.settings}
    return (None, problems) if bare is None or len(known) == len(settings) else load(known)


def _policy(
    options: Options,
    project: Path | None,
    cache: Cache | None,
    settings: Mapping[str, str],
    lean: bool = False,
    known: Known | None = None,
) -> Loaded:
    from kpi_rules.packs.cached import cached_policy

    packs = list(map(pack_from_here, options.packs))
    return cached_policy(cache, packs, settings, project, language(), lean, known)


def pack_from_here(reference: str) -> str:
    """A pack's absolute path, told from the current folder where it lies below it."""
    inner = shown(from_here(reference)) if Path(reference).is_absolute() else reference
    return inner if inner == reference or Path(inner).is_absolute() else f"./{inner}"


def limited(policy: Policy, options: Options) -> Policy:
    """The policy with other limits of plans, where there are. What was kept of plans was found under the usual ones."""
    if options.limits is None and options.most_steps is None:
        return policy
    return replace(policy, limits=options.limits, most_steps=options.most_steps, key=None)
