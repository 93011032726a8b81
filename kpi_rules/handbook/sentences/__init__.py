"""A checked rule → a sentence that people read who know no rule language, in the reader's language; or none.

A rule whose sentence would be long, or would need the language to be understood, has none: its title says what it asks. So a sentence is never
wrong, and never code.

    rule: loops, guards and demand → one sentence        conditions, values: the parts of a tree → phrases
    names: what records, fields, settings and defines are called
"""

from kpi_rules.handbook.sentences.names import Vocabulary
from kpi_rules.handbook.sentences.rule import sentence

__all__ = ["Vocabulary", "sentence"]
