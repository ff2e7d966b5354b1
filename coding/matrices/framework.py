"""`coding matrix`: the framework matrix, each family's themes wave by wave, with summaries people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..corpus import left_out, wave_label
from ..visibility import view
from .cases import NO_WAVE, CaseMap, Cell, case_map, passages
from .summaries import ALL, Summary, may_see, summaries

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["COLUMNS", "Matrix", "matrix", "place_names", "the_matrix"]

COLUMNS = (
    Column("case"), Column("wave_label", "wave"), Column("label", "theme"),
    Column("passages", kind="count"), Column("summary"), Column("coder", "written by"),
)  # fmt: skip


@dataclass(frozen=True)
class Matrix:
    """The interviews by case and wave, the codings in them, and what is written about them.

    `elsewhere` counts the summaries of cases, waves or codes that the study does not have (any more).
    """

    known: CaseMap
    summaries: Mapping[Cell, Summary]
    elsewhere: int

    def has(self, cell: Cell) -> bool:
        """Say whether a cell, or a conclusion, belongs to the study as it is."""
        case, wave, code = cell
        pair = case in {ALL, *self.known.cases} and wave in {ALL, *self.known.waves}
        interview = ALL in {case, wave} or (case, wave) in self.known.interviews
        return pair and interview and code in {ALL, *self.known.codes}


def the_matrix(study: Study, connection: Connection, coder: str | None) -> Matrix:
    """Gather the matrix as `coder` may see it."""
    known, seen = case_map(study, coder), view(connection, coder)
    # Wording by wording: what two people write blind about one interview each sees alone.
    shown = summaries(connection, lambda cell, writer: may_see(cell, writer, known, seen))
    whole = Matrix(known, shown, 0)
    here = {cell: one for cell, one in shown.items() if whole.has(cell)}
    return Matrix(known, here, len(shown) - len(here))


def matrix(
    study: Study,
    to_file: Path | str | None = None,
    from_file: Path | str | None = None,
    *,
    coder: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Show the framework matrix; write it as a workbook, or take in what was written into one.

    Parameters
    ----------
    study : Study
        The study.
    to_file : Path or str, optional
        Write an .xlsx whose cells hold the summaries, to be filled in Excel.
    from_file : Path or str, optional
        Take in the summaries and conclusions of such a workbook.
    coder : str, optional
        Who looks, and who wrote the summaries; needed with `from_file`.
    dry_run : bool
        Write nothing.

    Returns
    -------
    Table
        A row a cell that holds something: ``case`` (family), ``wave``, ``wave_label``, ``code``, ``label``,
        ``passages`` (what coders marked alike, or in part alike, is one), ``codings``, ``summary``, ``coder``
        and ``at``; in conclusions ``case``, ``wave`` or ``code`` is ``*`` (all).  Facts: ``cases``,
        ``waves``, ``codes``, ``interviews`` (each {case, wave}: who was interviewed), ``codings`` (the sum
        of the rows), ``summaries``, ``elsewhere`` (summaries of what the study no longer has).
        With `from_file` a row a cell that was changed in the workbook: ``case``, ``wave``, ``code``,
        ``status`` (``written``, ``changed``, ``emptied``, ``held``); facts ``cells`` = ``same`` + ``stored``
        + ``held``; problems FP5173 (what the study does not have), FP5174 (written anew in the study since),
        FP5175 (codings changed since).

    Raises
    ------
    ProblemError
        FP5170 both files at once, or another ending than .xlsx; FP5016 no coder; FP1020 to FP1023 the
        workbook cannot be read; FP5171 it is no matrix; FP5172 one cell stands in it twice.
    """
    from .returning import take_in
    from .workbook import write_matrix

    files = [Path(one) for one in (to_file, from_file) if one is not None]
    if len(files) > 1 or any(one.suffix.lower() != ".xlsx" for one in files):
        raise ProblemError(problem("FP5170"))
    if from_file is not None:
        return take_in(study, Path(from_file), coder or "", dry_run)
    with study.store.reading() as connection:
        found = the_matrix(study, connection, coder)
    if to_file is not None and not dry_run:
        write_matrix(study, found, Path(to_file))
    return _table(study, found, coder, to_file, dry_run)


def place_names(study: Study, known: CaseMap, cell: Cell) -> dict[str, Any]:
    """Give case, wave and code of a cell, with what people read for them."""
    case, wave, code = cell
    label = "all waves" if wave == ALL else wave_label(study, wave or None) or "no wave"
    theme = "conclusion" if code == ALL else known.labels.get(code, code)
    return {"case": case, "wave": wave or None, "wave_label": label, "code": code, "label": theme}


def _table(
    study: Study, found: Matrix, coder: str | None, to_file: Path | str | None, dry_run: bool
) -> Table:
    known = found.known
    cells = sorted({*known.cells, *found.summaries}, key=lambda cell: _order(known, cell))
    rows = [place_names(study, known, cell) | _content(found, cell) for cell in cells]
    facts: dict[str, Any] = {
        "cases": known.cases, "waves": [wave or None for wave in known.waves], "codes": list(known.codes),
        "interviews": [{"case": case, "wave": wave or None} for case, wave in known.interviews],
        "codings": len(known.codings), "summaries": len(found.summaries), "elsewhere": found.elsewhere,
    }  # fmt: skip
    if to_file is not None:
        facts |= {"file": study.shown(Path(to_file)), "dry_run": dry_run}
    notes = (*_notes(found, to_file is not None, dry_run), *left_out(study, coder))
    return Table.of(rows, COLUMNS, title="Framework matrix", notes=notes, facts=facts)


def _order(known: CaseMap, cell: Cell) -> tuple[Any, ...]:
    case, wave, code = cell
    waves, codes = [*known.waves, ALL], [*known.codes, ALL]
    return case == ALL, case, waves.index(wave), codes.index(code)


def _content(found: Matrix, cell: Cell) -> dict[str, Any]:
    codings, summary = found.known.cells.get(cell, []), found.summaries.get(cell)
    counts = {"passages": passages(codings), "codings": len(codings)}
    if summary is None:
        return counts | {"summary": None, "coder": None, "at": None}
    return counts | {"summary": summary.text, "coder": summary.coder, "at": summary.at}


def _notes(found: Matrix, filed: bool, dry_run: bool) -> list[str]:
    known = found.known
    pairs = len(known.interviews)
    notes = [
        f"{len(known.cases)} cases, {pairs} cases and waves with an interview, {len(known.codes)} themes; "
        "a cell that is not listed holds nothing."
    ]
    notes += ["There are no interviews that may be used."] if not known.documents else []
    notes += ["Nothing is coded yet."] if known.documents and not known.codings else []
    if NO_WAVE in known.waves:
        notes.append("Some interviews belong to no wave; 'coding add --wave' says which.")
    if found.elsewhere:
        notes.append(
            f"{found.elsewhere} summaries are kept and not shown: the study no longer has their cell."
        )
    if filed:
        notes.append(
            "The workbook holds people's words under their case: keep it as safe as the transcripts."
        )
    return [*notes, "Nothing was written: this was a dry run."] if dry_run else notes
