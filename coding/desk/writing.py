"""Codings of many coders, written together: what arrives while one is being stored is stored with the next.

A commit waits for the disk, and twenty-five coders would wait for each other twenty-five times.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...study.folder import Study
from ..events.placing import Wish, tag_all

__all__ = ["Writer"]


@dataclass(slots=True)
class _Waiting:
    wish: Wish
    done: threading.Event = field(default_factory=threading.Event)
    row: Mapping[str, Any] | None = None
    error: BaseException | None = None


class Writer:
    """Writes the codings that coders ask for; each call returns when its own is safe on the disk.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._waiting: list[_Waiting] = []
        self._arrivals = threading.Lock()
        self._turn = threading.Lock()

    def put(self, wish: Wish) -> Mapping[str, Any]:
        """Put a code on a span; gives the row of `familypanel.coding.tag`.

        Raises
        ------
        ProblemError
            As `familypanel.coding.tag`.
        """
        mine = _Waiting(wish)
        with self._arrivals:
            self._waiting.append(mine)
        # Whoever comes first writes for all who wait; the others find theirs done.
        with self._turn:
            if not mine.done.is_set():
                self._write_all()
        if mine.error is not None:
            raise mine.error
        return mine.row or {}

    def _write_all(self) -> None:
        with self._arrivals:
            together, self._waiting = self._waiting, []
        try:
            rows = tag_all(self._study, [one.wish for one in together], dry_run=False).rows
        except BaseException as error:
            self._write_each(together, error)
            return
        for one, row in zip(together, rows, strict=True):
            one.row = row
            one.done.set()

    def _write_each(self, together: list[_Waiting], error: BaseException) -> None:
        """Store one by one, so that what is wrong with one is told to that coder alone."""
        for one in together:
            try:
                one.row = (
                    None if len(together) == 1 else tag_all(self._study, [one.wish], dry_run=False).rows[0]
                )
                one.error = error if len(together) == 1 else None
            except BaseException as own:
                one.error = own
            one.done.set()
