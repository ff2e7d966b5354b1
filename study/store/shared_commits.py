"""Small writes of several threads in one commit: to put a change on the disk takes longer than the change.

Whoever comes first writes for all who wait by then.  Each one's work is undone by itself if it fails, and
nobody is told that it is done before it is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from ..problems import ProblemError

__all__ = ["SharedCommits"]

Result = TypeVar("Result")
Opening = Callable[[], AbstractContextManager[Connection]]


@dataclass(eq=False)
class _Job(Generic[Result]):
    """What one thread wants written, and what became of it."""

    work: Callable[[Connection], Result]
    ended: Event = field(default_factory=Event)
    answer: list[Result] = field(default_factory=list)
    error: BaseException | None = None

    def alone(self, connection: Connection) -> None:
        """Do the work in a transaction of its own: what it raises undoes the whole."""
        self.answer.append(self.work(connection))

    def attempt(self, connection: Connection) -> None:
        """Do the work beside others: what it raises undoes this work alone."""
        try:
            with connection.begin_nested():
                self.answer.append(self.work(connection))
        except DatabaseError:
            # The database itself fails: that is no one's work in particular.
            raise
        except Exception as error:
            self.error = error

    def result(self) -> Result:
        if self.error is not None:
            raise self.error
        return self.answer[0]


class SharedCommits:
    """Runs work in transactions that several threads share.

    Parameters
    ----------
    turn : callable
        Gives the right to write in this process, one thread at a time.
    transaction : callable
        Opens a transaction that is committed at its end.
    """

    def __init__(self, turn: Callable[[], AbstractContextManager[None]], transaction: Opening) -> None:
        self._turn = turn
        self._transaction = transaction
        self._waiting: list[_Job[Any]] = []
        self._lock = Lock()

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work` in a transaction; it is on the disk when this returns.

        `work` may run in another thread, and must not open a transaction of its own.
        """
        job = _Job(work)
        with self._lock:
            self._waiting.append(job)
        try:
            with self._turn():
                if not job.ended.is_set():
                    self._write(self._taken())
        except ProblemError:
            if self._withdrawn(job):
                raise
            job.ended.wait()
        return job.result()

    def _taken(self) -> list[_Job[Any]]:
        with self._lock:
            jobs, self._waiting = self._waiting, []
        return jobs

    def _write(self, jobs: list[_Job[Any]]) -> None:
        try:
            with self._transaction() as connection:
                write = _Job.attempt if len(jobs) > 1 else _Job.alone
                for job in jobs:
                    write(job, connection)
        except BaseException as error:
            for job in jobs:
                job.error = error
            raise
        finally:
            for job in jobs:
                job.ended.set()

    def _withdrawn(self, job: _Job[Any]) -> bool:
        """Take back a job whose turn did not come; False if somebody else is writing it or has written it."""
        with self._lock:
            waiting = job in self._waiting
            if waiting:
                self._waiting.remove(job)
        return waiting
