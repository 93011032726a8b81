"""Many plans: the same results in the same order, whoever worked them out, and whatever is in the cache."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from kpi_rules.cache import Cache
from kpi_rules.engine.check import PlanResult, check, report
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.engine.many import Work, chunks, results
from kpi_rules.packs import Policy
from kpi_rules.packs.cached import cached_policy
from kpi_rules.source import Source
from kpi_rules.structs import replace

TODAY = datetime.date(2026, 3, 1)
PACK = str(Path(__file__).parents[1] / "e2e" / "pack")


def sources(count: int) -> list[Source | Unreadable]:
    plans = [
        Source(f"{n}.kpi.yaml", f"title: Plan {n}\nkpis:\n" + "- id: a\n  nme: x\n" * (n % 3)) for n in range(count)
    ]
    remarked = Source("r.kpi.yaml", "title: R\nkpis:\n- id: b  # kpi-rules: waive all because it is so\n")
    return [*plans, remarked, read_plan(PlanFile(Path("gone"), "gone"))]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    made = Cache.open(str(tmp_path / "cache"))
    assert made is not None
    return made


@pytest.fixture
def policy(cache: Cache) -> Policy:
    for _ in range(2):  # made, then read
        found, diagnostics = cached_policy(cache, [PACK], {}, None, None)
    assert found is not None, diagnostics
    assert found.key
    return found


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_any_number_of_processes_gives_the_same(policy: Policy, cache: Cache, jobs: int) -> None:
    work = Work(policy, TODAY, 100)
    alone = check(sources(200), policy, TODAY, most_findings=100)
    for _ in range(2):  # worked out, then known
        assert report(results(sources(200), work, jobs, cache), policy, TODAY, 100) == alone


def test_what_is_known_is_not_worked_out_again(policy: Policy, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(policy, TODAY, 100)
    before = list(results(sources(50)[:50], work, 1, cache))
    monkeypatch.setattr("kpi_rules.engine.many.check_plan", None)
    assert list(results(sources(50)[:50], work, 1, cache)) == before
    with pytest.raises(TypeError):  # another day, another result
        list(results(sources(50)[:50], Work(policy, TODAY.replace(day=2), 100), 1, cache))


def spoilt(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("harm", [spoilt, lambda data: b"", lambda data: data[:40], lambda data: data * 2])
def test_a_spoilt_cache_is_no_cache(policy: Policy, cache: Cache, harm: Callable[[bytes], bytes]) -> None:
    work = Work(policy, TODAY, 100)
    before = list(results(sources(40), work, 1, cache))
    for file in Path(cache.folder).iterdir():
        file.write_bytes(harm(file.read_bytes()))
    again = Cache.open(cache.folder)
    assert list(results(sources(40), work, 1, again)) == before
    found, _ = cached_policy(again, [PACK], {}, None, None)
    assert found is not None
    assert [replace(rule, read=None) for rule in found.rules] == [replace(rule, read=None) for rule in policy.rules]


def test_one_more_plan_moves_few_chunks() -> None:
    before = list(chunks(sources(1000)))
    after = list(chunks([Source("0a.kpi.yaml", ""), *sources(1000)]))
    assert len(set(before) & set(after)) > len(before) - 3


def test_a_pack_that_changes_is_read_again(tmp_path: Path, cache: Cache) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text("name: p\nversion: 1.0.0\n")
    for title in ("One", "Two"):
        (tmp_path / "pack" / "a.rules").write_text(f'rule a "{title}"\n  must plan.kpis is present\n')
        found, _ = cached_policy(cache, [str(tmp_path / "pack")], {}, None, None)
        assert found is not None
        assert found.rules[0].title == title


def test_folders_that_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Cache.open(str(tmp_path / "file")) is None
    assert Cache.open("\0") is None
    (tmp_path / "link").symlink_to(tmp_path)
    assert Cache.open(str(tmp_path / "link")) is None


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_rules.cache.MOST_FILES", 8)
    cache = Cache.open(str(tmp_path / "cache"))
    assert cache is not None
    for n in range(20):
        cache.put(b"%d" % n, b"x")
    cache.prune()
    assert sum(cache.get(b"%d" % n) is not None for n in range(20)) == 6


def test_a_dead_worker_ends_the_run(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def die(*_: object) -> PlanResult:
        os._exit(9)

    plans = results(sources(300), Work(policy, TODAY, 100), 2)
    first = next(iter(plans))
    assert first.info.file == "0.kpi.yaml"
    monkeypatch.setattr("kpi_rules.engine.many.WORTH_WORKERS", 1)
    monkeypatch.setattr("kpi_rules.engine.many.check_plan", die)
    with pytest.raises(Exception, match="process"):
        list(results(sources(300), Work(policy, TODAY, 100), 2))
