"""The questionnaire as one self-contained web page: to read on a screen or a phone, and to print."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..instrument import Instrument
from .paper import paper_of

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["html"]


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
    return _template().render(paper=paper_of(instrument, language))


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("familypanel.questionnaires", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("questionnaire.html")
