"""`panel change`: what changed between two occasions of a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ..study.cells import Cells
from ..study.consent import Usable, usable_answers
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .change_disclosure import WHOLE, change_made_safe
from .comparison import compare_published, in_plain_words
from .groups import grouping_at
from .indicators import Indicator, flags, read_indicators
from .measures import Measure, mean_rows, means_adjusted, measure_values, measures
from .paired import adjusted, change_rows
from .small_counts import Way, said_about, way_of

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
_MEAN_COLUMNS = (
    Column("indicator", "Scale or number"), Column("group", "Group"), Column("base", "Base", "count"),
    Column("entry_mean", "First mean", "number", 2, base="base"),
    Column("exit_mean", "Last mean", "number", 2, base="base"),
    Column("difference", "Change", "number", 2), Column("ci_low", "95% from", "number", 2),
    Column("ci_high", "to", "number", 2), Column("p_t", "p (t)", "p_value"),
    Column("p_adjusted", "p adjusted", "p_value"), Column("p_wilcoxon", "p (Wilcoxon)", "p_value"),
    Column("zeros", "Unchanged", "count"), Column("d_av", "d_av", "number", 2),
    Column("direction", "Direction"),
)  # fmt: skip
_NOTES = (
    "Paired by URN: only who has a valid answer at both occasions; percentages are of that base.",
    "p: McNemar, mid-p; adjusted for the number of rows by Benjamini-Hochberg.",
    "Interval of the change in points: Newcombe (1998), method 10 (continuity-corrected phi).",
    "Better is less of a risk or more of a strength.",
)
_MEAN_NOTES = (
    "Paired by URN: only who has a score or number at both occasions.",
    "p (t): paired t-test, adjusted by Benjamini-Hochberg; the interval is Student's.",
    "p (Wilcoxon): signed ranks; who did not change is left out, ties have mean ranks, exact up to 50 who "
    "changed and normal beyond. p_pratt of --json ranks who did not change too.",
    "d_av: change in standard deviations (root mean square of the two); --json also has d_z, g_av (Hedges) "
    "and the rank-biserial correlation.",
)


class _Occasions(NamedTuple):
    """The two occasions, the breakdowns, and what is done about small counts."""

    first: Cells
    last: Cells
    groups: Mapping[str, Mapping[str, str]]
    way: Way
    threshold: int


def change(
    study: Study, from_: str, to: str, by: Sequence[str] = (), *, means: bool = False,
    disclosure: str = "suppress",
) -> Table:  # fmt: skip
    """Compare two occasions (records or waves), each URN with itself.

    Parameters
    ----------
    study : Study
        The study; its ``indicators`` file says what is compared, and what is better.
    from_, to : str
        Names of the occasions, such as ``entry`` and ``exit``, or ``baseline`` and ``m12``.
    by : sequence of str
        Properties of members or variables of the first occasion; one breakdown each, beside the whole.
    means : bool
        Show scales and numbers, compared by their means, in place of indicators.
    disclosure : {'suppress', 'round', 'none'}
        What is done about small counts where the table is broken down: hide them, and what would give them
        away; round all counts; or nothing.  The threshold is the one of study.yaml.

    Returns
    -------
    Table
        Rows {indicator, kind, level, domain, base, entry_n, exit_n, entry_pct, exit_pct, pp_change,
        pct_change, gained, lost, p_exact, p_mid, p_adjusted, ci_low, ci_high, effect, direction}; with `by`
        also ``by``, ``group`` and ``hidden`` (the figures that are not shown).  Facts ``paired``,
        ``only_from``, ``only_to`` (URNs), ``left_out`` (variables not in both) and ``means``, one row a scale
        or number (see `paired_means`); with `means` the rows are these, and those of the indicators stand
        under ``indicators``.  Where study.yaml names a ``published`` table of its records, also the fact
        ``published`` {compared, agreeing, not_computed, differing: [{row, indicator, column, published,
        computed, what}]}.

    Raises
    ------
    ProblemError
        FP1007 no such occasion, FP4008 nothing received for it, FP4009 doubled URNs, FP4010 nothing to
        compare, FP4160 no such `disclosure`, FP4163 the same occasion twice.

    Notes
    -----
    Percentages (``*_pct``, ``pp_change``, ``ci_*``) are unrounded and in per cent, as such tables are
    published.
    """
    labels = [study.wave(name).label for name in (from_, to)]
    way = way_of(disclosure)
    if from_ == to:
        raise ProblemError(problem("FP4163", wave=from_))
    usable = [usable_answers(study, name) for name in (from_, to)]
    indicators = _listed(study, usable)
    first, last = _received(usable[0], from_), _received(usable[1], to)
    groups = {name: grouping_at(study, first, name) for name in by}
    both = _Occasions(first, last, groups, way, study.config.disclosure.threshold)
    wanted = measures(first.dictionary, last.dictionary, indicators, study.config.fixed)
    indicators = _shares(indicators, wanted)
    if not indicators and not wanted:
        raise ProblemError(problem("FP4010"))
    table = _table(both, indicators, wanted, means)
    facts = {"from": from_, "to": to, **table.facts}
    title = f"Change from {labels[0]} to {labels[1]}"
    table = table.with_(title=title, notes=(*table.notes, *_left_out(usable)), facts=facts)
    return table if means else _beside_published(study, table, both, indicators)


def _listed(study: Study, usable: Sequence[Usable]) -> list[Indicator]:
    """Read the indicators; a study that declares none may still have scales and numbers."""
    if study.config.indicators is None and all(one.cells is not None for one in usable):
        return []
    return read_indicators(study)


def _shares(indicators: Sequence[Indicator], wanted: Sequence[Measure]) -> list[Indicator]:
    by_mean = {one.variable for one in wanted}
    return [one for one in indicators if one.variable not in by_mean]


def _table(
    both: _Occasions, indicators: Sequence[Indicator], wanted: Sequence[Measure], means: bool
) -> Table:
    entry, leaving = flags(both.first, indicators), flags(both.last, indicators)
    rows = _indicator_rows(both, entry, leaving, indicators)
    scored = (measure_values(both.first, wanted), measure_values(both.last, wanted))
    found = means_adjusted(list(mean_rows(scored, wanted, both.groups, both.way, both.threshold)))
    facts = _facts(entry, leaving, indicators)
    shown, columns, kept = (
        (found, _MEAN_COLUMNS, {"indicators": rows}) if means else (rows, _COLUMNS, {"means": found})
    )
    notes = (
        *(_MEAN_NOTES if means else _NOTES),
        *_remarks(facts),
        *_hint(found, means),
        *_safe_note(both, shown, means),
    )
    return Table.of(shown, _used(columns, shown, both.groups), notes=notes, facts=facts | kept)


def _used(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], groups: Any) -> list[Column]:
    used = {"group": bool(groups), "level": any(row["level"] for row in rows)}
    return [column for column in columns if used.get(column.key, True)]


def _indicator_rows(
    both: _Occasions, entry: pd.DataFrame, leaving: pd.DataFrame, indicators: Sequence[Indicator]
) -> list[dict[str, Any]]:
    whole = change_rows(entry, leaving, indicators)
    if not both.groups:
        return adjusted(whole)
    blocks = {WHOLE: whole}
    for name, of in both.groups.items():
        label = pd.Series([of[urn] for urn in entry.index], index=entry.index, dtype="object")
        for group in sorted(set(label)):
            blocks[name, group] = change_rows(entry[label == group], leaving, indicators)
    safe = change_made_safe(blocks, both.way, both.threshold)
    named = [{"by": by, "group": group} | row for (by, group), rows in safe.items() for row in rows]
    # Adjusted only now: an adjusted value is made of the others, and may give a hidden one away.
    return adjusted(named)


def _beside_published(study: Study, table: Table, both: _Occasions, indicators: Sequence[Indicator]) -> Table:
    """Compare with the published table, which is about the first and the last of the records."""
    ends = [one.name for one in study.config.records]
    if study.config.published is None or ends[:1] + ends[-1:] != [table.facts["from"], table.facts["to"]]:
        return table
    whole = change_rows(flags(both.first, indicators), flags(both.last, indicators), indicators)
    compared = compare_published(Table.of(whole), study.root / study.config.published)
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


def _safe_note(both: _Occasions, rows: Sequence[Mapping[str, Any]], means: bool) -> tuple[str, ...]:
    if not both.groups:
        return ()
    # A mean cannot be rounded as counts can: those of few people are hidden either way.
    way = "suppress" if means and both.way == "round" else both.way
    return said_about(way, both.threshold, sum(len(row.get("hidden", ())) for row in rows))


def _hint(found: Sequence[Mapping[str, Any]], means: bool) -> Iterator[str]:
    """Point to the means, or say for which of them there is no test, and why."""
    untested: dict[str, list[str]] = {}
    for row in found if means else ():
        if row["undefined"] and row["group"] == "all":
            untested.setdefault(row["undefined"], []).append(row["indicator"])
    yield from (f"No test, {why}: {'; '.join(names)}." for why, names in untested.items())
    n = len({row["variable"] for row in found})
    if n and not means:
        yield f"{n} scales and numbers are compared by their means: --means shows them."


def _facts(entry: pd.DataFrame, leaving: pd.DataFrame, indicators: Sequence[Indicator]) -> dict[str, Any]:
    paired = len(entry.index.intersection(leaving.index))
    here = set(entry.columns) & set(leaving.columns)
    return {
        "paired": paired,
        "only_from": len(entry) - paired,
        "only_to": len(leaving) - paired,
        "left_out": [one.variable for one in indicators if one.variable not in here],
        "adjustment": "Benjamini-Hochberg over p_mid of the rows shown",
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
