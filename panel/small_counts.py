"""What is done about small counts in a table: hide, round, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from ..study.problems import ProblemError, problem
from .disclosure_control import CountTable, Key, suppress
from .rounding_control import controlled_rounding

__all__ = ["WAYS", "Safe", "Way", "made_safe", "said_about", "way_of"]

Way = Literal["suppress", "round", "none"]
WAYS = ("suppress", "round", "none")


@dataclass(frozen=True)
class Safe:
    """Counts that may be shown: rounded where that was asked for, and the keys that stay hidden."""

    counts: Mapping[Key, int]
    hidden: frozenset[Key] = frozenset()
    additive: bool = True


def way_of(word: str) -> Way:
    """Check the word for what is done.

    Raises
    ------
    ProblemError
        FP4160 if it is not known.
    """
    for way in ("suppress", "round", "none"):
        if word == way:
            return way
    raise ProblemError(problem("FP4160", word=word))


def made_safe(table: CountTable, way: Way, threshold: int, bases: Collection[Key] = ()) -> Safe:
    """Make a table safe to show.

    Parameters
    ----------
    table : CountTable
        The counts with their sums.
    way : {'suppress', 'round', 'none'}
        Hide small counts, round all counts to the threshold, or show them as they are.
    threshold : int
        From the study's profile; 1 shows everything.
    bases : collection of key
        Counts that are printed if they can be: hidden only where they are small themselves, or where a small
        one beside them would follow from them.
    """
    if way == "none" or threshold <= 1:
        return Safe(table.counts)
    if way == "round":
        rounded = controlled_rounding(table, threshold)
        return Safe(rounded.counts, additive=rounded.additive)
    small = suppress(_only(table, set(bases)), threshold)
    beneath = {part for total, parts in table.sums if total in small for part in parts}
    printed = set(bases) - small
    return Safe(table.counts, suppress(table, threshold, hidden=small | (beneath - printed), printed=printed))


def _only(table: CountTable, keys: set[Key]) -> CountTable:
    """Keep these counts and the sums among them."""
    counts = {key: count for key, count in table.counts.items() if key in keys}
    return CountTable(
        counts, [(whole, parts) for whole, parts in table.sums if keys.issuperset({whole, *parts})]
    )


def said_about(way: Way, threshold: int, hidden: int = 0) -> tuple[str, ...]:
    """Say in plain words what was done about small counts."""
    if way == "none":
        return ("Small counts are shown as they are: not for publication.",)
    if threshold <= 1:
        return ()
    if way == "round":
        said = f"Counts are rounded to multiples of {threshold}, so that they still add up where that can be"
        return (f"{said}; percentages are of rounded counts, tests are left out.",)
    if not hidden:
        return (f"No count is below {threshold} (the threshold of study.yaml), so nothing is hidden.",)
    why = f"a count below {threshold} (the threshold of study.yaml), or needed to hide one"
    return (f"[c]: confidential, {why}. {hidden:,} figures are hidden.",)
