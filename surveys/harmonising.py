"""Apply what was decided in harmonise.yaml to a wave: its dictionary first, its cells in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..study.cells import Cells
from ..study.dictionary import Code, CodeList, Dictionary, Variable
from ..study.missing import Reason
from .comparing import Change
from .harmonise_file import Decision

__all__ = ["Harmonised", "harmonised_cells", "harmonised_dictionary", "of_waves"]


@dataclass(frozen=True)
class Harmonised:
    """The decisions about one wave.

    Parameters
    ----------
    codes : mapping of str to mapping
        For each delivered variable the codes that become others.
    names : mapping of str to str
        Delivered names that become others, or were declared to be the same question.
    left_out : frozenset of str
        Variables that are not taken.
    by : mapping of str to Decision
        The decisions by variable, for those who ask why.
    spelling : mapping of str to str
        Delivered names that an earlier wave writes with other capitals, which SPSS takes for one name.
    """

    codes: Mapping[str, Mapping[Any, Any]]
    names: Mapping[str, str]
    left_out: frozenset[str]
    by: Mapping[str, Decision]
    spelling: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, delivered: str) -> str:
        """Give the name in the panel file of a delivered variable."""
        return self.names.get(delivered) or self.spelling.get(delivered, delivered)

    def settles(self, change: Change) -> bool:
        """Say whether a change that blocks was decided."""
        name = change.variable
        if name in self.left_out:
            return True
        named = name in self.names or change.class_ not in ("reused_name", "type_changed")
        return named and {*change.codes.conflicts} <= {*self.codes.get(name, {})}


def of_wave(decisions: Iterable[Decision], wave: str) -> Harmonised:
    """Gather the decisions about one wave."""
    mine = [one for one in decisions if one.wave == wave]
    return Harmonised(
        codes={one.variable: one.codes for one in mine if one.codes},
        names={one.variable: one.name for one in mine if one.name},
        left_out=frozenset(one.variable for one in mine if one.left_out),
        by={one.variable: one for one in mine},
    )


def of_waves(decisions: Iterable[Decision], books: Mapping[str, Dictionary]) -> dict[str, Harmonised]:
    """Gather the decisions about every wave; names that differ only by capitals are those of the first."""
    decisions, known = [*decisions], dict[str, str]()
    found = {}
    for wave, book in books.items():
        mine = of_wave(decisions, wave)
        found[wave] = replace(mine, spelling=_spelling(mine, book, known))
        for name in map(found[wave].name_of, book.names):
            known.setdefault(name.casefold(), name)
    return found


def _spelling(decided: Harmonised, book: Dictionary, known: Mapping[str, str]) -> dict[str, str]:
    times = Counter(name.casefold() for name in book.names)
    free = [name for name in book.names if name not in decided.names and times[name.casefold()] == 1]
    return {n: known[n.casefold()] for n in free if known.get(n.casefold(), n) != n}


def harmonised_dictionary(book: Dictionary, decided: Harmonised) -> Dictionary:
    """Give the dictionary of a wave with the names and codes that were decided."""
    kept = [v for v in book if v.name not in decided.left_out]
    lists = {f"{book.wave}:{v.name}": _recoded(v, book, decided) for v in kept if book.code_list(v.name)}
    new = {v.name: decided.name_of(v.name) for v in kept}
    variables = tuple(
        replace(v, name=new[v.name], codes=f"{book.wave}:{v.name}" if v.codes else None) for v in kept
    )
    sets = tuple(
        replace(s, variables=tuple(new[name] for name in s.variables), codes=None)
        for s in book.sets
        if all(name in new for name in s.variables)
    )
    return replace(book, variables=variables, lists=lists, sets=sets, scales=())


def _recoded(variable: Variable, book: Dictionary, decided: Harmonised) -> CodeList:
    """Give the code list with the values that were decided; two codes put together keep the first label."""
    found = book.code_list(variable.name)
    assert found is not None  # noqa: S101  # only called for variables that have one
    to = decided.codes.get(variable.name, {})
    codes: dict[Any, Code] = {}
    for code in found.codes:
        value = to.get(code.value, code.value)
        codes.setdefault(value, replace(code, value=value))
    return CodeList(found.name, tuple(codes.values()))


def harmonised_cells(cells: Cells, decided: Harmonised) -> Cells:
    """Give the cells of a wave with the names and codes that were decided; missing ones stay."""
    frame = cells.frame.copy(deep=False)
    for name, codes in decided.codes.items():
        if name in frame.columns:
            frame[name] = _mapped(cells, name, codes)
    kept = [str(name) for name in frame.columns if name not in decided.left_out]
    new = {name: decided.name_of(name) for name in kept}
    return Cells(
        frame=frame[kept].rename(columns=new),
        dictionary=harmonised_dictionary(cells.dictionary, decided),
        reasons={new[name]: found for name, found in cells.reasons.items() if name in new},
        raw={new[name]: found for name, found in cells.raw.items() if name in new},
    )


def _mapped(cells: Cells, name: str, codes: Mapping[Any, Any]) -> Any:
    column, valid = cells.frame[name], cells.reason(name) == int(Reason.VALUE)
    # All at once from the delivered values: one after the other a swap would undo itself.
    found = [np.asarray(column == code) & valid for code in codes]
    changed = column.copy()
    for mask, value in zip(found, codes.values(), strict=True):
        changed[mask] = value
    return changed
