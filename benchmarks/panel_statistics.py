"""Speed of the panel's statistics beside other ways to compute them, as ratios within one run.

Run it from the top of the repository, with the extra ``benchmarks`` installed:
``python benchmarks/panel_statistics.py [ROWS]``.  The two take turns, and the ratio is the median of the
turns: what else the machine does then slows down both.  The second ratio is of processor seconds.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from familypanel.panel import little_mcar, propensity, rake

COVARIATES = 30
REPEATS = 3


def seconds(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Give the time on the clock, that of the processors, and the result."""
    start, used = perf_counter(), process_time()
    result = work()
    return perf_counter() - start, process_time() - used, result


def compared(name: str, ours: Callable[[], Any], judge: str, other: Callable[[], Any]) -> tuple[Any, Any]:
    """Let two ways take turns, print the ratios, and give both results."""
    turns = []
    for _ in range(REPEATS):
        mine, theirs = seconds(ours), seconds(other)
        turns.append((mine[0], theirs[0], theirs[0] / mine[0], theirs[1] / mine[1]))
    clock, clock_other, ratio, used = (median(column) for column in zip(*turns, strict=True))
    print(
        f"{name:<32}{clock:8.3f} s   {judge:<20}{clock_other:8.3f} s   {ratio:6.1f} times   "
        f"{used:6.1f} times the processor"
    )
    return mine[2], theirs[2]


def propensities(rows: int) -> None:
    """Response propensity with standard errors beside statsmodels."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(rows, COVARIATES))).add_prefix("x")
    linear = frame.to_numpy() @ rng.normal(scale=0.2, size=COVARIATES) + 0.3
    responded = (rng.random(rows) < 1 / (1 + np.exp(-linear))).astype(int)

    def reference() -> tuple[Any, Any]:
        fitted = sm.Logit(responded, sm.add_constant(frame)).fit(disp=0)
        return fitted.params, fitted.bse

    found, (coefficients, errors) = compared(
        f"propensity, {rows:,} x {COVARIATES}",
        lambda: propensity(frame, responded),
        "statsmodels Logit",
        reference,
    )
    apart = np.abs(found.coefficients.to_numpy() - coefficients.to_numpy()).max()
    apart_errors = np.abs(found.standard_errors.to_numpy() - errors.to_numpy()).max()
    print(f"  coefficients differ by {apart:.0e}, standard errors by {apart_errors:.0e}")
    assert max(apart, apart_errors) < 1e-6


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
    work = f"raking, {rows:,} on 3 margins"
    found, weights = compared(
        work, lambda: rake(frame, margins, tolerance=1e-12), "row by row, pandas",
        lambda: row_by_row(frame, margins, rake(frame, margins, tolerance=1e-12).iterations),
    )  # fmt: skip
    print(f"  weights differ by {np.abs(found.weights - weights).max():.0e}")
    against_samplics(work, frame, margins)


def against_samplics(work: str, frame: pd.DataFrame, margins: dict[str, dict[Any, float]]) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from samplics.weighting import SampleWeight
    except ImportError:
        print("  (samplics is not installed: not compared)")
        return
    start = np.ones(len(frame))
    columns = {name: frame[name].to_numpy() for name in margins}
    compared(
        work, lambda: rake(frame, margins, tolerance=1e-9), "samplics",
        lambda: SampleWeight().rake(samp_weight=start, margins=columns, control=margins),
    )  # fmt: skip


def little(rows: int) -> None:
    """Little's test on ten columns with gaps."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(rows, 10))
    values[rng.random(values.shape) < 0.02] = np.nan
    ours, _, found = seconds(lambda: little_mcar(pd.DataFrame(values)))
    print(f"{f'little_mcar, {rows:,} x 10':<34}{ours:8.3f} s   {found.patterns} patterns")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    propensities(rows)
    raking(rows)
    little(rows // 10)


if __name__ == "__main__":
    main()
