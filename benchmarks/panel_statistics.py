"""Speed of the panel's statistics beside other ways to compute them, as ratios within one run.

Run it from the top of the repository: ``python benchmarks/panel_statistics.py [ROWS]``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from familypanel.panel import little_mcar, propensity, rake

COVARIATES = 30
REPEATS = 3


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Time the best of a few runs, and give its result."""
    best, result = float("inf"), None
    for _ in range(REPEATS):
        start = perf_counter()
        result = work()
        best = min(best, perf_counter() - start)
    return best, result


def line(name: str, ours: float, other: float, judge: str, note: str) -> None:
    print(f"{name:<34}{ours:8.3f} s   {judge:<22}{other:8.3f} s   {other / ours:7.1f} times   {note}")


def propensities(rows: int) -> None:
    """Response propensity with standard errors beside statsmodels."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(rows, COVARIATES))).add_prefix("x")
    linear = frame.to_numpy() @ rng.normal(scale=0.2, size=COVARIATES) + 0.3
    responded = (rng.random(rows) < 1 / (1 + np.exp(-linear))).astype(int)

    def reference() -> tuple[Any, Any]:
        fitted = sm.Logit(responded, sm.add_constant(frame)).fit(disp=0)
        return fitted.params, fitted.bse

    ours, found = seconds(lambda: propensity(frame, responded))
    other, (coefficients, errors) = seconds(reference)
    apart = np.abs(found.coefficients.to_numpy() - coefficients.to_numpy()).max()
    apart_errors = np.abs(found.standard_errors.to_numpy() - errors.to_numpy()).max()
    line(
        f"propensity, {rows:,} x {COVARIATES}", ours, other, "statsmodels Logit",
        f"coefficients differ by {apart:.0e}, standard errors by {apart_errors:.0e}",
    )  # fmt: skip


def row_by_row(frame: pd.DataFrame, margins: dict[str, dict[Any, float]], rounds: int) -> np.ndarray:
    """Rake with one factor for every row."""
    weights = np.ones(len(frame))
    for _ in range(rounds):
        for name, targets in margins.items():
            held = pd.Series(weights).groupby(frame[name].to_numpy()).sum()
            weights = weights * frame[name].map(pd.Series(targets) / held).to_numpy()
    return weights


def raking(rows: int) -> None:
    """Raking on three margins beside the same number of rounds on all rows."""
    rng = np.random.default_rng(2)
    sizes = {"sex": 2, "age": 8, "area": 26}
    frame = pd.DataFrame({name: rng.integers(0, size, rows) for name, size in sizes.items()})
    margins = {}
    for name, size in sizes.items():
        shares = rng.uniform(1, 3, size)
        margins[name] = dict(enumerate(rows * shares / shares.sum()))
    ours, found = seconds(lambda: rake(frame, margins, tolerance=1e-12))
    other, weights = seconds(lambda: row_by_row(frame, margins, found.iterations))
    apart = np.abs(found.weights - weights).max()
    line(
        f"raking, {rows:,} on 3 margins", ours, other, "row by row, pandas", f"weights differ by {apart:.0e}"
    )
    against_samplics(frame, margins, ours)


def against_samplics(frame: pd.DataFrame, margins: dict[str, dict[Any, float]], ours: float) -> None:
    try:
        from samplics.weighting import SampleWeight
    except ImportError:
        print("  (samplics is not installed: not compared)")
        return
    weights = np.ones(len(frame))
    other, _ = seconds(
        lambda: SampleWeight().rake(
            samp_weight=weights, margins={name: frame[name].to_numpy() for name in margins}, control=margins
        )
    )
    line(f"raking, {len(frame):,} on 3 margins", ours, other, "samplics", "")


def little(rows: int) -> None:
    """Little's test on ten columns with gaps."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(rows, 10))
    values[rng.random(values.shape) < 0.02] = np.nan
    ours, found = seconds(lambda: little_mcar(pd.DataFrame(values)))
    print(f"{f'little_mcar, {rows:,} x 10':<34}{ours:8.3f} s   {found.patterns} patterns")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    propensities(rows)
    raking(rows)
    little(rows // 10)


if __name__ == "__main__":
    main()
