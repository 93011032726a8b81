"""Coverage-guided fuzzing of one target, by atheris (`pip install -e '.[fuzz]'`).

    python fuzz/run.py documents -max_total_time=600
    python fuzz/run.py documents crash-1234          one input again

What is new goes into `fuzz/found/`, which git ignores. `fuzz/corpus/` is small: what was written by hand, a case for each fault that was
found, and by the hash of its text one input for each branch of the program that would not be reached otherwise. To take those over:

    python fuzz/run.py documents -merge=1 -use_counters=0 fuzz/corpus/documents fuzz/found/documents
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

with atheris.instrument_imports(include=["kpi_rules"]):
    from targets import TARGETS, environment, inputs


def main() -> None:
    """Fuzz."""
    name, *options = sys.argv[1:]
    found = HERE / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    folders = [] if any(not option.startswith("-") for option in options) else [str(found), str(HERE / "corpus" / name)]
    environment()  # loading packs is no input's fault
    inputs()
    program = shlex.join([sys.executable, __file__, name])  # what a merge starts again, by a shell
    atheris.Setup([program, "-timeout=20", "-rss_limit_mb=1500", "-max_len=3000", *options, *folders], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
