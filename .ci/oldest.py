"""The oldest version that `pyproject.toml` allows of each package that the program and its tests need: requirements, one a line."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
extras = project["optional-dependencies"]
own = re.compile(rf"{project['name']}\[([^\]]*)\]")  # extras of ours, among the requirements of another
named = [name for each in extras["test"] if (found := own.match(each)) for name in found[1].split(",")]
for requirement in [*project["dependencies"], *(each for name in (*named, "test") for each in extras[name])]:
    if own.match(requirement):
        continue
    pinned, bounds = re.subn(r">=", "==", requirement)
    if bounds != 1:
        raise SystemExit(f"{requirement}: say from which version on, as `name>=1.2`")
    print(pinned)
