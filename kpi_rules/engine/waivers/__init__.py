"""Exceptions, written down: in a file or as remarks in plans, laid over the findings, and held to rules of their own."""
