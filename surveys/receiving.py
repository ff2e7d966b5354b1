"""Receive a delivery: read it, examine it, and store it in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.files import sha256_of, unchanged
from ..study.problems import Place, ProblemError, problem
from .reading import delivered

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.config import Wave
    from ..study.folder import Study
    from ..study.store.deliveries import Delivery
    from ..study.store.engine import Connection
    from ..study.store.events import Interviews
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
    date: str | None = None,
    accept_diff: str | None = None,
    dry_run: bool = False,
    quick: bool = False,
) -> Table:
    """Take a delivered file into the study.

    The same bytes are taken again only where rows of them that were quarantined can be matched now, because
    members were enrolled since or a person decided whose they are; else they change nothing.

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
    date : str, optional
        The variable with the date of the interview; by default ``int_date`` or ``interview_date``. No other
        date is ever taken for it.
    accept_diff : str, optional
        The token printed when a delivery needed a decision.
    dry_run : bool
        Find out everything, store nothing.
    quick : bool
        Read a plain .sav of more than a million cells by a quicker reader, of which only samples are held
        against pyreadstat; on any difference pyreadstat reads it all. Else it reads every cell.

    Returns
    -------
    Table
        One row a problem; facts ``delivery``, ``status`` (``accepted``, ``no_change``, ``needs_decision``,
        ``refused``), ``rows_in`` (= ``accepted`` + ``quarantined`` + ``duplicates``), ``candidates``,
        ``new_members``, ``changed_cells``, ``rows_withdrawn``, ``rows_added``, ``columns_added``,
        ``columns_dropped``, ``described_otherwise`` (variables with other labels or missing values) and
        ``relabelled`` (codes with another label than before); ``changes`` (cells with ``urn``, ``variable``,
        ``old`` and ``new``) and ``withdrawn`` (members not in the file any more), the first 10,000 of each.

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP1020 to FP1026 and FP3001 for a file that cannot be read; FP3002, FP3003
        if the URN column is not clear, FP3204 if `date` is not; FP3051 if another delivery was stored
        meanwhile.
    """
    occasion, source = study.wave(wave), Path(path)
    if not source.is_file():
        raise ProblemError(problem("FP1020", Place(file=source.name), file=str(path)))
    sha256 = sha256_of(source)
    from .answering import no_change
    from .seen import look

    seen = look(study, sha256, wave)
    if seen.same is not None and not seen.again:
        return no_change(seen.same, seen.version, dry_run)
    delivery = _Delivery(study, occasion, source, sha256, agency, seen, date, quick)
    return delivery.taken(id, accept_diff, dry_run)


@dataclass(frozen=True)
class _Delivery:
    """One file on its way into the study."""

    study: Study
    wave: Wave
    source: Path
    sha256: str
    agency: str | None
    seen: Seen
    date: str | None = None
    quick: bool = False

    def taken(self, id_name: str | None, accept_diff: str | None, dry_run: bool) -> Table:
        from .answering import Step, answer, no_change
        from .doubts import doubts_about
        from .examining import examine
        from .seen import Setting

        setting = Setting(self.study, self.wave, self.seen, self.date)
        returns = delivered(self.source, setting.book, id_name, self.quick)
        examined = examine(setting, returns, id_name, self.source.name)
        if self.seen.same is not None and not self._gained(examined, self.seen.same):
            return no_change(self.seen.same, self.seen.version, dry_run)
        cells, difference = self._versions(examined)
        examined = self._with_conflicts(self._apart(examined, cells), cells)
        doubts = doubts_about(setting, examined, difference, self.sha256)
        undecided = doubts.open(accept_diff)
        status = "refused" if examined.refused else "needs_decision" if undecided else "accepted"
        told = doubts.told(accept_diff, self.wave.name) if status == "needs_decision" else []
        step = Step(self.sha256, status, doubts.token, told, dry_run)
        table = answer(step, examined, difference)
        # What was read must be what was hashed: the file might have been replaced in between.
        if status == "accepted" and not dry_run:
            self._store(examined, cells, table, id_name)
        else:
            unchanged(self.source, self.sha256)
        return table

    def _gained(self, examined: Examined, same: Delivery) -> bool:
        """Say whether the same bytes, taken again, bring a return that was held back before."""
        return int(examined.sorted.accepted.sum()) > same.accepted

    def _apart(self, examined: Examined, cells: Cells) -> Examined:
        """Refuse a code that means something else now, where rows of the accepted version stay live."""
        from .conforming import contradiction

        others = [one for one in examined.conformed.relabelled if not one.alike]
        if not others or len(cells) == len(examined.cells):
            return examined
        found = [contradiction(one, self.wave.name) for one in others]
        return replace(examined, problems=[*found, *examined.problems], refused=True)

    def _with_conflicts(self, examined: Examined, cells: Cells) -> Examined:
        """Add the corrections that were made of another value than the one delivered now."""
        from ..study.store.corrections import corrected
        from .deciding import conflicts_of

        _, conflicts = corrected(cells, self.seen.decisions)
        return replace(examined, problems=[*conflicts_of(conflicts), *examined.problems])

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

    def _store(self, examined: Examined, cells: Cells, table: Table, id_name: str | None) -> None:
        """Write the files first, which harms nobody, then commit: before that nothing has happened."""
        from ..study.store.deliveries import keep_raw
        from ..study.store.waves import write_cells

        keep_raw(self.study.store, self.sha256, self.source)
        by_code = examined.accepted.by_code if cells is examined.cells else {}
        written = write_cells(self.study.store, cells, by_code)
        with self.study.store.transaction() as connection:
            self._still_current(connection)
            self._enrol(connection, examined)
            # The two versions tell what changed; one more copy of answers would outlive an erasure.
            facts = {name: value for name, value in table.facts.items() if name != "changes"}
            named = {"id_column": id_name, "date_column": self.date}
            self._record(connection, examined, cells, written, {**facts, **named})

    def _still_current(self, connection: Connection) -> None:
        from .seen import fingerprint

        if fingerprint(connection) != self.seen.print:
            raise ProblemError(problem("FP3051", Place(file=self.source.name), file=self.source.name))

    def _enrol(self, connection: Connection, examined: Examined) -> None:
        from ..study.store.members import BOOSTER, MAIN, add_urns

        cohort = MAIN if self.seen.members.empty else BOOSTER
        add_urns(connection, examined.new_members.tolist(), cohort, self.sha256)

    def _record(
        self, connection: Connection, examined: Examined, cells: Cells, written: str, facts: dict[str, Any]
    ) -> None:
        from ..study.store.deliveries import add_delivery
        from ..study.store.events import add_interviews
        from ..study.store.waves import add_version

        counts = {name: facts[name] for name in ("rows_in", "accepted", "quarantined", "duplicates")}
        delivery = add_delivery(
            connection, facts, examined.problems, sha256=self.sha256, wave=self.wave.name,
            file_name=self.source.name, agency=self.agency, **counts,
        )  # fmt: skip
        add_version(connection, self.wave.name, written, len(cells), delivery)
        if self.wave.kind == "interview":
            for found in (self._held(examined), self._voided(cells)):
                add_interviews(connection, self.wave.name, found, self.sha256)

    def _held(self, examined: Examined) -> Interviews:
        from ..study.store.corrections import corrected
        from .interviews import date_variable, interviews_held

        frame = corrected(examined.cells, self.seen.decisions)[0].frame
        name = date_variable(examined.cells.dictionary, self.date)
        # By URN the indexes of the store grow at their ends: four times as quick for a million in no order.
        order = examined.taken.by_urn
        return interviews_held(
            examined.taken.urns_in_order,
            dates=None if name is None else frame[name].iloc[order],
            partial=examined.accepted.partial[order],
            wave=self.wave.name,
            known=self.seen.events,
        )

    def _voided(self, cells: Cells) -> Interviews:
        """Take back the interviews whose return was in the accepted version and is in this one no more."""
        from .interviews import interviews_void

        before = () if self.seen.cells is None else self.seen.cells.frame["urn"]
        gone = set(before) - set(cells.frame["urn"]) if len(before) else set()
        return interviews_void(gone, self.wave.name, self.seen.events)
