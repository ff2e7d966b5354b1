"""What `receive` answers: the counts, what was found, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..study.problems import ExitCode, Problem
from ..study.table import Table
from .findings import COLUMNS, problem_rows

if TYPE_CHECKING:
    from ..study.store.deliveries import Delivery
    from ..study.store.waves import WaveVersion
    from .examining import Examined
    from .redelivery import Difference

__all__ = ["Step", "answer", "no_change"]

_MOST_NAMED = 10


@dataclass(frozen=True)
class Step:
    """How far a delivery came.

    Parameters
    ----------
    sha256 : str
        Of the file.
    status : str
        ``accepted``, ``needs_decision`` or ``refused``.
    token : str
        What a person gives back to accept it, where that is needed.
    undecided : list of Problem
        Why it needs a decision.
    dry_run : bool
        Nothing is stored in any case.
    """

    sha256: str
    status: str
    token: str
    undecided: list[Problem]
    dry_run: bool

    @property
    def stored(self) -> bool:
        """Whether the delivery is in the study now."""
        return self.status == "accepted" and not self.dry_run


def answer(step: Step, examined: Examined, difference: Difference) -> Table:
    """Answer for a delivery that was examined."""
    facts = _facts(step.sha256, step.status, examined, difference)
    assert facts["rows_in"] == facts["accepted"] + facts["quarantined"] + facts["duplicates"]  # noqa: S101
    problems = [*step.undecided, *examined.problems]
    return Table.of(
        problem_rows(problems),
        COLUMNS,
        title=_title(facts, examined.rows.wave, step.stored),
        facts=facts | ({"token": step.token} if step.undecided else {}) | {"dry_run": step.dry_run},
        notes=(*examined.notes, *_notes(facts, difference, step.dry_run)),
        problems=tuple(problems),
        next_step="familypanel status" if step.stored else "",
    )


def no_change(same: Delivery, live: WaveVersion | None, dry_run: bool) -> Table:
    """Answer for bytes that were received before: nothing happens, and that is said."""
    counts = {name: getattr(same, name) for name in ("rows_in", "accepted", "quarantined", "duplicates")}
    nothing: dict[str, Any] = {
        "candidates": [], "new_members": 0, "changed_cells": 0, "rows_withdrawn": 0, "rows_added": 0,
        "columns_added": [], "columns_dropped": [], "described_otherwise": [],
        "relabelled": [],
    }  # fmt: skip
    notes = [f"The same bytes were received on {same.received_at[:10]}; nothing was changed."]
    if same.quarantined:
        notes.append(f"{same.quarantined} rows of it are quarantined; a corrected file is a new delivery.")
    if live is not None and live.delivery != same.id:
        notes.append(f"A newer delivery (number {live.delivery}) is the accepted one of this wave.")
    return Table.of(
        [],
        COLUMNS,
        title=f"Wave {same.wave}: no change",
        facts={"delivery": same.sha256, "status": "no_change", **counts, **nothing, "dry_run": dry_run},
        notes=tuple(notes),
        exit_code=ExitCode.FINE,
    )


def _facts(sha256: str, status: str, examined: Examined, difference: Difference) -> dict[str, Any]:
    rows_in, found = len(examined.rows), examined.sorted
    refused = status == "refused"
    return {
        "delivery": sha256,
        "status": status,
        "rows_in": rows_in,
        "accepted": 0 if refused else int(found.accepted.sum()),
        "quarantined": rows_in if refused else int(found.quarantined.sum()),
        "duplicates": 0 if refused else int(found.duplicate.sum()),
        "candidates": found.candidates,
        "new_members": 0 if refused else int(found.unknown.sum()),
        "changed_cells": difference.changed_cells,
        "rows_withdrawn": difference.rows_withdrawn,
        "rows_added": 0 if refused else difference.rows_added,
        "columns_added": list(difference.columns_added),
        "columns_dropped": list(difference.columns_dropped),
        "described_otherwise": list(difference.described),
        "relabelled": [str(one) for one in examined.conformed.relabelled],
    }


def _title(facts: dict[str, Any], wave: str, stored: bool) -> str:
    accepted = "accepted" if stored or facts["status"] == "refused" else "would be accepted"
    rest = f"{facts['quarantined']} quarantined, {facts['duplicates']} duplicates"
    counts = f"{facts['rows_in']} rows in = {facts['accepted']} {accepted}, {rest}"
    return f"Wave {wave}: {facts['status'].replace('_', ' ')}; {counts}"


def _spoken(unknown: list[dict[str, Any]]) -> list[str]:
    """Say who the likeliest member behind each unknown URN is; the whole list is in the JSON."""
    near = [one for one in unknown if one["candidates"]]
    said = []
    for one in near[:_MOST_NAMED]:
        first = one["candidates"][0]
        evidence = "; ".join(first["evidence"])
        said.append(
            f"Row {one['row']}: {one['urn']} could be {first['urn']} ({evidence}). Nothing was assumed."
        )
    rest = len(near) - len(said)
    return [*said, f"Candidates for {rest} more rows are in the JSON answer (--json)."] if rest else said


def _notes(facts: dict[str, Any], difference: Difference, dry_run: bool) -> list[str]:
    notes = []
    if facts["new_members"]:
        stored = facts["status"] == "accepted" and not dry_run
        enrolled = "Enrolled as members by this delivery" if stored else "Would be enrolled as members"
        notes.append(f"{enrolled}: {facts['new_members']}.")
    notes += _spoken(facts["candidates"])
    if difference.by_variable:
        changed = sorted(difference.by_variable.items(), key=lambda pair: (-pair[1], pair[0]))
        listed = ", ".join(f"{name} ({count})" for name, count in changed[:20])
        rest = f", and {len(changed) - 20} more variables" if len(changed) > 20 else ""  # noqa: PLR2004
        notes.append(f"Changed cells by variable: {listed}{rest}.")
    if difference.described:
        listed = ", ".join(difference.described)
        notes.append(f"Labels, codes or missing values described otherwise than before: {listed}.")
    if facts["status"] == "refused":
        notes.append("Nothing was stored.")
    elif facts["status"] == "needs_decision":
        notes.append("Nothing was stored; the counts say what accepting the delivery would do.")
    elif dry_run:
        notes.append("Dry run: nothing was stored.")
    return notes
