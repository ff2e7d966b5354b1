"""The questions of a Word document as WordprocessingML, in the styles of `word_shell`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import zip_longest

from .paper import Entry, OptionLine, Paper

__all__ = ["BOX", "body_of"]

BOX = "☐"
_LINE = "_" * 30
_PAGE = 9638  # 17 cm in twentieths of a point
_SIDE, _MIDDLE = 4309, 1020
_LANGUAGE_TAGS = {"en": "en-GB", "cy": "cy-GB"}


def body_of(papers: Sequence[Paper]) -> str:
    """Write the paragraphs of one paper, or of two side by side."""
    return "".join(_Body(papers).parts())


def _text(text: str, style: str = "") -> str:
    """Write a run; a tab or a line break in the text becomes one in Word."""
    said = escape(text, quote=False).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    said = said.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f'<w:r><w:rPr>{named}</w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'


def _spoken(xml: str, language: str) -> str:
    """Mark every run as being in a language, for spelling and for screen readers."""
    tag = f'<w:lang w:val="{_LANGUAGE_TAGS.get(language, language)}"/>'
    return xml.replace("</w:rPr>", tag + "</w:rPr>")


def _paragraph(style: str, *runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def _table(rows: Iterable[Sequence[str]], widths: Sequence[int], *, lines: bool = False) -> str:
    edge = 'w:val="single" w:sz="4" w:space="0" w:color="8A929C"' if lines else 'w:val="nil"'
    sides = "".join(
        f"<w:{side} {edge}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    written = "".join(_row(cells, widths) for cells in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>'
    )


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell or _paragraph("Cell")}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{written}</w:tr>"


class _Body:
    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = papers
        self.first = papers[0]

    def parts(self) -> Iterator[str]:
        yield from self.head()
        if self.first.known is not None:
            yield from self.known()
        for entries in zip(*(paper.entries for paper in self.papers), strict=True):
            if entries[0].heading:
                yield _paragraph("Heading1", _text(" · ".join(entry.heading for entry in entries)))
            if entries[0].part:
                parts = dict.fromkeys(entry.part for entry in entries)
                yield _paragraph("Heading2", _text(" · ".join(parts)))
            for paper, entry in zip(self.papers, entries, strict=True):
                if entry.part_ask:
                    yield _spoken(_paragraph("Ask", _text(entry.part_ask)), paper.language)
            yield from self.alone(entries[0]) if len(entries) == 1 else self.beside(entries)
        for paper in self.papers:
            yield _paragraph("End", _text(paper.end))
            yield _paragraph("LineLast", _text(f"{paper.last_question}: {_LINE}"))

    def head(self) -> Iterator[str]:
        yield _paragraph("Title", _text(self.first.title))
        for paper in self.papers:
            facts = (f"{name}: {value}" if name else value for name, value in paper.facts)
            yield _paragraph("Facts", _text(" · ".join(facts)))
        cells = [
            _paragraph("Cell", _text(" / ".join(dict.fromkeys(names)), "Aside"))
            + _paragraph("Cell", _text(given))
            for names, given in zip_longest(
                zip(*(paper.fields for paper in self.papers), strict=True), self.first.given, fillvalue=""
            )
        ]
        yield _table([cells], [_PAGE // len(cells)] * len(cells), lines=True)

    def known(self) -> Iterator[str]:
        known = self.first.known
        if known is None:
            return
        yield _paragraph("Heading1", _text(known.title))
        yield _paragraph("Facts", _text(known.lead))
        if known.rows:
            head = [_paragraph("Cell", _text(name, "Aside")) for name in known.head]
            rows = [[_paragraph("Cell", _text(cell)) for cell in row] for row in known.rows]
            yield _table([head, *rows], [4309, 2040, 3289], lines=True)

    def alone(self, entry: Entry) -> Iterator[str]:
        if entry.ask:
            yield _paragraph("Ask", _text(entry.ask))
        yield from _before(entry)
        yield _question(entry)
        yield from _below(entry)
        yield from _blank(entry)
        for index, option in enumerate(entry.options, start=1):
            yield _option(option, last=index == len(entry.options) and not entry.checks)
        for check in entry.checks:
            yield _paragraph("Check", _text(check))

    def beside(self, entries: Sequence[Entry]) -> Iterator[str]:
        """Write two languages left and right, with the one box to tick between them."""
        other = self.papers[1].language
        rows = [[_said(entries[0]), "", _spoken(_said(entries[1]), other)]]
        rows += [
            [_label(left, "CellRight"), _paragraph("Cell", _text(f"{BOX} {left.code}")),
             _spoken(_label(right, "Cell"), other)]
            for left, right in zip(entries[0].options, entries[1].options, strict=True)
        ]  # fmt: skip
        if entries[0].checks:
            checks = ["".join(_paragraph("Check", _text(each)) for each in entry.checks) for entry in entries]
            rows.append([checks[0], "", _spoken(checks[1], other)])
        yield _table(rows, [_SIDE, _MIDDLE, _SIDE])
        yield _paragraph("Check")


def _before(entry: Entry) -> Iterator[str]:
    for style, text in zip(("Reminder", "Say", "Reminder"), entry.before, strict=False):
        if text:
            yield _paragraph(style, _text(text))


def _question(entry: Entry) -> str:
    if entry.kind == "note":
        return _paragraph("Statement", _text(entry.text))
    style = "QuestionBelow" if entry.ask or entry.before else "Question"
    return _paragraph(style, _text(entry.number, "Number"), _text("\t" + entry.text))


def _below(entry: Entry) -> Iterator[str]:
    if entry.instruct:
        yield _paragraph("Instruction", _text(entry.instruct))
    if entry.how:
        yield _paragraph("How", _text(" · ".join(part for part in (entry.how, entry.card) if part)))


def _blank(entry: Entry) -> Iterator[str]:
    if entry.kind not in ("one", "any", "note"):
        line = _LINE * (2 if entry.kind == "text" else 1)
        yield _paragraph("Line" if entry.options else "LineLast", _text(line))


def _option(option: OptionLine, *, last: bool) -> str:
    runs = [_text(f"{BOX}\t{option.code}\t{option.label}")]
    if option.note:
        runs.append(_text(f" ({option.note})", "Aside"))
    if option.go_to:
        runs.append(_text(f"\t→ {option.go_to}", "Way"))
    return _paragraph("AnswerLast" if last else "Answer", *runs)


def _said(entry: Entry) -> str:
    asked = [_paragraph("Ask", _text(entry.ask))] if entry.ask else []
    return "".join([*asked, *_before(entry), _question(entry), *_below(entry), *_blank_short(entry)])


def _blank_short(entry: Entry) -> Iterator[str]:
    if entry.kind not in ("one", "any", "note"):
        yield _paragraph("Line", _text(_LINE[:24]))


def _label(option: OptionLine, style: str) -> str:
    runs = [_text(option.label)]
    if option.note:
        runs.append(_text(f" ({option.note})", "Aside"))
    if option.go_to:
        runs.append(_text(f" → {option.go_to}", "Way"))
    return _paragraph(style, *runs)
