"""What became of each family: improved, same or worse, from the answers and records in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...study.consent import usable_answers
from ...study.directions import Direction, directions
from ...study.folder import Study
from ...study.problems import Place, ProblemError, problem
from ...study.yaml_source import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from ...study.cells import Cells

__all__ = ["OUTCOMES", "FamilyOutcomes", "family_outcomes"]

IMPROVED, SAME, WORSE = "improved", "same", "worse"
OUTCOMES = (IMPROVED, SAME, WORSE)
_TWO = 2


@dataclass(frozen=True)
class FamilyOutcomes:
    """The outcome by family.

    Parameters
    ----------
    direction : Direction
        What is compared, and what is better.
    occasions : tuple of str
        The two that are compared.
    by_family : dict of str to str
        ``improved``, ``same`` or ``worse``; only families with a valid answer at both occasions.
    differing : frozenset of str
        Families whose members went different ways: in none of the three.
    """

    direction: Direction
    occasions: tuple[str, str]
    by_family: dict[str, str]
    differing: frozenset[str]


def family_outcomes(
    study: Study, outcome: str, families: Mapping[str, str], from_: str | None = None, to: str | None = None
) -> FamilyOutcomes:
    """Compare an indicator at two occasions, family by family.

    Parameters
    ----------
    study : Study
        The study.
    outcome : str
        A variable of the indicators file.
    families : mapping of str to str
        From the URN to the family; a member that is not there is a family of one.
    from_, to : str, optional
        Waves or records; default: the first and the last of the same kind that hold the variable.

    Raises
    ------
    ProblemError
        FP5180 no indicator of this name; FP5181 it is not held by two occasions; FP1007 no such occasion.
    """
    direction = _direction(study, outcome)
    first, last = _occasions(study, outcome, from_, to)
    signs = _signs(_has(first[1], direction), _has(last[1], direction), direction.better)
    found: dict[str, set[str]] = defaultdict(set)
    for urn, sign in signs.items():
        found[families.get(str(urn), str(urn))].add(OUTCOMES[1 - int(sign)])
    clear = {family: next(iter(ways)) for family, ways in found.items() if len(ways) == 1}
    return FamilyOutcomes(direction, (first[0], last[0]), clear, frozenset(set(found) - set(clear)))


def _direction(study: Study, outcome: str) -> Direction:
    known = directions(study)
    if outcome not in known:
        hint = did_you_mean(outcome, known)
        raise ProblemError(problem("FP5180", Place(file="study.yaml"), outcome=outcome, hint=hint))
    return known[outcome]


def _occasions(
    study: Study, outcome: str, from_: str | None, to: str | None
) -> tuple[tuple[str, Cells], tuple[str, Cells]]:
    named = [study.wave(name) for name in (from_, to) if name is not None]
    held = []
    for occasion in study.config.occasions:
        cells = usable_answers(study, occasion.name).cells
        if cells is not None and outcome in cells.dictionary:
            held.append((occasion, cells))
    kinds = {one.kind for one in named} or {occasion.kind for occasion, _ in held[:1]}
    chosen = {occasion.name: cells for occasion, cells in held if occasion.kind in kinds}
    ends = (from_ or next(iter(chosen), ""), to or next(reversed(chosen), ""))
    if len(set(ends)) < _TWO or not set(ends) <= set(chosen):
        raise ProblemError(problem("FP5181", outcome=outcome, held=", ".join(chosen) or "none"))
    return (ends[0], chosen[ends[0]]), (ends[1], chosen[ends[1]])


def _has(cells: Cells, direction: Direction) -> pd.Series[float]:
    """Say who has it: 1 or 0 by URN; those without a valid answer are not there."""
    import pandas as pd

    values = pd.to_numeric(cells.valid(direction.variable), errors="coerce")
    has = values.isin(direction.counted).astype(float).where(values.notna())
    has.index = pd.Index(cells.frame["urn"].astype(str))
    return has.dropna()


def _signs(first: pd.Series[float], last: pd.Series[float], better: int) -> pd.Series[float]:
    """Give 1 (improved), 0 or -1 (worse) by URN, for those with both."""
    once = [series[~series.index.duplicated(keep=False)] for series in (first, last)]
    return ((once[1] - once[0]) * better).dropna()
