"""The oldest version that `pyproject.toml` allows of each package that the program and its tests need: requirements, one a line."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
extras = project["optional-dependencies"]
for requirement in [*project["dependencies"], *extras["server"], *extras["watch"], *extras["test"]]:
    if requirement.startswith(f"{project['name']}["):
        continue  # an extra of ours, listed above
    pinned, bounds = re.subn(r">=", "==", requirement)
    if bounds != 1:
        raise SystemExit(f"{requirement}: say from which version on, as `name>=1.2`")
    print(pinned)
