"""`panel rates`: response, cooperation, refusal and contact, wave by wave and over all waves so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .dispositions import dispositions
from .panel_state import PanelState, panel_state
from .response_rates import aapor, aapor_terms, eligible_share
from .standings import Placed
from .wording import wave_words, worded
from .words import INELIGIBLE, PRODUCTIVE

__all__ = ["rates"]

_COLUMNS = (
    Column("wave", "Wave"), Column("cohort", "Cohort"), Column("rate", "Rate"),
    Column("numerator", "Cases", "count"), Column("denominator", "Of", "number"),
    Column("value", "Share", "percent", base="denominator"), Column("undefined", "Not defined"),
)  # fmt: skip
_PRODUCT, _DIRECT = "cumulative RR2, product", "cumulative RR2, direct count"
_NOTES = (
    "AAPOR Standard Definitions (2023). Dispositions: full I, partial P, refusal and withdrawn R, tried and "
    "not reached NC, other O, untraced UO, deceased, out of scope and moved abroad NE; UH does not occur.",
    f"{_PRODUCT}: RR2 of every wave so far, multiplied. {_DIRECT}: answered at this wave, of all who were "
    "issued at the first wave and have not become ineligible since. They agree only where every wave issues "
    "just those who answered the one before.",
)


def rates(
    study: Study,
    wave: str | None = None,
    e: float | None = None,
    as_at: date | str | None = None,
    recorded_by: date | str | None = None,
) -> Table:
    """Give the outcome rates of the American Association for Public Opinion Research.

    Parameters
    ----------
    study : Study
        The study.
    wave : str, optional
        Only this wave.
    e : float, 0..1, optional
        Share of the cases of unknown eligibility taken to be eligible; otherwise estimated in each wave from
        the cases whose eligibility is known.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.
    recorded_by : date or str, optional
        Only what had been recorded by this day; then it is also the default of `as_at`.

    Returns
    -------
    Table
        Rows {cohort, wave, rate, numerator, denominator, value, undefined}, `value` 0..1 or None; facts
        ``waves``, for each wave and cohort the ``counts`` by disposition, ``e``, the ``rates`` by name, the
        two ``cumulative`` rates, and who is in none of them (``not_issued``, ``pending``).

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP1030 if a date is none, FP4100 if `e` is no share.

    Notes
    -----
    American Association for Public Opinion Research (2023), *Standard Definitions*, 10th edition; which
    outcome is which disposition: `familypanel.panel.dispositions`.
    """
    if wave is not None:
        study.wave(wave)
    if e is not None and not 0 <= e <= 1:
        raise ProblemError(problem("FP4100", e=e))
    state = panel_state(study, as_at, recorded_by)
    found = [one for one in _counted(state, e) if wave in (None, one.wave)]
    rows = [row for one in found for row in one.rows()]
    columns = [c for c in _COLUMNS if c.key != "undefined" or any(row["undefined"] for row in rows)]
    notes = (*_NOTES, *_left_out(found, wave_words(study)), *state.notes)
    return Table.of(
        rows, worded(study, columns), title=state.titled("Outcome rates", any(one.pending for one in found)),
        notes=notes, facts={**state.facts, "waves": [one.fact() for one in found]},
    )  # fmt: skip


@dataclass(frozen=True)
class _Wave:
    """The cases of one cohort at one wave."""

    cohort: str
    wave: str
    counts: Mapping[str, int]
    given: float | None
    not_issued: int
    pending: int
    product: float | None
    direct: tuple[int, int]

    def rows(self) -> Iterator[dict[str, Any]]:
        for name, (numerator, denominator) in aapor_terms(self.counts, self.given).items():
            yield self._row(name, numerator, denominator, _share(numerator, denominator))
        yield self._row(_PRODUCT, None, None, self.product)
        yield self._row(_DIRECT, *self.direct, _share(*self.direct))

    def _row(self, rate: str, numerator: int | None, denominator: float | None, value: float | None) -> Any:
        head = {"cohort": self.cohort, "wave": self.wave, "rate": rate}
        figures = {"numerator": numerator, "denominator": denominator, "value": value}
        return head | figures | {"undefined": "" if value is not None else self._why(denominator)}

    def _why(self, denominator: float | None) -> str:
        if self.pending and not sum(self.counts.values()):
            return "not defined because every window is still open"
        if denominator is None and self.counts["UO"]:
            return "not defined because nothing tells e"
        return "not defined because there are no such cases"

    def fact(self) -> dict[str, Any]:
        return {
            "cohort": self.cohort,
            "wave": self.wave,
            "counts": dict(self.counts),
            "e": eligible_share(self.counts) if self.given is None else self.given,
            "rates": aapor(self.counts, self.given),
            "cumulative": {"product": self.product, "direct": _share(*self.direct)},
            "not_issued": self.not_issued,
            "pending": self.pending,
        }


def _counted(state: PanelState, e: float | None) -> Iterator[_Wave]:
    for cohort in sorted({p.member.cohort for p in state.placed}, key=lambda name: (name != "main", name)):
        product: float | None = 1.0
        sample: dict[str, Placed] = {}
        for wave in state.waves:
            cases = [p for p in state.placed if (p.member.cohort, p.wave.name) == (cohort, wave)]
            if not cases:
                continue
            issued = [p for p in cases if p.issued(state.day)]
            words = [p.standing.outcome for p in issued]
            sample = sample or {p.member.urn: p for p in issued}
            counts = dispositions(words)
            product = _times(product, aapor(counts)["RR2"])
            pending = sum(p.standing.outcome == "pending" for p in cases)
            idle = len(cases) - len(issued) - sum(not p.issued(state.day) for p in _open(cases))
            yield _Wave(cohort, wave, counts, e, idle, pending, product, _direct(cases, sample))


def _open(cases: Sequence[Placed]) -> list[Placed]:
    return [p for p in cases if p.standing.outcome == "pending"]


def _direct(cases: Sequence[Placed], sample: Mapping[str, Placed]) -> tuple[int, int]:
    """Count who answered of the first sample, without those whose window is open or who became ineligible."""
    settled = [p.standing.outcome for p in cases if p.member.urn in sample]
    settled = [word for word in settled if word not in INELIGIBLE and word != "pending"]
    return sum(word in PRODUCTIVE for word in settled), len(settled)


def _times(product: float | None, rate: float | None) -> float | None:
    return None if product is None or rate is None else product * rate


def _share(count: int, base: float | None) -> float | None:
    return count / base if base else None


def _left_out(found: Sequence[_Wave], labels: Mapping[str, str]) -> Iterator[str]:
    if not found:
        yield "No member is enrolled, so there are no rates."
    for one in found:
        if one.not_issued or one.pending:
            yield (
                f"{labels[one.wave]}, {one.cohort}: in no rate of the wave are {one.not_issued:,} who were "
                f"not issued or had left before, and {one.pending:,} whose window is still open."
            )
