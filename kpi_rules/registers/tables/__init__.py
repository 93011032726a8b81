"""Registers of tables: what their headings and cells mean, by a map that is given or guessed."""
