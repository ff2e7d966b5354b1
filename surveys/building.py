"""Build the panel file: waves harmonised and put together by URN, in every format the analysts use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..study.consent import TAKEN_BACK
from ..study.files import sha256_of, write_text
from ..study.problems import ExitCode, Place, Problem, ProblemError, problem
from ..study.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

    from ..study.cells import Cells
    from ..study.config import Wave
    from ..study.folder import Study
    from ..study.store.weights import WeightVersion
    from .drifting import Drifted
    from .panel_cells import PanelCells
    from .panel_codes import Coded

__all__ = ["build"]

Shape = Literal["long", "wide"]
_MOST_NAMED = 12
_COLUMNS = (
    Column("wave_a", "from"),
    Column("wave_b", "to"),
    Column("only_left", "only in the first", kind="count"),
    Column("only_right", "only in the second", kind="count"),
    Column("both", kind="count"),
    Column("one_to_one", "1:1"),
)


def build(
    study: Study,
    shape: Shape = "long",
    to: Sequence[Path | str] = (),
    weights: bool = False,
    dry_run: bool = False,
) -> Table:
    """Build the panel file of all waves received so far.

    Members who took back the use of their answers are out (events ``withdrawal`` with the detail ``use``,
    ``answers`` or ``everything``). Beside the files stand a .csv and programs for R, SPSS and Stata that load
    it with labels.

    Parameters
    ----------
    study : Study
        The study.
    shape : {'long', 'wide'}
        One row a return, or one row a member with the wave's prefix before each name.
    to : sequence of Path or str, optional
        Files to write (.sav, .zsav, .dta, .parquet, .csv, .xlsx); default ``out/panel-<shape>.sav``.
    weights : bool
        Add the newest weights of every wave that `familypanel.panel.weights` stored.
    dry_run : bool
        Find out everything, write nothing.

    Returns
    -------
    Table
        The merge report, one row a pair of waves: ``only_left``, ``only_right``, ``both`` (members) and
        ``one_to_one`` (no URN twice in either). Facts ``status`` (``built`` or ``blocked``), ``shape``,
        ``rows_out``, ``columns_out``, ``files``, ``returns_in`` (= ``returns_out`` + ``returns_withdrawn``),
        ``withdrawn`` (members by scope), ``withdrawn_urns``, ``harmonised``, ``fixed_conflicts``,
        ``weights`` (the version of each wave) and ``codes`` of the missing reasons. Where drift is not
        settled the rows are those of `drift` that block, nothing is written, and the exit code is 1.

    Raises
    ------
    ProblemError
        FP3101 if nothing was received yet; FP1024 for an ending that is not known; FP3106 to FP3110 where the
        file cannot be made; what `drift` and the writers raise.
    """
    targets = _targets(study, shape, to)
    delivered = _received(study)
    stored = _stored(study) if weights else {}
    found, cells, harmonised = _harmonised(study, delivered)
    if any(one.blocking for one in found):
        return _blocked([one for one in found if one.blocking], shape, dry_run)
    return _Build(study, shape, targets, cells, harmonised, stored, dry_run).table()


def _targets(study: Study, shape: Shape, to: Sequence[Path | str]) -> list[Path]:
    from .panel_writers import WRITERS

    paths = [Path(one) for one in to] or [study.out / f"panel-{shape}.sav"]
    for path in paths:
        if path.suffix.lower() not in WRITERS:
            known = ", ".join(WRITERS)
            raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=known))
    return paths


def _received(study: Study) -> dict[str, Cells]:
    from ..study.store.waves import read_wave

    found = {wave.name: read_wave(study.store, wave.name) for wave in study.config.waves}
    cells = {
        name: replace(one, dictionary=replace(one.dictionary, wave=name))
        for name, one in found.items()
        if one
    }
    if not cells:
        raise ProblemError(problem("FP3101"))
    return cells


def _stored(study: Study) -> dict[str, WeightVersion]:
    from .panel_weights import stored_weights

    return stored_weights(study, study.config.waves)


def _harmonised(
    study: Study, delivered: Mapping[str, Cells]
) -> tuple[list[Drifted], dict[str, Cells], list[dict[str, Any]]]:
    from .drifting import drifted
    from .harmonise_file import read_decisions
    from .harmonising import harmonised_cells, of_wave

    found = drifted(study, {name: cells.dictionary for name, cells in delivered.items()})
    decisions = read_decisions(study)
    cells = {name: harmonised_cells(one, of_wave(decisions, name)) for name, one in delivered.items()}
    used = [
        {"variable": one.variable, "wave": one.wave, "to": one.name, "codes": len(one.codes),
         "left_out": one.left_out, "who": one.who, "why": one.why}
        for one in decisions
        if one.wave in delivered
    ]  # fmt: skip
    return found, cells, used


def _blocked(found: Sequence[Drifted], shape: Shape, dry_run: bool) -> Table:
    from .comparing import COLUMNS

    nothing: list[str] = []
    facts = {
        "status": "blocked",
        "shape": shape,
        "files": nothing,
        "blocking": len(found),
        "dry_run": dry_run,
    }
    return Table.of(
        [one.row() for one in found],
        COLUMNS,
        title="The panel file waits for decisions",
        facts=facts,
        notes=("Nothing was written.",),
        problems=(_block(found),),
        next_step="familypanel surveys drift --write",
        exit_code=ExitCode.PROBLEMS,
    )


def _block(found: Sequence[Drifted]) -> Problem:
    names = list(dict.fromkeys(one.change.variable for one in found))
    shown = ", ".join(names[:_MOST_NAMED]) + (" ..." if len(names) > _MOST_NAMED else "")
    return problem("FP3100", count=len(names), names=shown)


@dataclass(frozen=True)
class _Build:
    """One panel file on its way."""

    study: Study
    shape: Shape
    targets: list[Path]
    cells: Mapping[str, Cells]
    harmonised: list[dict[str, Any]]
    weights: Mapping[str, WeightVersion]
    dry_run: bool

    def table(self) -> Table:
        from .panel_codes import coded

        members, withdrawn = self._register()
        kept = {name: _without(one, withdrawn) for name, one in self.cells.items()}
        waves = [wave for wave in self.study.config.waves if wave.name in kept]
        report = _merge_report(waves, kept)
        panel = self._together(waves, kept, members)
        coded_panel = coded(panel.cells, self.study.config.missing)
        facts = self._facts(coded_panel, panel, kept, withdrawn)
        if not self.dry_run:
            self._write(coded_panel, facts)
        return Table.of(
            report,
            _COLUMNS,
            title=f"Panel file, {self.shape}: {facts['rows_out']} rows, {facts['columns_out']} variables",
            facts=facts,
            notes=self._notes(facts),
        )

    def _register(self) -> tuple[pd.DataFrame, dict[str, str]]:
        """Give the register, and who took back the use of their answers, with the scope."""
        from ..study.store.events import events_frame
        from ..study.store.members import members_frame

        with self.study.store.reading() as connection:
            members, events = members_frame(connection), events_frame(connection)
        gone = events[(events["kind"] == "withdrawal") & events["detail"].isin(TAKEN_BACK)]
        return members, dict(zip(gone["urn"], gone["detail"], strict=True))

    def _together(self, waves: list[Wave], kept: Mapping[str, Cells], members: pd.DataFrame) -> PanelCells:
        from .panel_cells import long_cells, wide_cells
        from .panel_weights import with_weights

        if self.shape == "wide":
            panel = wide_cells(waves, kept, members, self.study.config.fixed)
        else:
            panel = long_cells(waves, kept, members)
        return with_weights(panel, waves, self.weights, self.shape) if self.weights else panel

    def _facts(
        self, panel: Coded, made: PanelCells, kept: Mapping[str, Cells], withdrawn: Mapping[str, str]
    ) -> dict[str, Any]:
        scopes = list(withdrawn.values())
        returns_in = sum(map(len, self.cells.values()))
        returns_out = sum(map(len, kept.values()))
        return {
            "status": "built",
            "shape": self.shape,
            "waves": list(kept),
            "rows_out": len(panel.frame),
            "columns_out": len(panel.dictionary),
            "files": [self.study.shown(path) for path in self._paths()],
            "returns_in": returns_in,
            "returns_out": returns_out,
            "returns_withdrawn": returns_in - returns_out,
            "withdrawn": {scope: scopes.count(scope) for scope in TAKEN_BACK if scope in scopes},
            "withdrawn_urns": sorted(withdrawn),
            "harmonised": self.harmonised,
            "fixed_conflicts": dict(made.fixed_conflicts),
            "weights": {wave: one.version for wave, one in self.weights.items()},
            "codes": _shared_codes(panel),
            "dry_run": self.dry_run,
        }

    def _paths(self) -> list[Path]:
        """Name everything that is written: the files asked for, the .csv, and the programs that load it."""
        base = self.targets[0].with_suffix("")
        beside = [base.with_name(base.name + ending) for ending in (".csv", ".R", ".sps", ".do")]
        return list(dict.fromkeys([*self.targets, *beside]))

    def _write(self, panel: Coded, facts: Mapping[str, Any]) -> None:
        from ..study.store.panel_files import add_panel_file
        from .panel_scripts import r_script, spss_syntax, stata_do
        from .panel_stata import check_names
        from .panel_writers import WRITERS

        scripts = {".R": r_script, ".sps": spss_syntax, ".do": stata_do}
        csv = self.targets[0].with_suffix("").name + ".csv"
        for path in self.targets:
            if path.suffix.lower() == ".dta":
                check_names(panel.dictionary, path)
        for path in self._paths():
            if path.suffix in scripts:
                write_text(path, scripts[path.suffix](panel, csv))
            else:
                WRITERS[path.suffix.lower()](panel, path)
        with self.study.store.transaction() as connection:
            for path in self._paths():
                add_panel_file(connection, self.study.shown(path), sha256_of(path), len(panel.frame), facts)

    def _notes(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        notes = []
        if facts["withdrawn_urns"]:
            members, returns = len(facts["withdrawn_urns"]), facts["returns_withdrawn"]
            notes.append(f"Left out, use of the answers taken back: {members} members, {returns} returns.")
        for name, count in facts["fixed_conflicts"].items():
            notes.append(f"'{name}' differs between waves for {count} members; the first answer stands.")
        for wave, version in facts["weights"].items():
            notes.append(f"Weights of {wave}: version {version}.")
        if facts["harmonised"]:
            notes.append(f"Decisions of harmonise.yaml applied: {len(facts['harmonised'])}.")
        done = "Dry run: nothing was written." if self.dry_run else f"Written: {', '.join(facts['files'])}."
        return (*notes, done)


def _without(cells: Cells, withdrawn: Mapping[str, str]) -> Cells:
    stays = ~cells.frame["urn"].isin(list(withdrawn)).to_numpy(dtype=bool)
    if stays.all():
        return cells
    return replace(
        cells,
        frame=cells.frame.loc[stays].reset_index(drop=True),
        reasons={name: found[stays] for name, found in cells.reasons.items()},
        raw={name: found[stays] for name, found in cells.raw.items()},
    )


def _merge_report(waves: Sequence[Wave], cells: Mapping[str, Cells]) -> list[dict[str, Any]]:
    """Count who is in which of two waves; that no URN stands twice is proved, or nothing is built."""
    urns = {wave.name: cells[wave.name].frame["urn"] for wave in waves}
    for name, column in urns.items():
        if not column.is_unique:
            raise ProblemError(problem("FP3110", Place(wave=name), wave=name))
    sets = {name: {*column} for name, column in urns.items()}
    return [
        {"wave_a": a, "wave_b": b, "only_left": len(sets[a] - sets[b]), "only_right": len(sets[b] - sets[a]),
         "both": len(sets[a] & sets[b]), "one_to_one": True}
        for a, b in combinations(sets, 2)
    ]  # fmt: skip


def _shared_codes(panel: Coded) -> dict[str, list[int]]:
    """Give for each reason the codes that stand for it; more than one only where an answer had its number."""
    found: dict[str, set[int]] = {}
    for codes in panel.codes.values():
        for reason, code in codes.items():
            found.setdefault(reason.word, set()).add(code)
    return {word: sorted(codes, reverse=True) for word, codes in sorted(found.items())}
