"""Rule text → tree, with a diagnostic for everything that is not the language.

A file is read declaration by declaration, so that a mistake in one hides nothing in the others. What follows what is the
grammar's (`grammar.lark`); which clauses a rule has, and how often, is looked at here, where it can be said in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import syntax_messages as messages
from kpi_rules.language import tree
from kpi_rules.language.building import Parsed, Stuck, TooLong, build
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.durations import UNITS
from kpi_rules.language.lexer import CLAUSE_KEYWORDS, KEYWORDS, Lexeme, lex, lex_text
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import replace

MAX_WORDS = 10_000
"""Words and signs of one rule, define or expression: what is longer is refused before it costs time."""
MAX_DIAGNOSTICS = 50
CLAUSE_WORDS = (
    "FOR", "LET", "WHEN", "MUST", "SHOULD", "COULD", "AT", "SAY", "FIX", "REPLACE", "BECAUSE", "SOURCE", "ALSO"
)  # fmt: skip


def parse_rules(source: Source) -> tuple[tree.RuleFile | None, tuple[Diagnostic, ...]]:
    """The rules and defines of a file; nothing when any of it is wrong."""
    lexemes, diagnostics = lex(source)
    problems = [_at_its_quote(problem, source, lexemes) for problem in diagnostics]
    declarations: list[Parsed] = []
    for chunk in _declarations(lexemes):
        if len(problems) >= MAX_DIAGNOSTICS:
            break
        if chunk[0].kind not in ("RULE", "DEFINE"):
            said = messages.outside_a_rule(source.slice(chunk[0].span))
            problems.append(Diagnostic(said.message, Location(source, chunk[0].span), said.help))
            continue
        node = _parse(chunk[0].kind.lower(), chunk, source, problems, quiet=bool(diagnostics))
        if node is not None:
            declarations.append(node)
    if problems:
        return None, tuple(sorted(problems, key=_place))
    rules = tuple(node for node in declarations if isinstance(node, tree.Rule))
    return tree.RuleFile(source, rules, tuple(node for node in declarations if isinstance(node, tree.Define))), ()


def parse_expression(source: Source) -> tuple[tree.Expression | None, tuple[Diagnostic, ...]]:
    """One expression."""
    return _parse_alone("expression", source)


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
        return None, diagnostics
    problems: list[Diagnostic] = []
    if not lexemes:
        said = messages.empty_expression()
        return None, (Diagnostic(said.message, Location(source, Span(0, len(source.text))), said.help),)
    node = _parse(start, lexemes, source, problems)
    return (node if isinstance(node, tree.Expression) else None), tuple(problems)


def _declarations(lexemes: tuple[Lexeme, ...]) -> Iterator[tuple[Lexeme, ...]]:
    """The words cut before each `rule` and `define`."""
    starts = [index for index, lexeme in enumerate(lexemes) if lexeme.kind in ("RULE", "DEFINE")]
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
            problems.append(_unexpected(source, lexemes, result.index, set(result.accepts)))
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


# syntax errors in words

_WORDS = {
    "RPAR": "`)`", "RSQB": "`]`", "THEN": "`then`", "ELSE": "`else`", "SATISFIES": "`satisfies`", "IN": "`in`",
    "EQUALS": "`=`", "EACH": "`each`", "PRESENT": "`present`", "MISSING": "`missing`", "BRACE_CLOSE": "`}`",
    "COMMA": "`,`", "COLON": "`:`", "LPAR": "`(`", "FOR": "`for`", "WHERE": "`where`", "WITH": "`with`",
}  # fmt: skip
_OPERATORS = frozenset(
    [
        "OTHERWISE",
        "OR",
        "AND",
        "EQ",
        "NE",
        "LT",
        "LE",
        "GT",
        "GE",
        "BETWEEN",
        "MATCHES",
        "IS",
        "PLUS",
        "MINUS",
        "STAR",
        "SLASH",
        "DOT",
        "NOT",
        "IN",
    ]
)
_NOTHING = frozenset(["missing", "empty", "blank", "null", "none"])
_COMPARE = frozenset(["EQ", "NE", "LT", "LE", "GT", "GE", "IN", "BETWEEN", "MATCHES", "IS"])


def _expected(accepts: set[str]) -> list[str]:
    """What may stand here, in words, the likely first."""
    words = []
    if "NUMBER" in accepts:
        words.append(messages.an_expression())
        accepts = accepts - {"LPAR", "LSQB", "NOT", "MINUS", "TEXT_START"}
    for kind, word in (
        ("TEXT_START", messages.a_text), ("RULE_ID", messages.a_rule_id), ("REGEX", messages.a_regex),
    ):  # fmt: skip
        if kind in accepts and "NUMBER" not in accepts:
            words.append(word())
    if "NAME" in accepts and "NUMBER" not in accepts:
        words.append(messages.a_name())
    after_value = "DOT" in accepts or "AND" in accepts
    closers = (
        "RPAR",
        "RSQB",
        "THEN",
        "ELSE",
        "SATISFIES",
        "EACH",
        "PRESENT",
        "MISSING",
        "BRACE_CLOSE",
        "COMMA",
        "COLON",
        "EQUALS",
        "WITH",
    )
    words.extend(_WORDS[kind] for kind in closers if kind in accepts and not (kind == "EQUALS" and after_value))
    if "IN" in accepts and not after_value:
        words.append(_WORDS["IN"])
    if "MUST" in accepts:
        words.append(messages.next_clause())
    if after_value and not words:
        words.append(messages.an_operator())
    return words


def _unexpected(source: Source, lexemes: tuple[Lexeme, ...], index: int, accepts: set[str]) -> Diagnostic:
    previous = lexemes[index - 1] if index else None
    found, after = (lexemes[at] if at < len(lexemes) else None for at in (index, index + 1))
    if (unclosed := _unclosed_text(source, lexemes[:index])) is not None:
        said = messages.text_not_closed()
        return Diagnostic(said.message, Location(source, unclosed), said.help)
    said = messages.unexpected(
        source.slice(found.span) if found else None, _expected(accepts), _hint(previous, found, after, accepts)
    )
    span = found.span if found else Span(lexemes[-1].span.end, lexemes[-1].span.end)
    return Diagnostic(said.message, Location(source, span), said.help)


def _at_its_quote(problem: Diagnostic, source: Source, lexemes: tuple[Lexeme, ...]) -> Diagnostic:
    """A text that never ends is often an earlier one that does: told where the quote is missing."""
    if problem.message != messages.text_not_closed().message:
        return problem
    start = _unclosed_text(source, lexemes)
    return Diagnostic(problem.message, Location(source, start), problem.help) if start else problem


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


def _hint(previous: Lexeme | None, found: Lexeme | None, after: Lexeme | None, accepts: set[str]) -> str | None:
    """What people mean most often where this word stands."""
    kind = found.kind if found else None
    before = previous.kind if previous else None
    if kind in ("MUST", "SHOULD", "COULD") and before in ("MUST", "SHOULD", "COULD"):
        return messages.hint_one_level()
    if (kind in ("MUST", "SHOULD", "COULD") and before == "THEN") or (kind == "IF" and "MUST" in accepts):
        return messages.hint_when()
    if kind == "WHERE" and "RPAR" in accepts:
        return messages.hint_where()
    if kind == "NAME" and before == "NUMBER" and found and (unit := messages.hint_unit(str(found.value), UNITS)):
        return unit
    if accepts == {"COLON"} and previous is not None and before == "NAME":
        return messages.hint_parameter(str(previous.value))
    if kind == "EQUALS":
        return messages.hint_equals()
    if kind == "NOT" and before == "IS":
        return messages.hint_not_missing() if after and str(after.value) in _NOTHING else messages.hint_not_present()
    if before == "IS":
        return messages.hint_is_operator()
    if kind in _COMPARE and "NUMBER" not in accepts and "TEXT_START" not in accepts:
        return messages.hint_chain()
    if "NAME" in accepts and "NUMBER" not in accepts and found and str(found.value) in KEYWORDS:
        return messages.hint_reserved(str(found.value))
    if kind in ("NAME", "RULE_ID") and before == "RULE_ID":
        return messages.hint_rule_id()
    if kind == "NAME" and found is not None and found.value in BUILTINS and "AND" in accepts:
        return messages.hint_call(str(found.value))
    if kind == "NAME" and found is not None:
        words = [word for word in (*KEYWORDS, *CLAUSE_KEYWORDS) if word.upper() in accepts]
        if hint := messages.hint_word(str(found.value), words):
            return hint
    if "ELSE" in accepts and "THEN" not in accepts and (found is None or kind in CLAUSE_WORDS):
        return messages.hint_else()
    return None
