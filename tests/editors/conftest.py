import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def modules() -> Path:
    """The folder that holds packages from npm; `.ci/integrations` fills one."""
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    given = os.environ.get("KPI_RULES_NODE_MODULES", "")
    if not Path(given, "vscode-textmate").is_dir():
        pytest.skip("packages from npm are missing: .ci/integrations installs them")
    return Path(given)
