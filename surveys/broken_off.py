"""Where an interview broke off: as the file says, or as far as its answers go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..study.dictionary import Dictionary, Variable
from ..study.problems import Problem
from ..study.routing import Truth
from .findings import Rows

__all__ = ["LAST_QUESTION", "answered_after", "is_question", "last_filled", "last_named"]

LAST_QUESTION = "last_q"
"""The variable that names the last question reached, by variable or item; empty after a whole interview."""

LEAST_OMITTED = 3
"""How many questions must be empty at the end of an interview until that is taken for a break-off."""

_YES = 1
Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


def is_question(variable: Variable, compiled: bool) -> bool:
    """Say whether a variable is asked and reached; what no item stores (an id, a date stamp) is neither."""
    return variable.name != LAST_QUESTION and (variable.item is not None or not compiled)


def last_named(told: Any, book: Dictionary, rows: Rows) -> tuple[Places, list[Problem]]:
    """Give for each row the place of the question that the file names; beyond the end where it names none.

    Parameters
    ----------
    told : Series of text, (n_rows,)
        The last question reached, by variable, item or set.
    book : Dictionary
        In the order of the questionnaire.
    rows : Rows
        Where the rows come from.
    """
    told = told.fillna("").str.strip().str.casefold()
    position: dict[str, int] = {}
    for index, variable in enumerate(book):
        for name in (variable.name, variable.item):
            position |= {name.casefold(): index} if name else {}
    for answers in book.sets:
        position[answers.name.casefold()] = max(position.get(n.casefold(), 0) for n in answers.variables)
    reached = told.map(position)
    strange = (told != "").to_numpy() & reached.isna().to_numpy()
    places = reached.fillna(len(book)).to_numpy(dtype=np.int64)
    return places, rows.where(strange, "FP3045", LAST_QUESTION)


def last_filled(
    book: Dictionary, empty: Callable[[str], Mask], asked: Callable[[Variable], Truth], rows: Rows
) -> tuple[Places, list[Problem]]:
    """Give the same where no variable tells: the last question with anything in it.

    An interview counts as broken off if at least three questions that the routing asks are empty at its end,
    and nothing else is. Each is reported, since nobody said so.

    Parameters
    ----------
    book : Dictionary
        Of an instrument, in the order of the questionnaire.
    empty : callable
        Marks the cells of a variable in which nothing was delivered.
    asked : callable
        Tells for whom the routing asks a variable.
    rows : Rows
        Where the rows come from.
    """
    last = np.full(len(rows), -1, dtype=np.int64)
    omitted = np.zeros(len(rows), dtype=np.int64)
    item = None
    for index, variable in enumerate(book):
        if not is_question(variable, compiled=True):
            continue
        nothing = empty(variable.name)
        last[~nothing], omitted[~nothing] = index, 0
        if variable.item != item:  # the options of a multiple response are one question
            omitted += nothing & (asked(variable) == _YES)
        item = variable.item
    broken = (omitted >= LEAST_OMITTED) & (last >= 0)
    places = np.where(broken, last, len(book))
    ends = np.unique(places[broken]).tolist()
    found = [one for end in ends for one in rows.where(places == end, "FP3223", book.names[end])]
    return places, found


def answered_after(late: Mask, rows: Rows) -> list[Problem]:
    """Report rows with an answer after the question that is named as the last one."""
    return rows.where(late, "FP3222", LAST_QUESTION)
