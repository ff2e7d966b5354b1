"""The smallest change that a panel of the achieved size can be expected to show."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

__all__ = ["SmallestChange", "smallest_change"]


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The smallest detectable change of a proportion; None where there is none.

    Parameters
    ----------
    change : float or None, 0..1
        Difference between exit and entry, in either direction.
    n : int
        Pairs.
    discordant : float, 0..1
        Share of the pairs taken to change in either direction.
    undefined : str
        Why there is none, where there is none.
    """

    n: int
    discordant: float
    change: float | None = None
    undefined: str = ""


def smallest_change(n: int, discordant: float, power: float = 0.8, level: float = 0.05) -> SmallestChange:
    """Find the smallest difference of two paired proportions that McNemar's test is likely to show.

    Parameters
    ----------
    n : int
        Members seen at both occasions.
    discordant : float, 0..1
        Share of them that change, in either direction; from an earlier wave, or a cautious guess.
    power : float, 0.5..1
        Chance to find the difference.
    level : float, 0..1
        Two-sided level of significance.

    Returns
    -------
    SmallestChange

    Raises
    ------
    ValueError
        If `n` is negative, or a share is not within its limits.

    Notes
    -----
    R. J. Connor (1987), *Biometrics* 43: 207-211, solved for the difference.

    Examples
    --------
    >>> round(smallest_change(233, discordant=0.3).change, 3)
    0.1
    """
    if n < 0 or not (0 <= discordant <= 1 and 0.5 <= power < 1 and 0 < level < 1):  # noqa: PLR2004
        raise ValueError("n cannot be negative, and discordant, power and level are shares")
    nothing = f"not defined because {'nobody changes' if n else 'there are no pairs'}"
    if not n or not discordant:
        return SmallestChange(n, discordant, undefined=nothing)
    change = _solved(n, discordant, NormalDist().inv_cdf(1 - level / 2), NormalDist().inv_cdf(power))
    if change is None or change > discordant:
        why = f"not defined because {n:,} pairs are too few, even if all of the {discordant:.0%} went one way"
        return SmallestChange(n, discordant, undefined=why)
    return SmallestChange(n, discordant, change)


def _solved(n: int, discordant: float, z_level: float, z_power: float) -> float | None:
    """Solve ``change * sqrt(n) = z_level * sqrt(discordant) + z_power * sqrt(discordant - change**2)``."""
    square = n + z_power**2
    linear = z_level * sqrt(n * discordant)
    inside = linear**2 - square * (z_level**2 - z_power**2) * discordant
    return (linear + sqrt(inside)) / square if inside >= 0 else None
