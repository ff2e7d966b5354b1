"""What a page is, and what every page asks for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from markupsafe import Markup, escape
from werkzeug.exceptions import BadRequest

from ....study.documents import Document
from ....study.folder import Study
from ..phrases import SOURCE, Interpreter
from ..strings import chosen_language, speaker

if TYPE_CHECKING:
    from ..advice import Adviser
    from ..figures import Figures
    from ..grouping import Groups

__all__ = [
    "LONGEST", "LONGEST_LABEL", "Page", "adviser", "coder", "figures", "groups", "interpreter", "language",
    "marked", "say", "spoken_language", "study", "typed", "wants_json", "whole", "whole_number",
]  # fmt: skip

# What a field of a form holds at most, in characters: of prose, and of the name of a code.
LONGEST, LONGEST_LABEL = 20_000, 80
# The largest number that the database can hold: whoever asks for a larger one asks for nothing that is there.
_LARGEST = (1 << 63) - 1
_MOST_DIGITS = len(str(_LARGEST))


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the desk: its rule, its name, how it is asked for, and the function that answers."""

    rule: str
    name: str
    answer: Callable[..., Any]
    method: str = "GET"


def study() -> Study:
    """Give the study the desk was opened on."""
    found: Study = current_app.extensions["desk"].study
    return found


def adviser() -> Adviser:
    """Give what suggests codes."""
    found: Adviser = current_app.extensions["desk"].adviser
    return found


def groups() -> Groups:
    """Give what groups turns by their words."""
    found: Groups = current_app.extensions["desk"].groups
    return found


def figures() -> Figures:
    """Give what works out how far coders agree."""
    found: Figures = current_app.extensions["figures"]
    return found


def coder() -> str:
    """Give the name of who asks; nobody gets here without one."""
    return str(g.session.coder)


def language() -> str:
    """Give the language of the pages: that of the session, before there is one that of the browser."""
    session = g.get("session")
    if session is not None:
        return str(session.language)
    return chosen_language(request.headers.get("Accept-Language", ""))


def say(key: str, **facts: object) -> str:
    """Say a key of the catalogue in the language of the pages."""
    return speaker(language())(key, **facts)


def interpreter() -> Interpreter:
    """Give what says the English of the rooms in the language of the pages; the study names its waves."""
    found, wanted = {}, language()
    for wave in study().config.occasions:
        label = wave.label_in(wanted)
        if label != wave.label:
            found[wave.label] = label
            # An attribution names the wave in the middle of a line.
            found[_small(wave.label)] = _small(label)
    return Interpreter(wanted, found)


def marked(text: str) -> Markup:
    """Say what a room said; what nobody has put into the language of the page is marked as English."""
    tell = interpreter()
    if tell.knows(text):
        return escape(tell.say(text))
    return Markup('<span lang="{}">{}</span>').format(SOURCE, tell.say(text))


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def spoken_language(document: Document) -> str:
    """Give the language of a transcript for ``lang``; where two are spoken, as in ``en-cy``, the first."""
    return (document.language or study().config.languages[0]).split("-")[0]


def wants_json() -> bool:
    """Say whether the script asks, which wants the parts that changed and no whole page."""
    return request.accept_mimetypes.best == "application/json"


def typed(name: str, longest: int = LONGEST) -> str:
    """Give the text of a field of a form, without control characters; refuse more than fits there."""
    words = request.form.get(name, "")
    if len(words) > longest:
        raise BadRequest
    return "".join(one for one in words if one in "\n\t" or unicodedata.category(one) != "Cc").strip()


def whole(name: str) -> int:
    """Give a whole number of a form or an address, or refuse the request."""
    return whole_number(request.values[name])


def whole_number(text: str) -> int:
    """Read a whole number from 0, or refuse the request."""
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or int(text) > _LARGEST:
        raise BadRequest
    return int(text)
