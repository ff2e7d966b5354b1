"""An index of what was said: a file beside the database that is made from it and can be made again.

``search.db`` holds every turn of the newest version of every transcript, and an FTS5 index of its words and
of their stems.  Nothing is decided by it: it names the turns in which something may stand.  It is brought up
to date before every search; when it is deleted, it is built anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from ..progress import telling
from .schema import documents, turns

if TYPE_CHECKING:
    from .engine import Store

__all__ = ["NAME", "IndexedTurn", "files_with", "forget", "search"]

NAME = "search.db"
_FORM = 2
_BUSY_SECONDS = 30
_SCHEMA = (
    """CREATE TABLE turns (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, name TEXT NOT NULL,
       number INTEGER NOT NULL, start INTEGER NOT NULL, speaker TEXT, role TEXT, wave TEXT,
       text TEXT NOT NULL) STRICT""",
    "CREATE INDEX turns_by_document ON turns (document)",
    "CREATE TABLE indexed (document INTEGER PRIMARY KEY) STRICT",
    "CREATE VIRTUAL TABLE words USING fts5 (plain, stems, tokenize='ascii')",
    f"PRAGMA user_version = {_FORM}",
)
_SHOWN = "SELECT turns.name, turns.number, turns.start, turns.speaker, turns.role, turns.wave, turns.text "
# The index gives its rows in the order of their ids, so the first page costs no more than a page.
_MATCHING = _SHOWN + "FROM words CROSS JOIN turns ON turns.id = words.rowid WHERE words MATCH ?"
_EVERY = _SHOWN + "FROM turns WHERE 1"
Words = Callable[[str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class IndexedTurn:
    """A turn as it stands in the index; `start` is the place of its words in the transcript."""

    document: str
    number: int
    start: int
    speaker: str | None
    role: str | None
    wave: str | None
    text: str


def search(
    store: Store,
    words: Words,
    match: str | None,
    *,
    role: str | None = None,
    wave: str | None = None,
    without: Sequence[str] = (),
) -> Iterator[IndexedTurn]:
    """Give the turns in which something may stand, in the order in which they were added.

    Parameters
    ----------
    store : Store
        The store of the study.
    words : callable
        Gives the words and the stems of a text, each parted by blanks and in small letters, as they are to be
        indexed: what is not ASCII is taken for a letter.
    match : str or None
        An FTS5 query over the columns ``plain`` and ``stems``; None: every turn.
    role, wave : str, optional
        Only turns of this role, of transcripts of this wave.
    without : sequence of str
        Names of transcripts to leave out.
    """
    with closing(_opened(store.root / NAME)) as index:
        with store.reading() as connection:
            _bring_up_to_date(index, connection, words)
        query, values = _query(match, role=role, wave=wave)
        left_out = frozenset(without)
        for row in index.execute(query, values):
            if row[0] not in left_out:
                yield IndexedTurn(*row)


def forget(store: Store, document: int) -> None:
    """Take a transcript out of the index, since something about its turns is about to change."""
    path = store.root / NAME
    if path.is_file():
        with closing(_opened(path)) as index, _writing(index):
            _take_out(index, document)


def files_with(connection: Connection, store: Store, urn: str) -> list[Path]:
    """Give the files of the index if it holds turns of a member, or of a transcript erased since it was made.

    To take turns out would not do: an index of words keeps those of deleted rows until it is merged.
    """
    path = store.root / NAME
    if not path.is_file():
        return []
    names = select(documents.c.name).where(documents.c.urn == urn)
    others = set(connection.scalars(select(documents.c.id).where(documents.c.name.not_in(names))))
    with closing(_opened(path)) as index:
        held = {row[0] for row in index.execute("SELECT document FROM indexed")}
    return (
        [] if held <= others else [one for one in (path, path.with_name(f"{NAME}-journal")) if one.is_file()]
    )


def _query(match: str | None, **wanted: str | None) -> tuple[str, list[str]]:
    given = {column: value for column, value in wanted.items() if value is not None}
    values = [*([] if match is None else [match]), *given.values()]
    narrowed = "".join(f" AND turns.{column} = ?" for column in given)
    if match is None:
        return f"{_EVERY}{narrowed} ORDER BY turns.id", values
    return f"{_MATCHING}{narrowed} ORDER BY words.rowid", values


def _opened(path: Path) -> sqlite3.Connection:
    """Open the index; one of another form, or a damaged one, is thrown away and made anew."""
    try:
        index = _connected(path)
        if _form(index) in {0, _FORM}:
            _furnish(index)
            return index
        index.close()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise
    path.unlink(missing_ok=True)
    index = _connected(path)
    _furnish(index)
    return index


def _connected(path: Path) -> sqlite3.Connection:
    index = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    # It can be made again, so it need not survive a power cut.
    index.execute("PRAGMA synchronous = OFF")
    index.execute("PRAGMA secure_delete = ON")
    return index


def _form(index: sqlite3.Connection) -> int:
    return int(index.execute("PRAGMA user_version").fetchone()[0])


def _furnish(index: sqlite3.Connection) -> None:
    """Make the tables, unless they are there; another process may have been quicker."""
    if _form(index) == 0:
        with _writing(index):
            for statement in _SCHEMA if _form(index) == 0 else ():
                index.execute(statement)


@contextmanager
def _writing(index: sqlite3.Connection) -> Iterator[None]:
    index.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        index.execute("ROLLBACK")
        raise
    index.execute("COMMIT")


def _bring_up_to_date(index: sqlite3.Connection, connection: Connection, words: Words) -> None:
    """Take out what is no longer the newest version, and put in what is new."""
    newest = set(connection.scalars(select(func.max(documents.c.id)).group_by(documents.c.name)))
    if {row[0] for row in index.execute("SELECT document FROM indexed")} == newest:
        return
    with _writing(index):
        there = {row[0] for row in index.execute("SELECT document FROM indexed")}
        for document in there - newest:
            _take_out(index, document)
        missing = sorted(newest - there)
        for document in telling("Indexing transcripts", missing, len(missing)):
            _put_in(index, connection, document, words)


def _take_out(index: sqlite3.Connection, document: int) -> None:
    index.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM turns WHERE document = ?)", (document,))
    index.execute("DELETE FROM turns WHERE document = ?", (document,))
    index.execute("DELETE FROM indexed WHERE document = ?", (document,))


def _put_in(index: sqlite3.Connection, connection: Connection, document: int, words: Words) -> None:
    head = connection.execute(select(documents).where(documents.c.id == document)).one()
    spoken = connection.execute(select(turns).where(turns.c.document == document).order_by(turns.c.number))
    first = (index.execute("SELECT max(id) FROM turns").fetchone()[0] or 0) + 1
    rows = [(turn, head.text[turn.start : turn.end]) for turn in spoken]
    index.executemany(
        "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, document, head.name, turn.number, turn.start, turn.speaker, turn.role, head.wave, said)
            for number, (turn, said) in enumerate(rows, start=first)
        ],
    )
    index.executemany(
        "INSERT INTO words (rowid, plain, stems) VALUES (?, ?, ?)",
        [(number, *words(said)) for number, (_, said) in enumerate(rows, start=first)],
    )
    index.execute("INSERT INTO indexed VALUES (?)", (document,))
