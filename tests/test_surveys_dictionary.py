"""The dictionary of a wave as a table and as files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from familypanel.study.problems import ProblemError
from familypanel.surveys import dictionary, receive

BASELINE = Path(__file__).parent / "fixtures" / "baseline.sav"


def test_every_code_and_missing_code_is_listed(study, tmp_path):
    receive(study, BASELINE, "baseline")
    table = dictionary(study, to=tmp_path / "book.xlsx")
    lone = [(row["value"], row["meaning"], row["reason"]) for row in table.rows if row["variable"] == "lone"]
    assert lone == [
        ("1", "Ydw (yes)", ""),
        ("2", "Nac ydw (no)", ""),
        ("-9", "Error", "Error"),
        ("-8", "Not applicable", "Not applicable"),
        ("-2", "Refused", "Refused"),
        ("-1", "Don't know", "Don't know"),
        ("-9 to -1", "", "not said"),
    ]
    assert table.facts == {"waves": ["baseline"], "n_variables": 8}
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx").active
    assert sheet.max_row >= len(table.rows) + 1
    assert [cell.value for cell in sheet[2]][1] == "urn"


def test_it_is_written_as_a_page(study, tmp_path):
    receive(study, BASELINE, "baseline")
    dictionary(study, wave="baseline", to=tmp_path / "book.html")
    assert "Are you a lone parent?" in (tmp_path / "book.html").read_text(encoding="utf-8")


def test_a_wave_without_dictionary_is_said(study):
    with pytest.raises(ProblemError) as stopped:
        dictionary(study, wave="m12")
    assert stopped.value.problems[0].code == "FP3150"
