"""A million members at ten waves: wave matrix, retention of 52 groups and patterns, beside pandas and DuckDB.

Run it from the top of the repository, with the extra ``benchmarks`` installed:
``python benchmarks/panel_waves.py [MEMBERS]``.  All three get the same frame, one row a member and wave in no
order, with categories for words; all three must give the same counts.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from familypanel.panel.wave_bits import wave_bits

WAVES, GROUPS, REPEATS = 10, 52, 5
WORDS = ("full", "partial", "refusal", "non_contact")
Answer = tuple[np.ndarray, dict[str, int]]


def simulated(members: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw outcomes, one row a member and wave in no order, and a group for each member."""
    rng = np.random.default_rng(1)
    rows = rng.permutation(np.arange(members * WAVES, dtype=np.int32))
    words = rng.choice(np.arange(4, dtype=np.int8), len(rows), p=[0.7, 0.1, 0.1, 0.1])
    waves = [f"w{at}" for at in range(WAVES)]
    columns = {
        "urn": pd.Categorical.from_codes(rows // WAVES, pd.RangeIndex(members)),
        "wave": pd.Categorical.from_codes((rows % WAVES).astype(np.int8), waves),
        "outcome": pd.Categorical.from_codes(words, WORDS),
    }
    return pd.DataFrame(columns, copy=False), rng.integers(0, GROUPS, members)


def ours(frame: pd.DataFrame, groups: np.ndarray) -> Answer:
    tally = wave_bits(frame).tally(groups, GROUPS)
    return tally.continuous, tally.patterns


def with_pandas(frame: pd.DataFrame, groups: np.ndarray) -> Answer:
    answered = frame.assign(answered=frame["outcome"].isin(["full", "partial"]))
    matrix = answered.pivot(index="urn", columns="wave", values="answered")
    kept = matrix.cumprod(axis=1).groupby(groups).sum().to_numpy()
    signs = matrix.astype(int).astype(str).sum(axis=1)
    return kept, signs.value_counts().to_dict()


def with_duckdb(frame: pd.DataFrame, groups: np.ndarray) -> Answer:
    import duckdb

    rows = pd.DataFrame(
        {
            "urn": frame["urn"].cat.codes,
            "wave": frame["wave"].cat.codes,
            "answered": frame["outcome"].cat.codes < 2,
        },
        copy=False,
    )
    members = pd.DataFrame({"urn": np.arange(len(groups), dtype=np.int32), "area": groups})
    database = duckdb.connect()
    database.register("rows", rows)
    database.register("members", members)
    database.execute(
        "CREATE TEMP TABLE matrix AS SELECT urn, "
        f"bit_or(CASE WHEN answered THEN 1::INTEGER << ({WAVES - 1} - wave::INTEGER) ELSE 0 END) AS bits "
        "FROM rows GROUP BY urn"
    )
    wanted = [sum(1 << (WAVES - 1 - place) for place in range(at + 1)) for at in range(WAVES)]
    case = "sum(CASE WHEN bits & {0} = {0} THEN 1 ELSE 0 END) AS k{1}"
    sums = ", ".join(case.format(bits, at) for at, bits in enumerate(wanted))
    query = f"SELECT area, {sums} FROM matrix JOIN members USING (urn) GROUP BY area ORDER BY area"
    kept = database.execute(query).fetchnumpy()
    found = database.execute("SELECT bits, count(*) FROM matrix GROUP BY bits").fetchall()
    counts = np.column_stack([np.asarray(kept[f"k{at}"]) for at in range(WAVES)]).astype(int)
    return counts, {f"{bits:0{WAVES}b}": n for bits, n in found}


def timed(work: Callable[[], Answer], repeats: int) -> tuple[float, float, Answer]:
    """Give the median time and the best, after one run that does not count."""
    answer = work()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times), min(times), answer


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    frame, groups = simulated(members)
    usual, best, answer = timed(lambda: ours(frame, groups), REPEATS)
    print(f"familypanel  {usual:8.3f} s (best {best:.3f})   peak memory {peak():,.0f} MB, the frame included")
    for name, work, repeats in (("DuckDB", with_duckdb, REPEATS), ("pandas pivot", with_pandas, 1)):
        try:
            other, fastest, found = timed(lambda work=work: work(frame, groups), repeats)  # type: ignore[misc]
        except ImportError:
            print(f"{name:<12} is not installed: not compared")
            continue
        assert np.array_equal(answer[0], found[0]), name
        assert answer[1] == found[1], name
        ratios = f"{other / usual:.1f} times (best {fastest / best:.1f})"
        print(f"{name:<12} {other:8.3f} s (best {fastest:.3f})   {ratios}")


if __name__ == "__main__":
    main()
