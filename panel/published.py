"""Published entry/exit tables: their figures as printed, and what counts can stand behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from .delivered_rows import DeliveredRow, DeliveredRows, read_rows

__all__ = ["COUNTS", "FIGURES", "PublishedRow", "count_range", "half_up", "read_published"]

FIGURES = ("entry_pct", "exit_pct", "pp_change", "pct_change")
COUNTS = ("entry_n", "exit_n", "gained", "lost")


@dataclass(frozen=True)
class PublishedRow:
    """One printed row; a figure or base that cannot be read is None.

    Parameters
    ----------
    row : int
        Its number as printed, otherwise its place.
    key : tuple of str
        Kind, level, domain and indicator.
    figures : dict of str to Fraction or None
        The four printed figures, exactly as printed.
    decimals : dict of str to int
        Digits after the point, by figure: the most that any row of the table shows.
    base : int or None
        Printed base.
    counts : mapping of str to int
        Of entry_n, exit_n, gained and lost those that are printed.
    question : str
        The question to which the row is one of the answers, where the table says so.
    part_of : str
        The indicator of which the row is a part, where the table says so.
    """

    row: int
    key: tuple[str, ...]
    figures: dict[str, Fraction | None]
    decimals: dict[str, int]
    base: int | None
    counts: Mapping[str, int] = field(default_factory=dict)
    question: str = ""
    part_of: str = ""

    def printed(self, figure: str) -> str:
        """Write one figure as printed."""
        return self.written(figure, self.figures[figure])

    def written(self, figure: str, value: Fraction | None) -> str:
        """Write a value with the digits of that figure."""
        return "" if value is None else f"{float(value):.{self.decimals[figure]}f}"

    def rounded(self, figure: str, value: Fraction) -> Fraction:
        """Round a value as that figure is printed."""
        return half_up(value, self.decimals[figure])


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Round half away from zero, as published tables do.

    Examples
    --------
    >>> half_up(Fraction(-25, 200), 2)
    Fraction(-13, 100)
    """
    scale = 10**decimals
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return -size if value < 0 else size


def count_range(percent: Fraction, base: int, decimals: int) -> range:
    """Give the counts of `base` that a printed percentage can stand for."""
    half = Fraction(1, 2 * 10**decimals)
    low, high = ((percent + side) * base / 100 for side in (-half, half))
    # A value in the middle is printed upwards, so the upper end does not belong to it.
    return range(max(0, ceil(low)), min(base, ceil(high) - 1) + 1)


def read_published(file: Path | str) -> list[PublishedRow]:
    """Read a published table (CSV or XLSX).

    Columns: indicator, entry_pct, exit_pct, pp_change, pct_change, base_n and, where there are any, row,
    kind, level, domain, question, part_of, entry_n, exit_n, gained, lost.

    Raises
    ------
    ProblemError
        FP4001 for a missing column, or what is wrong with the file.
    """
    rows = read_rows(file)
    rows.require("indicator", *FIGURES, "base_n")
    decimals = {figure: max((_digits(row[figure]) for row in rows.rows), default=0) for figure in FIGURES}
    return list(_read(rows, decimals))


def _read(rows: DeliveredRows, decimals: dict[str, int]) -> Iterator[PublishedRow]:
    for row in rows.rows:
        number = row["row"]
        base = _number(row["base_n"])
        yield PublishedRow(
            row=int(number) if number.isdigit() else row.number - 1,
            key=_key(row),
            figures={figure: _number(row[figure]) for figure in FIGURES},
            decimals=decimals,
            base=int(base) if base is not None and base.denominator == 1 and base > 0 else None,
            counts=_counts(row),
            question=row["question"],
            part_of=row["part_of"],
        )


def _counts(row: DeliveredRow) -> dict[str, int]:
    found = {name: _number(row[name]) for name in COUNTS}
    return {name: int(n) for name, n in found.items() if n is not None and n.denominator == 1 and n >= 0}


def _key(row: DeliveredRow) -> tuple[str, ...]:
    return tuple(row[name] for name in ("kind", "level", "domain", "indicator"))


def _digits(text: str) -> int:
    return len(text.partition(".")[2].strip(" %"))


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", "").replace("\N{MINUS SIGN}", "-").strip(" %+"))
    except (ValueError, ZeroDivisionError):
        return None
