"""`Cells`: the answers of one wave; each cell is a value or a reason and keeps the delivered code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .dictionary import Dictionary
from .missing import Reason

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Cells"]


@dataclass(frozen=True)
class Cells:
    """The cells of a wave.

    Parameters
    ----------
    frame : DataFrame, (n_rows, n_variables)
        Delivered values under the variable names of `dictionary`; the first column is ``urn``.  A missing
        code stands here as it was delivered (-9 stays -9); what was delivered empty is NaN or None.
    reasons : mapping of str to int8 array, (n_rows,)
        For each variable with any missing cell, the `Reason` of every cell (0: there is a value).
    raw : mapping of str to float64 array, (n_rows,)
        For each date or moment with a cell that holds something else (a missing code, a wild number): the
        delivered number of every cell, in SPSS seconds; `frame` can only hold the dates.
    dictionary : Dictionary
        What the variables mean.
    """

    frame: pd.DataFrame
    dictionary: Dictionary
    reasons: Mapping[str, np.ndarray] = field(default_factory=dict)
    raw: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    def only(self, keep: np.ndarray) -> Cells:
        """Keep the rows under the mask, bool (n_rows,)."""
        return Cells(
            self.frame.loc[keep].reset_index(drop=True),
            self.dictionary,
            {name: reasons[keep] for name, reasons in self.reasons.items()},
            {name: numbers[keep] for name, numbers in self.raw.items()},
        )

    def reason(self, name: str) -> np.ndarray:
        """Give the reason of every cell of one variable, int8 (n_rows,)."""
        import numpy as np

        found = self.reasons.get(name)
        return np.zeros(len(self.frame), dtype=np.int8) if found is None else found

    def valid(self, name: str) -> pd.Series:
        """Give one variable with every missing cell empty (NaN or None)."""
        return self.frame[name].where(self.reason(name) == int(Reason.VALUE))

    def labelled(self, name: str) -> pd.Series:
        """Give one variable as labels; a missing cell reads as its reason in words."""
        import pandas as pd

        codes = self.dictionary.code_list(name)
        names: Mapping[Any, str] = codes.labels() if codes else {}
        reasons = self.reason(name)
        texts = [
            names.get(value, f"{value:g}" if isinstance(value, float) else str(value))
            if reason == 0
            else Reason(int(reason)).label
            for value, reason in zip(self.frame[name], reasons, strict=True)
        ]
        return pd.Series(texts, index=self.frame.index, name=name, dtype="object")
