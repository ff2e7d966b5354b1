"""What `receive` answers: the counts, what was found, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..study.problems import ExitCode, Place, Problem, problem
from ..study.table import Table
from .findings import COLUMNS, problem_rows

if TYPE_CHECKING:
    from ..study.store.deliveries import Delivery
    from ..study.store.waves import WaveVersion
    from .examining import Examined
    from .redelivery import Difference

__all__ = ["answer", "no_change"]

_MOST_NAMED = 10


def answer(
    sha256: str, status: str, examined: Examined, difference: Difference, *, word: str, dry_run: bool
) -> Table:
    """Answer for a delivery that was examined."""
    facts = _facts(sha256, status, examined, difference)
    assert facts["rows_in"] == facts["accepted"] + facts["quarantined"] + facts["duplicates"]  # noqa: S101
    problems = list(examined.problems)
    if status == "needs_decision":
        problems.insert(0, _decision(difference, word, examined.rows.wave))
    return Table.of(
        problem_rows(problems),
        COLUMNS,
        title=_title(facts, examined.rows.wave),
        facts=facts | ({"token": word} if status == "needs_decision" else {}) | {"dry_run": dry_run},
        notes=(*examined.notes, *_notes(facts, difference, dry_run)),
        problems=tuple(problems),
        next_step="familypanel status" if status == "accepted" and not dry_run else "",
    )


def no_change(same: Delivery, live: WaveVersion | None) -> Table:
    """Answer for bytes that were received before: nothing happens, and that is said."""
    counts = {name: getattr(same, name) for name in ("rows_in", "accepted", "quarantined", "duplicates")}
    nothing: dict[str, Any] = {
        "candidates": [], "new_members": 0, "changed_cells": 0, "rows_withdrawn": 0, "rows_added": 0,
        "columns_added": [], "columns_dropped": [],
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
        facts={"delivery": same.sha256, "status": "no_change", **counts, **nothing, "dry_run": False},
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
    }


def _decision(difference: Difference, word: str, wave: str) -> Problem:
    facts = {"changed": difference.changed_cells, "compared": difference.compared_cells}
    return problem(
        "FP3050", Place(wave=wave), wave=wave, withdrawn=difference.rows_withdrawn, token=word, **facts
    )


def _title(facts: dict[str, Any], wave: str) -> str:
    counts = (
        f"{facts['accepted']} accepted, {facts['quarantined']} quarantined, {facts['duplicates']} duplicates"
    )
    return f"Wave {wave}: {facts['status'].replace('_', ' ')}; {facts['rows_in']} rows in = {counts}"


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
        notes.append(f"Enrolled as members by this delivery: {facts['new_members']}.")
    notes += _spoken(facts["candidates"])
    if difference.by_variable:
        changed = sorted(difference.by_variable.items(), key=lambda pair: (-pair[1], pair[0]))
        listed = ", ".join(f"{name} ({count})" for name, count in changed[:20])
        rest = f", and {len(changed) - 20} more variables" if len(changed) > 20 else ""  # noqa: PLR2004
        notes.append(f"Changed cells by variable: {listed}{rest}.")
    if facts["status"] in ("refused", "needs_decision"):
        notes.append("Nothing was stored.")
    elif dry_run:
        notes.append("Dry run: nothing was stored.")
    return notes
