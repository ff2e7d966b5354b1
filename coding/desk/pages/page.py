"""What a page is, and what every page asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from werkzeug.exceptions import BadRequest

from ....study.folder import Study

if TYPE_CHECKING:
    from ..advice import Adviser

__all__ = ["Page", "adviser", "coder", "language", "study", "whole"]


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


def coder() -> str:
    """Give the name of who asks; nobody gets here without one."""
    return str(g.session.coder)


def language() -> str:
    """Give the language of the pages."""
    return str(g.session.language)


def whole(name: str) -> int:
    """Give a whole number of a form, or refuse the request."""
    try:
        return int(request.form[name])
    except ValueError as error:
        raise BadRequest from error
