"""Registers as people keep them (workbooks, tables, documents of other shapes): read into plans whose every line knows where it came from."""

WORKBOOKS = (".xlsx", ".xlsm", ".ods")
TABLES = (*WORKBOOKS, ".csv", ".tsv", ".md", ".markdown")
"""How the names of files end that are tables and never plans as they are."""


MOST_BYTES = 50_000_000
"""In a file of tables. A workbook is packed: what it unpacks to has limits of its own."""


FOREIGN = (".xml", ".tf", ".hcl")
"""How the names of documents end that are never plans as they are."""


def is_table(name: str) -> bool:
    """Whether a file is a register by its name: one of tables."""
    return name.lower().endswith(TABLES)
