"""`check`: prove the question bank before anyone is interviewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..study.problems import ExitCode, Problem, ProblemError, Severity
from ..study.table import Column, Table
from .bank_reader import read_bank
from .checks import findings
from .checks.files import overlooked

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["check", "found_in"]

_COLUMNS = tuple(
    map(Column, ("code", "severity", "item", "wave", "file", "line", "column", "message", "remedy"))
)

_FURTHER = "Further checks follow once the errors are corrected: what cannot be read cannot be judged."


def check(study: Study, waves: Sequence[str] = ()) -> Table:
    """Check the question bank and the questionnaires compiled from it.

    Parameters
    ----------
    study : Study
        The study.
    waves : sequence of str
        All waves of interviews by default.

    Returns
    -------
    Table
        One row a finding: code, severity, item, wave, file, line, column, message, remedy; the gravest first.
        Facts: ``errors`` and ``warnings``.  The exit code is 1 where there is an error.

    Raises
    ------
    ProblemError
        FP1007 for a wave that is not there.
    """
    found = found_in(study, tuple(waves) or tuple(wave.name for wave in study.config.waves))
    rows = [each.row() for each in found]
    errors = sum(each.severity is Severity.ERROR for each in found)
    warnings = sum(each.severity is Severity.WARNING for each in found)
    return Table.of(
        ({column.key: row[column.key] for column in _COLUMNS} for row in rows),
        _COLUMNS,
        title="Question bank",
        notes=(f"{errors} errors, {warnings} warnings.", *([_FURTHER] if errors else [])),
        facts={"errors": errors, "warnings": warnings},
        exit_code=ExitCode.PROBLEMS if errors else ExitCode.FINE,
    )


def found_in(study: Study, waves: Sequence[str], mode: str | None = None) -> tuple[Problem, ...]:
    """Give every finding in the bank, the gravest first, for the waves and (if given) the one mode."""
    for wave in waves:
        study.wave(wave)
    try:
        bank = read_bank(study.questionnaires)
    except ProblemError as error:
        return (*error.problems, *overlooked(study.questionnaires))
    found = [*findings(bank, study.config, waves, mode), *overlooked(study.questionnaires)]
    return tuple(sorted(found, key=_order))


def _order(found: Problem) -> tuple[bool, str, int, int, str]:
    place = found.place
    return (
        found.severity is not Severity.ERROR,
        place.file or "",
        place.line or 0,
        place.column or 0,
        found.code,
    )
