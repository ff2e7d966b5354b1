"""Take the answers of the field back, by problem id: decisions, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.files import sha256_of
from ..study.problems import ExitCode, Place, Problem, problem
from ..study.table import Column, Table
from .answered import Answered, read_answers
from .asking import OF_ROWS
from .likeness import folded
from .settling import DISCARD, UnclearError, value_of

if TYPE_CHECKING:
    from ..study.cells import Cells
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
        ``refused``), ``rows_in`` (= ``decided`` + ``unchanged`` + ``blank`` + ``refused``) and ``matched``
        (rows that wait to be received again). Where one answer cannot be taken none is, and the exit code is
        1.

    Raises
    ------
    ProblemError
        FP1020 to FP1024 if the file cannot be read; FP3122 if a column is missing.
    """
    path = Path(file)
    lines = read_answers(path)
    taker = _Taker(study, path.name)
    with study.store.reading() as connection:
        rows = [taker.row(connection, line) for line in lines if line.answer]
    made = [row for row in rows if row is not None and row["result"] != "unchanged"]
    if taker.found:
        made = []
    elif not dry_run and made:
        _store(study, made, sha256_of(path))
    facts = _facts(lines, rows, taker, dry_run)
    return Table.of(
        [{key: value for key, value in row.items() if key != "decision"} for row in rows if row],
        _COLUMNS,
        title=f"Answers: {facts['rows_in']} lines, {facts['decided']} decided",
        facts=facts,
        notes=_notes(facts),
        problems=tuple(taker.found),
        exit_code=ExitCode.PROBLEMS if taker.found else ExitCode.FINE,
    )


def _store(study: Study, made: list[dict[str, Any]], source: str) -> None:
    from ..study.store.decisions import add_decisions

    with study.store.transaction() as connection:
        add_decisions(connection, [row["decision"] for row in made], source)


def _facts(
    lines: list[Answered], rows: list[dict[str, Any] | None], taker: _Taker, dry_run: bool
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
    if facts["status"] == "refused":
        notes.append("Nothing was stored: correct the answers named, and take the file again.")
    elif facts["dry_run"]:
        notes.append("Dry run: nothing was stored.")
    return tuple(notes)


@dataclass
class _Taker:
    """Holds each answer against the problem it is about."""

    study: Study
    file: str
    found: list[Problem] = field(default_factory=list)
    _read: dict[str, Cells | None] = field(default_factory=dict)
    _answers: dict[str, str] = field(default_factory=dict)

    def row(self, connection: Connection, line: Answered) -> dict[str, Any] | None:
        """Give what becomes of one line, or None where a problem was found."""
        from ..study.store.decisions import find_problem

        about = find_problem(connection, int(line.id[1:]))
        place = Place(file=self.file, row=line.row)
        if about is None:
            self._no("FP3123", place, id=line.id)
            return None
        if not line.why or not line.who:
            self._no("FP3124", place, id=line.id)
            return None
        if self._answers.setdefault(line.id, line.answer) != line.answer:
            self._no("FP3127", place, id=line.id)
            return None
        place = Place(
            self.file, row=line.row, urn=about["urn"], wave=about["wave"], variable=about["variable"]
        )
        return self._decided(connection, line, about, place)

    def _no(self, code: str, place: Place, **facts: Any) -> None:
        """Note why an answer cannot be taken."""
        self.found.append(problem(code, place, **facts))

    def _decided(
        self, connection: Connection, line: Answered, about: Mapping[str, Any], place: Place
    ) -> dict[str, Any] | None:
        if about["code"] in OF_ROWS:
            settled = self._of_row(line, about, place)
        elif about["urn"] is None:
            settled = ("noted", None, line.answer)
        else:
            settled = self._of_cell(connection, line, about, place)
        if settled is None:
            return None
        result, old, new = settled
        decision = {
            "problem": about["id"], "wave": about["wave"], "urn": about["urn"],
            "row": about["row"] if about["code"] in OF_ROWS else None,
            "variable": about["variable"] or "urn", "old": old, "new": new, "why": line.why, "who": line.who,
        }  # fmt: skip
        if self._known(connection, decision):
            result = "unchanged"
        shown = {key: about[key] for key in ("wave", "urn", "row", "variable")}
        return {"id": line.id, **shown, "result": result, "decision": decision}

    def _known(self, connection: Connection, decision: Mapping[str, Any]) -> bool:
        from ..study.store.decisions import all_decisions

        same = [
            one for one in all_decisions(connection, decision["wave"]) if one.problem == decision["problem"]
        ]
        return bool(same) and all(getattr(same[-1], key) == value for key, value in decision.items())

    def _of_row(self, line: Answered, about: Mapping[str, Any], place: Place) -> tuple[str, Any, Any] | None:
        if folded(line.answer) == DISCARD:
            return "discarded", about["urn"], None
        urn = self.study.config.urn.normalise(line.answer)
        if urn not in self._members:
            self._no("FP3125", place, id=line.id)
            return None
        return "matched", about["urn"], urn

    @cached_property
    def _members(self) -> frozenset[str]:
        from ..study.store.members import members_frame

        with self.study.store.reading() as connection:
            return frozenset(members_frame(connection)["urn"])

    def _of_cell(
        self, connection: Connection, line: Answered, about: Mapping[str, Any], place: Place
    ) -> tuple[str, Any, Any] | None:
        from ..study.store.corrections import cell_value
        from ..study.store.waves import read_cells, version_of

        now = self._delivered(about["wave"])
        version = version_of(connection, about["delivery"])
        then = now if version is None else read_cells(self.study.store, version.cells_sha256)
        urn, name = about["urn"], about["variable"]
        try:
            old, present = (cell_value(one, urn, name) for one in (then, now) if one is not None)
            new = value_of(line.answer, now.dictionary, name, old)  # type: ignore[union-attr]
        except (KeyError, ValueError):
            self._no("FP3128", place, id=line.id)
            return None
        except UnclearError as unclear:
            self._no("FP3126", place, id=line.id, expected=str(unclear))
            return None
        if present not in (old, new):
            self._no("FP3121", place, variable=name)
            return None
        return ("confirmed" if new == old else "corrected"), old, new

    def _delivered(self, wave: str) -> Cells | None:
        from ..study.store.waves import read_delivered

        if wave not in self._read:
            self._read[wave] = read_delivered(self.study.store, wave)
        return self._read[wave]


def conflicts_of(decisions: list[CellDecision]) -> list[Problem]:
    """Give the problems of corrections that no longer fit what was delivered."""
    return [
        problem("FP3121", Place(urn=one.urn, wave=one.wave, variable=one.variable), variable=one.variable)
        for one in decisions
    ]
