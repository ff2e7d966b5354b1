"""Problems: what is wrong, where, why, and what to do next.

Every message a user can meet is an entry of the catalogue (`familypanel.study.catalogue`), with a code
that never changes its meaning.  Library functions collect `Problem` values or raise `ProblemError`;
only ``cli.py`` prints them and turns them into an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

__all__ = ["Entry", "ExitCode", "Place", "Problem", "ProblemError", "Severity", "problem"]


class Severity(StrEnum):
    """How grave a problem is: an ``error`` stops, a ``warning`` is kept and shown, a ``note`` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ExitCode(IntEnum):
    """What the command line answers to the shell, by family of problem."""

    FINE = 0
    PROBLEMS = 1
    USAGE = 2
    STUDY = 3
    FILE = 4
    LOCKED = 5
    REFUSED = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is; only what is known is filled in.

    Parameters
    ----------
    file : str, optional
        The file as the user named it.
    line, column : int, optional
        Position in a text file, counted from 1.
    row : int, optional
        Row of a delivered file, counted from 1.  Of a CSV or Excel file it is the row a spreadsheet shows, so
        that the headings are row 1; SPSS files have no row of headings.
    urn, wave, variable, item : str, optional
        The member, wave, variable and questionnaire item concerned.
    cell : str, optional
        Sheet and cell of a workbook, such as ``Items!H12``; `column` then counts characters in the cell.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    row: int | None = None
    urn: str | None = None
    wave: str | None = None
    variable: str | None = None
    item: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        spot = self._in_cell() if self.cell else self._in_text()
        named = (f"{name} {getattr(self, name)}" for name in ("row", "wave", "item", "variable"))
        known = [text for text in named if not text.endswith(" None")]
        if self.urn is not None:
            known.append(f"URN {self.urn}")
        return ", ".join([spot, *known] if spot else known)

    def _in_text(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def _in_cell(self) -> str:
        character = f", character {self.column}" if self.column is not None else ""
        return f"{self.file}, cell {self.cell}{character}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the catalogue; ``what``, ``why`` and ``remedy`` are templates with ``{facts}``."""

    code: str
    severity: Severity
    exit: ExitCode
    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: a catalogue entry applied to one place.

    A problem names codes, variables and rows, never a respondent's answer.
    """

    code: str
    severity: Severity
    what: str
    why: str
    remedy: str
    place: Place = field(default_factory=Place)
    exit: ExitCode = ExitCode.PROBLEMS

    def row(self) -> dict[str, Any]:
        """Give the problem as one flat row for tables and JSON."""
        flat: dict[str, Any] = {"code": self.code, "severity": str(self.severity)}
        flat |= asdict(self.place)
        return flat | {"message": self.what, "why": self.why, "remedy": self.remedy}

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        return f"{self.code} {self.severity}: {where}{self.what}"


class ProblemError(Exception):
    """Raised when a command cannot go on; carries every problem found so far.

    Parameters
    ----------
    problems : Problem or iterable of Problem
        At least one; the exit code is that of the first.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the first problem."""
        return self.problems[0].exit

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


def problem(code: str, place: Place | None = None, **facts: Any) -> Problem:
    """Apply the catalogue entry `code` to a place.

    Parameters
    ----------
    code : str
        A code of the catalogue, such as ``"FP1001"``.
    place : Place, optional
        Where it is.
    **facts
        What the templates of the entry name.

    Raises
    ------
    KeyError
        If the code is not in the catalogue or a fact it names is missing.

    Examples
    --------
    >>> str(problem("FP1001", folder="my-study"))
    'FP1001 error: my-study is not a study: there is no study.yaml in it or above it.'
    """
    from .catalogue import CATALOGUE

    entry = CATALOGUE[code]
    fill: Mapping[str, Any] = facts
    return Problem(
        code,
        entry.severity,
        entry.what.format_map(fill),
        entry.why.format_map(fill),
        entry.remedy.format_map(fill),
        place or Place(),
        entry.exit,
    )
