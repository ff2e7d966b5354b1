"""The one error a rule can meet when it is followed: a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ..problems import Place, ProblemError, problem
from .tree import Name

__all__ = ["unknown_name"]


def unknown_name(name: Name, known: Iterable[str]) -> ProblemError:
    """Make the error FP1041 for a name that is not among the `known` names."""
    close = get_close_matches(name.name, [*known], n=1)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return ProblemError(problem("FP1041", Place(variable=str(name)), name=str(name), hint=hint))
