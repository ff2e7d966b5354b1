"""Sort the rows of a delivery: accepted, quarantined or duplicate; every row is exactly one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.problems import Problem
from ..study.urn import UrnScheme
from .candidates import candidates_for
from .findings import Rows

if TYPE_CHECKING:
    from .known_facts import KnownFacts

__all__ = ["Policy", "Sorted", "sort_rows", "spelt_apart"]

Mask = NDArray[np.bool_]
Policy = Literal["quarantine", "enrol_main", "enrol_booster", "anybody"]
"""What becomes of a URN that no member has; ``anybody`` is for records, which need no members."""

# Looking for candidates is quick, but nobody reads thousands of them.
_MOST_UNKNOWN = 500


@dataclass(frozen=True)
class Sorted:
    """What became of every row.

    Parameters
    ----------
    accepted, quarantined, duplicate : bool array, (n_rows,)
        Exactly one of them holds for each row.
    unknown : bool array, (n_rows,)
        Accepted rows whose URN is new and is to be enrolled.
    problems : list of Problem
        Why rows were quarantined.
    candidates : list of dict
        For each unknown URN who could be meant.
    """

    accepted: Mask
    quarantined: Mask
    duplicate: Mask
    unknown: Mask
    problems: list[Problem]
    candidates: list[dict[str, Any]]


def sort_rows(
    rows: Rows,
    broken: Mask,
    content: pd.DataFrame,
    members: Collection[str],
    *,
    scheme: UrnScheme,
    policy: Policy,
    discarded: Mask | None = None,
    withdrawn: Collection[str] = (),
    known: KnownFacts | None = None,
) -> Sorted:
    """Sort the rows of one delivery.

    Parameters
    ----------
    rows : Rows
        Row numbers and URNs, empty where there is none.
    broken : bool array, (n_rows,)
        Numeric ids that cannot be a URN.
    content : DataFrame, (n_rows, n_columns)
        Everything else that was delivered; decides whether two rows of one URN are the same.
    members : collection of str
        URNs of the register.
    scheme : UrnScheme
        What a URN looks like.
    policy : Policy
        What becomes of unknown URNs.
    discarded : bool array, (n_rows,), optional
        Rows that a person decided not to count.
    withdrawn : collection of str
        Members who took back the use of their answers: no row of theirs is taken.
    known : KnownFacts, optional
        What speaks for and against candidates beside their URN.
    """
    urns = pd.Series(rows.urns, dtype="object")
    out = np.zeros(len(rows), dtype=bool) if discarded is None else discarded
    broken = broken & ~out
    blank = (urns == "").to_numpy() & ~broken & ~out
    several = rows.several
    repeated = _identical(urns.mask(out, ""), content, several) & ~blank & ~broken & ~out
    barred = _among(urns, withdrawn) & ~repeated & ~blank & ~broken & ~out
    rest = ~(blank | broken | repeated | barred | out)
    rival = several & rest
    rival[rival] = urns[rival].duplicated(keep=False).to_numpy() if rival.any() else False
    enrolled = _among(urns, members)
    faulty, found = _faulty(rows, rest & ~rival & ~enrolled, scheme)
    stranger = rest & ~rival & ~enrolled & ~faulty
    refused = stranger if policy == "quarantine" else np.zeros(len(rows), dtype=bool)
    quarantined = blank | broken | barred | rival | faulty | refused | out
    problems = [
        *rows.where(out, "FP3129"),
        *rows.where(blank, "FP3004"),
        *rows.where(broken, "FP3005"),
        *rows.where(barred, "FP3205"),
        *rows.where(repeated, "FP3009"),
        *rows.where(rival, "FP3006"),
        *found,
        *rows.where(refused, "FP3007"),
    ]
    accepted = ~(quarantined | repeated)
    candidates = _candidates(rows, refused | faulty, members, scheme, known)
    new = (
        stranger & accepted if policy in ("enrol_main", "enrol_booster") else np.zeros(len(rows), dtype=bool)
    )
    return Sorted(accepted, quarantined, repeated, new, problems, candidates)


def _among(urns: pd.Series[Any], known: Collection[str]) -> Mask:
    return urns.isin(list(known)).to_numpy() if known else np.zeros(len(urns), dtype=bool)


def _identical(urns: pd.Series[Any], content: pd.DataFrame, several: Mask) -> Mask:
    """Mark every row that repeats an earlier one in everything; `several` marks URNs with several rows."""
    marked = np.zeros(len(urns), dtype=bool)
    if several.any():
        # Put together anew: a frame as it was read has its columns apart, and another one would slow it down.
        whole = pd.concat([urns[several].rename("urn:"), content.loc[several]], axis=1)
        marked[several] = whole.duplicated(keep="first").to_numpy()
    return marked


def _faulty(rows: Rows, unknown: Mask, scheme: UrnScheme) -> tuple[Mask, list[Problem]]:
    """Hold unknown URNs against the scheme; a URN that a member has needs no such proof."""
    at = np.flatnonzero(unknown) if scheme.demands else ()
    faults = {i: fault for i in at if (fault := scheme.fault(str(rows.urns[i])))}
    found: list[Problem] = []
    marked = np.zeros(len(rows), dtype=bool)
    for reason in sorted(set(faults.values())):
        mask = np.zeros(len(rows), dtype=bool)
        mask[[i for i, fault in faults.items() if fault == reason]] = True
        found += rows.where(mask, "FP3008", reason=reason)
        marked |= mask
    return marked, found


def _candidates(
    rows: Rows, unknown: Mask, members: Collection[str], scheme: UrnScheme, known: KnownFacts | None
) -> list[dict[str, Any]]:
    if not unknown.any():
        return []
    enrolled, answered = set(members), set(rows.urns)
    listed = []
    for i in np.flatnonzero(unknown)[:_MOST_UNKNOWN].tolist():
        urn = str(rows.urns[i])
        compared = partial(known.compare, i) if known else _nothing
        near = candidates_for(urn, enrolled, answered, scheme, compared)
        listed.append({"row": int(rows.numbers[i]), "urn": urn, "candidates": near})
    return listed


def _nothing(_urn: str) -> list[tuple[str, bool]]:
    return []


def spelt_apart(found: Sorted, rows: Rows, written: Callable[[], NDArray[Any]], scheme: UrnScheme) -> Sorted:
    """Say of rival rows whose ids were written differently that they became one URN only by being normalised.

    Parameters
    ----------
    found : Sorted
        What became of every row.
    rows : Rows
        All rows.
    written : function
        Gives the ids as they were written, object array (n_rows,).
    scheme : UrnScheme
        How the study writes them.
    """
    numbers = [one.place.row or 0 for one in found.problems if one.code == "FP3006"]
    if not numbers:
        return found
    delivered = written()
    own = [scheme.normalise(str(text)) == urn for text, urn in zip(delivered, rows.urns, strict=True)]
    frame = pd.DataFrame({"urn": rows.urns, "written": delivered}).where(pd.Series(own), None)
    several = (frame.groupby("urn")["written"].transform("nunique") > 1).to_numpy(dtype=bool)
    mask = several & np.isin(rows.numbers, numbers)
    apart = set(rows.numbers[mask].tolist())
    rest = [one for one in found.problems if one.code != "FP3006" or one.place.row not in apart]
    return replace(found, problems=[*rest, *rows.where(mask, "FP3211")])
