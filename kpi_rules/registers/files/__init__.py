"""Readers of files of tables: one a format."""
