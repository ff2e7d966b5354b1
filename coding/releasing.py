"""`coding release`: letting a withheld quote be shown, because somebody has read it."""

from __future__ import annotations

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .events.placing import find_shown
from .events.recording import record, the_coder

__all__ = ["release"]

_COLUMNS = (Column("coding", "number", kind="count"), Column("document"), Column("coder"), Column("status"))

_LIMIT = "It lifts what the words hold; a quote withheld for who speaks, or in which language, stays so."


def release(study: Study, coding_id: int, coder: str, *, dry_run: bool = False) -> Table:
    """Let a quote be shown although its words look as if they could give somebody away.

    Only what was found in its words is lifted.  Words of an interviewer, of several speakers or cut in two,
    and those in a language that few speak, stay withheld.

    Parameters
    ----------
    study : Study
        The study.
    coding_id : int
        The number of the coding.
    coder : str
        Who has read the quote and answers for it; kept with the moment, and never deleted.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``coding``, ``document``, ``coder``, ``status`` (``released``, or ``same``: it was before).

    Raises
    ------
    ProblemError
        FP5015 no such coding, or one that was taken back; FP5016 no coder.
    """
    from ..study.store.codings import released_codings

    who = the_coder(coder)
    with study.store.transaction() as connection:
        found, superseded = find_shown(connection, coding_id, who)
        if superseded is not None:
            raise ProblemError(problem("FP5015", number=coding_id))
        before = coding_id in released_codings(connection)
        if not before and not dry_run:
            record(connection, who, "release", {"coding": found.uid})
    status = "same" if before else "released"
    row = {"coding": coding_id, "document": found.document, "coder": who, "status": status}
    notes = (_LIMIT, "Nothing was stored: this was a dry run.") if dry_run else (_LIMIT,)
    return Table.of([row], _COLUMNS, notes=notes, facts={"changed": not before, "dry_run": dry_run})
