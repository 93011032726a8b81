"""Sentences that a map writes about values: `{}` stands for the value, `{path}` for what stands there, `{path|path}` for the first that is there, `{{` for a brace.

Comes in: the sentence, the value, and who finds what stands at a path. Goes out: the text, or nothing where a part of it is missing.
"""

from __future__ import annotations

import re

from kpi_rules.registers.documents.conversions import as_text
from kpi_rules.registers.documents.map import Where, where_of
from kpi_rules.registers.documents.tree import Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final, TypeAlias

    from kpi_rules.registers.documents.conversions import Single

    Find: TypeAlias = "Callable[[Where], tuple[Single, Spot] | None]"

_PART: Final = r"\{\{|\}\}|\{([^{}]*)\}"


def filled(template: str, value: Single, find: Find) -> tuple[str | None, list[Spot]]:
    """The sentence with its parts filled in, and where those stand that were looked for."""
    texts: list[str] = []
    spots: list[Spot] = []
    end = 0
    for match in re.finditer(_PART, template):
        texts.append(template[end : match.start()])
        end = match.end()
        if match[1] is None:
            texts.append(match[0][0])
            continue
        part = value
        if match[1]:
            places = filter(None, map(where_of, match[1].split("|")))
            found = next(filter(None, map(find, places)), None)
            part = found[0] if found else None
            spots += [found[1]] if found else []
        if part is None:
            return None, []
        texts.append(as_text(part))
    return "".join(texts) + template[end:], spots
