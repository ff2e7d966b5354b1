"""`panel change` holds its figures against the published table that study.yaml names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from panel_cells import store_cells

from familypanel.panel import change
from familypanel.study import Cells, Dictionary, ProblemError, Study, Variable, load

YAML = """\
title: Records
waves:
  baseline: {months: 0}
  m12: {months: 12}
records:
  entry: {label: Entry}
  midway: {label: Midway}
  exit: {label: Exit}
indicators: indicators.csv
published: printed.csv
"""
# Of 200: debt 40 -> 30, damp 20 -> 10, work 50 -> 60.
COUNTS = {"debt": (40, 30), "damp": (20, 10), "work": (50, 60)}
HEADINGS = "row,kind,indicator,entry_pct,exit_pct,pp_change,pct_change,base_n"
SOUND = ("1,risk,Debt,20.00,15.00,-5.00,-25.00,200", "2,risk,Damp,10.00,5.00,-5.00,-50.00,200")
MISPRINTED = "3,strength,Work,25.00,30.00,-5.00,-20.00,200"


def records(folder: Path, *lines: str) -> Study:
    (folder / "study.yaml").write_text(YAML, encoding="utf-8")
    kinds = {"debt": "risk", "damp": "risk", "work": "strength"}
    listed = [f"{name},{name.capitalize()},{kind}" for name, kind in kinds.items()]
    (folder / "indicators.csv").write_text("\n".join(["variable,indicator,kind", *listed]), encoding="utf-8")
    (folder / "printed.csv").write_text("\n".join([HEADINGS, *lines]), encoding="utf-8")
    study = load(folder)
    book = Dictionary(
        (Variable("urn", type="text"), *(Variable(name, type="integer") for name in COUNTS)), {}
    )
    for occasion, side in (("entry", 0), ("midway", 0), ("exit", 1)):
        columns = {name: [float(n < ends[side]) for n in range(200)] for name, ends in COUNTS.items()}
        frame = pd.DataFrame({"urn": [f"R{n:03}" for n in range(200)]} | columns)
        store_cells(study, occasion, Cells(frame, book))
    return study


def test_a_misprinted_row_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    table = change(records(tmp_path, *SOUND, MISPRINTED), "entry", "exit")
    published = table.to_dict()["published"]
    assert (published["compared"], published["agreeing"], published["not_computed"]) == (3, 2, [])
    differing = published["differing"]
    assert [(one["row"], one["column"], one["published"], one["computed"]) for one in differing] == [
        (3, "pp_change", "-5.00", "5.00"), (3, "pct_change", "-20.00", "20.00"),
    ]  # fmt: skip
    assert published["differing"][0]["what"].startswith("The signs do not fit: from 50 to 60 of 200")
    assert any("2 of 3 published rows are reproduced" in note for note in table.notes)
    assert any(note.startswith("Row 3 (Work): The signs do not fit") for note in table.notes)


def test_a_sound_row_that_the_records_contradict_is_told_from_a_misprint(tmp_path: Path) -> None:
    table = change(records(tmp_path, "7,risk,Debt,20.00,10.00,-10.00,-50.00,200"), "entry", "exit")
    assert {one["what"] for one in table.facts["published"]["differing"]} == {
        "The printed figures agree with each other, but the records say otherwise."
    }


def test_rows_that_are_not_computed_are_counted(tmp_path: Path) -> None:
    table = change(records(tmp_path, *SOUND, "9,risk,Cold,1.00,1.00,0.00,0.00,200"), "entry", "exit")
    assert table.facts["published"]["not_computed"] == [9]
    assert table.notes[-1].startswith("1 published rows have no computed row")


def test_a_table_that_is_reproduced(tmp_path: Path) -> None:
    published = change(records(tmp_path, *SOUND), "entry", "exit").facts["published"]
    assert (published["agreeing"], published["differing"]) == (2, [])


def test_other_occasions_have_no_published_table(tmp_path: Path) -> None:
    assert "published" not in change(records(tmp_path, *SOUND), "entry", "midway").facts


def test_a_published_table_that_is_not_there(tmp_path: Path) -> None:
    study = records(tmp_path)
    (tmp_path / "printed.csv").unlink()
    with pytest.raises(ProblemError, match=r"FP1020 .*printed\.csv"):
        change(study, "entry", "exit")
