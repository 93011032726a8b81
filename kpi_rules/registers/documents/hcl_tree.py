"""HCL (Terraform) → a tree: blocks by their kind and labels, each a list, as python-hcl2 gives them; and the line of every value.

Comes in: a source. Goes out: a `Tree`, or a diagnostic. The one door to hcl2, which knows no places: they are looked for line by line here.
Nothing is evaluated: `${var.target}` stays what it is. Knows nothing of maps.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.registers.documents.tree import Root, Tree
from kpi_rules.source import Location, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.registers.documents.paths import Place

MOST: Final = 500_000
"""Characters: a grammar of this kind takes seconds for more."""
_BLOCK: Final = r'\s*([\w-]+)((?:\s+(?:"[^"]*"|[\w-]+))*)\s*(=\s*)?([{\[])\s*(?:(?:#|//).*)?$'
_FIELD: Final = r"\s*\"?([\w.-]+)\"?\s*[=:]\s*(\S.*?)\s*$"
_HEREDOC: Final = r"<<[-~]?\s*(\w+)\s*$"
_OWN: Final = ("__is_block__", "__comments__", "__inline_comments__", "__start_line__", "__end_line__")


def read_hcl(source: Source) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a text in HCL."""
    if len(source.text) > MOST:
        return None, (Diagnostic(tr("this is more than is read of one file"), Location(source, Span(0, 0))),)
    import hcl2

    try:
        options = hcl2.SerializationOptions(strip_string_quotes=True, preserve_heredocs=False)
        data = hcl2.loads(source.text + "\n", serialization_options=options)
    except Exception as error:  # whatever a library of others makes of what others wrote
        line = getattr(error, "line", 1)
        at = source.offset(line) if isinstance(line, int) and 0 < line <= source.position(len(source.text)).line else 0
        return None, (Diagnostic(tr("this is no HCL that can be read"), Location(source, Span(at, at))),)
    spans = _spans(source)

    def find(place: Place, key: bool) -> Span | None:
        return next((spans[place[:end]] for end in range(len(place), 0, -1) if place[:end] in spans), None)

    return Tree(source, "hcl", [Root(_plain(data), find)]), ()


def _plain(value: object) -> object:
    """Data as ours is: exact numbers, and without what hcl2 adds."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key not in _OWN}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return Decimal(str(value)) if isinstance(value, float) else value


def _spans(source: Source) -> dict[Place, Span]:
    """Where each block begins and each value stands, by the lines that they are usually written on."""
    spans: dict[Place, Span] = {}
    counts: dict[Place, int] = {}
    around: list[Place] = [()]
    until = ""
    for number in range(1, source.position(len(source.text)).line + 1):
        line = source.line(number)
        if until:
            until = "" if line.strip() == until else until
        elif re.match(r"\s*[}\]]", line):
            around = around[:-1] or [()]
        elif (block := re.fullmatch(_BLOCK, line)) is not None:
            around.append(_place_of_block(block, around[-1], counts))
            spans[around[-1]] = _whole(source, number, line)
        elif (field := re.fullmatch(_FIELD, line)) is not None:
            start = source.offset(number) + field.start(2)
            spans[(*around[-1], field[1])] = Span(start, start + len(field[2]))
            heredoc = re.search(_HEREDOC, line)
            until = heredoc[1] if heredoc else ""
    return spans


def _place_of_block(block: re.Match[str], outer: Place, counts: dict[Place, int]) -> Place:
    """`resource "type" "name" {` is `resource[0].type.name`; a value that is a mapping or list has no number."""
    if block[3]:
        return (*outer, block[1])
    kind = (*outer, block[1])
    number = counts[kind] = counts.get(kind, -1) + 1
    return (*kind, number, *(quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([\w-]+)', block[2])))


def _whole(source: Source, number: int, line: str) -> Span:
    start = source.offset(number) + len(line) - len(line.lstrip())
    return Span(start, source.offset(number) + len(line.rstrip()))
