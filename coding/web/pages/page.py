"""What a page is, and what every page asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from werkzeug.exceptions import BadRequest

from ....study.folder import Study
from ..strings import speaker

if TYPE_CHECKING:
    from ..advice import Adviser
    from ..grouping import Groups

__all__ = ["Page", "adviser", "coder", "groups", "language", "say", "study", "wants_json", "whole"]


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


def coder() -> str:
    """Give the name of who asks; nobody gets here without one."""
    return str(g.session.coder)


def language() -> str:
    """Give the language of the pages."""
    return str(g.session.language)


def say(key: str, **facts: object) -> str:
    """Say a key of the catalogue in the language of the pages."""
    return speaker(language())(key, **facts)


def wants_json() -> bool:
    """Say whether the script asks, which wants the parts that changed and no whole page."""
    return request.accept_mimetypes.best == "application/json"


def whole(name: str) -> int:
    """Give a whole number of a form or an address, or refuse the request."""
    try:
        return int(request.values[name])
    except ValueError as error:
        raise BadRequest from error
