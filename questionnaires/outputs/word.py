"""The questionnaire as a Word document: paper for interviewers."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ...study.files import normalised_zip
from ..instrument import Instrument
from .paper import Entry, OptionLine, Paper, paper_of

__all__ = ["docx"]

_ACCENT = RGBColor(0x0B, 0x5A, 0x5E)
_SOFT = RGBColor(0x4A, 0x52, 0x5C)
_INDENT = Cm(1.2)
_RIGHT = Cm(17)
_LANGUAGE_TAGS = {"en": "en-GB", "cy": "cy-GB"}
_BOX = "☐"
_LINE = "_" * 30


def docx(instrument: Instrument, language: str) -> bytes:
    """Write a Word document with numbered questions, codes, instructions and the way through them.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    language : str
        One of the instrument's languages.

    Returns
    -------
    bytes
        The .docx file; the same instrument gives the same bytes.
    """
    return normalised_zip(_saved(_Layout(paper_of(instrument, language)).document()))


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class _Layout:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.word = Document()

    def document(self) -> Any:
        self.set_page()
        self.set_styles()
        self.set_properties()
        self.head()
        for entry in self.paper.entries:
            self.entry(entry)
        self.line(self.paper.end, bold=True, before=18)
        self.line(f"{self.paper.last_question}: {_LINE}", before=6)
        return self.word

    def set_page(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
        self.word.styles["Header"].paragraph_format.tab_stops.clear_all()
        running = section.header.paragraphs[0]
        running.paragraph_format.tab_stops.add_tab_stop(_RIGHT, WD_TAB_ALIGNMENT.RIGHT)
        facts = " · ".join(value for _, value in self.paper.facts[:3])
        _styled(running.add_run(f"{self.paper.title} · {facts}\t{self.paper.page} "), 8.5, _SOFT)
        _add_page_number(running)

    def set_styles(self) -> None:
        normal = self.word.styles["Normal"]
        normal.font.name, normal.font.size = "Arial", Pt(10.5)
        normal.paragraph_format.space_after = Pt(2)
        normal.paragraph_format.space_before = Pt(0)
        tag = OxmlElement("w:lang")
        tag.set(qn("w:val"), _LANGUAGE_TAGS.get(self.paper.language, self.paper.language))
        normal.element.get_or_add_rPr().append(tag)
        for name, size in (("Title", 20), ("Heading 1", 14)):
            style = self.word.styles[name]
            style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), _ACCENT
            style.element.rPr.rFonts.set(qn("w:ascii"), "Arial")
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                style.element.rPr.rFonts.attrib.pop(qn(theme), None)

    def set_properties(self) -> None:
        core = self.word.core_properties
        core.title = f"{self.paper.title}: {self.paper.wave}"
        core.author = core.last_modified_by = core.comments = ""
        core.language = _LANGUAGE_TAGS.get(self.paper.language, self.paper.language)

    def head(self) -> None:
        self.word.add_heading(self.paper.title, 0)
        facts = (f"{name}: {value}" if name else value for name, value in self.paper.facts)
        self.line(" · ".join(facts), colour=_SOFT)
        table = self.word.add_table(rows=1, cols=len(self.paper.fields))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, field in zip(table.rows[0].cells, self.paper.fields, strict=True):
            _styled(cell.paragraphs[0].add_run(field), 9, _SOFT)
            cell.add_paragraph()

    def entry(self, entry: Entry) -> None:
        if entry.heading:
            self.word.add_heading(entry.heading, 1)
        if entry.ask:
            self.shaded(entry.ask)
        for index, text in enumerate(entry.before):
            self.line(text, bold=index == 1, colour=None if index == 1 else _SOFT, indent=True, keep=True)
        self.question(entry)
        if entry.instruct:
            self.line(entry.instruct, italic=True, colour=_SOFT, indent=True, keep=True)
        self.answers(entry)
        for check in entry.checks:
            self.line(check, colour=_SOFT, indent=True, size=9)

    def question(self, entry: Entry) -> None:
        line = self.word.add_paragraph()
        form = line.paragraph_format
        form.left_indent, form.first_line_indent = _INDENT, -_INDENT
        form.space_before, form.keep_with_next = (
            Pt(2 if entry.ask or entry.before else 10),
            entry.kind != "note",
        )
        form.tab_stops.add_tab_stop(_INDENT)
        _styled(line.add_run(entry.number), 10.5, _ACCENT).bold = True
        line.add_run("\t" + entry.text).bold = entry.kind != "note"

    def answers(self, entry: Entry) -> None:
        if entry.how:
            how = " · ".join(part for part in (entry.how, entry.card) if part)
            self.line(how, colour=_SOFT, indent=True, size=9, keep=True)
        if entry.kind not in ("one", "any", "note"):
            self.line(
                _LINE * (2 if entry.kind == "text" else 1), indent=True, before=6, keep=bool(entry.options)
            )
        for index, option in enumerate(entry.options):
            self.option(option, last=index == len(entry.options) - 1 and not entry.checks)

    def option(self, option: OptionLine, *, last: bool) -> None:
        line = self.word.add_paragraph()
        form = line.paragraph_format
        form.left_indent, form.first_line_indent, form.keep_with_next = Cm(2.9), Cm(-1.7), not last
        form.tab_stops.add_tab_stop(Cm(2.1), WD_TAB_ALIGNMENT.RIGHT)
        form.tab_stops.add_tab_stop(Cm(2.9))
        form.tab_stops.add_tab_stop(_RIGHT, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"{_BOX}\t{option.code}\t{option.label}")
        if option.note:
            _styled(line.add_run(f" ({option.note})"), 9, _SOFT)
        if option.go_to:
            _styled(line.add_run(f"\t→ {option.go_to}"), 9.5, _ACCENT).bold = True

    def shaded(self, text: str) -> None:
        line = self.line(text, before=10, size=9.5, keep=True)
        shade = OxmlElement("w:shd")
        for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "E6F0F0")):
            shade.set(qn(key), value)
        line.paragraph_format.element.get_or_add_pPr().append(shade)

    def line(
        self,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        colour: RGBColor | None = None,
        size: float = 10.5,
        indent: bool = False,
        before: float = 0,
        keep: bool = False,
    ) -> Any:
        line = self.word.add_paragraph()
        run = _styled(line.add_run(text), size, colour)
        run.bold, run.italic = bold, italic
        form = line.paragraph_format
        form.left_indent = _INDENT if indent else None
        form.space_before, form.keep_with_next = Pt(before), keep
        return line


def _styled(run: Any, size: float, colour: RGBColor | None) -> Any:
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _add_page_number(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = _styled(paragraph.add_run(), 8.5, _SOFT)
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
