"""Rules, settings and packs in the reader's language: the texts of locales put in the place of the packs' own.

Comes in: what packs say, and the locales to look into. Goes out: the same with other texts, which are then checked like those
they replace, in the scope of their own rule. Conditions, ids and `source` stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi_rules import bidi
from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.i18n import tr
from kpi_rules.language import syntax_messages as messages
from kpi_rules.language import tree
from kpi_rules.language.parser import parse_text
from kpi_rules.language.walk import mentions
from kpi_rules.packs.amending import reworded
from kpi_rules.packs.captions import unknown_captions
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.locales import ALSO, PARTS, Locale, LocaleText, Path, placed
from kpi_rules.packs.names import find_rule
from kpi_rules.packs.policy import Amendment, Setting
from kpi_rules.packs.written import Written
from kpi_rules.source import Location
from kpi_rules.structs import replace

Chains = Mapping[str, tuple[Locale, ...]]
Diagnostics = tuple[Diagnostic, ...]
_CONSTANT = ("title", "because", "source")


def translated(
    written: Sequence[Written], chains: Chains, amendments: Mapping[str, tuple[Amendment, ...]]
) -> tuple[tuple[Written, ...], Diagnostics]:
    """Every pack's rules with the texts that its locales, or those of a pack that builds on it, have for them."""
    diagnostics: list[Diagnostic] = []
    for pack in written:
        for locale in chains.get(pack.pack.name, ()):
            diagnostics += unknown_captions(pack, locale)
    texts = dict(_texts(written, chains, amendments, diagnostics))
    done = tuple(_pack(pack, texts, diagnostics) for pack in written)
    return done, tuple(map(placed, diagnostics))


def described(
    settings: Mapping[str, Setting], packs: Sequence[FoundPack], chains: Chains
) -> tuple[Mapping[str, Setting], Diagnostics]:
    """The settings with their descriptions in the reader's language."""
    done = dict(settings)
    diagnostics: list[Diagnostic] = []
    for pack in packs:
        known = {name for other in packs if other.name in pack.lineage for name in other.manifest.settings}
        for locale in reversed(chains.get(pack.name, ())):
            for name, text in locale.settings.items():
                if name not in known:
                    message = tr("there is no setting `{name}`", name=name)
                    help_ = did_you_mean(name, known)
                    diagnostics.append(Diagnostic(message, locale.key("settings", name), help_))
                elif name in done:
                    done[name] = replace(done[name], description=in_line(text, locale.tag))
    return done, tuple(diagnostics)


def in_line(text: str, tag: str) -> str:
    """A text without values, ready to be shown."""
    line = " ".join(text.split())
    return bidi.isolated_template(line) if bidi.runs_right_to_left(tag) else line


# -- which text is whose


def _texts(
    written: Sequence[Written],
    chains: Chains,
    amendments: Mapping[str, tuple[Amendment, ...]],
    diagnostics: list[Diagnostic],
) -> Iterator[tuple[Path, LocaleText | None]]:
    """By a rule's full id and the part of it: the text that comes last wins, the nearest locale of the last pack. A pack that amends a text has it anew."""
    rules = {pack.full(rule): (pack.pack.name, len(rule.also)) for pack in written for _, rule in pack.rules()}
    for pack in written:
        yield from ((path, None) for path in reworded(amendments, pack.pack.name))
        known = [full for full, (name, _) in rules.items() if name in pack.pack.lineage]
        for locale in reversed(chains.get(pack.pack.name, ())):
            for name, parts in locale.rules.items():
                full, diagnostic = _meant(pack, name, known, locale.key("rules", name))
                diagnostics += [diagnostic] if diagnostic else []
                if full is None or (diagnostic := _its_own(pack, full, locale, name)):
                    diagnostics += [diagnostic] if full and diagnostic else []
                    continue
                also = parts.get("also", [])
                if len(also) > (most := rules[full][1]):
                    message = tr("the rule has no `also` for these texts")
                    place = locale.key("rules", name, "also", most)
                    diagnostics.append(Diagnostic(message, place, tr("leave them out")))
                paths: list[Path] = [(part,) for part in parts if part != "also"]
                paths += [("also", number, part) for number, one in enumerate(also) for part in one]
                yield from (((full, *path), locale.text("rules", name, *path)) for path in paths)


def _its_own(pack: Written, full: str, locale: Locale, name: str) -> Diagnostic | None:
    """A text in the pack's own language of a rule of its own has a place already."""
    if locale.tag != pack.pack.manifest.language or not full.startswith(f"{pack.pack.name}/"):
        return None
    message = tr("`{id}` is a rule of this pack, in this very language", id=name)
    return Diagnostic(message, locale.key("rules", name), tr("change its texts where it stands"))


def _meant(pack: Written, name: str, known: list[str], place: Location) -> tuple[str | None, Diagnostic | None]:
    """The rule that a locale speaks of: the pack's own where it has one of that name."""
    own = f"{pack.pack.name}/{name}"
    return (own, None) if own in known else find_rule(name, known, place)


# -- rules


def _pack(pack: Written, texts: Mapping[Path, LocaleText | None], diagnostics: list[Diagnostic]) -> Written:
    own = pack.pack.manifest.language
    if not texts and not bidi.runs_right_to_left(own):
        return pack
    files = []
    for file in pack.files:
        rules = tuple(_rule(rule, pack.full(rule), own, texts, diagnostics) for rule in file.rules)
        files.append(replace(file, rules=rules))
    return replace(pack, files=tuple(files))


def _rule(
    rule: tree.Rule,
    full: str,
    own: str,
    texts: Mapping[Path, LocaleText | None],
    diagnostics: list[Diagnostic],
) -> tree.Rule:
    """A rule with its texts in the reader's language; those that are not there, or are wrong, stay its own."""
    also = tuple(
        _of_part(one, (full, "also", number), ALSO, own, texts, diagnostics) for number, one in enumerate(rule.also)
    )
    first = _of_part(replace(rule, also=()), (full,), (*PARTS, "source"), own, texts, diagnostics)
    return replace(first, also=also)


def _of_part(
    rule: tree.Rule,
    path: Path,
    parts: Sequence[str],
    own: str,
    texts: Mapping[Path, LocaleText | None],
    diagnostics: list[Diagnostic],
) -> tree.Rule:
    changed: dict[str, tree.Text] = {}
    for part in parts:
        source, text, tag = texts.get((*path, part)), getattr(rule, part), _spoken(rule, part, own)
        if source is not None:
            text, problems = _parsed(source, part, rule)
            diagnostics += problems
            tag = source.locale.tag
        if text is not None:
            shown = _set_apart(text) if bidi.runs_right_to_left(tag) else text
            changed[part] = replace(shown, language=tag)
    return replace(rule, **changed)


def _spoken(rule: tree.Rule, part: str, own: str) -> str:
    """The language that a text of a rule is in: that of who amended it, else of its pack."""
    text: tree.Text | None = getattr(rule, part)
    return own if text is None else text.language or own


def _parsed(source: LocaleText, part: str, rule: tree.Rule) -> tuple[tree.Text | None, Diagnostics]:
    """A text of a locale as the part of a rule that it is to be."""
    text, problems = parse_text(source)
    if text is None:
        return None, problems
    for inner in text.parts:
        if part in _CONSTANT and not isinstance(inner, str):
            said = messages.text_not_constant(part)
            return None, (Diagnostic(said.message, Location(source, inner.span), said.help),)
    for name in ("portfolio", "previous"):
        if mentions(text, name) and not mentions(rule, name):
            message = tr("this text speaks of `{name}`, of which its rule does not", name=name)
            return None, (Diagnostic(message, Location(source, text.span)),)
    return text, ()


# -- right to left


def _set_apart(text: tree.Text) -> tree.Text:
    """The text with isolates around its values, and around what stands in backticks with the values in it."""
    pieces: list[str | tree.Expression] = []
    quoted = False
    for part in text.parts:
        if isinstance(part, str):
            shown, quoted = _quotes_set_apart(part, quoted)
            pieces.append(shown)
        elif isinstance(part, tree.If) and not quoted:
            pieces.append(_branches_set_apart(part))
        else:
            pieces += [part] if quoted else [bidi.ISOLATE, part, bidi.END]
    if quoted:
        pieces.append(bidi.END)
    return replace(text, parts=tuple(_joined(pieces)))


def _branches_set_apart(node: tree.Expression) -> tree.Expression:
    """A choice between texts is part of the sentence; each text is set right in itself."""
    match node:
        case tree.Text():
            return _set_apart(node)
        case tree.If():
            return replace(node, yes=_branches_set_apart(node.yes), no=_branches_set_apart(node.no))
        case _:
            return node


def _quotes_set_apart(text: str, quoted: bool) -> tuple[str, bool]:
    """A plain part of a text, and whether a backtick is open at its end."""
    first, *rest = text.split("`")
    shown = first
    for piece in rest:
        shown += f"`{bidi.END}{piece}" if quoted else f"{bidi.ISOLATE}`{piece}"
        quoted = not quoted
    return shown, quoted


def _joined(pieces: list[str | tree.Expression]) -> Iterator[str | tree.Expression]:
    """The pieces with neighbouring plain ones in one."""
    plain = ""
    for piece in pieces:
        if isinstance(piece, str):
            plain += piece
            continue
        if plain:
            yield plain
        plain = ""
        yield piece
    if plain:
        yield plain
