"""What became of everything in a file of another program, and who is named for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...study.problems import Problem

__all__ = ["KINDS", "TakenIn", "Who"]

KINDS = ("transcripts", "codes", "codings", "memos")
_STATUSES = ("new", "same", "left_out")


@dataclass
class TakenIn:
    """What became of everything in a file: for each kind, new + same + left out = in the file."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    unnamed: Counter[str] = field(default_factory=Counter)
    """Codings of which the file names nobody, by who stands for nobody."""

    def add(self, kind: str, status: str, times: int = 1, reason: str = "") -> None:
        """Count things of a kind."""
        self.counts[kind, status] += times
        if reason and times:
            self.reasons[kind, reason] += times

    def rows(self) -> list[dict[str, Any]]:
        """Give a row a kind."""
        rows = []
        for kind in KINDS:
            counts = {status: self.counts[kind, status] for status in _STATUSES}
            rows.append({"what": kind, "in_file": sum(counts.values())} | counts)
        return rows


@dataclass(frozen=True)
class Who:
    """People by their guids, and who stands for nobody."""

    names: Mapping[str, str]
    otherwise: str

    def of(self, *guids: str | None) -> str:
        """Name who did something: the first who is known, else the one who stands for nobody."""
        return self._named(guids) or self.otherwise

    def of_coding(self, found: TakenIn, *guids: str | None) -> str:
        """Name who coded, and count the coding if the file names nobody."""
        name = self._named(guids)
        if name is None:
            found.unnamed[self.otherwise] += 1
        return name or self.otherwise

    def _named(self, guids: Iterable[str | None]) -> str | None:
        return next((self.names[guid] for guid in guids if guid and self.names.get(guid)), None)
