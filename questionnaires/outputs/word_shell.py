"""A Word document without its questions: page, running head, and the styles everything is written in.

Whoever wants other type changes a style in Word, and the whole questionnaire follows.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from .paper import Paper

__all__ = ["BODY_MARK", "LARGE", "ORDINARY", "SMALL", "shell_of"]

ORDINARY, LARGE, SMALL = 10.5, 16.0, 9.0
"""Points of the running text; two languages side by side are set smaller."""

BODY_MARK = b"<w:p><w:r><w:t>familypanel-body</w:t></w:r></w:p>"
_ACCENT = RGBColor(0x0B, 0x5A, 0x5E)
_SOFT = RGBColor(0x4A, 0x52, 0x5C)
_RIGHT = Cm(17)
_LANGUAGE_TAGS = {"en": "en-GB", "cy": "cy-GB"}


@dataclass(frozen=True, slots=True)
class _Style:
    """One paragraph style; sizes are parts of the running text, lengths centimetres or points."""

    name: str
    size: float = 1.0
    bold: bool = False
    italic: bool = False
    soft: bool = False
    left: float = 0.0
    first: float = 0.0
    before: float = 0.0
    keep: bool = True


_STYLES = (
    _Style("Facts", soft=True, keep=False),
    _Style("Ask", 0.9, before=10),
    _Style("Reminder", 0.9, soft=True, left=1.2),
    _Style("Say", bold=True, left=1.2),
    _Style("Question", bold=True, left=1.2, first=-1.2, before=8),
    _Style("Question Below", bold=True, left=1.2, first=-1.2, before=2),
    _Style("Statement", before=8, keep=False),
    _Style("Instruction", italic=True, soft=True, left=1.2),
    _Style("How", 0.86, soft=True, left=1.2),
    _Style("Answer", left=2.9, first=-1.7),
    _Style("Answer Last", left=2.9, first=-1.7, keep=False),
    _Style("Line", left=1.2, before=6),
    _Style("Line Last", left=1.2, before=6, keep=False),
    _Style("Check", 0.86, soft=True, left=1.2, keep=False),
    _Style("Cell"),
    _Style("Cell Right"),
    _Style("End", bold=True, before=18),
)


def shell_of(papers: Sequence[Paper], size: float = ORDINARY) -> bytes:
    """Give a .docx file that says nothing yet; `BODY_MARK` stands where the questions go."""
    word, paper = Document(), papers[0]
    _set_page(word, papers)
    _set_styles(word, paper, size)
    _set_properties(word, paper)
    word.add_paragraph("familypanel-body")
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _set_page(word: Any, papers: Sequence[Paper]) -> None:
    paper = papers[0]
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    word.styles["Header"].paragraph_format.tab_stops.clear_all()
    running = section.header.paragraphs[0]
    running.paragraph_format.tab_stops.add_tab_stop(_RIGHT, WD_TAB_ALIGNMENT.RIGHT)
    languages = ", ".join(each.facts[2][1] for each in papers)
    facts = " · ".join([*(value for _, value in paper.facts[:2]), languages])
    sealed = f" · {paper.seal}" if paper.seal else ""
    _small(running.add_run(f"{paper.title} · {facts}{sealed}\t{paper.page} "))
    _add_page_number(running)


def _set_styles(word: Any, paper: Paper, size: float) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(size)
    normal.paragraph_format.space_after = Pt(2)
    normal.paragraph_format.space_before = Pt(0)
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), _LANGUAGE_TAGS.get(paper.language, paper.language))
    normal.element.get_or_add_rPr().append(tag)
    for name, times in (("Title", 1.9), ("Heading 1", 1.35), ("Heading 2", 1.15)):
        _set_heading(word.styles[name], size * times)
    for style in _STYLES:
        _add_style(word, style, size)
    for name in ("Number", "Way"):
        font = word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font
        font.bold, font.color.rgb = True, _ACCENT
    aside = word.styles.add_style("Aside", WD_STYLE_TYPE.CHARACTER).font
    aside.size, aside.color.rgb = Pt(size * 0.86), _SOFT


def _set_heading(style: Any, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), _ACCENT
    style.element.rPr.rFonts.set(qn("w:ascii"), "Arial")
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        style.element.rPr.rFonts.attrib.pop(qn(theme), None)


def _add_style(word: Any, wanted: _Style, size: float) -> None:
    style = word.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = word.styles["Normal"], True
    style.font.size, style.font.bold, style.font.italic = Pt(size * wanted.size), wanted.bold, wanted.italic
    if wanted.soft:
        style.font.color.rgb = _SOFT
    form, wide = style.paragraph_format, max(1.0, size / ORDINARY)
    form.left_indent, form.first_line_indent = Cm(wanted.left * wide), Cm(wanted.first * wide)
    form.space_before, form.keep_with_next, form.keep_together = Pt(wanted.before), wanted.keep, True
    if wanted.name == "Cell Right":
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if wanted.name.startswith("Question"):
        form.tab_stops.add_tab_stop(Cm(wanted.left * wide))
    if wanted.name.startswith("Answer"):
        form.tab_stops.add_tab_stop(Cm(2.1 * wide), WD_TAB_ALIGNMENT.RIGHT)
        form.tab_stops.add_tab_stop(Cm(wanted.left * wide))
        form.tab_stops.add_tab_stop(_RIGHT, WD_TAB_ALIGNMENT.RIGHT)
    if wanted.name == "Ask":
        shade = OxmlElement("w:shd")
        for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "E6F0F0")):
            shade.set(qn(key), value)
        # Word reads the properties of a paragraph only in the order of its schema.
        style.element.get_or_add_pPr().insert_element_before(shade, "w:tabs", "w:spacing", "w:ind")


def _set_properties(word: Any, paper: Paper) -> None:
    core = word.core_properties
    core.title = f"{paper.title}: {paper.wave}"
    core.author = core.last_modified_by = core.comments = ""
    core.language = _LANGUAGE_TAGS.get(paper.language, paper.language)


def _small(run: Any) -> Any:
    run.font.size, run.font.color.rgb = Pt(8.5), _SOFT
    return run


def _add_page_number(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = _small(paragraph.add_run())
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
