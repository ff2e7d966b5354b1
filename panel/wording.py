"""How the words of the panel read in tables for people; the rows keep the words themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..study.folder import Study
from ..study.table import Column
from .words import EVENTS

__all__ = ["CONVENTIONS_READ", "OUTCOMES_READ", "STATUSES_READ", "read_as", "wave_words", "worded"]

STATUSES_READ: Mapping[str, str] = {
    "not_due": "not due", "done_out_of_window": "done, out of window",
}  # fmt: skip

CONVENTIONS_READ: Mapping[str, str] = {
    "cross_section": "at this wave",
    "continuous": "at every wave so far",
    "wave_on_wave": "also at the wave before",
}

OUTCOMES_READ: Mapping[str, str] = {
    "full": "full interview", "partial": "partial interview", "out_of_scope": "out of scope",
    "moved_abroad": "moved abroad", "non_contact": "tried, not reached", "not_issued": "not issued",
    "pending": "window still open",
}  # fmt: skip
_DETAILS = {
    "no_event": "nothing recorded", "no_baseline": "no baseline interview",
    "hard_refusal": "refused for good before", "no_safe_route": "no safe route", "no_reply": "no reply",
    "not_at_home": "not at home", "wrong_number": "wrong number", "moved_abroad": "moved abroad",
    "out_of_scope": "out of scope",
}  # fmt: skip
_REFUSALS = {
    "soft": "refused this time", "hard": "refused for good", "proxy": "refused by somebody else",
}  # fmt: skip
# Words that read as they are written: named all the same, so that a page in another language can say them.
_STATUSES = {word: word for word in ("overdue", "closing", "open", "done", "closed")}
_HAPPENED = {word: word.replace("_", " ") for both in EVENTS.items() for word in (both[0], *both[1]) if word}
_WORDS = {
    "cohort": {"main": "Main", "booster": "Booster"}, "convention": CONVENTIONS_READ,
    "status": {**_STATUSES, **STATUSES_READ}, "outcome": OUTCOMES_READ, "detail": _DETAILS,
    "last_outcome": {**_HAPPENED, **OUTCOMES_READ, **_DETAILS, **_REFUSALS},
    "safe_route": {"yes": "yes", "no": "no"},
}  # fmt: skip


def read_as(key: str, word: str | None) -> str:
    """Write one word of a column as people read it."""
    return _WORDS[key].get(word or "", word or "")


def wave_words(study: Study) -> dict[str, str]:
    """Give the label of every occasion by its name."""
    return {one.name: one.label for one in study.config.occasions}


def worded(study: Study, columns: Sequence[Column]) -> list[Column]:
    """Give columns that write waves, outcomes and conventions as people read them."""
    words: Mapping[str, Mapping[str, str]] = _WORDS | {"wave": wave_words(study)}
    return [replace(column, words=words.get(column.key, {})) for column in columns]
