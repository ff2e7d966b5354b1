"""Suggestions while somebody codes, and what to read next: learned once, and again after more was coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...study.folder import Study
from ...study.problems import ProblemError
from ..codebook import read_codebook
from ..coding_queue import queue
from ..corpus import spoken, spoken_codings
from ..suggester import Suggester
from ..suggestions import learned
from ..visibility import shown_codings
from .learning import Learning

__all__ = ["Adviser"]

QUEUE = 40
# What would be shown as 0% is no suggestion.
LEAST = 0.005
# Who asks for the next passage waits for it; who only chose some words does not.
PATIENCE = 10.0
Line = Mapping[str, Any]
Advice = list[dict[str, Any]]


class Adviser:
    """What was learned for each coder: from the codings that this coder may see, and no others.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._models = Learning(study, self._learn)
        self._queues = Learning(study, self._queue)

    def prepare(self) -> None:
        """Begin to learn before anybody asks."""
        self._models.known("")

    def advise(self, coder: str, text: str, patience: float = 0.0) -> Advice | None:
        """Suggest codes for a passage.

        Parameters
        ----------
        coder : str
            Who codes.
        text : str
            The passage.
        patience : float
            For how many seconds to wait where nothing was learned yet.

        Returns
        -------
        list of dict, or None
            At most three, likeliest first: ``code``, ``label``, ``probability`` (0..1), ``words`` that speak
            for it, ``nearest`` coded quotes; none where nothing is likely or too little is coded.  None
            while it is being learned.
        """
        models = self._models.known(coder, patience)
        if models is None:
            return None
        codebook = read_codebook(self._study.codebook)
        return [
            {
                "code": code, "label": codebook.label(code), "probability": probability,
                "words": words, "nearest": nearest,
            }
            for model in models
            for (code, probability), (words, nearest) in _grounded(model, text)
            if probability >= LEAST
        ]  # fmt: skip

    def next_passage(self, coder: str, document: str, start: int) -> Line | None:
        """Give the passage to read after the one at a place, as `queue` ranks them; None: nothing is left."""
        lines = self._queues.known(coder, PATIENCE) or ()
        coded = shown_codings(self._study, coder)
        taken: dict[str, list[tuple[int, int]]] = {}
        for one in coded:
            taken.setdefault(one.document, []).append((one.start, one.end))
        at = next((n for n, line in enumerate(lines, 1) if _place(line) == (document, start)), 0)
        ahead = [*lines[at:], *lines[:at]]
        return next((line for line in ahead if _free(line, taken.get(line["document"], ()))), None)

    def _learn(self, coder: str) -> Sequence[Suggester]:
        """Learn from codings; nothing where there are too few, or no transcripts."""
        try:
            said, _ = spoken(self._study, coder)
            return (learned(spoken_codings(self._study, said, coder)),)
        except ProblemError:
            return ()

    def _queue(self, coder: str) -> Sequence[Line]:
        try:
            return queue(self._study, QUEUE, coder=coder).rows
        except ProblemError:
            return ()


def _grounded(model: Suggester, text: str) -> Iterator[tuple[tuple[str, float], tuple[list[str], list[str]]]]:
    """Give the codes suggested for a passage, each with the words and the quotes that speak for it."""
    (found,) = model.suggest([text])
    grounds = model.grounds([text] * len(found), [code for code, _ in found])
    return zip(found, grounds, strict=True)


def _place(line: Line) -> tuple[str, int]:
    return line["document"], line["start"]


def _free(line: Line, taken: Sequence[tuple[int, int]]) -> bool:
    return all(end <= line["start"] or line["end"] <= start for start, end in taken)
