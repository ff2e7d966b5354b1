"""Those who answered against all who could have, before and after weighting, in what the baseline knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd

from ..study.table import rounded
from .covariates import Array
from .linearisation import linearised
from .outcome_matrix import Flags

__all__ = ["Weighted", "balance", "repaired"]

_MATTERS = 0.1


@dataclass(frozen=True, eq=False)
class Weighted:
    """Members of a base, and the weights of those who responded.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        What is known of them at baseline.
    design : (n,) array of float
    responded : (n,) array of bool
    weights : (n,) array of float
        0 for those who did not respond.
    clusters : Series of str or None
    """

    frame: pd.DataFrame
    design: Array
    responded: Flags
    weights: Array
    clusters: pd.Series | None


def balance(of: Weighted, names: Sequence[str], modelled: Sequence[str]) -> list[dict[str, Any]]:
    """Compare means and shares of the baseline.

    Parameters
    ----------
    of : Weighted
        Base and weights.
    names : sequence of str
        Variables to look at.
    modelled : sequence of str
        Those that the weights were made with.

    Returns
    -------
    list of dict
        One row a number or category: its mean or share in the base, among those who answered, and weighted
        with its standard error; and the two differences from the base in its standard deviations.  A weighted
        figure stands there only with its standard error (linearised, projects as clusters).
    """
    return [
        row | {"in_model": name in modelled}
        for name in names
        for category, values in _figures(of.frame[name])
        if (row := _row(of, name, category, values)) is not None
    ]


def _figures(values: pd.Series) -> Iterator[tuple[str, Array]]:
    if pd.api.types.is_numeric_dtype(values):
        yield "", values.to_numpy(dtype=float)
        return
    words = values.astype(str)
    for category in sorted(set(words)):
        yield category, np.asarray(words == category, dtype=float)


def _row(of: Weighted, name: str, category: str, values: Array) -> dict[str, Any] | None:
    seen = ~np.isnan(values)
    here = seen & of.responded
    if not here.any():
        return None
    mean = float(np.average(values[seen], weights=of.design[seen]))
    spread = sqrt(float(np.average((values[seen] - mean) ** 2, weights=of.design[seen])))
    before = float(np.average(values[here], weights=of.design[here]))
    clusters = None if of.clusters is None else of.clusters.to_numpy()[here]
    found = linearised(values[here], of.weights[here], clusters)
    after = found.estimate if found.se is not None else None
    return {
        "variable": name, "category": category, "n": int(seen.sum()), "n_responded": int(here.sum()),
        "base": mean, "unweighted": before, "weighted": after, "se": found.se,
        "difference_before": _over(before - mean, spread),
        "difference_after": None if after is None else _over(after - mean, spread),
        "undefined": found.undefined,
    }  # fmt: skip


def _over(difference: float, spread: float) -> float | None:
    return difference / spread if spread > 0 else None


def repaired(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Say whether the weights repair what can be checked: figures of the baseline, known for all."""
    told = [
        row for row in rows if row["difference_before"] is not None and row["difference_after"] is not None
    ]
    parts = {
        "modelled": [r for r in told if r["in_model"]],
        "held out": [r for r in told if not r["in_model"]],
    }
    counts = {name: _counted(some) for name, some in parts.items()}
    return {**counts, "said": [_said(name, counts[name]) for name in counts if counts[name]["figures"]]}


def _counted(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    before, after = ([abs(row[key]) for row in rows] for key in ("difference_before", "difference_after"))
    return {
        "figures": len(rows),
        "closer": sum(b > a for b, a in zip(before, after, strict=True)),
        "far_before": sum(value > _MATTERS for value in before),
        "far_after": sum(value > _MATTERS for value in after),
        "mean_before": sum(before) / len(rows) if rows else None,
        "mean_after": sum(after) / len(rows) if rows else None,
        "largest_before": max(before, default=None),
        "largest_after": max(after, default=None),
    }


def _said(name: str, found: Mapping[str, Any]) -> str:
    which = "used for the weights" if name == "modelled" else "not used for the weights"
    better = found["mean_after"] < found["mean_before"]
    verdict = "closer to the base" if better else "no closer to the base"
    return (
        f"{found['figures']} figures of the baseline {which}: {found['closer']} come closer to all who "
        f"could have answered; mean standardised difference {rounded(found['mean_before'], 3)} before and "
        f"{rounded(found['mean_after'], 3)} after ({verdict}), beyond 0.1 {found['far_before']} before and "
        f"{found['far_after']} after."
    )
