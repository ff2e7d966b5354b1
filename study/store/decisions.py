"""Decisions about single cells and rows: an overlay on what was delivered, which itself never changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from ..clock import now
from .schema import decisions, deliveries, problems

__all__ = ["CellDecision", "add_decisions", "all_decisions", "assigned_rows", "find_problem"]


@dataclass(frozen=True, slots=True)
class CellDecision:
    """What a person decided about one problem.

    Parameters
    ----------
    id, problem : int
        Its number, and the problem it settles.
    wave : str
        The wave.
    row : int, optional
        Row of the delivered file, where it is about whose return a row is.
    urn, variable : str
        The cell; for a row the variable is ``urn``.
    old, new : number, text or None
        The delivered value and the right one, dates as ISO text; equal where the value was confirmed.
    why, who : str
        On what grounds, and who decided.
    source : str
        Hash of the file that brought the answer.
    decided_at : str
        The moment.
    """

    id: int
    problem: int
    wave: str
    row: int | None
    urn: str | None
    variable: str
    old: Any
    new: Any
    why: str
    who: str
    source: str
    decided_at: str


def add_decisions(connection: Connection, new: Iterable[Mapping[str, Any]], source: str) -> int:
    """Append decisions; returns how many. Each has the fields of `CellDecision` but id, source and moment."""
    rows = [
        {**one, "old": _written(one["old"]), "new": _written(one["new"]), "source": source,
         "decided_at": now().isoformat()}
        for one in new
    ]  # fmt: skip
    if rows:
        connection.execute(insert(decisions), rows)
    return len(rows)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def all_decisions(connection: Connection, wave: str | None = None) -> list[CellDecision]:
    """List decisions (of one wave) in the order in which they were made; the last about a cell holds."""
    query = select(decisions).order_by(decisions.c.id)
    if wave is not None:
        query = query.where(decisions.c.wave == wave)
    return [_decision(row) for row in connection.execute(query).mappings()]


def _decision(row: Mapping[Any, Any]) -> CellDecision:
    return CellDecision(**{**row, "old": json.loads(row["old"]), "new": json.loads(row["new"])})


def assigned_rows(connection: Connection, sha256: str, wave: str) -> dict[int, str | None]:
    """Give for each row of a delivered file that was decided whose return it is; None: nobody's."""
    joined = decisions.join(problems, decisions.c.problem == problems.c.id).join(
        deliveries, problems.c.delivery == deliveries.c.id
    )
    query = (
        select(decisions).select_from(joined).order_by(decisions.c.id)
        .where((deliveries.c.sha256 == sha256) & (deliveries.c.wave == wave) & decisions.c.row.is_not(None))
    )  # fmt: skip
    made = [_decision(row) for row in connection.execute(query).mappings()]
    return {one.row: one.new for one in made if one.row is not None}


def find_problem(connection: Connection, number: int) -> dict[str, Any] | None:
    """Find a problem by its number, with the wave of its delivery."""
    joined = problems.join(deliveries, problems.c.delivery == deliveries.c.id)
    query = select(problems, deliveries.c.wave).select_from(joined).where(problems.c.id == number)
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)
