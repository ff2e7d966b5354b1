"""How far coders agree, for the page that shows it: drawing transcripts anew takes seconds."""

from __future__ import annotations

from dataclasses import dataclass

from ...study.folder import Study
from ...study.problems import ProblemError
from ...study.table import Table
from ..team.agreement_tables import agreement
from .learning import Learning

__all__ = ["Agreed", "Figures"]

# A small study is worked out within it; a large one shows what was worked out before.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Agreed:
    """The figures, and whether something was done since they were worked out; None: not yet worked out."""

    table: Table | None
    old: bool


class Figures:
    """Works out how far coders agree whenever something was coded since.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._agreement = Learning(study, self._work_out, exact=True)

    def agreement(self, code: str | None = None) -> Agreed:
        """Give the figures of all codes, or the lines of one."""
        table, fresh = self._agreement.answer("", PATIENCE)
        if table is not None and code is not None:
            table = table.with_(rows=tuple(row for row in table.rows if row["code"] == code))
        return Agreed(table, table is not None and not fresh)

    def _work_out(self, _coder: str) -> Table:
        try:
            return agreement(self._study)
        except ProblemError:
            return Table()
