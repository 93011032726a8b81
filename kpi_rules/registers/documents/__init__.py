"""Registers that are documents, not tables (YAML, JSON, TOML, HCL, XML, Markdown): read by a map, which is data, into drafts of plans."""
