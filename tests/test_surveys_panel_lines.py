"""Texts of several lines in a panel file, as SPSS (here GNU PSPP) loads them."""

from __future__ import annotations

import os
import subprocess

import pandas as pd
import pytest

from familypanel.study.dictionary import Dictionary, Variable
from familypanel.surveys import build, read, receive
from familypanel.surveys.spss_write import write_sav

BOOK = Dictionary(
    (
        Variable("urn", "", "text", width=8),
        Variable("told", "", "text", width=60),
        Variable("n", "", "integer"),
    )
)
TOLD = ["one line", "two\nlines", 'three\r\nlines\nwith \u05e9\u05dc\u05d5\u05dd, \ue000 and "quotes"', ""]


def built(study, tmp_path, told):
    frame = pd.DataFrame({"urn": [f"A{at}" for at in range(len(told))], "told": told, "n": range(len(told))})
    write_sav(tmp_path / "r.sav", BOOK, frame)
    receive(study, tmp_path / "r.sav", "baseline")
    return build(study, to=[tmp_path / "panel.sav"])


def test_spss_gets_every_line_of_every_text(study, tmp_path, judge):
    program = judge("pspp")
    table = built(study, tmp_path, TOLD)
    assert str(tmp_path / "panel-spss.csv") in table.facts["files"]
    with (tmp_path / "panel.sps").open("a", encoding="utf-8") as syntax:
        syntax.write("SAVE OUTFILE='loaded.sav'.\n")
    done = subprocess.run(
        [program, "panel.sps"], cwd=tmp_path, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "warning" in done.stdout + done.stderr) == (0, False), done.stdout
    loaded, kept = read(tmp_path / "loaded.sav").frame, read(tmp_path / "panel.sav").frame
    for name in ("urn", "told", "n"):
        assert loaded[name].tolist() == kept[name].tolist()
    assert loaded["told"].tolist()[:3] == TOLD[:3]


@pytest.mark.parametrize("told", [["one", "two, three"], [""]])
def test_without_line_breaks_one_text_file_serves_everybody(study, tmp_path, told):
    built(study, tmp_path, told)
    assert not (tmp_path / "panel-spss.csv").exists()
    assert "panel-spss" not in (tmp_path / "panel.sps").read_text(encoding="utf-8")


def test_decimals_are_read_where_a_comma_is_usual(study, tmp_path, judge):
    program = judge("pspp")
    book = Dictionary((BOOK["urn"], Variable("debt", "", "decimal", decimals=2)))
    write_sav(tmp_path / "r.sav", book, pd.DataFrame({"urn": ["A1", "A2"], "debt": [12.5, 0.25]}))
    receive(study, tmp_path / "r.sav", "baseline")
    build(study, to=[tmp_path / "panel.csv"])
    syntax = (tmp_path / "panel.sps").read_text(encoding="utf-8")
    (tmp_path / "german.sps").write_text(
        f"SET DECIMAL=COMMA.\n{syntax}SAVE OUTFILE='loaded.sav'.\n", encoding="utf-8"
    )
    subprocess.run([program, "german.sps"], cwd=tmp_path, capture_output=True, check=True)
    assert read(tmp_path / "loaded.sav").frame["debt"].tolist() == [12.5, 0.25]
