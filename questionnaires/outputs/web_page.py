"""The questionnaire as one self-contained web page: to read on a screen or a phone, and to print."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from ..instrument import Instrument
from ..phrases import phrase
from .paper import paper_of

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["html", "html_easy", "html_large"]


def html(instrument: Instrument, language: str) -> str:
    """Write an accessible page: one fieldset a question, its text the legend, no script, no outside address.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    language : str
        One of the instrument's languages.

    Returns
    -------
    str
        The whole HTML document.
    """
    return _template("questionnaire.html").render(paper=paper_of(instrument, language), large=False)


def html_large(instrument: Instrument, language: str) -> str:
    """Write the same page in large print: letters half as big again, on the screen and on paper."""
    return _template("questionnaire.html").render(paper=paper_of(instrument, language), large=True)


def html_easy(instrument: Instrument, language: str) -> str:
    """Write an easy-read page for respondents: one short line a sentence, large letters, plain instructions.

    It leaves out what only an interviewer needs (codes, checks, instructions).  What it cannot do is to find
    easier words: those are versions of their own in the bank.
    """
    paper = paper_of(instrument, language)
    asked = [entry for entry in paper.entries if entry.kind != "note"]
    return _template("easy_read.html").render(
        paper=paper,
        places={entry.id: place for place, entry in enumerate(asked, start=1)},
        count=len(asked),
        say=partial(phrase, language=language),
        sentences=_sentences,
    )


def _sentences(text: str) -> list[str]:
    """Part a text after every full stop, question mark or exclamation mark that ends a sentence.

    Examples
    --------
    >>> _sentences("Your home is warm. Is it dry?")
    ['Your home is warm.', 'Is it dry?']
    """
    return re.split(r"(?<=[.?!]) +(?=[A-ZÀ-ÝŴŶ\[])", text)


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("familypanel.questionnaires", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)
