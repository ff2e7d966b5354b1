"""A form of another program as plain values: its questions, its lists, and what could not be carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..bank import Kind
from .tokens import Dialect

__all__ = ["Draft", "ForeignOption", "Form", "Lost", "Weight"]

Weight = Literal["open", "dropped", "changed"]
"""``open``: a person must decide; ``dropped``: not carried; ``changed``: carried in another form."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A construct that was not carried as it stood."""

    row: int
    name: str
    construct: str
    why: str
    weight: Weight = "dropped"


@dataclass(frozen=True, slots=True)
class ForeignOption:
    """One answer of a list: the code as the form has it, and its words by language."""

    code: str
    label: dict[str, str]


@dataclass(slots=True)
class Draft:
    """One question as the form has it; conditions are still in the form's own language.

    A question that is repeated names its `repeat`; the repeat itself is a note before, with its `count`.
    """

    row: int
    name: str
    kind: Kind
    list: str | None = None
    text: dict[str, str] = field(default_factory=dict)
    hint: dict[str, str] = field(default_factory=dict)
    ask: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    alone: tuple[str, ...] = ()
    sensitive: bool = False
    repeat: str = ""
    count: str = ""


@dataclass(slots=True)
class Form:
    """A whole form; `names` are the names of variables where the form has others for its questions."""

    dialect: Dialect
    title: dict[str, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    lists: dict[str, list[ForeignOption]] = field(default_factory=dict)
    earlier: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    passed: dict[str, list[int]] = field(default_factory=dict)

    def lose(self, row: int, name: str, construct: str, why: str, weight: Weight = "dropped") -> None:
        """Put something that was not carried on the report."""
        self.lost.append(Lost(row, name, construct, why, weight))

    def pass_over(self, column: str, row: int) -> None:
        """Note a filled cell of a column that is never carried; it is reported once, with a count."""
        self.passed.setdefault(column, []).append(row)

    def report_columns(self, why: Mapping[str, str]) -> None:
        """Put the columns that were passed over on the report."""
        for column, rows in self.passed.items():
            self.lose(rows[0], f"{len(rows)} rows", f"column {column}", why[column])

    def options(self, draft: Draft) -> Sequence[ForeignOption]:
        """Give the answers a question offers."""
        return self.lists.get(draft.list or "", ())
