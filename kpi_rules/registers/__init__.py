"""Registers as people keep them (workbooks, tables, documents of other shapes): read into plans whose every line knows where it came from."""
