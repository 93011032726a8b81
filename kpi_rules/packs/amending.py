"""Rules of packs that others build on, with what those say of them anew: `amend`.

Comes in: packs' rule files as written. Goes out: the same, where each amended rule is a rule like any other: what follows (texts of
locales, types, code) sees no difference. Its places are those of its own file, and behind its end those of the amending one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import ntr, tr
from kpi_rules.language import tree
from kpi_rules.language.parser import parse_amend
from kpi_rules.language.walk import mentions, walk
from kpi_rules.packs.amended_source import AmendedSource
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.levels import Weight
from kpi_rules.packs.names import find_rule
from kpi_rules.packs.policy import Amendment
from kpi_rules.packs.promises import narrowed_rule
from kpi_rules.packs.written import Written
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct, replace

Diagnostics = tuple[Diagnostic, ...]
_TEXTS = ("say", "fix", "because", "source")


class _Found(Struct):
    """A rule where it stands: its pack, its file, its number in it."""

    pack: int
    file: int
    rule: int


def amended(written: Sequence[Written]) -> tuple[tuple[Written, ...], Mapping[str, tuple[Amendment, ...]], Diagnostics]:
    """The packs with their rules as they are amended, ancestors first; by full id, who amended them; what is wrong with that."""
    if not any(file.amends for pack in written for file in pack.files):
        return tuple(written), {}, ()
    packs = [_apart(pack, _wanted(written)) for pack in written]
    told: dict[str, tuple[Amendment, ...]] = {}
    problems: list[Diagnostic] = []
    for pack in written:
        seen: dict[str, Location] = {}
        known = _rules(packs, pack.pack.lineage - {pack.pack.name})
        for file in pack.files:
            for amend in file.amends:
                place = Location(file.source, amend.id.span)
                full, problem = _meant(amend, pack, known, place)
                if full is None or (problem := _again(amend, full, place, seen)):
                    problems += [problem] if problem else []
                    continue
                where = known[full]
                own = packs[where.pack].files[where.file]
                made, found = _amended_file(own, amend, Location(file.source, amend.span), pack.pack.manifest.language)
                problems += found
                packs[where.pack] = _with(packs[where.pack], where.file, made)
                told[full] = (*told.get(full, ()), Amendment(pack.pack.name, place, clauses(amend)))
    return tuple(packs), told, tuple(problems)


def clauses(amend: tree.Amend) -> tuple[str, ...]:
    """What it says anew, in the words of the language: `say`; of what follows the first `also`, `also 1 say`."""
    found = ["title"] if amend.title else []
    for number, part in enumerate(amend.parts):
        names = (["when"] if part.steps else []) + [name for name in _TEXTS if getattr(part, name)]
        found += [f"also {number} {name}" if number else name for name in names]
    return tuple(found)


def narrowed(
    packs: Sequence[FoundPack], amendments: Mapping[str, tuple[Amendment, ...]], weights: Mapping[str, Weight]
) -> Iterator[Diagnostic]:
    """Rules that a pack makes apply less often although one that it builds on promises that nobody makes them weaker."""
    order = {pack.name: number for number, pack in enumerate(packs)}
    manifests = {pack.manifest.document.source.name: number for number, pack in enumerate(packs)}
    for full, by in amendments.items():
        promise = weights[full].promise if full in weights else None
        for one in by if promise else ():
            whens = any(clause.split()[-1] == "when" for clause in one.clauses)
            if promise and whens and manifests.get(promise.place.source.name, 0) < order[one.pack]:
                yield narrowed_rule(full, promise, one.place)


def reworded(amendments: Mapping[str, tuple[Amendment, ...]], pack: str) -> Iterator[tuple[str | int, ...]]:
    """The texts that a pack puts in the place of others: a rule's full id, and the way to the text as locales have it."""
    for full, by in amendments.items():
        for clause in (clause for one in by if one.pack == pack for clause in one.clauses):
            *also, name = clause.split()
            if name != "when":
                yield (full, "also", int(also[1]) - 1, name) if also else (full, name)


def _wanted(written: Sequence[Written]) -> frozenset[str]:
    """The ids of all rules that somebody amends, without their packs."""
    return frozenset(
        amend.id.name.rpartition("/")[2] for pack in written for file in pack.files for amend in file.amends
    )


def _apart(pack: Written, names: frozenset[str]) -> Written:
    """The pack with each of these rules in a file by itself, where it stood: it will have a text of its own."""
    return replace(pack, files=tuple(piece for file in pack.files for piece in _pieces(file, names)))


def _pieces(file: tree.RuleFile, names: frozenset[str]) -> Iterator[tree.RuleFile]:
    if not any(rule.id.name in names for rule in file.rules):
        yield file
        return
    yield replace(file, rules=())
    rules: list[tree.Rule] = []
    for rule in file.rules:
        if rule.id.name in names and rules:
            yield tree.RuleFile(file.source, tuple(rules), ())
            rules = []
        rules.append(rule)
        if rule.id.name in names:
            yield tree.RuleFile(file.source, (rule,), ())
            rules = []
    if rules:
        yield tree.RuleFile(file.source, tuple(rules), ())


def _rules(packs: Sequence[Written], lineage: frozenset[str]) -> dict[str, _Found]:
    """Where the rules of these packs are, by full id."""
    return {
        pack.full(rule): _Found(number, n, m)
        for number, pack in enumerate(packs)
        if pack.pack.name in lineage
        for n, file in enumerate(pack.files)
        for m, rule in enumerate(file.rules)
    }


def _with(pack: Written, number: int, file: tree.RuleFile) -> Written:
    return replace(pack, files=(*pack.files[:number], file, *pack.files[number + 1 :]))


# which rule


def _meant(
    amend: tree.Amend, pack: Written, known: Mapping[str, _Found], place: Location
) -> tuple[str | None, Diagnostic | None]:
    """The inherited rule that is meant."""
    own = next((one for _, one in pack.rules() if amend.id.name in (one.id.name, pack.full(one))), None)
    full, problem = find_rule(amend.id.name, known, place)
    if full is not None or own is None:
        return full, problem
    message = tr("`{id}` is a rule of this pack itself", id=own.id.name)
    return None, Diagnostic(message, place, tr("change it where it stands"))


def _again(amend: tree.Amend, full: str, place: Location, seen: dict[str, Location]) -> Diagnostic | None:
    first = seen.setdefault(full, place)
    if first is place:
        return None
    message = tr("this pack amends `{id}` twice", id=full)
    note = Note(tr("the first is here"), first)
    return Diagnostic(message, place, tr("write all of it into one `amend`"), (note,))


# the new rule


def _amended_file(
    file: tree.RuleFile, amend: tree.Amend, place: Location, language: str
) -> tuple[tree.RuleFile, Diagnostics]:
    """The file of a rule with the rule as it is amended; as it was, where that is wrong."""
    (rule,) = file.rules
    source = AmendedSource(
        file.source.name, f"{file.source.text}\n{place.source.slice(place.span)}", file.source, place
    )
    there = parse_amend(source, len(file.source.text) + 1)
    problems = tuple(_unfit(rule, amend, place.source))
    if there is None or problems:
        return file, problems
    parts = [
        one if new is None else _part(one, new, language) for one, new in zip_longest((rule, *rule.also), there.parts)
    ]
    title = rule.title if there.title is None else replace(there.title, language=language)
    first, *also = (replace(one, title=title) for one in parts if one is not None)
    return replace(file, source=source, rules=(replace(first, also=tuple(also)),)), ()


def _part(rule: tree.Rule, new: tree.Amended, language: str) -> tree.Rule:
    texts: dict[str, tree.Text] = {
        name: replace(text, language=language) for name in _TEXTS if (text := getattr(new, name)) is not None
    }
    return replace(rule, also=(), steps=(*rule.steps, *new.steps), **texts)


def _unfit(rule: tree.Rule, amend: tree.Amend, source: Source) -> Iterator[Diagnostic]:
    """More parts than the rule has; names that would make it another kind of rule."""
    have = 1 + len(rule.also)
    if len(amend.parts) > have:
        message = tr("`{id}` has no `also` for these clauses", id=amend.id.name)
        help_ = ntr("it has {count} part", "it has {count} parts", have)
        yield Diagnostic(message, Location(source, amend.parts[have].span), help_)
    for name in ("portfolio", "previous"):
        for node in walk(amend.parts) if not mentions(rule, name) else ():
            if isinstance(node, tree.Name) and node.name == name:
                message = tr("this speaks of `{name}`, of which the rule does not", name=name)
                help_ = tr("what asks something else is a rule of its own")
                yield Diagnostic(message, Location(source, node.span), help_)
                break
