"""Who could be meant by a URN that nobody has: ranked, with the evidence, and never taken unasked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ..study.urn import UrnScheme

__all__ = ["candidates_for"]

_ALIKE = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
_SWAPPED, _LOOKS_ALIKE = (
    "two neighbouring characters are swapped",
    "characters that look alike (O and 0, I and 1)",
)
_ONE_WRONG, _ONE_MORE, _ONE_LESS = (
    "one character differs",
    "one character too many",
    "one character is missing",
)
_RANK = {_LOOKS_ALIKE: 0, _SWAPPED: 1, _ONE_WRONG: 2, _ONE_MORE: 3, _ONE_LESS: 3}
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*-"
MOST = 5


Compared = Callable[[str], list[tuple[str, bool]]]
"""Gives, for a member, the facts that can be compared, and whether each is the same."""


def candidates_for(
    urn: str,
    members: Collection[str],
    answered: Collection[str],
    scheme: UrnScheme,
    compared: Compared = lambda urn: [],
) -> list[dict[str, Any]]:
    """Rank the members whose URN is one slip of the pen away.

    Members who have a return of their own come last; then speak the facts that differ, the check character,
    the kind of slip, and the facts that are the same.

    Parameters
    ----------
    urn : str
        The unknown URN as delivered.
    members : collection of str
        The URNs of all members; a set, so that looking up is quick.
    answered : collection of str
        URNs that have a return of their own in the same delivery.
    scheme : UrnScheme
        How URNs of the study are built.
    compared : callable, optional
        Facts of the row beside those of a member, such as sex and year of birth.

    Returns
    -------
    list of dict
        At most five of ``{"urn": ..., "evidence": [...]}``, the likeliest first.

    Examples
    --------
    >>> candidates_for("A0B1", {"AOB1", "AB01"}, {"AB01"}, UrnScheme())[0]["urn"]
    'AOB1'
    """
    found = [_Candidate(other, slip, compared(other)) for other, slip in _near(urn, members).items()]
    ranked = sorted(found, key=lambda one: one.rank(answered, scheme))
    return [{"urn": one.urn, "evidence": one.evidence(urn, answered, scheme)} for one in ranked[:MOST]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    urn: str
    slip: str
    facts: list[tuple[str, bool]]

    def rank(self, answered: Collection[str], scheme: UrnScheme) -> tuple[Any, ...]:
        same = sum(alike for _, alike in self.facts)
        other, unfit = len(self.facts) - same, scheme.fault(self.urn) is not None
        return self.urn in answered, other, unfit, _RANK[self.slip], -same, self.urn

    def evidence(self, urn: str, answered: Collection[str], scheme: UrnScheme) -> list[str]:
        """Say what speaks for the member, and what against; never what was answered."""
        said = [self.slip]
        if scheme.fault(urn) is not None and scheme.fault(self.urn) is None:
            said.append("the delivered URN does not fit the study's scheme, the member's does")
        said += [f"{name} is {'the same' if alike else 'another'}" for name, alike in self.facts]
        here = (
            "has a return of its own in this file" if self.urn in answered else "has no return in this file"
        )
        return [*said, here]


def _near(urn: str, members: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for other, slip in _slips(urn):
        if other in members and other != urn:
            found[other] = min(found.get(other, slip), slip, key=_RANK.__getitem__)
    return {other: _LOOKS_ALIKE if _alike(urn, other) else slip for other, slip in found.items()}


def _alike(one: str, other: str) -> bool:
    return one.translate(_ALIKE) == other.translate(_ALIKE)


def _slips(urn: str) -> Iterator[tuple[str, str]]:
    """Give every text that one slip leads to, with the slip."""
    for i in range(len(urn)):
        yield urn[:i] + urn[i + 1 :], _ONE_MORE
        yield urn[:i] + urn[i + 1 : i + 2] + urn[i] + urn[i + 2 :], _SWAPPED
        yield from ((urn[:i] + c + urn[i + 1 :], _ONE_WRONG) for c in _CHARACTERS)
    for i in range(len(urn) + 1):
        yield from ((urn[:i] + c + urn[i:], _ONE_LESS) for c in _CHARACTERS)
    # All look-alikes at once: the two plain forms people type.
    yield urn.replace("O", "0").replace("I", "1").replace("L", "1"), _LOOKS_ALIKE
    yield urn.replace("0", "O").replace("1", "I"), _LOOKS_ALIKE
