"""Looks into a room from outside it, found by name through the installed program.

Rooms do not import each other: a room that has something to show offers it under the entry point group
``familypanel.looks`` (a function of the study that gives a `Table`); a page that wants to show it asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .folder import Study
    from .table import Table

__all__ = ["GROUP", "looks"]

GROUP = "familypanel.looks"


def looks() -> dict[str, Callable[[Study], Table]]:
    """Give what can be looked at, by name: ``panel.attrition``, ``panel.due`` and what other packages add."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return {entry.name: cast("Callable[[Study], Table]", entry.load()) for entry in found}
