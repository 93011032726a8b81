"""Lenses above rules, and the commands that run a pack's tests and look for changes of a rule that no test notices."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

from kpi_rules.editing.rules.lenses import lenses
from kpi_rules.files import over_the_disk
from kpi_rules.i18n import ntr, tr
from kpi_rules.reports.safe import one_line
from kpi_rules.server.asked import Asked
from kpi_rules.server.features.rules import rules_text
from kpi_rules.server.server import Server
from kpi_rules.server.session import Document
from kpi_rules.server.translation import range_of
from kpi_rules.server.uris import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.authoring.suite import Suite
    from kpi_rules.authoring.trial import Mismatch

    Verdict: TypeAlias = tuple[bool, str]
    """Whether all is well, and what to tell."""

RUN = "kpiRules.runTests"
MUTANTS = "kpiRules.mutants"
_LEADS = {"tests": RUN, "mutants": MUTANTS, None: ""}
_MOST_TOLD = 3


def register(server: Server) -> None:
    """Show lenses, and run tests."""
    server.asks(types.TEXT_DOCUMENT_CODE_LENS, "rules")(_lenses)

    async def run(uri: str, rule: str = "") -> str:
        return await _run(server, _passed, uri, rule)

    async def mutants(uri: str, rule: str = "") -> str:
        return await _run(server, _unnoticed, uri, rule)

    server.command(RUN)(run)
    server.command(MUTANTS)(mutants)


def _lenses(asked: Asked, _params: types.CodeLensParams) -> list[types.CodeLens]:
    failing: Counter[str] = Counter()
    for room in asked.judging.rooms.values():
        plans = {(one.rule, one.plan) for one in room.findings}
        failing.update(rule for rule, _ in plans)
    return [
        types.CodeLens(
            range_of(asked.document.text, one.span),
            types.Command(one.title, _LEADS[one.leads_to], arguments=[asked.document.uri, one.rule]),
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


async def _run(server: Server, tell: Callable[[Suite, str], Verdict], uri: str, rule: str) -> str:
    """Try the tests of a rule's pack, and show what there is to tell of them."""
    documents = dict(server.session.documents)
    passed, told = await server.in_turn(_tried, path_of(uri), documents, tell, rule)
    kind = types.MessageType.Info if passed else types.MessageType.Warning
    server.window_show_message(types.ShowMessageParams(kind, told))
    return told


def _tried(
    path: str | None, documents: dict[str, Document], tell: Callable[[Suite, str], Verdict], rule: str
) -> Verdict:
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
    return tell(suite, rule)


def _passed(suite: Suite, _rule: str) -> Verdict:
    """Whether the tests pass, and which do not."""
    failed = [trial for trial in suite.trials if not trial.passed]
    if failed:
        told = [words for trial in failed for words in (*map(str, trial.problems), *map(_missed, trial.mismatches))]
        count = ntr("{count} test of the pack fails", "{count} tests of the pack fail", len(failed))
        return False, "\n".join((count, *told[:_MOST_TOLD]))
    return True, ntr("the {count} test of the pack passes", "all {count} tests of the pack pass", len(suite.trials))


def _unnoticed(suite: Suite, rule: str) -> Verdict:
    """The changes of a rule that no test notices."""
    own = next((one for one in suite.rules if one.id == f"{suite.pack.name}/{rule}"), None)
    if own is None or not suite.passed:
        return _passed(suite, rule)
    found = [one.mutant for one in suite.hunt().survivors_of(own)]
    if not found:
        return True, tr("{rule}: no change of the rule goes unnoticed", rule=f"`{rule}`")
    count = ntr("{count} change goes unnoticed:", "{count} changes go unnoticed:", len(found))
    told = (f"{one_line(one.was)} → {one_line(one.now)}" for one in found[:_MOST_TOLD])
    return False, "\n".join((f"`{rule}`: {count}", *told, *["…"] * (len(found) > _MOST_TOLD)))
