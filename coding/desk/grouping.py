"""Clusters for the page that shows them: worked out once for the same texts, since that takes seconds."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...study.documents import Document, Turn
from ...study.folder import Study
from ..cluster_map import map_places
from ..clustering import Clusters, cluster
from ..corpus import stored_documents

__all__ = ["Grouped", "Groups", "Point"]

_KEPT = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A turn on the map; `x` and `y` from 0 to 1, `cluster` -1 where it is in none."""

    document: Document
    turn: Turn
    cluster: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Grouped:
    """Clusters, and where each turn lies."""

    found: Clusters
    points: tuple[Point, ...]

    def nearest(self, row: Mapping[str, Any]) -> list[Point]:
        """Give the turns whose words are nearest to the centre of a cluster."""
        here = {one.turn.text: one for one in reversed(self.points) if one.cluster == row["cluster"]}
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

    def grouped(self, k: int | None) -> Grouped:
        """Group into `k` clusters, or into as many as there are if any; see `familypanel.coding.cluster`."""
        with self._lock:
            documents = {one.name: one for one in stored_documents(self._study)}
            key = k, *((one.name, one.text_sha256) for one in documents.values())
            if key not in self._kept:
                while len(self._kept) >= _KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = _grouped(self._study, documents, k)
            return self._kept[key]


def _grouped(study: Study, documents: Mapping[str, Document], k: int | None) -> Grouped:
    found = cluster(study, k)
    members = [(documents[one["document"]], one) for one in found.facts["members"]]
    turns = [next(t for t in document.turns if t.number == one["turn"]) for document, one in members]
    places = map_places([turn.text for turn in turns])
    points = [
        Point(document, turn, one["cluster"], float(x), float(y))
        for (document, one), turn, (x, y) in zip(members, turns, places, strict=True)
    ]
    return Grouped(found, tuple(points))
