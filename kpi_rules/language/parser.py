"""Rule text → tree, with a diagnostic for everything that is not the language.

A file is read declaration by declaration, so that a mistake in one hides nothing in the others. What follows what is the
grammar's (`grammar.lark`); which clauses a rule has, and how often, is looked at here, where it can be said in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import syntax_messages as messages
from kpi_rules.language import tree
from kpi_rules.language.building import Parsed, Stuck, TooLong, build
from kpi_rules.language.lexer import HEADS, Lexeme, lex, lex_steps, lex_text
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import replace

MAX_WORDS = 10_000
"""Words and signs of one rule, define or expression: what is longer is refused before it costs time."""
MAX_DIAGNOSTICS = 50


def parse_rules(source: Source) -> tuple[tree.RuleFile | None, tuple[Diagnostic, ...]]:
    """The rules and defines of a file; nothing when any of it is wrong."""
    file, problems = parse_what_can_be(source)
    return (None if problems else file), problems


def parse_what_can_be(source: Source) -> tuple[tree.RuleFile, tuple[Diagnostic, ...]]:
    """The rules and defines of a file that can be read, and what is wrong with the others: a mistake in one hides nothing in the rest."""
    lexemes, diagnostics = _words(source)
    problems = list(diagnostics)
    wrong = [problem.location.span.start for problem in diagnostics if problem.location]
    read: list[Parsed] = []
    broken: list[str] = []
    for chunk in _declarations(lexemes):
        if len(problems) >= MAX_DIAGNOSTICS:
            break
        node = _declaration(chunk, source, problems, wrong)
        if node is not None:
            read.append(node)
        elif len(chunk) > 1 and chunk[1].kind == "NAME":
            broken.append(str(chunk[1].value))
    rules = tuple(node for node in read if isinstance(node, tree.Rule))
    defines = tuple(node for node in read if isinstance(node, tree.Define))
    amends = tuple(node for node in read if isinstance(node, tree.Amend))
    return tree.RuleFile(source, rules, defines, frozenset(broken), amends), tuple(sorted(problems, key=_place))


def _declaration(
    chunk: tuple[Lexeme, ...], source: Source, problems: list[Diagnostic], wrong: Sequence[int]
) -> Parsed | None:
    """A rule, an amendment or a define. Where its words are wrong already, what follows from that is not told."""
    start, end = chunk[0].span.start, chunk[-1].span.end
    quiet = any(start <= at <= end for at in wrong)
    if chunk[0].kind in HEADS:
        node = _parse(chunk[0].kind.lower(), chunk, source, problems, quiet)
        return None if quiet else node
    from kpi_rules.language.habits.clauses import outside

    problems[:] = [one for one in problems if not (one.location and start <= one.location.span.start <= end)]
    said = outside(source.slice(chunk[0].span))
    if len(problems) < MAX_DIAGNOSTICS:
        problems.append(Diagnostic(said.message, Location(source, chunk[0].span), said.help))
    return None


def parse_amend(source: Source, start: int) -> tree.Amend | None:
    """What a source has of an `amend` from there on, which is known to be one."""
    node = _parse("amend", lex(source, start)[0], source, [])
    return node if isinstance(node, tree.Amend) else None


def _words(source: Source) -> tuple[tuple[Lexeme, ...], tuple[Diagnostic, ...]]:
    """The words of a file. Where a text or a brace is never closed, of each declaration by itself: it would swallow the others."""
    lexemes, diagnostics = lex(source)
    if diagnostics and diagnostics[-1].message in _never_closed():
        starts = [0, *(found.start() for found in re.finditer(_DECLARATION, source.text) if found.start() > 0)]
        pieces = [lex(source, start, end) for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True)]
        lexemes = tuple(word for piece, _ in pieces for word in piece)
        diagnostics = tuple(_at_its_quote(one, source, piece) for piece, found in pieces for one in found)
    return lexemes, _retold(diagnostics, source)


_DECLARATION = r"(?m)^(?:rule|amend|define)(?=[^\S\n]+\S)"


def _never_closed() -> tuple[str, str]:
    return messages.text_not_closed().message, messages.brace_not_closed().message


def _retold(diagnostics: Sequence[Diagnostic], source: Source) -> tuple[Diagnostic, ...]:
    """Signs of other languages, told as the form that they are part of; a form once."""
    if not diagnostics:
        return ()
    from kpi_rules.language.habits import meant
    from kpi_rules.language.habits.signs import SIGNS, TELLING

    told: list[Diagnostic] = []
    covered = -1
    for one in diagnostics:
        span = one.location.span if one.location else Span(0, 0)
        if span.start < covered:
            continue
        sign = source.slice(span)
        is_escape = sign.startswith("\\") and len(sign) > 1
        answer = meant(SIGNS, source, span) if sign[:1] in TELLING and not is_escape else None
        if answer is None:
            told.append(one)
            continue
        said, whole = answer
        covered = whole.end
        told.append(Diagnostic(said.message, Location(source, whole), said.help))
    return tuple(told)


def parse_expression(source: Source) -> tuple[tree.Expression | None, tuple[Diagnostic, ...]]:
    """One expression."""
    return _parse_alone("expression", source)


def parse_steps(source: Source) -> tuple[tuple[tree.Let | tree.Expression, ...], tuple[Diagnostic, ...]]:
    """Expressions and `let NAME = …`, with `;` between them."""
    lexemes, diagnostics = lex_steps(source)
    if diagnostics:
        return (), _retold(diagnostics, source)
    problems: list[Diagnostic] = []
    steps = [_step(piece, source, problems) for piece in _pieces(lexemes)]
    if not steps:
        said = messages.empty_expression()
        problems.append(Diagnostic(said.message, Location(source, Span(0, len(source.text))), said.help))
    return tuple(step for step in steps if step is not None), tuple(problems)


def _pieces(lexemes: tuple[Lexeme, ...]) -> Iterator[tuple[Lexeme, ...]]:
    """The words between semicolons, and from each `let` on: no value has one in it."""
    start = 0
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind in ("NEXT", "LET"):
            if index > start:
                yield lexemes[start:index]
            start = index + (lexeme.kind == "NEXT")
    if start < len(lexemes):
        yield lexemes[start:]


def _step(lexemes: tuple[Lexeme, ...], source: Source, problems: list[Diagnostic]) -> tree.Let | tree.Expression | None:
    if lexemes[0].kind != "LET":
        node = _parse("expression", lexemes, source, problems)
        return node if isinstance(node, tree.Expression) else None
    if [lexeme.kind for lexeme in lexemes[1:3]] != ["NAME", "EQUALS"] or len(lexemes) < 4:
        said = messages.let_of_nothing()
        problems.append(Diagnostic(said.message, Location(source, lexemes[0].span.to(lexemes[-1].span)), said.help))
        return None
    value = _parse("expression", lexemes[3:], source, problems)
    name = tree.Identifier(span=lexemes[1].span, name=str(lexemes[1].value))
    if not isinstance(value, tree.Expression):
        return None
    return tree.Let(span=lexemes[0].span.to(value.span), name=name, value=value)


def parse_text(source: Source) -> tuple[tree.Text | None, tuple[Diagnostic, ...]]:
    """One text without quotes around it, as a pack's locale holds it. It remembers the source that its places are of."""
    lexemes, diagnostics = lex_text(source)
    if diagnostics:
        return None, diagnostics
    problems: list[Diagnostic] = []
    node = _parse("text", lexemes, source, problems)
    return (replace(node, source=source) if isinstance(node, tree.Text) else None), tuple(problems)


def _parse_alone(start: str, source: Source) -> tuple[tree.Expression | None, tuple[Diagnostic, ...]]:
    lexemes, diagnostics = lex(source)
    if diagnostics:
        return None, _retold(diagnostics, source)
    problems: list[Diagnostic] = []
    if not lexemes:
        said = messages.empty_expression()
        return None, (Diagnostic(said.message, Location(source, Span(0, len(source.text))), said.help),)
    node = _parse(start, lexemes, source, problems)
    return (node if isinstance(node, tree.Expression) else None), tuple(problems)


def _declarations(lexemes: tuple[Lexeme, ...]) -> Iterator[tuple[Lexeme, ...]]:
    """The words cut before each `rule`, `amend` and `define`."""
    starts = [index for index, lexeme in enumerate(lexemes) if lexeme.kind in HEADS]
    if lexemes and (not starts or starts[0] > 0):
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(lexemes)], strict=False):  # an empty file has neither
        yield lexemes[start:end]


def _parse(
    start: str, lexemes: tuple[Lexeme, ...], source: Source, problems: list[Diagnostic], quiet: bool = False
) -> Parsed | None:
    """One declaration or expression. `quiet`: its words are wrong already, so what follows from that is not told."""
    result = build(start, lexemes, source) if len(lexemes) <= MAX_WORDS else TooLong()
    if isinstance(result, Stuck):
        if not quiet:
            problems.append(_unexpected(source, lexemes, result))
        return None
    if isinstance(result, TooLong):
        problems.append(_too_long(source, lexemes))
        return None
    problems.extend(result.problems)
    return None if result.problems else result.node


def _too_long(source: Source, lexemes: tuple[Lexeme, ...]) -> Diagnostic:
    said = messages.too_long()
    return Diagnostic(said.message, Location(source, lexemes[0].span.to(lexemes[-1].span)), said.help)


def _place(diagnostic: Diagnostic) -> tuple[int, int]:
    span = diagnostic.location.span if diagnostic.location else Span(0, 0)
    return span.start, span.end


# texts that are never closed


def _unexpected(source: Source, lexemes: tuple[Lexeme, ...], where: Stuck) -> Diagnostic:
    if (unclosed := _unclosed_text(source, lexemes[: where.index])) is not None:
        return _not_closed(source, unclosed)
    from kpi_rules.language.stuck import stuck  # needed where something is wrong

    return stuck(source, lexemes, where.index, where.accepts)


def _at_its_quote(problem: Diagnostic, source: Source, lexemes: tuple[Lexeme, ...]) -> Diagnostic:
    """A text that never ends is often an earlier one that does: told where the quote is missing."""
    if problem.message != messages.text_not_closed().message or problem.location is None:
        return problem
    return _not_closed(source, _unclosed_text(source, lexemes) or problem.location.span)


def _not_closed(source: Source, quote: Span) -> Diagnostic:
    line = source.line(source.position(quote.end).line)
    said = messages.text_not_closed(line[source.position(quote.end).column - 1 :].strip())
    return Diagnostic(said.message, Location(source, quote), said.help)


_CLAUSE_IN_TEXT = re.compile(
    r"[\n\r][^\S\n\r]*(?:(?:must|should|could|when|let|at)\s+\w|(?:say|fix|because|source)\s*\Z|for each\s|rule\s+\S+\s*\Z|define\s+\w+\s*\()"
)


def _unclosed_text(source: Source, lexemes: Iterable[Lexeme]) -> Span | None:
    """The opening quote of a text that has swallowed a clause, where one has: its closing quote is what is missing."""
    starts: list[Span] = []
    for lexeme in lexemes:
        if lexeme.kind == "TEXT_START":
            starts.append(lexeme.span)
        elif lexeme.kind == "TEXT_END" and starts:
            start = starts.pop()
            if _CLAUSE_IN_TEXT.search(source.text, start.end, lexeme.span.start):
                return start
    return starts[-1] if starts and _CLAUSE_IN_TEXT.search(source.text, starts[-1].end) else None
