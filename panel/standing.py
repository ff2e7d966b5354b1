"""The outcome of one member at one wave, derived from events by fixed precedence.

The rules are tried from the top; the first that applies decides:

1. ``withdrawn``: consent to use the answers was taken back (scope use, answers or everything), whenever.
2. ``full`` or ``partial``: an interview was held for the wave, in its window or not, whether its date is
   known or not; the latest recorded counts, and ``void`` takes it back.
3. ``withdrawn`` (scope contact), ``deceased``, ``out_of_scope``, ``moved_abroad``, in this order: known by
   the close of the window.
4. ``refusal`` hard at this wave; after a hard refusal of another wave the case is ``not_issued``.
5. ``not_issued``: nothing anchors a window (a follow-up of somebody without a baseline interview, or with
   one of unknown date).
6. ``pending``: the window has not closed, or, where the date of the baseline is not known, nobody has been
   interviewed at the wave; nothing below is final before.
7. ``refusal`` by proxy, else soft.
8. ``other``: no_safe_route, else language, ill, away.
9. ``untraced``, then ``non_contact``: tried for, and not reached.
10. ``not_issued``: no event of any kind belongs to the wave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..study.consent import TAKEN_BACK
from ..study.store.events import VOID
from ..study.windows import DueWindow
from .register import Event
from .words import CARRIED

__all__ = ["Case", "Standing", "standing"]


class Standing(NamedTuple):
    """An outcome, its detail, and whether the window is still open (the case is censored)."""

    outcome: str
    detail: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One member at one wave on one day; `events` are all events of the member up to that day."""

    wave: str
    window: DueWindow | None
    events: Sequence[Event]
    on: date
    awaits_anchor: bool = False
    undated_baseline: bool = False

    @property
    def open(self) -> bool:
        """Whether an interview may still come inside the window."""
        return self.awaits_anchor if self.window is None else self.on <= self.window.closes

    def details(self, kind: str) -> set[str]:
        """Collect the details of one kind of event at this wave."""
        return {e.detail for e in self.events if e.kind == kind and e.wave == self.wave}

    @property
    def known(self) -> list[Event]:
        """The events of this wave, and whatever else happened before its window closed."""
        last = date.max if self.window is None else self.window.closes
        return [event for event in self.events if event.wave == self.wave or event.on <= last]


def standing(case: Case) -> Standing:
    """Derive the outcome of one case; see the precedence above."""
    found = next(result for rule in _RULES if (result := rule(case)) is not None)
    return found._replace(open=case.open)


def _taken_back(case: Case) -> Standing | None:
    scopes = {event.detail for event in case.events if event.kind == "withdrawal"}.intersection(TAKEN_BACK)
    return Standing("withdrawn", min(scopes)) if scopes else None


def _interviewed(case: Case) -> Standing | None:
    held = [e.detail for e in case.events if e.kind == "interview" and e.wave == case.wave]
    return Standing(held[-1]) if held and held[-1] != VOID else None


def _ended(case: Case) -> Standing | None:
    states = {event.detail for event in case.known if event.kind == "status"}
    states |= {"withdrawn" for event in case.known if event.kind == "withdrawal"}
    return next((Standing(state) for state in CARRIED if state in states), None)


def _refused_for_good(case: Case) -> Standing | None:
    if "hard" in case.details("refusal"):
        return Standing("refusal", "hard")
    elsewhere = any(event.kind == "refusal" and event.detail == "hard" for event in case.known)
    return Standing("not_issued", "hard_refusal") if elsewhere else None


def _unanchored(case: Case) -> Standing | None:
    if case.window is not None or case.awaits_anchor:
        return None
    return Standing("not_issued", "baseline_undated" if case.undated_baseline else "no_baseline")


def _pending(case: Case) -> Standing | None:
    return Standing("pending") if case.open else None


def _refused(case: Case) -> Standing | None:
    return _first("refusal", ("proxy", "soft"), case.details("refusal"))


def _other(case: Case) -> Standing | None:
    return _first("other", ("no_safe_route", "language", "ill", "away"), _temporary(case))


def _temporary(case: Case) -> set[str]:
    """Collect what was found out at this wave or, without a wave, within its window."""
    window = case.window
    inside = (e for e in case.events if not e.wave and window is not None and e.on in window)
    return case.details("status") | {e.detail for e in inside if e.kind == "status"}


def _unreached(case: Case) -> Standing | None:
    if "untraced" in case.details("tracing"):
        return Standing("untraced")
    # An interview that was not voided has been counted above.
    tried = {event.kind for event in case.events if event.wave == case.wave} - {"interview"}
    return Standing("non_contact") if tried else None


def _untouched(_case: Case) -> Standing:
    return Standing("not_issued", "no_event")


def _first(outcome: str, order: Sequence[str], details: set[str]) -> Standing | None:
    return next((Standing(outcome, detail) for detail in order if detail in details), None)


_RULES: tuple[Callable[[Case], Standing | None], ...] = (
    _taken_back, _interviewed, _ended, _refused_for_good, _unanchored, _pending, _refused, _other, _unreached,
    _untouched,
)  # fmt: skip
