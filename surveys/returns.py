"""`Returns`: a delivered file, read; nothing in it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..study.dictionary import Dictionary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Layout", "Returns"]


@dataclass(frozen=True)
class Layout:
    """What an SPSS file says about showing and storing its variables; kept so that it can be written again.

    Parameters
    ----------
    encoding : str
        Of the texts.
    weight : str, optional
        The variable by which cases are weighted.
    widths : mapping of str to int
        Characters in which a variable is shown.
    alignments : mapping of str to {'left', 'centre', 'right'}
        How it is shown.
    set_styles : mapping of str to str
        How SPSS labels the categories of a multiple response of ticks, where not by variable labels.
    carried : mapping of str to str
        Extension records that are kept as they are, by their number: attributes and variable sets.
    """

    encoding: str = "UTF-8"
    weight: str | None = None
    widths: Mapping[str, int] = field(default_factory=dict)
    alignments: Mapping[str, str] = field(default_factory=dict)
    set_styles: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)

    def renamed(self, new: Mapping[str, str]) -> Layout:
        """Give the layout of renamed variables; what is carried unread names the old ones, and goes."""
        return Layout(
            self.encoding,
            None if self.weight is None else new.get(self.weight, self.weight),
            {new.get(name, name): width for name, width in self.widths.items()},
            {new.get(name, name): side for name, side in self.alignments.items()},
            self.set_styles,
        )


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
        The SPSS format of every variable for which the file gives one, such as ``F8.2``.
    notes : tuple of str
        The documents attached to the file.
    declared_rows : int, optional
        Number of cases the file's header declares; None where it does not say.
    layout : Layout
        How SPSS shows and stores the variables.
    remarks : tuple of str
        What a person should know about the reading, such as an encoding that was declared wrongly.
    unbounded : tuple of str
        Variables with a range of missing values up to the highest of which the file does not say where it
        begins; nothing of it is declared missing here.
    first_row : int
        The number of the first case, as people see it: 2 in a sheet, whose first row holds the names.
    """

    frame: pd.DataFrame
    dictionary: Dictionary
    raw: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    declared_rows: int | None = None
    layout: Layout = field(default_factory=Layout)
    remarks: tuple[str, ...] = ()
    unbounded: tuple[str, ...] = ()
    first_row: int = 1

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
        dates: dict[str, Any] = {name: self.raw[name] for name in self.raw.columns}
        return self.frame.assign(**dates) if dates else self.frame
