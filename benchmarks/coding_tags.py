"""How long a coder waits for a tag: alone, with a long log, and with 25 coders at once.

python benchmarks/coding_tags.py
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from interviews import CODEBOOK, tell

from familypanel.coding import agreement, bundle, merge, tag, undo
from familypanel.everyday import init
from familypanel.study.folder import Study, load

CODERS, EACH, PAUSE = 25, 40, 0.5


def study_with(talks: int, name: str, folder: Path) -> Study:
    init(folder / name)
    study = load(folder / name)
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    for number in range(talks):
        tell(study, f"t{number}", "MUM: " + "some words about the rent. " * 400)
    return study


def timed(deed, times: int) -> list[float]:
    found = []
    for at in range(times):
        began = time.perf_counter()
        deed(at)
        found.append((time.perf_counter() - began) * 1000)
    return found


def told(what: str, times: list[float]) -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{what:46} median {statistics.median(times):7.1f} ms   p95 {p95:7.1f} ms   n {len(times)}")


def at_once(study: Study) -> list[float]:
    times: list[list[float]] = [[] for _ in range(CODERS)]

    def work(number: int) -> None:
        for at in range(EACH):
            time.sleep(PAUSE * ((number * 7 + at * 3) % 10 + 5) / 10)
            began = time.perf_counter()
            put(study, at, f"c{number}")
            times[number].append((time.perf_counter() - began) * 1000)

    crowd = [threading.Thread(target=work, args=(number,)) for number in range(CODERS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return [one for mine in times for one in mine]


def put(study: Study, at: int, coder: str) -> None:
    tag(study, f"t{at % 20}", (5 + at * 7, 25 + at * 7), "money", coder)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, two = (study_with(20, name, Path(folder)) for name in ("one", "two"))
        put(one, 0, "warm")
        told("a tag, alone", timed(lambda at: put(one, at, "ann"), 400))
        told(f"{CODERS} coders at once, one tag in {PAUSE:g} s each", at_once(one))
        told("a tag with 1,400 events in the log", timed(lambda at: put(one, at, "bea"), 200))
        told("undo", timed(lambda _: undo(one, "bea"), 50))
        path = Path(folder) / "bundle.zip"
        told("bundle of the log", timed(lambda _: bundle(one, path), 3))
        told("merge of it, with the child process", timed(lambda _: merge(two, path), 2))
        told("agreement of 28 coders", timed(lambda _: agreement(one), 2))


if __name__ == "__main__":
    main()
