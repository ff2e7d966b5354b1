"""Who gave which answer: the answers to one question as masks over the returns of an occasion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..study.cells import Cells
from ..study.dictionary import ResponseSet
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem
from .indicators import Indicator

__all__ = ["Answer", "Question", "indicator_questions", "question", "questions"]

Mask = np.ndarray[Any, np.dtype[np.bool_]]
MOST_NUMBERS = 12
_UNLISTED = "Another code"


@dataclass(frozen=True)
class Answer:
    """One answer: its label, its value where it has one, and who gave it, bool (n_rows,)."""

    label: str
    given: Mask
    value: Any = None


@dataclass(frozen=True)
class Question:
    """A question whose answers exclude each other, so that they add up to those who answered.

    Parameters
    ----------
    variable, label : str
        Where it is stored, and how it reads.
    answers : tuple of Answer
        Everybody in `answered` gave one of them.
    answered : bool array, (n_rows,)
        Who has a value.
    shown : int
        How many of the answers are rows of a table; an indicator shows who has it, not who has it not.
    """

    variable: str
    label: str
    answers: tuple[Answer, ...]
    answered: Mask
    shown: int


def questions(cells: Cells, names: Sequence[str], occasion: str) -> Iterator[Question]:
    """Read variables and multiple responses; each option of the latter is a question of its own.

    Raises
    ------
    ProblemError
        FP4162 if a name is not one with answers to count.
    """
    sets = {one.name: one for one in cells.dictionary.sets}
    for name in names:
        if name in sets and name not in cells.dictionary:
            yield from _options(cells, sets[name])
        else:
            yield question(cells, name, occasion)


def question(cells: Cells, name: str, occasion: str) -> Question:
    """Read one variable with a code list, or with few different numbers.

    Raises
    ------
    ProblemError
        FP4162 if it is neither.
    """
    if name not in cells.dictionary or not _countable(cells, name):
        known = ", ".join(one for one in cells.dictionary.names if _countable(cells, one))
        raise ProblemError(problem("FP4162", Place(variable=name), name=name, wave=occasion, known=known))
    values, answered = cells.frame[name], cells.reason(name) == Reason.VALUE
    listed = _listed(cells, name)
    found = [Answer(label, (values == value).to_numpy() & answered, value) for value, label in listed.items()]
    rest = answered & ~np.logical_or.reduce(
        [one.given for one in found] or [np.zeros(len(cells), dtype=bool)]
    )
    if rest.any():
        found.append(Answer(_UNLISTED, rest))
    return Question(name, cells.dictionary[name].label or name, tuple(found), answered, len(found))


def _countable(cells: Cells, name: str) -> bool:
    if cells.dictionary.code_list(name) is not None:
        return True
    numbers = cells.dictionary[name].type in ("choice", "integer", "decimal")
    return numbers and cells.valid(name).nunique() <= MOST_NUMBERS


def _listed(cells: Cells, name: str) -> Mapping[Any, str]:
    codes, variable = cells.dictionary.code_list(name), cells.dictionary[name]
    if codes is None:
        return {value: f"{value:g}" for value in sorted(cells.valid(name).dropna().unique())}
    return {
        code.value: code.label
        for code in codes.codes
        if not any(code.value in one for one in variable.missing)
    }


def _options(cells: Cells, chosen: ResponseSet) -> Iterator[Question]:
    reasons = np.stack([cells.reason(name) for name in chosen.variables])
    answered = (reasons == Reason.VALUE).any(axis=0)
    codes = cells.dictionary.lists[chosen.codes].codes if chosen.codes else ()
    labels = [code.label for code in codes] or [cells.dictionary[name].label for name in chosen.variables]
    for name, label in zip(chosen.variables, labels, strict=False):
        ticked = (cells.valid(name) == chosen.counted).to_numpy(dtype=bool) & answered
        yield _yes_or_no(name, f"{chosen.label or chosen.name}: {label}", ticked, answered)


def indicator_questions(cells: Cells, indicators: Sequence[Indicator]) -> Iterator[Question]:
    """Read the indicators that an occasion holds: who has each."""
    import pandas as pd

    for one in indicators:
        if one.variable in cells.dictionary:
            values = pd.to_numeric(cells.valid(one.variable), errors="coerce")
            answered = values.notna().to_numpy()
            label = f"{one.indicator} ({one.level})" if one.level else one.indicator
            yield _yes_or_no(one.variable, label, values.isin(one.counted).to_numpy() & answered, answered)


def _yes_or_no(name: str, label: str, has: Mask, answered: Mask) -> Question:
    return Question(name, label, (Answer("has it", has), Answer("has it not", answered & ~has)), answered, 1)
