"""The outputs: every format holds every question, and the same instrument gives the same bytes."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import questionnaires_roster
from openpyxl import load_workbook
from questionnaires_bank import BANK, CONFIG, made

from familypanel.questionnaires import Bank, Instrument, compile_instrument
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.outputs.paper import paper_of
from familypanel.questionnaires.outputs.web_page import html
from familypanel.questionnaires.outputs.word import docx
from familypanel.questionnaires.outputs.xlsform import xlsform

WAVES = ("baseline", "m12")


@pytest.fixture(params=[made, questionnaires_roster.made], ids=["items", "rosters"])
def bank(request) -> Callable[[str], Instrument]:
    return request.param


@pytest.fixture(params=WAVES)
def instrument(request, bank) -> Instrument:
    return bank(request.param)


def rows(content: bytes, sheet: str) -> list[dict[str, str]]:
    table = list(load_workbook(io.BytesIO(content))[sheet].values)
    return [
        {key: value for key, value in zip(table[0], row, strict=True) if value is not None}
        for row in table[1:]
    ]


class Page(HTMLParser):
    """What a browser or a screen reader makes of a page: tags, legends, labelled fields, addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_page_has_a_fieldset_and_a_legend_for_every_question(instrument: Instrument, language: str) -> None:
    page = Page(html(instrument, language))
    assert page.attributes("html") == [{"lang": language}]
    assert len(page.attributes("fieldset")) == len(page.attributes("legend")) == instrument.items
    text = "".join(page.words)
    assert all(entry.text in text for entry in paper_of(instrument, language).entries)


def test_every_field_of_a_page_has_a_label(instrument: Instrument) -> None:
    page = Page(html(instrument, "en"))
    labelled = {attrs.get("for") for attrs in page.attributes("label")}
    for attrs in page.attributes("input") + page.attributes("textarea"):
        assert (
            attrs.get("aria-label") or attrs.get("id") in labelled or str(attrs["name"]).startswith("head_")
        )


def test_a_page_reaches_out_to_nothing(instrument: Instrument) -> None:
    page = html(instrument, "en")
    assert not re.search(r"https?:|src=|href=|<script|url\(", page)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Nothing that is typed or ticked here is kept"), ("cy", "Ni chedwir dim a nodir yma")],
)
def test_a_page_says_before_anything_else_that_it_keeps_nothing(language: str, said: str) -> None:
    text = html(made("baseline"), language).partition("<body>")[2]
    assert said in text and text.index(said) < text.index("<h1>") < text.index("<input")


def test_texts_are_escaped() -> None:
    page = html(made("baseline"), "cy").replace("&#39;", "'")
    assert "Dŵr" in page and "<H" not in page


def test_a_welsh_questionnaire_is_welsh_to_its_head() -> None:
    paper = paper_of(made("m12"), "cy")
    assert paper.wave == "+12 mis" and ("Ton", "+12 mis") in paper.facts
    note = next(entry for entry in paper.entries if entry.kind == "note")
    assert note.ask.startswith("Darllenwch os yw C1")


def test_a_form_in_welsh_has_a_welsh_title() -> None:
    [settings] = rows(xlsform(made("m12", languages=("cy",))), "settings")
    assert settings["form_title"] == "A study: +12 mis"


SAID = """\
module: said
items:
  - id: D1
    variable: moved_in
    type: date
    versions: {v1: {en: When did you move in?, cy: Pryd symudoch chi?}}
    use: {baseline: v1, m12: v1}
    check: {hard: moved_in <= int_date, soft: prior.moved_in is missing or moved_in >= prior.moved_in}
  - id: D2
    variable: rooms
    type: whole 1..40
    versions: {v1: {en: How many rooms?, cy: Sawl ystafell?}}
    use: {baseline: v1, m12: v1}
    check:
      soft:
        unless: rooms <= 9
        say: {en: "{rooms} rooms: is that right?", cy: "{rooms} ystafell: ydy hynny'n gywir?"}
  - id: D3
    variable: shared
    type: whole 0..40
    versions: {v1: {en: How many are shared?, cy: Sawl un sy'n cael ei rhannu?}}
    use: {baseline: v1, m12: v1}
    check: {hard: shared <= rooms}
"""


@pytest.fixture
def said() -> Instrument:
    return compile_instrument(Bank((parse_module(SAID),)), CONFIG, "m12")


def test_a_check_reads_as_a_person_would_say_it(said: Instrument) -> None:
    english, welsh = (
        {entry.id: entry.checks for entry in paper_of(said, each).entries} for each in ("en", "cy")
    )
    assert english["D1"] == (
        "Check with the respondent if this answer is earlier than the answer last time.",
        "It cannot be right if this answer is later than “Date of the interview”: ask again.",
    )
    assert welsh["D1"] == (
        "Gwiriwch gyda'r ymatebydd os yw ateb y cwestiwn hwn yn gynharach na beth a ddywedwyd y tro "
        "diwethaf.",
        "Ni all fod yn gywir os yw ateb y cwestiwn hwn yn hwyrach na “Dyddiad y cyfweliad”: gofynnwch eto.",
    )
    assert english["D3"] == ("It cannot be right if this answer is more than Q2: ask again.",)


def test_a_check_may_have_a_sentence_of_its_own(said: Instrument) -> None:
    entries = {entry.id: entry for entry in paper_of(said, "en").entries}
    assert entries["D2"].checks == ("[answer to Q2] rooms: is that right?",)
    survey = {row.get("name"): row for row in rows(xlsform(said), "survey")}
    assert survey["rooms__check"]["label::English (en)"] == "${rooms} rooms: is that right?"
    assert survey["rooms__check"]["label::Cymraeg (cy)"] == "${rooms} ystafell: ydy hynny'n gywir?"


def test_a_form_names_questions_by_their_wording(said: Instrument) -> None:
    survey = {row.get("name"): row for row in rows(xlsform(said), "survey")}
    message = survey["shared"]["constraint_message::English (en)"]
    assert message.endswith("It cannot be right if this answer is more than “How many rooms?”: ask again.")
    said_aloud = [text for row in survey.values() for key, text in row.items() if "::" in key]
    assert not [text for text in said_aloud if re.search(r"\b[QC]\d", text)]


def test_the_version_of_a_form_goes_by_its_content() -> None:
    def version(instrument: Instrument) -> str:
        return rows(xlsform(instrument), "settings")[0]["version"]

    form = made("baseline")
    first, *rest = form.questions
    reworded = replace(first, words=first.words | {"cy": ("Awn ni ymlaen nawr?",)})
    assert version(form) == version(made("baseline"))
    assert re.fullmatch("[0-9a-f]{12}", version(form))
    others = [replace(form, questions=(reworded, *rest)), made("m12"), made("baseline", languages=("en",))]
    assert len({version(form), *map(version, others)}) == 4


@pytest.mark.parametrize(
    ("pattern", "constraint"),
    [
        ("[0-9]{6}", "regex(., '^([0-9]{6})$')"),
        ("A|B", "regex(., '^(A|B)$')"),
        ("[A-Z']+", 'regex(., "^([A-Z\']+)$")'),
        ("['\"]+", None),
        (None, None),
    ],
)
def test_a_form_takes_only_urns_as_the_study_writes_them(pattern: str | None, constraint: str | None) -> None:
    survey = rows(xlsform(replace(made("baseline"), urn_pattern=pattern)), "survey")
    [urn] = [row for row in survey if row.get("name") == "urn"]
    assert urn.get("constraint") == constraint
    assert ("constraint_message::Cymraeg (cy)" in urn) is (constraint is not None)


def test_no_label_of_the_data_shows_how_a_pipe_is_written() -> None:
    form = made("baseline")
    whole = form.dictionary["words"]
    assert (whole.label, whole.translations["cy"]) == (
        "Why, after that day?",
        "Pam, ar ôl y diwrnod hwnnw?",
    )
    plain = replace(BANK.modules[1], items=tuple(replace(item, called={}) for item in BANK.modules[1].items))
    bare = compile_instrument(Bank((BANK.modules[0], plain)), CONFIG, "baseline")
    assert bare.dictionary["words"].label == "Why, after [since]?"
    assert "Why, after [answer to Q5]?" in [entry.text for entry in paper_of(bare, "en").entries]


def test_a_pipe_is_shown_in_brackets() -> None:
    texts = [entry.text for entry in paper_of(made("baseline"), "en").entries]
    assert "Why, after [that day]?" in texts


def test_paper_says_who_is_asked_and_where_to_go() -> None:
    entries = {entry.id: entry for entry in paper_of(made("baseline"), "en").entries}
    assert entries["H3"].ask == "Read out if Q1 is 1 (Yes) and Q3 is 1 (Yes)"
    assert entries["H4"].ask == "Ask if Q1 is 1 (Yes) and Q3 is 1 (Yes) and Q2 is 2 or more"
    assert [option.go_to for option in entries["H2"].options] == ["", "Go to Q5", ""]
    assert entries["C1"].options[1].go_to == "Go to the end"
    assert entries["H1"].checks == ("It cannot be right if this answer is 12 or more: ask again.",)
    assert entries["H1"].card == "Show card A"


def test_by_telephone_no_card_is_shown_and_the_reminder_is_read() -> None:
    entry = next(each for each in paper_of(made("m12"), "cy").entries if each.id == "H1")
    assert entry.card == "" and entry.before[1] == "[ateb y tro diwethaf] oedd yr ateb."
    assert entry.ask == "Gofynnwch os yw C1 yn 1 (Ydw) ac os na chafodd y teulu ei gyfweld yn y don gyntaf"


def test_the_form_names_every_variable(instrument: Instrument) -> None:
    names = [row.get("name") for row in rows(xlsform(instrument), "survey")]
    assert [name for name in names if name in instrument.by_variable] == [
        question.variable for question in instrument.questions if question.stores
    ]
    assert {"urn", "int_date", "int_mode", "int_language", "last_q"} <= set(names)


def test_the_form_has_both_languages_and_the_codes_for_reasons() -> None:
    instrument = made("baseline")
    choices = rows(xlsform(instrument), "choices")
    moved = [row for row in choices if row["list_name"] == "yesno__refused"]
    assert [(row["name"], row["label::English (en)"], row["label::Cymraeg (cy)"]) for row in moved] == [
        ("1", "Yes", "Ydw"), ("2", "No", "Nac ydw"),
        ("-2", "Prefer not to say", "Gwell gen i beidio â dweud"),
    ]  # fmt: skip


def test_the_form_guards_ranges_and_answers_that_stand_alone() -> None:
    survey = {row.get("name"): row for row in rows(xlsform(made("baseline")), "survey")}
    assert survey["adults"]["constraint"].startswith("((. >= 1 and . <= 12) or . = -1 or . = -2)")
    assert survey["bills"]["constraint"].count("count-selected(.) > 1") == 2
    assert survey["since__why"]["relevant"] == "(${consent} = 1) and (${since} = '')"
    assert "required" not in survey["since"]


def test_earlier_answers_come_from_a_preload() -> None:
    survey = {row.get("name"): row for row in rows(xlsform(made("m12")), "survey")}
    assert survey["prior_adults"]["calculation"] == "pulldata('preload', 'prior_adults', 'urn', ${urn})"
    assert survey["adults__remind"]["label::English (en)"] == "You said ${prior_adults}."
    assert not [
        name
        for name in (row.get("name", "") for row in rows(xlsform(made("baseline")), "survey"))
        if "prior_" in name
    ]


def test_pyxform_converts_every_form_without_a_warning(instrument: Instrument, tmp_path: Path) -> None:
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform(instrument))
    result = xls2xform.convert(str(path))
    assert result.warnings == []
    for question in instrument.questions:
        assert f"/{question.variable}" in result.xform


@pytest.mark.slow
def test_odk_validate_finds_nothing_wrong(instrument: Instrument, tmp_path: Path, judge) -> None:
    judge("java")
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform(instrument))
    assert xls2xform.convert(str(path), validate=True).warnings == []


def test_a_language_keeps_its_code_whichever_are_printed() -> None:
    choices = rows(xlsform(made("baseline", languages=("cy",))), "choices")
    own = [(row["name"], row["label::Cymraeg (cy)"]) for row in choices if row["list_name"] == "int_language"]
    assert own == [("1", "English"), ("2", "Cymraeg")]


@pytest.mark.parametrize("write", [lambda i: html(i, "en"), lambda i: docx(i, "cy"), xlsform])
def test_the_same_instrument_gives_the_same_bytes(instrument: Instrument, bank, write) -> None:
    assert write(instrument) == write(bank(instrument.wave))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_word_processor_finds_every_question(judge, tmp_path: Path, language: str) -> None:
    office = judge("soffice", "libreoffice")
    made_for = made("m12")
    (tmp_path / "paper.docx").write_bytes(docx(made_for, language))
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
               "txt:Text (encoded):UTF8", "--outdir", str(tmp_path),
               str(tmp_path / "paper.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = " ".join((tmp_path / "paper.txt").read_text(encoding="utf-8-sig").split())
    for entry in paper_of(made_for, language).entries:
        for said in (entry.text, entry.ask, entry.instruct, *(option.label for option in entry.options)):
            assert " ".join(said.split()) in text
