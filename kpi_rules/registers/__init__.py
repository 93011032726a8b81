"""Registers as people keep them (workbooks, tables, documents of other shapes): read into plans whose every line knows where it came from."""

WORKBOOKS = (".xlsx", ".xlsm", ".ods")
TABLES = (*WORKBOOKS, ".csv", ".tsv", ".md", ".markdown")
"""How the names of files end that are tables and never plans as they are."""


def is_table(name: str) -> bool:
    """Whether a file is a register by its name: one of tables."""
    return name.lower().endswith(TABLES)
