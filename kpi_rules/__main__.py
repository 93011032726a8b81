"""`python -m kpi_rules`.

Python puts the folder that it is started in before everything else, and that may be the tree that is checked: it is taken off again
before anything but this package is imported, so that no `yaml.py` lying there is ever run. What Python itself imports before this line, and this package under its own name, it may have taken from there
already: among strangers' files use the program `kpi-rules`, which never has that folder on its path, or `python -I -m kpi_rules`.
"""

import sys

if __spec__ is not None and not sys.flags.safe_path:
    del sys.path[0]

from kpi_rules.cli import main

main()
