"""Clusters for the page that shows them: worked out once for the same texts, since that takes seconds."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...study.documents import Document, Turn
from ...study.folder import Study
from ..clustering import Clusters, cluster
from ..corpus import stored_documents

__all__ = ["Asked", "Grouped", "Groups"]

_KEPT = 4
Asked = tuple[int | None, str | None]
"""How many clusters (None: as many as there are), and what is taken out before."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Clusters, and the turns that were grouped, each with its transcript and its cluster."""

    found: Clusters
    turns: tuple[tuple[Document, Turn, int], ...]

    def nearest(self, row: Mapping[str, Any]) -> list[tuple[Document, Turn]]:
        """Give the turns whose words are nearest to the centre of a cluster."""
        inside = [(document, turn) for document, turn, label in self.turns if label == row["cluster"]]
        here = {turn.text: (document, turn) for document, turn in reversed(inside)}
        return [here[text] for text in row["nearest"]]


class Groups:
    """Groups the turns of the study by their words, and remembers the last answers.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._kept: dict[tuple[Any, ...], Grouped] = {}
        self._lock = threading.Lock()

    def grouped(self, asked: Asked) -> Grouped:
        """Group the turns; see `familypanel.coding.cluster`."""
        with self._lock:
            documents = {one.name: one for one in stored_documents(self._study)}
            key = *asked, *((one.name, one.text_sha256) for one in documents.values())
            if key not in self._kept:
                while len(self._kept) >= _KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = _grouped(self._study, documents, asked)
            return self._kept[key]


def _grouped(study: Study, documents: Mapping[str, Document], asked: Asked) -> Grouped:
    k, adjust = asked
    found = cluster(study, k, adjust=adjust)
    members = [(documents[one["document"]], one["turn"], one["cluster"]) for one in found.facts["members"]]
    numbered = {name: {turn.number: turn for turn in one.turns} for name, one in documents.items()}
    turns = [(document, numbered[document.name][number], label) for document, number, label in members]
    return Grouped(found, tuple(turns))
