"""Damaged and crafted .sav files: refused or read, never a traceback, a hang, or a half-stored wave."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.study.store.deliveries import all_deliveries
from familypanel.study.store.waves import current_version, read_cells
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav

pytestmark = pytest.mark.slow

HOW_MANY = 50


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


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Change, cut out, double or overwrite a few bytes, more often in the dictionary than in the data."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(min(len(changed), chance.choice([200, 1200, len(changed)])))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at : at + 4] = chance.choice([b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\xff" * 4])
            case 2:
                del changed[at : at + chance.randint(1, 40)]
            case 3:
                changed[at:at] = changed[at : at + chance.randint(1, 40)]
            case 4:
                del changed[max(at, 4) :]
    return bytes(changed)


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
