"""The panel file as cells: waves put under or beside each other by URN; every cell a value or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ..study.cells import Cells
from ..study.config import Wave
from ..study.dictionary import Code, CodeList, Dictionary, ResponseSet, Variable
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem

__all__ = ["PanelCells", "long_cells", "wide_cells"]

NOT_ASKED = np.int8(Reason.NOT_IN_INSTRUMENT)
URN = Variable("urn", "Unique Reference Number", "text", measure="nominal")
COHORT = Variable("cohort", "Cohort", "choice", "cohort", measure="nominal")
PROJECT = Variable("project", "Project", "text", measure="nominal")
COHORTS = CodeList("cohort", (Code(1, "main"), Code(2, "booster")))
RETURNED = CodeList("return:", (Code(0, "No return"), Code(1, "Return"), Code(2, "Joined the panel later")))
_LONGEST_NAME = 64


@dataclass(frozen=True)
class PanelCells:
    """What goes into a panel file.

    Parameters
    ----------
    cells : Cells
        The frame holds values only: a cell with a reason is empty, and so is one without a return (wide
        shape).
    fixed_conflicts : mapping of str to int
        For each fixed fact how many members gave different answers in different waves.
    """

    cells: Cells
    fixed_conflicts: Mapping[str, int]


def long_cells(waves: Sequence[Wave], cells: Mapping[str, Cells], members: pd.DataFrame) -> PanelCells:
    """Put the waves under each other: one row a return, sorted by URN and wave.

    Parameters
    ----------
    waves : sequence of Wave
        Those received, in the order of the study.
    cells : mapping of str to Cells
        Their cells, harmonised; variables of one name mean one thing.
    members : DataFrame
        The register (``urn``, ``cohort``, ``project``).
    """
    names = list(dict.fromkeys(n for wave in waves for n in cells[wave.name].frame.columns if n != "urn"))
    sizes = [len(cells[wave.name]) for wave in waves]
    head = _head(np.concatenate([cells[w.name].frame["urn"].to_numpy(dtype=object) for w in waves]), members)
    number = Variable("wave", "Wave", "choice", "wave", measure="ordinal")
    head["wave"] = np.repeat(np.arange(1.0, len(waves) + 1), sizes)
    columns = {name: _stacked(name, [cells[wave.name] for wave in waves]) for name in names}
    frame = pd.DataFrame(head | {name: values for name, (values, _) in columns.items()})
    order = np.lexsort((frame["wave"].to_numpy(), frame["urn"].to_numpy().astype(str)))
    reasons = {name: found[order] for name, (_, found) in columns.items() if found.any()}
    listed = CodeList("wave", tuple(Code(at, wave.label) for at, wave in enumerate(waves, start=1)))
    book = _merged([cells[wave.name].dictionary for wave in waves], names)
    # The wave stands beside the URN: together they are the key of the file.
    front = (URN, number, *(v for v in (COHORT, PROJECT) if v.name in head))
    book = replace(
        book, variables=_unique((*front, *book)), lists={"cohort": COHORTS, "wave": listed, **book.lists}
    )
    return PanelCells(Cells(frame.iloc[order].reset_index(drop=True)[list(book.names)], book, reasons), {})


def _head(urns: Any, members: pd.DataFrame) -> dict[str, Any]:
    """Give URN, cohort and project of every row; other facts of the register may hold contact details."""
    register = members.set_index("urn").reindex(urns)
    cohort = register["cohort"].map({code.label: float(code.value) for code in COHORTS.codes})
    head = {"urn": urns, "cohort": cohort.to_numpy(dtype=np.float64)}
    return head | ({"project": register["project"].to_numpy()} if register["project"].notna().any() else {})


def _stacked(name: str, waves: Sequence[Cells]) -> tuple[Any, Any]:
    """Give one variable of all waves, and its reasons: not in the instrument where a wave lacks it."""
    _one_kind(name, waves)
    reasons = [one.reason(name) if name in one.frame else np.full(len(one), NOT_ASKED) for one in waves]
    variable = next(one.dictionary[name] for one in waves if name in one.frame)
    parts = [_answers(one, name, variable) for one in waves]
    return np.concatenate(parts), np.concatenate(reasons)


def _answers(one: Cells, name: str, variable: Variable) -> Any:
    """Give the values of one wave, empty where there is a reason, or where the wave lacks the variable."""
    if name not in one.frame:
        return _typed(pd.Series([None] * len(one), dtype="object"), variable)
    return _typed(one.valid(name), variable)


def _one_kind(name: str, waves: Sequence[Cells]) -> None:
    kinds = {_kind(one.dictionary[name]) for one in waves if name in one.frame}
    if len(kinds) > 1:
        facts = {"variable": name, "kinds": " and ".join(sorted(kinds))}
        raise ProblemError(problem("FP3106", Place(variable=name), **facts))


def _kind(variable: Variable) -> str:
    return {"text": "text", "date": "date", "datetime": "date"}.get(variable.type, "number")


def _typed(column: pd.Series[Any], variable: Variable) -> Any:
    match _kind(variable):
        case "text":
            return column.where(column.notna(), None).to_numpy(dtype=object)
        case "date":
            return pd.to_datetime(column, errors="coerce").to_numpy(dtype="datetime64[us]")
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)


def _merged(books: Sequence[Dictionary], names: Iterable[str]) -> Dictionary:
    """Describe each variable as the first wave that has it does, with the codes of all waves."""
    variables, lists = [], {}
    for name in names:
        having = [book for book in books if name in book]
        codes = {c.value: c for book in having[::-1] if (f := book.code_list(name)) for c in f.codes}
        if codes:
            first = [c.value for book in having if (f := book.code_list(name)) for c in f.codes]
            lists[name] = CodeList(name, tuple(codes[value] for value in dict.fromkeys(first)))
        variables.append(replace(having[0][name], codes=name if codes else None, width=_width(having, name)))
    known = {*(v.name for v in variables)}
    sets = {s.name: s for book in books[::-1] for s in book.sets if known.issuperset(s.variables)}
    return Dictionary(tuple(variables), lists, tuple(_plain(s) for s in sets.values()))


def _width(having: Sequence[Dictionary], name: str) -> int | None:
    widths = [book[name].width for book in having]
    return max((width for width in widths if width is not None), default=None)


def _plain(found: ResponseSet) -> ResponseSet:
    return replace(found, codes=None)


def wide_cells(
    waves: Sequence[Wave], cells: Mapping[str, Cells], members: pd.DataFrame, fixed: Sequence[str]
) -> PanelCells:
    """Put the waves beside each other: one row a member with any return, names with the prefix of the wave.

    Where a member of the booster had not joined yet, the reason is ``not_in_instrument``; where a member has
    no return of a wave, the cells are empty, and ``<prefix>_return`` says so.

    Parameters
    ----------
    waves, cells, members
        As for `long_cells`.
    fixed : sequence of str
        Facts that do not change, such as sex: they keep their name, and the first answer holds.
    """
    there = {wave.name: pd.Index(cells[wave.name].frame["urn"]) for wave in waves}
    urns = np.array(sorted({urn for index in there.values() for urn in index}), dtype=object)
    head = _head(urns, members)
    booster = head["cohort"] == 2.0  # noqa: PLR2004
    facts = {name: _first(name, waves, cells, urns) for name in _fixed(fixed, waves, cells)}
    columns = {name: (values, reasons) for name, (values, reasons, _) in facts.items()}
    before = booster.copy()
    variables = [URN, *(v for v in (COHORT, PROJECT) if v.name in head)]
    books = [cells[wave.name].dictionary for wave in waves]
    described = _merged(books, facts)
    variables += described.variables
    lists = {"cohort": COHORTS, RETURNED.name: RETURNED, **described.lists}
    sets: list[ResponseSet] = []
    for wave in waves:
        at = there[wave.name].get_indexer(urns)
        before &= at < 0
        new = {n: prefixed(wave, n) for n in cells[wave.name].frame.columns if n not in ("urn", *facts)}
        columns |= {new[name]: _beside(name, cells[wave.name], at, before) for name in new}
        said = prefixed(wave, "return")
        columns[said] = (np.where(at >= 0, 1.0, np.where(before, 2.0, 0.0)), np.zeros(len(urns), np.int8))
        more = _prefixed_book(cells[wave.name].dictionary, new, wave)
        variables += [
            Variable(said, f"Return, {wave.label}", "choice", RETURNED.name, measure="nominal"),
            *more.variables,
        ]
        lists |= more.lists
        sets += more.sets
    frame = pd.DataFrame(head | {name: values for name, (values, _) in columns.items()})
    book = Dictionary(_unique(variables), lists, tuple(sets))
    reasons = {name: found for name, (_, found) in columns.items() if found.any()}
    conflicts = {name: count for name, (_, _, count) in facts.items() if count}
    return PanelCells(Cells(frame[list(book.names)], book, reasons), conflicts)


def prefixed(wave: Wave, name: str) -> str:
    """Give the name of a variable of one wave in the wide file.

    Raises
    ------
    ProblemError
        FP3107 if it is longer than the 64 bytes that SPSS allows.
    """
    new = f"{wave.prefix.rstrip('_')}_{name}"
    if len(new.encode("utf-8")) > _LONGEST_NAME:
        raise ProblemError(
            problem("FP3107", Place(wave=wave.name, variable=name), name=new, most=_LONGEST_NAME)
        )
    return new


def _unique(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Prove that no two names differ only by case, which SPSS does not tell apart."""
    seen: dict[str, str] = {}
    for variable in variables:
        name, folded = variable.name, variable.name.casefold()
        if folded in seen:
            raise ProblemError(problem("FP3108", Place(variable=name), name=name, other=seen[folded]))
        seen[folded] = name
    return tuple(variables)


def _fixed(fixed: Sequence[str], waves: Sequence[Wave], cells: Mapping[str, Cells]) -> list[str]:
    return [name for name in fixed if any(name in cells[wave.name].frame for wave in waves)]


def _first(name: str, waves: Sequence[Wave], cells: Mapping[str, Cells], urns: Any) -> tuple[Any, Any, int]:
    """Give a fixed fact as first answered, else the first reason; count those who answered differently."""
    having = [cells[wave.name] for wave in waves if name in cells[wave.name].frame]
    _one_kind(name, having)
    values = pd.Series([None] * len(urns), dtype="object")
    reasons = np.full(len(urns), NOT_ASKED)
    differing = np.zeros(len(urns), dtype=bool)
    for one in having:
        at = pd.Index(one.frame["urn"]).get_indexer(urns)
        new = one.valid(name).astype("object").reindex(at).reset_index(drop=True)
        new = new.where(at >= 0, None)
        differing |= (values.notna() & new.notna() & (values != new)).to_numpy(dtype=bool)
        reasons = np.where((at >= 0) & (reasons == NOT_ASKED), one.reason(name)[at], reasons)
        values = values.where(values.notna(), new)
    reasons[values.notna().to_numpy()] = 0
    return _typed(values, having[0].dictionary[name]), reasons.astype(np.int8), int(differing.sum())


def _beside(name: str, one: Cells, at: Any, before: Any) -> tuple[Any, Any]:
    """Give one variable of a wave for all members; `at` is the row of each, -1 where there is none."""
    values = _typed(one.valid(name).iloc[at[at >= 0]], one.dictionary[name])
    beside = _typed(pd.Series([None] * len(at), dtype="object"), one.dictionary[name]).copy()
    beside[at >= 0] = values
    reasons = np.where(before, NOT_ASKED, np.int8(0))
    reasons[at >= 0] = one.reason(name)[at[at >= 0]]
    return beside, reasons.astype(np.int8)


def _prefixed_book(book: Dictionary, new: Mapping[str, str], wave: Wave) -> Dictionary:
    variables, lists = [], {}
    for name, to in new.items():
        codes = book.code_list(name)
        if codes is not None:
            lists[to] = CodeList(to, codes.codes)
        variables.append(replace(book[name], name=to, codes=to if codes else None))
    sets = tuple(
        replace(s, name=prefixed(wave, s.name), variables=tuple(new[n] for n in s.variables), codes=None)
        for s in book.sets
        if all(n in new for n in s.variables)
    )
    return Dictionary(tuple(variables), lists, sets)
