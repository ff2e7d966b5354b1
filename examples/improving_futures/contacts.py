"""The field agency's contact log: what was tried with the families that were not interviewed.

Only those who were lost are in it: the interviews themselves are known from the returns. A family that was
gone for good at +12 months is not tried again at +24, and one that asked at the end of an interview not to
be contacted again is not tried at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .participation import MONTHS, WITHDRAWN, Participation, window_days
from .streams import stream

__all__ = ["Contact", "contact_log"]

# A machine that answers is left no message: whoever plays it back may not be the person who was rung.
_IN_VAIN = ("no_reply", "no_reply", "engaged", "not_at_home", "voicemail")
_MOST_ATTEMPTS = 5


class Contact(NamedTuple):
    """One line of the log."""

    urn: str
    wave: str
    date: str
    kind: str
    detail: str


def contact_log(register: pd.DataFrame, participation: Participation, seed: int = 2011) -> pd.DataFrame:
    """Write the log of both follow-ups.

    Returns
    -------
    pandas.DataFrame
        Columns ``urn, wave, date, kind, detail``, in order of the date.
    """
    rng = stream(seed, "contacts")
    urns = register["urn"].to_numpy()
    lines = [line for wave in MONTHS for line in _of_wave(wave, urns, participation, rng)]
    log = pd.DataFrame(lines, columns=list(Contact._fields))
    return log.sort_values(["date", "urn"], kind="stable", ignore_index=True)


def _of_wave(
    wave: str, urns: Any, participation: Participation, rng: np.random.Generator
) -> Iterator[Contact]:
    opens, closes = window_days(participation, wave)
    last_seen = _last_interviews(participation, wave)
    for row, (kind, detail) in participation.losses[wave].items():
        if (kind, detail) == WITHDRAWN:
            day = last_seen.get(row, opens[row] - int(rng.integers(20, 60)))
            yield Contact(urns[row], wave, str(day), kind, detail)
            continue
        span = int((closes[row] - opens[row]).astype(int))
        days = opens[row] + np.sort(rng.choice(span + 1, _attempts(kind, rng) + 1, replace=False))
        tried = [(day, "attempt", str(rng.choice(_IN_VAIN))) for day in days[:-1]]
        if kind == "tracing":
            tried.append((days[-2], "tracing", "started"))
        tried.append((days[-1], kind, detail))
        yield from (Contact(urns[row], wave, str(day), what, how) for day, what, how in tried)


def _last_interviews(participation: Participation, wave: str) -> dict[int, Any]:
    """Give the day of the interview just before a wave, at whose end a family may have said no to another."""
    before = {"m12": "baseline", "m24": "m12"}[wave]
    return dict(zip(participation.rows[before].tolist(), participation.dates[before], strict=True))


def _attempts(kind: str, rng: np.random.Generator) -> int:
    """Say how often a family was rung in vain; where nobody answers, and before tracing, several times."""
    least = 2 if kind in ("attempt", "tracing") else 0
    return int(rng.integers(least, _MOST_ATTEMPTS + 1))
