"""Examine a delivery: everything `receive` finds out before it stores anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.config import Wave
from ..study.dictionary import Dictionary, Variable
from ..study.missing import MissingScheme, Reason
from ..study.problems import Problem, Severity
from .conforming import Conformed, conform, renamed, scheme_contradictions
from .earlier import answers_before, waves_before
from .findings import Rows
from .identity import id_column, urns_of
from .interviews import date_variable, outside_window
from .matching import Policy, Sorted, sort_rows
from .reasons import Reasons, coded_reasons, empty_cells
from .returns import Returns
from .routed import Routed, route
from .values import check_values, unexplained_codes

if TYPE_CHECKING:
    from ..study.folder import Study
    from .seen import Seen

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
    cells : Cells
        The accepted rows.
    partial : bool array, (n_accepted,)
        Interviews that broke off.
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
    cells: Cells
    partial: NDArray[np.bool_]
    problems: list[Problem]
    notes: list[str]
    refused: bool


def examine(
    study: Study,
    wave: Wave,
    returns: Returns,
    id_name: str | None,
    file: str,
    seen: Seen,
    book: Dictionary | None,
) -> Examined:
    """Match, sort and check every row; nothing is stored and nothing delivered is changed.

    Parameters
    ----------
    study, wave
        Where the delivery belongs.
    returns : Returns
        The file as read.
    id_name : str, optional
        The column with the URN, if it is not called so.
    file : str
        Name of the file, for messages.
    seen : Seen
        The study before this delivery.
    book : Dictionary, optional
        Of the wave; without one the file's own is taken.
    """
    identified, urns, broken, notes = _identified(study, returns, id_name, file)
    rows = Rows(np.arange(1, returns.n_rows + 1), urns, wave.name)
    conformed = conform(identified, book or identified.dictionary, wave.name)
    contradictions = _contradictions(conformed, book, study.config.missing, wave.name)
    content = conformed.returns.delivered().drop(columns="urn")
    found = sort_rows(rows, broken, content, set(seen.members["urn"]), study.config.urn, _policy(wave, seen))
    cells, partial, problems = _checked(study, wave, conformed, rows, found, seen)
    every = [*conformed.problems, *contradictions, *found.problems, *problems]
    refused = any(p.severity is Severity.ERROR for p in [*conformed.problems, *contradictions])
    notes += conformed.notes
    return Examined(rows, found, conformed, cells, partial, every, notes, refused)


def _policy(wave: Wave, seen: Seen) -> Policy:
    if wave.kind == "records":
        return "anybody"
    if seen.members.empty:
        return "enrol_main"
    return "enrol_booster" if wave.unknown == "booster" else "quarantine"


def _identified(
    study: Study, returns: Returns, id_name: str | None, file: str
) -> tuple[Returns, NDArray[Any], NDArray[np.bool_], list[str]]:
    """Put the URN, as text, into the first column; an id column of another name is kept beside it."""
    column = id_column(list(returns.dictionary.names), id_name, file)
    urns, broken, notes = urns_of(returns.frame[column], study.config.urn.width)
    if column.casefold() == "urn":
        returns = renamed(returns, {column: "urn"})
    own = returns.dictionary["urn"] if "urn" in returns.dictionary else URN
    others = tuple(v for v in returns.dictionary if v.name != "urn")
    book = replace(returns.dictionary, variables=(replace(own, type="text", missing=(), codes=None), *others))
    rest = returns.frame.drop(columns="urn", errors="ignore")
    frame = pd.concat([pd.Series(urns, name="urn", dtype="str"), rest], axis=1)
    return replace(returns, frame=frame, dictionary=book), urns, broken, notes


def _contradictions(
    conformed: Conformed, book: Dictionary | None, scheme: MissingScheme, wave: str
) -> list[Problem]:
    """Hold the labels of missing codes against the scheme where no dictionary has settled them."""
    delivered = conformed.returns.dictionary
    unsettled = tuple(v for v in delivered if book is None or v.name in conformed.added)
    return scheme_contradictions(replace(delivered, variables=unsettled), scheme, wave)


def _checked(
    study: Study, wave: Wave, conformed: Conformed, rows: Rows, found: Sorted, seen: Seen
) -> tuple[Cells, NDArray[np.bool_], list[Problem]]:
    """Explain and check the cells of the accepted rows."""
    scheme, kept = study.config.missing, rows.only(found.accepted)
    frame = conformed.returns.frame.loc[found.accepted].reset_index(drop=True)
    raw = conformed.returns.raw.loc[found.accepted].reset_index(drop=True)
    book = _explained(conformed.dictionary, scheme, wave.name)
    coded, unexplained = _coded(frame, raw, book, scheme)
    empty = {n: empty_cells(raw[n] if n in raw.columns else frame[n]) for n in book.names}
    earlier = waves_before(study, wave) if any(v.ask or v.checks for v in book) else {}
    baseline = [cells for months, cells in earlier.items() if months == 0]
    before = (answers_before(kept.urns, list(earlier.values())), answers_before(kept.urns, baseline))
    routed = route(frame, book, coded, empty, kept, before)
    problems = [
        *unexplained_codes(unexplained, wave.name),
        *check_values(frame, raw, book, routed.reasons, scheme, kept),
        *routed.problems,
        *_dated(study, wave, frame, book, kept, seen),
    ]
    return _cells(frame, raw, book, routed), routed.partial, problems


def _explained(book: Dictionary, scheme: MissingScheme, wave: str) -> Dictionary:
    """Write the scheme's reason beside each single missing code that has none of its own."""
    variables = tuple(
        replace(v, missing=tuple(_with_reason(part, scheme) for part in v.missing)) for v in book
    )
    return replace(book, variables=variables, wave=wave, missing_scheme=book.missing_scheme or scheme.name)


def _with_reason(part: Any, scheme: MissingScheme) -> Any:
    single = part.low == part.high and not isinstance(part.low, str)
    known = scheme.codes.get(int(part.low)) if single and float(part.low).is_integer() else None
    return part if part.reason is not None or known is None else replace(part, reason=known)


def _coded(
    frame: pd.DataFrame, raw: pd.DataFrame, book: Dictionary, scheme: MissingScheme
) -> tuple[dict[str, Reasons], dict[str, NDArray[np.bool_]]]:
    coded: dict[str, Reasons] = {}
    unexplained: dict[str, NDArray[np.bool_]] = {}
    for variable in book:
        name = variable.name
        delivered = raw[name] if name in raw.columns else frame[name]
        coded[name], unexplained[name] = coded_reasons(variable, delivered, scheme)
    return coded, unexplained


def _dated(
    study: Study, wave: Wave, frame: pd.DataFrame, book: Dictionary, rows: Rows, seen: Seen
) -> list[Problem]:
    name = date_variable(book)
    if name is None or wave.kind == "records" or not len(frame):
        return []
    return outside_window(frame[name], _anchors(study, wave, rows, seen), wave, rows, name)


def _anchors(study: Study, wave: Wave, rows: Rows, seen: Seen) -> pd.Series[Any]:
    """Give the day from which the window of each member is counted."""
    if wave.months == 0:
        days: Mapping[str, Any] = dict(zip(seen.members["urn"], seen.members["referral_date"], strict=True))
    else:
        baseline = {one.name for one in study.config.waves if one.months == 0}
        held = seen.events[(seen.events["kind"] == "interview") & seen.events["wave"].isin(baseline)]
        days = dict(zip(held["urn"], held["on_date"], strict=True))
    known = pd.Series(rows.urns, dtype="object").map(days)
    return pd.to_datetime(known, errors="coerce", format="ISO8601")


def _cells(frame: pd.DataFrame, raw: pd.DataFrame, book: Dictionary, routed: Routed) -> Cells:
    """Make what is stored; an empty text becomes empty, and a number that is no date an error."""
    reasons = dict(routed.reasons)
    wild: dict[str, NDArray[Any]] = {}
    for name in raw.columns:
        odd = frame[name].isna().to_numpy() & raw[name].notna().to_numpy()
        if odd.any():
            wild[name] = raw[name].to_numpy(dtype=np.float64)
            reasons[name][odd & (reasons[name] == Reason.VALUE)] = Reason.ERROR
    texts = [v.name for v in book if not pd.api.types.is_numeric_dtype(frame[v.name]) and v.name not in raw]
    stored = frame.assign(**{name: frame[name].mask(empty_cells(frame[name])) for name in texts})
    kept = {name: found for name, found in reasons.items() if found.any()}
    return Cells(frame=stored, dictionary=book, reasons=kept, raw=wild)
