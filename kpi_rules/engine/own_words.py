"""What a plan says in words of its own, as one finding: which names and values are read as ours, and which are nobody's.

Comes in: what the reader told of them. Goes out: a recommendation that fails no run by itself, as nothing is wrong with the plan: all that
it speaks of was read, or is left to its writer. Its fix writes our words. Knows nothing of packs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.edits import apart
from kpi_rules.engine.findings import OWN_WORDS, Finding, Fix, Region, RuleInfo, rule_of_ours
from kpi_rules.engine.fingerprint import fingerprint, likeness
from kpi_rules.engine.remedies import fix_of_edit
from kpi_rules.i18n import listed, ntr, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_NAMED: Final = 12
"""So many words are named in the message; the fix, and its difference, show all."""


def own_words_rule() -> RuleInfo:
    """The rule, for people."""
    return rule_of_ours(
        OWN_WORDS,
        "should",
        tr("A plan says what it says in the schema's words"),
        tr("Whoever reads the plan next, person or program, knows what is meant."),
    )


def own_words_finding(file: str, identity: str, told: Sequence[Diagnostic]) -> Finding:
    """The one finding for all of a plan's own words."""
    first = min(told, key=lambda each: each.location.span.start if each.location else 0)
    read = dict.fromkeys(_pair(each) for each in told if each.reading and each.reading.written and not each.reading.own)
    own = dict.fromkeys(f"`{each.reading.written}`" for each in told if each.reading and each.reading.own)
    instead = dict.fromkeys(f"`{each.reading.read}`" for each in told if each.reading and not each.reading.written)
    edits = [fix.edits[0] for each in told if (fix := fix_of_edit(each.edit)) is not None and fix.safe]
    fix = Fix(tr("write the schema's words"), tuple(apart(edits)), safe=True) if edits else None
    assert first.location is not None
    return Finding(
        rule=OWN_WORDS,
        level="should",
        message=tr("; ").join(_sentences(list(read), list(own), list(instead))),
        remedy=_remedy(bool(fix), bool(own)),
        why=(),
        subject="plan",
        plan=file,
        region=Region.of(first.location),
        related=(),
        fingerprint=fingerprint(OWN_WORDS, identity, (*read, *own, *instead), ()),
        likeness=likeness(OWN_WORDS, (*read, *own, *instead), ()),
        fix=fix,
    )


def _pair(told: Diagnostic) -> str:
    assert told.reading is not None
    return f"{told.reading.written} → {told.reading.read}"


def _sentences(read: Sequence[str], own: Sequence[str], instead: Sequence[str]) -> Iterable[str]:
    if read:
        yield ntr("{count} word is read as ours: {words}", "{count} words are read as ours: {words}", len(read),
                  words=_some(read))  # fmt: skip
    if own:
        yield ntr("{count} field is the plan's own: {words}", "{count} fields are the plan's own: {words}", len(own),
                  words=_some(own))  # fmt: skip
    if instead:
        yield tr("what is missing is read so: {words}", words=_some(instead))


def _some(words: Sequence[str]) -> str:
    """The first of many words, and how many more there are."""
    left = len(words) - _NAMED
    if left <= 1:
        return listed(words)
    return listed([*words[:_NAMED], ntr("{count} more", "{count} more", left)])


def _remedy(fixable: bool, own: bool) -> str | None:
    steps = [tr("`--fix` writes ours")] if fixable else []
    steps += [tr("fields of your own begin with `x-`")] if own else []
    return tr("; ").join(steps) or None
