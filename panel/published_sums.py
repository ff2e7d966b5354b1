"""How the rows of a published table must fit each other: answers of a question, parts of a whole, counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..study.problems import Problem, problem
from .published import COUNTS, PublishedRow, count_range

__all__ = ["Finding", "above_parent", "miscounted", "unsummed"]

_OCCASIONS = {"entry_pct": "entry", "exit_pct": "exit"}


class Finding(NamedTuple):
    """What is wrong with a row, and in which of its columns."""

    column: str
    problem: Problem


Found = Iterator[tuple[PublishedRow, Finding]]


def unsummed(printed: Sequence[PublishedRow]) -> Found:
    """Find questions whose answers cannot add up to their base, whatever counts the percentages stand for."""
    questions: dict[tuple[Any, ...], list[PublishedRow]] = defaultdict(list)
    for row in printed:
        if row.question:
            questions[row.question, *row.key[1:3], row.base].append(row)
    for (question, _, _, base), rows in questions.items():
        for figure, occasion in _OCCASIONS.items():
            spans = [_counts(row, figure) for row in rows]
            if base is None or not all(spans):
                continue
            least, most = sum(span[0] for span in spans), sum(span[-1] for span in spans)
            if not least <= base <= most:
                facts: dict[str, Any] = {
                    "question": question,
                    "occasion": occasion,
                    "least": least,
                    "most": most,
                    "base": base,
                }
                yield rows[0], Finding(figure, problem("FP4170", **facts))


def _counts(row: PublishedRow, figure: str) -> range:
    """Give the counts that a row can stand for: the printed one, else those behind the percentage."""
    name, printed = f"{_OCCASIONS[figure]}_n", row.figures[figure]
    if name in row.counts:
        return range(row.counts[name], row.counts[name] + 1)
    if row.base is None or printed is None:
        return range(0)
    return count_range(printed, row.base, row.decimals[figure])


def above_parent(printed: Sequence[PublishedRow]) -> Found:
    """Find rows that count more than the row they are said to be a part of."""
    for row in (row for row in printed if row.part_of):
        parent = _parent(row, printed)
        if parent is None:
            yield row, Finding("part_of", problem("FP4172", parent=row.part_of))
            continue
        for figure, occasion in _OCCASIONS.items():
            part, whole = _counts(row, figure), _counts(parent, figure)
            if part and whole and part[0] > whole[-1]:
                facts: dict[str, Any] = {
                    "occasion": occasion,
                    "part": f"{part[0]:,}",
                    "whole": f"{whole[-1]:,}",
                }
                yield row, Finding(figure, problem("FP4171", parent=row.part_of, **facts))


def _parent(row: PublishedRow, printed: Sequence[PublishedRow]) -> PublishedRow | None:
    """Find the row that is named, on the same base; of the same level and domain before others."""
    named = [
        one for one in printed
        if one is not row and one.base == row.base and one.key[-1].casefold() == row.part_of.casefold()
    ]  # fmt: skip
    return min(named, key=lambda one: one.key[1:3] != row.key[1:3], default=None)


def miscounted(printed: Sequence[PublishedRow]) -> Found:
    """Find printed counts that do not belong to their percentage, or to who gained and who lost."""
    for row in printed:
        yield from ((row, found) for figure in _OCCASIONS for found in _beside_percentage(row, figure))
        if len(row.counts) == len(COUNTS) and _apart(row):
            facts: dict[str, Any] = {name.removesuffix("_n"): f"{n:,}" for name, n in row.counts.items()}
            yield row, Finding("gained", problem("FP4174", **facts))


def _beside_percentage(row: PublishedRow, figure: str) -> Iterator[Finding]:
    occasion, percent = _OCCASIONS[figure], row.figures[figure]
    count = row.counts.get(f"{occasion}_n")
    if count is None or percent is None or row.base is None:
        return
    span = count_range(percent, row.base, row.decimals[figure])
    if count not in span:
        ends = dict.fromkeys([*span[:1], *span[-1:]])
        yield Finding(
            f"{occasion}_n",
            problem(
                "FP4173", occasion=occasion, count=f"{count:,}", percent=row.printed(figure),
                base=f"{row.base:,}", implied=" to ".join(f"{n:,}" for n in ends) or "no count",
            ),
        )  # fmt: skip


def _apart(row: PublishedRow) -> bool:
    counts = row.counts
    return counts["gained"] - counts["lost"] != counts["exit_n"] - counts["entry_n"]
