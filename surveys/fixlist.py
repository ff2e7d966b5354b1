"""The fix-list: what the field must settle, by problem id, as a table and as a workbook to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .asking import ASKED, asked_about, question_of, shown_value
from .findings import OF_ROWS

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.folder import Study

__all__ = ["problems"]

_COLUMNS = (
    Column("id"),
    Column("wave"),
    Column("urn", "URN"),
    Column("row", kind="count"),
    Column("variable"),
    Column("question"),
    Column("value"),
    Column("asked"),
)
_TO_FILL = (Column("answer"), Column("why"), Column("who"))
_HOW = (
    "Fill in answer, why and who. An answer is a code, its label, a number, a date (2016-03-04) or a text; "
    "'confirmed' if the value is right; refused, dont_know, not_applicable or no_answer if there is none.",
    "Where the question is whose interview it is, the answer is a URN, or 'discard'.",
)


def problems(study: Study, wave: str | None = None, out: Path | str | None = None) -> Table:
    """List what the field must settle.

    Every cell is asked about once, whatever the number of its problems. The file holds the value in question,
    but neither contact details nor the answer to a sensitive question, and nothing of members who took back
    the use of their answers.

    Parameters
    ----------
    study : Study
        The study.
    wave : str, optional
        Only this wave.
    out : Path or str, optional
        A workbook (.xlsx) to be filled in and taken back with `decide`.

    Returns
    -------
    Table
        One row a question: ``id``, ``wave``, ``urn``, ``row`` (of the delivered file), ``variable``,
        ``question`` (as worded), ``value`` (as delivered), ``asked``; facts ``open``, ``left_out`` (about
        withdrawn members), ``not_asked`` (problems that are settled without the field) and ``file``.

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP1024 for a file that is no .xlsx.
    """
    if wave is not None:
        study.wave(wave)
    path = None if out is None else _workbook(Path(out))
    found, gone = _open(study, wave)
    asked = [one for one in found if one["code"] in ASKED]
    kept = [one for one in asked if one["urn"] not in gone]
    rows = _questions(kept, _cells(study, kept))
    facts = {
        "open": len(rows), "left_out": len(asked) - len(kept), "not_asked": len(found) - len(asked),
        "file": None if path is None else str(path),
    }  # fmt: skip
    table = Table.of(
        rows, _COLUMNS, title=f"To be settled by the field: {len(rows)}", facts=facts, notes=_notes(facts)
    )
    if path is not None:
        _written(table, path)
    return table


def _workbook(path: Path) -> Path:
    if path.suffix.lower() != ".xlsx":
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=".xlsx"))
    return path


def _open(study: Study, wave: str | None) -> tuple[list[dict[str, Any]], set[str]]:
    from ..study.consent import taken_back
    from ..study.store.deliveries import open_problems
    from ..study.store.events import events_frame

    with study.store.reading() as connection:
        found, events = open_problems(connection, wave), events_frame(connection)
    return found, set(taken_back(events))


def _cells(study: Study, found: list[dict[str, Any]]) -> dict[str, Cells | None]:
    from ..study.store.waves import read_delivered

    return {wave: read_delivered(study.store, wave) for wave in {one["wave"] for one in found}}


def _questions(found: list[dict[str, Any]], cells: Mapping[str, Cells | None]) -> list[dict[str, Any]]:
    """Make one question of all problems of a cell; it bears the id of the first."""
    grouped: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for one in found:
        # A problem of a whole file stands alone: two added codes are two questions.
        alone = one["id"] if one["urn"] is None and one["row"] is None else None
        of_row = one["row"] if one["code"] in OF_ROWS else None
        grouped.setdefault((one["wave"], one["urn"], one["variable"], of_row, alone), []).append(one)
    return [_question(several, cells[several[0]["wave"]]) for several in grouped.values()]


def _question(several: list[dict[str, Any]], cells: Cells | None) -> dict[str, Any]:
    first = several[0]
    whole = first["code"] in OF_ROWS
    book = None if cells is None else cells.dictionary
    return {
        "id": f"P{first['id']}", "wave": first["wave"], "urn": first["urn"], "row": first["row"],
        "variable": first["variable"], "question": question_of(book, first["variable"]),
        "value": first["urn"] if whole else shown_value(cells, first["urn"], first["variable"]),
        "asked": " ".join(dict.fromkeys(asked_about(one["code"], book, one["variable"]) for one in several)),
        "codes": [one["code"] for one in several],
    }  # fmt: skip


def _notes(facts: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if facts["left_out"]:
        notes.append(f"Left out, about members who took back the use of their answers: {facts['left_out']}.")
    if facts["not_asked"]:
        notes.append(f"Not for the field: {facts['not_asked']} problems (see 'familypanel check').")
    if facts["file"]:
        notes.append(f"Written to {facts['file']}; take the answers back with 'familypanel surveys decide'.")
    return tuple(notes)


def _written(table: Table, path: Path) -> None:
    table.with_(columns=(*_COLUMNS, *_TO_FILL), notes=_HOW).to_xlsx(path)
