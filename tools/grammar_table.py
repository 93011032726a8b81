"""The parser's table, for `kpi_rules/language/grammar.py`.

    python tools/grammar_table.py     after `grammar.lark` has changed: writes kpi_rules/language/grammar.table.json

The tests ask for it: the table is the grammar's own.
"""

from pathlib import Path

from kpi_rules.language import grammar

if __name__ == "__main__":
    (Path(grammar.__file__).parent / grammar.TABLE).write_text(grammar.table(), "utf-8")
