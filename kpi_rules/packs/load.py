"""From the names of packs to the policy: THE WAY OF A PACK ON ONE PAGE.

    find packs → fields → plan schema → settings → rules (parsed) → texts → levels → rules (checked) → Policy

Comes in: packs by name or path, overrides, perhaps a project, the reader's language. Goes out: the whole policy, or every diagnostic and no policy
at all. Knows nothing of plans and of how a rule is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.files import shown
from kpi_rules.language.checked import CheckedDefine, CheckedRule, Environment
from kpi_rules.language.checker import anew, check_defines, check_rules
from kpi_rules.language.types import Records
from kpi_rules.packs.amending import amended, narrowed
from kpi_rules.packs.defines import visible_defines
from kpi_rules.packs.excess import too_much
from kpi_rules.packs.fields import extended_schema
from kpi_rules.packs.find import FoundPack, find_packs
from kpi_rules.packs.folder import PROJECT, Folder
from kpi_rules.packs.former import misnamed
from kpi_rules.packs.levels import Weight, longest_waiver, resolve_levels
from kpi_rules.packs.locales import Locale, placed, read_locales
from kpi_rules.packs.maps import read_maps
from kpi_rules.packs.overlooked import unread_files
from kpi_rules.packs.policy import Amendment, Pack, Policy, PolicyRule, Setting
from kpi_rules.packs.settings import merge_settings, visible_settings
from kpi_rules.packs.stand_ins import resolve_stand_ins
from kpi_rules.packs.translate import described, in_line, translated
from kpi_rules.packs.written import Written, read_rules
from kpi_rules.source import Location, Source
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.packs.known import Known

Diagnostics = tuple[Diagnostic, ...]
MOST_TOLD = 200
"""Diagnostics of one run: nobody reads more, and a file of rubbish may give any number."""


def load_policy(
    packs: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None,
    project: Path | Folder | None = None,
    here: Folder | None = None,
    *,
    language: str | None = None,
    known: Known | None = None,
) -> tuple[Policy | None, Diagnostics]:
    """The policy of these packs (bundled or installed names, or paths), else of `core`.

    `project` is a `kpi-rules.yaml` or its folder: it is laid over the packs and those it extends. `overrides` are
    `--set`'s, by setting name, and come last. `here` is the folder that paths among the packs start from.
    `known` is what was made of packs before. `language` is a tag such as `ar-EG`: texts come in it, or in what it falls back on, where a pack has them; else in its own.
    """
    found, diagnostics = find_packs(packs, _project_folder(project), here)
    if found is None:
        return None, diagnostics
    schema, field_problems = extended_schema(found)
    settings, setting_problems = merge_settings(found, overrides or {})
    written, rule_problems = read_rules(found, known.parsed) if known else read_rules(found)
    sources = {pack.pack.name: tuple(file.source for file in pack.files) for pack in written}
    weights, level_problems = ({}, ()) if rule_problems else resolve_levels(found, _own_weights(written))
    written, amendments, amend_problems = (written, {}, ()) if rule_problems else amended(written)
    amend_problems = (*amend_problems, *narrowed(found, amendments, weights))
    longest, waiver_problems = longest_waiver(found)
    maps, map_problems = read_maps(found)
    names = (*settings, *(rule.id.name for pack in written for _, rule in pack.rules()))
    former_problems = () if rule_problems or setting_problems else tuple(misnamed(found, names))
    problems = (
        *field_problems,
        *setting_problems,
        *rule_problems,
        *amend_problems,
        *level_problems,
        *waiver_problems,
        *map_problems,
        *former_problems,
    )
    locales, locale_problems = read_locales(found, language)
    settings, description_problems = described(settings, found, locales)
    written, text_problems = (written, ()) if rule_problems else translated(written, locales, amendments)
    unread = (problem for pack in found for problem in unread_files(pack.folder))
    problems = (*problems, *locale_problems, *description_problems, *text_problems, *unread)
    if not (field_problems or setting_problems):
        checked, check_problems = _check(written, schema.records, settings, known, amendments)
        problems = (*problems, *check_problems)
        scopes = {f"{pack.name}/{rule.id}": rule.scope for pack, rule in checked}
        stand_ins, stand_in_problems = (
            resolve_stand_ins(found, scopes) if not (check_problems or rule_problems) else ({}, ())
        )
        problems = (*problems, *stand_in_problems)
    if any(not problem.warning for problem in problems):
        return None, problems[:MOST_TOLD]
    rules = tuple(_policy_rule(pack, rule, weights, stand_ins, amendments) for pack, rule in checked)
    if known:
        rules = tuple(known.rule(made, rule) for made, (_, rule) in zip(rules, checked, strict=True))
    plans = tuple(plan for pack in found for plan in pack.manifest.plans)
    last = found[-1].manifest  # a project's own, where there is one: a pack has no gate
    named = tuple(_pack(pack, locales, sources[pack.pack.name]) for pack in written)
    made = Policy(named, rules, settings, schema, plans, tuple(last.exclude), last.fail_on, maps, longest)
    return (known.policy(made) if known else made), problems


def _project_folder(project: Path | Folder | None) -> Folder | None:
    if project is None or isinstance(project, Folder):
        return project
    folder = project.parent if project.name == PROJECT else project
    return Folder(folder, shown(str(folder)))


def _own_weights(written: Sequence[Written]) -> dict[str, Weight]:
    """The level that each rule gives itself, by full id."""
    return {
        pack.full(rule): Weight(rule.level, Location(file.source, rule.level_span))
        for pack in written
        for file, rule in pack.rules()
    }


def _check(
    written: Sequence[Written],
    records: Records,
    settings: Mapping[str, Setting],
    known: Known | None,
    amendments: Mapping[str, tuple[Amendment, ...]],
) -> tuple[tuple[tuple[FoundPack, CheckedRule], ...], Diagnostics]:
    """Every rule with its types, each pack with the settings that it sees; and a rule that others amend with those that they see."""
    checked: list[tuple[FoundPack, CheckedRule]] = []
    diagnostics: list[Diagnostic] = []
    defines: dict[str, Mapping[str, CheckedDefine]] = {}
    environments: dict[str, Environment] = {}
    broken = frozenset(name for pack in written for file in pack.files for name in file.broken)
    for pack in written:
        name, inherited = pack.pack.name, visible_defines(pack.pack, defines)
        environments[name] = Environment(records, visible_settings(pack.pack, settings), inherited, broken)
        own = check_defines(pack.files, environments[name])[0]
        defines[name] = known.defines(name, own) if known else own
    for pack in written:
        name = pack.pack.name
        amending = {one.pack for full, by in amendments.items() if full.startswith(f"{name}/") for one in by}
        environment = _seen_by_all(name, sorted(amending), environments, defines)
        if known:
            environment = known.environment(name, environment)
        remember = known.checker(environment, {**environment.defines, **defines[name]}) if known else anew
        rules, problems = check_rules(pack.files, environment, remember)
        checked += [(pack.pack, rule) for rule in rules]
        diagnostics += map(placed, (*problems, *too_much(rules, pack.files)))
    return tuple(checked), tuple(diagnostics)


def _seen_by_all(
    name: str,
    amending: Sequence[str],
    environments: Mapping[str, Environment],
    defines: Mapping[str, Mapping[str, CheckedDefine]],
) -> Environment:
    """What a pack's rules may speak of, and what those may that amend some of them: a name that both have is the pack's own."""
    own = environments[name]
    settings, called = dict(own.settings), dict(own.defines)
    for other in amending:
        settings = {**environments[other].settings, **settings}
        called = {**environments[other].defines, **defines[other], **called}
    visible = {one: define for one, define in called.items() if one in own.defines or one not in defines[name]}
    return replace(own, settings=settings, defines=visible) if amending else own


def _policy_rule(
    pack: FoundPack,
    rule: CheckedRule,
    weights: Mapping[str, Weight],
    stand_ins: Mapping[str, tuple[str, ...]],
    amendments: Mapping[str, tuple[Amendment, ...]],
) -> PolicyRule:
    """A rule with its level in force."""
    full = f"{pack.name}/{rule.id}"
    weight = weights[full]
    return PolicyRule(
        id=full,
        level=weight.level,
        scope=rule.scope,
        title=rule.title,
        because=rule.because,
        origin=rule.origin,
        file=rule.source.name,
        line=rule.source.position(rule.tree.id.span.start).line,
        pack=pack.name,
        waivable=weight.waivable,
        level_origin=weight.level_origin,
        waivable_origin=weight.waivable_origin,
        stands_in_for=stand_ins.get(full, ()),
        promise=weight.promise,
        decisions=weight.decisions,
        amendments=amendments.get(full, ()),
        read=lambda: rule,
    )


def _pack(written: Written, locales: Mapping[str, tuple[Locale, ...]], sources: tuple[Source, ...]) -> Pack:
    """A pack for people."""
    found, manifest = written.pack, written.pack.manifest
    chain = locales.get(found.name, ())
    title = next((in_line(locale.title, locale.tag) for locale in chain if locale.title), None)
    description = next((in_line(locale.description, locale.tag) for locale in chain if locale.description), None)
    return Pack(
        name=manifest.name,
        version=manifest.version,
        title=title or manifest.title or manifest.name,
        description=description or manifest.description,
        language=chain[0].tag if chain else manifest.language,
        folder=found.folder,
        manifest=manifest.document.source,
        rule_sources=sources,
        lineage=found.lineage,
    )
