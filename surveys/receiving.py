"""Receive a delivery: read it, examine it, and store it in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.files import sha256_of
from ..study.problems import Place, ProblemError, problem
from .reading import read

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.config import Wave
    from ..study.folder import Study
    from ..study.store.engine import Connection
    from ..study.table import Table
    from .examining import Examined
    from .redelivery import Difference
    from .seen import Seen

__all__ = ["receive"]


def receive(
    study: Study,
    path: Path | str,
    wave: str,
    *,
    id: str | None = None,  # noqa: A002  # the word of the command line
    agency: str | None = None,
    accept_diff: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Take a delivered file into the study.

    A delivery is the whole wave so far: a member who was in the accepted version and is not in the new file
    counts as withdrawn, which a person has to accept.

    Parameters
    ----------
    study : Study
        The study.
    path : Path or str
        An SPSS file (.sav, .zsav, .por), a Stata file (.dta), or a sheet (.csv, .tsv, .xlsx).
    wave : str
        The wave, or occasion of records, that it belongs to.
    id : str, optional
        The column that holds the URN; by default the one called ``urn`` in any case.
    agency : str, optional
        Who delivered; kept in the ledger.
    accept_diff : str, optional
        The token printed when a delivery needed a decision.
    dry_run : bool
        Find out everything, store nothing.

    Returns
    -------
    Table
        One row a problem; facts ``delivery``, ``status`` (``accepted``, ``no_change``, ``needs_decision``,
        ``refused``), ``rows_in`` (= ``accepted`` + ``quarantined`` + ``duplicates``), ``candidates``,
        ``new_members``, ``changed_cells``, ``rows_withdrawn``, ``rows_added``, ``columns_added`` and
        ``columns_dropped``.

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP1020 to FP1024 and FP3001 for a file that cannot be read; FP3002, FP3003
        if the URN column is not clear; FP3051 if another delivery was stored meanwhile.
    """
    occasion, source = study.wave(wave), Path(path)
    if not source.is_file():
        raise ProblemError(problem("FP1020", Place(file=source.name), file=str(path)))
    sha256 = sha256_of(source)
    from .answering import no_change
    from .seen import look

    seen = look(study, sha256, wave)
    if seen.same is not None:
        return no_change(seen.same, seen.version)
    return _Delivery(study, occasion, source, sha256, agency, seen).taken(id, accept_diff, dry_run)


@dataclass(frozen=True)
class _Delivery:
    """One file on its way into the study."""

    study: Study
    wave: Wave
    source: Path
    sha256: str
    agency: str | None
    seen: Seen

    def taken(self, id_name: str | None, accept_diff: str | None, dry_run: bool) -> Table:
        from .answering import answer
        from .examining import examine
        from .redelivery import token
        from .seen import Setting

        setting = Setting(self.study, self.wave, self.seen)
        returns = read(self.source, dictionary=setting.book, id=id_name)
        self._unchanged(self.source)
        examined = examine(setting, returns, id_name, self.source.name)
        cells, difference = self._versions(examined)
        old = self.seen.version.cells_sha256 if self.seen.version else ""
        word = token(self.wave.name, old, self.sha256)
        undecided = difference.needs_decision and accept_diff != word
        status = "refused" if examined.refused else "needs_decision" if undecided else "accepted"
        table = answer(self.sha256, status, examined, difference, word=word, dry_run=dry_run)
        if status == "accepted" and not dry_run:
            self._store(examined, cells, table)
        return table

    def _unchanged(self, path: Path) -> None:
        """Prove that what was read is what was hashed: the file might have been replaced in between."""
        if sha256_of(path) != self.sha256:
            reason = "it was changed while it was being read"
            raise ProblemError(
                problem("FP1021", Place(file=self.source.name), file=self.source.name, reason=reason)
            )

    def _versions(self, examined: Examined) -> tuple[Cells, Difference]:
        """Give the cells of the new version, and how they differ from the accepted one."""
        from .redelivery import Difference, carry_over, compare_cells

        if self.seen.cells is None:
            found = examined.conformed
            added = len(examined.cells)
            return examined.cells, Difference(
                rows_added=added, columns_added=found.added, columns_dropped=found.dropped
            )
        held_back = examined.rows.urns[examined.sorted.quarantined]
        cells = carry_over(self.seen.cells, examined.cells, held_back)
        return cells, compare_cells(self.seen.cells, cells)

    def _store(self, examined: Examined, cells: Cells, table: Table) -> None:
        """Write the files first, which harms nobody, then commit: before that nothing has happened."""
        from ..study.store.deliveries import keep_raw, raw_path
        from ..study.store.waves import write_cells

        keep_raw(self.study.store, self.sha256, self.source)
        self._unchanged(raw_path(self.study.store, self.sha256, self.source))
        written = write_cells(self.study.store, cells)
        with self.study.store.transaction() as connection:
            self._still_current(connection)
            self._enrol(connection, examined)
            self._record(connection, examined, cells, written, table)

    def _still_current(self, connection: Connection) -> None:
        from .seen import fingerprint

        if fingerprint(connection) != self.seen.print:
            raise ProblemError(problem("FP3051", Place(file=self.source.name), file=self.source.name))

    def _enrol(self, connection: Connection, examined: Examined) -> None:
        from ..study.store.members import BOOSTER, MAIN, add_urns

        cohort = MAIN if self.seen.members.empty else BOOSTER
        new = examined.rows.urns[examined.sorted.unknown]
        add_urns(connection, new.tolist(), cohort, self.sha256)

    def _record(
        self, connection: Connection, examined: Examined, cells: Cells, written: str, table: Table
    ) -> None:
        from ..study.store.deliveries import add_delivery
        from ..study.store.events import add_events
        from ..study.store.waves import add_version

        counts = {name: table.facts[name] for name in ("rows_in", "accepted", "quarantined", "duplicates")}
        delivery = add_delivery(
            connection, table.facts, examined.problems, sha256=self.sha256, wave=self.wave.name,
            file_name=self.source.name, agency=self.agency, **counts,
        )  # fmt: skip
        add_version(connection, self.wave.name, written, len(cells), delivery)
        if self.wave.kind == "interview":
            add_events(connection, self._events(examined), self.sha256)

    def _events(self, examined: Examined) -> list[Any]:
        import pandas as pd

        from ..study.clock import today
        from .interviews import date_variable, interview_events

        frame, name = examined.cells.frame, date_variable(examined.cells.dictionary)
        nothing = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
        dates = nothing if name is None else frame[name]
        urns = frame["urn"].to_numpy(dtype=object)
        return interview_events(
            urns,
            dates=dates,
            partial=examined.partial,
            wave=self.wave.name,
            received=today().isoformat(),
            known=self.seen.events,
        )
