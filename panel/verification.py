"""`panel verify`: whether a published entry/exit table agrees with itself.

Every percentage of a base stands for a few whole counts.  A row is sound if some pair of those counts gives
all four printed figures; otherwise the correction that explains it is looked for, the smallest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, NamedTuple

from ..study.problems import ExitCode, Problem, problem
from ..study.table import Column, Table
from .published import FIGURES, PublishedRow, count_range, read_published
from .published_bounds import VERDICTS, in_words, p_bounds
from .published_sums import Finding, above_parent, miscounted, unsummed

__all__ = ["counts_behind", "findings", "verify"]

_COLUMNS = (
    Column("row", "Row", "count"),
    Column("code", "Code"),
    Column("column", "Column"),
    Column("message", "What"),
)
_MOST_TRIED = 20_000
_NAMES = {
    "entry_pct": "percentage at entry", "exit_pct": "percentage at exit",
    "pp_change": "change in points", "pct_change": "change in per cent",
}  # fmt: skip


class _Pair(NamedTuple):
    """The two counts that may stand behind a row."""

    entry: int
    exit: int

    def figures(self, base: int) -> dict[str, Fraction | None]:
        change = self.exit - self.entry
        return {
            "entry_pct": Fraction(100 * self.entry, base),
            "exit_pct": Fraction(100 * self.exit, base),
            "pp_change": Fraction(100 * change, base),
            "pct_change": Fraction(100 * change, self.entry) if self.entry else None,
        }


def verify(file: Path | str) -> Table:
    """Check a published table of percentages at entry and exit.

    Parameters
    ----------
    file : Path or str
        CSV or XLSX with the columns indicator, entry_pct, exit_pct, pp_change, pct_change, base_n and, where
        there are any, row, kind, level, domain, entry_n, exit_n, gained, lost, ``question`` (rows of one
        question are its answers and add up to the base) and ``part_of`` (the indicator of which the row is a
        part).

    Returns
    -------
    Table
        Rows {row, code, column, message}, one a finding; facts ``rows_in``, ``sound`` (rows without a
        finding), ``recoverable`` (rows whose percentages stand for exactly one count each), ``verdicts``
        {always, never, depends} and ``bounds``, for every row between what values the exact paired p-value
        must lie although only margins were published (see `margin_bounds`).  The exit code is 1 if anything
        was found.

    Raises
    ------
    ProblemError
        If the file cannot be read or lacks a column.
    """
    printed = read_published(file)
    found = [(row, finding) for row in printed for finding in findings(row)]
    found += [*_repeated(printed), *unsummed(printed), *above_parent(printed), *miscounted(printed)]
    rows = [
        {"row": row.row, "code": f.problem.code, "column": f.column, "message": f.problem.what}
        for row, f in sorted(found, key=lambda pair: pair[0].row)
    ]
    bounds = [p_bounds(row, counts_behind(row)) for row in printed]
    facts = {
        "rows_in": len(printed), "sound": len(printed) - len({row["row"] for row in rows}),
        "recoverable": sum(_recoverable(row) for row in printed),
        "verdicts": {word: sum(one["verdict"] == word for one in bounds) for word in VERDICTS},
        "bounds": bounds,
    }  # fmt: skip
    notes = (
        f"{facts['sound']} of {len(printed)} rows agree with themselves.",
        *_twins(printed), *in_words(bounds),
    )  # fmt: skip
    return Table.of(
        rows, _COLUMNS, title=f"Check of {Path(file).name}", notes=notes, facts=facts,
        exit_code=ExitCode.PROBLEMS if rows else ExitCode.FINE,
    )  # fmt: skip


def counts_behind(row: PublishedRow) -> list[tuple[int, int]]:
    """Give the pairs of counts (entry, exit) that can stand behind a row.

    Where the row is misprinted they are those that the correction implies.  Nothing is given where there are
    too many to try: percentages without decimals of a large base.
    """
    if row.base is None or any(row.figures[name] is None for name in FIGURES[:2]):
        return []
    if len(_counts(row, "entry_pct")) * len(_counts(row, "exit_pct")) > _MOST_TRIED:
        return []
    pairs = [pair for pair in _pairs(row) if _fits(row, pair)]
    pairs = pairs or [pair for pair in _pairs(row) if _fits(row, pair, unsigned=True)]
    for name in FIGURES:
        pairs = pairs or _without(row, name, row.base)
    return [(pair.entry, pair.exit) for pair in pairs]


def _recoverable(row: PublishedRow) -> bool:
    percentages = [row.figures[name] for name in FIGURES[:2]]
    return None not in percentages and all(len(_counts(row, name)) == 1 for name in FIGURES[:2])


def findings(row: PublishedRow) -> Iterator[Finding]:
    """Say what is wrong with the figures of one row; nothing if they agree."""
    if row.base is None:
        yield Finding("base_n", problem("FP4025"))
        return
    nothing_to_grow_from = row.figures["entry_pct"] == 0
    needed = [name for name in FIGURES if not (name == "pct_change" and nothing_to_grow_from)]
    blank = [name for name in needed if row.figures[name] is None]
    outside = [name for name in FIGURES[:2] if not 0 <= (row.figures[name] or 0) <= 100]  # noqa: PLR2004
    yield from (Finding(name, problem("FP4023")) for name in blank)
    yield from (Finding(name, problem("FP4025")) for name in outside)
    if not blank and not outside and not any(_fits(row, pair) for pair in _pairs(row)):
        yield _explained(row, row.base)


def _pairs(row: PublishedRow) -> Iterator[_Pair]:
    return (
        _Pair(entry, leaving) for entry in _counts(row, "entry_pct") for leaving in _counts(row, "exit_pct")
    )


def _counts(row: PublishedRow, figure: str) -> range:
    return count_range(row.figures[figure] or Fraction(0), row.base or 0, row.decimals[figure])


def _fits(row: PublishedRow, pair: _Pair, but: str = "", *, unsigned: bool = False) -> bool:
    """Say whether two counts give every printed figure, except `but`."""
    size = abs if unsigned else (lambda value: value)
    for name, value in pair.figures(row.base or 1).items():
        printed = row.figures[name]
        if name == but or value is None or printed is None:
            continue
        if size(row.rounded(name, value)) != size(printed):
            return False
    return True


def _explained(row: PublishedRow, base: int) -> Finding:
    for pair in _pairs(row):
        if _fits(row, pair, unsigned=True):
            return _wrong_sign(row, pair, base)
    suspects = {name: pairs for name in FIGURES if (pairs := _without(row, name, base))}
    if not suspects:
        return Finding("", problem("FP4022"))
    name, pairs = next(iter(suspects.items()))
    return Finding(name, _wrong_figure(row, name, pairs, base))


def _wrong_sign(row: PublishedRow, pair: _Pair, base: int) -> Finding:
    true = pair.figures(base)
    signed = [name for name in FIGURES[2:] if (row.figures[name] or 0) * (true[name] or 0) < 0]
    found = problem(
        "FP4020", entry=f"{pair.entry:,}", exit=f"{pair.exit:,}", base=f"{base:,}",
        pp=_shown(row, "pp_change", true), pct=_shown(row, "pct_change", true),
        printed_pp=row.printed("pp_change"), printed_pct=row.printed("pct_change"),
    )  # fmt: skip
    return Finding(signed[0], found)


def _shown(row: PublishedRow, name: str, figures: Mapping[str, Fraction | None]) -> str:
    value = figures[name]
    return "" if value is None else row.written(name, row.rounded(name, value))


def _without(row: PublishedRow, name: str, base: int) -> list[_Pair]:
    """Find the counts that the other three figures allow."""
    pairs: Iterable[_Pair] = _pairs(row)
    if name == "entry_pct":
        pairs = (_Pair(e, x) for x in _counts(row, "exit_pct") for e in _apart(row, x, -1, base))
    elif name == "exit_pct":
        pairs = (_Pair(e, x) for e in _counts(row, "entry_pct") for x in _apart(row, e, 1, base))
    return [pair for pair in pairs if _fits(row, pair, but=name)]


def _apart(row: PublishedRow, count: int, side: int, base: int) -> range:
    """Give the counts that lie the printed change away from `count`, on one side."""
    change = (row.figures["pp_change"] or Fraction(0)) * base / 100
    slack = Fraction(base, 200 * 10 ** row.decimals["pp_change"])
    return range(
        max(0, floor(count + side * change - slack)), min(base, ceil(count + side * change + slack)) + 1
    )


def _wrong_figure(row: PublishedRow, name: str, pairs: Sequence[_Pair], base: int) -> Problem:
    implied = sorted({_implied(row, name, pair, base) for pair in pairs})
    return problem("FP4021", name=_NAMES[name], printed=row.printed(name), implied=" or ".join(implied))


def _implied(row: PublishedRow, name: str, pair: _Pair, base: int) -> str:
    shown = _shown(row, name, pair.figures(base))
    count = {"entry_pct": pair.entry, "exit_pct": pair.exit}.get(name)
    return shown if count is None else f"{shown} ({count:,} of {base:,})"


def _repeated(printed: Sequence[PublishedRow]) -> Iterator[tuple[PublishedRow, Finding]]:
    first: dict[tuple[str, ...], int] = {}
    for row in printed:
        if row.key in first:
            yield row, Finding("indicator", problem("FP4024", row=first[row.key]))
        first.setdefault(row.key, row.row)


def _twins(printed: Sequence[PublishedRow]) -> Iterator[str]:
    """Point out neighbours of one kind and level that carry the same figures: perhaps one was copied."""
    same: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in printed:
        if row.figures["entry_pct"]:
            same[(*row.key[:3], row.base, *row.figures.values())].append(row.row)
    for rows in same.values():
        if len(rows) > 1:
            yield f"Rows {' and '.join(map(str, rows))} carry the same figures; one may be a copy."
