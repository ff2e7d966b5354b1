"""One cell of the framework matrix, written beside the passages it is about."""

from __future__ import annotations

from collections.abc import Collection

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ..events.recording import the_coder
from .cases import Cell
from .framework import the_matrix
from .summaries import LONGEST, tidy, write

__all__ = ["write_cell"]


def write_cell(study: Study, cell: Cell, text: str, coder: str, replaces: Collection[str]) -> bool:
    """Write what stands in a cell; an empty text takes away what stands there.

    Parameters
    ----------
    study : Study
        The study.
    cell : tuple of str
        Case, wave and code.
    text : str
        The summary.
    coder : str
        Who writes; kept with the moment.
    replaces : collection of str
        The wordings that the coder saw there, by their events; empty where nothing stood there.

    Returns
    -------
    bool
        Whether it was written; a text that stands there already is not.

    Raises
    ------
    ProblemError
        FP5963 no such cell, FP5964 somebody wrote there since, FP5965 a text that is too long, FP5016 no
        coder.
    """
    who, words = the_coder(coder), tidy(text)
    with study.store.transaction() as connection:
        found = the_matrix(study, connection, who)
        if not found.has(cell):
            raise ProblemError(problem("FP5963"))
        stands = found.summaries.get(cell)
        if words == (tidy(stands.text) if stands else ""):
            return False
        known = stands.events if stands else ()
        if set(known) != set(replaces):
            raise ProblemError(problem("FP5964", coder=stands.coder if stands else "-"))
        if len(words) > LONGEST:
            raise ProblemError(problem("FP5965", length=len(words), most=LONGEST))
        write(connection, who, cell, words, known)
    return True
