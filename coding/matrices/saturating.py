"""`coding saturation`: how many themes were found after how many interviews, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...study.files import write_text
from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..corpus import left_out
from .cases import CaseMap, case_map
from .saturation_picture import saturation_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Band", "expected", "found_so_far", "permutation_band", "saturation"]

_COLUMNS = (
    Column("interviews", kind="count"), Column("document", "interview"), Column("new", kind="count"),
    Column("found", "themes found", kind="count"), Column("expected", kind="number"),
    Column("low", "95% from", kind="number"), Column("high", "to", kind="number"),
)  # fmt: skip
_LOW, _HIGH = 2.5, 97.5


@dataclass(frozen=True)
class Band:
    """The range of the curve over random orders: percentiles 2.5 and 97.5, each (n_interviews + 1,)."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def found_so_far(uses: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the themes found after 0, 1, 2, ... interviews.

    Parameters
    ----------
    uses : (n_interviews, n_codes)
        Whether a theme comes up in an interview, in the order of the interviews.

    Examples
    --------
    >>> found_so_far(np.array([[True, False], [True, True]])).tolist()
    [0, 1, 2]
    """
    so_far = np.logical_or.accumulate(uses, axis=0).sum(axis=1)
    return np.concatenate([[0], so_far]).astype(np.int64)


def expected(uses: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give the mean of the curve over all orders, exactly: rarefaction (Hurlbert, 1971; Colwell, 2004).

    A theme that comes up in m of N interviews is missed by n of them with probability C(N-m, n) / C(N, n).
    """
    total = len(uses)
    missed, curve = np.ones(uses.shape[1]), [0.0]
    left = total - uses.sum(axis=0)
    for n in range(total):
        missed = missed * np.clip(left - n, 0, None) / (total - n)
        curve.append(float((1 - missed).sum()))
    return np.array(curve)


def permutation_band(uses: NDArray[np.bool_], seed: int = 0, orders: int = 1000) -> Band:
    """Draw random orders of the interviews and give the middle 95% of their curves."""
    random = np.random.default_rng(seed)
    curves = np.array([found_so_far(random.permutation(uses, axis=0)) for _ in range(orders)])
    low, high = np.percentile(curves, [_LOW, _HIGH], axis=0, method="inverted_cdf")
    return Band(low, high)


def saturation(
    study: Study,
    seed: int = 0,
    orders: int = 1000,
    *,
    picture: Path | str | None = None,
    coder: str | None = None,
) -> Table:
    """Show how the number of themes grew from interview to interview.

    Parameters
    ----------
    study : Study
        The study.
    seed : int
        Of the random orders.
    orders : int
        Number of random orders, 1 or more.
    picture : Path or str, optional
        Also draw the curve and its band into this .svg file.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row for 0, 1, 2, ... coded interviews, wave by wave and then by name: ``interviews``, ``document``,
        ``new`` and ``found`` (themes), ``expected`` (mean over all orders, exact: Hurlbert, 1971), ``low``
        and ``high`` (the middle 95% of random orders).  Facts: ``themes``, ``coded``, ``documents``,
        ``last_new`` (the interview that brought the last new theme), ``once`` (themes found in one interview
        only), ``seed``, ``orders``.

    Raises
    ------
    ProblemError
        FP5177 if the picture is to be no .svg; FP1025 if it cannot be written.
    """
    if picture is not None and Path(picture).suffix.lower() != ".svg":
        raise ProblemError(problem("FP5177", file=Path(picture).name))
    known = case_map(study, coder)
    names, uses = _uses(known)
    rows = _rows(names, uses, permutation_band(uses, seed, orders)) if names else []
    facts = _facts(known, uses, rows) | {"seed": seed, "orders": orders}
    notes = (*_notes(facts), *left_out(study, coder))
    table = Table.of(rows, _COLUMNS, title="Themes found, interview by interview", notes=notes, facts=facts)
    if picture is not None and rows:
        write_text(Path(picture), saturation_figure(table).svg + "\n")
    return table


def _uses(known: CaseMap) -> tuple[list[str], NDArray[np.bool_]]:
    pairs = {(one.document, one.code) for one in known.codings}
    coded = {name for name, _ in pairs}
    codes = sorted({code for _, code in pairs})
    names = [one.name for wave in known.waves for one in _of_wave(known, wave) if one.name in coded]
    rows = [[(name, code) in pairs for code in codes] for name in names]
    return names, np.array(rows, dtype=bool).reshape(len(names), len(codes))


def _of_wave(known: CaseMap, wave: str) -> Sequence[Any]:
    return [one for one in known.documents.values() if (one.wave or "") == wave]


def _rows(names: Sequence[str], uses: NDArray[np.bool_], band: Band) -> list[dict[str, Any]]:
    curve, mean = found_so_far(uses), expected(uses)
    return [
        {
            "interviews": n, "document": names[n - 1] if n else None, "found": int(curve[n]),
            "new": int(curve[n] - curve[max(0, n - 1)]), "expected": float(mean[n]),
            "low": float(band.low[n]), "high": float(band.high[n]),
        }
        for n in range(len(names) + 1)
    ]  # fmt: skip


def _facts(known: CaseMap, uses: NDArray[np.bool_], rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = [row["interviews"] for row in rows if row["new"]]
    return {
        "themes": uses.shape[1], "coded": len(uses), "documents": len(known.documents),
        "last_new": last[-1] if last else None, "once": int((uses.sum(axis=0) == 1).sum()),
    }  # fmt: skip


def _notes(facts: dict[str, Any]) -> list[str]:
    if not facts["coded"]:
        return ["Nothing is coded yet."]
    return [
        f"{facts['coded']} of {facts['documents']} interviews are coded. The last new theme came with "
        f"interview {facts['last_new']}; {facts['once']} of {facts['themes']} themes came up in one only.",
        f"Band: the middle 95% of {facts['orders']:,} random orders of interviews (seed {facts['seed']}).",
        "A flat curve says that this codebook is used up, not that families have nothing else to tell.",
    ]
