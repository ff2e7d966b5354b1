"""Why a cell has no value: the reasons, and the schemes that map delivered codes to them.

The same number means different things in different schemes (-1 is "don't know" in Understanding Society
and "not applicable" under the UK Data Service's recommendation), so a scheme is always named, never guessed.

Sources: Understanding Society, *Main Survey User Guide*, "Missing values" (scheme ``ukhls``);
UK Data Service, *Guidance for depositors*, recommended missing value codes (scheme ``ukds``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

__all__ = ["SCHEMES", "MissingScheme", "Reason", "scheme"]


class Reason(IntEnum):
    """Why there is no value; ``VALUE`` (0) stands for "there is one"."""

    VALUE = 0
    DONT_KNOW = 1
    REFUSED = 2
    PROXY = 3
    NOT_APPLICABLE = 4
    NO_ANSWER = 5
    ERROR = 6
    NOT_REACHED = 7
    NOT_IN_INSTRUMENT = 8

    @property
    def word(self) -> str:
        """The word used in files and tables, such as ``dont_know``."""
        return self.name.lower()

    @property
    def label(self) -> str:
        """The reason as people read it."""
        return _LABELS[self]

    @classmethod
    def of(cls, word: str) -> Reason:
        """Find a reason by its word; ``KeyError`` if there is none."""
        return cls[word.upper()]


_LABELS = {
    Reason.VALUE: "Answered",
    Reason.DONT_KNOW: "Don't know",
    Reason.REFUSED: "Refused",
    Reason.PROXY: "Proxy respondent",
    Reason.NOT_APPLICABLE: "Not applicable",
    Reason.NO_ANSWER: "No answer",
    Reason.ERROR: "Error",
    Reason.NOT_REACHED: "Not reached",
    Reason.NOT_IN_INSTRUMENT: "Not in this questionnaire",
}


@dataclass(frozen=True)
class MissingScheme:
    """A named map from delivered codes to reasons.

    Parameters
    ----------
    name : str
        The name used in study.yaml.
    codes : mapping of int to Reason
        What each code stands for.
    """

    name: str
    codes: Mapping[int, Reason] = field(default_factory=dict)

    def code_for(self, reason: Reason) -> int | None:
        """Give the code that stands for `reason`, or None where the scheme has none."""
        return next((code for code, meant in self.codes.items() if meant is reason), None)


SCHEMES: Mapping[str, MissingScheme] = MappingProxyType(
    {
        "ukhls": MissingScheme(
            "ukhls",
            MappingProxyType(
                {
                    -1: Reason.DONT_KNOW,
                    -2: Reason.REFUSED,
                    -7: Reason.PROXY,
                    -8: Reason.NOT_APPLICABLE,
                    -9: Reason.ERROR,
                }
            ),
        ),
        "ukds": MissingScheme(
            "ukds",
            MappingProxyType({-9: Reason.REFUSED, -8: Reason.DONT_KNOW, -1: Reason.NOT_APPLICABLE}),
        ),
    }
)


def scheme(name: str) -> MissingScheme:
    """Find a shipped scheme by name; ``KeyError`` if there is none.

    Examples
    --------
    >>> scheme("ukhls").codes[-1].word, scheme("ukds").codes[-1].word
    ('dont_know', 'not_applicable')
    """
    return SCHEMES[name]
