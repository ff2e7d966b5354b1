"""How often suggestions were accepted, and which: read from the log of coding."""

from __future__ import annotations

from collections import Counter

from ..study.coding_events import UNDO, standing
from ..study.folder import Study
from .visibility import view

__all__ = ["accepted_ranks"]


def accepted_ranks(study: Study, coder: str | None = None) -> dict[int | None, int]:
    """Count the codings that accepted a suggestion, by its rank; None: the coder's own idea.

    Parameters
    ----------
    study : Study
        The study.
    coder : str, optional
        Who looks: what others code blind is not counted.
    """
    from ..study.store.coding_log import logged_events

    with study.store.reading() as connection:
        seen = view(connection, coder)
        tags = (one for one in standing(logged_events(connection, only=("tag", UNDO))) if one.action == "tag")
        told = ((one.coder, one.payload or {}) for one in tags)
        return Counter(words.get("suggested") for who, words in told if seen.shows(words["document"], who))
