"""Measure what `surveys receive` costs beside bare reading with pyreadstat.

For each size a file is made (URNs in no order, codes with declared missing values, numbers, a date, short
texts), read by `pyreadstat.read_sav(user_missing=True)` in a process of its own, and received into a new
study in another one: as usual, where pyreadstat reads every cell, and with ``--quick``. CPU is that of the
process and of the reader it starts; memory is the peak of each.

Last, 368 rows of 60 columns are received by the command, its start included.

Run ``python benchmarks/surveys_receive.py [--rows 1.0] [--repeats 3]``.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = ((1_000_000, 60), (200_000, 400))
SMALL = (368, 60)


def make(path: Path, rows: int, columns: int) -> None:
    """Write a delivery: mostly codes, some numbers, one text in twenty columns."""
    import numpy as np
    import pandas as pd

    from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
    from familypanel.surveys.spss_write import write_sav

    chance = np.random.default_rng(rows + columns)
    variables = [
        Variable("urn", "Unique Reference Number", "text", width=8),
        Variable("held", "Date", "date"),
    ]
    cells: dict[str, object] = {
        "urn": np.char.add("A", chance.permutation(rows).astype(str)),
        "held": 13_613_184_000.0 + 86_400.0 * chance.integers(0, 900, rows),
    }
    answers = CodeList("agree", tuple(Code(n, f"Answer {n}") for n in range(1, 6)))
    missing = (MissingRange(-9, -1),)
    for number in range(columns - 2):
        name = f"q{number:03d}"
        if number % 20 == 7:
            variables.append(Variable(name, f"In your own words {number}", "text", width=16))
            cells[name] = np.array(["", "yes", "perhaps not", "don't know"])[chance.integers(0, 4, rows)]
        elif number % 10 == 3:
            variables.append(Variable(name, f"How much {number}", "decimal", decimals=2, missing=missing))
            cells[name] = np.round(chance.normal(50, 20, rows), 2)
        else:
            variables.append(Variable(name, f"How far do you agree {number}", "choice", "agree", missing))
            cells[name] = chance.choice([1, 2, 3, 4, 5, -9, -1], rows).astype(float)
    write_sav(path, Dictionary(tuple(variables), {"agree": answers}), pd.DataFrame(cells))


def bare(path: Path) -> None:
    """Read as pyreadstat does by itself."""
    import pyreadstat

    pyreadstat.read_sav(str(path), user_missing=True)


def begun(path: Path) -> None:
    """Begin the studies that the file is to be received into, beside it; what an earlier run left goes."""
    from familypanel.study.beginning import begin

    for quick in (False, True):
        shutil.rmtree(path.parent / f"study-{quick}", ignore_errors=True)
        begin(path.parent / f"study-{quick}")


def received(path: Path, *, quick: bool = False) -> None:
    """Receive into the study beside the file."""
    from familypanel.study.folder import load
    from familypanel.surveys import receive

    table = receive(load(path.parent / f"study-{quick}"), path, "baseline", quick=quick)
    assert table.facts["status"] == "accepted", table.facts


WHAT = {
    "make": lambda path, *size: make(path, *map(int, size)),
    "begin": begun,
    "bare": bare,
    "receive": received,
    "receive --quick": lambda path: received(path, quick=True),
}


def measured(what: str, path: Path, *size: int) -> tuple[float, float, float]:
    """Run in a process of its own; give CPU seconds (its reader's too), its and its reader's peak in GB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, __file__, "--do", what, str(path), *map(str, size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    own, reader = done.stdout.split()[-2:]
    return cpu, float(own), float(reader)


def compared(rows: int, columns: int, repeats: int) -> None:
    """Print what one size costs: of each way the run that cost least, since others use the machine too."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "delivery.sav"
        # In another process: a child would inherit the peak of this one.
        measured("make", path, rows, columns)
        print(f"{rows:,} x {columns}: {path.stat().st_size / 1e6:.0f} MB")
        found: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(repeats):
            measured("begin", path)
            for what in ("bare", "receive", "receive --quick"):
                found.setdefault(what, []).append(measured(what, path))
        alone = min(found["bare"])[0]
        for what, runs in found.items():
            cpu, own, reader = min(runs)
            every = ", ".join(f"{run[0]:.1f}" for run in runs)
            peaks = f"peak {own:.1f} GB, reader {reader:.1f} GB"
            print(f"{what:>20} {cpu:6.1f} s CPU (of {every}), ratio {cpu / alone:.2f}; {peaks}")


def small() -> None:
    """Print how long the command takes for a delivery of the usual size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "delivery.sav"
        measured("make", path, *SMALL)
        tool = [sys.executable, "-m", "familypanel"]
        subprocess.run([*tool, "init", "study"], check=True, capture_output=True, cwd=folder)
        began = time.perf_counter()
        order = ["surveys", "receive", path.name, "--wave", "baseline", "--study", "study"]
        subprocess.run([*tool, *order], check=True, capture_output=True, cwd=folder)
        print(f"{SMALL[0]} x {SMALL[1]}, by the command: {time.perf_counter() - began:.1f} s")


def main() -> None:
    """Print a few lines a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=1.0, help="share of the full number of rows")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each, of which the least counts")
    parser.add_argument("--do", nargs="+", metavar="WHAT", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.do:
        WHAT[chosen.do[0]](Path(chosen.do[1]), *chosen.do[2:])
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            print(resource.getrusage(who).ru_maxrss / 1e6)
        return
    for rows, columns in SIZES:
        compared(int(rows * chosen.rows), columns, chosen.repeats)
    small()


if __name__ == "__main__":
    main()
