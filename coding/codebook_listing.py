"""`coding codes`: the codebook with what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..study.coding_events import standing
from ..study.folder import Study
from ..study.table import Column, Table
from .codebook import read_codebook
from .visibility import shown_codings

__all__ = ["codes"]

_CODES = (
    Column("code"), Column("parent"), Column("label"), Column("definition"), Column("codings", kind="count"),
    Column("documents", kind="count"), Column("was"),
)  # fmt: skip


def codes(study: Study, *, coder: str | None = None) -> Table:
    """List the codes with their definitions, how often they are used, and what they were called before.

    Parameters
    ----------
    study : Study
        The study.
    coder : str, optional
        Who looks: what they are coding blind is counted for nobody else.

    Returns
    -------
    Table
        A row a code in the order of the file: ``code``, ``parent``, ``level``, ``label``, ``definition``,
        ``include``, ``exclude``, ``example``, ``colour``, ``codings``, ``documents``, ``was`` (codes that
        were renamed or merged into it, or split off from).  Facts: ``codes``, and ``undefined``: codes of
        codings that the codebook does not have.
    """
    book, found, was = read_codebook(study.codebook), shown_codings(study, coder), _earlier(study)
    times = Counter(one.code for one in found)
    places = Counter(code for code, _ in {(one.code, one.document) for one in found})
    keys = ("parent", "level", "label", "definition", "include", "exclude", "example", "colour")
    rows = [
        {"code": code.name} | {key: getattr(code, key) for key in keys}
        | {"codings": times[code.name], "documents": places[code.name], "was": was.get(code.name, [])}
        for code in book.codes
    ]  # fmt: skip
    undefined = sorted(times.keys() - {code.name for code in book.codes})
    return Table.of(rows, _CODES, notes=_notes(undefined), facts={"codes": len(rows), "undefined": undefined})


def _earlier(study: Study) -> dict[str, list[str]]:
    """Name, for each code, those that became it, the oldest first."""
    from ..study.store.coding_log import logged_events

    with study.store.reading() as connection:
        events = standing(logged_events(connection, only=("rename", "split", "undo")))
    was: dict[str, list[str]] = {}
    for event in events:
        told = event.payload or {}
        for old in told.get("old", ()):
            earlier = was.pop(old, []) if event.action == "rename" else []
            was.setdefault(told["new"], []).extend([*earlier, old])
    return {code: [name for name in names if name != code] for code, names in was.items()}


def _notes(undefined: Sequence[str]) -> tuple[str, ...]:
    if not undefined:
        return ()
    return (
        f"Codings carry codes that the codebook does not have: {', '.join(undefined)}.",
        "Define them in codebook.yaml, or put them under a code that is there with 'coding merge-codes'.",
    )
