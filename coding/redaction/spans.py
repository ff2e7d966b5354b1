"""Pseudonyms as stand-off spans: the canonical text never changes, and every place can be found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Hidden", "moved", "redacted"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A passage that a pseudonym stands for.

    Parameters
    ----------
    start, end : int
        Half-open, in code points of the canonical text.
    what : str
        Such as ``name`` or ``postcode``.
    pseudonym : str
        What is read in its place; empty: somebody decided that the words stay.
    by : str
        Who proposed it.
    """

    start: int
    end: int
    what: str
    pseudonym: str
    by: str

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Hidden:
        """Make it from the JSON values of an event."""
        return cls(told["start"], told["end"], told["what"], told["pseudonym"], told["by"])

    def told(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return asdict(self)

    def meets(self, start: int, end: int) -> bool:
        """Say whether it shares a character with ``start:end``."""
        return self.start < end and start < self.end


def _replacing(spans: Iterable[Hidden]) -> list[Hidden]:
    return sorted((one for one in spans if one.pseudonym), key=lambda one: one.start)


def redacted(text: str, spans: Iterable[Hidden]) -> str:
    """Put the pseudonyms in the place of the words.

    Examples
    --------
    >>> redacted("I told Ann.", [Hidden(7, 10, "name", "[name 1]", "Ben")])
    'I told [name 1].'
    """
    parts, at = [], 0
    for one in _replacing(spans):
        parts += [text[at : one.start], one.pseudonym]
        at = one.end
    return "".join([*parts, text[at:]])


def moved(spans: Sequence[Hidden], start: int, end: int) -> tuple[int, int]:
    """Give where ``start:end`` of the canonical text stands in the redacted one.

    A passage that begins or ends inside a name takes the whole pseudonym.

    Examples
    --------
    >>> moved([Hidden(7, 10, "name", "[name 1]", "Ben")], 0, 11)
    (0, 16)
    """
    return _shifted(spans, start, ends=False), _shifted(spans, end, ends=True)


def _shifted(spans: Iterable[Hidden], at: int, *, ends: bool) -> int:
    shift = 0
    for one in _replacing(spans):
        if one.end <= at:
            shift += len(one.pseudonym) - (one.end - one.start)
        elif one.start < at:
            return one.start + shift + (len(one.pseudonym) if ends else 0)
    return at + shift
