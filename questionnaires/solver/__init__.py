"""Proofs about routing: who can be asked what, decided for all respondents before the first interview.

A small solver of our own over finite lists of answers, whole numbers, numbers, texts and dates, in the
three-valued logic of `familypanel.study.routing`.  `Proofs.satisfiable` gives a respondent of whom a
condition is surely true, or proves that there is none and says which conditions contradict each other; where
a condition lies outside what can be decided (a product of two open numbers, for instance), it claims nothing.

How it works, from the ground up:

- `box`: what every variable can still be, as bits for finite answers and reasons, and bounds for numbers;
- `formulas`, `expressions`, `relation`: conditions and values that tell what they can be within a box, and
  take out of it what contradicts them;
- `linear`: exact linear arithmetic, for numbers that are compared with each other;
- `search`: propagation and splitting;
- `model`: the instrument as requirements, `query`: one question put to it, `proofs`: the way in;
- on top, one idea a file, what can be wrong with an instrument: `examine` brings it together.
"""

from __future__ import annotations

from .domains import AnyOf, Asked, Code, Day, Domain, FreeText, OneOf, Real, Whole
from .examination import Examination, examination, examine
from .findings import Finding
from .proofs import Answer, Proofs
from .query import Ground
from .reached import reachability, witnesses
from .witness import Witness

__all__ = [
    "Answer",
    "AnyOf",
    "Asked",
    "Code",
    "Day",
    "Domain",
    "Examination",
    "Finding",
    "FreeText",
    "Ground",
    "OneOf",
    "Proofs",
    "Real",
    "Whole",
    "Witness",
    "examination",
    "examine",
    "reachability",
    "witnesses",
]
