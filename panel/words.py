"""The words of the panel: events that are recorded, and outcomes that are derived from them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "CARRIED", "COHORTS", "EVENTS", "INELIGIBLE", "OUTCOMES", "PERSONS",
    "PRODUCTIVE", "event_fault",
]  # fmt: skip

COHORTS = ("main", "booster")
PERSONS = ("adult", "child")

EVENTS: Mapping[str, tuple[str, ...]] = {
    "attempt": ("", "no_reply", "engaged", "voicemail", "not_at_home", "wrong_number", "spoke"),
    "appointment": ("", "made", "broken"),
    "interview": ("full", "partial", "void"),
    "refusal": ("soft", "hard", "proxy"),
    "withdrawal": ("contact", "use", "answers", "everything"),
    "status": ("deceased", "out_of_scope", "moved_abroad", "away", "ill", "language", "no_safe_route"),
    "tracing": ("started", "found", "untraced"),
}
"""Kinds of event, and the details each may have; kinds that accept ``""`` need no detail.

The last interview recorded for a wave counts; ``void`` says that there was none after all.
"""

NEEDS_WAVE = frozenset({"attempt", "appointment", "interview", "refusal"})

OUTCOMES = (
    "withdrawn", "deceased", "out_of_scope", "moved_abroad", "full", "partial", "refusal", "non_contact",
    "untraced", "other", "not_issued", "pending",
)  # fmt: skip

PRODUCTIVE = frozenset({"full", "partial"})
INELIGIBLE = frozenset({"deceased", "out_of_scope", "moved_abroad"})
CARRIED = ("withdrawn", "deceased", "out_of_scope", "moved_abroad")
"""States that end the membership: they hold for every later wave too, and the first named wins."""


def event_fault(kind: str, detail: str, wave: str | None) -> str | None:
    """Say what is wrong with the words of an event, or None.

    Examples
    --------
    >>> event_fault("refusal", "firm", "m12")
    "'firm' is not a detail of refusal (known: soft, hard, proxy)"
    """
    if kind not in EVENTS:
        return f"'{kind}' is not a kind of event (known: {', '.join(EVENTS)})"
    if detail not in EVENTS[kind]:
        known = ", ".join(filter(None, EVENTS[kind]))
        return f"'{detail}' is not a detail of {kind} (known: {known})"
    if kind in NEEDS_WAVE and not wave:
        return f"an event of the kind {kind} needs its wave"
    return None
