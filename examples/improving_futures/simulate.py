"""The fieldwork of three waves: who was interviewed, what they told, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ...study.dictionary import Dictionary
from ...study.routing import FrameAnswers
from .answering import Scene
from .contacts import contact_log
from .homes import WAVES, lives
from .interviewing import Told, hold_interviews, recalled
from .participation import participate
from .streams import stream

__all__ = ["Fieldwork", "simulate"]


@dataclass(frozen=True)
class Fieldwork:
    """What three waves of fieldwork bring in.

    Parameters
    ----------
    told : dict of str to Told
        By wave, 368, 272 and 105 interviews.
    contacts : pandas.DataFrame
        The agency's log of those who were not interviewed.
    """

    told: Mapping[str, Told]
    contacts: pd.DataFrame


def simulate(books: Mapping[str, Dictionary], register: pd.DataFrame, seed: int = 2011) -> Fieldwork:
    """Let the families of a register answer the compiled instruments.

    Parameters
    ----------
    books : mapping of str to Dictionary
        The dictionary of each wave's instrument; its routing decides who is asked what.
    register : pandas.DataFrame
        What `members` gives.
    seed : int
        Where chance begins; the same seed gives the same answers.
    """
    lived = lives(register, seed)
    who = participate(register, lived, seed)
    told: dict[str, Told] = {}
    for index, wave in enumerate(WAVES):
        rows = who.rows[wave]
        scene = Scene(
            wave,
            register.iloc[rows].reset_index(drop=True),
            who.dates[wave],
            lived[wave].take(rows),
            lived[WAVES[max(index - 1, 0)]].take(rows),
            who.leaving[wave],
            stream(seed, wave),
        )
        told[wave] = hold_interviews(books[wave], scene, _earlier(told, scene), seed)
    return Fieldwork(told, contact_log(register, who, seed))


def _earlier(told: Mapping[str, Told], scene: Scene) -> Mapping[str, FrameAnswers]:
    if not told:
        return {}
    urns = list(scene.register["urn"])
    newest_first = list(told.values())[::-1]
    return {"prior": recalled(newest_first, urns), "baseline": recalled([told["baseline"]], urns)}
