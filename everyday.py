"""The everyday verbs, which reach through all rooms: init, status, check, demo."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .study.beginning import begin
from .study.folder import Study
from .study.problems import ExitCode, Place, ProblemError, problem
from .study.table import Column, Table

__all__ = ["check", "demo", "init", "status"]

EXAMPLES = ("improving-futures",)


def init(folder: Path | str, example: str | None = None) -> Table:
    """Make a new study folder.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet, or is empty.
    example : {'improving-futures'}, optional
        Begin with a complete example; without it, with an empty study of three waves.

    Raises
    ------
    ProblemError
        FP1008 if something is in the folder, FP1009 if there is no such example.
    """
    place = Path(folder)
    if example is None:
        study = begin(place)
    elif example in EXAMPLES:
        from .examples import improving_futures

        study = improving_futures.write_example(place)
    else:
        raise ProblemError(problem("FP1009", name=example, known=", ".join(EXAMPLES)))
    rows = [{"path": study.shown(path)} for path in sorted(study.root.iterdir())]
    return Table.of(
        rows,
        [Column("path", "made")],
        title=f"A study was made in {place}.",
        facts={"folder": str(study.root)},
        next_step=f"cd {_quoted(place)}, then: familypanel status",
    )


def _quoted(place: Path) -> str:
    """Write a path so that it can be typed: in quotation marks where it has blanks."""
    return f'"{place}"' if " " in str(place) else str(place)


def status(study: Study) -> Table:
    """Say where the study stands and what comes next; see `familypanel.study.standing`.

    Where contact details are kept, it also says who may not be contacted for want of a fresh rule.
    """
    from .study.standing import standing

    table = standing(study)
    if not study.contacts.database.exists():
        return table
    from .panel.contact_findings import contact_standing

    facts, notes = contact_standing(study)
    return table.with_(facts={**table.facts, "contact": facts}, notes=(*table.notes, *notes))


def check(study: Study) -> Table:
    """Look for everything that is wrong: study.yaml, question bank, returns, safe contact, codebook.

    Returns
    -------
    Table
        One row a finding, with the columns of `Problem.row` and the ``area`` it belongs to; the exit code is
        1 if any of them is an error.
    """
    areas = {
        "questionnaires": _questionnaire_findings,
        "instruments": _instrument_findings,
        "store": _store_findings,
        "surveys": _return_findings,
        "panel": _panel_findings,
        "coding": _codebook_findings,
    }
    rows = [{"area": area, **row} for area, find in areas.items() for row in find(study)]
    errors = sum(row["severity"] == "error" for row in rows)
    counted = f"{len(rows)} findings, {errors} of them errors." if rows else "Nothing wrong was found."
    return Table.of(
        rows,
        _FINDINGS,
        title="Check",
        notes=("study.yaml is valid.", counted),
        facts={"errors": errors},
        exit_code=ExitCode.PROBLEMS if errors else ExitCode.FINE,
    )


_FINDINGS = (
    Column("area"),
    Column("code"),
    Column("severity"),
    Column("file"),
    Column("line"),
    Column("wave"),
    Column("row", kind="count"),
    Column("urn", "URN"),
    Column("variable"),
    Column("message"),
)


def _questionnaire_findings(study: Study) -> list[Mapping[str, Any]]:
    from .questionnaires import check as check_bank

    if not any(study.questionnaires.glob("*.yaml")):
        return []
    return list(check_bank(study).rows)


def _instrument_findings(study: Study) -> list[Mapping[str, Any]]:
    """Find instruments that were built from an earlier state of the question bank."""
    from .questionnaires import build

    names = [wave.name for wave in study.config.waves]
    built = [name for name in names if (study.instruments / name / "dictionary.json").exists()]
    if not built or not any(study.questionnaires.glob("*.yaml")):
        return []
    fresh = {name: build(study, [name], ["dictionary"], dry_run=True) for name in built}
    stale = [
        name
        for name, table in fresh.items()
        if table.facts.get("unchanged", len(table.rows)) < len(table.rows)
    ]
    return [problem("FP1015", Place(wave=name), wave=name).row() for name in stale]


def _store_findings(study: Study) -> list[Mapping[str, Any]]:
    """Read every live wave once: a wave file that is missing or was changed is found here."""
    from .study.store.waves import read_wave

    found: list[Mapping[str, Any]] = []
    for wave in study.config.occasions:
        try:
            read_wave(study.store, wave.name)
        except ProblemError as error:
            found += [one.row() for one in error.problems]
    return found


def _return_findings(study: Study) -> list[Mapping[str, Any]]:
    from .study.store.deliveries import open_problems

    with study.store.reading() as connection:
        return list(open_problems(connection))


def _panel_findings(study: Study) -> list[Mapping[str, Any]]:
    """Find who is due and may not be contacted, and withdrawals that were not carried out."""
    from .panel.contact_findings import contact_findings

    return [found.row() for found in contact_findings(study)]


def _codebook_findings(study: Study) -> list[Mapping[str, Any]]:
    from .coding import dictionary, history, read_codebook

    # Also says whether the log of coding is whole.
    found = list(history(study).problems)
    try:
        if study.codebook.exists():
            codebook = read_codebook(study.codebook)
            if (study.root / dictionary.FILE).exists():
                dictionary.read_dictionary(study.root / dictionary.FILE, codebook)
    except ProblemError as error:
        found += error.problems
    return [one.row() for one in found]


def demo(folder: Path | str = "demo-study", seed: int = 2011) -> Table:
    """Run the example study from question bank to report; a second run finds that nothing has changed.

    Parameters
    ----------
    folder : Path
        Where the study is made.
    seed : int
        Where chance begins; the same seed gives the same bytes in every file that is written.

    Returns
    -------
    Table
        One row a step (``step``, ``result``); facts ``path`` of the report and ``changed``.
    """
    from .examples import improving_futures

    return improving_futures.run(Path(folder), seed)
