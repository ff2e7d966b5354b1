"""Measure what `surveys receive` costs beside bare reading with pyreadstat.

For each size a file is made (a URN, codes with declared missing values, numbers, a date, short texts), read
by `pyreadstat.read_sav(user_missing=True)` in a process of its own, and received into a new study in
another one. CPU is that of the process and the reader it starts; memory is the peak of the larger of the two.

Run ``python benchmarks/surveys_receive.py [--rows 1.0]``.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = ((1_000_000, 60), (200_000, 400))


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
        "urn": np.char.add("A", np.arange(rows).astype(str)),
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


def received(path: Path) -> None:
    """Receive into a new study beside the file."""
    from familypanel.study.beginning import begin
    from familypanel.surveys import receive

    table = receive(begin(path.parent / "study"), path, "baseline")
    assert table.facts["status"] == "accepted", table.facts


def measured(what: str, path: Path) -> tuple[float, float]:
    """Run in a process of its own; give CPU seconds (its children's too) and peak memory in GB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, __file__, "--do", what, str(path)], check=True, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, float(done.stdout.split()[-1])


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=1.0, help="share of the full number of rows")
    parser.add_argument("--do", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.do:
        {"bare": bare, "received": received}[chosen.do[0]](Path(chosen.do[1]))
        peaks = [
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ]
        print(max(peaks) / 1e6)
        return
    for rows, columns in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "delivery.sav"
            make(path, int(rows * chosen.rows), columns)
            (alone, small), (ours, large) = measured("bare", path), measured("received", path)
            size = f"{int(rows * chosen.rows):>9,} x {columns}: {path.stat().st_size / 1e6:.0f} MB"
            print(f"{size}; pyreadstat {alone:.1f} s CPU, {small:.1f} GB")
            print(f"{'receive':>16} {ours:.1f} s CPU, {large:.1f} GB")
            print(f"{'ratio':>16} {ours / alone:.2f}")


if __name__ == "__main__":
    main()
