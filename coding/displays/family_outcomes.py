"""What became of each family: improved, same or worse, from the answers and records in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...study.consent import usable_answers
from ...study.directions import Direction, directions
from ...study.folder import Study
from ...study.problems import Place, ProblemError, problem
from ...study.scale_scores import scale_scores
from ...study.yaml_source import did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ...study.cells import Cells
    from ...study.dictionary import Scale

__all__ = ["OUTCOMES", "FamilyOutcomes", "family_outcomes"]

IMPROVED, SAME, WORSE = "improved", "same", "worse"
OUTCOMES = (IMPROVED, SAME, WORSE)
_TWO = 2
# Means of the same answers may differ in their last digits.
_NOTHING = 1e-9


@dataclass(frozen=True)
class FamilyOutcomes:
    """The outcome by family.

    Parameters
    ----------
    direction : Direction
        What is compared, and what is better.
    scale : bool
        It is the score of a scale, and no indicator that one has or has not.
    occasions : tuple of str
        The two that are compared.
    by_family : dict of str to str
        ``improved``, ``same`` or ``worse``; only families with a valid answer at both occasions.
    differing : frozenset of str
        Families whose members went different ways: in none of the three.
    """

    direction: Direction
    scale: bool
    occasions: tuple[str, str]
    by_family: dict[str, str]
    differing: frozenset[str]


def family_outcomes(  # noqa: PLR0917 - as `joint` has them
    study: Study,
    outcome: str,
    families: Mapping[str, str],
    from_: str | None = None,
    to: str | None = None,
    at_least: float = 0.0,
) -> FamilyOutcomes:
    """Compare an indicator, or the score of a scale, at two occasions, family by family.

    Parameters
    ----------
    study : Study
        The study.
    outcome : str
        A variable of the indicators file, or the id of a scale that is listed there.
    families : mapping of str to str
        From the URN to the family; a member that is not there is a family of one.
    from_, to : str, optional
        Waves or records; default: the first and the last of the same kind that hold the variable.
    at_least : float
        A change of less than this counts as none.

    Raises
    ------
    ProblemError
        FP5180 no indicator of this name; FP5181 it is not held by two occasions; FP1007 no such occasion.
    """
    direction = _direction(study, outcome)
    first, last = _occasions(study, outcome, from_, to)
    signs = _signs(_values(first[1], direction), _values(last[1], direction), direction.better, at_least)
    found: dict[str, set[str]] = defaultdict(set)
    for urn, sign in signs.items():
        found[families.get(str(urn), str(urn))].add(OUTCOMES[1 - sign])
    clear = {family: next(iter(ways)) for family, ways in found.items() if len(ways) == 1}
    scale = _scale_of(first[1], outcome) is not None
    return FamilyOutcomes(direction, scale, (first[0], last[0]), clear, frozenset(set(found) - set(clear)))


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
        if cells is not None and (outcome in cells.dictionary or _scale_of(cells, outcome)):
            held.append((occasion, cells))
    kinds = {one.kind for one in named} or {occasion.kind for occasion, _ in held[:1]}
    chosen = {occasion.name: cells for occasion, cells in held if occasion.kind in kinds}
    ends = (from_ or next(iter(chosen), ""), to or next(reversed(chosen), ""))
    if len(set(ends)) < _TWO or not set(ends) <= set(chosen):
        raise ProblemError(problem("FP5181", outcome=outcome, held=", ".join(chosen) or "none"))
    return (ends[0], chosen[ends[0]]), (ends[1], chosen[ends[1]])


def _scale_of(cells: Cells, name: str) -> Scale | None:
    """Find the scale of this name, if all its items are there."""
    there = (one for one in cells.dictionary.scales if set(one.variables) <= set(cells.frame.columns))
    return next((one for one in there if one.id == name), None)


def _values(cells: Cells, direction: Direction) -> pd.Series[float]:
    """Give the score, or 1 for having it and 0, by URN; those without a valid answer are not there."""
    import pandas as pd

    scale = _scale_of(cells, direction.variable)
    values = _has(cells, direction) if scale is None else scale_scores(cells, scale)
    return pd.Series(values, index=pd.Index(cells.frame["urn"].astype(str))).dropna()


def _has(cells: Cells, direction: Direction) -> NDArray[Any]:
    import pandas as pd

    values = pd.to_numeric(cells.valid(direction.variable), errors="coerce")
    has: pd.Series[float] = values.isin(direction.counted).astype(float).where(values.notna())
    return has.to_numpy(dtype=float)


def _signs(
    first: pd.Series[float], last: pd.Series[float], better: int, at_least: float
) -> dict[Hashable, int]:
    """Give 1 (improved), 0 or -1 (worse) by URN, for those with both."""
    once = [series[~series.index.duplicated(keep=False)] for series in (first, last)]
    changes = ((once[1] - once[0]) * better).dropna()
    least = max(at_least, _NOTHING) - _NOTHING / 2
    return {urn: int(change > least) - int(change < -least) for urn, change in changes.items()}
