"""`coding remarks`: what stands beside the text of delivered files, each thing at its place.

A transcript's text is what was said.  Comments, notes and deleted words are not in it, but they stay in the
file that was delivered, which the study keeps; from there they are read whenever somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from textwrap import shorten
from typing import Any

from ..study.child import run_limited
from ..study.documents import Document
from ..study.folder import Study
from ..study.problems import Place, Problem, problem
from ..study.progress import telling
from ..study.table import Column, Table
from .corpus import documents_of, known
from .transcript_files import REMARKED
from .transcript_files.remarks import Remark, counted, kinds_of

__all__ = ["remarks"]

LONGEST = 80
_COLUMNS = (
    Column("document"), Column("kind"), Column("start"), Column("end"), Column("passage", "at"),
    Column("author"), Column("words", "says"),
)  # fmt: skip


def remarks(study: Study, document: str | None = None, kind: str | None = None) -> Table:
    """List what stands beside the text of Word, OpenDocument and rich text transcripts.

    Parameters
    ----------
    study : Study
        The study.
    document : str, optional
        Only of this transcript.
    kind : str, optional
        Only of this kind.

    Returns
    -------
    Table
        A row a thing: ``document``, ``kind`` (``comment``, ``footnote``, ``endnote``, ``tracked insertion``,
        ``tracked deletion``, ``table``, ``text box``, ``picture``, ``table row``, ``symbol``, ``header``,
        ``footer``),
        ``start`` and ``end`` (the passage it belongs to, half-open, in code points of the transcript; None
        where the file does not say), ``passage`` (its beginning), ``author``, ``words`` (what it says itself;
        the words of tables, text boxes and insertions are in the text).  Facts: ``files`` that were read,
        ``kinds`` (how many of each).

    Raises
    ------
    ProblemError
        FP5022 an unknown transcript or kind, FP5031 no transcripts, and what reading the files raises.

    Notes
    -----
    The files are read in limited child processes from ``store/raw``, as they were delivered.
    """
    documents = documents_of(study)
    known(document, "a transcript", (one.name for one in documents))
    wanted = [one for one in documents if document in {None, one.name} and _suffix(one) in REMARKED]
    rows: list[dict[str, Any]] = []
    lost: list[Problem] = []
    for one in telling("Reading what stands beside the text", wanted, len(wanted)):
        path = _delivered(study, one)
        if path.is_file():
            rows += _rows(one, path)
        else:
            lost.append(problem("FP5900", Place(file=one.source), name=one.name))
    known(kind, "a kind", (row["kind"] for row in rows))
    shown = [row for row in rows if kind in {None, row["kind"]}]
    facts = {"files": len(wanted) - len(lost), "kinds": dict(kinds_of(Remark(row["kind"]) for row in shown))}
    return Table.of(shown, _COLUMNS, notes=_notes(facts), facts=facts, problems=tuple(lost))


def _suffix(document: Document) -> str:
    return PurePath(document.source).suffix.lower()


def _delivered(study: Study, document: Document) -> Path:
    from ..study.store.deliveries import raw_path

    return raw_path(study.store, document.raw_sha256, Path(document.source))


def _rows(document: Document, path: Path) -> Iterator[dict[str, Any]]:
    value = run_limited("familypanel.coding.transcripts:read_remarks", path).value
    # Places in a text that is not the stored one would point at other words.
    same = value["text"] == document.text
    for one in (Remark(**told) for told in value["remarks"]):
        start, end = (one.start, one.end) if same else (None, None)
        passage = "" if start is None else shorten(document.text[start:end], LONGEST, placeholder=" ...")
        yield {
            "document": document.name, "kind": one.kind, "start": start, "end": end, "passage": passage,
            "author": one.author, "words": one.words,
        }  # fmt: skip


def _notes(facts: dict[str, Any]) -> Iterable[str]:
    told = counted(facts["kinds"]) or "nothing beside the text"
    return (f"Word, OpenDocument and rich text files read: {facts['files']}; {told}.",)
