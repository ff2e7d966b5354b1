"""From masks over rows to problems, one a row; long runs of the same finding are counted, not left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
        return self if mask.all() else Rows(self.numbers[mask], self.urns[mask], self.wave)

    @cached_property
    def by_urn(self) -> NDArray[Any]:
        """Places of the rows in the order of their URNs, in which the indexes of the store grow."""
        return np.asarray(pc.sort_indices(self._texts))

    @cached_property
    def urns_in_order(self) -> NDArray[Any]:
        """URNs in their order, made anew: in memory, too, one comes after the other."""
        return np.asarray(self._texts.take(pa.array(self.by_urn)).to_numpy(zero_copy_only=False))

    @property
    def several(self) -> NDArray[np.bool_]:
        """Mark the rows whose URN other rows have as well."""
        alike, marked = self.urns_in_order[1:] == self.urns_in_order[:-1], np.zeros(len(self), dtype=bool)
        marked[self.by_urn[1:][alike]] = marked[self.by_urn[:-1][alike]] = True
        return marked

    @cached_property
    def _texts(self) -> pa.Array:
        return pa.array(self.urns, pa.string())

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
