"""Computed change beside a published table, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..study.table import Table, rounded
from .published import FIGURES, PublishedRow, read_published
from .verification import findings

__all__ = ["compare_published", "in_plain_words"]

_NAMED_AT_MOST = 10
_ELSEWHERE = "The printed figures agree with each other, but the records say otherwise."


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
        Rows {row, column, indicator, published, computed, what}, one a figure that differs; ``what`` says
        what is wrong with the published row, as `verify` does, or that only the records say otherwise.  Facts
        ``compared`` and ``agreeing`` (rows), ``not_computed`` (published rows without a computed one).
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
    what = " ".join(finding.problem.what for finding in findings(row)) or _ELSEWHERE
    for name in FIGURES:
        value = computed[name]
        shown = "" if value is None else rounded(value, row.decimals[name])
        if Fraction(shown or 0) != (row.figures[name] or 0):
            yield {
                "row": row.row, "column": name, "indicator": row.key[-1], "published": row.printed(name),
                "computed": shown, "what": what,
            }  # fmt: skip
    if row.base != computed["base"]:
        yield {
            "row": row.row, "column": "base_n", "indicator": row.key[-1], "published": str(row.base or ""),
            "computed": str(computed["base"]), "what": what,
        }  # fmt: skip


def in_plain_words(compared: Table) -> Iterator[str]:
    """Say how far a published table is reproduced, and what is wrong with each row that is not."""
    yield f"{compared.title}: {compared.notes[0]}"
    said = {row["row"]: f"Row {row['row']} ({row['indicator']}): {row['what']}" for row in compared.rows}
    yield from list(said.values())[:_NAMED_AT_MOST]
    if len(said) > _NAMED_AT_MOST:
        yield f"{len(said) - _NAMED_AT_MOST} further rows differ; the field 'published' names all."
    if absent := compared.facts["not_computed"]:
        yield f"{len(absent)} published rows have no computed row to be compared with."
