"""Windows that moved because the date of the interview they count from was put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..study.config import Wave
from ..study.windows import window_of
from .register import Register
from .standings import Placed, interview_dates
from .words import CARRIED, PRODUCTIVE

__all__ = ["moved_note", "moved_windows"]

_NAMED = 10


def moved_windows(register: Register, waves: Sequence[Wave], found: Iterable[Placed]) -> list[dict[str, Any]]:
    """List the windows, of waves without an interview so far, that count from a corrected date.

    Returns
    -------
    list of dict
        Rows {urn, wave, from, to}: the target as it was and as it is.
    """
    ordered = tuple(sorted(waves, key=lambda wave: wave.months))
    still = (p for p in found if p.member.urn in register.earlier and _sought(p))
    return [row for placed in still for row in _moved(register, placed, ordered)]


def _sought(placed: Placed) -> bool:
    return placed.standing.outcome not in {*PRODUCTIVE, *CARRIED} and placed.window is not None


def _moved(register: Register, placed: Placed, waves: tuple[Wave, ...]) -> Iterator[dict[str, Any]]:
    held = interview_dates(placed.events)
    # A wave that was voided has no interview now, so it is no anchor and moves nothing.
    earlier = {w: day for w, day in register.earlier[placed.member.urn].items() if w in held}
    before = window_of(placed.member, placed.wave, waves, held | earlier)
    if before is not None and placed.window is not None and before.target != placed.window.target:
        yield {
            "urn": placed.member.urn, "wave": placed.wave.name, "from": before.target.isoformat(),
            "to": placed.window.target.isoformat(),
        }  # fmt: skip


def moved_note(moved: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Say which windows moved."""
    if moved:
        named = "; ".join(
            f"{one['urn']} {one['wave']}: {one['from']} -> {one['to']}" for one in moved[:_NAMED]
        )
        more = f"; and {len(moved) - _NAMED:,} more" if len(moved) > _NAMED else ""
        yield f"A corrected date moved {len(moved):,} windows (target before -> now): {named}{more}."
