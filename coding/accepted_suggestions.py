"""How often suggestions were accepted, and which: read from the log of coding."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..study.coding_events import UNDO, standing
from ..study.folder import Study
from .tagging import MOST_RANK
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
        shown = [words for who, words in told if seen.shows(words["document"], who)]
    return Counter(_rank(words.get("suggested")) for words in shown)


def _rank(value: Any) -> int | None:
    """Take a rank; in a bundle from elsewhere something else may stand there."""
    return value if isinstance(value, int) and 1 <= value <= MOST_RANK else None
