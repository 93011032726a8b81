"""`python -m kpi_rules`.

Python puts the folder that it is started in before everything else, and that may be the tree that is checked: it is taken off again
before anything but this package is imported, so that no `yaml.py` lying there is ever run. (The program `kpi-rules` never has it.)
"""

import sys

if __spec__ is not None and not sys.flags.safe_path:
    del sys.path[0]

from kpi_rules.cli import main

main()
