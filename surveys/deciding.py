"""Take the answers of the field back, by problem id: decisions, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.files import sha256_of
from ..study.problems import ExitCode, Place, Problem, problem
from ..study.table import Column, Table
from .answered import Answered, read_answers
from .taking import Taker

if TYPE_CHECKING:
    from ..study.folder import Study
    from ..study.store.decisions import CellDecision
    from ..study.store.engine import Connection

__all__ = ["decide"]

_COLUMNS = (
    Column("id"),
    Column("wave"),
    Column("urn", "URN"),
    Column("row", kind="count"),
    Column("variable"),
    Column("result"),
)


def decide(study: Study, file: Path | str, dry_run: bool = False) -> Table:
    """Take back a fix-list that the field filled in.

    The delivered values stay; a correction lies over them (old, new, why, who) and every room reads the
    corrected value. A correction whose old value is no longer the delivered one is a conflict, and is not
    taken.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        The workbook that `problems` wrote, with ``answer``, ``why`` and ``who`` filled in.
    dry_run : bool
        Find out everything, store nothing.

    Returns
    -------
    Table
        One row an answer: ``id``, ``wave``, ``urn``, ``row``, ``variable``, ``result`` (``corrected``,
        ``confirmed``, ``matched``, ``discarded``, ``noted``, ``unchanged``); facts ``status`` (``decided``,
        ``refused``), ``rows_in`` (= ``decided`` + ``unchanged`` + ``blank`` + ``refused``), ``matched``
        (rows that wait to be received again) and ``found_now`` (problems that the corrected rows have now and
        did not have before; the next fix-list asks about them). Where one answer cannot be taken none is, and
        the exit code is 1.

    Raises
    ------
    ProblemError
        FP1020 to FP1024 if the file cannot be read; FP3122 if a column is missing.
    """
    path = Path(file)
    lines = read_answers(path)
    taker = Taker(study, path.name)
    with study.store.reading() as connection:
        rows = [taker.row(connection, line) for line in lines if line.answer]
    made = [row for row in rows if row is not None and row["result"] != "unchanged"]
    made = [] if taker.found else [row["decision"] for row in made]
    found = _rechecked(study, made)
    if made and not dry_run:
        _store(study, made, found, sha256_of(path))
    facts = _facts(lines, rows, taker, dry_run) | {"found_now": len(found)}
    return Table.of(
        [{key: value for key, value in row.items() if key != "decision"} for row in rows if row],
        _COLUMNS,
        title=f"Answers: {facts['rows_in']} lines, {facts['decided']} decided",
        facts=facts,
        notes=_notes(facts),
        problems=(*taker.found, *found),
        exit_code=ExitCode.PROBLEMS if taker.found else ExitCode.FINE,
    )


def _rechecked(study: Study, made: list[dict[str, Any]]) -> list[Problem]:
    """Check the rows again in which a value is changed."""
    from ..study.store.decisions import CellDecision, all_decisions
    from .rechecking import newly_found

    unsaved: dict[str, Any] = {"id": 0, "source": "", "decided_at": ""}
    cells = [CellDecision(**one, **unsaved) for one in made if one["row"] is None and one["urn"] is not None]
    new = {wave: [one for one in cells if one.wave == wave] for wave in {one.wave: 0 for one in cells}}
    with study.store.reading() as connection:
        old = {wave: all_decisions(connection, wave) for wave in new}
    return [found for wave in new for found in newly_found(study, wave, old[wave], new[wave])]


def _store(study: Study, made: list[dict[str, Any]], found: list[Problem], source: str) -> None:
    from ..study.store.decisions import add_decisions
    from ..study.store.deliveries import add_problems

    with study.store.transaction() as connection:
        add_decisions(connection, made, source)
        add_problems(connection, found)
        for wave in dict.fromkeys(one["wave"] for one in made):
            urns = {one["urn"] for one in made if one["wave"] == wave and one["row"] is None and one["urn"]}
            _redate(study, connection, wave, urns, source)


def _redate(study: Study, connection: Connection, wave: str, urns: set[str], source: str) -> None:
    """Record the interview anew where its date was corrected: windows and due dates are counted from it."""
    from ..study.store.corrections import corrected
    from ..study.store.decisions import all_decisions
    from ..study.store.events import add_interviews, events_frame
    from ..study.store.waves import read_delivered
    from .interviews import interviews_redated

    cells = read_delivered(study.store, wave) if urns and study.wave(wave).kind == "interview" else None
    if cells is not None:
        cells, _ = corrected(cells, all_decisions(connection, wave))
        known, wanted = events_frame(connection), _date_column(connection, wave)
        add_interviews(connection, wave, interviews_redated(cells, urns, wave, known, wanted), source)


def _date_column(connection: Connection, wave: str) -> str | None:
    """Give the variable with the date that was named when the accepted version was received, if one was."""
    from ..study.store.deliveries import all_deliveries
    from ..study.store.waves import current_version

    version = current_version(connection, wave)
    made = {one.id: one.facts for one in all_deliveries(connection)}
    name: str | None = None if version is None else made[version.delivery].get("date_column")
    return name


def _facts(
    lines: list[Answered], rows: list[dict[str, Any] | None], taker: Taker, dry_run: bool
) -> dict[str, Any]:
    results = [row["result"] for row in rows if row is not None]
    refused = bool(taker.found)
    unchanged = results.count("unchanged")
    blank = sum(not line.answer for line in lines)
    decided = 0 if refused else len(results) - unchanged
    return {
        "status": "refused" if refused else "decided",
        "rows_in": len(lines),
        "decided": decided,
        "unchanged": unchanged,
        "blank": blank,
        "refused": len(lines) - decided - unchanged - blank,
        "matched": 0 if refused else results.count("matched"),
        "dry_run": dry_run,
    }


def _notes(facts: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if facts["matched"]:
        notes.append("Receive the same file again, so that the rows whose member is known now are taken.")
    if facts["found_now"]:
        notes.append(f"Problems that the corrected rows have now: {facts['found_now']} (surveys problems).")
    if facts["status"] == "refused":
        notes.append("Nothing was stored: correct the answers named, and take the file again.")
    elif facts["dry_run"]:
        notes.append("Dry run: nothing was stored.")
    return tuple(notes)


def conflicts_of(decisions: list[CellDecision]) -> list[Problem]:
    """Give the problems of corrections that no longer fit what was delivered."""
    return [
        problem("FP3121", Place(urn=one.urn, wave=one.wave, variable=one.variable), variable=one.variable)
        for one in decisions
    ]
