"""Time personal copies of a questionnaire against python-docx and WeasyPrint making each from the start.

Run ``python benchmarks/questionnaires_personalise.py [COPIES]`` (1,000 by default), on the questionnaire of
wave m12 of the example.  Both competitors are timed on a few copies in the same run; the ratio is a copy to
a copy, with the time our shared paper takes counted in.  WeasyPrint is no dependency; where it is not
installed, the output says so.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from familypanel import examples
from familypanel.questionnaires import Instrument, read_instrument
from familypanel.questionnaires.outputs.paper import paper_of
from familypanel.questionnaires.outputs.pdf_template import PdfTemplate
from familypanel.questionnaires.outputs.slots import Alike, Told, personal_of, texts_of
from familypanel.questionnaires.outputs.web_page import html
from familypanel.questionnaires.outputs.word_template import WordTemplate
from familypanel.study.folder import load

COPIES = 1_000
TRIES = 5
ALIKE = Alike("en", interviewed=True, reminded=frozenset({"prior_hh_tenure", "prior_hh_children"}))


def told(number: int) -> Told:
    """Give what an invented family told before."""
    shown = {"prior_hh_tenure": "Rented from a private landlord", "prior_hh_children": str(number % 6)}
    return Told(f"F{number:06d}", f"F{number:06d}-m12-00", shown, {"prior.hh_children": float(number % 6)})


def our_word(instrument: Instrument, copies: int) -> None:
    """Make Word copies from one shared paper."""
    personal = personal_of(instrument, ALIKE, in_lines=False)
    template = WordTemplate(personal.paper)
    for number in range(copies):
        template.filled(texts_of(personal.slots, told(number)))


def our_pdf(instrument: Instrument, copies: int) -> None:
    """Make PDF copies from one shared paper."""
    personal = personal_of(instrument, ALIKE, in_lines=True)
    template = PdfTemplate(personal.paper, personal.slots)
    for number in range(copies):
        template.filled(texts_of(personal.slots, told(number)))


def python_docx(instrument: Instrument, copies: int) -> None:
    """Build each copy paragraph by paragraph, as a script with python-docx would."""
    from docx import Document

    paper = paper_of(instrument, "en")
    for _ in range(copies):
        word = Document()
        word.add_heading(paper.title, 0)
        for entry in paper.entries:
            for text in (entry.heading, entry.ask, *entry.before):
                if text:
                    word.add_paragraph(text)
            line = word.add_paragraph()
            line.add_run(entry.number).bold = True
            line.add_run("\t" + entry.text).bold = True
            for text in (entry.instruct, entry.how, *entry.checks):
                if text:
                    word.add_paragraph(text)
            for option in entry.options:
                word.add_paragraph(f"☐\t{option.code}\t{option.label}\t{option.go_to}")
        word.save(io.BytesIO())


def weasyprint(instrument: Instrument, copies: int) -> None:
    """Print the web page of each copy."""
    from weasyprint import HTML  # type: ignore[import-not-found,unused-ignore]

    page = html(instrument, "en")
    for _ in range(copies):
        HTML(string=page).write_pdf()


def a_copy(make: Callable[[Instrument, int], None], instrument: Instrument, copies: int) -> float:
    """Give the seconds one copy takes."""
    began = time.perf_counter()
    make(instrument, copies)
    return (time.perf_counter() - began) / copies


def main() -> None:
    """Print one line a format."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    study = load(Path(examples.__file__).parent / "improving_futures", search=False)
    instrument = read_instrument(study, "m12")
    pairs = (("Word", our_word, "python-docx", "docx", python_docx),
             ("PDF", our_pdf, "WeasyPrint", "weasyprint", weasyprint))  # fmt: skip
    for what, ours, name, module, theirs in pairs:
        own = a_copy(ours, instrument, copies)
        print(f"{what}: {copies:,} copies in {own * copies:.1f} s, {own * 1000:.1f} ms a copy")
        if find_spec(module) is None:
            print(f"  {name} is not installed, so there is nothing to compare with.")
            continue
        other = a_copy(theirs, instrument, TRIES)
        print(f"  {name}: {other * 1000:.0f} ms a copy; ratio {other / own:.0f}")


if __name__ == "__main__":
    main()
