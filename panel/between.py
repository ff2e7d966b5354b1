"""`panel change`: what changed between two occasions of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..study.cells import Cells
from ..study.consent import Usable, usable_answers
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .comparison import compare_published, in_plain_words
from .groups import grouping_at
from .indicators import Indicator, flags, read_indicators
from .paired import adjusted, change_rows

__all__ = ["change"]

_COLUMNS = (
    Column("indicator", "Indicator"), Column("kind", "Kind"), Column("level", "Level"),
    Column("group", "Group"),
    Column("base", "Base", "count"), Column("entry_pct", "Entry %", "number", 2, base="base"),
    Column("exit_pct", "Exit %", "number", 2, base="base"),
    Column("pp_change", "Change, points", "number", 2),
    Column("pct_change", "Change, %", "number", 2), Column("ci_low", "95% from", "number", 2),
    Column("ci_high", "to", "number", 2), Column("p_mid", "p", "p_value"),
    Column("p_adjusted", "p adjusted", "p_value"), Column("direction", "Direction"),
)  # fmt: skip
_NOTES = (
    "Paired by URN: only who has a valid answer at both occasions; percentages are of that base.",
    "p: McNemar, mid-p; adjusted for the number of rows by Benjamini-Hochberg.",
    "Interval of the change in points: Newcombe (1998), method 10 (continuity-corrected phi).",
    "Better is less of a risk or more of a strength.",
)


def change(study: Study, from_: str, to: str, by: Sequence[str] = ()) -> Table:
    """Compare two occasions (records or waves), each URN with itself.

    Parameters
    ----------
    study : Study
        The study; its ``indicators`` file says what is compared.
    from_, to : str
        Names of the occasions, such as ``entry`` and ``exit``, or ``baseline`` and ``m12``.
    by : sequence of str
        Properties of members or variables of the first occasion; one breakdown each, beside the whole.

    Returns
    -------
    Table
        Rows {indicator, kind, level, domain, base, entry_n, exit_n, entry_pct, exit_pct, pp_change,
        pct_change, gained, lost, p_exact, p_mid, p_adjusted, ci_low, ci_high, effect, direction}, and ``by``
        and ``group``; facts ``paired``, ``only_from``, ``only_to`` (URNs) and ``left_out`` (variables not in
        both).  Where study.yaml names a ``published`` table of its records, also the fact ``published``
        {compared, agreeing, not_computed, differing: [{row, indicator, column, published, computed, what}]}.

    Raises
    ------
    ProblemError
        FP1007 no such occasion, FP4008 nothing received for it, FP4009 doubled URNs, FP4010 no indicators.

    Notes
    -----
    Percentages (``*_pct``, ``pp_change``, ``ci_*``) are unrounded and in per cent, as such tables are
    published.
    """
    labels = [study.wave(name).label for name in (from_, to)]
    indicators = read_indicators(study)
    usable = [usable_answers(study, name) for name in (from_, to)]
    first, second = _received(usable[0], from_), _received(usable[1], to)
    entry, leaving = flags(first, indicators), flags(second, indicators)
    rows = [{"by": "", "group": "all"} | row for row in change_rows(entry, leaving, indicators)]
    for name in by:
        groups = grouping_at(study, first, name)
        rows += _grouped(entry, leaving, indicators, name, groups)
    facts = _facts(entry, leaving, indicators) | {"from": from_, "to": to}
    notes = (*_NOTES, *_remarks(facts), *_left_out(usable))
    title = f"Change from {labels[0]} to {labels[1]}"
    used = {"group": bool(by), "level": any(row["level"] for row in rows)}
    columns = [column for column in _COLUMNS if used.get(column.key, True)]
    table = Table.of(adjusted(rows), columns, title=title, notes=notes, facts=facts)
    return _beside_published(study, table)


def _beside_published(study: Study, table: Table) -> Table:
    """Compare with the published table, which is about the first and the last of the records."""
    records = [one.name for one in study.config.records]
    if study.config.published is None or records[:1] + records[-1:] != [
        table.facts["from"],
        table.facts["to"],
    ]:
        return table
    compared = compare_published(table, study.root / study.config.published)
    published = {**compared.facts, "differing": list(compared.rows)}
    return table.with_(
        facts={**table.facts, "published": published}, notes=(*table.notes, *in_plain_words(compared))
    )


def _received(usable: Usable, occasion: str) -> Cells:
    if usable.cells is None:
        raise ProblemError(problem("FP4008", wave=occasion))
    return usable.cells


def _left_out(usable: Sequence[Usable]) -> tuple[str, ...]:
    return Usable(None, frozenset().union(*(one.withdrawn for one in usable))).notes


def _grouped(
    entry: pd.DataFrame, leaving: pd.DataFrame, indicators: Sequence[Indicator], name: str,
    groups: Mapping[str, str],
) -> list[dict[str, Any]]:  # fmt: skip
    of = pd.Series([groups[urn] for urn in entry.index], index=entry.index, dtype="object")
    return [
        {"by": name, "group": group} | row
        for group in sorted(set(of))
        for row in change_rows(entry[of == group], leaving, indicators)
    ]


def _facts(entry: pd.DataFrame, leaving: pd.DataFrame, indicators: Sequence[Indicator]) -> dict[str, Any]:
    paired = len(entry.index.intersection(leaving.index))
    here = set(entry.columns) & set(leaving.columns)
    return {
        "paired": paired,
        "only_from": len(entry) - paired,
        "only_to": len(leaving) - paired,
        "left_out": [one.variable for one in indicators if one.variable not in here],
        "adjustment": "Benjamini-Hochberg over p_mid of all rows",
        "interval": "Newcombe 1998, method 10, 95%",
    }


def _remarks(facts: Mapping[str, Any]) -> list[str]:
    alone = f"{facts['only_from']:,} only at the first occasion, {facts['only_to']:,} only at the last"
    said = [f"{facts['paired']:,} pairs; {alone}."]
    if not facts["paired"]:
        said.append("Change is not defined: nobody has a record at both occasions.")
    if facts["left_out"]:
        said.append(
            f"{len(facts['left_out'])} indicators are left out: their variable is not in both occasions."
        )
    return said
