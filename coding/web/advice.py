"""Suggestions while somebody codes, and what to read next: learned once, and again after more was coded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ...study.folder import Study
from ...study.problems import ProblemError
from ..codebook import read_codebook
from ..coding_queue import queue
from ..corpus import spoken, spoken_codings
from ..suggester import Suggester
from ..visibility import View, shown_codings, view

__all__ = ["Adviser"]

# Learning from thousands of codings takes seconds: the more there are, the less a few more teach.
ANEW_AFTER, ANEW_SHARE, ANEW_SECONDS = 20, 0.1, 60.0
QUEUE = 40
Known = TypeVar("Known")
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Known]):
    """What was found out, from which events, by somebody who saw this much."""

    newest: int
    seen: View
    at: float
    known: Known

    def holds(self, newest: int, seen: View) -> bool:
        """Say whether it is still good: the same may be seen, and little or not long ago was coded since."""
        same = (self.seen.blind, self.seen.withdrawn) == (seen.blind, seen.withdrawn)
        few = newest - self.newest < max(ANEW_AFTER, ANEW_SHARE * self.newest)
        return same and (few or time.monotonic() - self.at < ANEW_SECONDS)


class Adviser:
    """What was learned for each coder: from the codings that this coder may see, and no others.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._models: dict[str, _Kept[Suggester | None]] = {}
        self._queues: dict[str, _Kept[Sequence[Line]]] = {}
        self._lock = threading.Lock()

    def advise(self, coder: str, text: str) -> list[dict[str, Any]]:
        """Suggest codes for a passage.

        Returns
        -------
        list of dict
            At most three, likeliest first: ``code``, ``label``, ``probability`` (0..1), ``words`` that speak
            for it, ``nearest`` coded quotes; none where nothing is likely or too little is coded.
        """
        model = self._kept(self._models, coder, self._learn)
        if model is None:
            return []
        codebook = read_codebook(self._study.codebook)
        (found,) = model.suggest([text])
        grounds = model.grounds([text] * len(found), [code for code, _ in found])
        return [
            {
                "code": code, "label": codebook.label(code), "probability": probability,
                "words": words, "nearest": nearest,
            }
            for (code, probability), (words, nearest) in zip(found, grounds, strict=True)
        ]  # fmt: skip

    def next_passage(self, coder: str, document: str, start: int) -> Line | None:
        """Give the passage to read after the one at a place, as `queue` ranks them; None: nothing is left."""
        lines = self._kept(self._queues, coder, self._queue)
        coded = shown_codings(self._study, coder)
        taken: dict[str, list[tuple[int, int]]] = {}
        for one in coded:
            taken.setdefault(one.document, []).append((one.start, one.end))
        at = next((n for n, line in enumerate(lines, 1) if _place(line) == (document, start)), 0)
        ahead = [*lines[at:], *lines[:at]]
        return next((line for line in ahead if _free(line, taken.get(line["document"], ()))), None)

    def _kept(self, kept: dict[str, _Kept[Known]], coder: str, find_out: Callable[[str], Known]) -> Known:
        from ...study.store.coding_log import newest_row

        with self._lock:
            with self._study.store.reading() as connection:
                newest, seen = newest_row(connection), view(connection, coder)
            # Where nothing is coded blind all coders see the same, and share what was learned.
            whose = coder if seen.blind else ""
            before = kept.get(whose)
            if before is None or not before.holds(newest, seen):
                before = kept[whose] = _Kept(newest, seen, time.monotonic(), find_out(coder))
        return before.known

    def _learn(self, coder: str) -> Suggester | None:
        """Learn from codings; None where there are too few, or no transcripts."""
        try:
            said, _ = spoken(self._study, coder)
            codings = spoken_codings(self._study, said, coder)
            return Suggester().fit(
                [one.quote for one in codings],
                [one.code for one in codings],
                [one.document for one in codings],
            )
        except ProblemError:
            return None

    def _queue(self, coder: str) -> Sequence[Line]:
        try:
            return queue(self._study, QUEUE, coder=coder).rows
        except ProblemError:
            return ()


def _place(line: Line) -> tuple[str, int]:
    return line["document"], line["start"]


def _free(line: Line, taken: Sequence[tuple[int, int]]) -> bool:
    return all(end <= line["start"] or line["end"] <= start for start, end in taken)
