"""The families of a wave: who may be interviewed, and what each told before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..study.config import Wave
from ..study.missing import Reason
from ..study.routing import Answer, option_variables
from ..study.windows import window_of
from .instrument import FedForward, Instrument, Question

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.folder import Study

__all__ = ["Before", "Family", "Interviews", "read_families", "read_interviews"]

_DUE = frozenset({"open", "closing", "overdue"})
_ENDED = frozenset({"deceased", "out_of_scope", "moved_abroad", "no_safe_route"})


@dataclass(frozen=True, slots=True)
class Family:
    """One member, and of what happened with it as much as decides whether it gets a questionnaire.

    `held` are the dates of its interviews by wave; `ended` says why nobody may be sent, or is empty.
    """

    urn: str
    cohort: str
    referral_date: date | None
    held: Mapping[str, date] = field(default_factory=dict)
    ended: str = ""

    def due(self, wave: Wave, waves: tuple[Wave, ...], on: date) -> bool:
        """Say whether an interview of the wave is sought on a day and was not held yet."""
        known = {name: day for name, day in self.held.items() if day <= on}
        window = window_of(self, wave, waves, known)
        return wave.name not in known and window is not None and window.status(on) in _DUE


def read_families(study: Study) -> dict[str, Family]:
    """Read every enrolled member, by URN."""
    from ..study.store.events import events_frame
    from ..study.store.members import CHILD, members_frame

    with study.store.reading() as connection:
        people = members_frame(connection).to_dict("records")
        happened = events_frame(connection).to_dict("records")
    held: dict[str, dict[str, date]] = {}
    ended: dict[str, str] = {}
    for event in happened:
        if event["kind"] == "interview" and event["wave"]:
            held.setdefault(event["urn"], {})[event["wave"]] = _day(event["on_date"]) or date.min
        if why := _end(str(event["kind"]), str(event["detail"])):
            ended[event["urn"]] = why
    return {
        row["urn"]: Family(
            row["urn"], row["cohort"], _day(row["referral_date"]), held.get(row["urn"], {}),
            ended.get(row["urn"], "a child of the family" if row.get("person") == CHILD else ""),
        )
        for row in people
    }  # fmt: skip


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None


def _end(kind: str, detail: str) -> str:
    """Say why an event ends the interviews with a family; empty where it does not."""
    if kind == "withdrawal":
        return "withdrawn"
    if kind == "refusal" and detail == "hard":
        return "refused for good"
    return detail.replace("_", " ") if kind == "status" and detail in _ENDED else ""


@dataclass(frozen=True, slots=True)
class Before:
    """One answer given before: as rules see it, as a form stores it, and as people read it by language."""

    answer: Answer
    code: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Interviews:
    """The stored waves before the one that is prepared, oldest first.

    Parameters
    ----------
    instrument : Instrument
        What is prepared; only the answers it uses are looked up.
    cells : mapping of str to Cells
        By wave.
    first : str
        The wave that ``baseline`` means.
    withheld : frozenset of str
        Names (``prior_x``) of answers nobody is told.
    """

    instrument: Instrument
    cells: Mapping[str, Cells]
    first: str
    withheld: frozenset[str]

    def last(self, urn: str) -> str | None:
        """Name the wave a family answered last."""
        return next((wave for wave in reversed([*self.cells]) if urn in self.rows[wave]), None)

    @cached_property
    def rows(self) -> dict[str, dict[str, int]]:
        """Where each URN stands, by wave."""
        return {
            wave: {str(urn): row for row, urn in enumerate(cells.frame["urn"])}
            for wave, cells in self.cells.items()
        }

    @cached_property
    def _columns(self) -> dict[tuple[str, str], list[Before]]:
        return {}

    def told(self, urn: str) -> dict[FedForward, Before]:
        """Give every answer of an earlier wave that the instrument uses and that may be told again."""
        found: dict[FedForward, Before] = {}
        for each in self.instrument.fed_forward:
            wave = self.last(urn) if each.scope == "prior" else self.first
            row = self.rows.get(wave or "", {}).get(urn)
            if wave is not None and row is not None and each.name not in self.withheld:
                column = self.column(wave, each.variable)
                found |= {each: column[row]} if column else {}
        return found

    def column(self, wave: str, variable: str) -> list[Before]:
        """Give the answers of one variable of a wave, row by row; none if not asked, or sensitive."""
        if (wave, variable) not in self._columns:
            self._columns[wave, variable] = self._read(self.cells[wave], variable)
        return self._columns[wave, variable]

    def _read(self, cells: Cells, variable: str) -> list[Before]:
        options = option_variables(cells.dictionary).get(variable)
        named = list(options.values()) if options else [variable]
        stored = [name for name in named if name in cells.dictionary and name in cells.frame.columns]
        if not stored or any(cells.dictionary[name].sensitive for name in stored):
            return []
        question = self.instrument.earlier.get(variable, self.instrument.by_variable.get(variable))
        if options:
            return [self._chosen(row, options, cells, question) for row in range(len(cells))]
        values, reasons = cells.frame[variable].tolist(), cells.reason(variable).tolist()
        is_date = cells.dictionary[variable].type == "date"
        return [
            self._one(value, Reason(reason), question, is_date=is_date)
            for value, reason in zip(values, reasons, strict=True)
        ]

    def _one(self, value: Any, reason: Reason, question: Question | None, *, is_date: bool) -> Before:
        if reason is not Reason.VALUE or _is_empty(value):
            return self._none(reason)
        if is_date:
            day = value.date() if hasattr(value, "date") else value
            shown = f"{day.day:02d}/{day.month:02d}/{day.year}"
            return Before(day.isoformat(), day.isoformat(), dict.fromkeys(self.instrument.languages, shown))
        if isinstance(value, str):
            return Before(value, value, dict.fromkeys(self.instrument.languages, value))
        return Before(float(value), f"{value:g}", self._labels([float(value)], question))

    def _none(self, reason: Reason) -> Before:
        """Give the code of a reason to the form, which routes by it; people are told nothing."""
        code = self.instrument.scheme.code_for(reason)
        return Before(reason or Reason.NO_ANSWER, "" if code is None else str(code))

    def _chosen(
        self, row: int, options: Mapping[Any, str], cells: Cells, question: Question | None
    ) -> Before:
        reasons = [Reason(int(cells.reason(name)[row])) for name in options.values()]
        if Reason.VALUE not in reasons:
            return self._none(reasons[0])
        chosen = [float(code) for code, name in options.items() if cells.frame[name].iloc[row] == 1]
        return Before(
            frozenset(chosen), " ".join(f"{code:g}" for code in chosen), self._labels(chosen, question)
        )

    def _labels(self, codes: Sequence[float], question: Question | None) -> dict[str, str]:
        known = {} if question is None else {float(each.code): each.label for each in question.choices}
        return {
            language: ", ".join(known[code][language] if code in known else f"{code:g}" for code in codes)
            for language in self.instrument.languages
        }


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value != value  # noqa: PLR0124  only NaN differs from itself


def read_interviews(study: Study, wave: Wave, instrument: Instrument, withheld: Iterable[str]) -> Interviews:
    """Read the accepted waves before `wave`."""
    from ..study.store.waves import read_wave

    ordered = sorted(study.config.waves, key=lambda each: each.months)
    before = [each.name for each in ordered if each.months < wave.months]
    stored = {name: read_wave(study.store, name) for name in before}
    cells = {name: found for name, found in stored.items() if found is not None}
    return Interviews(instrument, cells, ordered[0].name, frozenset(withheld))
