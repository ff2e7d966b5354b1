"""What a page is, and what every page asks for."""

from __future__ import annotations

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
    "Page", "adviser", "coder", "figures", "groups", "interpreter", "language", "marked", "say",
    "spoken_language", "study", "wants_json", "whole",
]  # fmt: skip


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


def whole(name: str) -> int:
    """Give a whole number of a form or an address, or refuse the request."""
    try:
        return int(request.values[name])
    except ValueError as error:
        raise BadRequest from error
