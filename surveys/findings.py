"""From masks over rows to problems, one a row; long runs of the same finding are counted, not left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..study.problems import Place, Problem, problem
from ..study.table import Column

__all__ = ["COLUMNS", "EACH_ROW", "OF_ROWS", "Rows", "problem_rows"]

EACH, EACH_ROW = 100, 1000
"""How many findings of one code and variable are listed one by one; more where each row needs an answer."""

OF_ROWS = frozenset({"FP3004", "FP3005", "FP3006", "FP3007", "FP3008", "FP3211"})
"""Problems of whole rows, whose answer is a URN."""

COLUMNS = (
    Column("code"),
    Column("severity"),
    Column("row", kind="count"),
    Column("urn", "URN"),
    Column("variable"),
    Column("message"),
)


@dataclass(frozen=True)
class Rows:
    """Which rows of the delivered file a set of cells comes from.

    Parameters
    ----------
    numbers : int array, (n_rows,)
        Row of the delivered file, counted from 1; 0 where it is not known.
    urns : object array, (n_rows,)
        The URN of each.
    wave : str
        The wave delivered.
    """

    numbers: NDArray[Any]
    urns: NDArray[Any]
    wave: str

    def __len__(self) -> int:
        return len(self.numbers)

    def only(self, mask: NDArray[np.bool_]) -> Rows:
        """Keep the rows under the mask."""
        return Rows(self.numbers[mask], self.urns[mask], self.wave)

    def where(
        self, mask: NDArray[np.bool_], code: str, variable: str | None = None, **facts: Any
    ) -> list[Problem]:
        """Make a problem of every row under the mask."""
        found = np.flatnonzero(mask)
        facts |= {} if variable is None else {"variable": variable}
        most = EACH_ROW if code in OF_ROWS else EACH
        listed = [problem(code, self._place(index, variable), **facts) for index in found[:most]]
        if len(found) > most:
            place = Place(wave=self.wave, variable=variable)
            listed.append(problem("FP3049", place, count=len(found) - most, finding=code))
        return listed

    def _place(self, index: int, variable: str | None) -> Place:
        urn = self.urns[index]
        return Place(
            row=int(self.numbers[index]) or None,
            urn=str(urn) if urn else None,
            wave=self.wave,
            variable=variable,
        )


def problem_rows(found: Iterable[Problem]) -> list[dict[str, Any]]:
    """Give problems as the rows of the answer."""
    return [
        {
            "code": one.code, "severity": str(one.severity), "row": one.place.row, "urn": one.place.urn,
            "variable": one.place.variable, "message": one.what,
        }
        for one in found
    ]  # fmt: skip
