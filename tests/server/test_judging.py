"""What stays from one look at open documents to the next, and what does not."""

import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from kpi_rules.server import judging
from kpi_rules.server.judging import Judging
from kpi_rules.server.session import Document, Session, Settings
from kpi_rules.server.texts import OpenText

TEXT = "# kpi-rules: waive core/no-mission until 2026-06-30 -- It is being written\ntitle: T\nkpis: [{id: a, name: Leads}]\n"


def clock(day: str) -> SimpleNamespace:
    """The module of dates on some day."""
    return SimpleNamespace(date=SimpleNamespace(today=lambda: datetime.date.fromisoformat(day)))


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.kpi.yaml"
    path.write_text(TEXT, "utf-8")
    return path


def session_of(path: Path) -> Session:
    document = Document(path.as_uri(), str(path), "yaml", 1, OpenText.of(TEXT))
    return Session(roots={path.parent.as_uri(): str(path.parent)}, documents={str(path): document})


def test_a_new_day_is_another_check(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session, judged = session_of(path), Judging()
    rules = []
    for day in ("2026-06-29", "2026-07-01"):
        monkeypatch.setattr(judging, "datetime", clock(day))
        found = judged.problems(session, session.documents)[str(path)]
        rules.append({one.problem.rule for one in found})
    assert "core/no-mission" in rules[1] - rules[0]
    assert len(judged.rooms) == 1


def test_rooms_that_nobody_can_enter_go(path: Path) -> None:
    session, judged = session_of(path), Judging()
    for level in ("must", "should", "could"):
        session.settings = Settings(today=datetime.date(2026, 1, 1), level=level)
        judged.problems(session, session.documents)
    assert len(judged.rooms) == 1
