"""The dictionary of a wave as a table and as files."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from familypanel.study.ddi_codebook import ddi_codebook_of_waves
from familypanel.study.dictionary import Dictionary, Variable
from familypanel.study.problems import ProblemError
from familypanel.surveys import dictionary, receive

DDI = "{ddi:codebook:2_5}"
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


def test_all_waves_stand_in_one_ddi_codebook(study, tmp_path):
    """A file and its variables for each wave."""
    receive(study, BASELINE, "baseline")
    (tmp_path / "odd.csv").write_text("urn,q\n00101,1\n", encoding="utf-8")
    receive(study, tmp_path / "odd.csv", "m12")
    dictionary(study, to=tmp_path / "book.xml")
    root = ElementTree.parse(tmp_path / "book.xml").getroot()
    assert [one.text for one in root.iter(f"{DDI}fileName")] == ["baseline", "m12"]
    listed = [(one.get("files"), one.get("name")) for one in root.iter(f"{DDI}var")]
    assert listed[0] == ("F1", "urn") and listed[-1] == ("F2", "q")
    ids = [one.get("ID") for one in root.iter(f"{DDI}var")]
    assert len(set(ids)) == len(ids) == 10
    lone = next(one for one in root.iter(f"{DDI}var") if one.get("name") == "lone")
    refused = next(one for one in lone.iter(f"{DDI}catgry") if one.findtext(f"{DDI}catValu") == "-2")
    assert (refused.get("missing"), refused.get("missType")) == ("Y", "refused")


def test_what_xml_cannot_hold_is_replaced():
    book = Dictionary((Variable("q", "A\x01label", "integer"),), wave="baseline")
    root = ElementTree.fromstring(ddi_codebook_of_waves("Study\x0b", [book]))
    assert root.findtext(f".//{DDI}var/{DDI}labl") == "A\ufffdlabel"
