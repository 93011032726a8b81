"""YAML, JSON and TOML text to positioned values. Knows nothing of KPIs."""

from kpi_rules.document.comments import Comment
from kpi_rules.document.decoding import decode
from kpi_rules.document.document import Document, Format, load
from kpi_rules.document.limits import Limits
from kpi_rules.document.places import Path

__all__ = ["Comment", "Document", "Format", "Limits", "Path", "decode", "load"]
