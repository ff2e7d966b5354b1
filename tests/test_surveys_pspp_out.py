"""GNU PSPP as the judge: it must list what we write again exactly as it lists what it wrote itself."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from familypanel.study.dictionary import Dictionary, MissingRange, ResponseSet, Variable
from familypanel.surveys import export, read, receive, write
from familypanel.surveys.spss_write import write_sav

HERE = Path(__file__).parent
FEATURES = HERE / "fixtures" / "features.sav"
ASK = (
    "GET FILE='{name}'.\nDISPLAY DICTIONARY.\nDISPLAY LABELS.\nDISPLAY ATTRIBUTES.\nDISPLAY DOCUMENTS.\n"
    "MRSETS /DISPLAY NAME=ALL.\nLIST.\nDESCRIPTIVES both pay.\n"
)


def listing(program: str, file: Path) -> str:
    """Ask PSPP for everything it sees in a file."""
    syntax = file.with_suffix(".sps")
    syntax.write_text(ASK.format(name=file.name), encoding="utf-8")
    done = subprocess.run(
        [program, "-o", "-", "-O", "format=txt", "-O", "width=400", syntax.name],
        cwd=file.parent,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
def test_pspp_sees_no_difference_between_its_file_and_ours(ending, tmp_path, judge):
    program = judge("pspp")
    own = tmp_path / "own.sav"
    own.write_bytes(FEATURES.read_bytes())
    ours = tmp_path / f"ours{ending}"
    write(read(own), ours)
    said = listing(program, ours)
    assert said == listing(program, own)
    assert "warning" not in said
    for word in (
        "A600",
        "QYR8",
        "DTIME14",
        "LOWEST",
        "HIGHEST",
        "register",
        "Output",
        "$said",
        "Bangor, Gwynedd",
    ):
        assert word in said, word


def test_every_kind_of_date_is_read_and_kept_raw():
    found = read(FEATURES)
    first = found.frame.iloc[0]
    moments = {name: str(first[name]) for name in ("held", "edited", "quarter", "month", "week", "began")}
    assert moments == {
        "held": "2014-03-03 00:00:00",
        "edited": "2014-03-03 00:00:00",
        "quarter": "2014-01-01 00:00:00",
        "month": "2014-03-01 00:00:00",
        "week": "2014-03-05 00:00:00",
        "began": "2014-03-03 09:30:15",
    }
    assert (first["clock"], first["lasted"]) == (9 * 3600 + 30 * 60 + 15.25, (24 + 5) * 3600 + 14 * 60)
    assert set(found.raw.columns) == {*moments}
    # 157,560 days lie between the start of the Gregorian calendar and 3 March 2014.
    assert found.raw["held"][0] == 157_560 * 86_400


def test_response_sets_of_every_kind_are_in_the_dictionary():
    found = read(FEATURES)
    assert found.dictionary.sets == (
        ResponseSet("languages", "Languages at home", ("first_language", "second_language"), categories=True),
        ResponseSet("helped", "Who helped", ("gp", "school")),
        ResponseSet("said", "", ("said1", "said2"), counted="Yes"),
        ResponseSet("named", "", ("gp", "school")),
    )
    assert found.layout.set_styles == {"said": "1", "named": "11"}
    assert found.layout.weight == "weight_of_case"


def test_missing_values_of_every_form():
    book = read(FEATURES).dictionary
    assert book["low"].missing == (MissingRange(float("-inf"), -1),)
    assert book["high"].missing == (MissingRange(100, float("inf")),)
    assert book["both"].missing == (MissingRange(-9, -5), MissingRange(99, 99))
    assert book["town"].missing == (MissingRange("ZZ", "ZZ", label="Not known"),)


def test_the_length_of_long_missing_texts_stands_once(tmp_path):
    """As SPSS and the published description have it; PSPP up to 1.6 repeats it before every value."""
    two = Dictionary(
        (Variable("t", "", "text", width=12, missing=(MissingRange("ZZ", "ZZ"), MissingRange("no", "no"))),)
    )
    write_sav(tmp_path / "two.sav", two)
    assert b"\x01\0\0\0t\x02\x08\0\0\0ZZ      no      " in (tmp_path / "two.sav").read_bytes()
    assert [part.low for part in read(tmp_path / "two.sav").dictionary["t"].missing] == ["ZZ", "no"]


def test_what_was_received_is_exported_as_it_was_delivered(study, tmp_path):
    receive(study, FEATURES, "baseline", id="respondent_number")
    table = export(study, tmp_path / "out.zsav")
    delivered, out = read(FEATURES), read(tmp_path / "out.zsav")
    assert (table.facts["wave"], table.facts["n_rows"], out.n_rows) == ("baseline", 2, 2)
    names = [name for name in delivered.frame.columns if name != "respondent_number"]
    pd.testing.assert_frame_equal(out.frame[names], delivered.frame.loc[:1, names])
    assert out.notes == delivered.notes
    assert out.dictionary.sets == delivered.dictionary.sets
    shared = {name: shown for name, shown in out.formats.items() if name in delivered.formats}
    assert shared == delivered.formats
    assert out.layout.alignments["talk"] == "center"
    assert out.frame["urn"].tolist() == ["A1", "A2"]


def test_a_dry_run_writes_nothing(study, tmp_path):
    receive(study, FEATURES, "baseline", id="respondent_number")
    table = export(study, tmp_path / "out.sav", wave="baseline", dry_run=True)
    assert table.facts["dry_run"]
    assert not (tmp_path / "out.sav").exists()


def test_texts_in_another_encoding_keep_encoding_and_widths(tmp_path, judge):
    """PSPP reads the file by the encoding it declares."""
    found = read(FEATURES)
    frame = found.frame.assign(talk=["café £5 " * 70, "naïve", ""])
    book = replace(
        found.dictionary,
        variables=tuple(replace(v, label=v.label.replace("ŷ", "ÿ")) for v in found.dictionary),
    )
    old = replace(found, frame=frame, dictionary=book, layout=replace(found.layout, encoding="windows-1252"))
    write(old, tmp_path / "old.sav")
    again = read(tmp_path / "old.sav")
    assert again.layout == old.layout
    assert again.frame["talk"].tolist() == [text.rstrip() for text in frame["talk"]]
    assert again.dictionary == old.dictionary
    assert "hunt ÿ â ô" in listing(judge("pspp"), tmp_path / "old.sav")
