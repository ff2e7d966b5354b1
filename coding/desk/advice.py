"""Suggestions while somebody codes: learned once, and learned anew when enough has been coded since."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from ...study.folder import Study
from ...study.problems import ProblemError
from ..codebook import read_codebook
from ..corpus import spoken, spoken_codings
from ..suggester import Suggester

__all__ = ["Adviser"]

ANEW_AFTER = 20


@dataclass(frozen=True, slots=True)
class _Learned:
    codings: int
    model: Suggester | None


class Adviser:
    """What was learned for each coder: from the codings that this coder may see, and no others.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._learned: dict[str, _Learned] = {}
        self._lock = threading.Lock()

    def advise(self, coder: str, text: str) -> list[dict[str, Any]]:
        """Suggest codes for a passage.

        Returns
        -------
        list of dict
            At most three, likeliest first: ``code``, ``label``, ``probability`` (0..1), ``words`` that speak
            for it, ``nearest`` coded quotes; none where nothing is likely or too little is coded.
        """
        model = self._model(coder)
        if model is None:
            return []
        codebook = read_codebook(self._study.codebook)
        (found,) = model.suggest([text])
        return [
            {
                "code": code, "label": codebook.label(code), "probability": probability,
                "words": model.evidence(text, code), "nearest": model.nearest(text, code),
            }
            for code, probability in found
        ]  # fmt: skip

    def _model(self, coder: str) -> Suggester | None:
        with self._lock:
            said, _ = spoken(self._study, coder)
            codings = spoken_codings(self._study, said, coder)
            before = self._learned.get(coder)
            if before is None or abs(len(codings) - before.codings) >= ANEW_AFTER:
                before = _Learned(len(codings), _learn(codings))
                self._learned[coder] = before
        return before.model


def _learn(codings: list[Any]) -> Suggester | None:
    """Learn from codings; None where there are too few."""
    try:
        return Suggester().fit(
            [one.quote for one in codings], [one.code for one in codings], [one.document for one in codings]
        )
    except ProblemError:
        return None
