"""The dictionary of a wave as a table and as files."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from familypanel.study.ddi_codebook import ddi_codebook_of_waves
from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable
from familypanel.study.missing import Reason
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


ASKED = Dictionary(
    (
        Variable("urn", "Unique Reference Number", "text"),
        Variable(
            "ages_1",
            "Under <2>",
            "choice",
            "yn",
            (MissingRange(-9, -9, Reason.REFUSED, "Refused"),),
            item="Q1",
        ),
        Variable("ages_9", "None", "choice", "yn", item="Q1", translations={"cy": "Dim"}),
        Variable(
            "adults", "How many?", "integer", low=1, high=12, ask="ages_1 = 1", checks={"soft": "adults < 6"}
        ),
    ),
    {"yn": CodeList("yn", (Code(1, "Yes"), Code(0, "No")))},
    (ResponseSet("ages", "Which ages?", ("ages_1", "ages_9"), None, 1, (9,), "Q1"),),
)


@pytest.fixture
def asked(study):
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(ASKED.to_json(), encoding="utf-8")
    return study


def test_the_workbook_has_codes_as_numbers_and_what_there_is_to_know_of_variables(asked, tmp_path):
    dictionary(asked, to=tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["Codes", "Variables", "Multiple responses"]
    heads, *rows = ([cell.value for cell in row] for row in book["Codes"].iter_rows())
    codes = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [one["value"] for one in codes if one["variable"] == "ages_1"] == [1, 0, -9]
    heads, *rows = ([cell.value for cell in row] for row in book["Variables"].iter_rows())
    adults = dict(zip(heads, rows[3], strict=True))
    assert (adults["range"], adults["Asked if"], adults["Usually holds"]) == (
        "1 to 12",
        "ages_1 = 1",
        "adults < 6",
    )
    assert [cell.value for cell in book["Multiple responses"][2]] == [
        "baseline", "ages", "Which ages?", "ages_1, ages_9", 1, "9",
    ]  # fmt: skip


def test_the_page_has_a_section_a_variable_that_can_be_linked_to(asked, tmp_path):
    dictionary(asked, to=tmp_path / "book.html")
    page = (tmp_path / "book.html").read_text(encoding="utf-8")
    for name in ASKED.names:
        assert f'href="#baseline.{name}"' in page and f'id="baseline.{name}"' in page
    assert '<p class="question" lang="cy">Dim</p>' in page
    assert "Under &lt;2&gt;" in page and "<2>" not in page
    assert "Asked if: <code>ages_1 = 1</code>" in page and "1 to 12" in page


def test_negative_codes_are_plain_in_csv(asked, tmp_path):
    dictionary(asked, to=tmp_path / "book.csv")
    assert ",-9,Refused,Refused" in (tmp_path / "book.csv").read_text(encoding="utf-8")


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
