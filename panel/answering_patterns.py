"""`panel patterns`: in which combinations of waves members answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ..study.folder import Study
from ..study.table import Column, Table
from .panel_state import panel_state
from .pattern_classes import CLASSES, member_patterns, pattern_class
from .patterns_picture import patterns_figure
from .svg_file import check_svg, write_svg
from .wording import wave_words, worded

__all__ = ["patterns"]

_COLUMNS = (
    Column("cohort", "Cohort"), Column("pattern", "Pattern"), Column("class", "Class"),
    Column("n", "Members", "count"), Column("base", "Of", "count"),
    Column("share", "Share", "percent", base="base"), Column("ineligible", "Of them ineligible", "count"),
)  # fmt: skip


def patterns(
    study: Study,
    as_at: date | str | None = None,
    recorded_by: date | str | None = None,
    picture: Path | None = None,
) -> Table:
    """Count members by pattern of answering.

    Parameters
    ----------
    study : Study
        The study.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.
    recorded_by : date or str, optional
        Only what had been recorded by this day; then it is also the default of `as_at`.
    picture : Path, optional
        Also draw the patterns of the main cohort into this file (.svg).

    Returns
    -------
    Table
        Rows {cohort, pattern, class, n, base, share, ineligible, answered}; a pattern has one sign a wave, as
        `pattern_classes` explains.  Facts ``waves`` and ``classes``, the members of each class by cohort.

    Raises
    ------
    ProblemError
        FP1030 if a date is none, FP1024 if `picture` does not end in .svg.
    """
    check_svg(picture)
    state = panel_state(study, as_at, recorded_by)
    found = member_patterns(state.frame, state.waves)
    rows = [row for cohort in _cohorts(found) for row in _rows(cohort, found[found["cohort"] == cohort])]
    labels = wave_words(study)
    table = Table.of(
        rows, worded(study, _COLUMNS),
        title=state.titled("Patterns of answering", any("?" in row["pattern"] for row in rows)),
        notes=(*_notes(rows, [labels[wave] for wave in state.waves]), *state.notes),
        facts={**state.facts, "waves": state.waves, "classes": list(_classes(rows)),
               "labels": {wave: labels[wave] for wave in state.waves}},
    )  # fmt: skip
    write_svg(picture, patterns_figure(table))
    return table


def _cohorts(found: pd.DataFrame) -> list[str]:
    return sorted(set(found["cohort"]), key=lambda name: (name != "main", name))


def _rows(cohort: str, found: pd.DataFrame) -> Iterator[dict[str, Any]]:
    counted = found.groupby("pattern")["ineligible"].agg(["size", "sum"])
    for pattern, n, gone in sorted(counted.itertuples(), key=lambda one: (-one[1], -int(_key(one[0])))):
        yield {
            "cohort": cohort, "pattern": pattern, "class": pattern_class(pattern), "n": int(n),
            "base": len(found), "share": n / len(found), "ineligible": int(gone),
            "answered": pattern.count("1"),
        }  # fmt: skip


def _key(pattern: str) -> str:
    return pattern.translate(str.maketrans("-0?1", "0123"))


def _classes(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for cohort in dict.fromkeys(row["cohort"] for row in rows):
        mine = [row for row in rows if row["cohort"] == cohort]
        for name in CLASSES:
            n = sum(row["n"] for row in mine if row["class"] == name)
            yield {"cohort": cohort, "class": name, "n": n, "share": n / mine[0]["base"]}


def _notes(rows: list[dict[str, Any]], labels: list[str]) -> Iterator[str]:
    if not rows:
        yield "No member is enrolled, so there are no patterns."
        return
    yield (
        f"One sign a wave ({', '.join(labels)}): 1 answered, 0 did not, ? the window is still open, - "
        "before the member's time."
    )
    for cohort in dict.fromkeys(row["cohort"] for row in rows):
        told = [
            f"{one['n']:,} {one['class']}" for one in _classes(rows) if one["cohort"] == cohort and one["n"]
        ]
        yield f"{cohort.capitalize()} cohort: {', '.join(told)}."
