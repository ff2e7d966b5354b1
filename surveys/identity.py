"""Whose return is it: from the id column of a delivered file to URNs, with every change counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.dictionary import MissingRange
from ..study.problems import Place, ProblemError, problem
from ..study.urn import UrnScheme, normalise

__all__ = ["id_column", "urns_of", "written"]

Texts = NDArray[Any]
# Above this a number in a file no longer says exactly which number it was.
_EXACT = 2.0**53
# What people type where there is no id; anything without a letter or digit is none either.
_NO_ID = {"N/A", "N.A.", "#N/A", "#NULL!", "NULL", "NAN", "NONE"}
_SIGNS = re.compile(r"\w")


def id_column(names: list[str], wanted: str | None, file: str) -> str:
    """Find the column that holds the URN: `wanted`, or the one called ``urn`` whatever the case.

    Raises
    ------
    ProblemError
        FP3002 if there is none, FP3003 if several differ only by case.
    """
    sought = (wanted or "urn").casefold()
    if wanted in names:
        return str(wanted)
    found = [name for name in names if name.casefold() == sought]
    if not found:
        raise ProblemError(problem("FP3002", Place(file=file), file=file, sought=wanted or "urn"))
    if len(found) > 1:
        raise ProblemError(problem("FP3003", Place(file=file), file=file, names=", ".join(found)))
    return found[0]


def urns_of(
    column: pd.Series[Any],
    scheme: UrnScheme,
    missing: Sequence[MissingRange] = (),
    *,
    shown_width: int | None = None,
) -> tuple[Texts, NDArray[np.bool_], list[str]]:
    """Turn delivered ids into URNs.

    Parameters
    ----------
    column : Series, (n_rows,)
        Text, or numbers; a number becomes a URN only if it is whole.
    scheme : UrnScheme
        How the study writes URNs.
    missing : sequence of MissingRange
        What the file declares missing: no id.
    shown_width : int, optional
        Length to which the file itself shows numeric ids with zeros; the width of the study goes before.

    Returns
    -------
    urns : object array, (n_rows,)
        Text; empty where there is none.
    broken : bool array, (n_rows,)
        Numeric ids that are not whole, or too large to be exact.
    notes : list of str
        How many ids were changed, and how.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        declared = np.array([any(one in part for part in missing) for one in numbers.tolist()], dtype=bool)
        width = scheme.width or shown_width
        urns, broken, notes = _from_numbers(np.where(declared, np.nan, numbers), width)
        return urns, broken, [*notes, *_no_ids(declared)]
    delivered = written(column)
    codes = {scheme.normalise(str(part.low)) for part in missing} | _NO_ID
    at = np.flatnonzero(~_plain(column, scheme, codes))
    odd = delivered[at]
    normal = np.array([scheme.normalise(text) for text in odd], dtype=object)
    none = np.array([bool(urn) and (urn in codes or not _SIGNS.search(urn)) for urn in normal], dtype=bool)
    urns = delivered.copy()
    urns[at] = np.where(none, "", normal)
    return urns, np.zeros(len(urns), dtype=bool), [*_changes(odd, normal, scheme), *_no_ids(none)]


def _plain(column: pd.Series[Any], scheme: UrnScheme, codes: Collection[str]) -> NDArray[np.bool_]:
    """Mark ids that are written as the study writes them: only the others need a closer look."""
    texts = column.astype("str")
    plain = texts.str.fullmatch("[0-9A-Z]+", na=False) & ~texts.isin(list(codes))
    if scheme.width:
        plain &= ~(texts.str.isdigit() & (texts.str.len() < scheme.width))
    if scheme.separators:
        plain &= ~texts.str.contains(f"[{re.escape(scheme.separators)}]", na=False)
    return plain.to_numpy(dtype=bool)


def written(column: pd.Series[Any]) -> Texts:
    """Give ids as they were delivered, as text; empty where there is none."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("").to_numpy(dtype=object)
    return column.astype("object").where(column.notna(), "").astype(str).to_numpy(dtype=object)


def _no_ids(none: NDArray[np.bool_]) -> list[str]:
    said = "Ids that are declared missing, or stand for no id (such as N/A), were taken as blank"
    return [f"{said}: {int(none.sum())} rows."] if none.any() else []


def _from_numbers(
    numbers: NDArray[np.float64], width: int | None
) -> tuple[Texts, NDArray[np.bool_], list[str]]:
    there = ~np.isnan(numbers)
    whole = there & (np.abs(numbers) < _EXACT) & (numbers == np.floor(numbers)) & (numbers >= 0)
    plain = np.where(whole, numbers, 0).astype(np.int64).astype(str).astype(object)
    urns = np.where(whole, plain, "")
    padded = np.array([text.zfill(width) if text and width else text for text in urns], dtype=object)
    return padded, there & ~whole, _padding(urns, padded, width)


def _padding(plain: Texts, padded: Texts, width: int | None) -> list[str]:
    notes = [f"Numeric ids were read as text: {(plain != '').sum()} rows."]
    changed = int((plain != padded).sum())
    return (
        [*notes, f"Numeric ids were padded with zeros to {width} characters: {changed} rows."]
        if changed
        else notes
    )


def _changes(delivered: Texts, urns: Texts, scheme: UrnScheme) -> list[str]:
    """Count the ids that each step changed."""
    plain = UrnScheme(separators=scheme.separators)
    steps: list[tuple[str, Callable[[str], str]]] = [
        ("Spaces round the URN were taken off", str.strip),
        ("The URN was made capital or its characters were normalised (NFKC)", normalise),
        (f"Separators ({scheme.separators}) were taken out of the URN", plain.normalise),
        (f"Ids of digits were padded with zeros to {scheme.width} characters", scheme.normalise),
    ]
    delivered = delivered[delivered != urns]
    forms = [delivered, *(np.array([step(text) for text in delivered], dtype=object) for _, step in steps)]
    counts = [int((one != other).sum()) for one, other in pairwise(forms)]
    return [f"{what}: {count} rows." for (what, _), count in zip(steps, counts, strict=True) if count]
