"""The lineage of a cell: file, row, column, the rule that read it, and what was decided about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..study.dictionary import Variable
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem
from ..study.table import Column, Table
from .identity import id_column, urns_of

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.folder import Study
    from ..study.store.decisions import CellDecision
    from ..study.store.deliveries import Delivery
    from .returns import Returns

__all__ = ["lineage"]

_COLUMNS = (Column("step"), Column("what"), Column("value"), Column("who"), Column("when"))


def lineage(study: Study, urn: str, variable: str, wave: str) -> Table:
    """Trace one cell back to the file that brought it.

    Parameters
    ----------
    study : Study
        The study.
    urn : str
        The member.
    variable : str
        The variable, as the wave names it.
    wave : str
        The wave.

    Returns
    -------
    Table
        One row a step (``file``, ``cell``, ``rule``, ``decision``, ``harmonised``) with ``what``, ``value``,
        ``who`` and ``when``; facts ``file``, ``delivery`` (sha256), ``row``, ``column``, ``reason``,
        ``value`` (as delivered) and ``now`` (as the rooms read it).

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP3130 if the wave has no such cell; FP4146 if the member took back the
        use of the answers.
    """
    study.wave(wave)
    from ..study.consent import withdrawn_members
    from ..study.store.corrections import cell_value
    from ..study.store.waves import read_delivered, read_wave

    if urn in withdrawn_members(study):
        raise ProblemError(problem("FP4146", Place(urn=urn, wave=wave)))
    cells, now = read_delivered(study.store, wave), read_wave(study.store, wave)
    try:
        if cells is None or now is None:
            raise KeyError(wave)
        value, present = cell_value(cells, urn, variable), cell_value(now, urn, variable)
    except KeyError as error:
        place = Place(urn=urn, wave=wave, variable=variable)
        raise ProblemError(problem("FP3130", place, variable=variable, wave=wave)) from error
    delivery, row, column = _source(study, urn, variable, wave)
    reason = _reason(cells, urn, variable)
    steps = [
        {"step": "file", "what": f"{delivery.file_name}, sha256 {delivery.sha256}", "who": delivery.agency,
         "when": delivery.received_at},
        {"step": "cell", "what": f"row {row}, column {column}", "value": value},
        {"step": "rule", "what": _rule(cells.dictionary[variable], value, reason)},
        *_decisions(study, urn, variable, wave, value),
        *_harmonised(study, variable, wave),
    ]  # fmt: skip
    facts = {
        "file": delivery.file_name, "delivery": delivery.sha256, "row": row, "column": column,
        "reason": reason.word, "value": value, "now": present,
    }  # fmt: skip
    empty = {"value": None, "who": None, "when": None}
    return Table.of(
        [empty | step for step in steps], _COLUMNS, title=f"{variable} of {urn}, {wave}", facts=facts
    )


def _source(study: Study, urn: str, variable: str, wave: str) -> tuple[Delivery, int | None, str | None]:
    """Find the newest delivery, up to the accepted version, in which this member has one accepted row."""
    from ..study.store.decisions import assigned_rows
    from ..study.store.deliveries import all_deliveries, raw_path
    from ..study.store.waves import current_version
    from .reading import read

    with study.store.reading() as connection:
        version = current_version(connection, wave)
        last = 0 if version is None else version.delivery
        made = [one for one in all_deliveries(connection) if one.wave == wave and one.id <= last][::-1]
        assigned = {one.sha256: assigned_rows(connection, one.sha256, wave) for one in made}
    for one in made:
        kept = raw_path(study.store, one.sha256, Path(one.file_name))
        if not kept.is_file():
            continue
        returns = read(kept)
        row = _row(study, returns, urn, one, assigned[one.sha256])
        if row is not None:
            return one, row, _column(returns, variable)
    return made[0], None, None


def _row(
    study: Study, returns: Returns, urn: str, delivery: Delivery, assigned: dict[int, str | None]
) -> int | None:
    """Give the row of a member; rows that differ were quarantined, so that none of them is it."""
    names = list(returns.dictionary.names)
    column = id_column(names, delivery.facts.get("id_column"), delivery.file_name)
    urns, _, _ = urns_of(returns.frame[column], study.config.urn)
    for row, whose in assigned.items():
        urns[row - returns.first_row] = whose or ""
    found = np.flatnonzero(urns == urn)
    if not len(found):
        return None
    same = returns.delivered().iloc[found].drop(columns=column).drop_duplicates()
    return int(found[0]) + returns.first_row if len(same) == 1 else None


def _column(returns: Returns, variable: str) -> str | None:
    names = returns.dictionary.names
    if variable in names:
        return variable
    return next((name for name in names if name.casefold() == variable.casefold()), None)


def _reason(cells: Cells, urn: str, variable: str) -> Reason:
    at = cells.frame["urn"].tolist().index(urn)
    return Reason(int(cells.reason(variable)[at]))


def _rule(variable: Variable, value: Any, reason: Reason) -> str:
    """Say how the delivered cell was read."""
    if reason is Reason.VALUE:
        return "taken as delivered"
    if value is not None:
        return f"declared missing: {reason.label}"
    if reason is Reason.NOT_APPLICABLE and variable.ask:
        return f"delivered empty; not asked, because the routing does not hold: {variable.ask}"
    if reason is Reason.NOT_REACHED:
        return "delivered empty, after the last question that was reached"
    return f"delivered empty: {reason.label}"


def _decisions(study: Study, urn: str, variable: str, wave: str, value: Any) -> list[dict[str, Any]]:
    from ..study.store.decisions import all_decisions

    with study.store.reading() as connection:
        made = all_decisions(connection, wave)
    mine = [one for one in made if one.variable == variable and one.urn == urn and one.row is None]
    last = mine[-1].id if mine else None
    mine += [one for one in made if one.row is not None and one.new == urn]
    return [
        {"step": "decision", "value": one.new, "who": one.who, "when": one.decided_at,
         "what": f"P{one.problem}: {one.why}{_standing(one, value, last)}"}
        for one in mine
    ]  # fmt: skip


def _standing(made: CellDecision, value: Any, last: int | None) -> str:
    """Say of a decision about the cell whether it holds."""
    if made.row is not None:
        return ""
    if made.id != last:
        return " (a later decision holds)"
    return "" if value in (made.old, made.new) else " (not applied: the delivered value has changed since)"


def _harmonised(study: Study, variable: str, wave: str) -> list[dict[str, Any]]:
    from .harmonise_file import read_decisions

    return [
        {"step": "harmonised", "what": f"harmonise.yaml: {one.why}", "who": one.who,
         "value": "left out" if one.left_out else one.name or f"{len(one.codes)} codes"}
        for one in read_decisions(study)
        if one.variable == variable and one.wave == wave
    ]  # fmt: skip
