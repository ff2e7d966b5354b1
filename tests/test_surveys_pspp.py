"""Files written by an independent implementation (GNU PSPP), and what it reads of ours."""

from __future__ import annotations

import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from familypanel.study.beginning import begin
from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.folder import Study, load
from familypanel.study.missing import SCHEMES, Reason
from familypanel.study.store.waves import read_wave
from familypanel.surveys import read, receive, write
from familypanel.surveys.spss_write import write_sav

HERE = Path(__file__).parent
FILES = {"baseline": "baseline.sav", "m12": "m12.sav", "m24": "m24.zsav"}


def pspp(program: str, syntax: Path, folder: Path) -> str:
    done = subprocess.run(  # the listing is the judge's answer
        [program, "-o", "-", "-O", "format=txt", "-O", "width=200", str(syntax)],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def panel(tmp_path: Path) -> Study:
    """A study whose numeric ids are padded to five digits."""
    study = begin(tmp_path / "panel")
    config = study.root / "study.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\nurn: {width: 5}\n", encoding="utf-8")
    return load(study.root)


@pytest.mark.parametrize("wave", FILES)
def test_fixture_is_what_the_syntax_writes(wave, tmp_path, judge):
    pspp(judge("pspp"), HERE / "pspp" / f"{wave}.sps", tmp_path)
    kept, anew = read(HERE / "fixtures" / FILES[wave]), read(tmp_path / FILES[wave])
    pd.testing.assert_frame_equal(kept.frame, anew.frame)
    pd.testing.assert_frame_equal(kept.raw, anew.raw)
    assert kept.dictionary == anew.dictionary
    assert kept.formats == anew.formats


def test_baseline_keeps_ids_texts_and_missing_codes():
    found = read(HERE / "fixtures" / "baseline.sav")
    assert found.frame["urn"].tolist() == ["00101", "00102", "00103", "00104", "00105", "00106"]
    assert found.frame["satis"].tolist() == [4, 5, -9, 2, 1, 3]
    assert found.frame["children"].tolist() == [2, 3, 1, -8, 4, 2]
    assert math.isnan(found.frame["lone"][5])
    long = found.frame["talk"][3]
    assert len(long.encode()) == 284
    assert long.startswith("We would have liked more visits. again ŵ again ŵ")
    assert found.frame["talk"][5] == "  two spaces before"
    assert found.frame["int_date"][0] == pd.Timestamp("2014-03-03")
    assert (found.n_rows, found.n_columns, found.declared_rows) == (6, 8, 6)


def test_baseline_keeps_labels_and_declared_missing_values():
    book = read(HERE / "fixtures" / "baseline.sav").dictionary
    assert book["lone"].label == "Ydych chi'n rhiant unigol? Are you a lone parent?"
    assert book.code_list("lone").labels() == {1: "Ydw (yes)", 2: "Nac ydw (no)"}
    assert {part.low: part.label for part in book["lone"].missing if part.low == part.high} == {
        -9: "Error",
        -8: "Not applicable",
        -2: "Refused",
        -1: "Don't know",
    }
    assert MissingRange(-9, -1) in book["lone"].missing
    assert book["worry"].missing == (MissingRange(-math.inf, -1),)
    assert book["region"].missing == (MissingRange("ZZ", "ZZ", label="Not coded"),)
    assert book.code_list("region").labels() == {"N": "North", "S": "South", "W": "Wales"}
    assert (book["urn"].type, book["urn"].width) == ("text", 8)
    assert (book["talk"].width, book["worry"].decimals, book["satis"].measure) == (300, 1, "ordinal")


def test_m12_keeps_moments_and_durations_of_more_than_a_day():
    found = read(HERE / "fixtures" / "m12.sav")
    assert found.frame["began"][1] == pd.Timestamp("2015-03-16 09:30:30")
    assert found.frame["spent"][1] == 29 * 3600 + 14 * 60
    assert found.dictionary["spent"].type == "duration"
    assert found.dictionary["satis"].missing == (
        MissingRange(-2, -2, label="Refused"),
        MissingRange(-2, -1),
        MissingRange(-9, -9, label="Error"),
    )


def test_a_multiple_response_of_categories_is_no_list_of_ticks():
    (both,) = read(HERE / "fixtures" / "m12.sav").dictionary.sets
    assert (both.label, both.variables, both.categories) == ("Two answers", ("lone", "satis"), True)


def test_m24_keeps_the_multiple_response_set():
    (helped,) = read(HERE / "fixtures" / "m24.zsav").dictionary.sets
    assert (helped.label, helped.variables) == ("What helped", ("helped1", "helped2", "helped3"))


def test_three_waves_are_received(panel):
    tables = {wave: receive(panel, HERE / "fixtures" / file, wave) for wave, file in FILES.items()}
    facts = {wave: table.facts for wave, table in tables.items()}
    counts = {
        wave: tuple(found[key] for key in ("status", "rows_in", "accepted", "quarantined", "duplicates"))
        for wave, found in facts.items()
    }
    assert counts == {
        "baseline": ("accepted", 6, 6, 0, 0),
        "m12": ("accepted", 4, 4, 0, 0),
        "m24": ("accepted", 7, 2, 4, 1),
    }
    assert facts["baseline"]["new_members"] == 6
    assert read_wave(panel.store, "m12").frame["urn"].tolist() == ["00101", "00102", "00103", "00105"]
    assert read_wave(panel.store, "m24").frame["urn"].tolist() == ["00101", "00102"]
    assert any("padded with zeros to 5 characters: 4 rows" in note for note in tables["m12"].notes)
    assert any("Spaces round the URN were taken off: 1 rows" in note for note in tables["m24"].notes)
    codes = sorted((row["code"], row["row"]) for row in tables["m24"].rows if row["severity"] == "error")
    assert codes == [("FP3004", 7), ("FP3006", 4), ("FP3006", 5), ("FP3007", 6)]
    (unknown,) = facts["m24"]["candidates"]
    assert (unknown["row"], unknown["urn"]) == (6, "O0104")
    assert unknown["candidates"][0]["urn"] == "00104"


def test_reasons_follow_the_scheme_and_the_code_is_kept(panel):
    receive(panel, HERE / "fixtures" / "baseline.sav", "baseline")
    cells = read_wave(panel.store, "baseline")
    words = {name: [Reason(int(r)).word for r in cells.reason(name)] for name in ("lone", "worry", "satis")}
    assert words["lone"] == ["value", "value", "refused", "value", "value", "no_answer"]
    assert words["satis"] == ["value", "value", "error", "value", "value", "value"]
    # -7.5 lies in the declared range, but no scheme says why it is missing.
    assert words["worry"] == ["value", "dont_know", "value", "value", "no_answer", "no_answer"]
    assert cells.frame["worry"][4] == -7.5
    assert cells.frame["lone"][2] == -2


def test_a_file_in_another_missing_scheme_is_refused(tmp_path):
    study = begin(tmp_path / "ukds")
    config = study.root / "study.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("missing: ukhls", "missing: ukds"), encoding="utf-8")
    study = load(study.root)
    assert study.config.missing.name == "ukds"
    table = receive(study, HERE / "fixtures" / "baseline.sav", "baseline")
    assert (table.facts["status"], table.facts["accepted"]) == ("refused", 0)
    assert {row["code"] for row in table.rows if row["severity"] == "error"} == {"FP3026"}
    assert read_wave(study.store, "baseline") is None


@pytest.mark.parametrize("wave", ["baseline", "m12"])
def test_pspp_files_survive_write_and_read(wave, tmp_path):
    kept = read(HERE / "fixtures" / FILES[wave])
    write(kept, tmp_path / "again.sav")
    again = read(tmp_path / "again.sav")
    pd.testing.assert_frame_equal(kept.frame, again.frame)
    assert kept.formats == again.formats
    assert kept.dictionary.lists == again.dictionary.lists
    for variable in kept.dictionary:
        other = again.dictionary[variable.name]
        assert (variable.label, variable.type, variable.width) == (other.label, other.type, other.width)
        assert covered(variable) == covered(other)


def covered(variable: Variable) -> list[bool]:
    """Which of many values a variable declares missing, however the ranges are cut."""
    values = ["N", "ZZ"] if variable.is_text else [-1e300, -10, *np.arange(-9.5, 3, 0.5)]
    return [any(value in part for part in variable.missing) for value in values]


def test_pspp_reads_what_we_write(tmp_path, judge):
    missing = tuple(MissingRange(c, c, r) for c, r in SCHEMES["ukhls"].codes.items())
    answers = CodeList("yn", (Code(1, "Ydw"), Code(2, "Nac ydw, cŵn")))
    book = Dictionary(
        (
            Variable("urn", "Unique Reference Number", "text", width=8),
            Variable("lone", "Lone parent? Rhiant unigol? ŵ", "choice", "yn", missing, "nominal"),
            Variable("held", "Date of the interview", "date"),
            Variable("words", "In your own words", "text", width=400),
        ),
        {"yn": answers},
    )
    frame = pd.DataFrame(
        {"urn": ["00007"], "lone": [-8], "held": ["2016-01-03"], "words": ["diolch " * 50 + "ŵ"]}
    )
    write_sav(tmp_path / "ours.sav", book, frame)
    write_sav(tmp_path / "empty.sav", book)
    syntax = tmp_path / "judge.sps"
    syntax.write_text(
        "GET FILE='ours.sav'.\nDISPLAY DICTIONARY.\nLIST urn lone held.\n"
        "GET FILE='empty.sav'.\nDISPLAY DICTIONARY.\nDESCRIPTIVES lone.\n",
        encoding="utf-8",
    )
    said = pspp(judge("pspp"), syntax, tmp_path)
    assert "warning" not in said
    assert said.count("Rhiant unigol? ŵ") >= 2
    assert said.count("Nac ydw, cŵn") == 2
    assert said.count("Don't know") == 2
    assert said.count("-9 THRU") == 2
    assert said.count("A400") >= 2
    assert "03-JAN-2016" in said
    assert "00007" in said
