"""Build the panel file: waves harmonised and put together by URN, in every format the analysts use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.consent import TAKEN_BACK, Usable, scopes_taken_back, usable_answers
from ..study.problems import ExitCode, Problem, ProblemError, problem
from ..study.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

    from ..study.cells import Cells
    from ..study.folder import Study
    from ..study.store.weights import WeightVersion
    from .drifting import Drifted
    from .harmonise_file import Decision
    from .panel_file import PanelFile, Shape

__all__ = ["build"]

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
    """Build the panel file of all waves received so far, and beside it that of the declared records.

    Members who took back the use of their answers are out (events ``withdrawal`` with the detail ``use``,
    ``answers`` or ``everything``). Beside the files stand a .csv and programs for R, SPSS and Stata that load
    it with labels. Records go into files of their own, ``<name>-records``: most of them are of families that
    were never interviewed.

    Parameters
    ----------
    study : Study
        The study.
    shape : {'long', 'wide'}
        One row a return, or one row a member with the wave's prefix before each name.
    to : sequence of Path or str, optional
        Files to write (.sav, .zsav, .dta, .parquet, .csv, .xlsx); default ``out/panel-<shape>.sav``.
    weights : bool
        Also put in the newest weights of every wave that has some, as `panel.weights` stored them.
    dry_run : bool
        Find out everything, write nothing.

    Returns
    -------
    Table
        The merge report, one row a pair of occasions: ``only_left``, ``only_right``, ``both`` (members) and
        ``one_to_one`` (no URN twice in either). Facts ``status`` (``built`` or ``blocked``), ``shape``,
        ``waves``, ``rows_out``, ``columns_out``, ``files``, ``returns_in`` (= ``returns_out`` +
        ``returns_withdrawn``), ``withdrawn`` (members by scope), ``withdrawn_urns``, ``harmonised``,
        ``fixed_conflicts``, ``weights`` (the version of each wave), ``codes`` of the missing reasons,
        ``undeclared`` (missing codes of texts that an SPSS file can only label), ``renamed`` (delivered
        variables that have the name of a column of the long shape), and ``records`` (the same of their file,
        where any were received). Where drift is not settled the rows are those of `drift` that block, nothing
        is written, and the exit code is 1.

    Raises
    ------
    ProblemError
        FP3101 if nothing was received yet; FP1024 for an ending that is not known; FP3106 to FP3110 where the
        file cannot be made; what `drift` and the writers raise.
    """
    targets = _targets(study, shape, to)
    usable = _received(study)
    found, cells, harmonised = _harmonised(study, usable)
    if blocking := [one for one in found if one.blocking]:
        return _blocked(blocking, shape, dry_run)
    from .panel_file import merge_report
    from .panel_weights import stored_weights

    stored = stored_weights(study, study.config.waves) if weights else {}
    report = merge_report(cells)
    members, withdrawn = _register(study)
    files = list(_files(study, shape, targets, cells, members, weights=stored))
    told = [_counts(file, usable) for file in files]
    facts = _facts(files, told, shape, harmonised, withdrawn) | {"dry_run": dry_run}
    facts["weights"] = {wave: one.version for wave, one in stored.items()}
    if not dry_run:
        _write(files, facts)
    title = f"Panel file, {shape}: {facts['rows_out']} rows, {facts['columns_out']} variables"
    return Table.of(report, _COLUMNS, title=title, facts=facts, notes=_notes(facts))


def _targets(study: Study, shape: Shape, to: Sequence[Path | str]) -> list[Path]:
    from .panel_writers import WRITERS

    paths = [Path(one) for one in to] or [study.out / f"panel-{shape}.sav"]
    for path in paths:
        if path.suffix.lower() not in WRITERS:
            known = ", ".join(WRITERS)
            raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=known))
    return paths


def _received(study: Study) -> dict[str, Usable]:
    found = {one.name: usable_answers(study, one.name) for one in study.config.occasions}
    usable = {name: one for name, one in found.items() if one.cells is not None}
    if not usable:
        raise ProblemError(problem("FP3101"))
    return usable


def _harmonised(
    study: Study, usable: Mapping[str, Usable]
) -> tuple[list[Drifted], dict[str, Cells], list[dict[str, Any]]]:
    from .drifting import drifted
    from .harmonise_file import read_decisions
    from .harmonising import harmonised_cells, of_waves

    delivered = {
        name: replace(one.cells, dictionary=replace(one.cells.dictionary, wave=name))
        for name, one in usable.items()
        if one.cells is not None
    }
    books = {name: cells.dictionary for name, cells in delivered.items()}
    found = drifted(study, books)
    decisions = [one for one in read_decisions(study) if one.wave in delivered]
    decided = of_waves(decisions, books)
    cells = {name: harmonised_cells(one, decided[name]) for name, one in delivered.items()}
    return found, cells, [_told(one) for one in decisions]


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "variable": decision.variable, "wave": decision.wave, "to": decision.name,
        "codes": len(decision.codes), "left_out": decision.left_out, "who": decision.who, "why": decision.why,
    }  # fmt: skip


def _blocked(found: Sequence[Drifted], shape: Shape, dry_run: bool) -> Table:
    from .comparing import COLUMNS

    nothing: list[str] = []
    facts = {
        "status": "blocked", "shape": shape, "files": nothing, "blocking": len(found), "dry_run": dry_run,
    }  # fmt: skip
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


def _register(study: Study) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give the register, and who took back the use of their answers, with the scope."""
    from ..study.store.events import events_frame
    from ..study.store.members import members_frame

    with study.store.reading() as connection:
        return members_frame(connection), scopes_taken_back(events_frame(connection))


def _files(
    study: Study,
    shape: Shape,
    targets: Sequence[Path],
    cells: Mapping[str, Cells],
    members: pd.DataFrame,
    *,
    weights: Mapping[str, WeightVersion],
) -> list[PanelFile]:
    """Put waves into one file, with their weights, and records into another."""
    from .panel_file import PanelFile

    beside = [path.with_name(f"{path.stem}-records{path.suffix}") for path in targets]
    planned = ((study.config.waves, targets), (study.config.records, beside))
    received = [([one for one in occasions if one.name in cells], paths) for occasions, paths in planned]
    made = [
        PanelFile(study, shape, occasions, {one.name: cells[one.name] for one in occasions}, members, paths)
        for occasions, paths in received
        if occasions
    ]
    return [replace(one, weights=weights) if one.targets is targets else one for one in made]


def _counts(file: PanelFile, usable: Mapping[str, Usable]) -> dict[str, Any]:
    """Count what went in and came out."""
    returns_out = sum(map(len, file.cells.values()))
    gone = sum(len(usable[name].withdrawn) for name in file.cells)
    return {
        "waves": list(file.cells),
        **file.size,
        "files": [file.study.shown(path) for path in file.paths],
        "returns_in": returns_out + gone,
        "returns_out": returns_out,
        "returns_withdrawn": gone,
        "fixed_conflicts": file.fixed_conflicts,
        "codes": file.codes(),
        "undeclared": file.undeclared(),
        "renamed": file.renamed,
    }


def _facts(
    files: Sequence[PanelFile],
    told: Sequence[dict[str, Any]],
    shape: Shape,
    harmonised: list[dict[str, Any]],
    withdrawn: Mapping[str, str],
) -> dict[str, Any]:
    """Tell of the file of the waves, or where there is none of that of the records."""
    scopes = list(withdrawn.values())
    of_records = told[-1] if files[-1].occasions[0].kind == "records" else None
    return {
        "status": "built",
        "shape": shape,
        **told[0],
        "withdrawn": {scope: scopes.count(scope) for scope in TAKEN_BACK if scope in scopes},
        "withdrawn_urns": sorted(withdrawn),
        "harmonised": harmonised,
        "records": of_records,
    }


def _write(files: Sequence[PanelFile], facts: Mapping[str, Any]) -> None:
    for file in files:
        file.check()
    for file in files:
        file.write(facts)


def _notes(facts: Mapping[str, Any]) -> tuple[str, ...]:
    records = facts["records"] if facts["records"] and facts["records"]["waves"] != facts["waves"] else None
    notes = []
    if facts["withdrawn_urns"]:
        members, returns = len(facts["withdrawn_urns"]), facts["returns_withdrawn"]
        notes.append(f"Left out, use of the answers taken back: {members} members, {returns} returns.")
    for name, count in facts["fixed_conflicts"].items():
        notes.append(f"'{name}' differs between waves for {count} members; the first answer stands.")
    if facts["harmonised"]:
        notes.append(f"Decisions of harmonise.yaml applied: {len(facts['harmonised'])}.")
    for wave, version in facts["weights"].items():
        notes.append(f"Weights of {wave}: version {version}.")
    for told in (facts, *([records] if records else [])):
        notes += [f"The delivered variable '{old}' is '{new}' here." for old, new in told["renamed"].items()]
    if facts["undeclared"]:
        names = ", ".join(facts["undeclared"])
        notes.append(f"Missing codes that SPSS has no room to declare, and that are labelled only: {names}.")
    if records:
        notes.append(f"Records: {records['rows_out']} rows, {records['columns_out']} variables.")
    files = [*facts["files"], *(records["files"] if records else ())]
    done = "Dry run: nothing was written." if facts["dry_run"] else f"Written: {', '.join(files)}."
    return (*notes, done)
