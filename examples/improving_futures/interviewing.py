"""Hold the interviews of one wave: ask what the routing says, and note answers, refusals and break-offs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...study.dictionary import Dictionary, Variable
from ...study.missing import Reason
from ...study.routing import FrameAnswers, asked, option_variables, parse
from .answering import Scene
from .questions import ANSWERS, NEVER_WITHHELD
from .streams import stream

__all__ = ["Told", "hold_interviews", "recalled"]

Reasons = NDArray[np.int8]
Code = float | str

_DONT_KNOW, _REFUSED = 0.012, 0.008
_SENSITIVE_TIMES = 4
_BREAK_OFF = {"baseline": 0.011, "m12": 0.022, "m24": 0.028}
_ADMINISTRATIVE = ("urn", "last_q")
# Nobody breaks off before the questions on the support have begun.
_EARLIEST_END = "support"


@dataclass
class Told:
    """What the families of one wave told.

    Parameters
    ----------
    book : Dictionary
        Of the instrument.
    urns : list of str
        Who was interviewed.
    values : dict of str to (n,) array
        By variable: numbers, text, or dates as ISO text; where a reason stands, anything.
    reasons : dict of str to (n,) array of Reason
        By variable, 0 where there is a value.
    last : (n,) array
        Item that was asked last before the interview broke off; empty where it did not.
    """

    book: Dictionary
    urns: list[str]
    values: dict[str, NDArray[Any]]
    reasons: dict[str, Reasons]
    last: NDArray[Any]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of each family."""
        return {urn: row for row, urn in enumerate(self.urns)}

    def frame(self) -> pd.DataFrame:
        """Give what an agency delivers: missing codes in the cells, and nothing where it was not reached."""
        head = {"urn": self.urns, "last_q": self.last}
        cells = {variable.name: head.get(variable.name, self._cells(variable)) for variable in self.book}
        return pd.DataFrame(cells)

    def _cells(self, variable: Variable) -> Any:
        if variable.name in _ADMINISTRATIVE:
            return None
        values, reasons = self.values[variable.name], self.reasons[variable.name]
        codes = {part.reason: part.low for part in variable.missing if part.reason is not None}
        cells = np.array(values, dtype=object)
        for reason in np.unique(reasons[reasons != Reason.VALUE]):
            cells[reasons == reason] = codes.get(Reason(int(reason)), "" if variable.is_text else None)
        numeric = not variable.is_text and variable.type != "date"
        return pd.Series(cells, dtype="float64" if numeric else "object")


class _Answers:
    """The answers so far, in the form in which the routing asks for them."""

    def __init__(self, told: Told, earlier: Mapping[str, FrameAnswers]) -> None:
        self.told = told
        self.earlier = earlier
        self.sets = option_variables(told.book)

    @property
    def n(self) -> int:
        return len(self.told.urns)

    def values(self, scope: str | None, name: str) -> NDArray[Any]:
        if scope is not None:
            found = self.earlier.get(scope)
            return np.full(self.n, np.nan) if found is None else found.values(None, name)
        return np.full(self.n, np.nan) if name in self.sets else self.told.values[name]

    def reasons(self, scope: str | None, name: str) -> Reasons:
        if scope is not None:
            found = self.earlier.get(scope)
            return _absent(self.n) if found is None else found.reasons(None, name)
        return self.told.reasons[next(iter(self.sets[name].values())) if name in self.sets else name]

    def has(self, scope: str | None, name: str, code: Code) -> Reasons:
        if scope is not None:
            found = self.earlier.get(scope)
            return np.full(self.n, -1, dtype=np.int8) if found is None else found.has(None, name, code)
        option = self.sets[name][code]
        answered = self.told.reasons[option] == Reason.VALUE
        return np.where(answered, self.told.values[option] == 1, -1).astype(np.int8)


def hold_interviews(book: Dictionary, scene: Scene, earlier: Mapping[str, FrameAnswers], seed: int) -> Told:
    """Ask every family every question its routing leads to.

    Parameters
    ----------
    book : Dictionary
        Of the compiled instrument; its routing decides who is asked.
    scene : Scene
        Who is interviewed, when, and how they live.
    earlier : mapping of 'prior' and 'baseline' to FrameAnswers
        What the same families told before, row by row; empty at the baseline.
    seed : int
        Where chance begins.
    """
    told = Told(book, list(scene.register["urn"]), {}, {}, np.full(scene.n, "", dtype=object))
    answers = _Answers(told, earlier)
    for name, variables in _questions(book):
        own = replace(scene, rng=stream(seed, f"{scene.wave}/{name}"), told=told.values)
        who = asked(None if variables[0].ask is None else parse(variables[0].ask), answers)
        withheld = _withheld(variables[0], name, own.rng, scene.n)
        reasons = np.where(who, withheld, np.int8(Reason.NOT_APPLICABLE))
        columns = _columns(ANSWERS[name](own), len(variables))
        for variable, column in zip(variables, columns, strict=True):
            told.values[variable.name] = _stored(column, variable, reasons)
            told.reasons[variable.name] = reasons.astype(np.int8)
    _break_off(told, scene, stream(seed, f"{scene.wave}/break-offs"))
    return told


def recalled(waves: Sequence[Told], urns: Sequence[str]) -> FrameAnswers:
    """Line up what families told before, each from the first of `waves` that has it."""
    source = [next((w for w, told in enumerate(waves) if urn in told.rows), -1) for urn in urns]
    names = dict.fromkeys(name for told in waves for name in told.values)
    values: dict[str, Any] = {}
    reasons: dict[str, Reasons] = {}
    for name in names:
        values[name], reasons[name] = _recalled_one(name, waves, urns, source)
    sets: dict[str, dict[Code, str]] = {}
    for told in reversed(waves):
        sets |= option_variables(told.book)
    return FrameAnswers(pd.DataFrame(values), reasons, sets)


def _recalled_one(
    name: str, waves: Sequence[Told], urns: Sequence[str], source: Sequence[int]
) -> tuple[pd.Series[Any], Reasons]:
    cells: list[Any] = [None] * len(urns)
    reasons = _absent(len(urns))
    for row, (urn, wave) in enumerate(zip(urns, source, strict=True)):
        if wave >= 0 and name in waves[wave].values:
            there = waves[wave].rows[urn]
            cells[row], reasons[row] = waves[wave].values[name][there], waves[wave].reasons[name][there]
    text = any(isinstance(cell, str) for cell in cells)
    return pd.Series(cells, dtype="object" if text else "float64"), reasons


def _absent(n: int) -> Reasons:
    return np.full(n, Reason.NOT_IN_INSTRUMENT, dtype=np.int8)


def _questions(book: Dictionary) -> Iterator[tuple[str, list[Variable]]]:
    """Go through the questions in order; a multiple response is one question with a variable an option."""
    in_set = {variable: found for found in book.sets for variable in found.variables}
    done: set[str] = set()
    for variable in book:
        found = in_set.get(variable.name)
        name = variable.name if found is None else found.name
        if name in done or name in _ADMINISTRATIVE:
            continue
        done.add(name)
        yield name, [variable] if found is None else [book[option] for option in found.variables]


def _withheld(variable: Variable, name: str, rng: np.random.Generator, n: int) -> Reasons:
    """Let a few not know or refuse, where the question allows it; more of them where it is sensitive."""
    times = _SENSITIVE_TIMES if variable.sensitive else 1
    draws = rng.random(n)
    reasons = np.zeros(n, dtype=np.int8)
    if name in NEVER_WITHHELD:
        return reasons
    if Reason.DONT_KNOW in variable.allow:
        reasons[draws < _DONT_KNOW * times] = Reason.DONT_KNOW
    if Reason.REFUSED in variable.allow:
        reasons[draws > 1 - _REFUSED * times] = Reason.REFUSED
    return reasons


def _columns(answers: NDArray[Any], count: int) -> list[NDArray[Any]]:
    return [answers] if answers.ndim == 1 else [answers[:, option] for option in range(count)]


def _stored(column: NDArray[Any], variable: Variable, reasons: Reasons) -> NDArray[Any]:
    """Give what was answered; where nothing was, a number is NaN, and a text or date means nothing."""
    if variable.type == "date":
        return np.datetime_as_string(column.astype("datetime64[D]")).astype(object)
    return column if variable.is_text else np.where(reasons == Reason.VALUE, column.astype(float), np.nan)


def _break_off(told: Told, scene: Scene, rng: np.random.Generator) -> None:
    """End some interviews early: everything after the last question reached stays empty."""
    ends = rng.random(scene.n) < _BREAK_OFF[scene.wave]
    for row in np.flatnonzero(ends):
        possible = [v for v in _late(told.book) if told.reasons[v.name][row] != Reason.NOT_APPLICABLE]
        end = possible[int(rng.integers(len(possible)))]
        told.last[row] = end.item
        for variable in told.book.variables[_last_of(told.book, end) + 1 :]:
            told.reasons[variable.name][row] = Reason.NOT_REACHED


def _late(book: Dictionary) -> list[Variable]:
    """Give the questions after which an interview may break off: not the first ones, and not the last."""
    modules = [variable.module for variable in book]
    first = modules.index(_EARLIEST_END)
    return [v for v in book.variables[first:] if v.item and v.item != book.variables[-1].item]


def _last_of(book: Dictionary, variable: Variable) -> int:
    return max(index for index, other in enumerate(book) if other.item == variable.item)
