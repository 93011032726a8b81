"""Many plans: the same results in the same order, whoever worked them out, and whatever is in the cache."""

from __future__ import annotations

import datetime
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kpi_rules.cache import Cache
from kpi_rules.engine.check import PlanResult, Row, check, check_plan, report
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.engine.many import Work, chunks, results
from kpi_rules.packs import Policy
from kpi_rules.packs.cached import cached_policy
from kpi_rules.reports import FORMATS, Options
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


def planted(folder: Path) -> None:
    """A key that somebody else knows."""
    (folder / "key").write_bytes(b"k" * 32)


OPENED: dict[str, Callable[[Path], object]] = {
    "the folder was open": lambda folder: folder.chmod(0o777),
    "others could look into the folder": lambda folder: folder.chmod(0o750),
    "the key was open": lambda folder: (folder / "key").chmod(0o644),
    "the key is a second name of a file": lambda folder: os.link(folder / "key", folder / "other"),
    "the key is a link": lambda folder: (
        (folder / "key").rename(folder / "other"),
        (folder / "key").symlink_to(folder / "other"),
    ),
    "the key waits for a writer": lambda folder: ((folder / "key").unlink(), os.mkfifo(folder / "key")),
    "the key is short": lambda folder: (folder / "key").write_bytes(b"k"),
    "the key is long": lambda folder: (folder / "key").write_bytes(b"k" * 33),
}


@pytest.mark.skipif(os.name == "nt", reason="modes, links and pipes of POSIX")
@pytest.mark.parametrize("how", OPENED)
def test_what_others_may_have_sealed_is_not_there(tmp_path: Path, how: str) -> None:
    """Nor once the folder is the user's alone again: it gets another key."""
    folder = tmp_path / "c"
    before = Cache.open(str(folder))
    assert before is not None
    before.put(b"a", b"answer")
    OPENED[how](folder)
    for _ in range(2):
        after = Cache.open(str(folder))
        assert after is not None
        assert after.get(b"a") is None
        assert (folder.stat().st_mode & 0o777, (folder / "key").lstat().st_mode & 0o777) == (0o700, 0o600)
        after.put(b"b", b"another")
    assert after.get(b"b") == b"another"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="gives a file to another user, as root alone may")
def test_a_key_that_another_user_has_put_there_is_none(tmp_path: Path) -> None:
    """The folder was open once and is not any more: what was planted meanwhile stays another's."""
    cache = Cache.open(str(tmp_path / "c"))
    assert cache is not None
    planted(tmp_path / "c")
    (tmp_path / "c" / "key").chmod(0o600)
    os.chown(tmp_path / "c" / "key", 12345, -1)
    after = Cache.open(str(tmp_path / "c"))
    assert after is not None
    assert after._secret != b"k" * 32


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_rules.cache.MOST_FILES", 8)
    cache = Cache.open(str(tmp_path / "cache"))
    assert cache is not None
    for n in range(20):
        cache.put(b"%d" % n, b"x")
    cache.prune()
    assert sum(cache.get(b"%d" % n) is not None for n in range(20)) == 6


def test_a_dead_worker_ends_the_run(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    def die(*given: Any) -> PlanResult:
        if os.getpid() == parent:
            return check_plan(*given)
        os._exit(9)

    monkeypatch.setattr("kpi_rules.engine.many.check_plan", die)
    with pytest.raises(Exception, match="process"):
        list(results(sources(300), Work(policy, TODAY, 100), 2))


def test_what_fails_in_a_worker_fails_here(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Source, *given: Any) -> PlanResult:
        if source.name == "250.kpi.yaml":
            raise ZeroDivisionError
        return check_plan(source, *given)

    monkeypatch.setattr("kpi_rules.engine.many.check_plan", fail)
    for jobs in (1, 2, 3):
        with pytest.raises(ZeroDivisionError):
            list(results(sources(300), Work(policy, TODAY, 100), jobs))


@pytest.mark.parametrize("jobs", [1, 3])
def test_new_processes_give_the_same(policy: Policy, cache: Cache, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    """Where no process can be copied."""
    monkeypatch.setattr("kpi_rules.engine.many.can_fork", lambda: False)
    alone = check(sources(200), policy, TODAY, most_findings=100)
    for _ in range(2):
        assert report(results(sources(200), Work(policy, TODAY, 100), jobs, cache), policy, TODAY, 100) == alone


def test_files_that_change_meanwhile(policy: Policy) -> None:
    """Each process takes the files as it finds them: whatever another has found, no plan is lost or told twice."""
    parent, plans = os.getpid(), sources(300)

    def found(others: list[Source | Unreadable]) -> Iterator[Source | Unreadable]:
        yield from plans[:100]
        yield from others if os.getpid() != parent else plans[100:]

    more: list[Source | Unreadable] = [Source(f"0{n}.kpi.yaml", "title: T\nkpis: []\n") for n in range(20)]
    for others in ([*more, *plans[100:]], plans[200:]):
        told = [result.info.file for result in results(found(others), Work(policy, TODAY, 100), 2)]
        assert told == [source.name for source in plans]


def test_a_run_that_is_left_early_leaves_no_process(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, made = os.fork, []
    monkeypatch.setattr("os.fork", lambda: made.append(fork()) or made[-1])
    begun = results(sources(300), Work(policy, TODAY, 100), 3)
    for _ in range(150):
        next(begun)
    begun.close()
    assert len(made) == 2
    for process in made:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize("room", [0, 1])
@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_no_room_for_another_process(policy: Policy, monkeypatch: pytest.MonkeyPatch, call: str, room: int) -> None:
    """What the system refuses is done here, and nothing that was opened for it stays open."""
    real, made = getattr(os, call), []

    def scarce() -> Any:
        if len(made) == room:
            raise BlockingIOError
        made.append(None)
        return real()

    alone = check(sources(200), policy, TODAY, most_findings=100)
    monkeypatch.setattr(f"os.{call}", scarce)
    before = len([*Path("/dev/fd").iterdir()])
    assert report(results(sources(200), Work(policy, TODAY, 100), 4), policy, TODAY, 100) == alone
    assert len(made) == room
    assert len([*Path("/dev/fd").iterdir()]) == before


def test_a_system_that_forgets_processes_that_end(policy: Policy) -> None:
    """Who started the program may have it ignore SIGCHLD: then nobody can be waited for."""
    alone = check(sources(200), policy, TODAY, most_findings=100)
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert report(results(sources(200), Work(policy, TODAY, 100), 3), policy, TODAY, 100) == alone
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_an_interrupt_is_for_the_first_process_alone(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each copy is let go by the one that it is a copy of: none tells the user, or tidies up, a second time."""
    parent = os.getpid()

    def interrupted(*given: Any) -> PlanResult:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGINT)
        return check_plan(*given)

    alone = check(sources(100), policy, TODAY, most_findings=100)
    monkeypatch.setattr("kpi_rules.engine.many.check_plan", interrupted)
    assert report(results(sources(100), Work(policy, TODAY, 100), 2), policy, TODAY, 100) == alone
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize("size", [1, 3, 32])
@pytest.mark.parametrize("most", [1, 2, 7, 30, 10_000])
def test_plans_that_are_added_up_give_the_same_report(policy: Policy, size: int, most: int) -> None:
    made = Work(policy, TODAY, most).check(tuple(sources(100)))
    rows = [Row.of(made[start : start + size], most) for start in range(0, len(made), size)]
    alone = report(made, policy, TODAY, most)
    together = report(rows, policy, TODAY, most)
    assert FORMATS["json"].render(together, Options()) == FORMATS["json"].render(alone, Options())
    assert together == alone
