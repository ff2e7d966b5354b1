"""The accepted rows: every empty cell explained, every answer checked, nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.dictionary import Dictionary, MissingRange
from ..study.missing import MissingScheme, Reason
from ..study.problems import Problem
from .conforming import Conformed, scheme_reason
from .earlier import answers_before, baseline, contradicted, waves_before
from .findings import Rows
from .interviews import anchors, date_variable, outside_window
from .reasons import Coded, coded_reasons, empty_cells
from .routed import Answered, Routed, route
from .seen import Setting
from .values import check_values, unexplained_codes
from .wordings import reason_of

__all__ = ["Accepted", "accepted_cells"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Accepted:
    """The accepted rows.

    Parameters
    ----------
    cells : Cells
        What is to be stored.
    partial : bool array, (n_accepted,)
        Interviews that broke off.
    problems : list of Problem
        What was found; the cells are stored as they are.
    by_code : mapping of str to mapping of float to int
        Variables of which every missing cell holds a code, and the reason of each code.
    """

    cells: Cells
    partial: Mask
    problems: list[Problem] = field(default_factory=list)
    by_code: Mapping[str, Mapping[float, int]] = field(default_factory=dict)


def accepted_cells(setting: Setting, conformed: Conformed, rows: Rows, accepted: Mask) -> Accepted:
    """Explain and check the cells of the accepted rows.

    Parameters
    ----------
    setting : Setting
        The study as it is before this delivery.
    conformed : Conformed
        The delivered file.
    rows : Rows
        All delivered rows.
    accepted : bool array, (n_rows,)
        Those that are taken.
    """
    scheme, kept = setting.study.config.missing, rows.only(accepted)
    frame, raw = _only(conformed.returns.frame, accepted), _only(conformed.returns.raw, accepted)
    book = _explained(conformed.dictionary, scheme, setting.wave.name)
    if not len(frame):
        return Accepted(Cells(frame, book), np.zeros(0, dtype=bool))
    coded = _coded(frame, raw, book, scheme)
    answers = {name: one.answers for name, one in coded.items() if one.answers is not None}
    empty = {n: empty_cells(raw[n] if n in raw.columns else frame[n]) for n in book.names}
    earlier = _earlier(setting, book)
    before = answers_before(kept.urns, list(earlier.values())), answers_before(kept.urns, baseline(earlier))
    reasons = {name: one.reasons for name, one in coded.items()}
    routed = route(Answered(frame, book, reasons, empty, kept, before))
    problems = [
        *unexplained_codes({name: one.unexplained for name, one in coded.items()}, setting.wave.name),
        *check_values(frame, raw, book, routed.reasons, scheme=scheme, rows=kept, distinct=answers),
        *routed.problems,
        *_dated(setting, frame, book, kept),
        *contradicted(setting.study.config.fixed, frame, routed.reasons, list(earlier.values()), kept),
    ]
    cells = _cells(frame, raw, book, routed, empty)
    whole = [name for name in cells.reasons if name not in raw and not empty[name].any()]
    by_code = {name: coded[name].by_code for name in whole if coded[name].by_code}
    return Accepted(cells, routed.partial, problems, by_code)


def _only(frame: pd.DataFrame, accepted: Mask) -> pd.DataFrame:
    return frame if accepted.all() else frame.loc[accepted].reset_index(drop=True)


def _earlier(setting: Setting, book: Dictionary) -> dict[int, Cells]:
    """Read the waves before, if anything of this one depends on them."""
    needed = any(v.ask or v.checks or v.name in setting.study.config.fixed for v in book)
    return waves_before(setting.study, setting.wave) if needed else {}


def _explained(book: Dictionary, scheme: MissingScheme, wave: str) -> Dictionary:
    """Write beside each single missing code that has no reason the scheme's, else the one of its label."""
    variables = tuple(
        replace(v, missing=tuple(_with_reason(part, scheme) for part in v.missing)) for v in book
    )
    return replace(book, variables=variables, wave=wave, missing_scheme=book.missing_scheme or scheme.name)


def _with_reason(part: MissingRange, scheme: MissingScheme) -> MissingRange:
    single = part.low == part.high
    # A text may be its own label (DK, refused).
    said = part.label or (part.low if isinstance(part.low, str) else "")
    known = scheme_reason(part, scheme) or (reason_of(said) if single else None)
    return part if part.reason is not None or known is None else replace(part, reason=known)


def _coded(
    frame: pd.DataFrame, raw: pd.DataFrame, book: Dictionary, scheme: MissingScheme
) -> dict[str, Coded]:
    delivered = {v.name: raw[v.name] if v.name in raw.columns else frame[v.name] for v in book}
    return {variable.name: coded_reasons(variable, delivered[variable.name], scheme) for variable in book}


def _dated(setting: Setting, frame: pd.DataFrame, book: Dictionary, rows: Rows) -> list[Problem]:
    name = date_variable(book, setting.date)
    if name is None or setting.wave.kind == "records":
        return []
    return outside_window(frame[name], anchors(setting, rows.urns), setting.wave, rows, name)


def _cells(
    frame: pd.DataFrame, raw: pd.DataFrame, book: Dictionary, routed: Routed, empty: Mapping[str, Mask]
) -> Cells:
    """Make what is stored; an empty text becomes empty, and a number that is no date an error."""
    reasons = dict(routed.reasons)
    wild: dict[str, NDArray[Any]] = {}
    for name in raw.columns:
        odd = frame[name].isna().to_numpy() & raw[name].notna().to_numpy()
        if odd.any():
            wild[name] = raw[name].to_numpy(dtype=np.float64)
            unexplained = odd & (reasons[name] == Reason.VALUE)
            reasons[name] = np.where(unexplained, np.int8(Reason.ERROR), reasons[name])
    texts = [v.name for v in book if not pd.api.types.is_numeric_dtype(frame[v.name]) and v.name not in raw]
    stored = frame.assign(**{name: frame[name].mask(empty[name]) for name in texts if empty[name].any()})
    kept = {name: found for name, found in reasons.items() if found.any()}
    return Cells(frame=stored, dictionary=book, reasons=kept, raw=wild)
