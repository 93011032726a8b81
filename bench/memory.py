"""The most memory that a program holds.

A new process counts what its parent held when it was made (Linux): a small one in between keeps a bench's own memory out.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_BETWEEN = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> int:
    """The largest resident set in KiB of a program, or of one of the processes that it waits for."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _BETWEEN, *command], cwd=cwd, env=env, capture_output=True, text=True, check=True
    )
    return int(done.stdout)
