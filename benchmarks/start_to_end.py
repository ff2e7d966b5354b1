"""Time what people wait for: the help text, the whole demo, one delivery received from the command line.

Run ``python benchmarks/start_to_end.py``.  The times are also given in units of one start of Python that
imports pandas, in the same run, since machines differ and are noisy.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

FAMILYPANEL = [sys.executable, "-m", "familypanel"]
TRIES = 3


def seconds(command: list[str], cwd: Path) -> float:
    """Give the wall time of one command."""
    began = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def best(command: list[str], cwd: Path) -> float:
    """Give the best of a few tries."""
    return min(seconds(command, cwd) for _ in range(TRIES))


def main() -> None:
    """Print one line a measurement."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        unit = best([sys.executable, "-c", "import pandas"], here)
        first = seconds([*FAMILYPANEL, "demo", "d"], here)
        again = seconds([*FAMILYPANEL, "demo", "d"], here)
        help_ = best([*FAMILYPANEL, "--help"], here)
        subprocess.run([*FAMILYPANEL, "init", "s"], cwd=here, check=True, stdout=subprocess.DEVNULL)
        delivered = here / "d" / "deliveries" / "baseline.sav"
        receive = best(
            [*FAMILYPANEL, "surveys", "receive", str(delivered), "--wave", "baseline", "--dry-run"],
            here / "s",
        )
    measured = {
        "import pandas": unit,
        "familypanel --help": help_,
        "demo, new folder": first,
        "demo, second run": again,
        "surveys receive, 370 rows": receive,
    }
    for what, time_taken in measured.items():
        print(f"{what:28}{time_taken:8.2f} s {time_taken / unit:8.1f} x")


if __name__ == "__main__":
    main()
