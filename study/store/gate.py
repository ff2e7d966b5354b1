"""Readers and commits of one process in turn.

SQLite lets nobody read while a commit is put on the disk, and commits nothing while somebody reads; whoever
meets the other naps, longer each time.  Threads of one process need not nap: they are woken.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, local

__all__ = ["Gate"]


class Gate:
    """Lets many read at once, or one commit.

    A commit that waits goes before readers that come later, but not before a reader's own inner reading: the
    two would wait for each other.  Nobody waits longer than `patience`: SQLite, which guards against other
    programs too, decides then.

    Parameters
    ----------
    patience : float
        In seconds.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._changed = Condition()
        self._readers = 0
        self._commits = 0
        self._mine = local()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read while nobody commits."""
        depth = getattr(self._mine, "depth", 0)
        with self._changed:
            if depth == 0:
                self._changed.wait_for(lambda: self._commits == 0, self._patience)
            self._readers += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """Commit while nobody reads; the one who commits reads nothing meanwhile."""
        with self._changed:
            self._commits += 1
            self._changed.wait_for(lambda: self._readers == 0, self._patience)
        try:
            yield
        finally:
            with self._changed:
                self._commits -= 1
                self._changed.notify_all()
