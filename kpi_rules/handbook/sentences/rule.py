"""A rule as one sentence: whom it is about, where it applies, and what it asks."""

from __future__ import annotations

import re

from kpi_rules.handbook.sentences.conditions import Conditions, record_of, replace_close
from kpi_rules.handbook.sentences.names import Vocabulary
from kpi_rules.handbook.sentences.values import Meant, Names, Spoken, Unsayable
from kpi_rules.handbook.words import level_name
from kpi_rules.i18n import tr
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule

LONGEST = 200
"""Signs of a sentence that people read to its end."""


def sentence(rule: CheckedRule, vocabulary: Vocabulary, own: bool) -> str | None:
    """What a rule asks, in the reader's language; `own`: it is the language of the pack."""
    conditions = Conditions(vocabulary, rule.defines, own)
    try:
        parts = [_part(part.tree, conditions) for part in rule.parts]
    except Unsayable:
        return None
    text = _tidied(" ".join(dict.fromkeys(parts)))
    return text if len(text) <= LONGEST else None


def _tidied(text: str) -> str:
    """Without the isolates of parts that run as the sentence does: what is set apart within them stays so."""
    while found := re.search("\u2068([^\u2068\u2069]*)\u2069", text):
        inner = found[1]
        apart = re.search("[A-Za-z]|\\d[^\\d]+\\d", inner) and not re.search("[\u0590-\u08ff]", inner)
        kept = f"\ue000{inner}\ue001" if apart else inner
        text = text[: found.start()] + kept + text[found.end() :]
    return text.replace("\ue000", "\u2068").replace("\ue001", "\u2069")


def _part(rule: tree.Rule, say: Conditions) -> str:
    names: dict[str, Spoken | Meant] = {}
    heads, where = [], []
    for step in rule.steps:
        match step:
            case tree.ForEach():
                things = say.things(step.list, names)
                names = {name: replace_close(meant) for name, meant in names.items()}
                names[step.variable.name] = Spoken(record_of(step.list), close=True)
                heads.append(things)
                where += _conditions(step.where, say, names)
            case tree.Let():
                names[step.name.name] = Meant(step.value, dict(names))
            case tree.When():
                where += _conditions(step.condition, say, names)
    asked = _put_together(heads, where, say.condition(rule.condition, names))
    return " ".join([asked, *(_weighed(weight, say, names) for weight in rule.weights)])


def _weighed(weight: tree.Weight, say: Conditions, names: Names) -> str:
    """What a finding weighs by condition."""
    condition = _bare(say.condition(weight.condition, names))
    return tr("Where {condition}: {level}.", condition=condition, level=level_name(weight.level).lower())


def _conditions(node: tree.Expression | None, say: Conditions, names: Names) -> list[str]:
    if isinstance(node, tree.Logic) and node.operator == "and":
        return [*_conditions(node.left, say, names), *_conditions(node.right, say, names)]
    return [] if node is None else [say.side(node, names, True)]


def _put_together(heads: list[str], where: list[str], demand: str) -> str:
    if len(heads) > 2 or len(where) > 3:
        raise Unsayable
    condition = _bare("".join(where)) if len(where) == 1 else "".join(where[:1])
    for other in where[1:]:
        condition = tr("{one}, and {other}", one=condition, other=other)
    subject = tr("each of {things}", things=heads[0]) if heads else ""
    if len(heads) > 1:
        subject = tr("{one} and each of {others}", one=subject, others=heads[1])
    match bool(subject), bool(condition):
        case True, True:
            text = tr("For {subject} where {condition}: {demand}.", subject=subject, condition=condition, demand=demand)
        case True, False:
            text = tr("For {subject}: {demand}.", subject=subject, demand=demand)
        case False, True:
            text = tr("Where {condition}: {demand}.", condition=condition, demand=demand)
        case _:
            text = tr("{demand}.", demand=demand)
    return text[:1].upper() + text[1:]


def _bare(condition: str) -> str:
    """A condition that stands alone needs no brackets."""
    return (
        condition[1:-1]
        if condition.startswith("(") and condition.endswith(")") and "(" not in condition[1:]
        else condition
    )
