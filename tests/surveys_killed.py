"""Run as a process by test_surveys_kill: forks one `receive` after the other and kills each at its moment.

The parent has imported everything and read the file, so that a fork costs milliseconds and the moments of
the kills lie in the part that stores.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import familypanel.surveys.examining  # noqa: F401  # what receive would import later
from familypanel.study.folder import load
from familypanel.study.store import deliveries, engine, events, waves
from familypanel.surveys import receiving
from familypanel.surveys.reading import read

# Each step of storing; the process is killed just before or just after it.
STEPS = {
    "raw": (deliveries, "keep_raw"),
    "cells": (waves, "write_cells"),
    "ledger": (deliveries, "add_delivery"),
    "version": (waves, "add_version"),
    "events": (events, "add_interviews"),
    "commit": (engine.Store, "transaction"),
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def armed(step: str, when: str) -> None:
    """Make one step of storing the last thing this process does."""
    place, name = STEPS[step]
    real = getattr(place, name)

    def last(*args, **kwargs):
        if when == "before":
            die()
        real(*args, **kwargs)
        die()

    if step == "commit":
        engine.Store.transaction = last_commit(real, when)
    else:
        setattr(place, name, last)


def last_commit(real, when: str):
    from contextlib import contextmanager

    @contextmanager
    def transaction(self):
        with real(self) as connection:
            yield connection
            if when == "before":
                die()
        die()

    return transaction


def attempt(study: Path, file: Path, how) -> None:
    """In the child: receive, and be killed on the way."""
    if not isinstance(how, float):
        armed(*how)
    receiving.receive(load(study), file, "baseline")
    os._exit(0)


def killed(study: Path, file: Path, how) -> bool:
    """Fork, kill, and say whether the kill came before the end."""
    child = os.fork()
    if child == 0:
        try:
            attempt(study, file, how)
        finally:
            os._exit(1)
    if isinstance(how, float):
        time.sleep(how)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    file = Path(sys.argv[1])
    found = read(file)
    receiving.delivered = lambda *_how: found
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.write(json.dumps(killed(Path(order["study"]), file, order["how"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
