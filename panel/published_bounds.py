"""What the margins of a published table say about paired tests whose pairs were not published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .bounds import margin_bounds
from .pairs import exact_p
from .published import PublishedRow

__all__ = ["VERDICTS", "in_words", "p_bounds"]

VERDICTS = ("always", "never", "depends")
MOST_PAIRS = 400
_LEVEL = 0.05
Row = dict[str, Any]


def p_bounds(row: PublishedRow, pairs: Sequence[tuple[int, int]]) -> Row:
    """Bound the exact McNemar p-value of one row.

    Parameters
    ----------
    row : PublishedRow
        The row; if it prints who gained and who lost, the p-value is known.
    pairs : sequence of (entry, exit)
        The counts that can stand behind its percentages; the bounds hold for all of them.

    Returns
    -------
    dict
        {row, indicator, kind, level, base, entry_n, exit_n, p_low, p_high, verdict, undefined}; counts are
        None where several pairs are possible.
    """
    one = pairs[0] if len(pairs) == 1 else (None, None)
    head = {
        "row": row.row, "indicator": row.key[-1], "kind": row.key[0], "level": row.key[1], "base": row.base,
        "entry_n": one[0], "exit_n": one[1],
    }  # fmt: skip
    if "gained" in row.counts and "lost" in row.counts:
        known = exact_p(row.counts["lost"], row.counts["gained"])[0]
        return head | _said(known, known)
    if not pairs or row.base is None or len(pairs) > MOST_PAIRS:
        return head | _undefined("not defined because no count, or too many, can stand behind a percentage")
    found = [margin_bounds(entry, leaving, row.base, _LEVEL) for entry, leaving in pairs]
    return head | _said(min(b.p_low or 0.0 for b in found), max(b.p_high or 0.0 for b in found))


def _said(low: float, high: float) -> Row:
    verdict = "always" if high < _LEVEL else "never" if low >= _LEVEL else "depends"
    return {"p_low": low, "p_high": high, "verdict": verdict, "undefined": ""}


def _undefined(why: str) -> Row:
    return {"p_low": None, "p_high": None, "verdict": "", "undefined": why}


def in_words(bounds: Sequence[Row]) -> Iterator[str]:
    """Say how many rows changed significantly whatever the pairs were, how many cannot have, by kind."""
    known = [one for one in bounds if one["verdict"]]
    if not known:
        return
    always, never, depends = (sum(one["verdict"] == word for one in known) for word in VERDICTS)
    yield (
        f"Pairs were not published, but margins bound the paired p-value (exact McNemar, 5%): {always} of "
        f"{len(known)} rows are significant whatever the pairs were, {never} cannot be, {depends} depend on "
        "them."
    )
    for kind in sorted({one["kind"] for one in known} - {""}):
        of = [one["verdict"] for one in known if one["kind"] == kind]
        yield f"Of {len(of)} of the kind {kind}: {of.count('always')} are, {of.count('never')} cannot be."
