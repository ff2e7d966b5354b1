"""Coding desks for tests: started as a user starts one, and looked at in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from familypanel.study.folder import Study

QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


@dataclass
class Running:
    """A desk that runs: one address that lets in for each coder, and what it writes to stderr."""

    addresses: dict[str, str]
    process: subprocess.Popen[str]
    told: Path

    @property
    def home(self) -> str:
        return next(iter(self.addresses.values())).split("/enter")[0]


@contextmanager
def desk_for(study: Study, *coders: str) -> Iterator[Running]:
    """Open the desk as a program of its own, and close it."""
    names = [part for coder in coders for part in ("--coder", coder)]
    told = study.root / "told.txt"
    command = [sys.executable, "-m", "familypanel", "coding", "desk", "--no-browser", *names]
    path = os.pathsep.join(filter(None, sys.path))
    with told.open("a") as errors:
        process = subprocess.Popen(
            command, cwd=study.root, stdout=subprocess.PIPE, stderr=errors, text=True,
            env=os.environ | {"PYTHONPATH": path},
        )  # fmt: skip
    try:
        assert process.stdout is not None
        addresses = {coder: process.stdout.readline().strip() for coder in coders or ("",)}
        yield Running(addresses, process, told)
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


@dataclass
class Seat:
    """A coder before a browser: its page, and everything that went wrong in it."""

    page: Any
    home: str
    wrong: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def hears(self, words: str) -> None:
        """Wait until the live region says something with these words."""
        self.page.wait_for_function(
            "words => document.getElementById('said').textContent.includes(words)", arg=words, timeout=15_000
        )

    def opens(self, path: str) -> None:
        self.page.goto(self.home + path)


def seat(browser: Any, running: Running, coder: str = "", **options: Any) -> Seat:
    """Open a browser of its own for a coder, and go in."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, **options)
    page = context.new_page()
    found = Seat(page, running.home)
    page.on("console", lambda one: found.wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: found.wrong.append(str(error)))
    page.on("dialog", lambda one: (found.wrong.append(f"dialog: {one.message}"), one.dismiss()))
    page.on(
        "response", lambda one: found.wrong.append(f"{one.status} {one.url}") if one.status >= 400 else None
    )
    page.goto(running.addresses[coder])
    return found
