"""`kpi-rules eval` without an expression: lines of a terminal or of standard input, answered one after another.

A terminal gets a prompt, a history and words of its own (`:help`); any other input is read line by line, and each line gives its answer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

from kpi_rules.cli.console import is_terminal, write
from kpi_rules.cli.plans import one_plan
from kpi_rules.cli.problems import tell_diagnostics
from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.engine.expression import Answer, Session
from kpi_rules.engine.gate import CLEAN, UNUSABLE
from kpi_rules.i18n import tr
from kpi_rules.source import Source

COMMANDS = (":help", ":type", ":plan", ":names", ":quit")
Show = Callable[[Answer, Source], None]


def answer_all(session: Session, show: Show) -> int:
    """Answer every line; 2 where one could not be."""
    at_terminal = is_terminal(sys.stdin)
    if at_terminal:
        write(tr("an expression, or `:help`") + "\n")
    code = CLEAN
    for number, line in enumerate(_lines(at_terminal), start=1):
        text = line.strip()
        if text in (":quit", ":q", ":exit"):
            break
        if text and not text.startswith("#"):
            fine = _answer(session, Source(f"<line {number}>", line), show)
            code = code if fine else UNUSABLE
    return CLEAN if at_terminal else code


def _lines(at_terminal: bool) -> Iterator[str]:
    if not at_terminal:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    with suppress(ImportError):
        import readline  # noqa: F401  # gives `input` a history, where there is one
    while True:
        try:
            yield input("> ")
        except KeyboardInterrupt:
            write("\n")
        except EOFError:
            write("\n")
            return


def _answer(session: Session, source: Source, show: Show) -> bool:
    """Answer a line; whether it could be."""
    word, _, rest = source.text.strip().partition(" ")
    if word.startswith(":"):
        return _command(session, word, rest.strip(), source, show)
    fine = True
    for answer in session.run(source):
        show(answer, source)
        fine = fine and not answer.problems
    return fine


def _command(session: Session, word: str, rest: str, source: Source, show: Show) -> bool:
    match word:
        case ":help":
            write(_help())
        case ":names":
            for line in _names(session):
                write(line + "\n")
        case ":type":
            at = source.text.index(rest) if rest else 0
            return _types(session, Source(source.name, " " * at + rest), show)
        case ":plan":
            plan, problems = one_plan(rest, session.policy)
            if plan is None:
                tell_diagnostics(problems)
                return False
            session.see(plan)
        case _:
            tell_diagnostics(
                [Diagnostic(tr("there is no `{name}` here", name=word), None, did_you_mean(word, COMMANDS))]
            )
            return False
    return True


def _types(session: Session, source: Source, show: Show) -> bool:
    answers = list(session.run(source, value=False))
    for answer in answers:
        if answer.problems:
            show(answer, source)
        else:
            write(f"{answer.type}\n")
    return not any(answer.problems for answer in answers)


def _names(session: Session) -> Iterator[str]:
    """What can be spoken of: names with their types, and the defines of the packs."""
    for name, binding in session.scope.names.items():
        yield f"{name}: {binding.type}"
    for define in session.environment.defines.values():
        given = ", ".join(f"{name}: {type_}" for name, type_ in define.parameters)
        yield f"{define.name}({given}): {define.result}"


def _help() -> str:
    lines = (
        ("count(plan.kpis)", tr("an expression: its value and its type")),
        ("let most = 5", tr("a name for a value, for the lines after it")),
        (":type EXPRESSION", tr("the type alone")),
        (":plan FILE", tr("look at another plan")),
        (":names", tr("the names and the defines that there are")),
        (":quit", tr("the end")),
    )
    return "".join(f"  {form:<20}{words}\n" for form, words in lines)
