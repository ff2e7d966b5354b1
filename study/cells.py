"""`Cells`: the answers of one wave; each cell is a value or a reason and keeps the delivered code."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .dictionary import Dictionary
from .missing import Reason
from .numbers import exact

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Cells"]

_MOST_GROUPS, _LONGEST_NAME = 30, 40
_Key = tuple[int, Any]  # a reason, and the value where the reason is 0


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
        """Give one variable as labels; a missing cell reads as its reason in words.

        Two cells read alike only if both value and reason are the same: where two codes carry one label, or
        a label is worded as a reason is, the code is appended.
        """
        import numpy as np
        import pandas as pd

        at, values = pd.factorize(self.frame[name])
        reasons = self.reason(name)
        why = np.where(reasons == 0, int(Reason.NO_ANSWER), reasons)
        place = np.where((reasons == 0) & (at >= 0), at, len(values) + why)
        keys: list[_Key] = [*((0, value) for value in values.tolist()), *((int(r), None) for r in Reason)]
        texts = self._texts(name, {keys[one] for one in np.unique(place)})
        found = np.array([texts.get(key, "") for key in keys], dtype=object)[place]
        return pd.Series(found, index=self.frame.index, name=name, dtype="object")

    def _texts(self, name: str, keys: Iterable[_Key]) -> dict[_Key, str]:
        codes = self.dictionary.code_list(name)
        labels: Mapping[Any, str] = codes.labels() if codes else {}
        listed: list[_Key] = [(0, value) for value in labels]
        texts = {key: _text(key, labels) for key in (*listed, *keys)}
        # Twice, because what comes of it may again be worded as another label is.
        for _ in range(2):
            alike = {text for text, times in Counter(texts.values()).items() if times > 1}
            texts = {
                key: f"{text} ({_written(key[1])})" if text in alike and key[0] == 0 else text
                for key, text in texts.items()
            }
        return texts

    def groupable(self, name: str) -> bool:
        """Say whether a variable makes groups, and not one group a person or a sentence.

        Codes and numbers do.  A text or date without a code list does if it has at most 30 different values,
        none of them longer than 40 characters; the URN never does.
        """
        if name == "urn" or name not in self.dictionary:
            return False
        if self.dictionary.code_list(name) or self.dictionary[name].type in ("integer", "decimal"):
            return True
        values = self.valid(name).dropna().astype(str).unique()
        return len(values) <= _MOST_GROUPS and all(len(value) <= _LONGEST_NAME for value in values)


def _text(key: _Key, labels: Mapping[Any, str]) -> str:
    reason, value = key
    return Reason(reason).label if reason else labels.get(value, _written(value))


def _written(value: Any) -> str:
    return exact(value) if isinstance(value, float) and math.isfinite(value) else str(value)
