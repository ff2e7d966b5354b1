"""Take the pictures of the coding desk in docs/images, from the example study.

Run ``python docs/desk_pictures.py``; it needs playwright and Chromium (the extra ``test``), and no network.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from shutil import which

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from desks import QUIET, Seat, desk_for, seat  # noqa: E402  stands in tests/

from familypanel.coding import tag  # noqa: E402
from familypanel.coding.corpus import stored_documents  # noqa: E402
from familypanel.coding.matrices.summaries import write  # noqa: E402
from familypanel.examples.improving_futures.running import run  # noqa: E402
from familypanel.study.folder import Study, load  # noqa: E402

SIZE = {"width": 1120, "height": 720}
SECOND = (
    ("She asked me what I wanted to change first", "being_heard"),
    ("I thought, I can talk to you.", "trust"),
    ("I thought we'd been forgotten.", "waiting"),
)


SUMMARIES = {
    "baseline": "She dreaded the first visit. It began when the worker sat down on the floor.",
    "m12": "Trust has become ordinary: the worker turns up when she said she would.",
}


def summarise(study: Study) -> None:
    """Write two cells of the framework matrix."""
    with study.store.transaction() as connection:
        for wave, text in SUMMARIES.items():
            write(connection, "Ann", ("F0007", wave, "trust"), text, ())


def framework(ann: Seat) -> None:
    """Open the passages of a cell."""
    ann.opens("/matrix/cases")
    ann.page.locator(".chart details summary").first.click()


def transcript(ann: Seat) -> None:
    """Code a passage, choose the next: its suggestions stand below."""
    ann.opens("/documents/1#turn-2")
    ann.press(".", "/")
    ann.page.keyboard.type("wait")
    ann.press("Enter")
    ann.hears("Waiting")
    ann.press(".")
    ann.page.wait_for_selector("#advice", state="visible")
    ann.page.evaluate("scrollTo(0, 0)")


def picker(ann: Seat) -> None:
    """Look for a code."""
    ann.press("/")
    ann.page.keyboard.type("tr")


def take(ann: Seat, name: str) -> None:
    """Take a picture."""
    ann.page.screenshot(path=HERE / "images" / f"desk-{name}.png")


def main() -> None:
    """Open the example, and take every picture."""
    from playwright.sync_api import sync_playwright

    program = which("chromium") or which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        run(Path(folder) / "study")
        study = load(Path(folder) / "study")
        # A second reading of one transcript, so that there is something to agree about.
        (talk,) = (one for one in stored_documents(study) if one.name == "t01_mother_baseline")
        for quote, code in SECOND:
            start = talk.text.index(quote)
            tag(study, talk.name, (start, start + len(quote)), code, "coder_b")
        summarise(study)
        browser = started.chromium.launch(executable_path=program, args=[*QUIET])
        with desk_for(study, "Ann") as desk:
            ann = seat(browser, desk, "Ann")
            ann.page.set_viewport_size(SIZE)
            take(ann, "documents")
            transcript(ann)
            take(ann, "transcript")
            picker(ann)
            ann.page.wait_for_timeout(200)
            take(ann, "picker")
            for name, path in (("clusters", "/clusters?k=4"), ("quotes", "/quotes"),
                               ("agreement", "/agreement#differences")):  # fmt: skip
                ann.opens(path)
                take(ann, name)
            framework(ann)
            take(ann, "framework")
        browser.close()


if __name__ == "__main__":
    main()
