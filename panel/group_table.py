"""`panel table`: answers by sex or another group, side by side, with a base in every cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..study.cells import Cells
from ..study.consent import Usable, usable_answers
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .answer_masks import Mask, Question, indicator_questions, questions
from .column_keys import column_keys
from .disclosure_control import CountTable, Key
from .groups import NO_ANSWER, grouping_at, without_answer
from .indicators import read_indicators
from .small_counts import Safe, Way, made_safe, said_about, way_of

__all__ = ["table"]

Row = dict[str, Any]
ALL = "All"
_HEAD = ("variable", "indicator", "answer", "value", "missing", "hidden")


def table(
    study: Study, variables: Sequence[str] = (), *, by: str = "sex", wave: str | None = None,
    disclosure: str = "suppress",
) -> Table:  # fmt: skip
    """Count answers by group, as such tables are published: groups side by side, and all.

    Parameters
    ----------
    study : Study
        The study.
    variables : sequence of str
        Variables, or names of multiple responses; without any, the indicators of study.yaml.
    by : str
        A variable of the occasion, or a property of the members.
    wave : str, optional
        A wave or records; by default the first that holds the variables.
    disclosure : {'suppress', 'round', 'none'}
        What is done about small counts: hide them, and what would give them away; round all counts to the
        threshold, so that they still add up; or nothing.  The threshold is the one of study.yaml.

    Returns
    -------
    Table
        One row an answer {variable, indicator, answer, value, missing, hidden}, and for every group and for
        all ``<group>_n``, ``<group>_percent`` (0..1) and ``<group>_base``, who answered; figures that are not
        shown are None and named in ``hidden``.  Facts ``wave``, ``by``, ``groups`` (key and label) and
        ``threshold``.

    Raises
    ------
    ProblemError
        FP1007 no such wave, FP4007 and FP4043 no such groups, FP4008 nothing received, FP4160 no such
        `disclosure`, FP4162 a variable without answers to count, FP4164 nothing to put into the table.

    Notes
    -----
    See `familypanel.panel.suppress` for what is hidden.
    """
    way = way_of(disclosure)
    name, usable = _occasion(study, variables, wave)
    cells = _received(usable, name)
    asked = _asked(study, cells, variables, name)
    masks = _groups(cells, grouping_at(study, cells, by))
    keys = dict(zip([*masks, ALL], column_keys([*masks, ALL], taken=_HEAD), strict=True))
    threshold = study.config.disclosure.threshold
    rows = [row for one in asked for row in _rows(one, masks, keys, way, threshold)]
    notes = (
        f"{study.wave(name).label}; percentages are of those in the group who answered (base).",
        *said_about(way, threshold, sum(len(row["hidden"]) for row in rows)), *usable.notes,
    )  # fmt: skip
    labels = [{"key": key, "label": label} for label, key in keys.items()]
    facts = {"wave": name, "by": by, "groups": labels, "disclosure": way, "threshold": threshold}
    title = f"By {by.replace('_', ' ')}, {study.wave(name).label}"
    return Table.of(rows, _columns(keys, rows), title=title, notes=notes, facts=facts)


def _occasion(study: Study, variables: Sequence[str], wave: str | None) -> tuple[str, Usable]:
    """Find the occasion: the one named, or the first that holds the variables."""
    names = [study.wave(wave).name] if wave else [one.name for one in study.config.occasions]
    if not variables and wave is None:
        names = [one.name for one in (*study.config.records, *study.config.waves)]
    found = {name: usable_answers(study, name) for name in names}
    held = [name for name, usable in found.items() if usable.cells and _holds(usable.cells, variables)]
    received = [name for name, usable in found.items() if usable.cells is not None]
    chosen = next(iter([*held, *received, *names]))
    return chosen, found[chosen]


def _holds(cells: Cells, variables: Sequence[str]) -> bool:
    sets = {one.name for one in cells.dictionary.sets}
    return all(one in cells.dictionary or one in sets for one in variables)


def _received(usable: Usable, name: str) -> Cells:
    if usable.cells is None:
        raise ProblemError(problem("FP4008", wave=name))
    return usable.cells


def _asked(study: Study, cells: Cells, variables: Sequence[str], name: str) -> list[Question]:
    found = (
        questions(cells, variables, name) if variables else indicator_questions(cells, read_indicators(study))
    )
    asked = list(found)
    if not asked:
        raise ProblemError(problem("FP4164", wave=name))
    return asked


def _groups(cells: Cells, of: Mapping[str, str]) -> dict[str, Mask]:
    """Say who is in which group; whoever has none, for whatever reason, is one group."""
    own = (of[urn] for urn in cells.frame["urn"].astype(str))
    labels = np.array([NO_ANSWER if without_answer(group) else group for group in own], dtype=object)
    names = sorted(set(labels), key=lambda group: (group == NO_ANSWER, group))
    return {group: np.asarray(labels == group, dtype=bool) for group in names}


def _rows(
    one: Question, masks: Mapping[str, Mask], keys: Mapping[str, str], way: Way, threshold: int
) -> Iterator[Row]:
    every = np.ones(len(one.answered), dtype=bool)
    safe = made_safe(
        _counts(one, {**masks, ALL: every}), way, threshold, bases=[("base", g) for g in (*masks, ALL)]
    )
    missing = len(every) - int(one.answered.sum())
    for place, answer in enumerate(one.answers[: one.shown]):
        row: Row = {
            "variable": one.variable,
            "indicator": one.label,
            "answer": answer.label,
            "value": answer.value,
        }
        row |= {
            "missing": missing if way != "round" and ("base", ALL) not in safe.hidden else None,
            "hidden": [],
        }
        for group, key in keys.items():
            _fill(row, key, safe, (place, group), ("base", group))
        yield row


def _fill(row: Row, key: str, safe: Safe, cell: Key, base: Key) -> None:
    """Write one cell with its base; what is hidden is None and named."""
    n, of = safe.counts[cell], safe.counts[base]
    row[f"{key}_n"], row[f"{key}_percent"], row[f"{key}_base"] = n, n / of if of else None, of
    covered = [f"{key}_n", f"{key}_percent"] if {cell, base} & safe.hidden else []
    covered += [f"{key}_base"] if base in safe.hidden else []
    row |= dict.fromkeys(covered)
    row["hidden"] = [*row["hidden"], *covered]


def _counts(one: Question, masks: Mapping[str, Mask]) -> CountTable:
    places, parts = range(len(one.answers)), [group for group in masks if group != ALL]
    counts: dict[Key, int] = {
        (place, group): int((answer.given & mask).sum())
        for place, answer in enumerate(one.answers)
        for group, mask in masks.items()
    }
    counts |= {("base", group): int((one.answered & mask).sum()) for group, mask in masks.items()}
    down = [(("base", group), [(place, group) for place in places]) for group in masks]
    across = [((place, ALL), [(place, group) for group in parts]) for place in (*places, "base")]
    return CountTable(counts, [*down, *across])


def _columns(keys: Mapping[str, str], rows: Sequence[Row]) -> list[Column]:
    several = any(row["value"] is not None for row in rows)
    head = [Column("indicator", "Indicator"), *([Column("answer", "Answer")] if several else [])]
    for label, key in keys.items():
        base = f"{key}_base"
        head += [
            Column(f"{key}_n", label, "count"), Column(f"{key}_percent", "%", "percent", base=base),
            Column(base, "base", "count"),
        ]  # fmt: skip
    return head
