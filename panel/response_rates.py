"""Response, cooperation, refusal and contact rates as the AAPOR Standard Definitions have them."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

__all__ = ["DISPOSITIONS", "aapor", "aapor_terms", "eligible_share"]

DISPOSITIONS = {
    "I": "complete interview",
    "P": "partial interview",
    "R": "refusal and break-off",
    "NC": "non-contact",
    "O": "other, eligible",
    "UH": "unknown if there is a household",
    "UO": "unknown, other",
    "NE": "not eligible",
}


def aapor(counts: Mapping[str, int], e: float | None = None) -> dict[str, float | None]:
    """Compute the sixteen AAPOR outcome rates.

    Parameters
    ----------
    counts : mapping of str to int
        Cases by final disposition, keyed as in `DISPOSITIONS`; a key that is not there counts 0.
    e : float, 0..1, optional
        Share of the cases of unknown eligibility (UH, UO) that are taken to be eligible; otherwise that of
        `eligible_share`.

    Returns
    -------
    dict of str to float or None
        RR1 to RR6, COOP1 to COOP4, REF1 to REF3 and CON1 to CON3, each 0..1; None where the denominator is
        zero, or where it needs `e` and no case of known eligibility tells it.

    Raises
    ------
    ValueError
        If a key is not a disposition, a count is negative or no number, or `e` is not within 0..1.

    Notes
    -----
    American Association for Public Opinion Research (2023), *Standard Definitions: Final Dispositions of Case
    Codes and Outcome Rates for Surveys*, 10th edition.

    Examples
    --------
    >>> rates = aapor({"I": 600, "P": 50, "R": 150, "NC": 150, "O": 50, "UH": 200, "NE": 250})
    >>> rates["RR1"], rates["RR3"], rates["COOP1"]
    (0.5, 0.5172413793103449, 0.7058823529411765)
    """
    return {name: _over(count, base) for name, (count, base) in aapor_terms(counts, e).items()}


def aapor_terms(counts: Mapping[str, int], e: float | None = None) -> dict[str, tuple[int, float | None]]:
    """Give numerator and denominator of every rate of `aapor`; a denominator is None where it needs `e`."""
    n = _checked(counts)
    share = eligible_share(counts) if e is None else _share(e)
    answered = n["I"] + n["P"]
    reached = answered + n["R"] + n["O"]
    eligible, unknown = reached + n["NC"], n["UH"] + n["UO"]
    every, likely, known = eligible + unknown, _plus(eligible, unknown, share), eligible
    return {
        "RR1": (n["I"], every),
        "RR2": (answered, every),
        "RR3": (n["I"], likely),
        "RR4": (answered, likely),
        "RR5": (n["I"], known),
        "RR6": (answered, known),
        "COOP1": (n["I"], reached),
        "COOP2": (answered, reached),
        "COOP3": (n["I"], answered + n["R"]),
        "COOP4": (answered, answered + n["R"]),
        "REF1": (n["R"], every),
        "REF2": (n["R"], likely),
        "REF3": (n["R"], known),
        "CON1": (reached, every),
        "CON2": (reached, likely),
        "CON3": (reached, known),
    }


def eligible_share(counts: Mapping[str, int]) -> float | None:
    """Estimate `e` by proportional allocation: the share of the eligible among all of known eligibility.

    Parameters
    ----------
    counts : mapping of str to int
        As for `aapor`.

    Returns
    -------
    float or None, 0..1
        None where no case is of known eligibility.

    Notes
    -----
    The method of the Council of American Survey Research Organizations (1982), *On the Definition of Response
    Rates*, as AAPOR recommends it where nothing better is known.

    Examples
    --------
    >>> eligible_share({"I": 75, "NE": 25})
    0.75
    """
    n = _checked(counts)
    eligible = sum(n[key] for key in ("I", "P", "R", "NC", "O"))
    return _over(eligible, eligible + n["NE"])


def _checked(counts: Mapping[str, int]) -> dict[str, int]:
    strange = [key for key in counts if key not in DISPOSITIONS]
    if strange:
        raise ValueError(f"not dispositions: {', '.join(strange)} (known: {', '.join(DISPOSITIONS)})")
    # Written so that NaN, of which nothing is true, is refused too.
    if not all(0 <= count < inf for count in counts.values()):
        raise ValueError("counts must be numbers and cannot be negative")
    return {key: counts.get(key, 0) for key in DISPOSITIONS}


def _share(e: float) -> float:
    if not 0 <= e <= 1:
        raise ValueError(f"e is a share, 0..1, not {e}")
    return e


def _plus(eligible: int, unknown: int, share: float | None) -> float | None:
    """Add the unknown cases that are taken to be eligible; without any, `e` does not matter."""
    if not unknown:
        return eligible
    return None if share is None else eligible + share * unknown


def _over(count: int, base: float | None) -> float | None:
    return count / base if base else None
