"""Paper and pages for every eye: PDF, showcards, large print, two languages, easy read."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from questionnaires_bank import made

from familypanel import examples
from familypanel.questionnaires import Instrument, read_instrument
from familypanel.questionnaires.outputs import pdf as pages
from familypanel.questionnaires.outputs import web_page
from familypanel.questionnaires.outputs.paper import Paper, paper_of
from familypanel.questionnaires.outputs.word import docx, docx_bilingual, docx_large
from familypanel.study.folder import load

EXAMPLE = load(Path(examples.__file__).parent / "improving_futures", search=False)


@pytest.fixture(scope="module")
def example() -> Instrument:
    return read_instrument(EXAMPLE, "baseline")


@pytest.fixture
def text_of(judge, tmp_path: Path):
    """Read the text out of a PDF with poppler; lines joined."""
    tool = judge("pdftotext")

    def read(content: bytes, *options: str) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(content)
        done = subprocess.run([tool, *options, str(path), "-"], capture_output=True, check=True, timeout=60)
        return " ".join(done.stdout.decode("utf-8").split())

    return read


def said(paper: Paper) -> list[str]:
    """Everything a paper says: questions, instructions, answers."""
    texts = [paper.title, paper.end]
    for entry in paper.entries:
        texts += [entry.heading, entry.text, entry.instruct, *(option.label for option in entry.options)]
    return [" ".join(text.split()) for text in texts if text]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("wave", ["baseline", "m12"])
def test_every_question_of_every_language_is_in_the_pdf(text_of, wave: str, language: str) -> None:
    instrument = read_instrument(EXAMPLE, wave)
    paper = paper_of(instrument, language)
    text = text_of(pages.pdf(instrument, language))
    assert [each for each in said(paper) if each not in text] == []
    asks = {" ".join(entry.ask.split()) for entry in paper.entries}
    assert [each for each in asks if each not in text] == []


def test_large_print_says_the_same(text_of, example: Instrument) -> None:
    text = text_of(pages.pdf_large(example, "cy"))
    # A long text may go on over the page, past the foot and the head: its sentences are looked for.
    missing = [each for each in said(paper_of(example, "cy")) if each not in text]
    sentences = [part for each in missing for part in each.replace("? ", ". ").rstrip(".?").split(". ")]
    over_the_page = [part for part in sentences if part not in text]
    assert len(over_the_page) <= 1


def test_side_by_side_holds_both_languages_and_one_box_an_answer(text_of) -> None:
    instrument = made("baseline")
    text = text_of(pages.pdf_bilingual(instrument, ""), "-raw")
    for language in ("en", "cy"):
        missing = [each for each in said(paper_of(instrument, language)) if each not in text]
        assert missing == []
    offered = sum(len(entry.options) for entry in paper_of(instrument, "en").entries)
    assert text.count("☐") == offered


def test_the_way_through_is_on_the_pdf(text_of) -> None:
    text = text_of(pages.pdf(made("baseline"), "en"))
    assert "→ Go to Q5" in text and "→ Go to the end" in text and "Show card A" in text


@pytest.mark.parametrize(
    "write", [pages.pdf, pages.pdf_large, pages.pdf_bilingual, pages.showcards, docx_large, docx_bilingual]
)
def test_the_same_instrument_gives_the_same_bytes_without_a_date(write) -> None:
    content = write(made("baseline"), "en")
    assert content == write(made("baseline"), "en")
    assert b"CreationDate" not in content and b"CreateDate" not in content


def test_a_pdf_is_tagged_and_declares_that_it_is_accessible() -> None:
    for content in (pages.pdf(made("m12"), "cy"), pages.showcards(made("baseline"))):
        assert b"/StructTreeRoot" in content and b"/Marked true" in content
        assert re.search(rb"pdfuaid:part[>=\"]*1", content)
    assert b"/Lang(cy-GB)" in pages.pdf(made("m12"), "cy")


# -- showcards ---------------------------------------------------------------------------------------


def test_there_is_one_card_a_page_with_its_letter_and_both_languages(
    judge, text_of, tmp_path: Path, example: Instrument
) -> None:
    content = pages.showcards(example)
    cards = dict.fromkeys(q.card for q in example.questions if q.card and q.choices)
    assert len(cards) > 5
    for number, letter in enumerate(cards, start=1):
        text = text_of(content, "-f", str(number), "-l", str(number))
        question = next(q for q in example.questions if q.card == letter)
        assert text.startswith(f"{letter} ") and f"Card {letter} · Cerdyn {letter}" in text
        for choice in question.choices:
            assert choice.label["en"] in text and choice.label["cy"] in text
        assert "Don't know" not in text, "a card never offers a reason for no answer"
    (tmp_path / "cards.pdf").write_bytes(content)
    told = subprocess.run(
        [judge("pdfinfo"), tmp_path / "cards.pdf"], capture_output=True, text=True, check=True
    )
    assert re.search(rf"Pages:\s+{len(cards)}\n", told.stdout)


def test_a_letter_with_other_answers_is_another_page(text_of) -> None:
    instrument = made("baseline")
    two = tuple(replace(q, card="B") if q.is_choice else q for q in instrument.questions)
    text = text_of(pages.showcards(replace(instrument, questions=two)))
    assert text.count("Card B") == 2, "yes or no, and the bills; yes or no only once"


def test_a_wave_without_cards_says_so(text_of) -> None:
    assert "No showcards are used" in text_of(pages.showcards(made("m12")))


# -- Word --------------------------------------------------------------------------------------------


def test_word_is_set_in_named_styles_that_large_print_makes_larger() -> None:
    plain, large = (Document(BytesIO(write(made("baseline"), "en"))) for write in (docx, docx_large))
    used = Counter(paragraph.style.name for paragraph in plain.paragraphs)
    assert used["Question"] + used["Question Below"] == made("baseline").items
    assert [p.text for p in plain.paragraphs] == [p.text for p in large.paragraphs]
    for name in ("Normal", "Question", "Answer"):
        assert large.styles[name].font.size.pt >= 16 > plain.styles[name].font.size.pt
    assert large.styles["How"].font.size.pt >= 13


def test_word_side_by_side_has_a_language_in_each_outer_column() -> None:
    instrument = made("baseline")
    document = Document(BytesIO(docx_bilingual(instrument, "")))
    english, welsh = (paper_of(instrument, language) for language in ("en", "cy"))
    tables = document.tables[1:]
    assert len(tables) == len(english.entries)
    for table, left, right in zip(tables, english.entries, welsh.entries, strict=True):
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert left.text in cells[0][0] and right.text in cells[0][2]
        boxes = [row for row in cells if row[1].startswith("☐")]
        assert [row[0].split(" (")[0].split(" →")[0] for row in boxes] == [o.label for o in left.options]
    body = zipfile.ZipFile(BytesIO(docx_bilingual(instrument, ""))).read("word/document.xml").decode()
    assert 'w:lang w:val="cy-GB"' in body


# -- web pages ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The skeleton of a page as assistive technology sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.seen if tag in tags]


WEB = [web_page.html, web_page.html_large, web_page.html_easy]


@pytest.mark.parametrize("write", WEB)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_page_is_built_for_screen_readers(write, language: str, example: Instrument) -> None:
    page = Page(write(example, language))
    assert page.all("html") == [{"lang": language}] and "<title>" in page.text
    headings = [int(tag[1]) for tag, _ in page.seen if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    order = [tag for tag, _ in page.seen if tag in ("fieldset", "legend")]
    assert order == ["fieldset", "legend"] * example.items, "every question is a group with its text as name"


@pytest.mark.parametrize("write", WEB)
def test_every_field_has_a_name_that_is_read_out(write, example: Instrument) -> None:
    text = write(example, "en")
    page = Page(text)
    labelled = {attributes.get("for") for attributes in page.all("label")}
    wrapped = set(re.findall(r"<label>[^<]*<input[^>]*name=\"(\w+)\"", text))
    described = {attributes.get("id") for _, attributes in page.seen}
    for field in page.all("input", "textarea"):
        assert field.get("aria-label") or field.get("id") in labelled or field.get("name") in wrapped
        assert field.get("aria-describedby") in {None, *described}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.1, 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("write", WEB)
def test_every_text_stands_out_from_every_ground(write) -> None:
    style = write(made("baseline"), "en").split("<style>")[1].split("</style>")[0]
    variables = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
    grounds = ["#ffffff", variables["tint"], *(["#fffdf7"] if "#fffdf7" in style else [])]
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for name in ("ink", "soft", "accent"):
        assert min(contrast(variables[name], ground) for ground in grounds) >= 4.5


def test_easy_read_has_one_sentence_a_line_and_nothing_for_interviewers(example: Instrument) -> None:
    text = web_page.html_easy(example, "en")
    consent = "Are you happy to go ahead? You can leave out any question, and you can stop whenever you like."
    first, second = consent.split("? ")
    assert f'<span class="sentence">{first}?</span><span class="sentence">{second}</span>' in text
    assert "Interviewer:" not in text and "Show card" not in text and "Check with the respondent" not in text
    assert "Please tick one box." in text and "Tick every box" in text
    assert float(re.search(r"font: ([\d.]+)rem", text)[1]) >= 1.5
