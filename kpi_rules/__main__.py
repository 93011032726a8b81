"""`python -m kpi_rules` is the program `kpi-rules`."""

from kpi_rules.cli import main

if __name__ == "__main__":
    main()
