"""`check`: prove the question bank before anyone is interviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..study.problems import ExitCode, Problem, ProblemError, Severity, problem
from ..study.table import Column, Table
from ..study.yaml_source import did_you_mean
from .bank import Bank
from .bank_reader import read_what_can_be
from .checks import Checked, check_bank
from .checks.files import overlooked
from .checks.unread import judging
from .rosters import row_name

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["check", "proved"]

_COLUMNS = tuple(
    map(Column, ("code", "severity", "item", "wave", "file", "line", "column", "message", "remedy"))
)

_FURTHER = "What hangs on these errors is judged once they are corrected."

_REPEATED = "Findings of the rows of a roster are told once: {count} more say the same of other rows."


def check(study: Study, waves: Sequence[str] = (), witness: str | None = None) -> Table:
    """Prove the question bank and the questionnaires compiled from it.

    What is proved holds for everybody who could be interviewed: the solver goes through all answers there
    can be, so that an item nobody can be asked is an error before the first interview.

    Parameters
    ----------
    study : Study
        The study.
    waves : sequence of str
        All waves of interviews by default.
    witness : str, optional
        The id of an item: the notes then tell, for each wave, somebody who is asked it.

    Returns
    -------
    Table
        One row a finding: code, severity, item, wave, file, line, column, message, remedy; the gravest first.
        Facts: ``errors`` and ``warnings``; ``witnesses``, by wave and item somebody who is asked it, in plain
        words; ``reading_ages``, by item and version, in years.  The exit code is 1 where there is an error.

    Raises
    ------
    ProblemError
        FP1007 for a wave, FP2368 for an item that is not there.
    """
    _, checked = _checked(study, tuple(waves) or tuple(wave.name for wave in study.config.waves))
    found = sorted(checked.problems, key=_order)
    rows = [each.row() for each in found]
    errors = sum(each.severity is Severity.ERROR for each in found)
    warnings = sum(each.severity is Severity.WARNING for each in found)
    # A bank may be a workbook: what is found there has a cell, and no line.
    columns = (
        _COLUMNS
        if all(row["cell"] is None for row in rows)
        else (*_COLUMNS[:7], Column("cell"), *_COLUMNS[7:])
    )
    return Table.of(
        ({column.key: row[column.key] for column in columns} for row in rows),
        columns,
        title="Question bank",
        notes=(
            f"{errors} errors, {warnings} warnings.",
            *([_FURTHER] if errors else []),
            *([_REPEATED.format(count=checked.repeated)] if checked.repeated else []),
            *_told(checked, witness),
        ),
        facts={
            "errors": errors,
            "warnings": warnings,
            "witnesses": checked.witnesses,
            "reading_ages": checked.reading_ages,
        },
        exit_code=ExitCode.PROBLEMS if errors else ExitCode.FINE,
    )


def proved(study: Study, waves: Sequence[str], mode: str | None = None) -> tuple[Bank, tuple[Problem, ...]]:
    """Read the bank and give every finding, the gravest first, for the waves and (if given) the one mode.

    Where a finding is an error, the bank may be only what could be read of it.
    """
    bank, checked = _checked(study, waves, mode)
    return bank, tuple(sorted(checked.problems, key=_order))


def _checked(study: Study, waves: Sequence[str], mode: str | None = None) -> tuple[Bank, Checked]:
    for wave in waves:
        study.wave(wave)
    beside = [*overlooked(study.questionnaires)]
    try:
        read = read_what_can_be(study.questionnaires)
    except ProblemError as error:
        return Bank(()), Checked([*error.problems, *beside], {}, {})
    checked = check_bank(read.bank, study.config, waves, mode, whole=not read.problems)
    found = filter(judging(read.bank, read.problems, read.whole), checked.problems)
    return read.bank, replace(checked, problems=[*read.problems, *found, *beside])


def _told(checked: Checked, item: str | None) -> Iterator[str]:
    """Tell who is asked an item, wave by wave; of a question of a roster, who is in the first row."""
    if item is None:
        return
    known = dict.fromkeys(each for found in checked.witnesses.values() for each in found)
    if item not in known and row_name(item, 1) in known:
        item = row_name(item, 1)
    if item not in known:
        hint, example = did_you_mean(item, known), next(iter(known), "PAR010")
        raise ProblemError(problem("FP2368", item=item, hint=hint, example=example))
    for wave, found in checked.witnesses.items():
        yield (
            f"{wave}: {item} is asked of {found[item]}" if item in found else f"{wave}: {item} is not asked."
        )


def _order(found: Problem) -> tuple[bool, str, int, int, str]:
    place = found.place
    return (
        found.severity is not Severity.ERROR,
        place.file or "",
        place.line or 0,
        place.column or 0,
        found.code,
    )
