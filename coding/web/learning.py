"""What takes seconds to find out, found out behind the scenes: nobody waits for what another one asked.

While something is found out anew the last answer stays in use, but only for who may see what it was found out
from: once an assignment opens or somebody takes back consent, an answer from before is never given again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ...study.folder import Study
from ..visibility import View, view

__all__ = ["Learning"]

# The more was coded, the less a few codings more teach.
ANEW_AFTER, ANEW_SHARE, ANEW_SECONDS = 20, 0.1, 60.0
Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Known]):
    """What was found out, from which events, by somebody who saw this much."""

    newest: int
    seen: View
    at: float
    known: Known

    def may_be_told(self, seen: View) -> bool:
        """Say whether somebody who sees this much may be told."""
        return (self.seen.blind, self.seen.withdrawn) == (seen.blind, seen.withdrawn)

    def is_fresh(self, newest: int) -> bool:
        """Say whether it is still good: little was coded since, or it is not long ago."""
        few = newest - self.newest < max(ANEW_AFTER, ANEW_SHARE * self.newest)
        return few or time.monotonic() - self.at < ANEW_SECONDS


class Learning(Generic[Known]):
    """Something that is found out for each coder, by a thread of its own.

    Parameters
    ----------
    study : Study
        The study.
    find_out : callable
        Finds it out for a coder.
    exact : bool
        It is the same for all, and anything that is done makes it old.
    """

    def __init__(self, study: Study, find_out: Callable[[str], Known], *, exact: bool = False) -> None:
        self._study = study
        self._find_out = find_out
        self._exact = exact
        self._kept: dict[str, _Kept[Known]] = {}
        self._running: dict[str, threading.Thread] = {}
        self._faults: dict[str, Exception] = {}
        self._lock = threading.Lock()
        # One at a time: those who code need the processor too.
        self._alone = threading.Lock()

    def known(self, coder: str, patience: float = 0.0) -> Known | None:
        """Give what is known for a coder, and see to it that it is found out where it is not, or is old.

        Parameters
        ----------
        coder : str
            Who asks.
        patience : float
            For how many seconds the coder would wait where nothing is known yet.

        Returns
        -------
        Known or None
            None while it is found out for the first time.
        """
        return self.answer(coder, patience)[0]

    def answer(self, coder: str, patience: float = 0.0) -> tuple[Known | None, bool]:
        """Give what `known` gives, and whether it is of now; who wants it exact waits for that too."""
        whose, newest, seen = self._asked_by(coder)
        with self._lock:
            found = self._usable(whose, seen)
            running = None if self._is_fresh(found, newest) else self._started(whose, coder)
        if running is not None and patience and (found is None or self._exact):
            running.join(patience)
            with self._lock:
                found = self._usable(whose, seen)
        return (None if found is None else found.known), self._is_fresh(found, newest)

    def _is_fresh(self, found: _Kept[Known] | None, newest: int) -> bool:
        if found is None or self._exact:
            return found is not None and found.newest == newest
        return found.is_fresh(newest)

    def _asked_by(self, coder: str) -> tuple[str, int, View]:
        from ...study.store.coding_log import newest_row

        with self._study.store.reading() as connection:
            newest, seen = newest_row(connection), view(connection, coder)
        # Where nothing is coded blind all coders see the same, and share what was learned.
        return coder if seen.blind and not self._exact else "", newest, seen

    def _usable(self, whose: str, seen: View) -> _Kept[Known] | None:
        self._raise_fault(whose)
        found = self._kept.get(whose)
        return found if found is not None and found.may_be_told(seen) else None

    def _raise_fault(self, whose: str) -> None:
        fault = self._faults.pop(whose, None)
        if fault is not None:
            raise fault

    def _started(self, whose: str, coder: str) -> threading.Thread:
        running = self._running.get(whose)
        if running is None or not running.is_alive():
            running = threading.Thread(target=self._learn, args=(whose, coder), daemon=True)
            self._running[whose] = running
            running.start()
        return running

    def _learn(self, whose: str, coder: str) -> None:
        try:
            with self._alone:
                _, newest, seen = self._asked_by(coder)
                known = self._find_out(coder)
                unchanged = self._asked_by(coder)[2] == seen
        except Exception as fault:
            with self._lock:
                self._faults[whose] = fault
            return
        # What may be seen changed meanwhile: nobody can say from what this was found out.
        if unchanged:
            with self._lock:
                self._kept[whose] = _Kept(newest, seen, time.monotonic(), known)
