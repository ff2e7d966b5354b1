"""Change by group without saying too much about small groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..study.progress import tell
from .disclosure_control import CountTable, Key
from .paired import cohen_h, direction, percent
from .small_counts import Safe, Way, made_safe

__all__ = ["change_made_safe"]

Row = dict[str, Any]
Group = tuple[str, str]
Blocks = Mapping[Group, Sequence[Row]]
WHOLE: Group = ("", "all")
_INNER = ("both", "lost", "gained", "neither")
_SUMS = {
    "entry": ("both", "lost"), "exit": ("both", "gained"), "not_entry": ("gained", "neither"),
    "not_exit": ("lost", "neither"), "base": _INNER,
}  # fmt: skip
_TESTS = ("p_exact", "p_mid", "p_adjusted", "ci_low", "ci_high")
_MARGIN = ("pp_change", "pct_change", "effect", "direction", *_TESTS)
_HIDES: Mapping[str, tuple[str, ...]] = {
    "base": ("base", "entry_n", "entry_pct", "exit_n", "exit_pct", "gained", "lost", *_MARGIN),
    **dict.fromkeys(("entry", "not_entry"), ("entry_n", "entry_pct", *_MARGIN)),
    **dict.fromkeys(("exit", "not_exit"), ("exit_n", "exit_pct", *_MARGIN)),
    "gained": ("gained", *_TESTS),
    "lost": ("lost", *_TESTS),
    **dict.fromkeys(("both", "neither"), _TESTS),
}
"""The figures of a row that would give a hidden count away."""


def change_made_safe(blocks: Blocks, way: Way, threshold: int) -> dict[Group, list[Row]]:
    """Hide or round the figures of change by group.

    Parameters
    ----------
    blocks : mapping of (by, group) to rows
        The rows of `change_rows` for the whole, under ``("", "all")``, and for every group of every
        breakdown; the same indicators in the same order.
    way : {'suppress', 'round', 'none'}
        See `made_safe`.
    threshold : int
        From the study's profile.

    Returns
    -------
    dict of (by, group) to rows
        Figures that are not shown are None and named in the row's ``hidden``.
    """
    if way == "none":
        return {group: list(rows) for group, rows in blocks.items()}
    shown: dict[Group, list[Row]] = {group: [] for group in blocks}
    total = len(blocks[WHOLE])
    for place in range(total):
        tell("Looking at small counts", place, total)
        rows = {group: block[place] for group, block in blocks.items()}
        safe = made_safe(_table(rows), way, threshold, bases=[(group, "base") for group in rows])
        for group, row in rows.items():
            shown[group].append(_rounded(row, group, safe) if way == "round" else _covered(row, group, safe))
    return shown


def _table(rows: Mapping[Group, Row]) -> CountTable:
    counts: dict[Key, int] = {
        (group, name): count for group, row in rows.items() for name, count in _counts(row).items()
    }
    within = [((g, whole), [(g, part) for part in parts]) for g in rows for whole, parts in _SUMS.items()]
    across = [
        ((WHOLE, name), [(group, name) for group in rows if group[0] == by])
        for by in sorted({by for by, _ in rows} - {""})
        for name in (*_INNER, "base")
    ]
    return CountTable(counts, within + across)


def _counts(row: Row) -> dict[str, int]:
    inner = {
        "both": row["entry_n"] - row["lost"], "lost": row["lost"], "gained": row["gained"],
        "neither": row["base"] - row["entry_n"] - row["gained"],
    }  # fmt: skip
    return inner | {whole: sum(inner[part] for part in parts) for whole, parts in _SUMS.items()}


def _covered(row: Row, group: Group, safe: Safe) -> Row:
    hidden = {field for name, fields in _HIDES.items() if (group, name) in safe.hidden for field in fields}
    return row | dict.fromkeys(hidden) | {"hidden": [field for field in row if field in hidden]}


def _rounded(row: Row, group: Group, safe: Safe) -> Row:
    """Compute the figures anew from rounded counts; a test of exact counts would give them away."""
    n = Counter({name: safe.counts[group, name] for name in _counts(row)})
    base, change = n["base"], n["exit"] - n["entry"]
    figures = {
        "base": base, "entry_n": n["entry"], "exit_n": n["exit"], "gained": n["gained"], "lost": n["lost"],
        "entry_pct": percent(n["entry"], base), "exit_pct": percent(n["exit"], base),
        "pp_change": percent(change, base), "pct_change": percent(change, n["entry"]),
        # Each count is rounded by itself where nothing adds up, and a part may then exceed its base.
        "effect": cohen_h(n["entry"], n["exit"], base) if 0 < max(n["entry"], n["exit"]) <= base else None,
        "direction": direction(row["kind"], change),
    }  # fmt: skip
    return row | figures | dict.fromkeys(_TESTS) | {"hidden": [name for name in _TESTS if base]}
