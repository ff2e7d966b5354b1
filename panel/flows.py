"""`panel transitions`: who gave which answer at two occasions, and who was not seen again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..study.cells import Cells
from ..study.clock import parse_date
from ..study.consent import Usable, usable_answers
from ..study.files import write_text
from ..study.folder import Study
from ..study.problems import Place, ProblemError, problem
from ..study.table import Column, Table
from .alluvial_picture import transitions_figure
from .answer_masks import question
from .column_keys import column_keys
from .disclosure_control import CountTable, Key
from .seen_again import NOT_SEEN, not_returned, states
from .small_counts import Safe, made_safe, said_about, way_of

__all__ = ["transitions"]

Row = dict[str, Any]
State = Any  # (value, label) of an answer, or a word for why there is none
ALL = "all"
NOT_THERE = "not_there"
_HEAD = ("answer", "value", "base", "hidden")


class _Ends(NamedTuple):
    """What stands in the rows (the first occasion) and in the columns (the second)."""

    rows: Sequence[State]
    columns: Sequence[State]


def transitions(
    study: Study, variable: str, from_: str, to: str, *, on: date | str | None = None,
    disclosure: str = "suppress", picture: Path | None = None,
) -> Table:  # fmt: skip
    """Count who gave which answer at the first and at the second occasion.

    Parameters
    ----------
    study : Study
        The study.
    variable : str
        A variable of both occasions with a code list, or with few different numbers.
    from_, to : str
        Waves or records, such as ``baseline`` and ``m12``.
    on : date or str, optional
        As it stood on this day, which decides who is lost and who is still open; today if not given.
    disclosure : {'suppress', 'round', 'none'}
        What is done about small counts; see `familypanel.panel.table`.
    picture : Path, optional
        Where to draw the table as an alluvial picture (.svg).

    Returns
    -------
    Table
        One row an answer at `from_` {answer, value, base, hidden}, then why there was none then
        (``no_answer``, ``not_asked``, ``not_there``), then all; for every answer at `to` ``<answer>_n`` and
        ``<answer>_percent`` (0..1, of the row's ``base``), and in the same way ``lost``, ``pending``,
        ``no_answer`` and ``not_asked``: the counts of a row add up to its base.  Facts ``variable``,
        ``from``, ``to``, ``columns`` (key, label and whether it was seen), ``members`` and ``threshold``.

    Raises
    ------
    ProblemError
        FP1007 no such occasion, FP1024 a picture that is not .svg, FP4008 nothing received, FP4160 no such
        `disclosure`, FP4162 a variable without answers to count, FP4163 the same occasion twice.
    """
    way, labels = way_of(disclosure), [study.wave(name).label for name in (from_, to)]
    if from_ == to:
        raise ProblemError(problem("FP4163", wave=from_))
    if picture is not None and picture.suffix.lower() != ".svg":
        raise ProblemError(problem("FP1024", file=picture.name, ending=picture.suffix, known=".svg"))
    usable = [usable_answers(study, name) for name in (from_, to)]
    first, last = (_states(one, variable, name) for one, name in zip(usable, (from_, to), strict=True))
    pairs = _paired(first, _worded(last, first), not_returned(study, to, parse_date(on)))
    ends = _Ends(_order(a for a, _ in pairs), _order(b for _, b in pairs))
    threshold = study.config.disclosure.threshold
    counts = _counts(pairs, ends)
    # Nobody is there who was at neither occasion: whoever reads the table knows these zeros.
    known = [(NOT_THERE, word) for word in ("lost", "pending") if (NOT_THERE, word) in counts.counts]
    safe = made_safe(counts, way, threshold, bases=known)
    columns = _keys(ends.columns)
    rows = [_row(state, ends.columns, columns, safe) for state in [*ends.rows, ALL]]
    facts = {
        "variable": variable, "from": from_, "to": to, "labels": labels, "columns": columns,
        "members": None if ("base", ALL) in safe.hidden else safe.counts["base", ALL],
        "disclosure": way, "threshold": threshold,
    }  # fmt: skip
    notes = (
        *_read_so(labels, pairs), *said_about(way, threshold, sum(len(row["hidden"]) for row in rows)),
        *Usable(None, usable[0].withdrawn | usable[1].withdrawn).notes,
    )  # fmt: skip
    title = f"{_question(usable[0], variable)} From {labels[0]} to {labels[1]}"
    table = Table.of(rows, _columns(labels, columns, rows), title=title, notes=notes, facts=facts)
    if picture is not None:
        write_text(picture, transitions_figure(table).svg + "\n")
    return table


def _states(usable: Usable, variable: str, occasion: str) -> dict[str, State]:
    cells = _received(usable, occasion)
    if cells.frame["urn"].duplicated().any():
        doubled = cells.frame.loc[cells.frame["urn"].duplicated(), "urn"].nunique()
        raise ProblemError(problem("FP4009", Place(wave=occasion), n=doubled, wave=occasion))
    return states(cells, question(cells, variable, occasion))


def _worded(last: Mapping[str, State], first: Mapping[str, State]) -> dict[str, State]:
    """Give answers of the same value the words of the first occasion: they are the same answer."""
    words = {state[0]: state for state in first.values() if isinstance(state, tuple)}
    return {
        urn: words.get(state[0], state) if isinstance(state, tuple) else state for urn, state in last.items()
    }


def _received(usable: Usable, occasion: str) -> Cells:
    if usable.cells is None:
        raise ProblemError(problem("FP4008", wave=occasion))
    return usable.cells


def _question(usable: Usable, variable: str) -> str:
    label = usable.cells.dictionary[variable].label if usable.cells else ""
    return label if label.endswith(("?", ".")) else f"{label or variable}."


def _paired(
    first: Mapping[str, State], last: Mapping[str, State], absent: Mapping[str, str]
) -> list[tuple[State, State]]:
    """Pair both occasions of everybody who was at either."""
    urns = sorted({*first, *last})
    return [(first.get(urn, NOT_THERE), last.get(urn) or absent.get(urn, "lost")) for urn in urns]


def _order(found: Iterator[State]) -> list[State]:
    """Put answers in the order of their values, then why there is none."""
    seen = set(found)
    answers = sorted((one for one in seen if isinstance(one, tuple)), key=lambda one: (one[0] is None, *one))
    return [*answers, *(word for word in (*NOT_SEEN, NOT_THERE) if word in seen)]


def _counts(pairs: Sequence[tuple[State, State]], ends: _Ends) -> CountTable:
    n = Counter(pairs)
    counts: dict[Key, int] = {(a, b): n[a, b] for a in ends.rows for b in ends.columns}
    counts |= {("base", a): sum(n[a, b] for b in ends.columns) for a in ends.rows}
    counts |= {(ALL, b): sum(n[a, b] for a in ends.rows) for b in ends.columns}
    counts["base", ALL] = len(pairs)
    across = [(("base", a), [(a, b) for b in ends.columns]) for a in ends.rows]
    down = [((ALL, b), [(a, b) for a in ends.rows]) for b in ends.columns]
    return CountTable(counts, [*across, *down, (("base", ALL), [("base", a) for a in ends.rows])])


def _keys(states_: Sequence[State]) -> list[dict[str, Any]]:
    answers = [one for one in states_ if isinstance(one, tuple)]
    keys = column_keys([label for _, label in answers], taken=(*_HEAD, *NOT_SEEN))
    seen = [
        {"key": key, "label": state[1], "value": state[0], "seen": True}
        for key, state in zip(keys, answers, strict=True)
    ]
    return seen + [
        {"key": word, "label": NOT_SEEN[word], "value": None, "seen": False}
        for word in states_ if not isinstance(word, tuple)
    ]  # fmt: skip


def _row(state: State, ends: Sequence[State], columns: Sequence[Mapping[str, Any]], safe: Safe) -> Row:
    base = ("base", state)
    row: Row = {"answer": _label(state), "value": state[0] if isinstance(state, tuple) else None}
    row |= {"base": safe.counts[base], "hidden": ["base"] if base in safe.hidden else []}
    for end, column in zip(ends, columns, strict=True):
        cell = (state, end)
        n, key = safe.counts[cell], column["key"]
        row |= {f"{key}_n": n, f"{key}_percent": n / row["base"] if row["base"] else None}
        if {cell, base} & safe.hidden:
            row["hidden"] = [*row["hidden"], f"{key}_n", f"{key}_percent"]
    return row | dict.fromkeys(row["hidden"])


def _label(state: State) -> str:
    if isinstance(state, tuple):
        return str(state[1])
    return {NOT_THERE: "Not there", ALL: "All"}.get(state) or NOT_SEEN[state]


def _read_so(labels: Sequence[str], pairs: Sequence[Any]) -> Iterator[str]:
    yield (
        f"Rows: {labels[0]}; columns: {labels[1]}. Percentages are of the row's base, whoever was not seen "
        "included."
    )
    yield "Lost: no return will come. Still open: the window has not closed, or the return is not stored yet."
    if not pairs:
        yield "Not defined because nobody has a return at either occasion."


def _columns(labels: Sequence[str], keys: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> list[Column]:
    counts = [Column(f"{one['key']}_n", one["label"], "count", base="base") for one in keys]
    shares = [Column(f"{one['key']}_percent", f"{one['label']}, %", "percent", base="base") for one in keys]
    return [Column("answer", labels[0]), Column("base", "Base", "count"), *counts, *shares]
