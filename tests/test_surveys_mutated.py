"""Damaged and crafted .sav files: refused or read, never a traceback, a hang, or a half-stored wave."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from surveys_mutants import mutated  # a module of the tests

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.study.store.deliveries import all_deliveries
from familypanel.study.store.waves import current_version, read_cells
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav

pytestmark = pytest.mark.slow

HOW_MANY = 25


@pytest.fixture
def sound(tmp_path) -> bytes:
    book = Dictionary(
        (
            Variable("urn", "URN", "text", width=8),
            Variable("held", "Date", "date"),
            Variable("lone", "Lone parent?", "choice", "yn", (MissingRange(-9, -1),), "nominal"),
            Variable("talk", "Own words", "text", width=300),
        ),
        {"yn": CodeList("yn", (Code(1, "Yes"), Code(2, "No")))},
    )
    urns = [f"A{i}" for i in range(10)]
    frame = pd.DataFrame({"urn": urns, "held": "2014-03-03", "lone": 1, "talk": "ŵ" * 100})
    write_sav(tmp_path / "sound.sav", book, frame)
    return (tmp_path / "sound.sav").read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_are_refused_or_wholly_stored(study, sound, tmp_path, monkeypatch, seed):
    monkeypatch.setenv("FAMILYPANEL_READ_SECONDS", "20")
    chance = random.Random(seed)
    path, stored = tmp_path / "mutated.sav", 0
    for _ in range(HOW_MANY):
        path.write_bytes(mutated(sound, chance))
        try:
            table = receive(study, path, "baseline")
        except ProblemError as error:
            assert error.exit_code in (ExitCode.FILE, ExitCode.USAGE)
        else:
            facts = table.facts
            assert facts["rows_in"] == facts["accepted"] + facts["quarantined"] + facts["duplicates"]
            stored += facts["status"] == "accepted"
    with study.store.reading() as connection:
        assert len(all_deliveries(connection)) == stored
        version = current_version(connection, "baseline")
    if version is not None:
        assert version.version == stored
        assert len(read_cells(study.store, version.cells_sha256)) == version.n_rows


HERE = Path(__file__).parent
KINDS = {"features.sav": 1100, "baseline.sav": 500, "m24.zsav": 400, "portable.por": 150, "stata.dta": 150}


@pytest.mark.skipif(sys.platform == "win32", reason="forks are needed to try thousands in minutes")
@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_mutated_files_leave_nobody_dead(kind, tmp_path):
    """No traceback, no hang, and the process that receives them all lives to say so."""
    command = [
        sys.executable,
        str(HERE / "surveys_mutants.py"),
        str(HERE / "fixtures" / kind),
        "7",
        str(KINDS[kind]),
    ]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert sum(found.values()) == KINDS[kind]
    assert found.get("traceback", 0) == found.get("hung", 0) == 0, (found, done.stderr[-2000:])
    assert found["refused"] > 0
