"""Words of a rule text: source → lexemes, with a diagnostic for everything that is no word of the language.

Texts come as their parts, so that the grammar sees the expressions in them. Reads on after a mistake, so that several are
told at once. Knows nothing of the grammar.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import durations
from kpi_rules.language import syntax_messages as messages
from kpi_rules.language.durations import UNITS
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct

KEYWORDS = frozenset(
    [
        "rule",
        "amend",
        "define",
        "for",
        "each",
        "in",
        "where",
        "let",
        "when",
        "must",
        "should",
        "could",
        "at",
        "say",
        "fix",
        "because",
        "source",
        "if",
        "then",
        "else",
        "every",
        "some",
        "no",
        "satisfies",
        "otherwise",
        "or",
        "and",
        "not",
        "between",
        "matches",
        "is",
        "present",
        "missing",
        "true",
        "false",
    ]
)
CLAUSE_KEYWORDS = frozenset(["replace", "with", "also", "sorted", "descending"])
"""Words of the language only where a value has ended, where no name can stand: elsewhere they are names like any other."""
CLAUSE_WORDS = (
    "FOR", "LET", "WHEN", "MUST", "SHOULD", "COULD", "AT", "SAY", "FIX", "REPLACE", "BECAUSE", "SOURCE", "ALSO"
)  # fmt: skip
"""The kinds of the words that begin a clause."""
VALUE_ENDS = frozenset(
    ["NAME", "NUMBER", "DATE", "DURATION", "TRUE", "FALSE", "TEXT_END", "RPAR", "RSQB", "REGEX", "PRESENT", "MISSING"]
)
SYMBOLS = {
    "==": "EQ", "!=": "NE", "<=": "LE", ">=": "GE", "<": "LT", ">": "GT", "+": "PLUS", "-": "MINUS", "*": "STAR",
    "/": "SLASH", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", ",": "COMMA", ".": "DOT", "=": "EQUALS",
    ":": "COLON", "?": "QUESTION",
}  # fmt: skip
MAX_NESTING = 50
MAX_DIGITS = 60
MAX_DIAGNOSTICS = 20

_BLANK = re.compile(r"(?:\s|#[^\n\r]*)+")
_WORD = re.compile(r"[^\W\d]\w*")
_RULE_ID = re.compile(r"[^\W\d_]\w*(?:-\w+)*")
_FULL_ID = re.compile(rf"(?:{_RULE_ID.pattern}/)?{_RULE_ID.pattern}")
_IDS = {"RULE": _RULE_ID, "AMEND": _FULL_ID}
HEADS = ("RULE", "AMEND", "DEFINE")
"""The kinds of the words that begin a declaration."""
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\w-])", re.ASCII)
_DATE_OTHERWISE = re.compile(
    r"(?:(?:19|20|21)\d\d(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)\d{1,2}|\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)(?:19|20|21)\d\d|\d{1,2}/\d{1,2}/\d\d|(?:19|20|21)\d\d-\d\d|\d{4}-\d\d-\d\dT[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)(?![\w./-]*\d)",
    re.ASCII,
)
_DIGITS = re.compile(r"\d[\d_]*(?:[.,٫]\d+)?")
_NUMBER = re.compile(r"\d[\d_]*(?:\.\d[\d_]*)?", re.ASCII)
_UNIT = re.compile(r"\s+(days?|weeks?|months?|quarters?|years?|hours?|minutes?|seconds?)\b")
_PERCENT = re.compile(r"%(?!\s*(?:[\w(]|\[))|%(?=\s+[a-z]+\b)", re.ASCII)
"""The sign right behind a number; before another value it would be what is left of a division."""
_REGEX = re.compile(r"/((?:[^/\\\n\r]|\\[^\n\r])*)/")
_PAIR = re.compile(r"pair\s+[^\W\d]\w*\s*,")
_WAY = re.compile(r"by\s+([^\W\d]\w*)(?:\.\w+)*\s+in\b")
_SYMBOL = re.compile(r"===?|!==?|<=|>=|<>|=>|=<|&&|\|\||[-+*/()\[\],.=:?<>]")
_TEXT_RUN = re.compile(r'[^"\\{}\n\r]+')
_LINE_BREAK = re.compile(r"[ \t]*(?:\r\n|\n|\r)\s*")
_UNICODE_ESCAPE = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}")
_ESCAPES = {'\\"': '"', "\\\\": "\\", "\\n": "\n", "\\t": "\t"}


class Lexeme(Struct):
    """A word: its kind (a terminal of the grammar), its value ready to use, its span."""

    kind: str
    value: object
    span: Span

    def __str__(self) -> str:
        return self.kind  # the parser asks for a text of each, and looks at none


def lex(source: Source, start: int = 0, end: int | None = None) -> tuple[tuple[Lexeme, ...], tuple[Diagnostic, ...]]:
    """All words of a source, or of a part of it, in order."""
    lexer = _Lexer(source, start, end)
    lexer.run()
    return tuple(lexer.lexemes), tuple(lexer.diagnostics[:MAX_DIAGNOSTICS])


def lex_steps(source: Source) -> tuple[tuple[Lexeme, ...], tuple[Diagnostic, ...]]:
    """The words of expressions with `;` between them, each told as `NEXT`."""
    lexer = _Lexer(source)
    lexer.in_steps = True
    lexer.run()
    return tuple(lexer.lexemes), tuple(lexer.diagnostics[:MAX_DIAGNOSTICS])


def lex_text(source: Source) -> tuple[tuple[Lexeme, ...], tuple[Diagnostic, ...]]:
    """The words of a source that is the inside of one text: a quote that no brace encloses is a sign like any other."""
    lexer = _Lexer(source, within_text=True)
    lexer.run()
    return tuple(lexer.lexemes), tuple(lexer.diagnostics[:MAX_DIAGNOSTICS])


class _Lexer:
    def __init__(self, source: Source, start: int = 0, end: int | None = None, within_text: bool = False) -> None:
        self.source = source
        self.text = source.text if end is None else source.text[:end]
        self.at = start
        self.lexemes: list[Lexeme] = []
        self.diagnostics: list[Diagnostic] = []
        self.open: list[Lexeme] = []  # texts and braces not closed yet, so that nesting needs no recursion
        self.nesting = 0
        self.within_text = within_text
        self.in_steps = False

    def run(self) -> None:
        if self.within_text:
            self.lexemes.append(Lexeme("TEXT_START", None, Span(0, 0)))
            self.open.append(self.lexemes[0])
        while self.at < len(self.text) and len(self.diagnostics) < MAX_DIAGNOSTICS:
            if self.open and self.open[-1].kind == "TEXT_START":
                self.text_part()
            else:
                self.word()
        if self.within_text and len(self.open) == 1:
            self.emit("TEXT_END", None, self.at)
        elif self.open and not self.diagnostics:
            self.never_closed()

    def never_closed(self) -> None:
        """What is open at the end: a quote inside an expression most often closes a text whose `}` is missing."""
        innermost = self.open[-1]
        if innermost.kind == "TEXT_START" and len(self.open) > 1:
            innermost = self.open[-2]
        is_text = innermost.kind == "TEXT_START"
        self.problem(messages.text_not_closed() if is_text else messages.brace_not_closed(), innermost.span)

    # one word outside a text

    def word(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()
            return
        previous = self.lexemes[-1].kind if self.lexemes else ""
        if previous in _IDS and (found := _IDS[previous].match(self.text, self.at)):
            self.emit("RULE_ID", unicodedata.normalize("NFC", found[0]), found.end())
        elif previous == "MATCHES" and (found := _REGEX.match(self.text, self.at)):
            self.emit("REGEX", found[1].replace("\\/", "/"), found.end())
        elif found := _WORD.match(self.text, self.at):
            word = unicodedata.normalize("NFC", found[0])
            keyword = previous != "DOT" and (word in KEYWORDS or self.is_word(word, previous))
            self.emit(word.upper() if keyword else "NAME", word, found.end())
        elif self.text[self.at].isdecimal():
            self.number() if self.text[self.at].isascii() else self.other_digits()
        elif self.text[self.at] == '"':
            self.open_text()
        elif self.text[self.at] == "}" and self.open:
            self.nesting -= 1
            self.open.pop()
            self.emit("BRACE_CLOSE", None, self.at + 1)
        else:
            self.symbol()

    def is_word(self, word: str, previous: str) -> bool:
        """Whether what may be a name elsewhere is a word of the language here."""
        if word == "pair":
            return previous in ("EACH", "EVERY", "SOME", "NO") and _PAIR.match(self.text, self.at) is not None
        if word == "by":
            way = _WAY.match(self.text, self.at) if previous in ("COMMA", "LPAR") else None
            return previous == "SORTED" or (way is not None and way[1] not in KEYWORDS)
        return word in CLAUSE_KEYWORDS and previous in VALUE_ENDS

    def number(self) -> None:
        if (found := _DATE.match(self.text, self.at)) is not None:
            self.date(found)
            return
        if (found := _DATE_OTHERWISE.match(self.text, self.at)) is not None:
            self.date_otherwise(found[0])
            return
        found = _NUMBER.match(self.text, self.at)
        assert found is not None
        digits = found[0].replace("_", "")
        if digits[0] == "0" and digits[1:2].isdigit():
            self.leading_zeros(found[0], digits)
        unit = _UNIT.match(self.text, found.end())
        if len(digits) > MAX_DIGITS:
            self.problem(messages.too_many_digits(MAX_DIGITS), Span(self.at, found.end()))
            self.emit("NUMBER", 0, found.end())
        elif unit is not None:
            self.duration(digits, unit[1].rstrip("s"), unit.end())
        elif (percent := _PERCENT.match(self.text, found.end())) is not None:
            self.emit("NUMBER", _hundredth(digits), percent.end())
        else:
            self.emit("NUMBER", Decimal(digits) if "." in digits else int(digits), found.end())

    def date_otherwise(self, written: str) -> None:
        """A date that is written as elsewhere, told with the days that it may mean."""
        from kpi_rules.language.days import dates

        days, span = dates(written), Span(self.at, self.at + len(written))
        self.problem(messages.date_otherwise(written, days), span)
        self.emit("DATE", datetime.date.min, span.end)

    def leading_zeros(self, written: str, digits: str) -> None:
        """`007`, and the `000` of `1,000`."""
        before = re.search(
            r"(?<![\w.])(\d{1,3}(?:[,. ]\d{3})*)[,. ]$", self.text[max(0, self.at - 40) : self.at], re.ASCII
        )
        start = self.at - len(before[0]) if before and len(digits) == 3 else self.at
        whole = self.text[start : self.at] + digits
        said = messages.leading_zeros(
            whole if start < self.at else written, re.sub("[,. ]", "", whole).lstrip("0") or "0"
        )
        self.problem(said, Span(start, self.at + len(written)))

    def other_digits(self) -> None:
        """Digits of another script, told as ours."""
        found = _DIGITS.match(self.text, self.at)
        assert found is not None
        ours = "".join(str(unicodedata.decimal(sign, sign)) for sign in found[0]).replace("٫", ".").replace(",", ".")
        self.problem(messages.digits_of_another_script(found[0], ours), Span(self.at, found.end()))
        self.emit("NUMBER", Decimal(ours.replace("_", "")), found.end())

    def date(self, found: re.Match[str]) -> None:
        value = datetime.date.min
        try:
            value = datetime.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            self.problem(messages.no_such_date(found[0]), Span(self.at, found.end()))
        self.emit("DATE", value, found.end())

    def duration(self, digits: str, unit: str, end: int) -> None:
        each, number = UNITS[unit], Decimal(digits)
        seconds = number * each.seconds
        if seconds != int(seconds) or (number != int(number) and not seconds):
            self.problem(messages.not_whole(self.text[self.at : end], bool(seconds)), Span(self.at, end))
        self.emit("DURATION", durations.of_seconds(int(seconds)) if seconds else each * int(number), end)

    def symbol(self) -> None:
        found = _SYMBOL.match(self.text, self.at)
        symbol = found[0] if found else self.text[self.at]
        kind = SYMBOLS.get(symbol)
        span = Span(self.at, self.at + len(symbol))
        if kind is None:
            if symbol in ";؛" and self.in_steps:
                self.emit("NEXT", symbol, span.end)
            else:
                self.slip(symbol, span)
            return
        if kind in ("LPAR", "LSQB"):
            self.deeper(span)
        elif kind in ("RPAR", "RSQB"):
            self.nesting -= 1
        self.emit(kind, symbol, span.end)

    def slip(self, symbol: str, span: Span) -> None:
        """A sign of other languages, or none at all: told with the sign that is meant, and read as that."""
        if any(symbol in quotes for quotes in messages.QUOTES):
            self.other_quotes(symbol, span)
        elif symbol == "،":
            self.problem(messages.comma_of_another_script(symbol, joins=not self.nesting), span)
            self.emit("COMMA", ",", span.end)
        elif (wide := unicodedata.normalize("NFKC", symbol)) in SYMBOLS and wide != symbol:
            self.problem(messages.not_a_sign_but(symbol, wide), span)
            self.emit(SYMBOLS[wide], wide, span.end)
        else:
            self.problem(messages.not_a_sign(symbol), span)
            self.as_meant(messages.MEANT.get(symbol), span)

    def as_meant(self, meant: str | None, span: Span) -> None:
        """Read on with the words that are meant."""
        if meant is None:
            self.at = span.end
        elif meant in SYMBOLS:
            self.emit(SYMBOLS[meant], meant, span.end)
        else:
            self.emit(meant.partition(" ")[0].upper(), meant, span.end)

    def other_quotes(self, symbol: str, span: Span) -> None:
        """A text in other quotes, up to those that close it on the line."""
        family = next((quotes for quotes in messages.QUOTES if symbol in quotes), symbol)
        doubled = "''|" if symbol == "'" else ""
        found = re.compile(f"((?:{doubled}[^{family}\n\r])*)[{family}]").match(self.text, span.end)
        stop = found.end() if found else span.end
        inside = found[1].replace("''", "'") if found else ""
        self.problem(messages.other_quotes(symbol, inside if found else None), Span(span.start, stop))
        self.lexemes.append(Lexeme("TEXT_START", None, Span(span.start, span.end)))
        self.lexemes.append(Lexeme("TEXT_PART", inside, Span(span.end, stop)))
        self.emit("TEXT_END", None, stop)

    # texts

    def open_text(self) -> None:
        self.emit("TEXT_START", None, self.at + 1)
        self.open.append(self.lexemes[-1])

    def text_part(self) -> None:
        """Plain text up to an expression or the end; `{` opens an expression, `"` ends the text."""
        start, parts = self.at, []
        while self.at < len(self.text):
            piece = self.plain_piece()
            if piece is None:
                break
            parts.append(piece)
        if parts:
            value = unicodedata.normalize("NFC", "".join(parts))
            self.lexemes.append(Lexeme("TEXT_PART", value, Span(start, self.at)))
        if self.at >= len(self.text):
            return
        if self.text[self.at] == '"':
            self.open.pop()
            self.emit("TEXT_END", None, self.at + 1)
        else:
            self.emit("BRACE_OPEN", None, self.at + 1)
            self.open.append(self.lexemes[-1])
            self.deeper(self.lexemes[-1].span)

    def plain_piece(self) -> str | None:
        """The next piece of plain text, or nothing at a quote or an opening brace."""
        at, text = self.at, self.text
        if run := _TEXT_RUN.match(text, at):
            if text[run.end() : run.end() + 1] in ("\n", "\r"):
                self.at = run.end()
                return run[0].rstrip(" \t")
            self.at = run.end()
            return run[0]
        if line_break := _LINE_BREAK.match(text, at):
            self.at = line_break.end()
            return " "
        two = text[at : at + 2]
        if two in ("{{", "}}"):
            self.at = at + 2
            return two[0]
        if text[at] == "}":
            self.problem(messages.lone_brace(), Span(at, at + 1))
            self.at = at + 1
            return "}"
        if text[at] == '"' and self.within_text and len(self.open) == 1:
            self.at = at + 1
            return '"'
        return self.escape() if text[at] == "\\" else None

    def escape(self) -> str:
        at = self.at
        if (known := _ESCAPES.get(self.text[at : at + 2])) is not None:
            self.at = at + 2
            return known
        if found := _UNICODE_ESCAPE.match(self.text, at):
            self.at = found.end()
            code = int(found[1], 16)
            if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and code != 0:
                return chr(code)
        else:
            self.at = min(at + 2, len(self.text))
        self.problem(messages.unknown_escape(self.text[at : self.at]), Span(at, self.at))
        return ""

    # bookkeeping

    def deeper(self, span: Span) -> None:
        self.nesting += 1
        if self.nesting == MAX_NESTING + 1:
            self.problem(messages.nested_too_deeply(), span)
            self.at = len(self.text)  # what follows would only repeat it
            self.open.clear()

    def emit(self, kind: str, value: object, end: int) -> None:
        self.lexemes.append(Lexeme(kind, value, Span(min(self.at, end), end)))
        self.at = max(self.at, end)

    def problem(self, said: messages.Said, span: Span) -> None:
        self.diagnostics.append(Diagnostic(said.message, Location(self.source, span), said.help))


def _hundredth(digits: str) -> int | Decimal:
    """The number of so many percent."""
    number = Decimal(digits).scaleb(-2)
    return int(number) if number == int(number) else number.normalize()
