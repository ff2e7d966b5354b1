"""How the coding desk bears many coders at once, and a very long transcript.

25 coders put 400 tags each on loopback, each at about the pace given; then a transcript of 200 pages with
2,000 codings is opened, scrolled and coded in Chromium.

python benchmarks/coding_desk.py [--coders 25] [--each 400] [--pause 0.8]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from desk_crowd import crowd
from desks import QUIET, desk_for, seat
from interviews import CODEBOOK, tell
from long_talk import SCROLL, coded_often, long_talk

from familypanel.coding import codings
from familypanel.everyday import init
from familypanel.study.folder import Study, load

DOCUMENTS, CODES = 25, ["trust", "money", "sleep"]


def study_in(folder: Path) -> Study:
    init(folder)
    study = load(folder)
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    return study


def cpu_of(process: int) -> float:
    """Give the CPU seconds of a process (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def many(folder: Path, coders: int, each: int, pause: float) -> None:
    study = study_in(folder)
    for number in range(DOCUMENTS):
        tell(study, f"t{number:02d}", "\n".join(["MUM: " + "some words about the rent. " * 8] * 25))
    with desk_for(study, *(f"c{number}" for number in range(coders))) as desk:
        before = cpu_of(desk.process.pid)
        found = crowd(desk.addresses, each, pause, DOCUMENTS, CODES)
        cpu = (cpu_of(desk.process.pid) - before) / len(found.seconds)
    stored = len(codings(study).rows)
    print(f"{coders} coders, {each} tags each, {1 / pause:.2g} a second each")
    print(f"  errors {len(found.errors)}   lost {len(set(found.put)) - stored}   stored {stored}")
    waited = f"median {1000 * found.median():.1f} ms   p95 {1000 * found.p95():.1f} ms"
    print(f"  {waited}   CPU {1000 * cpu:.1f} ms a tag")


def long(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    study = study_in(folder)
    document = tell(study, "long", long_talk())
    coded_often(study, document)
    with desk_for(study, "Ann") as desk, sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=[*QUIET])
        ann = seat(browser, desk, "Ann")
        opened = timed(lambda: ann.opens("/documents/1"))
        frames = ann.page.evaluate(SCROLL)
        ann.page.reload()
        ann.press("j", "j", ".", "/", "Enter")
        ann.hears("Trust")
        tags = [timed(lambda: coded(ann)) for _ in range(20)]
        browser.close()
    print(f"200 pages ({len(document.text):,} characters, {len(document.turns)} turns), 2,000 codings")
    scrolled = f"median frame {frames['median']:.0f} ms, p95 {frames['p95']:.0f} ms"
    print(f"  opened in {opened:.2f} s; scrolled: {scrolled}")
    waited = f"median {1000 * sorted(tags)[10]:.0f} ms, worst {1000 * max(tags):.0f} ms"
    print(f"  a sentence chosen and coded: {waited}")


def coded(ann) -> None:
    before = ann.page.locator(".beside li").count()
    ann.press(".", "Enter")
    ann.page.wait_for_function(
        "before => document.querySelectorAll('.beside li').length > before", arg=before, polling=5
    )


def timed(deed: Callable[[], None]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--coders", type=int, default=25)
    asked.add_argument("--each", type=int, default=400)
    asked.add_argument("--pause", type=float, default=0.8)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        many(Path(folder) / "many", given.coders, given.each, given.pause)
        long(Path(folder) / "long")


if __name__ == "__main__":
    main()
