"""Examine a delivery: everything `receive` finds out before it stores anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.consent import taken_back
from ..study.dictionary import Variable
from ..study.problems import Problem, Severity
from .accepting import Accepted, accepted_cells
from .across import turned_codes
from .conforming import Conformed, conform, renamed, scheme_contradictions
from .findings import Rows
from .identity import id_column, urns_of, written
from .interviews import NAMES, date_variable
from .known_facts import KnownFacts
from .matching import Policy, Sorted, sort_rows, spelt_apart
from .returns import Returns
from .seen import Setting
from .spss_formats import format_parts

Mask = NDArray[np.bool_]

__all__ = ["Examined", "examine"]

URN = Variable("urn", "Unique Reference Number", "text", measure="nominal")


@dataclass(frozen=True)
class Examined:
    """What a delivery holds.

    Parameters
    ----------
    rows : Rows
        All delivered rows.
    sorted : Sorted
        What became of each.
    conformed : Conformed
        The file beside the dictionary of the wave.
    accepted : Accepted
        The accepted rows.
    problems : list of Problem
        Everything found.
    notes : list of str
        Everything done.
    refused : bool
        The file contradicts the dictionary, so that no row of it can be taken.
    """

    rows: Rows
    sorted: Sorted
    conformed: Conformed
    accepted: Accepted
    problems: list[Problem]
    notes: list[str]
    refused: bool

    @property
    def cells(self) -> Cells:
        """What is to be stored."""
        return self.accepted.cells

    @cached_property
    def taken(self) -> Rows:
        """Where the accepted rows come from."""
        return self.rows.only(self.sorted.accepted)

    @property
    def new_members(self) -> NDArray[Any]:
        """URNs that are to be enrolled, in their order."""
        unknown: Mask = self.sorted.unknown[self.sorted.accepted]
        return np.asarray(self.taken.urns_in_order[unknown[self.taken.by_urn]])


def examine(setting: Setting, returns: Returns, id_name: str | None, file: str) -> Examined:
    """Match, sort and check every row; nothing is stored and nothing delivered is changed.

    Parameters
    ----------
    setting : Setting
        The study as it is before this delivery.
    returns : Returns
        The file as read.
    id_name : str, optional
        The column with the URN, if it is not called so.
    file : str
        Name of the file, for messages.
    """
    identified, urns, broken, notes = _identified(setting, returns, id_name, file)
    rows = Rows(np.arange(returns.n_rows) + returns.first_row, urns, setting.wave.name)
    reference = setting.book or identified.dictionary
    conformed = conform(identified, reference, setting.wave.name, settled=setting.settled)
    against = [*conformed.problems, *_contradictions(conformed, setting), *turned_codes(conformed, setting)]
    refused = any(found.severity is Severity.ERROR for found in against)
    found = _sorted(setting, conformed, rows, broken)
    found = spelt_apart(found, rows, lambda: _as_written(returns, id_name, file), setting.study.config.urn)
    kept = found.accepted & (not refused)
    accepted = accepted_cells(setting, conformed, rows, kept)
    every = [*against, *found.problems, *accepted.problems]
    notes = [*returns.remarks, *notes, *conformed.notes, *_dating(setting, conformed)]
    return Examined(rows, found, conformed, accepted, every, notes, refused)


def _dating(setting: Setting, conformed: Conformed) -> list[str]:
    """Say where the dates of the interviews come from."""
    name = date_variable(conformed.dictionary, setting.date)
    if setting.wave.kind == "records":
        return []
    if name is not None:
        return [f"Dates of the interviews: '{name}'."]
    said = f"No date of the interview ({' or '.join(NAMES)}, or --date COLUMN): the interviews have no date."
    return [f"{said} Windows and due dates that would be counted from them are not defined."]


def _as_written(returns: Returns, id_name: str | None, file: str) -> NDArray[Any]:
    return written(returns.frame[id_column(list(returns.dictionary.names), id_name, file)])


def _sorted(setting: Setting, conformed: Conformed, rows: Rows, broken: NDArray[np.bool_]) -> Sorted:
    content = conformed.returns.delivered().drop(columns="urn")
    members = set(setting.seen.members["urn"])
    discarded = np.isin(rows.numbers, [row for row, urn in setting.seen.assigned.items() if urn is None])
    scheme, policy = setting.study.config.urn, _policy(setting)
    gone = taken_back(setting.seen.events)
    return sort_rows(
        rows, broken, content, members, scheme=scheme, policy=policy, discarded=discarded, withdrawn=gone,
        known=KnownFacts(setting, conformed.returns.frame, conformed.dictionary),
    )  # fmt: skip


def _policy(setting: Setting) -> Policy:
    if setting.wave.kind == "records":
        return "anybody"
    if setting.seen.members.empty:
        return "enrol_main"
    return "enrol_booster" if setting.wave.unknown == "booster" else "quarantine"


def _identified(
    setting: Setting, returns: Returns, id_name: str | None, file: str
) -> tuple[Returns, NDArray[Any], NDArray[np.bool_], list[str]]:
    """Put the URN, as text, into the first column; an id column of another name is kept beside it."""
    column = id_column(list(returns.dictionary.names), id_name, file)
    scheme, missing = setting.study.config.urn, returns.dictionary[column].missing
    shown = _shown_width(returns, column)
    urns, broken, notes = urns_of(returns.frame[column], scheme, missing, shown_width=shown)
    notes += _assign(urns, broken, setting.seen.assigned, returns.first_row)
    if column.casefold() == "urn":
        returns = renamed(returns, {column: "urn"})
    else:
        returns, kept = _second_urn(returns)
        notes += kept
    own = next((v for v in returns.dictionary if v.name == "urn"), URN)
    others = tuple(v for v in returns.dictionary if v.name != "urn")
    book = replace(returns.dictionary, variables=(replace(own, type="text", missing=(), codes=None), *others))
    rest = returns.frame.drop(columns="urn", errors="ignore")
    frame = pd.concat([pd.Series(urns, name="urn", dtype="str"), rest], axis=1)
    return replace(returns, frame=frame, dictionary=book), urns, broken, notes


def _shown_width(returns: Returns, column: str) -> int | None:
    """Give the width of a numeric id that the file shows with leading zeros (format N)."""
    letters, width, _ = format_parts(returns.formats.get(column, ""))
    return width if letters == "N" else None


def _second_urn(returns: Returns) -> tuple[Returns, list[str]]:
    """Keep a variable called urn under another name, where another one holds the URN."""
    taken = {name.casefold() for name in returns.dictionary.names}
    free = next(n for n in ("urn_delivered", *(f"urn_delivered{i}" for i in range(2, 99))) if n not in taken)
    other = next((name for name in returns.dictionary.names if name.casefold() == "urn"), None)
    if other is None:
        return returns, []
    return renamed(returns, {other: free}), [
        f"'{other}' does not hold the URN here; it was kept as '{free}'."
    ]


def _assign(
    urns: NDArray[Any], broken: NDArray[np.bool_], assigned: Mapping[int, str | None], first: int
) -> list[str]:
    """Give rows to the members that were decided; those that do not count keep the URN they came with."""
    matched = {row: urn for row, urn in assigned.items() if urn is not None}
    for row, urn in matched.items():
        urns[row - first], broken[row - first] = urn, False
    return [f"Rows whose member was decided (surveys decide): {len(matched)}."] if matched else []


def _contradictions(conformed: Conformed, setting: Setting) -> list[Problem]:
    """Hold the labels of missing codes against the scheme where no instrument has settled them."""
    delivered = conformed.returns.dictionary
    unsettled = tuple(v for v in delivered if not setting.settled or v.name in conformed.added)
    scheme, wave = setting.study.config.missing, setting.wave.name
    return scheme_contradictions(replace(delivered, variables=unsettled), scheme, wave)
