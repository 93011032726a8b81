"""Corners of RE2's syntax that mean something else than people think: found by the signs of a pattern, before anything is compiled.

A pattern as it is written comes in; what is wrong goes out, with the part that it is about: `refused` for what nobody can mean, `doubtful` for what
somebody might. Whether a pattern compiles at all is `regex.py`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.i18n import tr
from kpi_rules.language.syntax_messages import Said
from kpi_rules.source import Span
from kpi_rules.structs import Struct

_PIECE = re.compile(
    r"(?P<quoted>\\Q.*?(?:\\E|\Z))|(?P<escape>\\(?:[pPx]\{[^}]*\}|[pP].|x[0-9A-Fa-f]{2}|.))"
    r"|(?P<cls>\[\^?\]?(?:\[:\^?\w*:\]|\\.|[^\]\\])*\])|(?P<open>\((?:\?(?:P?<\w*>|[A-Za-z-]*[:)]?))?)"
    r"|(?P<brace>\{[^{}]*\}?)|(?P<other>.)",
    re.DOTALL,
)
_REPETITION = r"\{\d+(?:,\d*)?\}"
_EVERY_TEXT = ("", "\ue000", "\ue001 \ue002\n\ue003")
"""Texts that have nothing in common: what is found in each is found in all."""
_SCRIPTS = {"Arab": "Arabic", "Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek", "Hebr": "Hebrew", "Hani": "Han"}
Fault = tuple[Said, Span]


class Piece(Struct):
    """A part of a pattern: what it is, how it is written, where."""

    kind: str
    text: str
    span: Span


def pieces(pattern: str) -> tuple[Piece, ...]:
    """The parts of a pattern."""
    return tuple(Piece(found.lastgroup or "", found[0], Span(*found.span())) for found in _PIECE.finditer(pattern))


def refused(pattern: str) -> Fault | None:
    """What RE2 takes and nobody can mean."""
    names: set[str] = set()
    for piece in pieces(pattern):
        if piece.text == r"\C":
            return Said(
                tr(r"`\C` is one byte, and half a letter in most scripts"), tr("write `.` for any sign")
            ), piece.span
        if piece.kind == "brace" and not re.fullmatch(_REPETITION, piece.text):
            return _brace(piece.text), piece.span
        if piece.kind == "cls" and re.fullmatch(r"\[:\^?\w+:\]", piece.text):
            return _class(piece.text), piece.span
        if piece.kind == "open" and (name := re.search(r"<(\w+)>", piece.text)):
            if name[1] in names:
                message = tr("two groups of this pattern are called `{name}`", name=name[1])
                return Said(message, tr("a group needs no name: write `(…)`")), piece.span
            names.add(name[1])
    return None


def _brace(text: str) -> Said:
    message = tr("`{part}` repeats nothing: it is plain text in a pattern", part=text)
    if most := re.fullmatch(r"\{\s*,\s*(\d+)\s*\}", text):
        return Said(message, tr("write `{better}`", better=f"{{0,{most[1]}}}"))
    if spaced := re.fullmatch(r"\{\s*(\d+)\s*(,)?\s*(\d*)\s*\}?", text):
        return Said(message, tr("write `{better}`", better=f"{{{spaced[1]}{spaced[2] or ''}{spaced[3]}}}"))
    return Said(message, tr("write `{better}` for the sign itself", better="\\{"))


def _class(text: str) -> Said:
    message = tr("`{part}` is a set of the signs in it, and not the class of that name", part=text)
    return Said(message, tr("write `{better}`", better=f"[{text}]"))


def unknown_part(part: str, pattern: str) -> str | None:
    """What to write for a part of a pattern that RE2 does not know and other languages do."""
    if part == r"\u" and (whole := re.search(r"\\u\{?[0-9A-Fa-f]{2,6}\}?", pattern)):
        part = whole[0]
    if found := re.fullmatch(r"\\u\{?([0-9A-Fa-f]{2,6})\}?", part):
        return rf"\x{{{found[1].lstrip('0') or '0'}}}"
    if found := re.match(r"\\([pP])\{\^?(\w+)", part):
        return rf"\{found[1]}{{{_SCRIPTS[found[2]]}}}" if found[2] in _SCRIPTS else None
    if re.fullmatch(r"\(\?[ims]+", part):
        return f"{part})"
    return {
        r"\Z": "$",
        r"\h": r"[ \t]",
        r"\R": r"\n",
        r"\N": r"[^\n]",
        r"\e": r"\x{1B}",
        r"\X": ".",
        r"\<": r"\b",
        r"\>": r"\b",
    }.get(part)


def doubtful(pattern: str) -> Iterator[Fault]:
    """What is most likely meant otherwise."""
    found = pieces(pattern)
    many_lines = any(piece.kind == "open" and re.match(r"\(\?[a-zA-Z]*m", piece.text) for piece in found)
    foreign = bool(re.search(r"[^\W\d_]", re.sub(r"[\x00-\x7f]+", "", pattern)))
    for number, piece in enumerate(found):
        before = found[number - 1] if number else None
        after = found[number + 1] if number + 1 < len(found) else None
        if piece.kind == "cls":
            yield from _odd_class(piece)
        elif piece.text == "|" and (_is_empty_before(before) or _is_empty_after(after)):
            yield (
                Said(
                    tr("one side of this `|` is empty: that is found in every text"),
                    tr("leave out the `|`, or write what is meant"),
                ),
                piece.span,
            )
        elif piece.text == "^" and not _begins(before) and not many_lines:
            yield (
                Said(
                    tr("`^` is the beginning of the text, which is never after something"),
                    tr(r"write `\^` for the sign itself"),
                ),
                piece.span,
            )
        elif piece.text == "$" and not _ends(after) and not many_lines:
            yield (
                Said(
                    tr("`$` is the end of the text, which is never before something"),
                    tr(r"write `\$` for the sign itself"),
                ),
                piece.span,
            )
        elif foreign and piece.text in (r"\b", r"\w", r"\d", r"\B", r"\W"):
            yield _ascii_only(piece.text), piece.span
    yield from _whole(pattern)


def _is_empty_before(before: Piece | None) -> bool:
    return before is None or before.text == "|" or before.kind == "open"


def _is_empty_after(after: Piece | None) -> bool:
    return after is None or after.text in ("|", ")")


def _begins(before: Piece | None) -> bool:
    """Whether an alternative begins after a part."""
    return before is None or before.text == "|" or before.kind == "open" or before.text == "^"


def _ends(after: Piece | None) -> bool:
    return after is None or after.text in ("|", ")", "$")


def _odd_class(piece: Piece) -> Iterator[Fault]:
    inner = piece.text[1:-1].removeprefix("^")
    if "A-z" in inner:
        better = piece.text.replace("A-z", "A-Za-z")
        yield Said(tr("`A-z` holds other signs than letters, too"), tr("write `{better}`", better=better)), piece.span
    lower = inner.replace("А-Я", "а-я").lower()
    if "а-я" in lower and "ё" not in lower:
        better = piece.text.replace("а-я", "а-яё").replace("А-Я", "А-ЯЁ")
        yield Said(tr("`ё` is not between `а` and `я`"), tr("write `{better}`", better=better)), piece.span
    if numbers := re.fullmatch(r"(\d)-(\d)(\d+)", inner):
        message = tr(
            "a class is one sign: this is not {first} to {last}", first=numbers[1], last=numbers[2] + numbers[3]
        )
        yield Said(message, tr("write the numbers out, `(?:1|2|10)`, or compare them as numbers")), piece.span
    if re.fullmatch(r"\w+(?:\|\w+)+", inner):
        message = tr("in a class `|` is a sign like any other")
        yield Said(message, tr("write `{better}`", better=f"(?:{inner})")), piece.span


def _ascii_only(part: str) -> Said:
    better = {r"\d": r"\p{Nd}", r"\w": r"[\pL\pM\pN_]", r"\W": r"[^\pL\pM\pN_]"}.get(part)
    message = tr("`{part}` knows Latin letters and the digits 0 to 9 alone", part=part)
    if better:
        return Said(message, tr("write `{better}`", better=better))
    return Said(
        message, tr(r"write `(?:^|\PL)` before a word and `(?:\PL|$)` after it, or look for it with `mentioned(…)`")
    )


def _whole(pattern: str) -> Iterator[Fault]:
    """What the pattern is found in."""
    from kpi_rules.language import regex

    everything = Span(0, len(pattern))
    plain = pattern.replace("\\/", "/")
    if regex.problem(plain) is not None:
        return
    if all(regex.found(plain, text) for text in _EVERY_TEXT):
        yield (
            Said(
                tr("this pattern is found in every text"),
                tr("leave the condition out, or write what is meant; `^…$` holds the whole text"),
            ),
            everything,
        )
    elif re.fullmatch(r"(?:\^|\\A)\s*(?:\\s\*)?(?:\$|\\z)", pattern):
        yield Said(tr("a text that is empty is missing, and never matches"), tr("test `… is missing`")), everything
    elif re.fullmatch(r"%[^%]*|[^%]*%", pattern) or re.fullmatch(r"%.*%", pattern):
        yield (
            Said(
                tr("`%` is a sign like any other in a pattern"),
                tr("leave it out: a pattern is found anywhere in a text"),
            ),
            everything,
        )
