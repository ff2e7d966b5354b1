"""`Returns`: a delivered file, read; nothing in it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..study.dictionary import Dictionary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Returns"]


@dataclass(frozen=True)
class Returns:
    """The rows of a delivered file and what the file says about its variables.

    Parameters
    ----------
    frame : pandas.DataFrame, (n_rows, n_columns)
        Codes as delivered, missing codes among them; text stays text. Dates and moments are timestamps here;
        what is no date (a missing code, a wild number) is NaT here and stands in `raw`.
    dictionary : Dictionary
        Labels, code lists, declared missing values and response sets of the file.
    raw : pandas.DataFrame, (n_rows, n_dates)
        For every date or moment the delivered number, in SPSS seconds since 14 October 1582.
    formats : mapping of str to str
        The SPSS format of every number and date, such as ``F8.2``.
    notes : tuple of str
        The documents attached to the file.
    declared_rows : int, optional
        Number of cases the file's header declares; None where it does not say.
    left_out : tuple of str
        Multiple responses of categories: their variables are here, the sets themselves only in the file.
    """

    frame: pd.DataFrame
    dictionary: Dictionary
    raw: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    declared_rows: int | None = None
    left_out: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Number of cases that arrived."""
        return len(self.frame)

    @property
    def n_columns(self) -> int:
        """Number of variables that arrived."""
        return len(self.dictionary)

    def delivered(self) -> pd.DataFrame:
        """Give the frame with dates as the numbers that were delivered."""
        return self.frame.assign(**{name: self.raw[name] for name in self.raw.columns})
