"""`coding kwic`: every place where something is said, with what stands left and right of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..study.documents import Coding
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .codebook import read_codebook
from .corpus import known
from .patterns import How, finder, index_query, indexed_words
from .visibility import View, shown_codings, view
from .words import fold

if TYPE_CHECKING:
    from ..study.store.engine import Connection
    from ..study.store.search import IndexedTurn

__all__ = ["kwic"]

CONTEXT = 40
Span = tuple[int, int]
_COLUMNS = (
    Column("document"), Column("start"), Column("end"), Column("role"), Column("wave"), Column("left"),
    Column("hit"), Column("right"), Column("codes"),
)  # fmt: skip


def kwic(
    study: Study,
    pattern: str,
    how: How = "words",
    *,
    role: str | None = None,
    wave: str | None = None,
    code: str | None = None,
    coder: str | None = None,
    first: int | None = None,
) -> Table:
    """Find words in their context.

    Parameters
    ----------
    study : Study
        The study.
    pattern : str
        What to look for; capitals and small letters are alike, and so are curly and straight quotation marks.
    how : {'words', 'regex', 'stem'}
        ``words``: these words in this order, ``*`` for any letters; ``regex``: a regular expression;
        ``stem``: words with these stems in this order.
    role, wave, code : str, optional
        Look only in turns of a role, in transcripts of a wave, in text with a code or one below it.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.
    first : int, optional
        Only so many hits, the first in the order in which transcripts were added; default: all.

    Returns
    -------
    Table
        A row a hit, sorted by what follows it: ``document``, ``turn``, ``start``, ``end`` (half-open, code
        points), ``speaker``, ``role``, ``wave``, ``left``, ``hit``, ``right``, ``codes``.  Facts:
        ``pattern``, ``how``, ``hits``, ``documents``, ``more`` (whether `first` left any out).

    Raises
    ------
    ProblemError
        FP5020 a pattern that cannot be understood, FP5021 one that takes too long, FP5022 an unknown role,
        wave or code, FP5031 no transcripts.

    Notes
    -----
    The words are looked up in an index (SQLite FTS5), which is brought up to date first; a regular expression
    is tried on every turn.
    """
    from ..study.store.search import search

    find = finder(pattern, how)
    with study.store.reading() as connection:
        seen = view(connection, coder)
        _check(connection, role=role, wave=wave)
    within = _spans(study, coder, code)
    said = search(
        study.store, indexed_words, index_query(pattern, how), role=role, wave=wave,
        without=sorted(seen.withdrawn),
    )  # fmt: skip
    found = ((turn, hit) for turn in said for hit in find(turn.text) if within is None or within(turn, hit))
    hits = list(islice(found, None if first is None else first + 1))
    rows = sorted(_rows(study, coder, hits[:first]), key=_context)
    more = first is not None and len(hits) > first
    return _answer(rows, seen, {"pattern": pattern, "how": how, "more": more})


def _answer(rows: list[dict[str, Any]], seen: View, facts: dict[str, Any]) -> Table:
    facts |= {"hits": len(rows), "documents": len({row["document"] for row in rows})}
    first = "The first " if facts["more"] else ""
    notes = (f"{first}{facts['hits']} hits in {facts['documents']} transcripts.", *seen.notes)
    return Table.of(rows, _COLUMNS, notes=notes, facts=facts)


def _check(connection: Connection, **wanted: str | None) -> None:
    """Refuse a study without transcripts, and a role or wave that none of them has."""
    from ..study.store.documents import count_documents, said_of

    if not count_documents(connection):
        raise ProblemError(problem("FP5031"))
    for what, value in wanted.items():
        if value is not None:
            known(value, f"a {what}", said_of(connection, what))


def _spans(study: Study, coder: str | None, code: str | None) -> Callable[[IndexedTurn, Span], bool] | None:
    """Give the function that says whether a code lies on a hit; None where every hit is wanted."""
    if code is None:
        return None
    every = shown_codings(study, coder)
    wanted = {code, *read_codebook(study.codebook).below(code)}
    if not any(coding.code in wanted for coding in every):
        known(code, "a code", (coding.code for coding in every))
    lead: dict[str, list[Coding]] = {}
    for coding in every:
        if coding.code in wanted:
            lead.setdefault(coding.document, []).append(coding)
    return lambda turn, hit: bool(_on(turn, hit, lead.get(turn.document, [])))


def _on(turn: IndexedTurn, hit: Span, codings: Iterable[Coding]) -> list[str]:
    start, end = turn.start + hit[0], turn.start + hit[1]
    return sorted({one.code for one in codings if one.start < end and start < one.end})


def _rows(
    study: Study, coder: str | None, hits: Iterable[tuple[IndexedTurn, Span]]
) -> Iterator[dict[str, Any]]:
    several = list(hits)
    codings = _codings(study, coder, {turn.document for turn, _ in several})
    for turn, hit in several:
        yield _row(turn, hit, _on(turn, hit, codings[turn.document]))


def _codings(study: Study, coder: str | None, names: set[str]) -> dict[str, list[Coding]]:
    from ..study.store.codings import live_codings

    with study.store.reading() as connection:
        seen = view(connection, coder)
        return {
            name: [one for one in live_codings(connection, name) if seen.shows(name, one.coder)]
            for name in names
        }


def _row(turn: IndexedTurn, hit: Span, codes: list[str]) -> dict[str, Any]:
    start, end = hit
    text = turn.text
    return {
        "document": turn.document, "turn": turn.number, "start": turn.start + start, "end": turn.start + end,
        "speaker": turn.speaker, "role": turn.role, "wave": turn.wave,
        "left": text[max(0, start - CONTEXT) : start], "hit": text[start:end],
        "right": text[end : end + CONTEXT], "codes": codes,
    }  # fmt: skip


def _context(row: Mapping[str, Any]) -> tuple[str, str, str, int]:
    right, left = (fold(row[side]).casefold() for side in ("right", "left"))
    return right.strip(), left[::-1].strip(), row["document"], row["start"]
