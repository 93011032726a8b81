"""A map made from a workbook alone: what its headings say, checked by what stands below them. What cannot be decided is a question."""

from kpi_rules.registers.tables.guessing.workbooks import guess_register

__all__ = ["guess_register"]
