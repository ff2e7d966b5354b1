"""How the families may be reached safely, as the projects wrote it down; every number is invented.

The numbers are from the ranges that the British regulator keeps for drama (07700 900000 to 900999 and 01632
960000 to 960999): nobody can be reached by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from .streams import stream

__all__ = ["contact_rules"]

_COLUMNS = (
    "urn", "route", "contact", "ask_for", "safe_to_ring", "voicemail", "text", "who_may_answer", "hours",
    "code_phrase", "verified",
)  # fmt: skip
_NAMES = ("Megan", "Sam", "Priya", "Aled", "Joanne", "Tomasz")
_HOURS = ("any", "Mon-Fri 10:00-14:00", "Tue and Thu after 18:00", "school hours", "")
_OTHERS = ("nobody", "nobody", "grandmother", "anybody")
_PHRASES = ("the library book", "the swimming lesson", "the parcel next door", "")
_FIRST, _DAYS = date(2014, 12, 1), 180
_NO_ROUTE, _LANDLINE = 0.1, 0.15


def contact_rules(register: pd.DataFrame, log: pd.DataFrame, seed: int = 2011) -> pd.DataFrame:
    """Write down a route or two for most families; none for those who withdrew.

    Parameters
    ----------
    register : pandas.DataFrame
        What `members` gives.
    log : pandas.DataFrame
        What `contact_log` gives.
    seed : int
        Where chance begins.
    """
    rng = stream(seed, "safe contact")
    gone = set(log.loc[log["kind"] == "withdrawal", "urn"])
    rows = [
        row
        for number, urn in enumerate(register["urn"])
        for row in _routes(str(urn), number, rng)
        if urn not in gone
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _routes(urn: str, number: int, rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    name, hidden, second = str(rng.choice(_NAMES)), rng.random() < _NO_ROUTE, rng.random() < _LANDLINE
    mobile, landline = _rule(rng), _rule(rng)
    if not hidden:
        yield (urn, "mobile", f"07700 900{number:03d}", name, *mobile)
    if second and not hidden:
        yield (urn, "phone", f"01632 960{number:03d}", name, *landline)


def _rule(rng: np.random.Generator) -> tuple[str, ...]:
    """Draw what is safe, who may answer, when, the phrase agreed on, and when it was confirmed."""
    verified = _FIRST + timedelta(int(rng.integers(_DAYS)))
    voicemail, text = (str(rng.choice(("yes", "no", "no"))) for _ in range(2))
    ring = "no" if rng.random() < _NO_ROUTE else "yes"
    words = (str(rng.choice(choice)) for choice in (_OTHERS, _HOURS, _PHRASES))
    return (ring, voicemail, text, *words, verified.isoformat())
