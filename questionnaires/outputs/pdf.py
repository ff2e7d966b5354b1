"""The questionnaire and the showcards as PDF: tagged (PDF/UA-1), typeset by typst from our own templates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..instrument import Instrument, Question
from ..phrases import phrase
from .paper import Paper, paper_of

__all__ = ["pdf", "pdf_bilingual", "pdf_large", "pdf_of", "showcards"]

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def pdf(instrument: Instrument, language: str) -> bytes:
    """Write the questionnaire for paper, with numbered questions, codes and the way through them.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    language : str
        One of the instrument's languages.

    Returns
    -------
    bytes
        A tagged PDF without a date; the same instrument gives the same bytes.
    """
    return pdf_of([paper_of(instrument, language)])


def pdf_large(instrument: Instrument, language: str) -> bytes:
    """Write the same in large print: 16 points and more, for those who see less well."""
    return pdf_of([paper_of(instrument, language)], large=True)


def pdf_bilingual(instrument: Instrument, _language: str) -> bytes:
    """Write the first two languages side by side, with one box an answer between them."""
    return pdf_of([paper_of(instrument, language) for language in instrument.languages[:2]])


def pdf_of(papers: Sequence[Paper], *, large: bool = False, alphabet: Sequence[str] = ()) -> bytes:
    """Typeset one paper, or two side by side.

    `alphabet` are lines of letters to be drawn after the end, so that the fonts in the file have them.
    """
    data = {"papers": [asdict(paper) for paper in papers], "large": large, "alphabet": list(alphabet)}
    return _typeset("questionnaire.typ", data)


def showcards(instrument: Instrument, _language: str = "") -> bytes:
    """Write a booklet of showcards: one card a page with its letter, the answers in every language.

    A card that several questions share is printed once; a letter with different answers has a page for each.
    """
    cards: dict[tuple[str, tuple[str, ...]], Question] = {}
    for question in instrument.questions:
        if question.card is not None and question.reachable and question.choices:
            answers = tuple(str(choice.label) for choice in question.choices)
            cards.setdefault((question.card, answers), question)
    data = {
        "title": f"{instrument.title}: {instrument.wave_label}",
        "languages": instrument.languages,
        "card": {language: phrase("card_named", language) for language in instrument.languages},
        "none": {language: phrase("no_cards", language) for language in instrument.languages},
        "cards": [_card(letter, question) for (letter, _), question in cards.items()],
    }
    return _typeset("showcards.typ", data)


def _card(letter: str, question: Question) -> Mapping[str, Any]:
    return {"letter": letter, "answers": [dict(choice.label) for choice in question.choices]}


def _typeset(template: str, data: Mapping[str, Any]) -> bytes:
    import typst

    made = typst.compile(
        _TEMPLATES / template,
        format="pdf",
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return bytes(made)


@cache
def _fonts() -> Path:
    """Find DejaVu Sans in matplotlib's files, so that a page looks the same on every machine."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:  # pragma: no cover  matplotlib is always installed with us
        raise ModuleNotFoundError("matplotlib")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
