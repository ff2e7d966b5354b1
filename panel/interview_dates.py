"""What a newly recorded interview does to windows: outside its own, or moving those that count from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from ..study.folder import Study
from ..study.problems import Place, Problem, problem
from ..study.store.events import VOID
from .moved_windows import moved_windows
from .register import Event, Register
from .standings import Placed, interview_dates, placed

__all__ = ["Judgement", "judged"]


class Judgement(NamedTuple):
    """Interviews outside their window, and windows that a corrected date moves."""

    outside: tuple[Problem, ...] = ()
    moved: tuple[dict[str, Any], ...] = ()


def judged(study: Study, register: Register, new: Sequence[Event]) -> Judgement:
    """Judge interviews that are recorded now against the register as it was before."""
    held = [event for event in new if event.kind == "interview"]
    if not held:
        return Judgement()
    waves = tuple(sorted(study.config.waves, key=lambda wave: wave.months))
    after = _with(register, held)
    found = [one for urn in sorted({e.urn for e in held}) for one in placed(after, urn, waves, date.max)]
    # Only what this record puts right is told, not what was put right before.
    return Judgement(tuple(_outside(found, held)), tuple(moved_windows(after, waves, found)))


def _with(register: Register, held: Iterable[Event]) -> Register:
    """Give the register as it is with further interviews, of which the last of each wave counts."""
    events: dict[str, tuple[Event, ...]] = {}
    earlier: dict[str, dict[str, date]] = {}
    for one in held:
        before = events.get(one.urn, register.events.get(one.urn, ()))
        was = interview_dates(before).get(one.wave or "")
        if was not in (None, one.on) and one.detail != VOID:
            earlier.setdefault(one.urn, {})[one.wave or ""] = was
        kept = tuple(e for e in before if (e.kind, e.wave) != ("interview", one.wave))
        events[one.urn] = kept if one.detail == VOID else (*kept, one)
    joined: Mapping[str, tuple[Event, ...]] = {**register.events, **events}
    return replace(register, events=joined, earlier=earlier)


def _outside(found: Iterable[Placed], held: Iterable[Event]) -> Iterator[Problem]:
    now = {(event.urn, event.wave) for event in held}
    for one in found:
        day, window = one.interview, one.window
        if (one.member.urn, one.wave.name) in now and day and window and day not in window:
            late = day > window.closes
            days = (day - window.closes).days if late else (window.opens - day).days
            yield problem(
                "FP4142", Place(urn=one.member.urn, wave=one.wave.name), days=days,
                side="after" if late else "before", opens=window.opens, closes=window.closes,
            )  # fmt: skip
