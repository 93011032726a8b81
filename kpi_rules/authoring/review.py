"""A pack looked over: what its rules, settings, tests and translations leave to be desired although all of it checks.

Comes in: a pack's name or path. Goes out: warnings, file by file; where the pack cannot be used at all, its errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, cast

from kpi_rules.authoring.examples import unfit_examples
from kpi_rules.authoring.folder import find_runs
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.language import tree
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.review.lint import lint
from kpi_rules.language.tree import RuleFile
from kpi_rules.language.walk import walk
from kpi_rules.packs import Pack, Policy, PolicyRule, load_policy
from kpi_rules.packs.amending import reworded
from kpi_rules.packs.locales import ALSO, PARTS, Locale, locale_tags, read_locale
from kpi_rules.packs.manifest import read_manifest
from kpi_rules.packs.names import meant
from kpi_rules.packs.policy import LevelInForce
from kpi_rules.packs.promises import STRICTNESS
from kpi_rules.source import Location, Span

Diagnostics = tuple[Diagnostic, ...]


def review(reference: str) -> tuple[bool, Diagnostics]:
    """Whether a pack can be used, and all that is to be said of it."""
    policy, problems = load_policy([reference])
    if policy is None:
        return False, problems
    pack = policy.packs[-1]
    rules = tuple(rule for rule in policy.rules if rule.pack == pack.name)
    files = tuple(file for source in pack.rule_sources if (file := parse_rules(source)[0]) is not None)
    found = [*problems, *lint(files, [rule.checked for rule in rules])]
    found += _unused_settings(policy, pack, files)
    found += _undescribed(policy, pack)
    found += _unexplained(policy, pack)
    found += unfit_examples(pack.manifest, policy.schema.json)
    found += _untested(policy, pack, rules)
    found += _misnamed_elsewhere(reference, policy, pack)
    usable = True
    for tag in locale_tags(pack.folder):
        errors, warnings = _locale(reference, policy, pack, rules, tag)
        usable = usable and not errors
        found += [*errors, *warnings]
    return usable, tuple(found)


def _unused_settings(policy: Policy, pack: Pack, files: Iterable[RuleFile]) -> Iterator[Diagnostic]:
    """Settings that the pack declares and none of its rules reads."""
    read = {
        node.field.name
        for file in files
        for part in (*file.rules, *file.defines, *file.amends)
        for node in walk(part)
        if isinstance(node, tree.FieldOf) and isinstance(node.base, tree.Name) and node.base.name == "settings"
    }
    for name, setting in policy.settings.items():
        if setting.declared.source.name == pack.manifest.name and name not in read:
            message = tr("no rule of the pack reads the setting `{name}`", name=name)
            help_ = tr("leave it out, or use `settings.{name}`", name=name)
            yield Diagnostic(message, setting.declared, help_, warning=True, unused=True)


def _undescribed(policy: Policy, pack: Pack) -> Iterator[Diagnostic]:
    """Settings and fields of which nobody can tell what they mean."""
    help_ = tr("add `description:`, for whoever sets it and for the document of the pack")
    for name, setting in policy.settings.items():
        if setting.declared.source.name == pack.manifest.name and not setting.description:
            message = tr("nothing says what the setting `{name}` decides", name=name)
            yield Diagnostic(message, setting.declared, help_, warning=True)
    manifest, _ = read_manifest(pack.manifest, project=False)
    for record, fields in manifest.fields.items() if manifest else ():
        for name, declared in fields.items():
            if manifest and not declared.get("description"):
                message = tr("nothing says what the field `{name}` means", name=f"{record}.{name}")
                yield Diagnostic(message, manifest.key("fields", record, name), help_, warning=True)


def _unexplained(policy: Policy, pack: Pack) -> Iterator[Diagnostic]:
    """Inherited rules that the pack makes less strict, and does not say why."""
    for rule in policy.rules:
        if rule.pack == pack.name or not rule.decisions:
            continue
        before, now = rule.chain[-2:]
        lowered = STRICTNESS[cast("LevelInForce", now.value)] < STRICTNESS[cast("LevelInForce", before.value)]
        if lowered and not now.reason and now.place.source.name == pack.manifest.name:
            message = tr(
                "nothing says why `{rule}` is `{now}` here, and no longer `{before}`",
                rule=rule.id,
                now=now.value,
                before=before.value,
            )
            help_ = tr(
                "write it as `{{level: {level}, reason: …}}`: whoever reads the document of the pack will ask",
                level=now.value,
            )
            yield Diagnostic(message, now.place, help_, warning=True)


def _untested(policy: Policy, pack: Pack, rules: Sequence[PolicyRule]) -> Iterator[Diagnostic]:
    """Rules that no test expects anywhere."""
    ids = [rule.id for rule in policy.rules]
    expected = {
        full
        for run in find_runs(pack.folder, policy.schema)
        for plan in run.plans
        for one in plan.remarks.expectations
        for full in meant(one.rule, ids)
    }
    for rule in rules:
        if rule.id not in expected:
            place = Location(rule.checked.source, rule.checked.tree.id.span)
            help_ = tr("write a plan that falls short of it into `tests/`, with `# expect: {id}`", id=rule.checked.id)
            yield Diagnostic(tr("no test expects `{id}`", id=rule.checked.id), place, help_, warning=True)


def _misnamed_elsewhere(reference: str, policy: Policy, pack: Pack) -> Iterator[Diagnostic]:
    """Rules of packs that this one does not build on, which it is to stand in for and which there are not."""
    manifest, _ = read_manifest(pack.manifest, project=False)
    here = {one.name for one in policy.packs}
    others = {
        name
        for written in (manifest.stands_in_for.values() if manifest else ())
        for other in written
        if (name := other.split("/", 1)[0]) not in here
    }
    for name in sorted(others):
        _, problems = load_policy([reference, name])
        yield from (problem for problem in problems if not problem.warning and _is_in(problem, pack))


def _is_in(problem: Diagnostic, pack: Pack) -> bool:
    """Whether something stands in a pack's own manifest."""
    return problem.location is not None and problem.location.source.name == pack.manifest.name


def _locale(
    reference: str, policy: Policy, pack: Pack, rules: Sequence[PolicyRule], tag: str
) -> tuple[Diagnostics, Diagnostics]:
    """What is wrong with a pack's texts in a language, and what is missing."""
    locale, problems = read_locale(pack.folder, tag)
    if locale is None:
        return problems, ()
    _, problems = load_policy([reference], language=tag)
    errors = tuple(problem for problem in problems if not problem.warning)
    if tag == _own_language(pack):
        return errors, ()
    return errors, tuple(_missing(locale, policy, pack, rules))


def _own_language(pack: Pack) -> str:
    manifest, _ = read_manifest(pack.manifest, project=False)
    return manifest.language if manifest else pack.language


def _missing(locale: Locale, policy: Policy, pack: Pack, rules: Sequence[PolicyRule]) -> Iterator[Diagnostic]:
    for part, own in (("title", pack.title), ("description", pack.description)):
        if own and not getattr(locale, part):
            yield _untranslated(tr("the pack's `{part}` is not translated", part=part), locale)
    for rule in rules:
        texts = locale.rules.get(rule.checked.id) or locale.rules.get(rule.id) or {}
        parts = list(_untranslated_parts(rule.checked.tree, texts))
        if parts:
            names = listed(f"`{part}`" for part in parts)
            message = ntr("{names} of `{id}` is not translated", "{names} of `{id}` are not translated", len(parts),
                          names=names, id=rule.checked.id)  # fmt: skip
            yield _untranslated(message, locale, "rules", *([rule.checked.id] if texts else []))
    yield from _missing_amendments(locale, policy, pack)
    for name, setting in policy.settings.items():
        ours = setting.declared.source.name == pack.manifest.name and setting.description
        if ours and name not in locale.settings:
            yield _untranslated(tr("the setting `{name}` is not translated", name=name), locale, "settings")

    yield from _missing_fields(locale, pack)
    yield from _missing_topics(locale, rules)


def _missing_amendments(locale: Locale, policy: Policy, pack: Pack) -> Iterator[Diagnostic]:
    """What the pack says anew of rules of others, and not in this language: readers of it get the pack's own words."""
    amendments = {rule.id: rule.amendments for rule in policy.rules if rule.amendments}
    for full, *way in reworded(amendments, pack.name):
        texts: Any = locale.rules.get(str(full)) or locale.rules.get(str(full).rpartition("/")[2]) or {}
        if way[-1] == "source" or _there(texts, way):
            continue
        message = tr("`{part}` of `{id}` is amended and not translated", part=way[-1], id=full)
        yield _untranslated(message, locale, "rules")


def _there(texts: Any, way: Sequence[str | int]) -> bool:
    for step in way:
        if isinstance(step, int):
            texts = texts[step] if step < len(texts) else {}
        else:
            texts = texts.get(step) or ({} if step != "also" else [])
    return bool(texts)


def _untranslated_parts(rule: tree.Rule, texts: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a rule that a locale leaves out: `say`; of what follows `also`, `also 1 say`."""
    yield from (part for part in PARTS if getattr(rule, part) is not None and not texts.get(part))
    there = texts.get("also", [])
    for number, one in enumerate(rule.also):
        own = there[number] if number < len(there) else {}
        yield from (
            f"also {number + 1} {part}" for part in ALSO if getattr(one, part) is not None and not own.get(part)
        )


def _missing_fields(locale: Locale, pack: Pack) -> Iterator[Diagnostic]:
    """Descriptions of fields that are not translated."""
    manifest, _ = read_manifest(pack.manifest, project=False)
    for record, fields in manifest.fields.items() if manifest else ():
        for name, declared in fields.items():
            if declared.get("description") and not locale.fields.get(record, {}).get(name):
                message = tr("the field `{name}` is not translated", name=f"{record}.{name}")
                yield _untranslated(message, locale, "fields", record)


def _missing_topics(locale: Locale, rules: Sequence[PolicyRule]) -> Iterator[Diagnostic]:
    """Headings of rule files that are not translated, in a locale that has some."""
    names = dict.fromkeys(PurePath(rule.checked.source.name).stem for rule in rules)
    for name in names if locale.topics else ():
        if name not in locale.topics:
            yield _untranslated(tr("the heading of `{name}` is not translated", name=f"{name}.rules"), locale, "topics")


def _untranslated(message: str, locale: Locale, *path: str) -> Diagnostic:
    """What a locale leaves out, told where it would be."""
    document = locale.document
    while path and not document.has(path):
        path = path[:-1]
    place = locale.key(*path) if path else Location(document.source, Span(0, len(document.source.line(1))))
    return Diagnostic(message, place, None, warning=True)
