"""`Table`: what every command answers with; a plain value of rows, columns, bases and notes.

Numbers in rows are unrounded.  Rounding (half up) happens where a table becomes text or HTML, never before.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .numbers import exact
from .problems import ExitCode, Problem, Severity

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HIDDEN", "Column", "Table", "display"]

HIDDEN = "[c]"
"""What people read where a figure is not shown because it is confidential."""

Kind = Literal["text", "count", "percent", "number", "p_value", "date"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key in the rows, the heading people read, and how values are shown.

    Parameters
    ----------
    key : str
        Key in the rows and in JSON.
    label : str
        Heading.
    kind : {'text', 'count', 'percent', 'number', 'p_value', 'date'}
        ``percent`` values are proportions, 0..1, shown times 100; ``number`` values keep `decimals`.
    decimals : int
        Digits shown after the point.
    base : str, optional
        Key of the column that holds the number the value is based on.
    words : mapping of str to str
        How words of the rows are written where people read them (text, HTML, Excel); a word that is not
        named stays as it is, and JSON and CSV keep the words of the rows.
    """

    key: str
    label: str = ""
    kind: Kind = "text"
    decimals: int = 1
    base: str | None = None
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def heading(self) -> str:
        """The label, or the key with spaces."""
        return self.label or self.key.replace("_", " ")


@dataclass(frozen=True)
class Table:
    """Rows with what is needed to read them.

    Parameters
    ----------
    rows : tuple of mapping
        One mapping a row; keys are those of `columns`, further keys go to JSON only.  The key ``hidden``
        lists the columns whose figure is not shown because it would say too much about few people.
    columns : tuple of Column
        What is shown, in this order.
    title : str
        One line.
    notes : tuple of str
        Bases, conventions and warnings in plain words; they travel with the table into every format.
    facts : mapping
        Single values about the whole (JSON fields beside ``rows``).
    problems : tuple of Problem
        Findings in the data; any ``error`` makes the exit code 1.
    next_step : str
        The command that would usefully come next.
    exit_code : ExitCode, optional
        Set only where it is not to be derived from the problems.
    shown : int, optional
        People are shown only the first so many rows (text, HTML, Excel); JSON and CSV always carry all.

    Examples
    --------
    >>> columns = [Column("wave"), Column("rate", kind="percent")]
    >>> table = Table.of([{"wave": "m12", "rate": 177 / 368}], columns)
    >>> print(table.to_text())
    wave  rate
    m12   48.1%
    """

    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    next_step: str = ""
    exit_code: ExitCode | None = None
    shown: int | None = None

    @classmethod
    def of(cls, rows: Iterable[Row], columns: Sequence[Column] = (), **fields: Any) -> Table:
        """Make a table from any iterable of rows; without `columns`, from the keys of the first row."""
        kept = tuple(rows)
        shown = tuple(columns) or tuple(Column(key) for key in (kept[0] if kept else ()))
        return cls(rows=kept, columns=shown, **fields)

    def with_(self, **changes: Any) -> Table:
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    @property
    def status(self) -> ExitCode:
        """The exit code a command with this answer ends with."""
        if self.exit_code is not None:
            return self.exit_code
        errors = any(found.severity is Severity.ERROR for found in self.problems)
        return ExitCode.PROBLEMS if errors else ExitCode.FINE

    def to_dict(self, command: str = "", study: str | None = None) -> dict[str, Any]:
        """Give the JSON object of a command, as plain values."""
        head: dict[str, Any] = {"command": command, "study": study}
        found = {"problems": [p.row() for p in self.problems]} if self.problems else {}
        rows = [{key: plain(value) for key, value in row.items()} for row in self.rows]
        facts = {key: plain(value) for key, value in self.facts.items()}
        return head | facts | found | {"rows": rows, "notes": list(self.notes)}

    def to_json(self, command: str = "", study: str | None = None) -> str:
        """Write one JSON object; numbers unrounded, no NaN."""
        return json.dumps(self.to_dict(command, study), ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def frame(self) -> pd.DataFrame:
        """Give the rows as a data frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=[column.key for column in self.columns])

    @property
    def shown_rows(self) -> tuple[Row, ...]:
        """The rows people are shown."""
        return self.rows[: self.shown]

    def cells(self) -> list[list[str]]:
        """Give the rows that are shown as display text."""
        return [[written(row, column) for column in self.columns] for row in self.shown_rows]

    def to_text(self, width: int | None = None) -> str:
        """Lay out as plain text; see `familypanel.study.table_text`."""
        from .table_text import to_text

        return to_text(self, width)

    def to_html(self, level: int = 3) -> str:
        """Write an accessible HTML table; see `familypanel.study.table_files`."""
        from .table_files import to_html

        return to_html(self, level)

    def to_csv(self) -> str:
        """Write CSV text with unrounded numbers; see `familypanel.study.table_files`."""
        from .table_files import to_csv

        return to_csv(self)

    def save(self, path: Path, command: str = "") -> None:
        """Write to a file in the format its ending names; see `familypanel.study.table_files`."""
        from .table_files import save

        save(self, path, command)

    def to_xlsx(self, path: Path) -> None:
        """Write an Excel workbook; see `familypanel.study.table_files`."""
        from .table_files import to_xlsx

        to_xlsx(self, path)


def plain(value: Any) -> Any:
    """Turn numpy scalars, dates and NaN into what JSON knows."""
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def rounded(value: float, decimals: int) -> str:
    """Round half up, as published tables do; binary noise below 1e-9 does not decide."""
    exact = Decimal(repr(round(float(value), 9)))
    shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # Nobody reads -0.00: what rounds to nothing has no sign.
    return str(shown or abs(shown))


def written(row: Row, column: Column) -> str:
    """Write one cell of a row as people read it."""
    return HIDDEN if column.key in row.get("hidden", ()) else display(row.get(column.key), column)


def display(value: Any, column: Column) -> str:
    """Write one value as people read it; what is not there is an empty text."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int | float) and column.kind in _WRITERS:
        return _WRITERS[column.kind](value, column.decimals)
    return column.words.get(str(value), _said(value))


def _said(value: Any) -> str:
    """Write what has no kind of its own; a code is 1 to people, whatever way it is stored."""
    return exact(value) if isinstance(value, float) and math.isfinite(value) else str(value)


def _p_value(value: float, _decimals: int) -> str:
    return "<0.001" if value < _SMALLEST_P else rounded(value, 3)


_SMALLEST_P = 0.001
_WRITERS: Mapping[str, Callable[[float, int], str]] = {
    "percent": lambda value, decimals: rounded(value * 100, decimals) + "%",
    "number": rounded,
    "p_value": _p_value,
    "count": lambda value, _decimals: f"{value:,}",
}
