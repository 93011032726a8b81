"""The way back: a workbook or table that was put out, edited by somebody, and the edits taken into the text of the plan."""
