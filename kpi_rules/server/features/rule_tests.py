"""Lenses above rules, and the command that runs a pack's tests."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from lsprotocol import types

from kpi_rules.editing.rules.lenses import lenses
from kpi_rules.files import over_the_disk
from kpi_rules.i18n import ntr, tr
from kpi_rules.server.asked import Asked
from kpi_rules.server.features.rules import rules_text
from kpi_rules.server.server import Server
from kpi_rules.server.session import Document
from kpi_rules.server.translation import range_of
from kpi_rules.server.uris import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.authoring.trial import Mismatch

RUN = "kpiRules.runTests"
_MOST_TOLD = 3


def register(server: Server) -> None:
    """Show lenses, and run tests."""
    server.asks(types.TEXT_DOCUMENT_CODE_LENS, "rules")(_lenses)

    async def run(uri: str, rule: str = "") -> str:
        documents = dict(server.session.documents)
        passed, told = await server.in_turn(_run, path_of(uri), rule, documents)
        kind = types.MessageType.Info if passed else types.MessageType.Warning
        server.window_show_message(types.ShowMessageParams(kind, told))
        return told

    server.command(RUN)(run)


def _lenses(asked: Asked, _params: types.CodeLensParams) -> list[types.CodeLens]:
    failing: Counter[str] = Counter()
    for room in asked.judging.rooms.values():
        plans = {(one.rule, one.plan) for one in room.findings}
        failing.update(rule for rule, _ in plans)
    return [
        types.CodeLens(
            range_of(asked.document.text, one.span),
            types.Command(one.title, RUN if one.tests else "", arguments=[asked.document.uri, one.rule]),
        )
        for one in lenses(rules_text(asked), failing)
    ]


def _missed(one: Mismatch) -> str:
    """What a test did not find, or found besides."""
    place = f"{one.file}:{one.line}"
    if one.found is not None:
        return tr("{place}: `{rule}` is found and not expected", place=place, rule=one.found.rule)
    rule = one.expected.rule if one.expected else ""
    return tr("{place}: `{rule}` is expected and not found", place=place, rule=rule)


def _run(path: str | None, rule: str, documents: dict[str, Document]) -> tuple[bool, str]:
    """Whether the tests of a rule's pack pass that speak of it, and what to tell."""
    from kpi_rules.authoring.suite import try_pack

    if path is None:
        return False, tr("a pack that is in no folder has no tests")
    folder = Path(path).parent
    os.chdir(folder.parent)
    texts = {
        os.path.realpath(one.path): one.text.said.encode("utf-8") for one in documents.values() if one.path is not None
    }
    with over_the_disk(texts):
        suite, problems = try_pack(f"./{folder.name}")
    if suite is None:
        return False, "\n".join(str(one) for one in problems[:_MOST_TOLD])
    failed = [trial for trial in suite.trials if not trial.passed]
    if failed:
        told = [words for trial in failed for words in (*map(str, trial.problems), *map(_missed, trial.mismatches))]
        count = ntr("{count} test of the pack fails", "{count} tests of the pack fail", len(failed))
        return False, "\n".join((count, *told[:_MOST_TOLD]))
    return True, ntr("the {count} test of the pack passes", "all {count} tests of the pack pass", len(suite.trials))
