"""What a page is, and what every page asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g

from ....study.folder import Study

__all__ = ["Page", "coder", "study"]


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


def coder() -> str:
    """Give the name of who asks; nobody gets here without one."""
    return str(g.session.coder)
