"""Rosters: that there are rows enough for everybody, and that a fault is told once, not once a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace

from ...study.problems import Place, Problem, problem
from ...study.routing import conjunction
from ..bank import Bank, Item
from ..roster_rules import Reading
from ..rosters import Rows, row_name
from ..solver import Proofs
from .context import Context
from .sequences import Sequence

__all__ = ["findings", "needs_a_row", "told_once"]


# Messages with the conditions of one row: at one place they say the same of every row.
_EXPLAINED = frozenset({"FP2210", "FP2211", "FP2351", "FP2352", "FP2353", "FP2358"})


def findings(sequences: Iterable[Sequence]) -> Iterator[Problem]:
    """Find rosters whose count can go beyond their last row (FP2209)."""
    for sequence in sequences:
        proofs: Proofs | None = None
        for roster in sequence.context.bank.authored:
            if roster.rows is not None and roster.rows.count is not None and _asked(sequence, roster):
                proofs = proofs or Proofs(sequence.asked, sequence.earlier, sequence.facts)
                yield from _overfull(sequence, proofs, roster, roster.rows)


def _asked(sequence: Sequence, roster: Item) -> bool:
    return roster.version_in(sequence.placed.wave, sequence.placed.mode) is not None


def _overfull(sequence: Sequence, proofs: Proofs, roster: Item, rows: Rows) -> Iterator[Problem]:
    bank, wave = sequence.context.bank, sequence.placed.wave
    module = next(each for each in bank.modules if each.name == roster.module)
    rules = (module.ask, roster.ask_in(wave), rows.reaching(rows.most + 1))
    reading = Reading(bank.columns)
    needed = conjunction(replace(rule, reading=reading).tree() for rule in rules if rule is not None)
    if rows.count is not None and proofs.satisfiable(needed).status == "some":
        place = replace(rows.count.place, item=roster.id, wave=wave)
        yield problem("FP2209", place, count=rows.count.text, roster=roster.id, most=rows.most)


def needs_a_row(context: Context, name: str, place: Place, where: str) -> Problem | None:
    """Tell that a column stands where one answer is needed (FP2208); None where `name` is no column."""
    column = context.bank.columns.get(name)
    if column is None:
        return None
    facts = {"name": name, "roster": column.roster, "example": row_name(name, 1)}
    return problem("FP2208", place, where=where[:1].upper() + where[1:], **facts)


def told_once(found: Iterable[Problem], bank: Bank) -> tuple[list[Problem], int]:
    """Leave of the same fault in several rows only the first; give how many were left out."""
    every = list(found)
    if not bank.columns:
        return every, 0
    rosters = {item.id: item.row.roster for item in bank.items if item.row is not None}
    rosters |= {roster: roster for roster in rosters.values()}
    authored = _authored(bank)
    kept: dict[Hashable, Problem] = {}
    for each in every:
        roster = rosters.get(each.place.item or "")
        said = "" if each.code in _EXPLAINED else authored(each.what)
        kept.setdefault(
            (each.code, replace(each.place, item=roster or each.place.item, variable=None), said), each
        )
    return [*kept.values()], len(every) - len(kept)


def _authored(bank: Bank) -> Callable[[str], str]:
    """Give a function that writes, in a message, what is authored for the names of rows."""
    known = {variable: name for name, column in bank.columns.items() for variable in column.variables}
    known |= {item.id: item.row.member for item in bank.items if item.row is not None}
    names = re.compile(rf"\b({'|'.join(map(re.escape, known))})\b")
    return lambda text: names.sub(lambda name: known[name[0]], text)
