"""Packs: what a family told before, and never what is sensitive."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook
from panel_cells import store_cells
from questionnaires_bank import CONSENT, HOME, STUDY

from familypanel.questionnaires import build, personalise, read_instrument
from familypanel.questionnaires.outputs.pdf_template import PdfTemplate
from familypanel.questionnaires.outputs.slots import Alike, Told, personal_of, texts_of
from familypanel.study import Cells, Study
from familypanel.study.folder import load
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.seal import seal_fits, seal_of
from familypanel.study.store.events import Event, add_events
from familypanel.study.store.members import Member, add_members

MORE = """\
  - id: H7
    variable: debt
    type: whole 0..999999
    versions: {v1: {en: How much do you owe?, cy: Faint sydd arnoch?}}
    use: {baseline: v1}
    sensitive: true
  - id: H8
    variable: owing
    type: one of yesno
    versions: {v1: {en: "Still owing, as in {prior.words}?", cy: "Yn dal mewn dyled, fel yn {prior.words}?"}}
    use: {m12: v1}
    ask: prior.debt > 0 or prior.adults >= 1
  - id: H9
    variable: again
    type: one of yesno
    versions: {v1: {en: Bills again?, cy: Biliau eto?}}
    use: {m12: v1}
    ask: prior.bills has 1
"""
HOME_MORE = HOME.replace("scales:", MORE + "scales:").replace(
    "    ask: {m12: baseline.int_date is missing}\n", ""
)
SECRET = 987123.0
MEMBERS = [
    Member("AAA1", referral_date="2014-01-10"),
    Member("BBB2", referral_date="2014-01-10"),
    Member("CCC3", cohort="booster", referral_date="2014-01-10"),
    Member("DDD4", referral_date="2014-01-10"),
    Member("EE/5", referral_date="2014-01-10"),
]


@pytest.fixture
def panel(tmp_path: Path) -> Study:
    """Five families: two with a baseline, a booster, one that withdrew, one with an odd URN."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "10_consent.yaml").write_text(CONSENT, encoding="utf-8")
    (tmp_path / "questionnaires" / "20_home.yaml").write_text(HOME_MORE, encoding="utf-8")
    study = load(tmp_path)
    held = [("AAA1", "2014-02-01"), ("BBB2", "2014-02-20"), ("DDD4", "2014-02-01"), ("EE/5", "2014-02-01")]
    with study.store.transaction() as connection:
        add_members(connection, MEMBERS, "test")
        add_events(connection, [Event(u, "interview", day, "baseline", "full") for u, day in held], "test")
        add_events(connection, [Event("DDD4", "withdrawal", "2014-06-01", None, "contact")], "test")
    store_cells(study, "baseline", baseline(study))
    return study


def baseline(study: Study) -> Cells:
    book = read_instrument(study, "baseline").dictionary
    rows = {
        "urn": ["AAA1", "BBB2", "DDD4", "EE/5"],
        "int_date": pd.to_datetime(["2014-02-01", "2014-02-20", "2014-02-01", "2014-02-01"]),
        "int_language": [1.0, 2.0, 1.0, 1.0],
        "adults": [2.0, -2.0, 1.0, 3.0],
        "moved": [1.0, 2.0, 2.0, 2.0],
        "bills_1": [1.0, 0.0, 0.0, 0.0], "bills_97": [0.0, 1.0, 1.0, 1.0],
        "debt": [SECRET] * 4,
        "words": ["Because ŵy & <b>sun</b>", "Oherwydd", "x", "y"],
    }  # fmt: skip
    frame = pd.DataFrame(rows).reindex(columns=[name for name in book.names if name in rows])
    refused = [0, int(Reason.REFUSED), 0, 0]
    import numpy as np

    return Cells(frame, book, {"adults": np.array(refused, dtype=np.int8)})


def word_text(path: Path) -> str:
    document = Document(BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    return "\n".join([*heads, *cells, *(paragraph.text for paragraph in document.paragraphs)])


def pdf_text(judge, path: Path) -> str:
    done = subprocess.run(
        [judge("pdftotext"), "-raw", path, "-"], capture_output=True, check=True, timeout=60
    )
    assert done.stderr == b"", done.stderr.decode()
    return " ".join(done.stdout.decode("utf-8").split())


def packs(study: Study, **asked) -> dict[str, dict]:
    made = personalise(study, "m12", **asked)
    return {row["urn"]: row for row in made.rows}


def test_every_family_gets_its_answers_in_word_and_pdf(panel: Study, judge) -> None:
    row = packs(panel)["AAA1"]
    assert (row["prior"], row["language"], row["seal"]) == ("baseline", "en", seal_of("AAA1", "m12"))
    word = word_text(panel.root / row["docx"])
    page = pdf_text(judge, panel.root / row["pdf"])
    for text in (word, page):
        assert "You said 2." in text and row["seal"] in text and "AAA1" in text
        assert "Still owing, as in Because ŵy & <b>sun</b>?" in text
        assert "[answer from last time]" not in text and "‹" not in text


def test_a_family_reads_its_own_language(panel: Study, judge) -> None:
    row = packs(panel)["BBB2"]
    assert row["language"] == "cy"
    text = pdf_text(judge, panel.root / row["pdf"])
    assert "Faint o oedolion" in text and "Oherwydd" in text
    assert packs(panel, language="en")["BBB2"]["language"] == "en"


def test_who_gave_no_answer_or_was_never_there_is_not_reminded(panel: Study, judge) -> None:
    rows = packs(panel, language="en")
    for urn in ("BBB2", "CCC3"):
        for text in (
            word_text(panel.root / rows[urn]["docx"]),
            pdf_text(judge, panel.root / rows[urn]["pdf"]),
        ):
            assert "You said" not in text and "How many adults" in text
    booster = word_text(panel.root / rows["CCC3"]["docx"])
    assert "There was no earlier interview with this family." in booster
    assert rows["CCC3"]["prior"] is None and rows["CCC3"]["answers"] == 0


def every_byte(folder: Path, judge) -> str:
    """All there is in all files: as it is, unpacked from zips, inflated from PDF streams, and as text."""
    found: list[bytes] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        found.append(content)
        if content[:2] == b"PK":
            with zipfile.ZipFile(BytesIO(content)) as archive:
                found += [archive.read(name) for name in archive.namelist()]
        if content[:4] == b"%PDF":
            for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
                try:
                    found.append(zlib.decompress(stream[1]))
                except zlib.error:
                    found.append(stream[1])
            found.append(pdf_text(judge, path).encode())
    return b"\n".join(found).decode("utf-8", "replace")


def test_a_sensitive_answer_is_in_no_byte_of_any_output(panel: Study, judge) -> None:
    made = personalise(panel, "m12")
    assert made.facts["withheld"] == ["prior_bills", "prior_debt"]
    everything = every_byte(panel.out / "packs", judge)
    assert "Because ŵy" in everything, "the search itself finds what is there"
    for written in ("987123", "987 123", "987,123", "9.87123e+05"):
        assert written not in everything
    preload = (panel.root / str(made.facts["preload"])).read_text(encoding="utf-8")
    rows = list(csv.DictReader(preload.splitlines()))
    assert {row["prior_debt"] for row in rows} == {row["prior_bills"] for row in rows} == {""}
    assert any("prior_debt" in note for note in made.notes)


def test_routing_by_a_sensitive_answer_is_the_same_for_all(panel: Study) -> None:
    """Whether a question is asked must not tell the answer: AAA1 has a water bill, EE/5 none."""
    rows = packs(panel, language="en")
    told = []
    for urn in ("AAA1", "EE/5"):
        paragraphs = [
            p.text for p in Document(BytesIO((panel.root / rows[urn]["docx"]).read_bytes())).paragraphs
        ]
        place = next(n for n, text in enumerate(paragraphs) if "Bills again?" in text)
        told.append(paragraphs[place - 1])
    assert told[0] == told[1] and "do not ask" in told[0]


def test_the_preload_has_the_columns_the_form_pulls(panel: Study, tmp_path: Path) -> None:
    made = personalise(panel, "m12")
    text = (panel.root / str(made.facts["preload"])).read_text(encoding="utf-8")
    rows = {row["urn"]: row for row in csv.DictReader(text.splitlines())}
    build(panel, ["m12"], ["xlsform"], out=tmp_path)
    sheet = list(load_workbook(tmp_path / "m12" / "m12_xlsform.xlsx")["survey"].values)
    pulled = {
        m[1]
        for row in sheet
        for cell in row
        if cell
        for m in re.finditer(r"pulldata\('preload', '(\w+)'", cell)
    }
    assert pulled and pulled == set(rows["AAA1"]) - {"urn"}
    assert rows["AAA1"]["prior_adults"] == "2" and rows["AAA1"]["prior_words"].startswith("Because")
    assert rows["BBB2"]["prior_adults"] == "-2", "a reason goes to the form by its code"
    assert set(rows["CCC3"].values()) == {"CCC3", ""}, "who was never there has nothing"


def test_all_who_are_considered_are_accounted_for(panel: Study) -> None:
    made = personalise(panel, "m12", urns=["AAA1", "DDD4"])
    assert [row["urn"] for row in made.rows] == ["AAA1"]
    assert made.facts["left_out"] == {"withdrawn": 1}
    assert [(each.code, each.place.urn) for each in made.problems] == [("FP2251", "DDD4")]
    whole = personalise(panel, "m12").facts
    assert whole["considered"] == 5 == whole["packs"] + whole["not_due"] + sum(whole["left_out"].values())


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2014-06-01", []),
        ("2015-02-01", ["AAA1", "CCC3", "EE/5"]),
        ("2015-02-20", ["AAA1", "BBB2", "CCC3", "EE/5"]),
    ],
)
def test_who_is_due_on_a_day(panel: Study, day: str, due: list[str]) -> None:
    """The window opens on the target, a year after the baseline; a booster counts from its referral."""
    text = STUDY.replace("months: 12, ", "months: 12, window: {before: 0, after: 60}, ")
    (panel.root / "study.yaml").write_text(text, encoding="utf-8")
    assert list(packs(load(panel.root), due_on=day)) == due


def test_the_interview_held_is_not_due(panel: Study) -> None:
    with panel.store.transaction() as connection:
        add_events(connection, [Event("AAA1", "interview", "2015-02-03", "m12", "full")], "test")
    assert "AAA1" not in packs(panel, due_on="2015-02-10") and "AAA1" in packs(panel)


def test_due_is_what_the_panel_says(panel: Study) -> None:
    from familypanel.panel import due

    for day in ("2015-01-01", "2015-01-25", "2015-02-01", "2015-06-01"):
        sought = {
            r["urn"] for r in due(panel, day, "m12").rows if r["status"] in {"open", "closing", "overdue"}
        }
        assert set(packs(panel, due_on=day)) == sought


def test_a_dry_run_writes_nothing_and_a_second_run_changes_nothing(panel: Study) -> None:
    would = personalise(panel, "m12", dry_run=True)
    assert not (panel.out / "packs").exists() and would.facts["written"] == 0
    first = personalise(panel, "m12")
    before = {path: path.read_bytes() for path in (panel.out / "packs").rglob("*.*")}
    again = personalise(panel, "m12")
    assert first.facts["written"] == 9 and again.facts == first.facts | {"written": 0, "unchanged": 9}
    assert before == {path: path.read_bytes() for path in (panel.out / "packs").rglob("*.*")}
    assert "EE%2F5" in str([path.name for path in before]), "a URN never leads out of the folder"


def test_what_is_not_there_is_refused(panel: Study) -> None:
    for asked, code in (
        ({"urns": ["AAA"]}, "FP2250"),
        ({"language": "fr"}, "FP2142"),
        ({"due_on": "soon"}, "FP1030"),
    ):
        with pytest.raises(ProblemError, match=code):
            personalise(panel, "m12", **asked)
    with pytest.raises(ProblemError, match="FP1007"):
        personalise(panel, "m21")


def test_a_bank_with_errors_makes_no_pack(panel: Study) -> None:
    text = HOME_MORE.replace("cy: Wedi symud?", "cy: '-'")
    (panel.questionnaires / "20_home.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError):
        personalise(panel, "m12")
    assert not (panel.out / "packs").exists()


@pytest.mark.parametrize(
    ("rule", "answers", "said"),
    [
        ("baseline.int_date is missing", {}, "ask."),
        ("baseline.int_date is missing", {"baseline.int_date": "2014-02-01"}, "do not ask."),
        ("moved = 1 and prior.adults >= 2", {"prior.adults": 3.0}, ""),
        ("moved = 1 and prior.adults >= 2", {"prior.adults": 1.0}, "do not ask."),
        ("moved = 1 and prior.adults >= 2", {"prior.adults": Reason.REFUSED}, "do not ask."),
        ("moved = 1 or prior.adults >= 2", {"prior.adults": 3.0}, "ask."),
        ("moved = 1 or prior.adults >= 2", {}, ""),
    ],
)
def test_what_earlier_answers_settle_is_said(panel: Study, rule: str, answers: dict, said: str) -> None:
    text = HOME_MORE.replace("prior.bills has 1", rule).replace("\nask: consent = 1", "")
    (panel.questionnaires / "20_home.yaml").write_text(text, encoding="utf-8")
    personal = personal_of(read_instrument(panel, "m12"), Alike("en", interviewed=True), in_lines=False)
    entry = next(each for each in personal.paper.entries if each.id == "H9")
    number = int(re.search(r"‹(\d+)", entry.ask)[1])
    decided = texts_of(personal.slots, Told("AAA1", "s", {}, answers))[number]
    assert decided == (f"This family: {said}" if said else "")


# -- seals -------------------------------------------------------------------------------------------


def test_a_seal_finds_a_wrong_character_a_swap_and_another_wave() -> None:
    seal = seal_of("AB2CD3F", "m12")
    assert seal_fits(seal) and seal_of("EE/5", "m12") != seal_of("EE5", "m12")
    for wrong in ("AB2CD3G-m12-", "BA2CD3F-m12-", "AB2CD3F-m24-", "AB2CD3F-baseline-"):
        assert not seal_fits(wrong + seal[-2:])
    assert not seal_fits("") and not seal_fits("AB2CD3F")


# -- slots on a page -----------------------------------------------------------------------------------


def shared(panel: Study) -> tuple[PdfTemplate, tuple]:
    instrument = read_instrument(panel, "m12")
    alike = Alike("en", interviewed=True, reminded=frozenset({"prior_adults"}))
    personal = personal_of(instrument, alike, in_lines=True)
    return PdfTemplate(personal.paper, personal.slots), personal.slots


@pytest.mark.parametrize(
    "answer", ["short", "a long answer of many words " * 4, "Łódź ŵŷ €5 “x”", r"back\slash (and) brackets"]
)
def test_a_slot_takes_short_and_long_and_foreign_words(
    panel: Study, judge, tmp_path: Path, answer: str
) -> None:
    template, slots = shared(panel)
    told = Told("AAA1", "AAA1-m12-00", {"prior_words": answer}, {})
    path = tmp_path / "pack.pdf"
    path.write_bytes(template.filled(texts_of(slots, told)))
    assert f"as in {answer.strip()}?" in pdf_text(judge, path).replace(" ?", "?")


def test_a_letter_no_font_has_is_a_question_mark_and_too_long_ends_in_dots(
    panel: Study, judge, tmp_path: Path
) -> None:
    template, slots = shared(panel)
    path = tmp_path / "pack.pdf"
    path.write_bytes(template.filled(texts_of(slots, Told("漢", "s", {"prior_words": "word " * 400}, {}))))
    text = pdf_text(judge, path)
    assert "…" in text and "漢" not in text


def test_a_filled_page_is_a_sound_pdf(panel: Study, judge, tmp_path: Path) -> None:
    ghost = judge("gs")
    template, slots = shared(panel)
    path = tmp_path / "pack.pdf"
    path.write_bytes(template.filled(texts_of(slots, Told("AAA1", "s", {}, {}))))
    done = subprocess.run(
        [ghost, "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=nullpage", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0 and "error" not in (done.stdout + done.stderr).lower()
    assert "repaired" not in done.stdout + done.stderr
