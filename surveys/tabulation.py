"""Tables of answers: how many gave which, of how many, and why the others did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..study.consent import usable_answers
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem
from ..study.table import Column, Table
from .spoken import spoken

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from ..study.cells import Cells
    from ..study.dictionary import ResponseSet
    from ..study.folder import Study

__all__ = ["tabulate"]

Row = dict[str, Any]
MOST_UNLABELLED = 12
"""So many values without a label are counted one by one."""
_LONGEST_CODE = 8
_OF_REGISTER = ("project", "cohort")
_NO_GROUPS = frozenset({"urn", "family", "referral_date", "source", "enrolled_at"})
_MOST_GROUPS = 30
_COLUMNS = (
    Column("variable"),
    Column("group"),
    Column("label", "Answer"),
    Column("n", kind="count"),
    Column("percent", "Valid", kind="percent", base="base"),
    Column("base", kind="count"),
    Column("mean", kind="number", decimals=2),
)


def tabulate(
    study: Study, variables: Sequence[str], *, by: str | None = None, wave: str | None = None
) -> Table:
    """Count the answers to questions.

    Parameters
    ----------
    study : Study
        The study.
    variables : sequence of str
        Variables, or names of multiple responses.
    by : str, optional
        A variable of the same wave, or of the register ``project``, ``cohort`` or a fact about members (such
        as ``sex``): one block a group.
    wave : str, optional
        By default the first wave that holds all of the variables.

    Returns
    -------
    Table
        One row an answer: ``n``; ``percent`` (0..1) of ``base``, those who answered. Numbers have a row with
        their mean, those of a scale with labelled ends too; text without a code list is only counted. Then
        one row a reason why there is no answer, with ``reason`` and without a percentage. A multiple response
        adds the average number ticked.

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP3060 if no wave holds the variables; FP3212 if `by` makes no groups.
    """
    name, cells, remarks = _wave_with(study, [*variables], wave)
    groups = _groups(study, cells, by)
    rows = [row for asked in variables for group, mask in groups for row in _block(cells, asked, group, mask)]
    label = study.wave(name).label
    notes = [
        f"{label}; percentages are of those who answered.",
        *_counted_as_ticks(cells, variables),
        *remarks,
    ]
    return Table.of(rows, _COLUMNS, title=f"Answers, {label}", notes=notes, facts={"wave": name})


def _wave_with(study: Study, wanted: list[str], wave: str | None) -> tuple[str, Cells, tuple[str, ...]]:
    names = [study.wave(wave).name] if wave else [one.name for one in study.config.occasions]
    for name in names:
        usable = usable_answers(study, name)
        cells = usable.cells
        if cells is not None and all(one in cells.dictionary or _set(cells, one) for one in wanted):
            return name, cells, usable.notes
    raise ProblemError(problem("FP3060", Place(wave=wave), names=", ".join(wanted), waves=", ".join(names)))


def _set(cells: Cells, name: str) -> ResponseSet | None:
    return next((found for found in cells.dictionary.sets if found.name == name), None)


def _counted_as_ticks(cells: Cells, wanted: Iterable[str]) -> Iterator[str]:
    """Say which answers of a multiple response exclude all others, for they count as ticked too."""
    for found in cells.dictionary.sets:
        codes = cells.dictionary.lists[found.codes].codes if found.codes else ()
        alone = [f"'{code.label}'" for code in codes if code.value in found.exclusive]
        if found.name in wanted and alone:
            yield f"{found.name}: {', '.join(alone)} counts as one answer ticked."


def _groups(study: Study, cells: Cells, by: str | None) -> list[tuple[str, NDArray[np.bool_]]]:
    import numpy as np

    if by is None:
        return [("", np.ones(len(cells), dtype=bool))]
    labels = _of_cells(cells, by) if by in cells.dictionary else _of_register(study, cells, by)
    return [(group, (labels == group).to_numpy(dtype=bool)) for group in _ordered(cells, by, labels)]


def _of_cells(cells: Cells, by: str) -> pd.Series[Any]:
    if not cells.groupable(by):
        raise ProblemError(problem("FP3212", Place(variable=by), variable=by))
    return cells.labelled(by).astype(str)


def _ordered(cells: Cells, by: str, labels: pd.Series[Any]) -> list[str]:
    """Put groups in the order of the code list or of the numbers; those without an answer come last."""
    import pandas as pd

    first: dict[str, tuple[Any, ...]] = {}
    valid = cells.valid(by) if by in cells.dictionary else labels
    for label, value in zip(labels, valid, strict=True):
        first.setdefault(label, (bool(pd.isna(value)), isinstance(value, str), value))
    return sorted(first, key=lambda label: (first[label][:2], label if first[label][0] else first[label][2]))


def _of_register(study: Study, cells: Cells, by: str) -> pd.Series[Any]:
    from ..study.store.members import members_frame

    with study.store.reading() as connection:
        members = members_frame(connection)
    if by in _NO_GROUPS or by not in members.columns:
        raise ProblemError(problem("FP3060", Place(variable=by), names=by, waves=cells.dictionary.wave or ""))
    if by not in _OF_REGISTER and members[by].nunique() > _MOST_GROUPS:
        raise ProblemError(problem("FP3212", Place(variable=by), variable=by))
    return cells.frame["urn"].map(members.set_index("urn")[by]).fillna("not known").astype(str)


def _block(cells: Cells, name: str, group: str, mask: NDArray[np.bool_]) -> Iterator[Row]:
    """Give the rows of one variable in one group."""
    answers = _set(cells, name) if name not in cells.dictionary else None
    head = {"variable": name, "group": group}
    counted = _single(cells, name, mask) if answers is None else _multiple(cells, answers, mask)
    for row in counted:
        yield {**head, "label": "", "n": 0, "percent": None, "base": None, "mean": None, "reason": None} | row


def _single(cells: Cells, name: str, mask: NDArray[np.bool_]) -> Iterator[Row]:
    reasons = cells.reason(name)[mask]
    values = cells.frame[name][mask][reasons == Reason.VALUE]
    variable, codes = cells.dictionary[name], cells.dictionary.code_list(name)
    base = len(values)
    numeric = variable.type in ("integer", "decimal")
    if codes is not None:
        yield from _listed(values, dict(codes.labels()), base)
    if numeric:
        yield {"label": "Mean", "n": base, "base": base, "mean": float(values.mean()) if base else None}
    elif codes is None:
        yield {"label": "Answered", "n": base, "base": base}
    yield from _missing(reasons)


def _listed(values: pd.Series[Any], listed: dict[Any, str], base: int) -> Iterator[Row]:
    """Count every code of the list, then the values without a label: each, or together if there are many."""
    counts = values.value_counts()
    for value, label in listed.items():
        yield _share(label, int(counts.get(value, 0)), base) | {"value": value}
    others = [value for value in counts.index if value not in listed]
    if len(others) > MOST_UNLABELLED or any(map(_free_text, others)):
        yield _share("Values without a label", int(counts[others].sum()), base)
        return
    for value in sorted(others):
        yield _share(f"{spoken(value)} (not in the list)", int(counts[value]), base) | {"value": value}


def _free_text(value: Any) -> bool:
    """Say whether a value is more than a code; it is never spelt out, for it may say who somebody is."""
    return isinstance(value, str) and len(value) > _LONGEST_CODE


def _missing(reasons: NDArray[np.int8]) -> Iterator[Row]:
    for reason in Reason:
        n = int((reasons == reason).sum())
        if n and reason is not Reason.VALUE:
            yield {"label": reason.label, "n": n, "reason": reason.word}


def _multiple(cells: Cells, answers: ResponseSet, mask: NDArray[np.bool_]) -> Iterator[Row]:
    """Count who gave each answer, of those who gave any; percentages may add up to more than 100."""
    from .ticks import ticks_of

    ticks = ticks_of(cells.only(mask), answers)
    base = int(ticks.answered.sum())
    for label, value, chosen in ticks.options:
        yield _share(label, int((chosen & ticks.answered).sum()), base) | {"value": value}
    yield {"label": "Average number ticked", "n": base, "base": base, "mean": ticks.average}
    yield from _missing(ticks.reasons[~ticks.answered])


def _share(label: str, n: int, base: int) -> Row:
    return {"label": label, "n": n, "percent": n / base if base else None, "base": base}
