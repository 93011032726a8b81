"""What findings are to say, held against what they say: the `# say:` and `# fix:` of a test, in the pack's own language or in others.

Comes in: a run, and its findings by language. Goes out: a diagnostic at each comment that no finding of its line agrees with. `…` stands for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kpi_rules import bidi
from kpi_rules.authoring.remarks import Wording
from kpi_rules.authoring.runs import Run
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import Finding
from kpi_rules.i18n import tr

ANYTHING = "…"


def languages(run: Run) -> set[str]:
    """The languages that the wordings of a run name."""
    return {one.language for plan in run.plans for one in plan.remarks.wordings if one.language}


def unsaid(run: Run, found: Mapping[str | None, Iterable[Finding]]) -> Iterator[Diagnostic]:
    """The wordings that no finding of their line has."""
    for plan in run.plans:
        for one in plan.remarks.wordings:
            there = [it for it in found.get(one.language, ()) if _is_there(it, plan.name, one.line, run)]
            texts = list(dict.fromkeys(_plain(getattr(it, one.part) or "") for it in there))
            if not any(_agrees(one, text) for text in texts):
                yield _differs(one, texts)


def _is_there(finding: Finding, plan: str, line: int, run: Run) -> bool:
    return finding.plan == plan and (run.row is not None or finding.region.start.line == line)


def _agrees(one: Wording, text: str) -> bool:
    """Whether a text is what is to be said."""
    pieces = (re.escape(piece.strip()) for piece in _plain(one.text).split(ANYTHING))
    return re.fullmatch(r"\s*.*?\s*".join(pieces), text, re.DOTALL) is not None


def _plain(text: str) -> str:
    """A text on one line, without signs that only set its direction."""
    return " ".join(text.translate(_NO_MARKS).split())


_NO_MARKS = dict.fromkeys(map(ord, bidi.ISOLATE + bidi.END + "\u2066\u2067\u200e\u200f\u061c"))


def _differs(one: Wording, texts: list[str]) -> Diagnostic:
    if not texts:
        return Diagnostic(
            tr("nothing is found on this line that could say so"), one.place, tr("`# expect:` says what is to be found")
        )
    said = tr("it says: {text}", text=" / ".join(text or "—" for text in texts))
    message = (
        tr("no finding of this line says so") if one.part == "message" else tr("no finding of this line advises so")
    )
    return Diagnostic(message, one.place, said)
