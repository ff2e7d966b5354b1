"""Those who answered against those who were lost, one baseline variable at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .followed import Followed
from .group_tests import GroupTest, chi_square, fisher, holm, mann_whitney, standardised_difference, welch
from .model_variables import PER_PARAMETER, joined
from .outcome_matrix import Flags
from .propensities import propensity
from .wald_tests import wald

__all__ = ["compared"]

_PAIR = 2
_FEWEST_CLUSTERS = 5


@dataclass(frozen=True)
class _Tests:
    """The two tests of a variable, and the largest standardised difference with its category."""

    kind: str
    main: GroupTest
    other: GroupTest
    difference: float | None
    category: str = ""


def compared(base: Followed, names: Sequence[str]) -> list[dict[str, Any]]:
    """Test every variable, and adjust the p-values by Holm's method.

    Parameters
    ----------
    base : Followed
        Whom to compare.
    names : sequence of str
        Variables of the baseline.

    Returns
    -------
    list of dict
        One row a variable: what was tested, the p-value of that test, `p_clustered` of Wald's test in a
        response model with errors that respect projects, and `p_adjusted`, Holm's adjustment over all
        variables of `p_clustered` where there is one and otherwise of `p`.  What is the same for all members
        of a project has neither: so many members are no evidence of so many projects.
    """
    rows = [_row(base, name) for name in names]
    adjusted = holm([_decisive(base, row) for row in rows])
    return [row | {"p_adjusted": p} for row, p in zip(rows, adjusted, strict=True)]


def _decisive(base: Followed, row: dict[str, Any]) -> float | None:
    clustered: float | None = row["p_clustered"]
    own: float | None = row["p"]
    if clustered is not None or base.clusters is None:
        return own if clustered is None else clustered
    values = base.known.frame[row["variable"]].astype(str)
    alike = values.groupby(base.clusters.to_numpy()).nunique().max() == 1
    return None if alike else own


def _row(base: Followed, name: str) -> dict[str, Any]:
    values, responded = base.known.frame[name], base.responded
    seen = values.notna().to_numpy()
    found = _tests(values[seen], responded[seen])
    p_clustered, why = _clustered(base, name)
    return {
        "variable": name, "label": base.known.labels.get(name, name), "kind": found.kind,
        "n_responded": int((responded & seen).sum()), "n_lost": int((~responded & seen).sum()),
        "missing": int((~seen).sum()), "difference": found.difference, "category": found.category,
        "test": found.main.name, "statistic": found.main.statistic, "df": found.main.df, "p": found.main.p,
        "other_test": found.other.name, "other_statistic": found.other.statistic, "other_p": found.other.p,
        "p_clustered": p_clustered, "p_adjusted": None,
        "note": "; ".join(filter(None, [found.main.note, found.main.undefined, why])),
    }  # fmt: skip


def _tests(values: pd.Series, responded: Flags) -> _Tests:
    if pd.api.types.is_numeric_dtype(values):
        kept, lost = values[responded].to_numpy(float), values[~responded].to_numpy(float)
        return _Tests("number", welch(kept, lost), _ranks(kept, lost), standardised_difference(kept, lost))
    table = pd.crosstab(values, responded).reindex(columns=[True, False], fill_value=0)
    counts = chi_square(table.to_numpy())
    exact = _exact(table)
    difference, category = _largest(values, responded)
    if exact is None:
        return _Tests("categories", counts, GroupTest(""), difference, category)
    return _Tests("categories", exact, counts, difference, category)


def _ranks(kept: Any, lost: Any) -> GroupTest:
    """Test by ranks; where there is nobody to rank, say so."""
    found = mann_whitney(kept, lost) if len(kept) + len(lost) else None
    return found or GroupTest("Mann-Whitney", undefined="not defined because nobody has a value")


def _exact(table: pd.DataFrame) -> GroupTest | None:
    if len(table) != _PAIR:
        return None
    (a, b), (c, d) = table.to_numpy().tolist()
    return fisher(a, b, c, d)


def _largest(values: pd.Series, responded: Flags) -> tuple[float | None, str]:
    """Find the category whose share differs most, in standard deviations."""
    found = list(_differences(values, responded))
    return max(found, key=lambda one: abs(one[0]), default=(None, ""))


def _differences(values: pd.Series, responded: Flags) -> Iterator[tuple[float, str]]:
    for category in sorted(set(values.astype(str))):
        inside = np.asarray(values.astype(str) == category, dtype=float)
        difference = standardised_difference(inside[responded], inside[~responded])
        if difference is not None:
            yield difference, category


def _clustered(base: Followed, name: str) -> tuple[float | None, str]:
    if base.clusters is None or name == base.clusters.name:
        return None, ""
    if base.fewer < PER_PARAMETER:
        return None, "clustered: not defined because there are fewer than ten members on one side"
    frame = joined(base.known.frame[[name]])
    # Without the missing, as in the other tests.
    seen = frame[name].notna().to_numpy()
    if not seen.any() or not np.ptp(base.responded[seen].astype(int)):
        return None, ""
    clusters = base.clusters[seen]
    few = _in_fewest(frame.loc[seen, name], clusters)
    if few < _FEWEST_CLUSTERS:
        return None, f"clustered: not defined because a category is found in {few} of the clusters"
    model = propensity(frame[seen].reset_index(drop=True), base.responded[seen], clusters=clusters.to_numpy())
    terms = [] if model.coefficients is None else list(model.coefficients.index[1:])
    found = wald(model, terms, int(clusters.nunique()))
    return found.p, f"clustered: {found.undefined}" if found.undefined else ""


def _in_fewest(values: pd.Series, clusters: pd.Series) -> int:
    """Count the clusters of the category that is found in the fewest."""
    if pd.api.types.is_numeric_dtype(values):
        return int(clusters.nunique())
    return int(clusters.groupby(values.to_numpy()).nunique().min())
