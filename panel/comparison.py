"""Computed change beside a published table, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..study.table import Table, rounded
from .published import FIGURES, PublishedRow, read_published

__all__ = ["compare_published"]


def compare_published(change: Table, file: Path | str) -> Table:
    """Compare computed change with a published table, figure by figure, as printed.

    Parameters
    ----------
    change : Table
        The answer of ``panel change``; only its rows for the whole are compared.
    file : Path or str
        The published table; see `verify`.

    Returns
    -------
    Table
        Rows {row, column, indicator, published, computed}, one a figure that differs; facts ``compared`` and
        ``agreeing`` (rows), ``not_computed`` (published rows without a computed one).
    """
    computed = {_computed_key(row): row for row in change.rows if row.get("group", "all") == "all"}
    printed = read_published(file)
    shared = [row for row in printed if _folded(row.key) in computed]
    rows = [found for row in shared for found in _differences(row, computed[_folded(row.key)])]
    facts = {
        "compared": len(shared),
        "agreeing": len(shared) - len({row["row"] for row in rows}),
        "not_computed": [row.row for row in printed if _folded(row.key) not in computed],
    }
    note = f"{facts['agreeing']} of {len(shared)} published rows are reproduced in every figure."
    return Table.of(rows, title=f"Comparison with {Path(file).name}", notes=(note,), facts=facts)


def _computed_key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return _folded(tuple(str(row.get(name) or "") for name in ("kind", "level", "domain", "indicator")))


def _folded(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in key)


def _differences(row: PublishedRow, computed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in FIGURES:
        value = computed[name]
        shown = "" if value is None else rounded(value, row.decimals[name])
        if Fraction(shown or 0) != (row.figures[name] or 0):
            yield {
                "row": row.row, "column": name, "indicator": row.key[-1], "published": row.printed(name),
                "computed": shown,
            }  # fmt: skip
    if row.base != computed["base"]:
        yield {
            "row": row.row, "column": "base_n", "indicator": row.key[-1], "published": str(row.base or ""),
            "computed": str(computed["base"]),
        }  # fmt: skip
