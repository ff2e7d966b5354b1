"""Multiple responses: who gave which answer, be they stored as one variable an option or as chosen codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.dictionary import ResponseSet
from ..study.missing import Reason
from .spoken import spoken

__all__ = ["Ticks", "ticks_of"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Ticks:
    """The answers to a question with several answers.

    Parameters
    ----------
    options : tuple of (str, value, bool array (n_rows,))
        The label of each option, its code (None where the variable is the option), and who gave it.
    answered : bool array, (n_rows,)
        Who gave any answer, be it that no option holds.
    reasons : int8 array, (n_rows,)
        Why there is none, for those who gave none.
    """

    options: tuple[tuple[str, Any, Mask], ...]
    answered: Mask
    reasons: NDArray[np.int8]

    @property
    def average(self) -> float | None:
        """The average number ticked, of those who answered; None if nobody did."""
        base = int(self.answered.sum())
        return float(sum(chosen.sum() for _, _, chosen in self.options)) / base if base else None


def ticks_of(cells: Cells, answers: ResponseSet) -> Ticks:
    """Find out who gave which answer.

    In a set of categories (first answer, second answer and so on) a member who gave one answer twice has
    given it once.
    """
    reasons = np.stack([cells.reason(name) for name in answers.variables])
    answered = (reasons == Reason.VALUE).any(axis=0)
    listed = _categories if answers.categories else _options
    return Ticks(tuple(listed(cells, answers)), answered, reasons[0])


def _options(cells: Cells, answers: ResponseSet) -> Iterator[tuple[str, Any, Mask]]:
    codes = cells.dictionary.lists[answers.codes].codes if answers.codes else ()
    labels = [code.label for code in codes] or [cells.dictionary[name].label for name in answers.variables]
    for label, name in zip(labels, answers.variables, strict=True):
        chosen = (cells.valid(name) == answers.counted).fillna(False)
        yield label or name, None, chosen.to_numpy(dtype=bool)


def _categories(cells: Cells, answers: ResponseSet) -> Iterator[tuple[str, Any, Mask]]:
    given = [cells.valid(name) for name in answers.variables]
    labels = _labels(cells, answers)
    strange = {value for column in given for value in column.dropna().unique() if value not in labels}
    for value in (*labels, *sorted(strange, key=str)):
        chosen = [(column == value).fillna(False).to_numpy(dtype=bool) for column in given]
        yield labels.get(value) or f"{spoken(value)} (not in the list)", value, np.logical_or.reduce(chosen)


def _labels(cells: Cells, answers: ResponseSet) -> Mapping[Any, str]:
    found: dict[Any, str] = {}
    for name in answers.variables:
        codes = cells.dictionary.code_list(name)
        found = (dict(codes.labels()) if codes else {}) | found
    return found
