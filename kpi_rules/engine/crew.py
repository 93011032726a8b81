"""Copies of this process that do their share of a list of tasks, each by its turn; the answers come back through pipes.

A copy (`fork`) knows all that its parent knew: nothing has to be loaded or sent but the answers. What comes in: tasks in order, and a function from a
task to bytes. Knows nothing of plans.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO, Self, TypeVar

    Task = TypeVar("Task")

_LENGTH = 8


class Crew:
    """So many processes that share the tasks by their numbers: this one has those that leave 0 when divided by their count."""

    def __init__(self, members: list[tuple[int, BinaryIO] | None]) -> None:
        self._members = members

    @classmethod
    def of(cls, size: int, tasks: Iterable[tuple[int, Task]], answer: Callable[[Task], bytes]) -> Self:
        """Begin. The caller goes on with the same tasks, and leaves to the others what is theirs."""
        gc.freeze()  # so that looking for garbage in a copy touches no page of the parent's
        members: list[tuple[int, BinaryIO] | None] = []
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))  # for good in a copy: its parent lets it go
        try:
            for turn in range(1, size):
                members.append(_begin(_share(tasks, size, turn), answer, members))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        return cls(members)

    def answer(self, number: int) -> bytes | None:
        """The answer to a task, which are asked for in order; nothing for one that the caller has to do, or that failed there."""
        turn = number % (len(self._members) + 1)
        member = self._members[turn - 1] if turn else None
        if member is None:
            return None
        length = member[1].read(_LENGTH)
        answer = member[1].read(int.from_bytes(length))
        if len(length) == _LENGTH and len(answer) == int.from_bytes(length):
            return answer
        self._let_go(turn - 1, member)
        return None

    def _let_go(self, place: int, member: tuple[int, BinaryIO]) -> None:
        """See how a process came to its end: it may have found fewer tasks."""
        self._members[place] = None
        member[1].close()
        if _status(member[0]):
            raise RuntimeError("a process that checks plans has ended before its work")

    def end(self) -> None:
        """Let the others go, whatever they are at."""
        for process, pipe in filter(None, self._members):
            pipe.close()
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            _status(process)


def _share(tasks: Iterable[tuple[int, Task]], size: int, turn: int) -> Iterator[Task]:
    return (task for number, task in tasks if number % size == turn)


def _status(process: int) -> int:
    """How a process came to its end, which is waited for; 0 too where the system was told to forget (SIGCHLD is ignored)."""
    try:
        return os.waitpid(process, 0)[1]
    except ChildProcessError:
        return 0


def _begin(
    tasks: Iterable[Task], answer: Callable[[Task], bytes], others: Iterable[tuple[int, BinaryIO] | None]
) -> tuple[int, BinaryIO] | None:
    """One more process; nothing where there is no room for it, and its share is the caller's."""
    try:
        out, into = os.pipe()
    except OSError:
        return None
    try:
        process = os.fork()
    except OSError:
        os.close(out)
        os.close(into)
        return None
    if not process:
        os.close(out)
        for _, pipe in filter(None, others):
            pipe.close()
        _work(into, tasks, answer)
    os.close(into)
    return process, os.fdopen(out, "rb")


def _work(into: int, tasks: Iterable[Task], answer: Callable[[Task], bytes]) -> None:
    """Do a share of the tasks, and end the process: nothing of what its parent has begun is to be ended twice."""
    code = 1
    try:
        with os.fdopen(into, "wb") as pipe:
            for task in tasks:
                try:
                    made = answer(task)
                except Exception:  # the parent will meet it too, and tell it
                    made = b""
                pipe.write(len(made).to_bytes(_LENGTH) + made)
                pipe.flush()
        code = 0
    finally:
        os._exit(code)
