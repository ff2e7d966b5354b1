"""Kill `receive` at any moment and run it again: nothing lost, nothing doubled."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import familypanel
from familypanel.study.beginning import begin
from familypanel.study.dictionary import Dictionary, Variable
from familypanel.study.folder import Study, load
from familypanel.study.store.deliveries import all_deliveries
from familypanel.study.store.events import events_frame
from familypanel.study.store.members import members_frame
from familypanel.study.store.waves import current_version, read_wave
from familypanel.surveys import read, receive, receiving
from familypanel.surveys.spss_write import write_sav

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork; SIGKILL is a POSIX signal"),
]

MEMBERS = 368
BOOK = Dictionary(
    (
        Variable("urn", "", "text", width=8),
        Variable("int_date", "", "date"),
        *(Variable(f"v{i}") for i in range(30)),
    )
)
STEPS = ("raw", "cells", "ledger", "version", "events", "commit")
POINTS = [(step, when) for step in STEPS for when in ("before", "after")]
# Moments in seconds, spread over the time a whole run takes; some machines are slower, so there are many.
SPREAD = [0.24 * ((7 * index) % 48) / 48 for index in range(192)]
ENOUGH = 60


def answers(**changed) -> pd.DataFrame:
    frame = pd.DataFrame({"urn": [f"M{i:04d}" for i in range(MEMBERS)], "int_date": "2014-03-03"})
    for number in range(30):
        frame[f"v{number}"] = float(number)
    return frame.assign(**changed)


@pytest.fixture
def halfway(tmp_path) -> tuple[Study, Path]:
    """A study with a first delivery, and the file of a second one that corrects it."""
    study = begin(tmp_path / "template")
    first, second = tmp_path / "first.sav", tmp_path / "second.sav"
    write_sav(first, BOOK, answers())
    corrected = answers(v7=8.0)
    corrected.loc[5, "int_date"] = "2014-03-05"
    write_sav(second, BOOK, corrected)
    receive(study, first, "baseline")
    return study, second


def state(study: Study) -> tuple:
    with study.store.reading() as connection:
        version = current_version(connection, "baseline")
        return (
            len(all_deliveries(connection)),
            version.version,
            version.cells_sha256,
            len(members_frame(connection)),
            len(events_frame(connection)),
        )


def files_are_whole(study: Study) -> bool:
    """Every file named by a hash has that hash."""
    kept = [path for folder in ("raw", "waves") for path in (study.store.root / folder).glob("[0-9a-f]*")]
    return all(hashlib.sha256(path.read_bytes()).hexdigest() == path.stem for path in kept)


def test_sixty_kills(halfway, tmp_path, monkeypatch):
    template, second = halfway
    before = state(template)
    after = (2, 2, None, MEMBERS, MEMBERS + 1)
    returns = read(second)
    monkeypatch.setattr(receiving, "delivered", lambda *_how: returns)
    stopped = 0
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("surveys_killed.py")), str(second)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(familypanel.__path__[0]).parent)},
    ) as server:
        for index, how in enumerate([*POINTS, *SPREAD]):
            if stopped == ENOUGH:
                break
            copy = tmp_path / f"study{index}"
            shutil.copytree(template.root, copy)
            server.stdin.write(json.dumps({"study": str(copy), "how": how}) + "\n")
            server.stdin.flush()
            stopped += json.loads(server.stdout.readline())
            study = load(copy)
            seen = state(study)
            assert seen == before or (seen[:2], seen[3:]) == (after[:2], after[3:]), how
            table = receive(study, second, "baseline")
            assert table.facts["status"] == ("accepted" if seen == before else "no_change"), how
            final = state(study)
            assert (final[:2], final[3:]) == (after[:2], after[3:]), how
            assert read_wave(study.store, "baseline").frame["v7"].eq(8.0).all()
            assert files_are_whole(study), how
            shutil.rmtree(copy)
        server.stdin.close()
    # Kills that came too late prove nothing and do not count.
    assert stopped == ENOUGH
