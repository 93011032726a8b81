import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_client import Client, running

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "content-marketing", tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def client(project: Path) -> Iterator[Client]:
    yield from running(project)


@pytest.fixture(autouse=True)
def one_cache(shared_cache: None) -> None:
    """Packs are made ready once for all of these tests."""
