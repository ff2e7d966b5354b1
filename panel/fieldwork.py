"""`panel attrition` and `panel outcomes`: what became of the members, wave by wave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..study.folder import Study
from ..study.table import Column, Table
from .groups import grouping, label_of, put_together
from .panel_state import panel_state
from .retained import Retention, retention
from .standings import Placed
from .wording import CONVENTIONS_READ, OUTCOMES_READ, wave_words, worded
from .words import INELIGIBLE, OUTCOMES, PRODUCTIVE

__all__ = ["attrition", "outcomes"]

_KEY = ("wave", "cohort", "outcome", "detail")
_OUTCOME_COLUMNS = (
    Column("wave", "Wave"), Column("cohort", "Cohort"), Column("outcome", "Outcome"),
    Column("detail", "Detail"), Column("n", "Members", "count"), Column("base", "Of", "count"),
    Column("share", "Share", "percent", base="base"),
)  # fmt: skip
_ATTRITION_COLUMNS = (
    Column("cohort", "Cohort"), Column("wave", "Wave"), Column("by", "By"), Column("group", "Group"),
    Column("convention", "Counted as"), Column("productive", "Answered", "count"),
    Column("base", "Of", "count"), Column("rate", "Rate", "percent", base="base"),
    Column("low", "95% from", "percent"), Column("high", "to", "percent"),
    Column("eligible_base", "Of eligible", "count"),
    Column("eligible_rate", "Rate of eligible", "percent", base="eligible_base"),
)  # fmt: skip
_CONVENTIONS = (
    "At this wave (cross_section): answered at the wave, of all who answered at baseline.",
    "At every wave so far (continuous): answered at each of them, of the same base.",
    "Also at the wave before (wave_on_wave): answered at the wave, of those who answered at the wave before "
    "and at baseline.",
    "Of eligible: without those who had died, moved abroad or fallen out of scope. Intervals: Wilson, 95%.",
)


def outcomes(
    study: Study,
    wave: str | None = None,
    as_at: date | str | None = None,
    recorded_by: date | str | None = None,
) -> Table:
    """Count members by outcome, wave by wave.

    Parameters
    ----------
    study : Study
        The study.
    wave : str, optional
        Only this wave.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.
    recorded_by : date or str, optional
        Only what had been recorded by this day; then it is also the default of `as_at`.

    Returns
    -------
    Table
        Rows {wave, cohort, outcome, detail, n, base, share}; facts ``on`` and ``waves``, with issued,
        eligible and productive members for every wave and cohort.

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP1030 if a date is none.
    """
    if wave is not None:
        study.wave(wave)
    state = panel_state(study, as_at, recorded_by)
    found = [p for p in state.placed if wave in (None, p.wave.name)]
    bases = Counter((p.wave.name, p.member.cohort) for p in found)
    counts = Counter((p.wave.name, p.member.cohort, p.standing.outcome, p.standing.detail) for p in found)
    rows = [
        dict(zip(_KEY, key, strict=True)) | {"n": n, "base": bases[key[:2]], "share": n / bases[key[:2]]}
        for key, n in sorted(counts.items(), key=lambda item: _outcome_order(study, item[0]))
    ]
    summaries = [
        _summary(found, state.day, *key) for key in sorted(bases, key=lambda key: _wave_order(study, *key))
    ]
    title = state.titled("Outcomes", any(p.standing.outcome == "pending" for p in found))
    notes = (*_empty_note(found), *_in_words(summaries, wave_words(study)), *state.notes)
    return Table.of(
        rows, worded(study, _OUTCOME_COLUMNS), title=title, notes=notes,
        facts={**state.facts, "waves": summaries},
    )  # fmt: skip


def _outcome_order(study: Study, key: tuple[str, str, str, str]) -> tuple[int, bool, int, str]:
    wave, cohort, outcome, detail = key
    return *_wave_order(study, wave, cohort), OUTCOMES.index(outcome), detail


def _wave_order(study: Study, wave: str, cohort: str) -> tuple[int, bool]:
    return [one.name for one in study.config.waves].index(wave), cohort != "main"


def _summary(found: Sequence[Placed], day: date, wave: str, cohort: str) -> dict[str, Any]:
    there = [p for p in found if (p.wave.name, p.member.cohort) == (wave, cohort)]
    words = [p.standing.outcome for p in there]
    issued = [p.standing.outcome for p in there if p.issued(day)]
    return {
        "wave": wave,
        "cohort": cohort,
        "members": len(words),
        "issued": len(issued),
        "eligible": sum(word not in INELIGIBLE for word in issued),
        "productive": sum(word in PRODUCTIVE for word in words),
        "pending": words.count("pending"),
    }


def _in_words(summaries: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> Iterator[str]:
    for one in summaries:
        yield (
            f"{labels[one['wave']]}, {one['cohort']}: {one['issued']:,} of {one['members']:,} issued, "
            f"{one['eligible']:,} of them eligible, {one['productive']:,} productive, "
            f"{one['pending']:,} with an open window."
        )


def _empty_note(found: Sequence[Placed]) -> tuple[str, ...]:
    return () if found else ("No member is enrolled, so there are no outcomes to count.",)


def attrition(
    study: Study,
    by: Sequence[str] = (),
    as_at: date | str | None = None,
    smallest: int = 1,
    recorded_by: date | str | None = None,
) -> Table:
    """Count who was kept, in all and by group.

    Parameters
    ----------
    study : Study
        The study.
    by : sequence of str
        Properties of members (such as ``project``) or variables of the baseline; one breakdown each.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.
    smallest : int
        Groups of fewer members with a baseline are put together into one, for publication.
    recorded_by : date or str, optional
        Only what had been recorded by this day; then it is also the default of `as_at`.

    Returns
    -------
    Table
        Rows {cohort, wave, by, group, base, productive, rate, low, high, convention, ...}, rates as
        proportions; facts ``on``, ``reconciliation`` (every row's ``difference`` is 0),
        ``without_baseline``, the interviews that enter no retention figure, and ``labels``, the question
        behind every name in `by`.

    Raises
    ------
    ProblemError
        FP4007 if a name in `by` is neither a property nor a variable, FP1030 if a date is none.

    Notes
    -----
    A booster joined after the baseline and is in no numerator and no denominator.
    """
    state = panel_state(study, as_at, recorded_by)
    frame, waves = state.frame, state.waves
    whole = retention(frame, waves)
    rows = [{"by": "", **rate.row()} for rate in whole.rates]
    for name in by:
        groups = put_together(grouping(study, state.register, name), _at_baseline(frame, waves), smallest)
        rows += _grouped(frame, waves, name, groups)
    facts = {
        **state.facts,
        "reconciliation": list(whole.reconciliation),
        "without_baseline": [
            {"cohort": cohort, "wave": wave, "productive": n} for (cohort, wave), n in whole.late.items()
        ],
        "labels": {name: label_of(study, name) for name in by},
    }
    remarks = _remarks(whole, rows, wave_words(study))
    notes = (*_CONVENTIONS, *remarks, *_accounted(whole, wave_words(study)), *state.notes)
    columns = [column for column in _ATTRITION_COLUMNS if by or column.key not in {"by", "group"}]
    title = state.titled("Retention", any(rate.censored for rate in whole.rates))
    return Table.of(rows, worded(study, columns), title=title, notes=notes, facts=facts)


def _accounted(whole: Retention, labels: Mapping[str, str]) -> Iterator[str]:
    """Say what became of everybody who was there at the start; the parts add up, or the line says so."""
    first = next((rate.wave for rate in whole.rates), "")
    for one in whole.reconciliation:
        if one["wave"] == first or not one["at_baseline"]:
            continue
        parts = [f"{n:,} {said}" for said, n in _parts(one) if n]
        off = f" (difference {one['difference']:,})" if one["difference"] else ""
        yield f"{labels[one['wave']]}: {one['at_baseline']:,} at baseline = {' + '.join(parts)}{off}."


def _parts(one: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    yield "answered", one["full"] + one["partial"]
    for word in OUTCOMES:
        if word not in PRODUCTIVE:
            yield OUTCOMES_READ.get(word, word), one[word]
    yield "without a row", one["no_row"]


def _at_baseline(frame: pd.DataFrame, waves: Sequence[str]) -> list[str]:
    if frame.empty:
        return []
    there = (frame["wave"] == waves[0]) & frame["outcome"].isin(PRODUCTIVE)
    return list(frame.loc[there, "urn"])


def _grouped(
    frame: pd.DataFrame, waves: Sequence[str], name: str, groups: dict[str, str]
) -> Iterator[dict[str, Any]]:
    labels = frame["urn"].map(groups)
    for group in sorted(set(labels)):
        for rate in retention(frame[labels == group], waves, group).rates:
            yield {"by": name, **rate.row()}


def _remarks(whole: Retention, rows: Sequence[dict[str, Any]], labels: Mapping[str, str]) -> Iterator[str]:
    if not whole.rates:
        yield "Retention is not defined: nobody has a baseline interview."
    for (cohort, wave), n in whole.late.items():
        when = labels[wave]
        yield f"{n} of the {cohort} cohort answered at {when} without a baseline; they are in no rate."
    open_at = {rate.wave: rate.censored for rate in whole.rates if rate.censored}
    for wave, n in open_at.items():
        yield f"{labels[wave]}: {n} windows are still open; these members are in neither figure."
    for rate in whole.rates:
        if rate.undefined:
            yield f"{labels[rate.wave]}, {CONVENTIONS_READ[rate.convention]}: {rate.undefined}."
    without = sum(bool(row["by"] and row["undefined"]) for row in rows)
    if without:
        yield f"{without} rates of groups are not defined; the field 'undefined' says why."
