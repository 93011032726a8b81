"""`python -m kpi_rules`."""

from kpi_rules.cli import main

main()
