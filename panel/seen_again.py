"""What became of everybody's answer at an occasion: the answer, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from ..study.cells import Cells
from ..study.folder import Study
from ..study.missing import Reason
from .answer_masks import Question
from .register import read_register
from .standings import outcome_frame, standings
from .words import PRODUCTIVE

__all__ = ["NOT_SEEN", "not_returned", "states"]

NOT_SEEN: Mapping[str, str] = {
    "lost": "Not seen: lost",
    "pending": "Not seen: still open",
    "no_answer": "No answer",
    "not_asked": "Not asked",
}
"""Why somebody has no answer: no return will come; the window is open, or the return is not stored yet; the
question was asked and not answered; it was not put (routed past, or not in the questionnaire)."""
_NOT_ASKED = (Reason.NOT_APPLICABLE, Reason.NOT_IN_INSTRUMENT)


def states(cells: Cells, asked: Question) -> dict[str, Any]:
    """Say for every URN of an occasion which answer it gave, or why none.

    Returns
    -------
    dict of str to tuple
        (value, label) of the answer, or a word of `NOT_SEEN`.
    """
    reasons = cells.reason(asked.variable)
    words = np.where(np.isin(reasons, [int(reason) for reason in _NOT_ASKED]), "not_asked", "no_answer")
    found: list[Any] = list(words)
    for answer in asked.answers:
        for place in np.flatnonzero(answer.given):
            found[place] = (answer.value, answer.label)
    return {
        urn: state if isinstance(state, tuple) else str(state)
        for urn, state in zip(cells.frame["urn"].astype(str), found, strict=True)
    }


def not_returned(study: Study, occasion: str, on: date) -> dict[str, str]:
    """Say for every member without a return at a wave whether it is lost or the matter is still open.

    For records, which nobody is due for, the answer is empty: who has none is lost.
    """
    if study.wave(occasion).kind == "records":
        return {}
    frame = outcome_frame(standings(read_register(study), study.config.waves, on))
    open_still = frame["open"] | frame["outcome"].isin([*PRODUCTIVE, "pending"])
    at_wave = frame["wave"] == occasion
    return {
        urn: "pending" if waits else "lost"
        for urn, waits in zip(frame.loc[at_wave, "urn"], open_still[at_wave], strict=True)
    }
