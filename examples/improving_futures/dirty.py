"""What is wrong with the deliveries: a documented handful of faults, as field agencies really make them.

They come on top of the good interviews or change one cell in which nothing else depends, so that exactly 368,
272 and 105 returns can be accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from ...study.urn import generate
from .streams import stream

__all__ = ["FAULTS", "Fault", "Finding", "Spoiled", "spoil"]


class Fault(NamedTuple):
    """One thing that is wrong in one delivery.

    Parameters
    ----------
    wave : str
        Whose delivery.
    name : str
        Key of the fault.
    rows : int
        Rows it adds to the good ones.
    fate : {'duplicate', 'quarantined', 'flagged'}
        What receiving does about it.
    problem : str
        Code under which receiving reports it.
    explanation : str
        How such a thing comes about.
    """

    wave: str
    name: str
    rows: int
    fate: Literal["duplicate", "quarantined", "flagged"]
    problem: str
    explanation: str


FAULTS = (
    Fault(
        "baseline", "same_row_twice", 1, "duplicate", "FP3009",
        "Two interviewers' files were joined, and one interview was in both.",
    ),
    Fault(
        "baseline", "mistyped_urn", 1, "quarantined", "FP3008",
        "An interview was keyed a second time, with two neighbouring characters of the URN swapped.",
    ),
    Fault(
        "baseline", "code_not_in_list", 0, "flagged", "FP3030",
        "The interviewer typed 7 where the answers run from 1 to 4.",
    ),
    Fault(
        "m12", "two_interviews_one_urn", 2, "quarantined", "FP3006",
        "Two different interviews bear the URN of a family that, by the contact log, nobody ever reached.",
    ),
    Fault(
        "m12", "unknown_urn", 1, "quarantined", "FP3007",
        "The URN is built correctly, but belongs to no member: perhaps to another study of the same agency.",
    ),
    Fault(
        "m12", "answered_though_not_asked", 0, "flagged", "FP3042",
        "There is no key worker, but the question about the key worker has an answer.",
    ),
    Fault(
        "m12", "missing_code_of_another_scheme", 0, "flagged", "FP3031",
        "One office used 99 for 'no answer', which the study's scheme does not know.",
    ),
    Fault(
        "m24", "blank_urn", 1, "quarantined", "FP3004",
        "The interviewer finished the interview without entering the URN.",
    ),
)  # fmt: skip


class Finding(NamedTuple):
    """Where a fault stands: the row from 1, its URN as delivered, and the variable if it is one cell."""

    fault: Fault
    row: int
    urn: str
    variable: str | None = None


@dataclass(frozen=True)
class Spoiled:
    """A delivery with its faults, and where they are."""

    frame: pd.DataFrame
    findings: tuple[Finding, ...]


@dataclass
class _Delivery:
    """One delivery on its way to being spoiled."""

    frame: pd.DataFrame
    known: set[str]
    unreached: str
    rng: np.random.Generator

    def add_copy(self, urn: str | None = None) -> int:
        """Add a copy of some good row, under its own or another URN; gives its place, from 0."""
        row = self.frame.iloc[[int(self.rng.integers(*_COPIED_FROM))]]
        if urn is not None:
            row = row.assign(urn=urn)
        self.frame = pd.concat([self.frame, row], ignore_index=True)
        return len(self.frame) - 1

    def change(self, variable: str, value: float, where: pd.Series[bool]) -> int:
        """Change one cell, in the first row for which `where` holds; gives its place, from 0."""
        row = int(np.flatnonzero(where)[0])
        self.frame[variable] = self.frame[variable].mask(np.arange(len(self.frame)) == row, value)
        return row


def spoil(
    wave: str, frame: pd.DataFrame, register: pd.DataFrame, unreached: str, seed: int = 2011
) -> Spoiled:
    """Put the faults of one wave into its delivery.

    Parameters
    ----------
    wave : str
        The wave.
    frame : pandas.DataFrame, (n, variables)
        The good rows.
    register : pandas.DataFrame
        The members.
    unreached : str
        URN of a family that nobody reached at +12 months.
    seed : int
        Where chance begins.
    """
    delivery = _Delivery(frame, set(register["urn"]), unreached, stream(seed, f"{wave}/faults"))
    made = [(fault, _FAULTY[fault.name](delivery)) for fault in FAULTS if fault.wave == wave]
    urns = delivery.frame["urn"]
    findings = (
        Finding(fault, row + 1, str(urns[row]), _CELLS.get(fault.name))
        for fault, rows in made
        for row in rows
    )
    return Spoiled(delivery.frame, tuple(findings))


def _code_not_in_list(delivery: _Delivery) -> list[int]:
    return [delivery.change("com_street", 7, delivery.frame["com_street"].between(1, 4))]


def _answered_though_not_asked(delivery: _Delivery) -> list[int]:
    return [delivery.change("sup_listens", 2, delivery.frame["sup_key"] == _NO)]


def _missing_code_of_another_scheme(delivery: _Delivery) -> list[int]:
    return [delivery.change("wel_week", 99, delivery.frame["wel_week"] >= 0)]


def _mistyped_urn(delivery: _Delivery) -> list[int]:
    row = delivery.add_copy()
    delivery.frame.loc[row, "urn"] = _swapped(str(delivery.frame.loc[row, "urn"]))
    return [row]


def _swapped(urn: str) -> str:
    """Swap the first two neighbours that differ, which the check character always finds."""
    at = next(index for index, (one, other) in enumerate(pairwise(urn)) if one != other)
    return urn[:at] + urn[at + 1] + urn[at] + urn[at + 2 :]


_NO = 2
_COPIED_FROM = (10, 90)
_CELLS: Mapping[str, str] = {
    "code_not_in_list": "com_street",
    "answered_though_not_asked": "sup_listens",
    "missing_code_of_another_scheme": "wel_week",
}
_FAULTY: Mapping[str, Callable[[_Delivery], list[int]]] = {
    "same_row_twice": lambda delivery: [delivery.add_copy()],
    "mistyped_urn": _mistyped_urn,
    "code_not_in_list": _code_not_in_list,
    "two_interviews_one_urn": lambda delivery: [delivery.add_copy(delivery.unreached) for _ in range(2)],
    "unknown_urn": lambda delivery: [delivery.add_copy(next(generate(delivery.rng, delivery.known)))],
    "answered_though_not_asked": _answered_though_not_asked,
    "missing_code_of_another_scheme": _missing_code_of_another_scheme,
    "blank_urn": lambda delivery: [delivery.add_copy("")],
}
