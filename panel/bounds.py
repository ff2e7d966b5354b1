"""What published margins say about a paired test whose pairs were not published."""

from __future__ import annotations

from dataclasses import dataclass

from .pairs import exact_p

__all__ = ["MarginBounds", "margin_bounds"]


@dataclass(frozen=True, slots=True)
class MarginBounds:
    """The range of the paired p-value; None where it is not defined.

    Parameters
    ----------
    p_low, p_high : float or None, 0..1
        Smallest and largest exact two-sided McNemar p-value that the margins allow.
    mid_p_low, mid_p_high : float or None, 0..1
        The same for the mid-p version.
    fewest_changed, most_changed : int or None
        Pairs that changed, at least and at most.
    verdict : {'always', 'never', 'depends', ''}
        Whether the change is significant by the exact p-value whatever the pairs were, cannot be, or may be;
        empty where it is not defined.
    undefined : str
        Why there is no answer, where there is none.
    """

    p_low: float | None = None
    p_high: float | None = None
    mid_p_low: float | None = None
    mid_p_high: float | None = None
    fewest_changed: int | None = None
    most_changed: int | None = None
    verdict: str = ""
    undefined: str = ""


def margin_bounds(entry_n: int, exit_n: int, base: int, level: float = 0.05) -> MarginBounds:
    """Bound McNemar's p-value where only the entry and exit counts of the same people were published.

    The difference of the two margins fixes how many more changed one way than the other.  With that fixed,
    each further couple of opposite changes makes the p-value larger, so the ends lie at the fewest and at the
    most changes that the margins allow.

    Parameters
    ----------
    entry_n, exit_n : int, 0..base
        How many had the indicator at entry and at exit.
    base : int
        The number of pairs.
    level : float, 0..1
        Level of significance: p below it.

    Returns
    -------
    MarginBounds

    Raises
    ------
    ValueError
        If a count is not within 0..base.

    Notes
    -----
    The bounds on the inner cells of a table with fixed margins are those of M. Fréchet (1951), *Annales de
    l'Université de Lyon A* 14: 53-77.

    Examples
    --------
    >>> found = margin_bounds(20, 8, base=100)
    >>> round(found.p_low, 5), round(found.p_high, 3), found.verdict
    (0.00049, 0.036, 'always')
    """
    if not (0 <= entry_n <= base and 0 <= exit_n <= base):
        raise ValueError(f"{entry_n} and {exit_n} of {base} are not proportions")
    if base == 0:
        return MarginBounds(undefined="not defined because there are no pairs")
    apart = abs(entry_n - exit_n)
    opposite = min(entry_n, exit_n, base - entry_n, base - exit_n)
    (low, mid_low), (high, mid_high) = exact_p(apart, 0), exact_p(apart + opposite, opposite)
    return MarginBounds(
        low, high, mid_low, mid_high, apart, apart + 2 * opposite, _verdict(low, high, level)
    )  # fmt: skip


def _verdict(low: float, high: float, level: float) -> str:
    if high < level:
        return "always"
    return "never" if low >= level else "depends"
