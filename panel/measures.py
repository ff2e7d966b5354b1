"""What is compared by its mean: the scales of the question bank, and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..study.cells import Cells
from ..study.dictionary import Dictionary
from ..study.scale_scores import scale_scores
from .disclosure_control import CountTable, Key
from .indicators import Indicator
from .mean_change import PairedMeans, paired_means
from .multiplicity import benjamini_hochberg
from .paired import direction
from .small_counts import Way, made_safe

__all__ = ["Measure", "mean_rows", "means_adjusted", "measure_values", "measures"]

Row = dict[str, Any]
_NUMBERS = ("integer", "decimal")
_FIGURES = (
    "base", "entry_mean", "exit_mean", "entry_sd", "exit_sd", "difference", "ci_low", "ci_high", "t", "df",
    "p_t", "p_wilcoxon", "p_pratt", "w_plus", "w_minus", "zeros", "tied", "wilcoxon_method", "rank_biserial",
    "d_z", "d_av", "g_av", "p_adjusted", "direction", "undefined",
)  # fmt: skip
_COUNTS = ("w_plus", "w_minus", "zeros", "tied")
"""What would say how many did not change, who may be few; not shown by group."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something with a mean: a scale or a number, and whether more of it is better.

    Parameters
    ----------
    variable : str
        A variable, or the id of a scale.
    label : str
        As people read it.
    kind : {'risk', 'strength', ''}
        Of the indicators file; empty where it says nothing, and a change is then only up or down.
    level, domain : str
        From the indicators file.
    """

    variable: str
    label: str
    kind: str = ""
    level: str = ""
    domain: str = ""


def measures(
    first: Dictionary, second: Dictionary, indicators: Sequence[Indicator], fixed: Sequence[str]
) -> list[Measure]:
    """Find what both occasions measure: scales first, then numbers without a code list.

    Parameters
    ----------
    first, second : Dictionary
        What the variables of the two occasions mean.
    indicators : sequence of Indicator
        A scale or number that is listed here gets its name and kind from here; a number that is compared as
        a share is not compared by its mean too.
    fixed : sequence of str
        Variables that do not change, such as the year of birth.
    """
    listed = {one.variable: one for one in indicators}
    scales = [one.id for one in first.scales if one.id in {other.id for other in second.scales}]
    numbers = [
        one.name for one in first
        if one.name in second and one.name not in (*fixed, *listed) and _number(first, one.name)
        and _number(second, one.name)
    ]  # fmt: skip
    found = [_measure(scale, scale.replace("_", " ").capitalize(), listed) for scale in scales]
    return found + [_measure(name, first[name].label or name, listed) for name in numbers]


def _number(book: Dictionary, name: str) -> bool:
    return book[name].type in _NUMBERS and book.code_list(name) is None


def _measure(name: str, label: str, listed: Mapping[str, Indicator]) -> Measure:
    one = listed.get(name)
    return (
        Measure(name, label) if one is None else Measure(name, one.indicator, one.kind, one.level, one.domain)
    )


def measure_values(cells: Cells, wanted: Sequence[Measure]) -> pd.DataFrame:
    """Give the values by URN, (n_urns, n_measures); NaN where there is none."""
    scales = {scale.id: scale for scale in cells.dictionary.scales}
    columns = {
        one.variable: scale_scores(cells, scales[one.variable])
        if one.variable in scales
        else pd.to_numeric(cells.valid(one.variable), errors="coerce").to_numpy(dtype=float)
        for one in wanted
    }
    return pd.DataFrame(columns, index=pd.Index(cells.frame["urn"].astype(str), name="urn"))


def mean_rows(
    scored: tuple[pd.DataFrame, pd.DataFrame], wanted: Sequence[Measure],
    groups: Mapping[str, Mapping[str, str]], way: Way, threshold: int,
) -> Iterator[Row]:  # fmt: skip
    """Compare the means of the same URNs, for the whole and every group.

    Parameters
    ----------
    scored : pair of DataFrame, (n_urns, n_measures)
        The values at the two occasions; see `measure_values`.
    wanted : sequence of Measure
        What is compared.
    groups : mapping of by to mapping of URN to group
        The breakdowns.
    way, threshold
        A mean of fewer than `threshold` people is hidden, and that of another group beside it, so that it
        does not follow from the mean of all.
    """
    entry, leaving = scored
    both = entry.index.intersection(leaving.index)
    first, last = entry.loc[both], leaving.loc[both]
    parts = {("", "all"): pd.Series(True, index=both)}
    for by, of in groups.items():
        label = pd.Series([of[urn] for urn in both], index=both, dtype="object")
        parts |= {(by, group): label == group for group in sorted(set(of.values()))}
    for one in wanted:
        found = {
            key: paired_means(first.loc[mask, one.variable], last.loc[mask, one.variable])
            for key, mask in parts.items()
        }
        hidden = _few(found, way, threshold) if groups else frozenset()
        for key, means in found.items():
            covered = _FIGURES if key in hidden else _COUNTS if groups and way != "none" else ()
            yield _row(one, key, means, covered)


def _few(found: Mapping[tuple[str, str], PairedMeans], way: Way, threshold: int) -> frozenset[Any]:
    """Name the parts whose means are hidden; means cannot be rounded as counts can, so both ways hide."""
    counts: dict[Key, int] = {key: means.n for key, means in found.items()}
    sums = [(("", "all"), [key for key in found if key[0] == by]) for by in {key[0] for key in found} - {""}]
    return made_safe(CountTable(counts, sums), "none" if way == "none" else "suppress", threshold).hidden


def _row(one: Measure, key: tuple[str, str], m: PairedMeans, covered: Sequence[str]) -> Row:
    head = {
        "by": key[0], "group": key[1], "indicator": one.label, "variable": one.variable, "kind": one.kind,
        "level": one.level, "domain": one.domain,
    }  # fmt: skip
    ranks = m.ranks
    figures = (
        m.n, m.entry_mean, m.exit_mean, m.entry_sd, m.exit_sd, m.difference, m.ci_low, m.ci_high, m.t, m.df,
        m.p, ranks.p, m.pratt.p, ranks.w_plus, ranks.w_minus, ranks.zeros, ranks.tied, ranks.method,
        ranks.rank_biserial, m.d_z, m.d_av, m.g_av, None, _towards(one.kind, m.difference), m.undefined,
    )  # fmt: skip
    row = head | dict(zip(_FIGURES, figures, strict=True))
    return row | dict.fromkeys(covered) | {"hidden": list(covered)} if covered else row


def _towards(kind: str, difference: float | None) -> str | None:
    if difference is None:
        return None
    if kind or difference == 0:
        return direction(kind, difference)
    return "up" if difference > 0 else "down"


def means_adjusted(rows: Sequence[Row]) -> list[Row]:
    """Fill ``p_adjusted``: Benjamini-Hochberg over the paired t-tests that are shown."""
    values = benjamini_hochberg([row["p_t"] for row in rows])
    return [
        row | {"p_adjusted": value} if "p_adjusted" not in row.get("hidden", ()) else row
        for row, value in zip(rows, values, strict=True)
    ]
