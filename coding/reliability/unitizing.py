"""Krippendorff's alpha for unitizing: coders who also decide where a unit begins and ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, permutations, takewhile

from .number_like import NumberLike

__all__ = ["Spread", "UAlpha", "end_to_end", "u_alpha"]

Unit = tuple[Hashable, int, int, Hashable]
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """What coders disagree about in one code: disagreement found and by chance, and units in all."""

    observed: float
    expected: float
    units: int


@dataclass(frozen=True, slots=True, eq=False)
class UAlpha(NumberLike):
    """Alpha for unitizing, per code and overall.

    Parameters
    ----------
    overall : float or None, up to 1
        Over all codes; None where it is not defined.
    per_code : dict of code to (float or None)
        For each code that somebody used.
    spreads : dict of code to Spread
        What each coefficient is made of.
    undefined : str
        Why there is no overall value, where there is none.
    undefined_codes : dict of code to str
        Why a code has no value.
    coders, units, length : int
        Basis: coders, units counted, and length of the continuum.
    joined : int
        Units of the same coder and code that overlapped and were joined, so that a stretch counts once.
    """

    overall: float | None
    per_code: Mapping[Hashable, float | None]
    spreads: Mapping[Hashable, Spread]
    undefined: str
    undefined_codes: Mapping[Hashable, str]
    coders: int
    units: int
    length: int
    joined: int

    @property
    def value(self) -> float | None:
        """The overall coefficient, by the name it has in other results."""
        return self.overall


def u_alpha(
    units: Iterable[Unit],
    length: int,
    begin: int = 0,
    coders: Iterable[Hashable] | None = None,
) -> UAlpha:
    """Work out alpha for unitizing.

    Parameters
    ----------
    units : iterable of (coder, start, length, code)
        What each coder marked, in whole characters.
    length : int
        Length of the continuum (the text), in the same measure.
    begin : int
        Where the continuum begins.
    coders : iterable, optional
        Everybody who coded, so that a coder who found nothing counts; otherwise those who marked a unit.

    Returns
    -------
    UAlpha

    Raises
    ------
    ValueError
        If a unit has no length, leaves the continuum, or does not begin and end with a whole character.

    Notes
    -----
    Units that intersect differ by the squares of the distances between their ends; a unit that lies within
    what the other coder left unmarked differs by its squared length.  K. Krippendorff (1995), On the
    reliability of unitizing continuous data, Sociological Methodology 25, 47-76; (2004), Content Analysis,
    2nd edition, pp. 251-256, which gives the example the tests compare with.  The later family that weighs
    intersections by their length (Krippendorff, Mathet, Bouvry and Widlocher 2016) is another coefficient.

    Examples
    --------
    >>> both = [("Ann", 0, 40, "trust"), ("Ben", 0, 40, "trust")]
    >>> u_alpha(both, 100).overall
    1.0
    >>> u_alpha(both[:1], 100).undefined
    'undefined because there is only one coder'
    """
    marked = [(coder, _span(start, size, begin), code) for coder, start, size, code in units]
    length = _whole(length)
    _refuse([span for _, span, _ in marked], length)
    people = sorted({coder for coder, _, _ in marked} | set(coders or ()), key=repr)
    layers = _layers(marked, people)
    kept = sum(len(row) for layer in layers.values() for row in layer)
    basis = (len(people), kept, length, len(marked) - kept)
    why = _why_not(len(people), len(layers))
    if why:
        return UAlpha(None, dict.fromkeys(layers), {}, why, dict.fromkeys(layers, why), *basis)
    spreads = {code: _spread(layer, length) for code, layer in layers.items()}
    per_code = {code: _coefficient([spread]) for code, spread in spreads.items()}
    overall = _coefficient(list(spreads.values()))
    reasons = {code: _FULL for code, value in per_code.items() if value is None}
    return UAlpha(overall, per_code, spreads, _FULL if overall is None else "", reasons, *basis)


def end_to_end(documents: Iterable[tuple[Iterable[Unit], int]]) -> tuple[list[Unit], int]:
    """Lay documents one behind the other, so that they are one continuum.

    Parameters
    ----------
    documents : iterable of (units, length)
        Units with starts counted within their own document.

    Returns
    -------
    tuple of list of unit and int
        What `u_alpha` takes.

    Examples
    --------
    >>> end_to_end([([("Ann", 2, 3, "trust")], 10), ([("Ann", 0, 4, "trust")], 20)])
    ([('Ann', 2, 3, 'trust'), ('Ann', 10, 4, 'trust')], 30)
    """
    laid: list[Unit] = []
    at = 0
    for units, length in documents:
        laid += [(coder, start + at, size, code) for coder, start, size, code in units]
        at += length
    return laid, at


_FULL = "undefined because every character is a unit of its own, so nothing could have differed"


def _span(start: int, size: int, begin: int) -> _Span:
    first = _whole(start) - _whole(begin)
    return first, first + _whole(size)


def _whole(number: int) -> int:
    if number % 1 != 0:
        raise ValueError("units are counted in whole characters")
    # Python's own integers have no largest one: squares of numpy's could overflow.
    return int(number)


def _refuse(spans: Sequence[_Span], length: int) -> None:
    if any(start >= end for start, end in spans):
        raise ValueError("a unit is at least one character long")
    if any(start < 0 or end > length for start, end in spans):
        raise ValueError("a unit lies outside the continuum")


def _why_not(coders: int, codes: int) -> str:
    if not codes:
        return "undefined because nobody marked anything"
    return "undefined because there is only one coder" if coders == 1 else ""


def _layers(
    marked: Iterable[tuple[Hashable, _Span, Hashable]], people: Sequence[Hashable]
) -> dict[Hashable, list[list[_Span]]]:
    """Sort the units by code, then by coder."""
    found: dict[Hashable, dict[Hashable, list[_Span]]] = defaultdict(lambda: {who: [] for who in people})
    for coder, span, code in marked:
        found[code][coder].append(span)
    return {code: [_joined(row) for row in found[code].values()] for code in sorted(found, key=repr)}


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """Join spans that overlap; those that only touch stay apart."""
    whole: list[_Span] = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _spread(layer: list[list[_Span]], length: int) -> Spread:
    m = len(layer)
    observed = sum(_against(one, other) for one, other in permutations(layer, 2))
    return Spread(observed / (m * (m - 1) * length**2), _expected(layer, length), sum(map(len, layer)))


def _against(one: list[_Span], other: list[_Span]) -> int:
    """Sum the squared differences of one coder's units from another's."""
    ends = [end for _, end in other]
    return sum(_difference(unit, other, bisect_right(ends, unit[0])) for unit in one)


def _difference(unit: _Span, other: list[_Span], first: int) -> int:
    """Compare a unit with what the other coder has there; `first` is the first that ends behind its start.

    A unit that meets nothing counts twice: the other way round it is met by a gap, which is not in the list.
    """
    start, end = unit
    there = takewhile(lambda span: span[0] < end, (other[at] for at in range(first, len(other))))
    met = [(start - its_start) ** 2 + (end - its_end) ** 2 for its_start, its_end in there]
    return sum(met) if met else 2 * (end - start) ** 2


def _expected(layer: list[list[_Span]], length: int) -> float:
    m = len(layer)
    gaps = _Gaps([gap for row in layer for gap in _gaps(row, length)])
    sizes = [end - start for row in layer for start, end in row]
    others = len(sizes) - 1
    moved = sum(others * (n - 1) * n * (2 * n - 1) // 3 + n * n * gaps.places(n) for n in sizes)
    pairs = m * length * (m * length - 1) - sum(n * (n - 1) for n in sizes)
    return 2 * moved / (length * pairs)


def _gaps(row: list[_Span], length: int) -> list[int]:
    edges = [(0, 0), *row, (length, length)]
    return [after - before for (_, before), (after, _) in pairwise(edges) if after > before]


class _Gaps:
    """What was left unmarked, sorted by length, with the sum of what is at least as long as each."""

    def __init__(self, gaps: Iterable[int]) -> None:
        self._sorted = sorted(gaps)
        self._sums = [*accumulate(reversed(self._sorted), initial=0)]

    def places(self, size: int) -> int:
        """Count the places where a unit of this size fits in: a gap that is longer by n has n + 1."""
        fitting = len(self._sorted) - bisect_left(self._sorted, size)
        return self._sums[fitting] - fitting * (size - 1)


def _coefficient(spreads: list[Spread]) -> float | None:
    expected = sum(spread.expected for spread in spreads)
    return 1 - sum(spread.observed for spread in spreads) / expected if expected else None
